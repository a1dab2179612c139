"""Images at other sizes."""

from __future__ import annotations

import numpy as np
from PIL import Image

WORKING_PIXELS = 1_000_000


def working_shape(photo_shape: tuple[int, int], *, pixels: int = WORKING_PIXELS) -> tuple[int, int]:
    """Return rows and columns of the working image of a photo.

    Parameters
    ----------
    photo_shape : (int, int)
        Rows and columns of the photo.
    pixels : int
        About how many pixels the working image has at the most.

    Returns
    -------
    shape : (int, int)
        Those of the photo if it is small enough; else reduced in proportion, at least one pixel.
    """
    factor = min(1.0, (pixels / (photo_shape[0] * photo_shape[1])) ** 0.5)
    rows, cols = (max(1, round(size * factor)) for size in photo_shape)
    return rows, cols


def resize(
    image: np.ndarray,
    shape: tuple[int, int],
    *,
    resample: Image.Resampling = Image.Resampling.HAMMING,
    box: tuple[float, float, float, float] | None = None,
) -> np.ndarray:
    """Return an image at another size.

    Parameters
    ----------
    image : (M, N, 3) or (M, N) ndarray of uint8
        sRGB image or opacity.
    shape : (int, int)
        Rows and columns of the result.
    resample : Resampling
        Pillow's filter.
    box : (float, float, float, float), optional
        Left, top, right and bottom of what is resized; all by default.

    Returns
    -------
    resized : ndarray of uint8, of the given shape
        Smoothed as much as the reduction needs; a constant stays what it is. The image itself if
        all of it is wanted at its own size.
    """
    if image.shape[:2] == tuple(shape) and box is None:
        return image
    if image.ndim == 2:
        return np.array(Image.fromarray(image).resize(shape[::-1], resample, box))
    # By channels, for Pillow works on a copy of four.
    resized = np.empty((*shape, image.shape[2]), np.uint8)
    for channel in range(image.shape[2]):
        plane = Image.fromarray(np.ascontiguousarray(image[..., channel]))
        resized[..., channel] = np.asarray(plane.resize(shape[::-1], resample, box))
    return resized


def resize_nearest(array: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return an array at another size, without mixing values.

    Parameters
    ----------
    array : (M, N) ndarray
        Labels, a mask, or anything else.
    shape : (int, int)
        Rows and columns of the result.

    Returns
    -------
    picked : ndarray of the given shape and the array's dtype
        Each pixel has the value of the pixel that its center lies in.
    """
    rows, cols = (
        (2 * np.arange(size) + 1) * whole // (2 * size)
        for size, whole in zip(shape, array.shape, strict=True)
    )
    return array[rows[:, None], cols]


def fit_shape(shape: tuple[int, int], size_px: int) -> tuple[int, int]:
    """Return rows and columns of a shape reduced until its longer side fits.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    size_px : int
        Longest side allowed.

    Returns
    -------
    fitted : (int, int)
        At least one pixel each way.
    """
    factor = min(1.0, size_px / max(shape))
    rows, cols = (max(1, round(size * factor)) for size in shape)
    return rows, cols
