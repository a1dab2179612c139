"""What the server knows of the marks on a photo, and all messages that it learns them by.

The browser draws and remembers marks, which are strokes and a box around the subject; the server
follows, and owns what undo and redo lead to. The browser numbers all that is done with the brush,
and says it again until the server has it: messages may get lost, come twice or late.

**A stroke** is what one press of the pointer draws::

    {"label": "keep", "radius": 10, "points": [40, 8, -4, 2]}

- `label`: one of `LABELS`.
- `points`: x and y of the first point, and then the steps to the next ones.
- `radius`: a number, or a list of one for each point where a pen's pressure varies.
- `exact`: whether it speaks of just the pixels that it covers; false if left out.
- All lengths are whole numbers of quarters of a pixel of the photo; (0, 0) is the center of its
  upper left pixel.

A press of Keep that moves no farther than its radius is a stroke of one point.

**A box** is the rectangle that one drag draws around the subject::

    {"label": "box", "points": [40, 8, 400, 300]}

- `points`: x and y of its upper left corner, and then its width and height; of several boxes
  among the marks the last one counts.

**To the server**, the value `drawing` of the canvas, after each act and while a stroke is drawn
(`strokes.js`, `link.js` → `Drawing.receive`)::

    {"token": "1f0c…", "revision": 5, "first": 3, "acts": [act, …], "live": stroke or null}

- `token`: as the canvas was told; a message for another drawing is ignored.
- `revision`: the number of the state that the message leads to; only a greater one counts.
- `first`: the number of the first of the acts. Those that the server has done are skipped.
- `live`: the stroke that is still being drawn.

An act is one of these::

    {"do": "add", "marks": [mark]}
    {"do": "put", "marks": [mark, …]}
    {"do": "undo", "foreseen": true}
    {"do": "redo"}

- `add` draws a mark, `put` puts marks in place of all.
- `foreseen`: whether the canvas has taken the last stroke away already, before the server says
  what is undone; if it is something else, or there is something to redo, marks are loaded.

A message is sent again, as a new revision, until a mask answers it.

**To the server**, the trigger `place` of the canvas, when a color was picked: row and column, in
pixels of the photo.

**To the canvas**, its data: four bytes with the length of a header, the header as JSON, and the
photo as JPEG (`show_canvas` → `wire.js`)::

    {"name": "brush", "token": "1f0c…", "loads": 0, "marks": [mark, …], "done": 0,
     "photoId": "9e10…", "shape": [rows, cols], "tools": ["keep", …], "units": 4,
     "colors": {"keep": "#123456", …}}

- `name`: the canvas' key, for letters to it.
- `token`, `loads`: another token is a new session, which is sent all marks; more loads mean
  that `marks` are to replace those on the canvas, but for what was done after act `done`.
- `photoId`, `shape`: the photo's name in the browser's storage, and its full size.
- `tools`, `units`, `colors`: what the toolbar offers, units per pixel, and how marks are painted.

**To the canvas**, letters of the kinds `mask` and `hint` (`show_mask`, `show_hint` → `scene.js`)::

    {"token": "1f0c…", "revision": 5, "done": 4, "incomplete": false, "bits": "iVBOR…"}

- `revision`: the state that they answer.
- `done`: the number of the last act that the server has done; the browser forgets it.
- `incomplete`: acts before those of the last message are missing; the browser puts all marks.
- `bits`: a PNG of one bit per pixel in base64, or null.

**To the canvas**, letters of the kind `history` (`show_history` → `strokes.js`)::

    {"token": "1f0c…", "done": 4, "undo": "background", "redo": null, "strokes": 0}

- `undo`, `redo`: what would be undone and redone, in a word, or null.
- `strokes`: how many times undo would take back the last stroke and nothing else that is drawn.

**In the browser's storage**, `seedcut:strokes:PHOTO` has `{"at": milliseconds, "strokes": [mark,
…]}`, and `seedcut:brush` the toolbar's settings.
"""

from __future__ import annotations

import dataclasses
import itertools
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from segmentation import Label, Stroke
from segmentation.recipe import MAX_POINTS
from segmentation.recipe.recipe import MAX_COORDINATE, MAX_POINTS_IN_ALL, MAX_STROKES

