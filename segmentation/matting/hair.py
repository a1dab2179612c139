"""Hair along an outline: where no sharp edge parts the colors on both sides."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi

from ..photo import resize
from .linear import at_hair_size

# Lengths in parts of the long side.
BAND = 0.025
# The colors on both sides are those beyond this distance of the outline,
SIDE = 0.0075
# and within about this one; as far as that, an outline is judged as a whole.
NEIGHBORHOOD = 0.015
BLUR = 1 / 800
# An edge is sharp if within a pixel of the blur so much of the difference of both sides lies.
SHARP = 0.2
# Shorter stretches are chance.
STRETCH = 0.1
# Sides that are more alike than this don't tell.
CONTRAST = 0.1


def find_hair(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return where the outline of a mask runs through hair or fuzz.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    mask : (M, N) ndarray of bool
        True in the foreground.

    Returns
    -------
    hair : (M, N) ndarray of bool
        True in a band along those parts of the outline, 2.5 % of the long side to either side.

    Raises
    ------
    ValueError
        If the shapes don't fit or the types are others.

    Notes
    -----
    Where a solid thing ends, the color changes from that of one side to that of the other within
    two or three pixels of the screen; where hair ends, it takes many. So the gradient magnitude
    along the outline is compared with the difference of the mean colors on both sides, each
    averaged over a stretch of the outline. What is out of focus counts as hair. Where both sides
    have much the same color, nothing is found.

    The photo is looked at as the screen shows it, at 800 pixels: time and memory hardly depend on
    its size.
    """
    _check(image, mask)
    colors = at_hair_size(image) / np.float32(255)
    inside = at_hair_size(mask * np.uint8(255)) > 127
    outline = inside ^ ndi.binary_erosion(inside, border_value=1)
    if not outline.any():
        return np.zeros(mask.shape, bool)
    size_px = max(inside.shape)
    steepness = _along(outline, _steepness(colors, BLUR * size_px), size_px)
    contrast = _along(outline, _contrast(colors, inside, outline, size_px), size_px)
    band = ndi.distance_transform_edt(~outline) <= BAND * size_px
    hair = band & (contrast > CONTRAST) & (steepness < SHARP * contrast)
    hair = _long_stretches(hair, outline, STRETCH * size_px)
    return resize(hair * np.uint8(255), mask.shape) > 127


def _long_stretches(hair: np.ndarray, outline: np.ndarray, least_px: float) -> np.ndarray:
    """Return the connected parts of the hair that hold enough of the outline."""
    parts, count = ndi.label(hair)
    lengths = np.bincount(parts[outline], minlength=count + 1)
    lengths[0] = 0
    return (lengths >= max(least_px, 1))[parts]


def _steepness(colors: np.ndarray, blur_px: float) -> np.ndarray:
    """Return the greatest gradient magnitude among each pixel and its neighbors."""
    squares = (
        ndi.gaussian_gradient_magnitude(channel, blur_px) ** 2
        for channel in np.moveaxis(colors, -1, 0)
    )
    return ndi.maximum_filter(np.sqrt(sum(squares)), 3)


def _contrast(
    colors: np.ndarray, inside: np.ndarray, outline: np.ndarray, size_px: int
) -> np.ndarray:
    """Return the distance between the mean colors on both sides around each pixel."""
    near = ndi.distance_transform_edt(~outline) <= SIDE * size_px
    front, behind = (_mean_colors(colors, side & ~near, size_px) for side in (inside, ~inside))
    return np.linalg.norm(front - behind, axis=0)


def _mean_colors(colors: np.ndarray, where: np.ndarray, size_px: int) -> np.ndarray:
    return np.stack(
        [_mean_around(channel, where, size_px) for channel in np.moveaxis(colors, -1, 0)]
    )


def _along(outline: np.ndarray, values: np.ndarray, size_px: int) -> np.ndarray:
    """Return the means of the values at an outline."""
    return _mean_around(values, outline, size_px)


def _mean_around(values: np.ndarray, where: np.ndarray, size_px: int) -> np.ndarray:
    """Return the means of the values around each pixel, of those at some places only.

    Where there is none near, the value stays what it is.
    """
    weights = where.astype(np.float32)
    sums, counts = (
        ndi.gaussian_filter(layer, NEIGHBORHOOD * size_px, truncate=2.5, mode="constant")
        for layer in (values * weights, weights)
    )
    return np.divide(sums, counts, where=counts > 1e-6, out=values.astype(np.float32))


def _check(image: np.ndarray, mask: np.ndarray) -> None:
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(
            "image must be an (M, N, 3) array of uint8, "
            f"got shape {image.shape} and dtype {image.dtype}"
        )
    if mask.shape != image.shape[:2] or mask.dtype != bool:
        raise ValueError(
            f"mask must be an array of bool of shape {image.shape[:2]}, "
            f"got shape {mask.shape} and dtype {mask.dtype}"
        )
