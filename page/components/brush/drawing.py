"""The brush: a canvas to mark a photo on, with the cutout live under the strokes.

The strokes and their undo history live in the browser, so that drawing never waits for the
server. After each change the browser sends what is new, and the server keeps it as a `Drawing`
in the session state. How a page uses it::

    def adopt(message):                                   # a callback; runs before the page
        st.session_state.drawing = st.session_state.drawing.receive(message)

    st.session_state.drawing = Drawing()                  # when a photo is opened

    @st.fragment                                          # a stroke reruns this part alone
    def work():
        drawing = st.session_state.drawing
        show_canvas(drawing, jpeg, photo_shape, digest=digest, key="brush", on_change=adopt)
        ...                                               # drawing.strokes → mask
        show_mask(drawing, mask, key="brush")
        ...                                               # what can wait: hint, pictures
        show_hint(drawing, hint, key="brush")

- `show_canvas` comes before the slow part, so that the photo is there at once; an error in the
  engine then leaves the canvas in place, and the next stroke tries again.
- `show_mask` comes once in every run, as soon as the mask is known, with None while marks are
  missing. The browser counts its strokes as on their way until it does. What comes after it
  delays the next mask only.
- `show_hint` comes later in the same run, with None where there is nothing to outline.
- While a stroke is being drawn, runs have `drawing.live` set; a page may leave out then what
  only matters at the end of a stroke.
- Other widgets may rerun the page at any time: the strokes stay, and a mask for the same strokes
  replaces the earlier one.
- To put strokes onto the canvas (those of a recipe file, or none), store
  `drawing.replace(strokes)`; the user can undo that.
- Undo, redo, clear, the brush, the zoom and the view need no code on the page.

The photo travels once: Streamlit keeps the canvas' message in the browser and refers to it as
long as nothing in it changes. Mask and hint are messages of their own, so that the canvas' never
changes with a stroke. Strokes wait in the browser's storage, under the photo's digest, to be
offered again when the same photo is opened.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import io
import itertools
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from segmentation import Label, Stroke

# What the browser calls the labels. The toolbar offers the tools that are listed here.
LABELS = {
    "keep": Label.FOREGROUND,
    "remove": Label.BACKGROUND,
    "hair": Label.FUZZY,
    "erase": Label.NONE,
}
# On the wire, lengths are whole numbers of quarters of a pixel of the photo.
UNITS_PER_PIXEL = 4
# Takes a millisecond; higher ones take longer and save little.
PNG_LEVEL = 4
FOLDER = Path(__file__).parent
# One after the other they make up one script: a component without a build step has no modules.
SCRIPTS = ("strokes.js", "painter.js", "editor.js")


@dataclass(frozen=True)
class Drawing:
    """What the server knows of the strokes on a photo.

    Attributes
    ----------
    strokes : tuple of Stroke
        The strokes, oldest first; the last may be unfinished, see `live`.
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
    loaded : tuple of Stroke
        The strokes that the page put onto the canvas last.
    known : tuple of (int, tuple of Stroke)
        The states that the browser's next message may build on, by revision.
    """

    strokes: tuple[Stroke, ...] = ()
    live: bool = False
    revision: int = 0
    token: str = dataclasses.field(default_factory=lambda: secrets.token_hex(4))
    loads: int = 0
    incomplete: bool = False
    loaded: tuple[Stroke, ...] = ()
    known: tuple[tuple[int, tuple[Stroke, ...]], ...] = ((0, ()),)

    def receive(self, message: Mapping[str, Any] | None) -> Drawing:
        """Return the drawing after a message from the browser.

        Parameters
        ----------
        message : mapping or None
            Says which of the strokes of an earlier state stay, and which come after them.

        Returns
        -------
        drawing : Drawing
            The drawing itself if the message is malformed, meant for another drawing, or not
            newer than what is known: messages may come twice or late, and the newest wins.
        """
        try:
            token, base, revision, kept, loads = _read_header(message)
            added = tuple(read_stroke(stroke) for stroke in message["added"])
        except (KeyError, OverflowError, TypeError, ValueError):
            return self
        if (token, loads) != (self.token, self.loads) or revision <= self.revision:
            return self
        known = dict(self.known)
        if base not in known or kept > len(known[base]):
            return dataclasses.replace(self, incomplete=True)
        strokes = (*known[base][:kept], *added)
        # The browser never goes back behind a state that it knows to have arrived; it may
        # always start over from none.
        recent = {0: (), revision: strokes} | {k: v for k, v in known.items() if k >= base}
        return dataclasses.replace(
            self,
            strokes=strokes,
            live=bool(message.get("live")),
            revision=revision,
            incomplete=False,
            known=tuple(recent.items()),
        )

    def replace(self, strokes: Iterable[Stroke]) -> Drawing:
        """Return the drawing with strokes that the canvas is to show instead of its own.

        Parameters
        ----------
        strokes : iterable of Stroke
            In pixels of the photo; those with a label that the brush lacks, or filled, are
            left out.

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
            live=False,
            loads=self.loads + 1,
            incomplete=False,
            loaded=drawable,
            known=((0, ()),),
        )


