"""Mask → alpha: guided by the colors, feathered or hard, and solved where there is hair."""

from __future__ import annotations

from math import ceil

import numpy as np
from scipy import ndimage as ndi

from ..photo.tiling import is_uniform, strips, tiles
from .closed_form import solve
from .linear import (
    TILE_PX,
    at_hair_size,
    cell_px,
    evaluate,
    fit,
    fit_exactly,
    open_tiles,
    shrink,
)

# Of the long side; the filter of the design takes 2 % and averages over as much again.
RADIUS = 0.015
RIDGE = 1e-5
# The ridge draws alpha toward the window's mean; this takes it back.
CONTRAST = 1.2
SOFTNESS = ("guided", "feather", "hard")
# Hair is solved at the size of `at_hair_size`, or at a whole fraction of it at which about so many
# pixels are open.
FUZZY_PIXELS = 40_000
# Drawn so often, what is cut off at 0 and 1 hardly changes the means that were solved for.
ROUNDS = 4
# How much the mask still counts in hair, beside the colors: little, but something where they
# tell nothing.
FUZZY_HOLD = 1e-2


def alpha_reach(long_px: int) -> int:
    """Return how far from a pixel of an image of that longer side the mask counts for its alpha.

    In pixels, for guided edges without hair.
    """
    radius = _radius(long_px)
    return cell_px(long_px) * (radius + radius // 2 + 2)


def find_alpha(
    image: np.ndarray,
    mask: np.ndarray,
    *,
    softness: str = "guided",
    feather_px: float = 2.0,
    fuzzy: np.ndarray | None = None,
    markers: np.ndarray | None = None,
    long_px: int | None = None,
) -> np.ndarray:
    """Return the opacity of a foreground.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    mask : (M, N) ndarray of bool
        True in the foreground.
    softness : {'guided', 'feather', 'hard'}
        How the outline becomes soft: by the colors around it (guided filter), by a Gaussian, or
        not at all.
    feather_px : float
        Standard deviation of the Gaussian in pixels; only 'feather' uses it.
    fuzzy : (M, N) ndarray of bool, optional
        True where there is hair or fuzz: there the mask means little, and alpha is solved from
        the known pixels around.
    markers : (M, N) ndarray of int, optional
        0 where nothing is marked, 1 where alpha must be 0 and 2 where it must be 255.
    long_px : int, optional
        The longer side of the whole image, if this is a piece of it; see `alpha_reach`. Hair needs
        the whole image.

    Returns
    -------
    alpha : (M, N) ndarray of uint8
        Opacity, 255 being opaque.

    Raises
    ------
    ValueError
        If shapes don't fit, `softness` is not known, or `feather_px` is negative.

    Notes
    -----
    The guided filter fits alpha by a linear function of color in each window of an image of at
    most 512 pixels, and applies it to the full image in tiles near the outline: time and memory
    hardly depend on more than the length of the outline. It needs colors that differ; where
    they don't, the edge is soft over two windows, 4 % of the long side. Hair is solved at 800
    pixels, or at a fraction of that with some 40 000 open pixels, which takes about a second; finer
    strands are drawn by the colors of the image, such that their means are what was solved for.
    So an image and its reduction to a screen have the same hair.

    References
    ----------
    He, Sun and Tang: Guided Image Filtering. IEEE TPAMI 35 (2013).
    https://doi.org/10.1109/TPAMI.2012.213
    He and Sun: Fast Guided Filter. 2015. https://doi.org/10.48550/arXiv.1505.00996
    """
    _check(image, mask, softness, feather_px, fuzzy, markers)
    if softness == "guided":
        alpha = _guide(image, mask, long_px or max(mask.shape))
    elif softness == "feather" and feather_px > 0:
        alpha = _feather(mask, feather_px)
    else:
        alpha = mask * np.uint8(255)
    if markers is not None:
        for rows in strips(len(alpha)):
            np.copyto(alpha[rows], (markers[rows] == 2) * np.uint8(255), where=markers[rows] > 0)
    if fuzzy is not None and fuzzy.any():
        _solve_fuzzy(image, alpha, fuzzy if markers is None else fuzzy & (markers == 0))
    return alpha


def _guide(image: np.ndarray, mask: np.ndarray, long_px: int) -> np.ndarray:
    """Return the mask softened by a guided filter."""
    factor = cell_px(long_px)
    alpha = mask * np.uint8(255)
    guide = shrink(image, factor)
    radius = _radius(long_px)
    coefficients = fit(
        guide,
        shrink(alpha, factor) / 255.0,
        radius=radius,
        smooth_radius=max(1, radius // 2),
        ridge=RIDGE,
    )
    for tile in open_tiles(coefficients, mask.shape, factor=factor):
        values = evaluate(coefficients, image, tile.box, factor=factor) - np.float32(0.5)
        alpha[tile.box] = _to_bytes(values * np.float32(CONTRAST) + np.float32(0.5))
    return alpha


def _radius(long_px: int) -> int:
    """Return the radius of the filter's windows, in cells, in an image of that longer side."""
    return max(1, round(RADIUS * -(-long_px // cell_px(long_px))))


def _feather(mask: np.ndarray, sigma: float) -> np.ndarray:
    """Return the mask softened by a Gaussian."""
    alpha = mask * np.uint8(255)
    # The Gaussian ends at four standard deviations.
    for tile in tiles(mask.shape, tile_px=TILE_PX, reach_px=int(4 * sigma + 0.5)):
        near = mask[tile.padded]
        if not is_uniform(near):
            blurred = ndi.gaussian_filter(near.astype(np.float32), sigma, mode="nearest")
            alpha[tile.box] = _to_bytes(blurred[tile.inner])
    return alpha


def _solve_fuzzy(image: np.ndarray, alpha: np.ndarray, unknown: np.ndarray) -> None:
    """Solve alpha at its unknown pixels, in place, at the size at which hair is solved."""
    small_unknown = at_hair_size(unknown * np.uint8(255)) > 127
    count = np.count_nonzero(small_unknown)
    if count == 0:
        return
    factor = ceil((count / FUZZY_PIXELS) ** 0.5)
    small = shrink(at_hair_size(image), factor)
    solved = solve(
        small,
        shrink(at_hair_size(alpha), factor) / 255.0,
        shrink(small_unknown * np.uint8(255), factor) > 0,
        hold=FUZZY_HOLD,
    )
    coefficients = fit_exactly(small, solved)
    scale = tuple(factor * n / m for n, m in zip(alpha.shape, small_unknown.shape, strict=True))
    for _ in range(ROUNDS):
        _draw(image, alpha, unknown, coefficients, scale)
        coefficients[3] += solved - shrink(at_hair_size(alpha), factor) / 255.0


def _draw(
    image: np.ndarray,
    alpha: np.ndarray,
    unknown: np.ndarray,
    coefficients: np.ndarray,
    scale: tuple[float, float],
) -> None:
    """Write what linear functions of color give for the unknown pixels of alpha."""
    for tile in tiles(alpha.shape, tile_px=TILE_PX):
        inside = unknown[tile.box]
        if inside.any():
            values = evaluate(coefficients, image, tile.box, factor=scale)
            alpha[tile.box][inside] = _to_bytes(values[inside])


def _to_bytes(alpha: np.ndarray) -> np.ndarray:
    return np.rint(alpha.clip(0, 1) * 255).astype(np.uint8)


def _check(
    image: np.ndarray,
    mask: np.ndarray,
    softness: str,
    feather_px: float,
    fuzzy: np.ndarray | None,
    markers: np.ndarray | None,
) -> None:
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or not image.size:
        raise ValueError(
            "image must be an (M, N, 3) array of uint8 with at least one pixel, "
            f"got shape {image.shape} and dtype {image.dtype}"
        )
    for name, array in (("mask", mask), ("fuzzy", fuzzy), ("markers", markers)):
        if array is not None and array.shape != image.shape[:2]:
            raise ValueError(f"{name} must have the shape {image.shape[:2]}, got {array.shape}")
    for name, array in (("mask", mask), ("fuzzy", fuzzy)):
        if array is not None and array.dtype != bool:
            raise ValueError(f"{name} must be an array of bool, got dtype {array.dtype}")
    if softness not in SOFTNESS:
        raise ValueError(f"softness must be one of {', '.join(SOFTNESS)}, got {softness!r}")
    if not feather_px >= 0:
        raise ValueError(f"feather_px must be at least 0, got {feather_px}")
