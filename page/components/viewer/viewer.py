"""The viewer: a cutout and the photo it came from, where the canvas beside it looks.

The brush tells it which part of the photo is seen (letters of the kind `view`), and it follows at
once with the pixels that it has. It tells the lens what is seen of the result, which brings what
the screen can show of that (letters of the kinds `photo` and `result`).

While the subject is being moved, it lies as a layer of its own over what is behind it (a letter of
the kind `layers`), and follows the pointer in the browser; where it came to lie is told as `place`.

The photo before travels once: Streamlit keeps its message in the browser as long as nothing in it
changes, so it is a message of its own.
"""

from __future__ import annotations

import base64
import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from page.components.component import register, send
from segmentation import Placement
from segmentation.recipe import MAX_MOVE_PERCENT, MAX_SCALE, MIN_SCALE

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Moving:
    """How the subject is moved.

    Attributes
    ----------
    placement : Placement
        Where it lies.
    layers : (bytes, bytes), or None
        Files of what lies behind the subject and of the subject in its old place, while it is being
        moved; else None.
    on_move : callable
        Called with whether it is to be moved.
    on_place : callable
        Called with where it was put.
    """

    placement: Placement
    layers: tuple[bytes, bytes] | None
    on_move: Callable[[bool], None]
    on_place: Callable[[Placement], None]


def show_result(
    after: bytes,
    before: bytes,
    *,
    part: tuple[float, float, float, float],
    photo_shape: tuple[int, int],
    ground: str,
    of: str,
    is_slow: bool,
    moving: Moving | None,
    lens: str,
    key: str,
) -> None:
    """Show a picture with a slider that uncovers the one before.

    Parameters
    ----------
    after, before : bytes
        JPEG or WebP files of the same proportions.
    part : (float, float, float, float)
        Where on the photo they lie: first row and column, rows and columns, in its pixels.
    photo_shape : (int, int)
        Rows and columns of the photo.
    ground : {'checkerboard', 'white', 'black', 'red', 'mask', 'hair'}
        What shows through; the last three are in the picture already.
    of : str
        Names the result.
    is_slow : bool
        Whether its pixels take a while.
    moving : Moving, or None
        How the subject is moved; None where it can't be.
    lens : str
        The key of the lens.
    key : str
        Names the viewer on the page.
    """
    send(key, "before", _url(before), key=f"{key}-before")
    layers = moving and moving.layers
    letter = layers and dict(zip(("behind", "subject"), map(_url, layers), strict=True))
    send(key, "layers", letter, key=f"{key}-layers")
    viewer = register(FOLDER, "viewer", isolate_styles=False)
    data = {
        "name": key,
        "after": _url(after),
        "part": part,
        "shape": photo_shape,
        "ground": ground,
        "of": of,
        "isSlow": is_slow,
        "placement": moving and list(dataclasses.astuple(moving.placement)),
        "lens": lens,
    }
    viewer(
        data=data,
        key=key,
        on_moving_change=lambda: _move(st.session_state[key].get("moving"), moving),
        on_place_change=lambda: _put(st.session_state[key].get("place"), moving),
    )


def _move(message: Any, moving: Moving | None) -> None:
    if moving is not None and isinstance(message, bool):
        moving.on_move(message)


def _put(message: Any, moving: Moving | None) -> None:
    placed = read_placement(message)
    if moving is not None and placed is not None:
        moving.on_place(placed)


def read_placement(message: Any) -> Placement | None:
    """Return where the browser says that the subject was put, within what is allowed.

    Parameters
    ----------
    message : object
        Percents down and to the right, and the scale, in a list.

    Returns
    -------
    placement : Placement, or None
        None if it is no such message.
    """
    try:
        down, right, scale = map(float, message)
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(down + right + scale):
        return None
    down, right = (min(max(each, -MAX_MOVE_PERCENT), MAX_MOVE_PERCENT) for each in (down, right))
    return Placement(down, right, min(max(scale, MIN_SCALE), MAX_SCALE))


def _url(picture: bytes) -> str:
    kind = "webp" if picture.startswith(b"RIFF") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
