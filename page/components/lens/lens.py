"""The lens: asks for what is seen of a zoomed photo and its result, and hands it on.

It takes no room. Brush and viewer tell it, in the browser, which part they show (letters of the
kinds `photo` and `result`); once that rests, it asks the server, and brings the answer to both.
"""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from page.components.component import register, send
from segmentation.photo import Area

FOLDER = Path(__file__).parent
# Larger than any screen.
MOST_PX = 4096


@dataclass(frozen=True)
class Look:
    """What the lens asks for.

    Attributes
    ----------
    number : int
        Another one for each question.
    photo, result : (Area, (int, int)), or None
        What is seen of the photo and of the result, and the rows and columns of the screen that it
        fills; None where nothing is wanted.
    """

    number: int
    photo: tuple[Area, tuple[int, int]] | None
    result: tuple[Area, tuple[int, int]] | None


def ask(*, brush: str, viewer: str, key: str) -> Look | None:
    """Draw the lens; return what it asks for in this run.

    Parameters
    ----------
    brush, viewer : str
        The keys of those that it brings answers to.
    key : str
        Names the lens on the page.

    Returns
    -------
    look : Look, or None
        None in runs that no question caused, and where the question makes no sense.
    """
    lens = register(FOLDER, "lens", isolate_styles=False)
    state = lens(
        data={"name": key, "brush": brush, "viewer": viewer}, key=key, on_wanted_change=_notice
    )
    return read_look(state.get("wanted"))


def _notice() -> None:
    """Have Streamlit keep what the lens says."""


def read_look(message: Any) -> Look | None:
    """Return what a message of the browser asks for; None if it is no such message."""
    try:
        return Look(
            int(message["number"]), _read_part(message["photo"]), _read_part(message["result"])
        )
    except (TypeError, ValueError, LookupError, OverflowError):
        return None


def _read_part(part: Any) -> tuple[Area, tuple[int, int]] | None:
    if part is None:
        return None
    top, left, bottom, right = map(float, part["area"])
    if not math.isfinite(top + left + bottom + right):
        raise ValueError(f"area must be finite, got {part['area']}")
    rows, cols = (min(max(int(px), 1), MOST_PX) for px in part["size"])
    return Area(top, left, bottom, right), (rows, cols)


def answer(
    look: Look,
    *,
    photo: tuple[bytes, Area] | None,
    result: tuple[bytes, Area] | None,
    is_marked: bool,
    of: str,
    key: str,
) -> None:
    """Answer a question.

    Parameters
    ----------
    look : Look
        The question.
    photo, result : (bytes, Area), or None
        JPEG or WebP files of a part of both, each with what it shows.
    is_marked : bool
        Whether the photo bears marks, which the photo before must not show.
    of : str
        Names the result.
    key : str
        That of the lens.
    """
    letter = {
        "number": look.number,
        "photo": _write_part(photo),
        "result": _write_part(result),
        "isMarked": is_marked,
        "of": of,
    }
    send(key, "answer", letter, key=f"{key}-answer")


def _write_part(part: tuple[bytes, Area] | None) -> dict[str, Any] | None:
    if part is None:
        return None
    data, area = part
    kind = "webp" if data.startswith(b"RIFF") else "jpeg"
    url = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return {"area": [area.top, area.left, area.bottom, area.right], "url": url}
