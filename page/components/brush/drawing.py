"""What the server knows of the marks on a photo, and all messages that it learns them by.

The browser draws, undoes and remembers marks, which are strokes and a box around the subject; the
server follows. Messages may get lost, come twice or late, so that each names the state that it
builds on.

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

**To the server**, the value `drawing` of the canvas, after each change and while a stroke is drawn
(`strokes.js`, `link.js` → `Drawing.receive`)::

    {"token": "1f0c…", "loads": 0, "base": 3, "revision": 5, "kept": 2, "live": false,
     "added": [mark, …]}

- `token`, `loads`: as the canvas was told; a message for another drawing is ignored.
- `revision`: the number of the state that the message leads to; only a greater one counts.
- `base`: the number of an earlier state that the browser knows to have arrived; 0 is a canvas
  without marks.
- `kept`: how many of the base's marks stay, from the oldest on.
- `added`: the marks after them.
- `live`: whether the last mark is a stroke that is still being drawn.

A message is sent again, as a new revision, until a mask answers it.

**To the server**, the trigger `place` of the canvas, when a color was picked: row and column, in
pixels of the photo.

**To the canvas**, its data: four bytes with the length of a header, the header as JSON, and the
photo as JPEG (`show_canvas` → `wire.js`)::

    {"name": "brush", "token": "1f0c…", "loads": 0, "marks": [mark, …], "photoId": "9e10…",
     "shape": [rows, cols], "tools": ["keep", …], "units": 4, "colors": {"keep": "#123456", …}}

- `name`: the canvas' key, for letters to it.
- `token`, `loads`: another token is a new session, which is sent all marks; more loads mean
  that `marks` are to replace those on the canvas.
- `photoId`, `shape`: the photo's name in the browser's storage, and its full size.
- `tools`, `units`, `colors`: what the toolbar offers, units per pixel, and how marks are painted.

**To the canvas**, letters of the kinds `mask` and `hint` (`show_mask`, `show_hint` → `scene.js`)::

    {"token": "1f0c…", "loads": 0, "revision": 5, "incomplete": false, "bits": "iVBOR…"}

- `revision`: the state that they answer; the browser may build on it from now on.
- `incomplete`: the base of the last message is not known; the browser starts over from none.
- `bits`: a PNG of one bit per pixel in base64, or null.

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
# States that the browser may still build on; it starts over if it builds on an older one.
MOST_KNOWN = 100


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
    token : str
        Tells the drawings of different photos and sessions apart.
    loads : int
        How often the strokes came from the page rather than from the browser.
    incomplete : bool
        Whether the browser must send everything again, since the state that its last message
        built on is not known here.
    loaded : tuple of Stroke and box
        The marks that the page put onto the canvas last.
    known : tuple of (int, tuple of Stroke and box)
        The states that the browser's next message may build on, by revision.
    """

    strokes: tuple[Stroke, ...] = ()
    box: Box | None = None
    live: bool = False
    revision: int = 0
    token: str = dataclasses.field(default_factory=lambda: secrets.token_hex(4))
    loads: int = 0
    incomplete: bool = False
    loaded: tuple[Mark, ...] = ()
    known: tuple[tuple[int, tuple[Mark, ...]], ...] = ((0, ()),)

    def receive(self, message: Mapping[str, Any] | None) -> Drawing:
        """Return the drawing after a message from the browser.

        Parameters
        ----------
        message : mapping or None
            Says which of the marks of an earlier state stay, and which come after them.

        Returns
        -------
        drawing : Drawing
            The drawing itself if the message is malformed, meant for another drawing, has more
            strokes or points than a recipe may have, or is not newer than what is known:
            messages may come twice or late, and the newest wins.
        """
        try:
            token, base, revision, kept, loads = _read_header(message)
            added = _read_marks(message["added"])
        except (KeyError, OverflowError, TypeError, ValueError):
            return self
        if (token, loads) != (self.token, self.loads) or revision <= self.revision:
            return self
        known = dict(self.known)
        if base not in known or kept > len(known[base]):
            return dataclasses.replace(self, incomplete=True)
        marks = (*known[base][:kept], *added)
        if _is_too_much(marks):
            return self
        strokes, box = _sorted(marks)
        return dataclasses.replace(
            self,
            strokes=strokes,
            box=box,
            live=bool(message.get("live")),
            revision=revision,
            incomplete=False,
            known=(*_still_known(known, base), (revision, marks)),
        )

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
            For the page to keep; the canvas follows in the same run.
        """
        tools = set(LABELS.values())
        drawable = tuple(s for s in strokes if s.label in tools and not s.filled)
        return dataclasses.replace(
            self,
            strokes=drawable,
            box=box,
            live=False,
            loads=self.loads + 1,
            incomplete=False,
            loaded=drawable if box is None else (box, *drawable),
            known=((0, ()),),
        )


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


def _read_header(message: Mapping[str, Any] | None) -> tuple[str, int, int, int, int]:
    if not isinstance(message, Mapping):
        raise TypeError("message must be a mapping")
    numbers = tuple(message[name] for name in ("base", "revision", "kept", "loads"))
    if not all(type(number) is int and 0 <= number <= MAX_NUMBER for number in numbers):
        raise ValueError("numbers of a message must be whole and not negative")
    return (message["token"], *numbers)


def _read_marks(wires: list[Mapping[str, Any]]) -> tuple[Mark, ...]:
    if not isinstance(wires, list) or len(wires) > MAX_STROKES:
        raise ValueError(f"marks must be a list of {MAX_STROKES} at the most")
    if sum(len(wire["points"]) for wire in wires) > 2 * MAX_POINTS_IN_ALL:
        raise ValueError(f"marks must have {MAX_POINTS_IN_ALL} points at the most")
    return tuple(map(read_mark, wires))


def _read_box(wire: Mapping[str, Any]) -> Box:
    corners = _read_points(wire["points"])
    (top, left), (bottom, right) = corners
    if not (top < bottom and left < right and np.abs(corners).max() <= MAX_COORDINATE):
        raise ValueError("a box must have a width and a height, and not lie too far away")
    return corners


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


def _still_known(
    known: Mapping[int, tuple[Mark, ...]], base: int
) -> tuple[tuple[int, tuple[Mark, ...]], ...]:
    """Return the states that may be built on after a message that builds on one of them.

    The browser never goes back behind a state that it knows to have arrived; it may always start
    over from none.
    """
    recent = [(number, marks) for number, marks in known.items() if number >= max(base, 1)]
    return ((0, ()), *recent[2 - MOST_KNOWN :])
