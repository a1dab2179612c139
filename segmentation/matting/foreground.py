"""The foreground's own colors where it is mixed with the background."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi

from ..tiling import tiles
from .linear import TILE_PX, enlarge, shrink

SMALL_PX = 512
# Means over wide windows find colors anywhere, those over narrow ones keep them local.
# In parts of the long side.
RADII = (0.09, 0.04, 0.016, 0.007, 0.0025)
# Cells without a mixed one among this many squared need no weights.
BLOCK_CELLS = 32
# So that windows without foreground (or background) count what there is.
LEAST_WEIGHT = 1e-5


def estimate_foreground(
    image: np.ndarray, alpha: np.ndarray, *, out: np.ndarray | None = None
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
    that one at full size and in tiles, so that an image of any size costs little memory.

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
    mixed_tiles = [
        tile for tile in tiles(alpha.shape, tile_px=TILE_PX) if _is_mixed(alpha[tile.box]).any()
    ]
    if not mixed_tiles:
        return out
    factor = -(-max(alpha.shape) // SMALL_PX)
    front_means, behind_means = _local_means(image, alpha, factor)
    for tile in mixed_tiles:
        mixed = _is_mixed(alpha[tile.box])
        front, behind = (
            enlarge(means, tile.box, factor=factor)[:, mixed]
            for means in (front_means, behind_means)
        )
        colors = image[tile.box][mixed].T / np.float32(255)
        share = alpha[tile.box][mixed] / np.float32(255)
        front, _ = _share_out(colors, share, front, behind)
        out[tile.box][mixed] = np.rint(front * 255).T
    return out


def _is_mixed(alpha: np.ndarray) -> np.ndarray:
    return (alpha > 0) & (alpha < 255)


def _local_means(
    image: np.ndarray, alpha: np.ndarray, factor: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean colors (3, m, n) of foreground and background around each cell."""
    front, behind, share = _shrink(image, alpha, factor)
    rest = 1 - share
    colors = share * front + rest * behind
    for part in RADII:
        radius = max(1, round(part * max(share.shape)))
        front_means = _means(front, share, radius)
        behind_means = _means(behind, rest, radius)
        front, behind = _share_out(colors, share, front_means, behind_means)
    return front_means, behind_means


def _shrink(
    image: np.ndarray, alpha: np.ndarray, factor: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the cells' mean colors (3, m, n) weighted by alpha, by the rest, and mean alpha."""
    share = shrink(alpha, factor) / np.float32(255)
    front = np.ascontiguousarray(np.moveaxis(shrink(image, factor), -1, 0)) / np.float32(255)
    behind = front.copy()
    for tile in tiles(share.shape, tile_px=BLOCK_CELLS):
        if not 0 < share[tile.box].mean() < 1:
            continue
        pixels = tuple(slice(side.start * factor, side.stop * factor) for side in tile.box)
        weights = alpha[pixels] / np.float32(255)
        colors = np.moveaxis(image[pixels], -1, 0) / np.float32(255)
        for means, shares in ((front, weights), (behind, 1 - weights)):
            total = _cell_sums(shares, factor)
            np.divide(
                _cell_sums(colors * shares, factor), total, where=total > 0, out=means[:, *tile.box]
            )
        share[tile.box] = _cell_sums(weights, factor) / _cell_sums(np.ones_like(weights), factor)
    return front, behind, share


def _cell_sums(layers: np.ndarray, factor: int) -> np.ndarray:
    """Return the sums of the cells of layers (..., h, w)."""
    rows = np.add.reduceat(layers, np.arange(0, layers.shape[-2], factor), axis=-2)
    return np.add.reduceat(rows, np.arange(0, layers.shape[-1], factor), axis=-1)


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
