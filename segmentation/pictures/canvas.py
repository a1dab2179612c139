"""What all pictures are drawn with."""

from __future__ import annotations

import numpy as np
from PIL import ImageFont

from ..photo import fit_shape, resize

# Longest side of a picture.
VIEW_PX = 800


def view_gray(gray: np.ndarray, size_px: int) -> np.ndarray:
    """Return gray values as uint8, reduced until the longer side fits."""
    return resize(np.rint(gray).astype(np.uint8), fit_shape(gray.shape, size_px))


def blend(one: np.ndarray, other: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    """Return colors between two, as uint8; a share of 1 gives the other."""
    return np.rint(one + (np.asarray(other, float) - one) * share).astype(np.uint8)


def font(size_px: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the font of numbers and words in pictures."""
    return ImageFont.load_default(max(8, round(size_px)))
