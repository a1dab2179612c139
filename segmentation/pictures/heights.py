"""Gray values and heights → pictures, and the heights as a surface."""

from __future__ import annotations

import numpy as np

from ..photo import fit_shape, resize
from .canvas import VIEW_PX, view_gray

# Cividis, from low to high.
HEIGHT_COLORS = (
    (0, 34, 78),
    (18, 53, 112),
    (59, 73, 108),
    (87, 93, 109),
    (112, 113, 115),
    (138, 134, 120),
    (165, 156, 116),
    (195, 179, 105),
    (225, 204, 85),
    (254, 232, 56),
)
# A few pixels at the sharpest edges are so high that all else would look flat beside them.
HIGHEST_SHARE = 0.995
SURFACE_PX = 200


def gray_picture(gray: np.ndarray, *, size_px: int = VIEW_PX) -> np.ndarray:
    """Return a gray image as a picture.

    Parameters
    ----------
    gray : (M, N) ndarray
        Gray values from 0 to 255.
    size_px : int
        Longest side of the picture at the most.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        The three channels are the same.
    """
    return view_gray(gray, size_px)[..., None].repeat(3, axis=-1)


def height_picture(heights: np.ndarray, *, size_px: int = VIEW_PX) -> np.ndarray:
    """Return a map of heights, such as edges: low is dark blue, high is yellow.

    Parameters
    ----------
    heights : (M, N) ndarray of float
        Height map, from 0 on.
    size_px : int
        Longest side of the picture at the most.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        Colors of the scale cividis, which looks alike to people who see all colors and to those
        who don't [1]_.

    Notes
    -----
    The highest half percent of the pixels all have the last color.

    References
    ----------
    .. [1] Nuñez, J. R., Anderton, C. R. & Renslow, R. S. (2018). Optimizing colormaps with
       consideration for color vision deficiency to enable accurate interpretation of scientific
       data. PLOS ONE, 13(7), e0199239. :DOI:`10.1371/journal.pone.0199239`
    """
    shares = view_gray(255 * relative(heights), size_px)
    places = np.linspace(0, 255, len(HEIGHT_COLORS))
    channels = [
        np.interp(np.arange(256), places, channel) for channel in np.transpose(HEIGHT_COLORS)
    ]
    return np.rint(np.stack(channels, axis=-1)).astype(np.uint8)[shares]


def surface(heights: np.ndarray, *, size_px: int = SURFACE_PX) -> np.ndarray:
    """Return heights on a coarse grid, for drawing them as a surface.

    Parameters
    ----------
    heights : (M, N) ndarray of float
        Height map, from 0 on.
    size_px : int
        Longest side of the grid at the most; more points take longer to turn.

    Returns
    -------
    grid : (h, w) ndarray of float32
        Heights relative to the highest of `height_picture`, from 0 to 1.
    """
    return resize(relative(heights).astype(np.float32), fit_shape(heights.shape, size_px))


def relative(heights: np.ndarray) -> np.ndarray:
    """Return heights as shares of the highest, from 0 to 1; zeros stay zeros."""
    highest = np.quantile(heights, HIGHEST_SHARE) or heights.max()
    return np.clip(heights / (highest or 1), 0, 1)
