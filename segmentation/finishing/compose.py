"""Cutout onto what lies behind it, crop, and the other ways to look at a mask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from ..photo.tiling import strips

GROUNDS = ("checkerboard", "white", "black", "red", "mask")
SQUARE_PX = 12
SQUARE_GRAYS = (255, 214)
TINT_OPACITY = 0.6
# Fainter pixels don't count as part of what a picture is cropped to.
LEAST_OPACITY = 8


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
    behind = np.broadcast_to(backdrop, image.shape)
    pieces = map(np.ascontiguousarray, (image, behind, alpha))
    blend = Image.composite(*map(Image.fromarray, pieces))
    return np.array(blend)


def put_behind(
    rgba: np.ndarray, *, backdrop: np.ndarray | None = None, shadow: np.ndarray | None = None
) -> None:
    """Put a shadow, and a backdrop behind that, behind a cutout, in place.

    Parameters
    ----------
    rgba : (M, N, 4) ndarray of uint8
        Straight colors and opacity; is overwritten.
    backdrop : (M, N, 3) or (3,) ndarray of uint8, optional
        Image or single color; makes everything opaque.
    shadow : (M, N) ndarray of uint8, optional
        Opacity of a black shadow, 255 being opaque.
    """
    if backdrop is not None:
        backdrop = np.broadcast_to(backdrop, (*rgba.shape[:2], 3))
    for rows in strips(len(rgba)):
        strip = rgba[rows]
        if backdrop is None:
            if shadow is not None:
                _darken(strip, shadow[rows])
            continue
        behind = backdrop[rows]
        if shadow is not None:
            behind = composite(behind, 255 - shadow[rows], np.zeros(3, np.uint8))
        strip[..., :3] = composite(strip[..., :3], strip[..., 3], behind)
        strip[..., 3] = 255


def crop_box(alpha: np.ndarray, *, margin_px: int) -> tuple[slice, slice]:
    """Return the rows and columns of what is seen of a cutout.

    Parameters
    ----------
    alpha : (M, N) ndarray of uint8
        Opacity, 255 being opaque.
    margin_px : int
        Room around it in pixels, as far as the image has it.

    Returns
    -------
    box : (slice, slice)
        The smallest box around all pixels of at least 3 % opacity, and the margin; everything if
        there are none.
    """
    seen = alpha >= LEAST_OPACITY
    if not seen.any():
        return slice(0, alpha.shape[0]), slice(0, alpha.shape[1])
    rows, cols = (
        slice(max(int(hit[0]) - margin_px, 0), min(int(hit[-1]) + 1 + margin_px, size))
        for hit, size in zip(
            (np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))),
            alpha.shape,
            strict=True,
        )
    )
    return rows, cols


def _darken(rgba: np.ndarray, shadow: np.ndarray) -> None:
    """Put a black shadow behind straight colors, in place."""
    front = rgba[..., 3].astype(np.float32)
    opacity = front + shadow * (255 - front) / 255
    share = np.divide(front, opacity, out=np.zeros_like(front), where=opacity > 0)
    rgba[..., :3] = np.rint(rgba[..., :3] * share[..., None])
    rgba[..., 3] = np.rint(opacity)


def show(image: np.ndarray, alpha: np.ndarray, *, ground: str = "checkerboard") -> np.ndarray:
    """Return a picture by which a person can judge a cutout.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    alpha : (M, N) ndarray of uint8
        Opacity of the cutout, 255 being opaque.
    ground : {'checkerboard', 'white', 'black', 'red', 'mask'}
        What the background becomes: a checkerboard, a color, itself tinted red; or the
        opacity alone, white on black.

    Returns
    -------
    picture : (M, N, 3) ndarray of uint8
        The picture.

    Raises
    ------
    ValueError
        If the ground is not known.
    """
    if ground not in GROUNDS:
        raise ValueError(f"ground must be one of {', '.join(GROUNDS)}, got {ground!r}")
    if ground == "mask":
        return alpha[..., None].repeat(3, axis=-1)
    if ground == "red":
        return tint(image, 255 - alpha)
    behind: dict[str, Callable[[], np.ndarray]] = {
        "checkerboard": lambda: checkerboard(alpha.shape),
        "white": lambda: np.array([255] * 3, np.uint8),
        "black": lambda: np.array([0] * 3, np.uint8),
    }
    return composite(image, alpha, behind[ground]())


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
