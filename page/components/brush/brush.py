"""The brush: a canvas to mark a photo on, with the cutout live under the strokes.

The strokes live in the browser, so that drawing never waits for the server. After each change the
browser sends what was done, and the server keeps what comes of it as a `Drawing` in the session
state, and as a history to go back and forth in. How a page uses it::

    def adopt(message):                                   # a callback; runs before the page
        drawing, acts = st.session_state.drawing.receive(message)
        for act in acts:
            if act.kind in ("undo", "redo"):
                ...                                       # strokes, box = what that leads to
                drawing = drawing.step(strokes, box, foreseen=act.foreseen)
            else:
                drawing = drawing.do(act)
        st.session_state.drawing = drawing

    st.session_state.drawing = Drawing()                  # when a photo is opened

    @st.fragment                                          # a stroke reruns this part alone
    def work():
        drawing = st.session_state.drawing
        show_canvas(drawing, jpeg, photo_shape, photo_id=photo_id, key="brush", on_change=adopt)
        show_history(drawing, undo="stroke", redo=None, strokes=1, key="brush")
        ...                                               # drawing.strokes, drawing.box → mask
        show_mask(drawing, mask, key="brush")
        ...                                               # what can wait: hint, pictures
        show_hint(drawing, hint, key="brush")

- `show_canvas` comes before the slow part, so that the photo is there at once; an error in the
  engine then leaves the canvas in place, and the next stroke tries again.
- `show_history` says what the toolbar's Undo and Redo would do, which may be more than strokes.
- `show_mask` comes once in every run, as soon as the mask is known, with None while marks are
  missing. The browser counts its strokes as on their way until it does. What comes after it
  delays the next mask only.
- `show_hint` comes later in the same run, with None where there is nothing to outline.
- While a stroke is being drawn, runs have `drawing.live` set; a page may leave out then what
  only matters at the end of a stroke.
- Other widgets may rerun the page at any time: the strokes stay, and a mask for the same strokes
  replaces the earlier one.
- To put marks onto the canvas (those of a recipe file, or none), store
  `drawing.replace(strokes, box=box)`.
- A tap on the subject is a Keep stroke of one point that is not exact.
- The brush, the zoom and the view need no code on the page.

The photo travels once: Streamlit keeps the canvas' message in the browser and refers to it as
long as nothing in it changes. Mask and hint are messages of their own, so that the canvas' never
changes with a stroke. Strokes wait in the browser's storage, under the name of the photo, to be
offered again when the same photo is opened.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from page.components.brush.drawing import LABELS, TOOLS, UNITS_PER_PIXEL, Drawing, write_mark
from page.components.component import register, send
from segmentation.pictures.preview import MARK_COLORS
from segmentation.recipe.recipe import MAX_COORDINATE

# Takes a millisecond; higher ones take longer and save little.
PNG_LEVEL = 4
FOLDER = Path(__file__).parent


def show_canvas(
    drawing: Drawing,
    photo_jpeg: bytes,
    photo_shape: tuple[int, int],
    *,
    photo_id: str,
    key: str,
    on_change: Callable[[Mapping[str, Any]], None],
    viewer: str = "",
    lens: str = "",
    tools: Sequence[str] = TOOLS,
    on_pick: Callable[[tuple[float, float]], None] | None = None,
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
    photo_id : str
        Names the photo in the browser's storage.
    key : str
        Names the canvas on the page.
    on_change : callable
        Called with each message, before the page runs for it.
    viewer, lens : str, optional
        The keys of what follows the canvas' zoom: the viewer shows the same part of the result, the
        lens brings the part at the resolution of the screen.
    tools : sequence of {'keep', 'remove', 'hair', 'erase', 'exact', 'box', 'ground'}
        What the toolbar offers; the first is picked where another one is no longer offered.
    on_pick : callable, optional
        Called with the (row, col) that was clicked with 'ground', in pixels of the photo, before
        the page runs for it.
    """
    import streamlit as st

    header = {
        "name": key,
        "viewer": viewer,
        "lens": lens,
        "token": drawing.token,
        "loads": drawing.loads,
        # Not the browser's own marks: with them, the message would change at every stroke.
        "marks": [write_mark(mark) for mark in drawing.loaded],
        "done": drawing.loaded_done,
        "photoId": photo_id,
        "shape": photo_shape,
        "tools": list(tools),
        "units": UNITS_PER_PIXEL,
        "colors": {name: _css(MARK_COLORS[label]) for name, label in LABELS.items() if label},
    }
    register(FOLDER, "brush")(
        data=pack(header, photo_jpeg),
        key=key,
        on_drawing_change=lambda: on_change(st.session_state[key].get("drawing")),
        on_place_change=lambda: _read_place(st.session_state[key].get("place"), on_pick),
    )


def show_history(
    drawing: Drawing, *, undo: str | None, redo: str | None, strokes: int, key: str
) -> None:
    """Say on the toolbar what can be undone and redone.

    Parameters
    ----------
    drawing : Drawing
        The state of the strokes.
    undo, redo : str or None
        What would be undone and redone, in a word; None if nothing.
    strokes : int
        How many times undo would take back the last stroke and nothing else that is drawn.
    key : str
        The name of the canvas.
    """
    letter = {
        "token": drawing.token,
        "done": drawing.done,
        "undo": undo,
        "redo": redo,
        "strokes": strokes,
    }
    send(key, "history", letter, key=f"{key}-history")


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


def _read_place(place: Any, on_pick: Callable[[tuple[float, float]], None] | None) -> None:
    """Hand on a place that was picked, if it is one."""
    if on_pick and isinstance(place, list | tuple) and len(place) == 2:
        row, col = place
        if abs(row) <= MAX_COORDINATE and abs(col) <= MAX_COORDINATE:
            on_pick((row, col))


def _css(color: tuple[int, int, int]) -> str:
    return f"#{bytes(color).hex()}"


def _answer(kind: str, drawing: Drawing, bits: np.ndarray | None, key: str) -> None:
    answer = {
        "token": drawing.token,
        "revision": drawing.revision,
        "done": drawing.done,
        "incomplete": drawing.incomplete,
        "bits": None if bits is None else base64.b64encode(encode_bits(bits)).decode(),
    }
    send(key, kind, answer, key=f"{key}-{kind}")