# The corners of a box in pixels of the photo, (row, col): the upper left one, the lower right one.
Box = tuple[tuple[float, float], tuple[float, float]]
Mark = Stroke | Box

# What the browser calls the labels.
LABELS = {
    "keep": Label.FOREGROUND,
    "remove": Label.BACKGROUND,
    "hair": Label.FUZZY,
    "erase": Label.NONE,
}
# What the toolbar offers for photos: a brush for each label, the switch that makes strokes exact,
# the box. With `ground`, clicks pick colors.
TOOLS = (*LABELS, "exact", "box")
# On the wire, lengths are whole numbers of quarters of a pixel of the photo.
UNITS_PER_PIXEL = 4
# Far beyond what a browser counts to.
MAX_NUMBER = 2**53
# The browser says as one what many acts that wait come to.
MOST_ACTS = 1000


@dataclass(frozen=True)
class Act:
    """Something that was done with the brush.

    Attributes
    ----------
    kind : {'add', 'live', 'put', 'undo', 'redo'}
        A mark was added, a stroke is still being drawn, marks were put in place of all, or a step
        of the history is wanted.
    marks : tuple of Stroke and box
        What was added or put.
    foreseen : bool
        Whether the canvas has taken away the last stroke already.
    """

    kind: str
    marks: tuple[Mark, ...] = ()
    foreseen: bool = False


@dataclass(frozen=True)
class Drawing:
    """What the server knows of the marks on a photo.

    Attributes
    ----------
    strokes : tuple of Stroke
        The strokes, oldest first; the last may be unfinished, see `live`.
    box : ((float, float), (float, float)) or None
        The box around the subject: its upper left and its lower right corner as (row, col), in
        pixels of the photo, from (-0.5, -0.5) to (rows - 0.5, cols - 0.5).
    live : bool
        Whether the last stroke is still being drawn.
    revision : int
        The browser's number of this state; it only grows.
    done : int
        The browser's number of the last act that is in it.
    token : str
        Tells the drawings of different photos and sessions apart.
    loads : int
        How often the strokes came from the page rather than from the browser.
    incomplete : bool
        Whether the browser must send everything again, since acts are missing here.
    loaded : tuple of Stroke and box
        The marks that the page put onto the canvas last.
    loaded_done : int
        The last act before they were put there.
    """

    strokes: tuple[Stroke, ...] = ()
    box: Box | None = None
    live: bool = False
    revision: int = 0
    done: int = 0
    token: str = dataclasses.field(default_factory=lambda: secrets.token_hex(4))
    loads: int = 0
    incomplete: bool = False
    loaded: tuple[Mark, ...] = ()
    loaded_done: int = 0

    @property
    def finished(self) -> tuple[Stroke, ...]:
        """The strokes but for one that is still being drawn."""
        return self.strokes[:-1] if self.live else self.strokes

    def receive(self, message: Mapping[str, Any] | None) -> tuple[Drawing, tuple[Act, ...]]:
        """Return the drawing that a message speaks of, and what was done with it since.

        Parameters
        ----------
        message : mapping or None
            Says what was done with the brush.

        Returns
        -------
        drawing : Drawing
            Without an unfinished stroke. It is the drawing itself if the message is malformed,
            meant for another drawing, or is not newer than what is known: messages may come twice
            or late, and the newest wins.
        acts : tuple of Act
            To be done in their order, by `do` or by the owner of the history; a stroke that is
            still being drawn is the last.
        """
        if not isinstance(message, Mapping):
            return self, ()
        try:
            token, revision, first = _read_header(message)
            acts, live = _read_acts(message["acts"]), _read_live(message["live"])
        except (KeyError, OverflowError, TypeError, ValueError):
            return self, ()
        if token != self.token or revision <= self.revision:
            return self, ()
        if first > self.done + 1 and not (acts and acts[0].kind == "put"):
            return dataclasses.replace(self, incomplete=True), ()
        drawing = dataclasses.replace(
            self,
            strokes=self.finished,
            live=False,
            revision=revision,
            done=max(self.done, first + len(acts) - 1),
            incomplete=False,
        )
        return drawing, (*acts[max(self.done + 1 - first, 0) :], *live)

    def do(self, act: Act) -> Drawing:
        """Return the drawing after an act that changes marks.

        Parameters
        ----------
        act : Act
            Of the kinds 'add', 'live' and 'put'.

        Returns
        -------
        drawing : Drawing
            The drawing itself if it would have more strokes or points than a recipe may have.
        """
        kept = () if act.kind == "put" else self._marks
        marks = (*kept, *act.marks)
        if _is_too_much(marks):
            return self
        strokes, box = _sorted(marks)
        drawing = dataclasses.replace(self, strokes=strokes, box=box, live=act.kind == "live")
        return drawing if drawing.live else drawing._reloaded()

    def step(self, strokes: tuple[Stroke, ...], box: Box | None, *, foreseen: bool) -> Drawing:
        """Return the drawing after a step of the history.

        Parameters
        ----------
        strokes : tuple of Stroke
            The strokes that the step leads to.
        box : ((float, float), (float, float)) or None
            The box that it leads to.
        foreseen : bool
            Whether the canvas has taken away the last stroke already.

        Returns
        -------
        drawing : Drawing
            The canvas is told where it shows something else.
        """
        shown = self.strokes[:-1] if foreseen else self.strokes
        if (shown, self.box) == (strokes, box):
            return dataclasses.replace(self, strokes=strokes)._reloaded()
        return self.replace(strokes, box=box)

    def replace(self, strokes: Iterable[Stroke], *, box: Box | None = None) -> Drawing:
        """Return the drawing with marks that the canvas is to show instead of its own.

        Parameters
        ----------
        strokes : iterable of Stroke
            In pixels of the photo; those with a label that the brush lacks, or filled, are
            left out.
        box : ((float, float), (float, float)), optional
            The box around the subject, see the attribute.

        Returns
        -------
        drawing : Drawing
            For the page to keep; the canvas follows in the same run. What is drawn meanwhile
            stays, on top.
        """
        tools = set(LABELS.values())
        drawable = tuple(s for s in strokes if s.label in tools and not s.filled)
        drawing = dataclasses.replace(self, strokes=drawable, box=box, live=False)
        return dataclasses.replace(
            drawing,
            loads=self.loads + 1,
            incomplete=False,
            loaded=drawing._marks,
            loaded_done=self.done,
        )

    def _reloaded(self) -> Drawing:
        """Return the drawing; acts that came with a step that loads marks are loaded with it.

        The canvas forgets them, as they are among those that the load answers.
        """
        is_loading = self.loads and self.loaded_done == self.done
        return dataclasses.replace(self, loaded=self._marks) if is_loading else self

    @property
    def _marks(self) -> tuple[Mark, ...]:
        return self.strokes if self.box is None else (self.box, *self.strokes)


