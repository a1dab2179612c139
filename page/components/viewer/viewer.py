"""The viewer: a cutout and the photo it came from, where the canvas beside it looks.

The brush tells it which part of the photo is seen (letters of the kind `view`), and it follows at
once with the pixels that it has. It tells the lens what is seen of the result, which brings what
the screen can show of that (letters of the kinds `photo` and `result`).

The photo before travels once: Streamlit keeps its message in the browser as long as nothing in it
changes, so it is a message of its own.
"""

from __future__ import annotations

import base64
from pathlib import Path

from page.components.component import register, send

FOLDER = Path(__file__).parent


def show_result(
    after: bytes,
    before: bytes,
    *,
    part: tuple[float, float, float, float],
    photo_shape: tuple[int, int],
    ground: str,
    of: str,
    is_slow: bool,
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
    lens : str
        The key of the lens.
    key : str
        Names the viewer on the page.
    """
    send(key, "before", _url(before), key=f"{key}-before")
    viewer = register(FOLDER, "viewer", isolate_styles=False)
    data = {
        "name": key,
        "after": _url(after),
        "part": part,
        "shape": photo_shape,
        "ground": ground,
        "of": of,
        "isSlow": is_slow,
        "lens": lens,
    }
    viewer(data=data, key=key)


def _url(picture: bytes) -> str:
    kind = "webp" if picture.startswith(b"RIFF") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