def show_canvas(
    drawing: Drawing,
    photo_jpeg: bytes,
    photo_shape: tuple[int, int],
    *,
    digest: str,
    key: str,
    on_change: Callable[[Mapping[str, Any]], None],
    tools: Sequence[str] = tuple(LABELS),
) -> None:
    """Show the canvas with its toolbar, as wide as its column.

    Parameters
    ----------
    drawing : Drawing
        The state of the strokes.
    photo_jpeg : bytes
        The photo as it is shown, at any size; some 1600 pixels are plenty.
    photo_shape : (int, int)
        Rows and columns of the photo at full resolution.
    digest : str
        Names the photo in the browser's storage.
    key : str
        Names the canvas on the page.
    on_change : callable
        Called with each message, before the page runs for it.
    tools : sequence of {'keep', 'remove', 'hair', 'erase'}
        What the toolbar offers.
    """
    import streamlit as st

    header = {
        "name": key,
        "token": drawing.token,
        "loads": drawing.loads,
        # Not the browser's own strokes: with them, the message would change at every stroke.
        "strokes": [write_stroke(stroke) for stroke in drawing.loaded],
        "digest": digest,
        "shape": photo_shape,
        "tools": list(tools),
        "units": UNITS_PER_PIXEL,
    }
    _components()[0](
        data=pack(header, photo_jpeg),
        key=key,
        on_drawing_change=lambda: on_change(st.session_state[key].get("drawing")),
    )


def show_mask(drawing: Drawing, mask: np.ndarray | None, *, key: str) -> None:
    """Paint a mask on the canvas, which takes it as the answer to the strokes.

    Parameters
    ----------
    drawing : Drawing
        The state of the strokes that the mask belongs to.
    mask : (m, n) ndarray of bool, or None
        True in the foreground, at any size; None while there is none.
    key : str
        The name of the canvas.
    """
    _answer("mask", drawing, mask, key)


def show_hint(drawing: Drawing, hint: np.ndarray | None, *, key: str) -> None:
    """Outline on the canvas where a stroke would help most.

    Parameters
    ----------
    drawing : Drawing
        The state of the strokes that the hint belongs to.
    hint : (m, n) ndarray of bool, or None
        True in the part to outline, at any size; None outlines nothing.
    key : str
        The name of the canvas.
    """
    _answer("hint", drawing, hint, key)


def encode_bits(bits: np.ndarray) -> bytes:
    """Return a mask as a PNG of one bit per pixel.

    Parameters
    ----------
    bits : (m, n) ndarray of bool
        True becomes white.

    Returns
    -------
    data : bytes
        A few kilobytes.
    """
    buffer = io.BytesIO()
    Image.fromarray(bits).save(buffer, "PNG", compress_level=PNG_LEVEL)
    return buffer.getvalue()


def pack(header: Mapping[str, Any], payload: bytes) -> bytes:
    """Return a header and bytes in one: the header's length, the header as JSON, the bytes.

    Parameters
    ----------
    header : mapping
        Anything that JSON can say.
    payload : bytes
        Follows the header as it is.

    Returns
    -------
    data : bytes
        Sent like this, bytes need no base64.
    """
    text = json.dumps(header).encode()
    return len(text).to_bytes(4, "big") + text + payload


def read_stroke(wire: Mapping[str, Any]) -> Stroke:
    """Return the stroke that a message describes.

    Parameters
    ----------
    wire : mapping
        `label`; `radius`, a whole number of units; `points`, x and y of the first point and
        then the steps to the next ones, whole numbers of units. (0, 0) is the center of the
        photo's upper left pixel.

    Returns
    -------
    stroke : Stroke
        In pixels of the photo.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the message is malformed.
    """
    steps = wire["points"]
    if not all(type(value) is int for value in (wire["radius"], *steps)) or len(steps) % 2:
        raise ValueError("lengths must be whole numbers, points must be pairs")
    xs, ys = itertools.accumulate(steps[0::2]), itertools.accumulate(steps[1::2])
    return Stroke(
        label=LABELS[wire["label"]],
        points=tuple(
            (y / UNITS_PER_PIXEL, x / UNITS_PER_PIXEL) for x, y in zip(xs, ys, strict=True)
        ),
        radius_px=wire["radius"] / UNITS_PER_PIXEL,
    )


def write_stroke(stroke: Stroke) -> dict[str, Any]:
    """Return the description of a stroke that `read_stroke` turns back.

    Parameters
    ----------
    stroke : Stroke
        In pixels of the photo; rounded to whole units.

    Returns
    -------
    wire : dict
        Ready for JSON.
    """
    names = {label: name for name, label in LABELS.items()}
    points = np.rint(np.multiply(stroke.points, UNITS_PER_PIXEL)).astype(int)[:, ::-1]
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), int))
    return {
        "label": names[stroke.label],
        "radius": round(stroke.radius_px * UNITS_PER_PIXEL),
        "points": steps.ravel().tolist(),
    }


def _answer(kind: str, drawing: Drawing, bits: np.ndarray | None, key: str) -> None:
    answer = {
        "name": key,
        "kind": kind,
        "token": drawing.token,
        "loads": drawing.loads,
        "revision": drawing.revision,
        "incomplete": drawing.incomplete,
        "bits": None if bits is None else base64.b64encode(encode_bits(bits)).decode(),
    }
    _components()[1](data=answer, key=f"{key}-{kind}")


def _read_header(message: Mapping[str, Any] | None) -> tuple[str, int, int, int, int]:
    if not isinstance(message, Mapping):
        raise TypeError("message must be a mapping")
    numbers = tuple(message[name] for name in ("base", "revision", "kept", "loads"))
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("numbers of a message must be whole and not negative")
    return (message["token"], *numbers)


@functools.cache
def _components() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return the canvas and the component that brings it answers; registered at first use."""
    from streamlit.components.v2 import component

    def read(name: str) -> str:
        return (FOLDER / name).read_text(encoding="utf-8")

    canvas = component(
        "seedcut_brush",
        html=read("brush.html"),
        css=read("brush.css"),
        js="\n".join(map(read, SCRIPTS)),
    )
    return canvas, component("seedcut_brush_answer", js=read("answer.js"))