def read_mark(wire: Mapping[str, Any]) -> Mark:
    """Return the stroke or box that a message describes.

    Parameters
    ----------
    wire : mapping
        As the module says.

    Returns
    -------
    mark : Stroke or ((float, float), (float, float))
        In pixels of the photo.

    Raises
    ------
    KeyError, OverflowError, TypeError, ValueError
        If the message is malformed.
    """
    if wire["label"] == "box":
        return _read_box(wire)
    return Stroke(
        label=LABELS[wire["label"]],
        points=_read_points(wire["points"]),
        radius_px=_read_radius(wire["radius"]),
        exact=wire.get("exact", False),
    )


def write_mark(mark: Mark) -> dict[str, Any]:
    """Return the description of a stroke or a box that `read_mark` turns back.

    Parameters
    ----------
    mark : Stroke or ((float, float), (float, float))
        In pixels of the photo; rounded to whole units.

    Returns
    -------
    wire : dict
        Ready for JSON.
    """
    if not isinstance(mark, Stroke):
        return {"label": "box", "points": _steps(mark)}
    names = {label: name for name, label in LABELS.items()}
    wire = {
        "label": names[mark.label],
        "radius": _in_units(mark.radius_px).tolist(),
        "points": _steps(mark.points),
    }
    return wire | {"exact": True} if mark.exact else wire


