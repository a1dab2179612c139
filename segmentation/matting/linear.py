"""Alpha as a local linear function of color: fitted small, applied at full resolution."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image
from scipy import ndimage as ndi

from ..photo import fit_shape, resize, working_shape
from ..photo.tiling import Box, Tile, tiles

TILE_PX = 128
HAIR_PX = 800
SMALL_PX = 512
# Anything closer than this to 0 or 1 is rounding.
TINY = 1e-6


def shrink(array: np.ndarray, factor: int) -> np.ndarray:
    """Return the means of square cells of an array.

    Parameters
    ----------
    array : (M, N, 3) or (M, N) ndarray of uint8, or (M, N) ndarray of float32
        Image, opacity or any other values.
    factor : int
        Side of a cell in pixels; cells at the lower and the right border may be cut.

    Returns
    -------
    means : ndarray with ceil(M / factor) rows and ceil(N / factor) columns
        Of the dtype of the array.
    """
    # Pillow works on a copy, which must stay small.
    step = factor * max(1, 2**18 // (factor * array.shape[1]))
    strips = [
        np.array(Image.fromarray(array[start : start + step]).reduce(factor))
        for start in range(0, len(array), step)
    ]
    return np.concatenate(strips)


def cell_px(long_px: int) -> int:
    """Return the side of the cells that reduce an image of that longer side to 512 pixels."""
    return -(-long_px // SMALL_PX)


def at_hair_size(array: np.ndarray) -> np.ndarray:
    """Return an image of a photo at the size at which hair is found and solved.

    Parameters
    ----------
    array : (M, N, 3) or (M, N) ndarray of uint8
        The photo, or opacity, at any size.

    Returns
    -------
    reduced : ndarray of uint8
        At most 800 pixels wide and high. By way of the working size, so that a photo is, to the
        last bit, what its reduction to the screen is.
    """
    working = resize(array, working_shape(array.shape[:2]))
    return resize(working, fit_shape(working.shape[:2], HAIR_PX))


def fit(
    guide: np.ndarray, values: np.ndarray, *, radius: int, smooth_radius: int, ridge: float
) -> np.ndarray:
    """Return the coefficients of the linear functions of color that fit values best.

    Parameters
    ----------
    guide : (m, n, 3) ndarray of uint8
        sRGB image.
    values : (m, n) ndarray of float
        Values in [0, 1].
    radius : int
        Windows of ``2 * radius + 1`` pixels squared are fitted.
    smooth_radius : int
        Coefficients are averaged over windows of ``2 * smooth_radius + 1`` pixels squared.
    ridge : float
        Variance of color, in squared units of the full range, that is taken for noise.

    Returns
    -------
    coefficients : (4, m, n) ndarray of float32
        Slopes for red, green and blue in [0, 1], and the offset. Where all windows around hold
        the same value, slopes are 0 and the offset is that value.

    References
    ----------
    He, Sun and Tang: Guided Image Filtering. IEEE TPAMI 35 (2013), eqs. 14 to 16.
    https://doi.org/10.1109/TPAMI.2012.213
    """
    colors = np.moveaxis(guide, -1, 0) / 255.0
    mean_colors = _means(colors, radius)
    mean_value = ndi.uniform_filter(np.asarray(values, float), 2 * radius + 1)
    undecided = _between(mean_value)
    covariance = np.empty((np.count_nonzero(undecided), 3, 3))
    shared = np.empty((len(covariance), 3))
    means = mean_colors[:, undecided]
    for i in range(3):
        product = ndi.uniform_filter(colors[i] * values, 2 * radius + 1)
        shared[:, i] = product[undecided] - means[i] * mean_value[undecided]
        for j in range(i, 3):
            product = ndi.uniform_filter(colors[i] * colors[j], 2 * radius + 1)
            covariance[:, i, j] = product[undecided] - means[i] * means[j]
            covariance[:, j, i] = covariance[:, i, j]
    slopes = np.linalg.solve(covariance + ridge * np.eye(3), shared[..., None])[..., 0].T
    coefficients = np.zeros((4, *values.shape))
    coefficients[3] = np.where(undecided, mean_value, np.rint(mean_value))
    coefficients[:3, undecided] = slopes
    coefficients[3, undecided] -= (slopes * means).sum(axis=0)
    return _means(coefficients, smooth_radius).astype(np.float32)


def fit_exactly(guide: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the coefficients of linear functions of color that give values as they are.

    Parameters
    ----------
    guide : (m, n, 3) ndarray of uint8
        sRGB image.
    values : (m, n) ndarray of float
        Values in [0, 1].

    Returns
    -------
    coefficients : (4, m, n) ndarray of float32
        As those of `fit` in the smallest windows; what these miss is added to the offset.
    """
    coefficients = fit(guide, values, radius=1, smooth_radius=1, ridge=1e-4)
    whole = slice(0, values.shape[0]), slice(0, values.shape[1])
    coefficients[3] += values - evaluate(coefficients, guide, whole, factor=1)
    return coefficients


