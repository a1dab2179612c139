"""What the user decided about a cutout, and what was decided before; plain data."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from page.components.fabric import canvas_shape, to_strokes
from segmentation import Recipe, Stroke

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
    settings : Recipe
        Where the cutout grows from, the picked groups and the finish; without strokes.
    marks : OrderedMarks
        The marks of both tools.
    """

    settings: Recipe
    marks: OrderedMarks


@dataclass(frozen=True)
class History:
    """What is decided, what was before, and what was taken back.

    Attributes
    ----------
    present : Decisions, or None
        What is decided; None before anything is.
    past, future : tuple of Decisions
        What undo and redo lead to, the nearest of the past last, the nearest of the future first.
    """

    present: Decisions | None = None
    past: tuple[Decisions, ...] = ()
    future: tuple[Decisions, ...] = ()

    def record(self, decisions: Decisions) -> History:
        """Return the history after a decision, itself if it is none.

        Parameters
        ----------
        decisions : Decisions
            What is decided now.

        Returns
        -------
        history : History
            Of the past, the last hundred; without a future.
        """
        if decisions == self.present:
            return self
        past = () if self.present is None else (*self.past, self.present)
        return History(decisions, past[-MOST_REMEMBERED:])

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
