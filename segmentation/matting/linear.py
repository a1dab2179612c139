"""Alpha as a local linear function of color: fitted small, applied at full resolution."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image
from scipy import ndimage as ndi

TILE_PX = 256
# Anything closer than this to 0 or 1 is rounding.
TINY = 1e-6


def shrink(array: np.ndarray, factor: int, *, weights: np.ndarray | None = None) -> np.ndarray:
    """Return the means of square cells of an array.

    Parameters
    ----------
    array : (M, N, 3) or (M, N) ndarray of uint8, or (M, N) ndarray of float32
        Image, opacity or any other values.
    factor : int
        Side of a cell in pixels; cells at the lower and the right border may be cut.
    weights : (M, N) ndarray of uint8, optional
        Weights of the pixels of an image; all the same by default.

    Returns
    -------
    means : ndarray with ceil(M / factor) rows and ceil(N / factor) columns
        Of the dtype of the array. With weights there is a fourth channel, their means; without
        any weight colors are 0.
    """
    # Pillow works on a copy, which must stay small.
    step = factor * max(1, 2**18 // (factor * array.shape[1]))
    strips = []
    for start in range(0, len(array), step):
        strip = array[start : start + step]
        if weights is not None:
            strip = _with_weights(strip, weights[start : start + step])
        strips.append(np.array(Image.fromarray(strip).reduce(factor)))
    return np.concatenate(strips)


def tiles(shape: tuple[int, int]) -> Iterator[tuple[slice, slice]]:
    """Yield slices that cut an array of the given shape into tiles."""
    for row in range(0, shape[0], TILE_PX):
        for col in range(0, shape[1], TILE_PX):
            yield (
                slice(row, min(row + TILE_PX, shape[0])),
                slice(col, min(col + TILE_PX, shape[1])),
            )


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


def open_tiles(
    coefficients: np.ndarray, shape: tuple[int, int], *, factor: int
) -> Iterator[tuple[slice, slice]]:
    """Yield the tiles of an image in which linear functions of color give not only 0 or only 1.

    Parameters
    ----------
    coefficients : (4, m, n) ndarray of float32
        What `fit` found for the image shrunk by `factor`.
    shape : (int, int)
        Rows and columns of the image.
    factor : int
        Side of a cell in pixels.
    """
    undecided = (np.abs(coefficients[:3]) > TINY).any(axis=0) | _between(coefficients[3])
    for tile in tiles(shape):
        if undecided[_cells(tile, factor)].any():
            yield tile


def evaluate(
    coefficients: np.ndarray, image: np.ndarray, tile: tuple[slice, slice], *, factor: int
) -> np.ndarray:
    """Return what linear functions of color give for a tile of an image.

    Parameters
    ----------
    coefficients : (4, m, n) ndarray of float32
        What `fit` found for the image shrunk by `factor`.
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    tile : (slice, slice)
        Rows and columns.
    factor : int
        Side of a cell in pixels.

    Returns
    -------
    values : (h, w) ndarray of float32
        Nothing keeps them in [0, 1].
    """
    *slopes, values = (enlarge(layer, tile, factor=factor) for layer in coefficients)
    for channel, slope in enumerate(slopes):
        values += slope * (image[tile][..., channel] / np.float32(255))
    return values


def enlarge(small: np.ndarray, tile: tuple[slice, slice], *, factor: int) -> np.ndarray:
    """Return a tile of a shrunk array at full size.

    Parameters
    ----------
    small : (m, n) ndarray of float32
        One value per cell.
    tile : (slice, slice)
        Rows and columns at full size.
    factor : int
        Side of a cell in pixels.

    Returns
    -------
    enlarged : (h, w) ndarray of float32
        Linearly interpolated between the middles of the cells; the same for any tiling.
    """
    rows, cols = tile
    cells = _cells(tile, factor)
    top, left = (cell.start for cell in cells)
    piece = Image.fromarray(small[cells])
    # A cut cell at the border of the image counts as a whole one.
    right = min(cols.stop / factor, small.shape[1]) - left
    bottom = min(rows.stop / factor, small.shape[0]) - top
    return np.array(
        piece.resize(
            (cols.stop - cols.start, rows.stop - rows.start),
            Image.Resampling.BILINEAR,
            box=(cols.start / factor - left, rows.start / factor - top, right, bottom),
        )
    )


def _cells(tile: tuple[slice, slice], factor: int) -> tuple[slice, slice]:
    """Return the cells that a tile interpolates between."""
    rows, cols = (slice(max(s.start // factor - 2, 0), -(-s.stop // factor) + 2) for s in tile)
    return rows, cols


def _with_weights(image: np.ndarray, weights: np.ndarray) -> np.ndarray:
    # By channels, which is several times as fast as stacking.
    joined = np.empty((*weights.shape, 4), np.uint8)
    for channel in range(3):
        joined[..., channel] = image[..., channel]
    joined[..., 3] = weights
    return joined


def _between(values: np.ndarray) -> np.ndarray:
    return (values > TINY) & (values < 1 - TINY)


def _means(layers: np.ndarray, radius: int) -> np.ndarray:
    return np.stack([ndi.uniform_filter(layer, 2 * radius + 1) for layer in layers])
