"""Transparent pixels of a photo: nobody sees their colors, so these must not tell anything."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

# Gray values that may stand for what is transparent, and the share of the pixels seen that may
# come near to it.
GROUNDS = (255, 0, 128, 64, 192)
NEAR_SHARE = 0.05

# A step this high between a ground and what is seen is clear enough.
CLEAR_STEP = 40.0
# Some thousand colors tell enough.
SAMPLES = 10_000
# Pixels that are worked on at once.
STRIP_PIXELS = 1_000_000


def hide_colors(rgb: np.ndarray, alpha: np.ndarray) -> None:
    """Give what is transparent one gray, unlike all that is seen.

    Parameters
    ----------
    rgb : (M, N, 3) ndarray of uint8
        sRGB image, changed in place: the colors of pixels with an alpha of 0 are replaced.
    alpha : (M, N) ndarray of uint8
        Its opacity, 255 being opaque.

    Notes
    -----
    The gray is white, unless more than a twentieth of what is seen is nearly white; then black, or
    a gray in between; if none is clear enough, the clearest.
    """
    if alpha.all():
        return
    ground = _choose_ground(_sample_seen(rgb, alpha))
    for rows in _strips(alpha):
        rgb[rows][alpha[rows] == 0] = ground


def _strips(alpha: np.ndarray) -> Iterator[slice]:
    step = max(1, STRIP_PIXELS // alpha.shape[1])
    return (slice(top, top + step) for top in range(0, len(alpha), step))


def _sample_seen(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return the colors, (K, 3), of some pixels that are seen, evenly apart."""
    step = max(1, int(np.count_nonzero(alpha)) // SAMPLES)
    picked, before = [], 0
    for rows in _strips(alpha):
        seen = rgb[rows][alpha[rows] > 0]
        # A copy, as a view would keep all that it was taken from.
        picked.append(seen[-before % step :: step].copy())
        before += len(seen)
    return np.concatenate(picked)


def _choose_ground(seen: np.ndarray) -> int:
    """Return the gray that stands behind some colors, (K, 3)."""
    if not len(seen):
        return GROUNDS[0]
    seen = seen.astype(float)
    steps = [np.quantile(abs(seen - gray).max(axis=1), NEAR_SHARE) for gray in GROUNDS]
    clear = [gray for gray, step in zip(GROUNDS, steps, strict=True) if step >= CLEAR_STEP]
    return clear[0] if clear else GROUNDS[int(np.argmax(steps))]
