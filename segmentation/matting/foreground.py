"""The foreground's own colors where it is mixed with the background."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import ndimage as ndi

from ..photo.tiling import strips
from .linear import cell_px, interpolate, shrink

# Means over wide windows find colors anywhere, those over narrow ones keep them local.
# In parts of the long side.
RADII = (0.09, 0.04, 0.016, 0.007, 0.0025)
# Bounds the memory of copies.
PIXELS_AT_ONCE = 1 << 16
# So that windows without foreground (or background) count what there is.
LEAST_WEIGHT = 1e-5


def estimate_foreground(
    image: np.ndarray,
    alpha: np.ndarray,
    *,
    out: np.ndarray | None = None,
    long_px: int | None = None,
) -> np.ndarray:
    """Return the colors of the foreground, freed from those of the background.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    alpha : (M, N) ndarray of uint8
        Opacity of the foreground, 255 being opaque.
    out : (M, N, 3) ndarray of uint8, optional
        Where the result goes; may be the image itself. A new array by default.
    long_px : int, optional
        The longer side of the whole image, if this is a piece of it; see `foreground_reach`.

    Returns
    -------
    foreground : (M, N, 3) ndarray of uint8
        Those of the image where alpha is 0 or 255; else colors F that, with some local
        background B, come close to ``image = alpha F + (1 - alpha) B``.

    Raises
    ------
    ValueError
        If `alpha` has another shape or type.

    Notes
    -----
    Blur fusion, in five passes where Forte has two: means of the foreground's and the
    background's colors, weighted by alpha, over ever narrower windows, each followed by sharing
    out what is left of the pixel's own color. All but the last sharing is done at 512 pixels;
    that one at full size and in pieces, so that an image of any size costs little memory.

    References
    ----------
    Forte: Approximate Fast Foreground Colour Estimation. ICIP 2021.
    https://doi.org/10.1109/ICIP42928.2021.9506164
    """
    if alpha.shape != image.shape[:2] or alpha.dtype != np.uint8:
        raise ValueError(
            f"alpha must be an array of uint8 of shape {image.shape[:2]}, "
            f"got shape {alpha.shape} and dtype {alpha.dtype}"
        )
    out = np.empty_like(image) if out is None else out
    if out is not image:
        # By channels, which is several times as fast where `out` has a fourth one between.
        for channel in range(3):
            out[..., channel] = image[..., channel]
    if not any(_is_mixed(alpha[rows]).any() for rows in strips(len(alpha))):
        return out
    long_px = long_px or max(alpha.shape)
    factor = cell_px(long_px)
    means = np.concatenate(_local_means(image, alpha, long_px))
    for place in _mixed_pixels(alpha):
        front, behind = np.split(interpolate(means, place, factor=factor), 2)
        colors = image[place].T / np.float32(255)
        share = alpha[place] / np.float32(255)
        front, _ = _share_out(colors, share, front, behind)
        out[place] = np.rint(front * 255).T
    return out


def foreground_reach(long_px: int) -> int:
    """Return how far from a pixel of an image of that longer side alpha counts for its colors.

    In pixels.
    """
    return cell_px(long_px) * (sum(_radii(long_px)) + 2)


def _is_mixed(alpha: np.ndarray) -> np.ndarray:
    return (alpha > 0) & (alpha < 255)


def _mixed_pixels(alpha: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield rows and columns of the pixels that are neither opaque nor transparent."""
    for strip in strips(len(alpha)):
        rows, cols = np.nonzero(_is_mixed(alpha[strip]))
        for start in range(0, len(rows), PIXELS_AT_ONCE):
            some = slice(start, start + PIXELS_AT_ONCE)
            yield rows[some] + strip.start, cols[some]


def _radii(long_px: int) -> list[int]:
    """Return the radii of the windows, in cells, in an image of that longer side."""
    size = -(-long_px // cell_px(long_px))
    return [max(1, round(part * size)) for part in RADII]


def _local_means(
    image: np.ndarray, alpha: np.ndarray, long_px: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean colors (3, m, n) of foreground and background around each cell."""
    front, behind, share = _shrink(image, alpha, cell_px(long_px))
    rest = 1 - share
    colors = share * front + rest * behind
    for radius in _radii(long_px):
        front_means = _means(front, share, radius)
        behind_means = _means(behind, rest, radius)
        front, behind = _share_out(colors, share, front_means, behind_means)
    return front_means, behind_means


def _shrink(
    image: np.ndarray, alpha: np.ndarray, factor: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the cells' mean colors (3, m, n) weighted by alpha, by the rest, and mean alpha."""
    share = shrink(alpha, factor)
    # A cell that is rounded to 0 or 255 has a neighbor that is not.
    mixed = ndi.maximum_filter(share, 3) > ndi.minimum_filter(share, 3)
    rows, cols = np.nonzero(mixed | ((share > 0) & (share < 255)))
    share = share / np.float32(255)
    front = np.ascontiguousarray(np.moveaxis(shrink(image, factor), -1, 0)) / np.float32(255)
    behind = front.copy()
    step = max(1, PIXELS_AT_ONCE // factor**2)
    for start in range(0, len(rows), step):
        cells = rows[start : start + step], cols[start : start + step]
        weights = _pixels(alpha, cells, factor) / np.float32(255)
        colors = _pixels(image, cells, factor) / np.float32(255)
        share[cells] = weights.mean(axis=-1)
        for means, shares in ((front, weights), (behind, 1 - weights)):
            total = shares.sum(axis=-1)
            sums = np.einsum("ckp,kp->ck", colors, shares)
            means[:, *cells] = np.divide(sums, total, where=total > 0, out=means[:, *cells])
    return front, behind, share


def _pixels(image: np.ndarray, cells: tuple[np.ndarray, np.ndarray], factor: int) -> np.ndarray:
    """Return the pixels (..., k, p) of k cells; those that the border cuts get neighbors too."""
    sides = tuple(min(factor, size) for size in image.shape[:2])
    windows = sliding_window_view(image, sides, axis=(0, 1))
    place = (
        np.minimum(index * factor, count - 1)
        for index, count in zip(cells, windows.shape, strict=False)
    )
    pixels = windows[tuple(place)]
    return np.moveaxis(pixels.reshape(*pixels.shape[:-2], -1), 0, -2)


def _means(colors: np.ndarray, weights: np.ndarray, radius: int) -> np.ndarray:
    size = 2 * radius + 1
    weights = weights + np.float32(LEAST_WEIGHT)
    sums = ndi.uniform_filter(colors * weights, (1, size, size))
    return sums / ndi.uniform_filter(weights, size)


def _share_out(
    colors: np.ndarray, share: np.ndarray, front: np.ndarray, behind: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return both colors, moved by the least that makes their mixture the given one.

    Less wherever a color would leave its range.
    """
    left = colors - share * front - (1 - share) * behind
    return (front + share * left).clip(0, 1), (behind + (1 - share) * left).clip(0, 1)
