"""The viewer: a cutout beside the photo it came from, with a place to look at closely.

The photo before travels once: Streamlit keeps its message in the browser as long as nothing in it
changes, so it is a message of its own.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page.components.component import register, send

FOLDER = Path(__file__).parent


def show_result(
    after: bytes,
    before: bytes,
    *,
    aspect: float,
    spot: tuple[float, float] | None,
    key: str,
    on_pick: Callable[[], None],
) -> None:
    """Show a picture with a slider that uncovers the one before.

    Parameters
    ----------
    after, before : bytes
        JPEG files of the same proportions.
    aspect : float
        Width per height of the photo.
    spot : (float, float) or None
        The place to mark, see `picked_spot`.
    key : str
        Names the viewer on the page.
    on_pick : callable
        Called when a place was clicked, before the page runs for it.
    """
    send(key, "before", _url(before), key=f"{key}-before")
    viewer = register(FOLDER, "viewer", isolate_styles=False)
    viewer(
        data={"name": key, "after": _url(after), "aspect": aspect, "spot": spot},
        key=key,
        on_spot_change=on_pick,
    )


def picked_spot(state: Any) -> tuple[float, float] | None:
    """Return the place that was clicked, as shares of the picture's (height, width).

    Parameters
    ----------
    state : mapping or None
        What the session state holds under the viewer's key.

    Returns
    -------
    spot : (float, float) or None
        Each from 0 to 1; None as long as nothing was clicked.
    """
    spot = (state or {}).get("spot")
    if not isinstance(spot, list | tuple) or len(spot) != 2:
        return None
    row, col = (min(max(float(share), 0.0), 1.0) for share in spot)
    return row, col


def _url(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
