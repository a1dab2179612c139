"""Mask to full resolution."""

from __future__ import annotations

from functools import reduce

import numpy as np
from scipy import ndimage as ndi
from skimage.segmentation import watershed

from ..photo.tiling import Box, is_uniform, tiles
from .mask import write_marks
from .slopes import color_gradient

BAND_PX = 2
TILE_PX = 128
MARGIN_PX = 4


def to_full_resolution(
    mask: np.ndarray,
    image: np.ndarray,
    markers: np.ndarray,
    *,
    box: Box | None = None,
) -> np.ndarray:
    """Return a mask at the size of the photo, its outline drawn anew from the photo.

    Parameters
    ----------
    mask : (m, n) ndarray of bool
        True in the foreground, for the photo at a smaller size.
    image : (M, N, 3) ndarray of uint8
        The photo.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else 1 for background and 2 for foreground.
    box : (slice, slice), optional
        Rows and columns of the photo that are wanted; all by default.

    Returns
    -------
    full_mask : (M, N) ndarray of bool, or of the shape of the box
        True in the foreground; marked pixels keep their label.

    Notes
    -----
    Only a band of two small pixels on either side of the outline is open; there a watershed runs
    from the sure pixels on both sides. Parts too thin to reach out of the band keep their middle
    line. The work is done in tiles, so that time and memory follow the length of the outline.
    """
    wanted = box or (slice(None), slice(None))
    if mask.shape == image.shape[:2]:
        return mask[wanted]
    sure = _sure_labels(mask)
    # Memory that is never written to costs nothing.
    full_mask = np.empty(image.shape[:2], bool)
    # Wider than the band.
    reach_px = (BAND_PX + 2) * -(-max(image.shape) // max(mask.shape))
    for tile in tiles(image.shape[:2], tile_px=TILE_PX, reach_px=reach_px, within=box):
        rows, cols = _sources(tile.padded, mask.shape, image.shape[:2])
        covered = sure[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
        if covered[0, 0] and is_uniform(covered):
            full_mask[tile.box] = covered[0, 0] == 2
            continue
        labels = sure[np.ix_(rows, cols)]
        for open_box in _around_band(labels):
            piece, marks = image[tile.padded][open_box], markers[tile.padded][open_box]
            labels[open_box] = _settle(labels[open_box], color_gradient(piece), marks)
        full_mask[tile.box] = labels[tile.inner] == 2
    full_mask = full_mask[wanted]
    write_marks(full_mask, markers[wanted])
    return full_mask


def _sure_labels(mask: np.ndarray) -> np.ndarray:
    """Return 1 and 2 where background and foreground are sure, 0 in the band between."""
    return np.where(_core(mask), 2, np.where(_core(~mask), 1, 0)).astype(np.uint8)


def _core(region: np.ndarray) -> np.ndarray:
    """Return the pixels of a region beyond the band, and the middle lines of its thin parts."""
    eroded = [region.astype(np.uint8)]
    for _ in range(BAND_PX):
        eroded.append(_spread(eroded[-1], np.minimum))
    deep = near_deep = eroded[-1]
    for _ in range(BAND_PX + 1):
        near_deep = _spread(near_deep, np.maximum)
    depth = reduce(np.add, eroded)
    middle = depth == _spread(depth, np.maximum)
    return deep.astype(bool) | (region & (near_deep == 0) & middle)


def _spread(values: np.ndarray, function: np.ufunc) -> np.ndarray:
    """Return the least or the largest value of each pixel and its eight neighbors.

    Ten times as fast as SciPy's filters, which take values of any type one by one.
    """
    for axis in (0, 1):
        before, after = (np.s_[:-1], np.s_[1:]) if axis == 0 else (np.s_[:, :-1], np.s_[:, 1:])
        spread = values.copy()
        function(spread[after], values[before], out=spread[after])
        function(spread[before], values[after], out=spread[before])
        values = spread
    return values


def _around_band(sure: np.ndarray) -> list[tuple[slice, slice]]:
    """Return the box around the open pixels of a tile, and a margin that gradients need."""
    boxes = ndi.find_objects((sure == 0).view(np.uint8))
    return [(_widened(rows), _widened(cols)) for rows, cols in boxes]


def _widened(side: slice) -> slice:
    return slice(max(side.start - MARGIN_PX, 0), side.stop + MARGIN_PX)


def _sources(
    window: tuple[slice, slice], small_shape: tuple[int, int], shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and columns of a small image that the pixels of a window come from."""
    rows, cols = (
        (np.arange(w.start, w.stop) * 2 + 1) * small_size // (2 * size)
        for w, small_size, size in zip(window, small_shape, shape, strict=True)
    )
    return rows, cols


def _settle(sure: np.ndarray, gradient: np.ndarray, markers: np.ndarray) -> np.ndarray:
    """Return labels in which a watershed has settled the open pixels."""
    band = sure == 0
    sources = np.where(markers > 0, markers, sure).astype(np.int32)
    # The flood needs only the rim of the sure areas.
    open_rim = _spread(band, np.logical_or)
    settled = watershed(gradient, sources, mask=open_rim)
    return np.where(band & (settled > 0), settled, sure)
