"""Mask to full resolution."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy import ndimage as ndi
from skimage.segmentation import watershed

BAND_PX = 2
TILE_PX = 128


def to_full_resolution(
    mask: np.ndarray,
    image: np.ndarray,
    markers: np.ndarray,
    *,
    gradient: Callable[[np.ndarray], np.ndarray],
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
    gradient : callable
        Gives the (h, w) gradient magnitude of an (h, w, 3) piece of the photo.

    Returns
    -------
    full_mask : (M, N) ndarray of bool
        True in the foreground; marked pixels keep their label.

    Notes
    -----
    Only a band of two small pixels on either side of the outline is open; there a watershed runs
    from the sure pixels on both sides. Parts too thin to reach out of the band keep their middle
    line. The work is done in tiles, so that time and memory follow the length of the outline.
    """
    if mask.shape == image.shape[:2]:
        return mask
    sure = _sure_labels(mask)
    full_mask = np.empty(image.shape[:2], bool)
    for tile, padded in _tiles(image.shape[:2], mask.shape):
        rows, cols = _sources(padded, mask.shape, image.shape[:2])
        covered = sure[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
        if covered.min() > 0 and covered.min() == covered.max():
            full_mask[tile] = covered[0, 0] == 2
            continue
        labels = _settle(sure[np.ix_(rows, cols)], gradient(image[padded]), markers[padded])
        inner = tuple(
            slice(t.start - p.start, t.stop - p.start) for t, p in zip(tile, padded, strict=True)
        )
        full_mask[tile] = labels[inner] == 2
    full_mask[markers == 1] = False
    full_mask[markers == 2] = True
    return full_mask


def _sure_labels(mask: np.ndarray) -> np.ndarray:
    """Return 1 and 2 where background and foreground are sure, 0 in the band between."""
    return np.where(_core(mask), 2, np.where(_core(~mask), 1, 0)).astype(np.uint8)


def _core(region: np.ndarray) -> np.ndarray:
    """Return the pixels of a region beyond the band, and the middle lines of its thin parts."""
    eroded = [region.astype(np.uint8)]
    for _ in range(BAND_PX):
        eroded.append(ndi.minimum_filter(eroded[-1], 3, mode="nearest"))
    deep = eroded[-1]
    near_deep = ndi.maximum_filter(deep, 2 * BAND_PX + 3)
    depth = sum(eroded)
    middle = depth == ndi.maximum_filter(depth, 3)
    return deep.astype(bool) | (region & (near_deep == 0) & middle)


def _tiles(
    shape: tuple[int, int], small_shape: tuple[int, int]
) -> Iterator[tuple[tuple[slice, slice], tuple[slice, slice]]]:
    """Yield tiles that cover a shape, each also with a margin wider than the band."""
    margin = (BAND_PX + 2) * -(-max(shape) // max(small_shape))
    for row in range(0, shape[0], TILE_PX):
        for col in range(0, shape[1], TILE_PX):
            tile = tuple(
                slice(start, min(start + TILE_PX, size))
                for start, size in zip((row, col), shape, strict=True)
            )
            padded = tuple(
                slice(max(t.start - margin, 0), min(t.stop + margin, size))
                for t, size in zip(tile, shape, strict=True)
            )
            yield tile, padded


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
    open_rim = ndi.maximum_filter(band.view(np.uint8), 3).view(bool)
    settled = watershed(gradient, sources, mask=open_rim)
    return np.where(band & (settled > 0), settled, sure)