def _read_header(message: Mapping[str, Any]) -> tuple[str, int, int]:
    numbers = message["revision"], message["first"]
    if not all(type(number) is int and 0 < number <= MAX_NUMBER for number in numbers):
        raise ValueError("numbers of a message must be whole and positive")
    return (message["token"], *numbers)


def _read_acts(wires: list[Mapping[str, Any]]) -> tuple[Act, ...]:
    if not isinstance(wires, list) or len(wires) > MOST_ACTS:
        raise ValueError(f"acts must be a list of {MOST_ACTS} at the most")
    acts = tuple(map(_read_act, wires))
    if _is_too_much(tuple(itertools.chain.from_iterable(act.marks for act in acts))):
        raise ValueError("acts must not have more marks than a recipe may have")
    return acts


def _read_act(wire: Mapping[str, Any]) -> Act:
    kind, foreseen = wire["do"], wire.get("foreseen", False)
    if kind in ("undo", "redo") and type(foreseen) is bool:
        return Act(kind, foreseen=foreseen)
    if kind not in ("add", "put"):
        raise ValueError("an act must add, put, undo or redo")
    return Act(kind, _read_marks(wire["marks"]))


def _read_live(wire: Mapping[str, Any] | None) -> tuple[Act, ...]:
    return () if wire is None else (Act("live", (read_mark(wire),)),)


def _read_marks(wires: list[Mapping[str, Any]]) -> tuple[Mark, ...]:
    if not isinstance(wires, list) or len(wires) > MAX_STROKES:
        raise ValueError(f"marks must be a list of {MAX_STROKES} at the most")
    if sum(len(wire["points"]) for wire in wires) > 2 * MAX_POINTS_IN_ALL:
        raise ValueError(f"marks must have {MAX_POINTS_IN_ALL} points at the most")
    return tuple(map(read_mark, wires))


def _read_box(wire: Mapping[str, Any]) -> Box:
    (top, left), (bottom, right) = corners = _read_points(wire["points"])
    if not (top < bottom and left < right and np.abs(corners).max() <= MAX_COORDINATE):
        raise ValueError("a box must have a width and a height, and not lie too far away")
    return (top, left), (bottom, right)


def _read_points(wire: list[int]) -> tuple[tuple[float, float], ...]:
    steps = _read_lengths(wire, 2 * MAX_POINTS)
    xs, ys = itertools.accumulate(steps[0::2]), itertools.accumulate(steps[1::2])
    return tuple((y / UNITS_PER_PIXEL, x / UNITS_PER_PIXEL) for x, y in zip(xs, ys, strict=True))


def _read_radius(wire: int | list[int]) -> float | tuple[float, ...]:
    if not isinstance(wire, list):
        return _read_lengths([wire], 1)[0] / UNITS_PER_PIXEL
    return tuple(length / UNITS_PER_PIXEL for length in _read_lengths(wire, MAX_POINTS))


def _read_lengths(wire: list[int], most: int) -> list[int]:
    if not isinstance(wire, list) or len(wire) > most:
        raise ValueError(f"lengths must be a list of {most} at the most")
    if not all(type(length) is int for length in wire):
        raise ValueError("lengths must be whole numbers")
    return wire


def _steps(points: tuple[tuple[float, float], ...]) -> list[int]:
    """Return x and y of the first of some points, and then the steps to the next ones."""
    places = _in_units(points)[:, ::-1]
    return np.diff(places, axis=0, prepend=np.zeros((1, 2), int)).ravel().tolist()


def _in_units(lengths_px: Any) -> np.ndarray:
    return np.rint(np.multiply(lengths_px, UNITS_PER_PIXEL)).astype(int)


def _sorted(marks: tuple[Mark, ...]) -> tuple[tuple[Stroke, ...], Box | None]:
    """Return the strokes among marks, and the box, the last if there are several."""
    strokes = tuple(mark for mark in marks if isinstance(mark, Stroke))
    boxes = [mark for mark in marks if not isinstance(mark, Stroke)]
    return strokes, boxes[-1] if boxes else None


def _is_too_much(marks: tuple[Mark, ...]) -> bool:
    points = sum(len(stroke.points) for stroke in _sorted(marks)[0])
    return len(marks) > MAX_STROKES or points > MAX_POINTS_IN_ALL
