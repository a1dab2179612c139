"""Inks of a drawing → picture."""

from __future__ import annotations

import numpy as np

from .canvas import VIEW_PX

BAR_PX, GAP_PX = 28, 6


def palette_picture(
    inks: np.ndarray, ground: np.ndarray, *, size_px: int = VIEW_PX // 2
) -> np.ndarray:
    """Return a chart of inks and of all their mixtures with the ground.

    Parameters
    ----------
    inks : (K, 3) ndarray of float
        sRGB colors.
    ground : (3,) ndarray of float
        Color of the ground.
    size_px : int
        Width of the picture.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        One bar for each ink, from the ground at the left to the ink at the right, on the ground.
    """
    shares = np.linspace(0, 1, size_px)[:, None]
    rows = len(inks) * (BAR_PX + GAP_PX) + GAP_PX
    picture = np.broadcast_to(ground, (rows, size_px, 3)).copy()
    for i, ink in enumerate(inks):
        top = GAP_PX + i * (BAR_PX + GAP_PX)
        picture[top : top + BAR_PX] = (1 - shares) * ground + shares * ink
    return np.rint(picture).clip(0, 255).astype(np.uint8)
