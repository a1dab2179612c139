"""Cutout onto checkerboard or color, and the other ways to look at a mask."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage as ndi

BACKDROPS = ("checkerboard", "white", "black", "red", "mask")
SQUARE_PX = 12
SQUARE_GRAYS = (255, 214)
TINT_OPACITY = 0.6


def checkerboard(shape: tuple[int, int], *, square_px: int = SQUARE_PX) -> np.ndarray:
    """Return the checkerboard that stands for transparency.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    square_px : int
        Side of a square in pixels.

    Returns
    -------
    board : (M, N, 3) ndarray of uint8
        White and light gray squares, white in the upper left corner.
    """
    rows, cols = ((np.arange(size) // square_px % 2).astype(np.uint8) for size in shape)
    odd = rows[:, None] ^ cols
    return np.array(SQUARE_GRAYS, np.uint8)[odd][..., None].repeat(3, axis=-1)


def composite(image: np.ndarray, alpha: np.ndarray, backdrop: np.ndarray) -> np.ndarray:
    """Return the image laid over a backdrop.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    alpha : (M, N) ndarray of uint8
        Opacity of the image, 255 being opaque.
    backdrop : (M, N, 3) or (3,) ndarray of uint8
        Image or single color behind it.

    Returns
    -------
    composite : (M, N, 3) ndarray of uint8
        ``(alpha * image + (255 - alpha) * backdrop) / 255``, rounded.
    """
    behind = np.ascontiguousarray(np.broadcast_to(backdrop, image.shape))
    blend = Image.composite(*map(Image.fromarray, (image, behind, alpha)))
    return np.array(blend)


def show(image: np.ndarray, alpha: np.ndarray, *, backdrop: str = "checkerboard") -> np.ndarray:
    """Return a picture by which a person can judge a cutout.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    alpha : (M, N) ndarray of uint8
        Opacity of the cutout, 255 being opaque.
    backdrop : {'checkerboard', 'white', 'black', 'red', 'mask'}
        What the background becomes: a checkerboard, a color, itself tinted red; or the
        opacity alone, white on black.

    Returns
    -------
    picture : (M, N, 3) ndarray of uint8
        The picture.

    Raises
    ------
    ValueError
        If the backdrop is not known.
    """
    if backdrop not in BACKDROPS:
        raise ValueError(f"backdrop must be one of {', '.join(BACKDROPS)}, got {backdrop!r}")
    if backdrop == "mask":
        return alpha[..., None].repeat(3, axis=-1)
    if backdrop == "red":
        return tint(image, 255 - alpha)
    behind = {
        "checkerboard": lambda: checkerboard(alpha.shape),
        "white": lambda: np.array([255] * 3, np.uint8),
        "black": lambda: np.array([0] * 3, np.uint8),
    }
    return composite(image, alpha, behind[backdrop]())


def tint(
    image: np.ndarray, strength: np.ndarray, *, color: tuple[int, int, int] = (230, 0, 0)
) -> np.ndarray:
    """Return the image with a part of it tinted.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    strength : (M, N) ndarray of uint8
        255 where the tint goes, 0 elsewhere.
    color : (int, int, int)
        sRGB color of the tint.

    Returns
    -------
    tinted : (M, N, 3) ndarray of uint8
        The image, 60 % covered by the color where the strength is 255.
    """
    opacity = np.rint(strength * np.float32(TINT_OPACITY)).astype(np.uint8)
    return composite(image, 255 - opacity, np.array(color, np.uint8))


def outline(
    image: np.ndarray, region: np.ndarray, *, color: tuple[int, int, int] = (213, 0, 249)
) -> np.ndarray:
    """Return the image with a line around a region.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    region : (M, N) ndarray of bool
        True where the line goes around.
    color : (int, int, int)
        sRGB color of the line.

    Returns
    -------
    outlined : (M, N, 3) ndarray of uint8
        The image with a line of two pixels just inside the region and a white one of one pixel
        just outside, so that it shows on every ground.
    """
    outlined = image.copy()
    for rows, cols in ndi.find_objects(region.view(np.uint8)):
        # The line lies within two pixels of the region.
        box = (
            slice(max(rows.start - 2, 0), rows.stop + 2),
            slice(max(cols.start - 2, 0), cols.stop + 2),
        )
        inside = region[box].view(np.uint8)
        outlined[box][ndi.maximum_filter(inside, 3) > inside] = 255
        outlined[box][ndi.minimum_filter(inside, 5) < inside] = color
    return outlined
