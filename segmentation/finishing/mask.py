"""Mask → mask: holes, islands, smoothing, shifting the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..markers import rasterize_exact
from ..photo.tiling import is_uniform, strips, tiles
from ..recipe import Edge, Stroke

TILE_PX = 512


def clean_up(
    mask: np.ndarray, markers: np.ndarray, edge: Edge, *, photo_shape: tuple[int, int]
) -> NDArray[np.bool]:
    """Return a mask without small holes and islands.

    Parameters
    ----------
    mask : (m, n) ndarray of bool
        True in the foreground, for the photo at any size.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`.
    edge : Edge
        What is small, in pixels of the photo.
    photo_shape : (int, int)
        Rows and columns of the photo.

    Returns
    -------
    cleaned : (m, n) ndarray of bool
        True in the foreground; marked pixels keep their label.
    """
    share = mask.size / (photo_shape[0] * photo_shape[1])
    filled = fill_holes(mask, markers, area_px=edge.hole_area_px * share)
    return drop_islands(
        filled,
        markers,
        area_px=edge.island_area_px * share,
        largest_only=edge.largest_only,
    )


def settle_mask(
    mask: np.ndarray, strokes: Iterable[Stroke], photo_shape: tuple[int, int]
) -> NDArray[np.bool]:
    """Return a mask with the pixels that exact strokes settle.

    Parameters
    ----------
    mask : (m, n) ndarray of bool
        True in the foreground, for the photo at any size.
    strokes : iterable of Stroke
        All strokes, in pixels of the photo.
    photo_shape : (int, int)
        Rows and columns of the photo.

    Returns
    -------
    settled : (m, n) ndarray of bool
        The mask itself if no stroke is exact.
    """
    strokes = tuple(strokes)
    if not any(stroke.exact for stroke in strokes):
        return mask
    return keep_marks(mask, rasterize_exact(strokes, photo_shape, shape=mask.shape))


def changed_share(before: np.ndarray, after: np.ndarray) -> float:
    """Return how much of a subject a correction has changed.

    Parameters
    ----------
    before, after : (m, n) ndarray of bool
        True in the foreground.

    Returns
    -------
    share : float
        What changed sides, as a share of what was foreground before; 0 if nothing was.
    """
    area = np.count_nonzero(before)
    return np.count_nonzero(before != after) / area if area else 0.0


def fill_holes(mask: np.ndarray, markers: np.ndarray, *, area_px: float) -> np.ndarray:
    """Return a mask without its smaller holes.

    Parameters
    ----------
    mask : (M, N) ndarray of bool
        True in the foreground.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else 1 for background and 2 for foreground.
    area_px : float
        Largest area that is filled, in pixels.

    Returns
    -------
    filled : (M, N) ndarray of bool
        True in the foreground.

    Notes
    -----
    A hole is background, connected by edges of pixels, that touches neither the border of the
    image nor a background mark.
    """
    if not area_px:
        return mask
    parts, areas = _parts(~mask)
    small = areas <= area_px
    small[_border(parts)] = False
    small[parts[markers == 1]] = False
    small[0] = False
    return mask | small[parts]


def drop_islands(
    mask: np.ndarray, markers: np.ndarray, *, area_px: float = 0, largest_only: bool = False
) -> np.ndarray:
    """Return a mask without its smaller islands.

    Parameters
    ----------
    mask : (M, N) ndarray of bool
        True in the foreground.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else 1 for background and 2 for foreground.
    area_px : float
        Largest area that is dropped, in pixels.
    largest_only : bool
        Whether everything but the largest part is dropped.

    Returns
    -------
    kept : (M, N) ndarray of bool
        True in the foreground.

    Notes
    -----
    An island is foreground, connected by edges of pixels, without a foreground mark. Of parts
    that are equally large, the one that comes first row by row is the largest.
    """
    if not (area_px or largest_only):
        return mask
    parts, areas = _parts(mask)
    kept = areas > area_px
    if largest_only and len(areas) > 1:
        kept[:] = False
        kept[1 + areas[1:].argmax()] = True
    kept[parts[markers == 2]] = True
    kept[0] = False
    return kept[parts]


def smooth(mask: np.ndarray, *, size_px: float) -> np.ndarray:
    """Return a mask whose outline has no bumps and dents of a size.

    Parameters
    ----------
    mask : (M, N) ndarray of bool
        True in the foreground.
    size_px : float
        Standard deviation in pixels of the Gaussian by which every pixel asks its neighborhood
        for the majority.

    Returns
    -------
    smoothed : (M, N) ndarray of bool
        True in the foreground. A straight outline stays where it is.
    """
    if not size_px:
        return mask

    def vote(tile: np.ndarray) -> np.ndarray:
        return ndi.gaussian_filter(tile.astype(np.float32), size_px, mode="nearest") > 0.5

    # The Gaussian ends at four standard deviations.
    return _by_tiles(mask, vote, reach_px=int(4 * size_px + 1))


def shift_edge(mask: np.ndarray, *, distance_px: float) -> np.ndarray:
    """Return a mask whose outline is moved.

    Parameters
    ----------
    mask : (M, N) ndarray of bool
        True in the foreground.
    distance_px : float
        How far the outline moves outwards, in pixels; inwards if negative.

    Returns
    -------
    shifted : (M, N) ndarray of bool
        True within the Euclidean distance of the foreground; of a negative distance, false
        within it of the background. What lies outside the image counts as neither.
    """
    if not distance_px:
        return mask

    def grow(tile: np.ndarray) -> np.ndarray:
        if not tile.any():
            return tile
        return ndi.distance_transform_edt(~tile) <= abs(distance_px)

    reach_px = int(abs(distance_px)) + 1
    if distance_px > 0:
        return _by_tiles(mask, grow, reach_px=reach_px)
    return ~_by_tiles(~mask, grow, reach_px=reach_px)


def keep_marks(mask: np.ndarray, markers: np.ndarray) -> np.ndarray:
    """Return a mask in which marked pixels have the side they are marked with.

    Parameters
    ----------
    mask : (M, N) ndarray of bool
        True in the foreground.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else 1 for background and 2 for foreground.

    Returns
    -------
    kept : (M, N) ndarray of bool
        True in the foreground. The mask itself if nothing is marked.
    """
    if not markers.any():
        return mask
    kept = mask.copy()
    write_marks(kept, markers)
    return kept


def write_marks(mask: np.ndarray, markers: np.ndarray) -> None:
    """Give marked pixels of a mask the side they are marked with, in place; see `keep_marks`."""
    for rows in strips(len(mask)):
        np.copyto(mask[rows], False, where=markers[rows] == 1)
        np.copyto(mask[rows], True, where=markers[rows] == 2)


def _parts(region: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbered components of a region, and the area of each number."""
    parts, count = ndi.label(region)
    return parts, np.bincount(parts.ravel(), minlength=count + 1)


def _border(array: np.ndarray) -> np.ndarray:
    return np.concatenate([array[0], array[-1], array[:, 0], array[:, -1]])


def _by_tiles(
    mask: np.ndarray, function: Callable[[np.ndarray], np.ndarray], *, reach_px: int
) -> np.ndarray:
    """Return what a function of a pixel's neighborhood makes of a mask, tile by tile.

    Where the neighborhood is uniform, the function must change nothing; it isn't called there, so
    that time and memory follow the length of the outline.
    """
    changed = mask.copy()
    for tile in tiles(mask.shape, tile_px=TILE_PX, reach_px=reach_px):
        padded = mask[tile.padded]
        if not is_uniform(padded):
            changed[tile.box] = function(padded)[tile.inner]
    return changed