def open_tiles(coefficients: np.ndarray, shape: tuple[int, int], *, factor: int) -> Iterator[Tile]:
    """Yield the tiles of an image in which linear functions of color give not only 0 or only 1.

    Parameters
    ----------
    coefficients : (4, m, n) ndarray of float32
        What `fit` found for the image shrunk by `factor`.
    shape : (int, int)
        Rows and columns of the image.
    factor : int
        Side of a cell in pixels.

    Yields
    ------
    tile : Tile
        Row by row.
    """
    undecided = (np.abs(coefficients[:3]) > TINY).any(axis=0) | _between(coefficients[3])
    for tile in tiles(shape, tile_px=TILE_PX):
        if undecided[_cells(tile.box, factor)].any():
            yield tile


def evaluate(
    coefficients: np.ndarray,
    image: np.ndarray,
    box: Box,
    *,
    factor: float | tuple[float, float],
) -> np.ndarray:
    """Return what linear functions of color give for a tile of an image.

    Parameters
    ----------
    coefficients : (4, m, n) ndarray of float32
        What `fit` found for the image shrunk by `factor`.
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    box : (slice, slice)
        Rows and columns of a piece of the image.
    factor : float, or (float, float)
        Side of a cell in pixels, or its height and width.

    Returns
    -------
    values : (h, w) ndarray of float32
        Nothing keeps them in [0, 1].
    """
    *slopes, values = enlarge(coefficients, box, factor=factor)
    for channel, slope in enumerate(slopes):
        values += slope * (image[box][..., channel] / np.float32(255))
    return values


def enlarge(cells: np.ndarray, box: Box, *, factor: float | tuple[float, float]) -> np.ndarray:
    """Return a piece of shrunk layers at full size.

    Parameters
    ----------
    cells : (k, m, n) ndarray of float32
        One value per layer and cell.
    box : (slice, slice)
        Rows and columns of a piece at full size.
    factor : float, or (float, float)
        Side of a cell in pixels, or its height and width.

    Returns
    -------
    enlarged : (k, h, w) ndarray of float32
        Linearly interpolated between the middles of the cells; the same for any tiling.
    """
    (top, bottom, down), (left, right, along) = (
        _between_cells(np.arange(side.start, side.stop), size, side_px)
        for side, size, side_px in zip(
            box, cells.shape[1:], np.broadcast_to(factor, 2), strict=True
        )
    )
    # Columns first, in the few rows of cells: single values cost more to fetch than rows.
    cells = cells[:, top[0] : bottom[-1] + 1]
    first, second = cells.take(left, 2), cells.take(right, 2)
    cells = _blend(first, second, along)
    first, second = cells.take(top - top[0], 1), cells.take(bottom - top[0], 1)
    return _blend(first, second, down[:, None])


def interpolate(
    cells: np.ndarray, place: tuple[np.ndarray, np.ndarray], *, factor: int
) -> np.ndarray:
    """Return the values of shrunk layers at some pixels.

    Parameters
    ----------
    cells : (k, m, n) ndarray of float32
        One value per layer and cell.
    place : ((p,) ndarray of int, (p,) ndarray of int)
        Rows and columns of the pixels at full size.
    factor : int
        Side of a cell in pixels.

    Returns
    -------
    values : (k, p) ndarray of float32
        Those that `enlarge` gives.
    """
    # All layers of a cell side by side in memory, as they are fetched together.
    flat = np.moveaxis(cells, 0, -1).reshape(-1, len(cells))
    (top, bottom, down), (left, right, along) = (
        _between_cells(index, size, factor)
        for index, size in zip(place, cells.shape[1:], strict=True)
    )
    upper, lower = (
        _blend(flat.take(row + left, 0), flat.take(row + right, 0), along[:, None])
        for row in (top * cells.shape[2], bottom * cells.shape[2])
    )
    return np.ascontiguousarray(_blend(upper, lower, down[:, None]).T)


def _between_cells(
    index: np.ndarray, size: int, factor: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the cells before and after the middles of pixels, and how far on they lie."""
    # Pixels beyond the middle of the last cell get its value.
    place = ((index + 0.5) / factor - 0.5).clip(0, size - 1)
    before = place.astype(np.intp)
    return before, np.ceil(place).astype(np.intp), (place - before).astype(np.float32)


def _blend(first: np.ndarray, second: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return first where the share is 0, second where it is 1; overwrites second."""
    second -= first
    second *= share
    second += first
    return second


def _cells(box: Box, factor: int) -> Box:
    """Return the cells that a tile interpolates between."""
    rows, cols = (slice(max(s.start // factor - 2, 0), -(-s.stop // factor) + 2) for s in box)
    return rows, cols


def _between(values: np.ndarray) -> np.ndarray:
    return (values > TINY) & (values < 1 - TINY)


def _means(layers: np.ndarray, radius: int) -> np.ndarray:
    return np.stack([ndi.uniform_filter(layer, 2 * radius + 1) for layer in layers])
