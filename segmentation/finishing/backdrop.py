"""What lies behind a cutout: gradient, another photo, the photo itself blurred or gray; shadow."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage as ndi

from ..photo import resize
from ..photo.tiling import strips

BLUR_PIXELS = 500_000
# Below this share of background, a blurred color would be noise.
LEAST_WEIGHT = 1e-3
# Behind the subject, colors come from as far as they have to. At this size even wide blurs are
# fast; each counts so much less than the next narrower one.
FAR_PX, FAR_WEIGHT = 128, 1e-2
FAR_SIGMAS = (64, 32, 16, 8, 4, 2, 1)


def gradient(
    shape: tuple[int, int], start: tuple[int, int, int], end: tuple[int, int, int]
) -> np.ndarray:
    """Return a picture that goes from one color to another, from top to bottom.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    start, end : (int, int, int)
        sRGB colors of the first and of the last row.

    Returns
    -------
    picture : (M, N, 3) ndarray of uint8
        Read-only; all columns share their memory.
    """
    steps = np.linspace(0, 1, shape[0])[:, None]
    rows = np.rint(np.array(start) * (1 - steps) + np.array(end) * steps).astype(np.uint8)
    return np.broadcast_to(rows[:, None], (*shape, 3))


def fit_photo(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return a photo that fills another frame without being stretched.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    shape : (int, int)
        Rows and columns of the frame.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        The middle of the photo, as much of it as has the frame's proportions, resized.
    """
    scale = min(size / wanted for size, wanted in zip(image.shape, shape, strict=False))
    rows, cols = (wanted * scale for wanted in shape)
    top, left = (image.shape[0] - rows) / 2, (image.shape[1] - cols) / 2
    box = left, top, left + cols, top + rows
    return resize(image, shape, resample=Image.Resampling.BICUBIC, box=box)


def blur_background(
    image: np.ndarray, alpha: np.ndarray, *, blur_px: float, is_uncovered: bool = False
) -> np.ndarray:
    """Return the background of a photo blurred, without the colors of the subject.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    alpha : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque.
    blur_px : float
        Standard deviation of the Gaussian in pixels.
    is_uncovered : bool
        Whether it is seen what lies behind the subject, as where that is moved.

    Returns
    -------
    picture : (M, N, 3) ndarray of uint8
        Means of the background's colors, weighted by a Gaussian and by how much a pixel belongs
        to the background; so no halo of the subject shows around it. Where it is uncovered,
        the colors around the subject go on behind it.

    Notes
    -----
    The blur is worked out at half a megapixel at the most; of larger photos, the least blur is
    that of the reduction.
    """
    shape = image.shape[:2]
    factor = min(1.0, (BLUR_PIXELS / (shape[0] * shape[1])) ** 0.5)
    rows, cols = (max(1, round(side * factor)) for side in shape)
    small, weight = (resize(array, (rows, cols)).astype(np.float32) for array in (image, alpha))
    outside = 1 - weight[..., None] / 255
    sigmas = (blur_px * factor, blur_px * factor, 0)
    total = ndi.gaussian_filter(outside, sigmas, mode="nearest")
    colors = ndi.gaussian_filter(small * outside, sigmas, mode="nearest")
    if is_uncovered:
        colors += FAR_WEIGHT * _far_colors(image, alpha, small.shape[:2])
        total += FAR_WEIGHT
    # Deep inside the subject nothing is seen of it.
    blurred = np.where(total > LEAST_WEIGHT, colors / np.maximum(total, LEAST_WEIGHT), small)
    picture = np.rint(blurred).clip(0, 255).astype(np.uint8)
    return resize(picture, shape, resample=Image.Resampling.BILINEAR)


def _far_colors(image: np.ndarray, alpha: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return, in a shape, mean colors of the background, those from near by counting most."""
    size = min(shape[1], FAR_PX), min(shape[0], FAR_PX)
    # Pillow weights colors by opacity.
    seen = Image.fromarray(np.dstack((image, 255 - alpha))).resize(size, Image.Resampling.HAMMING)
    colors, weight = np.split(np.array(seen, np.float32), [3], axis=-1)
    layers = np.concatenate((colors * weight, weight), axis=-1)
    far = np.zeros_like(layers)
    for sigma in FAR_SIGMAS:
        far = FAR_WEIGHT * far + ndi.gaussian_filter(layers, (sigma, sigma, 0), mode="nearest")
    means = far[..., :3] / np.maximum(far[..., 3:], np.finfo(np.float32).tiny)
    picture = np.rint(means).clip(0, 255).astype(np.uint8)
    return resize(picture, shape, resample=Image.Resampling.BICUBIC).astype(np.float32)


def gray_photo(image: np.ndarray) -> np.ndarray:
    """Return a photo in gray.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.

    Returns
    -------
    picture : (M, N, 3) ndarray of uint8
        Read-only; its channels share their memory.
    """
    gray = np.empty(image.shape[:2], np.uint8)
    for rows in strips(len(image)):
        gray[rows] = np.asarray(Image.fromarray(image[rows]).convert("L"))
    return np.broadcast_to(gray[..., None], image.shape)


def drop_shadow(
    alpha: np.ndarray, *, down_px: float, right_px: float, blur_px: float, opacity: float
) -> np.ndarray:
    """Return how dark the shadow of a cutout is.

    Parameters
    ----------
    alpha : (M, N) ndarray of uint8
        Opacity of the cutout, 255 being opaque.
    down_px, right_px : float
        How far the shadow is moved, in pixels; rounded to whole ones.
    blur_px : float
        Standard deviation of its blur in pixels.
    opacity : float
        That of the shadow of what is opaque, from 0 to 1.

    Returns
    -------
    shadow : (M, N) ndarray of uint8
        Opacity of the shadow, 255 being opaque.

    Notes
    -----
    What lies outside the image drops no shadow, and no shadow is seen there. The blur is
    Pillow's, three box blurs in place of a Gaussian.
    """
    down, right = round(down_px), round(right_px)
    moved = np.zeros_like(alpha)
    rows, cols = alpha.shape
    if abs(down) < rows and abs(right) < cols:
        target = moved[max(down, 0) : rows + min(down, 0), max(right, 0) : cols + min(right, 0)]
        target[...] = alpha[
            max(-down, 0) : rows + min(-down, 0), max(-right, 0) : cols + min(-right, 0)
        ]
    blurred = Image.fromarray(moved).filter(ImageFilter.GaussianBlur(blur_px))
    # A table of the 256 levels needs no array of fractions.
    return np.array(blurred.point(np.rint(np.arange(256) * opacity).astype(np.uint8).tolist()))
