"""The viewer: a cutout beside the photo it came from, with a place to look at closely.

The photo before travels once: Streamlit keeps its message in the browser as long as nothing in it
changes, so it is a message of its own.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def show_result(
    after: bytes,
    before: bytes,
    *,
    width_px: int,
    spot: tuple[float, float] | None,
    key: str,
    on_pick: Callable[[], None],
) -> None:
    """Show a picture with a slider that uncovers the one before.

    Parameters
    ----------
    after, before : bytes
        JPEG files of the same proportions.
    width_px : int
        Widest that the pictures become on the page.
    spot : (float, float) or None
        The place to mark, see `picked_spot`.
    key : str
        Names the viewer on the page.
    on_pick : callable
        Called when a place was clicked, before the page runs for it.
    """
    viewer, messenger = _components()
    messenger(data={"name": key, "picture": _url(before)}, key=f"{key}-before")
    viewer(
        data={"name": key, "after": _url(after), "width": width_px, "spot": spot},
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


@functools.cache
def _components() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return viewer and messenger; registered at first use, which needs a running page."""
    from streamlit.components.v2 import component

    html, css, js, before = (
        (FOLDER / name).read_text(encoding="utf-8")
        for name in ("viewer.html", "viewer.css", "viewer.js", "before.js")
    )
    options = {"isolate_styles": False}
    return (
        component("seedcut_viewer", html=html, css=css, js=js, **options),
        component("seedcut_viewer_before", js=before, **options),
    )
