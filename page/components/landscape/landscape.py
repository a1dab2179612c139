"""The landscape: heights as a surface that one can turn."""

from __future__ import annotations

import base64
from pathlib import Path

from numpy import ndarray

from page.components.component import register

FOLDER = Path(__file__).parent


def show_landscape(heights: ndarray, colors: ndarray, *, key: str) -> None:
    """Show heights as a surface; where one looks from stays when they change.

    Parameters
    ----------
    heights : (M, N) ndarray of float
        From 0 to 1, for up to some hundred rows and columns.
    colors : (M, N, 3) ndarray of uint8
        Colors of the ground.
    key : str
        Names the landscape on the page.

    Raises
    ------
    ValueError
        If heights and colors have different shapes.
    """
    if colors.shape != (*heights.shape, 3):
        raise ValueError(f"colors must have the shape {(*heights.shape, 3)}, got {colors.shape}")
    rows, cols = heights.shape
    data = {
        "rows": rows,
        "cols": cols,
        "heights": _text((heights * 255).astype("uint8")),
        "colors": _text(colors),
    }
    register(FOLDER, "landscape", isolate_styles=False)(data=data, key=key)


def _text(values: ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()
