"""Picture and ground → the soft shadow that lies on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage as ndi

from .ground import Box, Ground, at_places, pick_evenly, spread
from .mixtures import distance

DARKEST = 0.9
# How far the color of a shadow may be from that of the ground, in levels.
GRAY = 5.0
# Steps from pixel to pixel, in parts of the depth and of the light, that are no edge.
SOFT_STEP, MOST_STEP = 0.8, 0.1
LEAST_SHARE, LEAST_GROUND = 0.003, 0.002
FLAT_STEPS, FLAT_SHARE = 100, 0.5
# Of the pixels around shadows, half are ground; around white things in a picture, one in ten.
LEAST_FADING = 0.25
ROUNDS, GROWTH_PX, BEYOND_PX = 4, 2, 4
# Windows of the planes that go on where nothing is known; sigma in pixels, weight.
WINDOWS = ((1.2, 1.0), (3, 1e-3), (9, 1e-6))
EIGHT = np.ones((3, 3), bool)


@dataclass(frozen=True, eq=False)
class SoftShadow:
    """A soft shadow on a ground.

    Attributes
    ----------
    depths : (m, n, 1) ndarray of float32
        How much of the light it takes, from 0 to 1, at nodes of a grid from corner to corner. It
        goes on a little below what drops it.
    """

    depths: np.ndarray

    def depth(self, shape: tuple[int, int], box: Box) -> np.ndarray:
        """Return the depth in a piece of a picture, (h, w, 1) float32."""
        return spread(self.depths, shape, box)


def find_shadow(image: np.ndarray, ground: Ground, *, tolerance: float) -> SoftShadow | None:
    """Return the soft shadow on a ground.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    ground : Ground
        What it falls on.
    tolerance : float
        Levels, beyond the noise, that still are ground.

    Returns
    -------
    shadow : SoftShadow, or None
        None where hardly a pixel is darker in the way that shadows are: by the same part in all
        colors, and without a sharp edge on the way from the ground.
    """
    sample, places = pick_evenly(image)
    behind = np.broadcast_to(at_places(ground.nodes, places), sample.shape)
    reach = ground.reach(tolerance)
    light = (sample * behind).sum(axis=-1) / np.maximum((behind**2).sum(axis=-1), 1)
    depth, floor = 1 - light, reach / np.maximum(behind.mean(axis=-1), 1)
    is_gray = distance(sample - light[..., None] * behind) < GRAY + 3 * ground.noise
    is_ground = distance(sample - behind) <= reach
    steps = ndi.maximum_filter(depth, 3) - ndi.minimum_filter(depth, 3)
    rough = (1.5 + 2 * ground.noise) / np.maximum(behind.mean(axis=-1), 1)
    is_soft = steps < np.minimum(SOFT_STEP * depth, MOST_STEP) + rough
    known = _reached(is_ground, is_gray & is_soft & (depth > -floor) & (depth < DARKEST))
    shaded = known & ~is_ground
    known = is_ground | (shaded & ~_flat_parts(shaded, depth) & ~_inner_parts(shaded, is_ground))
    if (known & ~is_ground).mean() < LEAST_SHARE:
        return None
    for _ in range(ROUNDS):
        near = ndi.binary_dilation(known, EIGHT, iterations=GROWTH_PX)
        known = known | (near & is_gray & (abs(depth - _go_on(depth, known)) < floor))
    near = ndi.binary_dilation(known, EIGHT, iterations=BEYOND_PX)
    depths = near * _go_on(depth, known).clip(0, 1)
    return SoftShadow(depths.astype(np.float32)[..., None])


def shaded_ground(
    ground: Ground, shadow: SoftShadow | None, shape: tuple[int, int], box: Box
) -> np.ndarray:
    """Return the colors (h, w, 3) of a ground with its shadow in a piece of a picture."""
    colors = ground.colors(shape, box)
    return colors if shadow is None else (1 - shadow.depth(shape, box)) * colors


def _reached(is_ground: np.ndarray, is_soft: np.ndarray) -> np.ndarray:
    """Return ground and what hangs together with it softly."""
    labels, count = ndi.label(is_soft | is_ground, EIGHT)
    grounds = np.bincount(labels[is_ground], minlength=count + 1)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    reached = (grounds > LEAST_GROUND * labels.size) | (grounds > 0.5 * sizes)
    reached[0] = False
    return reached[labels]


def _flat_parts(shaded: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Return parts of which most is equally dark, as of pale paper: shadows fade."""
    parts, count = ndi.label(shaded, EIGHT)
    levels = np.rint(depth[shaded].clip(0, 1) * FLAT_STEPS).astype(np.intp)
    counts = np.bincount(
        parts[shaded] * (FLAT_STEPS + 1) + levels, minlength=(count + 1) * (FLAT_STEPS + 1)
    ).reshape(count + 1, -1)
    is_flat = counts.max(axis=1) > FLAT_SHARE * counts.sum(axis=1)
    is_flat[0] = False
    return is_flat[parts]


def _inner_parts(shaded: np.ndarray, is_ground: np.ndarray) -> np.ndarray:
    """Return parts that hardly touch the ground around everything: shadows fade into it."""
    grounds, _ = ndi.label(is_ground, EIGHT)
    border = np.concatenate([grounds[0], grounds[-1], grounds[:, 0], grounds[:, -1]])
    is_outer = is_ground & np.isin(grounds, border)
    parts, count = ndi.label(shaded, EIGHT)
    around = np.where(shaded, 0, ndi.maximum_filter(parts, 3))
    touching = np.bincount(around[is_outer], minlength=count + 1)
    is_inner = touching < LEAST_FADING * np.bincount(around.ravel(), minlength=count + 1)
    is_inner[0] = False
    return is_inner[parts]


def _go_on(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return values that go on as planes where they are not known.

    Planes by weighted least squares around each pixel: with means over the known neighbors
    ``slopes = inverse(cov(place)) @ cov(place, value)``.
    """
    rows, cols = np.indices(values.shape) - np.array(values.shape).reshape(2, 1, 1) / 2
    weights = known.astype(float)
    values = np.where(known, values, 0)

    def mean(layer: np.ndarray) -> np.ndarray:
        return sum(weight * ndi.gaussian_filter(layer, sigma) for sigma, weight in WINDOWS)

    total = np.maximum(mean(weights), 1e-9)
    row, col, value = (mean(weights * layer) / total for layer in (rows, cols, values))
    # A little more variance keeps planes of few pixels flat.
    down = mean(weights * rows**2) / total - row**2 + 0.05
    along = mean(weights * cols**2) / total - col**2 + 0.05
    both = mean(weights * rows * cols) / total - row * col
    rise = mean(rows * values) / total - row * value
    run = mean(cols * values) / total - col * value
    scale = down * along - both**2
    slopes = (along * rise - both * run) / scale, (down * run - both * rise) / scale
    return value + slopes[0] * (rows - row) + slopes[1] * (cols - col)
