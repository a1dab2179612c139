"""Ground and inks of a drawing → pictures."""

from __future__ import annotations

import numpy as np
from PIL import ImageColor
from skimage.color import rgb2gray

from .canvas import VIEW_PX
from .heights import height_picture

BAR_PX, GAP_PX = 28, 6


def ground_picture(colors: np.ndarray) -> np.ndarray:
    """Return a ground as if nothing lay on it.

    Parameters
    ----------
    colors : (M, N, 3) ndarray of float
        sRGB colors, as `Ground.colors` gives them.

    Returns
    -------
    picture : (M, N, 3) ndarray of uint8
        Of the same size.
    """
    return np.rint(colors).clip(0, 255).astype(np.uint8)


def light_picture(colors: np.ndarray) -> np.ndarray:
    """Return how light a ground is from place to place, from dark blue to yellow.

    Parameters
    ----------
    colors : (M, N, 3) ndarray of float
        sRGB colors.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        As `height_picture`; the darkest place is at the bottom of its scale.
    """
    lightness = rgb2gray(colors / 255)
    return height_picture(lightness - lightness.min())


def palette_picture(inks: np.ndarray, ground: str, *, size_px: int = VIEW_PX // 2) -> np.ndarray:
    """Return a chart of inks and of all their mixtures with the ground.

    Parameters
    ----------
    inks : (K, 3) ndarray of float
        sRGB colors.
    ground : str
        Color of the ground, as #rrggbb.
    size_px : int
        Width of the picture.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        One bar for each ink, from the ground at the left to the ink at the right, on the ground.
    """
    behind = np.array(ImageColor.getrgb(ground), float)
    shares = np.linspace(0, 1, size_px)[:, None]
    rows = len(inks) * (BAR_PX + GAP_PX) + GAP_PX
    picture = np.broadcast_to(behind, (rows, size_px, 3)).copy()
    for i, ink in enumerate(inks):
        top = GAP_PX + i * (BAR_PX + GAP_PX)
        picture[top : top + BAR_PX] = (1 - shares) * behind + shares * ink
    return ground_picture(picture)
