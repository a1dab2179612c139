"""Elevation, seeds and labels → how the flood rises."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi
from skimage.morphology import reconstruction

from ..photo import fit_shape, resize_nearest
from .canvas import blend, view_gray
from .heights import relative
from .labels import neighbor_colors
from .seeds import enlarged

FRAME_PX = 480
FRAMES = 24
# The land shines through the water.
SHADE = 0.25
# Gray levels of the land: few, so that the picture needs few colors.
LAND_STEP = 8
SEED_PX = 5


def flood_levels(elevation: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """Return the level at which a flood that rises from the seeds reaches each pixel.

    Parameters
    ----------
    elevation : (M, N) ndarray of float
        Height map.
    seeds : (M, N) ndarray of int
        Not 0 where a seed is.

    Returns
    -------
    levels : (M, N) ndarray of float
        Of all paths from a seed to the pixel, by edges of pixels, the lowest highest point. That
        is when the watershed gives the pixel its label.

    Raises
    ------
    ValueError
        If there is no seed.

    Notes
    -----
    A reconstruction by erosion [1]_, in about a second for a megapixel.

    References
    ----------
    .. [1] Vincent, L. (1993). Morphological grayscale reconstruction in image analysis:
       applications and efficient algorithms. IEEE Transactions on Image Processing, 2(2),
       176-201. :DOI:`10.1109/83.217222`
    """
    if not seeds.any():
        raise ValueError("seeds must hold a seed, got zeros only")
    start = np.where(seeds > 0, elevation, elevation.max())
    by_edges = ndi.generate_binary_structure(2, 1)
    return reconstruction(start, elevation, method="erosion", footprint=by_edges)


def flood_frames(
    elevation: np.ndarray,
    seeds: np.ndarray,
    labels: np.ndarray,
    *,
    count: int = FRAMES,
    size_px: int = FRAME_PX,
) -> list[np.ndarray]:
    """Return pictures of the flood that rises from the seeds until it covers everything.

    Parameters
    ----------
    elevation : (M, N) ndarray of float
        Height map; high land is light, low land is dark.
    seeds : (M, N) ndarray of int
        0, or the number of a seed.
    labels : (M, N) ndarray of int
        The watershed of both.
    count : int
        Number of pictures. From one to the next, the same area is flooded, as far as it does not
        all happen at once.
    size_px : int
        Longest side of the pictures at the most.

    Returns
    -------
    frames : list of (h, w, 3) ndarray of uint8
        From the seeds alone, drawn a bit larger than they are, to the whole image under water.

    Raises
    ------
    ValueError
        If there is no seed.
    """
    shape = fit_shape(elevation.shape, size_px)
    levels = resize_nearest(flood_levels(elevation, seeds), shape)
    heights = view_gray(255 * relative(elevation), size_px)
    land = (heights // LAND_STEP * LAND_STEP)[..., None].repeat(3, axis=-1)
    colors = neighbor_colors(labels)
    water = blend(colors[resize_nearest(labels, shape)], land, SHADE)
    sources = enlarged(seeds, shape, SEED_PX)
    at_source = sources > 0
    steps = np.quantile(levels, np.linspace(0, 1, count))
    frames = [np.where((levels <= step)[..., None], water, land) for step in steps]
    frames[0] = land.copy()
    for frame in frames[:-1]:
        frame[at_source] = colors[sources[at_source]]
    return frames
