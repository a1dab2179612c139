"""What the user decided about a cutout, and what was before and after that; plain data."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from page.components.brush import Box
from page.components.fabric import canvas_shape, to_strokes
from segmentation import Stroke

MOST_REMEMBERED = 100


@dataclass(frozen=True)
class OrderedMarks:
    """All marks on a photo, in the order in which they were made.

    Attributes
    ----------
    strokes : tuple of Stroke
        What the brush drew, oldest first.
    shapes : tuple of mapping
        Fabric's objects on the canvas of the shapes, oldest first.
    order : tuple of {'brush', 'shapes'}
        What each mark comes from, oldest first: as often 'brush' as there are strokes, as often
        'shapes' as there are shapes.
    """

    strokes: tuple[Stroke, ...] = ()
    shapes: tuple[Mapping[str, Any], ...] = ()
    order: tuple[str, ...] = ()

    def with_strokes(self, strokes: Sequence[Stroke]) -> OrderedMarks:
        """Return the marks after the brush drew, took back or rubbed out.

        Parameters
        ----------
        strokes : sequence of Stroke
            All strokes of the brush. Those before the first that differs keep their places, the
            others come last.

        Returns
        -------
        marks : OrderedMarks
            The shapes stay.
        """
        kept = _count_equal(self.strokes, strokes)
        order = _reordered(self.order, "brush", kept=kept, count=len(strokes))
        return dataclasses.replace(self, strokes=tuple(strokes), order=order)

    def with_shapes(self, shapes: Sequence[Mapping[str, Any]]) -> OrderedMarks:
        """Return the marks after shapes were drawn, moved or taken back.

        Parameters
        ----------
        shapes : sequence of mapping
            All shapes. As many as there were keep their places, whatever became of them: the
            canvas describes in other words what it was given. More of them come last.

        Returns
        -------
        marks : OrderedMarks
            The strokes stay.
        """
        order = _reordered(self.order, "shapes", kept=len(self.shapes), count=len(shapes))
        return dataclasses.replace(self, shapes=tuple(shapes), order=order)

    def on_photo(self, photo_shape: tuple[int, int]) -> tuple[Stroke, ...]:
        """Return what is marked, oldest first.

        Parameters
        ----------
        photo_shape : (int, int)
            Rows and columns of the photo.

        Returns
        -------
        strokes : tuple of Stroke
            One for each stroke of the brush, and for each shape that marks something.
        """
        canvas = canvas_shape(photo_shape)
        sources = {
            "brush": ((stroke,) for stroke in self.strokes),
            "shapes": (
                to_strokes({"objects": [shape]}, canvas, photo_shape) for shape in self.shapes
            ),
        }
        return tuple(itertools.chain.from_iterable(next(sources[each]) for each in self.order))


@dataclass(frozen=True)
class Decisions:
    """All that the user decided about a cutout, as far as undo can bring it back.

    Attributes
    ----------
    choices : mapping
        What the settings and the start are, by their keys in the page's state.
    marks : OrderedMarks
        The marks of both tools.
    box : ((float, float), (float, float)) or None
        The box around the subject.
    """

    choices: Mapping[str, Any]
    marks: OrderedMarks = OrderedMarks()
    box: Box | None = None

    def new_choices(self, before: Decisions) -> set[str]:
        """Return the keys of the choices that are others than before."""
        return {key for key, value in self.choices.items() if before.choices[key] != value}

    def has_one_more_stroke(self, before: Decisions) -> bool:
        """Return whether of what is drawn, nothing but a stroke came since."""
        *others, _ = self.marks.strokes or (None,)
        return (
            len(self.marks.strokes) == len(before.marks.strokes) + 1
            and tuple(others) == before.marks.strokes
            and (self.marks.shapes, self.box) == (before.marks.shapes, before.box)
        )

    def new_mark(self, before: Decisions) -> str | None:
        """Return in a word what was drawn or taken away since; None if nothing."""
        if self.has_one_more_stroke(before):
            return "stroke"
        if self.box != before.box:
            return "box"
        if len(self.marks.shapes) > len(before.marks.shapes):
            return "shape"
        is_new = self.marks != before.marks
        return ("marks" if self.marks.order else "clearing") if is_new else None


@dataclass(frozen=True)
class History:
    """What is decided, what was before, and what was taken back.

    Attributes
    ----------
    present : Decisions
        What is decided.
    past, future : tuple of Decisions
        What undo and redo lead to, the nearest of the past last, the nearest of the future first.
    slid : str or None
        The slider that led to the present, by its key.
    """

    present: Decisions
    past: tuple[Decisions, ...] = ()
    future: tuple[Decisions, ...] = ()
    slid: str | None = None

    def record(self, decisions: Decisions, *, slid: str | None = None) -> History:
        """Return the history after a decision, itself if it is none.

        Parameters
        ----------
        decisions : Decisions
            What is decided now.
        slid : str, optional
            The slider that was moved, by its key. Moved on and on, it makes one step.

        Returns
        -------
        history : History
            Of the past, the last hundred; without a future.
        """
        if decisions == self.present:
            return self
        if slid and slid == self.slid:
            return dataclasses.replace(self, present=decisions)
        return History(decisions, (*self.past, self.present)[-MOST_REMEMBERED:], slid=slid)

    def undo(self) -> History:
        """Return the history one step back; itself if there is no past."""
        if not self.past:
            return self
        *past, present = self.past
        return History(present, tuple(past), (self.present, *self.future))

    def redo(self) -> History:
        """Return the history one step forward; itself if nothing was taken back."""
        if not self.future:
            return self
        present, *future = self.future
        return History(present, (*self.past, self.present), tuple(future))

    @property
    def strokes_on_top(self) -> int:
        """How many times undo would take back a stroke and nothing else that is drawn."""
        steps = itertools.pairwise((self.present, *reversed(self.past)))
        plain = itertools.takewhile(lambda step: step[0].has_one_more_stroke(step[1]), steps)
        return sum(1 for _ in plain)


def _count_equal(before: Sequence[Stroke], after: Sequence[Stroke]) -> int:
    """Return how many strokes at the start are the same."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _reordered(order: tuple[str, ...], source: str, *, kept: int, count: int) -> tuple[str, ...]:
    """Return the order after a source kept its first marks and got others, to a count of them."""
    places = [place for place, each in enumerate(order) if each == source]
    gone = set(places[min(kept, count) :])
    stayed = (each for place, each in enumerate(order) if place not in gone)
    return (*stayed, *[source] * max(count - kept, 0))
