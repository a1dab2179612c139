"""Photo → elevation: the height map that a watershed floods."""

from __future__ import annotations

import numpy as np
from skimage.color import rgb2gray
from skimage.filters import gaussian, sobel
from skimage.util import img_as_float


def gray_values(image: np.ndarray) -> np.ndarray:
    """Return the gray values of an image on the scale from 0 to 255.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.

    Returns
    -------
    gray : (M, N) ndarray of float64
        Luma in [0, 255]. An image whose three channels are the same keeps its values exactly.
    """
    if _is_gray(image):
        return image[..., 0].astype(float)
    return rgb2gray(image) * 255


def gray_elevation(image: np.ndarray, *, sigma: float = 2.0) -> np.ndarray:
    """Return the blurred edges of the gray image.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    sigma : float
        Standard deviation of the Gaussian blur in pixels.

    Returns
    -------
    elevation : (M, N) ndarray of float64
        ``gaussian(sobel(gray), sigma)`` with gray in [0, 1], as scikit-image gives it. Not
        rounded to float32, because ties that rounding makes would move the watershed.
    """
    # rgb2gray leaves rounding errors in an image that is gray already.
    gray = img_as_float(image[..., 0]) if _is_gray(image) else rgb2gray(image)
    return gaussian(sobel(gray), sigma=sigma)


def _is_gray(image: np.ndarray) -> bool:
    red, green, blue = np.moveaxis(image, -1, 0)
    return bool((red == green).all() and (green == blue).all())
