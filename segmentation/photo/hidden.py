"""Transparent pixels of a photo: nobody sees their colors, so these must not tell anything."""

from __future__ import annotations

import numpy as np

# Gray values that may stand for what is transparent, and the share of the pixels seen that may
# come near to it.
GROUNDS = (255, 0, 128, 64, 192)
NEAR_SHARE = 0.05

# A step this high between a ground and what is seen is clear enough.
CLEAR_STEP = 40.0


def hide_colors(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return an image in which what is transparent has one gray, unlike all that is seen.

    Parameters
    ----------
    rgb : (M, N, 3) ndarray of uint8
        sRGB image.
    alpha : (M, N) ndarray of uint8
        Its opacity, 255 being opaque.

    Returns
    -------
    shown : (M, N, 3) ndarray of uint8
        The colors of pixels with an alpha of 0 are replaced; the image itself if there are none.

    Notes
    -----
    The gray is white, unless more than a twentieth of what is seen is nearly white; then black, or
    a gray in between; if none is clear enough, the clearest.
    """
    is_hidden = alpha == 0
    if not is_hidden.any():
        return rgb
    return np.where(is_hidden[..., None], np.uint8(_choose_ground(rgb[~is_hidden])), rgb)


def _choose_ground(seen: np.ndarray) -> int:
    """Return the gray that stands behind some colors, (K, 3)."""
    if not len(seen):
        return GROUNDS[0]
    # Some thousand of them tell enough.
    seen = seen[:: max(1, len(seen) // 10_000)].astype(float)
    steps = [np.quantile(abs(seen - gray).max(axis=1), NEAR_SHARE) for gray in GROUNDS]
    clear = [gray for gray, step in zip(GROUNDS, steps, strict=True) if step >= CLEAR_STEP]
    return clear[0] if clear else GROUNDS[int(np.argmax(steps))]
