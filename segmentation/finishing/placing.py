"""The subject at another place of the picture, and at another size."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ..recipe import Placement


def place(rgba: np.ndarray, placement: Placement) -> np.ndarray:
    """Return a picture of the same size in which the subject is moved and scaled.

    Parameters
    ----------
    rgba : (M, N, 4) ndarray of uint8
        Straight colors and opacity of the subject.
    placement : Placement
        Where it lies, and how large it is.

    Returns
    -------
    placed : (M, N, 4) ndarray of uint8
        Straight colors and opacity; all zero where the subject is not. What leaves the picture
        is lost.

    Notes
    -----
    Sizes and offsets are rounded to whole pixels, so that what is moved alone stays as it is.
    What is scaled is averaged where it becomes smaller and interpolated linearly where it becomes
    larger; each color counts as far as it is opaque. Nothing overshoots, so no rim shows.
    """
    shape = rgba.shape[:2]
    sizes = [max(1, round(side * placement.scale)) for side in shape]
    percents = placement.down_percent, placement.right_percent
    starts = [
        round((side - size) / 2 + side * percent / 100)
        for side, size, percent in zip(shape, sizes, percents, strict=True)
    ]
    seen = [
        slice(max(start, 0), min(start + size, side))
        for start, size, side in zip(starts, sizes, shape, strict=True)
    ]
    placed = np.zeros_like(rgba)
    if all(each.start < each.stop for each in seen):
        rows, cols = map(_source, seen, starts, sizes, shape)
        placed[tuple(seen)] = _part(rgba, rows, cols, placed[tuple(seen)].shape[:2])
    return placed


def _source(seen: slice, start: int, size: int, side: int) -> tuple[float, float]:
    """Return where along a side that has another size the seen part comes from."""
    return (seen.start - start) * side / size, min((seen.stop - start) * side / size, side)


def _part(
    rgba: np.ndarray,
    rows: tuple[float, float],
    cols: tuple[float, float],
    shape: tuple[int, int],
) -> np.ndarray:
    """Return the part of a picture between some rows and columns, with another shape."""
    (top, bottom), (left, right) = rows, cols
    if (bottom - top, right - left) == shape:
        return rgba[int(top) : int(bottom), int(left) : int(right)]
    is_larger = shape[0] > bottom - top
    kernel = Image.Resampling.BILINEAR if is_larger else Image.Resampling.HAMMING
    # Pillow weights colors by opacity.
    resized = Image.fromarray(rgba).resize(shape[::-1], kernel, box=(left, top, right, bottom))
    part = np.array(resized)
    part[part[..., 3] == 0] = 0
    return part
