"""A picture as it is stored → colors in sRGB, and opacity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import numpy as np
from PIL import Image

from .colors import converter
from .decode import Decoded
from .hidden import hide_colors
from .reducing import reduce_strips
from .samples import Samples, find_white, to_eight_bits
from .sizes import working_shape

# Colors of 8 bits per channel, and opacity.
Parts = tuple[Image.Image, np.ndarray | None]
# Pixels that are converted at once.
STRIP_PIXELS = 1_000_000
# Modes with other channels than colors, and those that colors and opacity are taken from.
UNMIXED = {
    "1": "L",
    "P": "RGBA",
    "PA": "RGBA",
    "La": "LA",
    "RGBa": "RGBA",
    "RGBX": "RGB",
    "YCbCr": "RGB",
}
TRANSPARENT = {"L": "LA", "RGB": "RGBA"}
OPAQUE = {"LA": "L", "RGBA": "RGB"}


def to_srgb(
    decoded: Decoded, fit_pixels: int | None = None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return colors and opacity of a picture.

    Parameters
    ----------
    decoded : Decoded
        The picture as its file stores it.
    fit_pixels : int, optional
        A picture with more pixels is reduced to about so many.

    Returns
    -------
    rgb : (M, N, 3) ndarray of uint8
        sRGB image, turned as it is stored; what is transparent has the color of `hide_colors`.
    alpha : (M, N) ndarray of uint8, or None
        Opacity; None if all is opaque.

    Notes
    -----
    Works on strips, so that nothing but the picture and its colors is in memory as a whole.
    """
    whole = decoded.image.size[::-1]
    shape = working_shape(whole, pixels=fit_pixels) if fit_pixels else whole
    strips = _strips(decoded)
    if shape != whole:
        strips = reduce_strips(strips, whole, shape)
    rgb, alpha, top = np.empty((*shape, 3), np.uint8), None, 0
    for strip in strips:
        rows = slice(top, top + len(strip))
        rgb[rows], top = strip[..., :3], rows.stop
        if strip.shape[2] == 4:
            alpha = np.empty(shape, np.uint8) if alpha is None else alpha
            alpha[rows] = strip[..., 3]
    if alpha is None or alpha.min() == 255:
        return rgb, None
    hide_colors(rgb, alpha)
    return rgb, alpha


def _strips(decoded: Decoded) -> Iterator[np.ndarray]:
    """Yield the rows of a picture from top to bottom: sRGB, and opacity if it has any."""
    image, convert = decoded.image, None
    strips = image.strips() if isinstance(image, Samples) else _split_strips(image)
    for colors, opacity in strips:
        if convert is None:
            convert = converter(colors.mode, decoded.said.profile, decoded.said.encoding)
        rgb = np.asarray(convert(colors))
        yield rgb if opacity is None else np.dstack([rgb, opacity])


def _split_strips(image: Image.Image) -> Iterator[Parts]:
    """Yield rows of an image from top to bottom, colors of 8 bits per channel and opacity."""
    split = _splitter(image)
    width, height = image.size
    step = max(1, STRIP_PIXELS // width)
    for top in range(0, height, step):
        yield split(image.crop((0, top, width, min(top + step, height))))


def _splitter(image: Image.Image) -> Callable[[Image.Image], Parts]:
    """Return the function that parts colors of 8 bits per channel and opacity."""
    if not image.mode.startswith(("I", "F")):
        return _split
    number = "u2" if image.mode.startswith("I;16") else ""
    white = find_white(_largest(image), number)
    return lambda strip: _split_numbers(strip, white)


def _largest(image: Image.Image) -> float:
    if image.mode == "I":
        # One channel has one pair of extremes.
        return float(cast(int, image.getextrema()[1]))
    return float(np.nan_to_num(np.asarray(image), posinf=0, neginf=0).max())


def _split_numbers(strip: Image.Image, white: float) -> Parts:
    values = np.asarray(strip)
    transparent = strip.info.get("transparency")
    alpha = None if transparent is None else np.where(values == transparent, 0, 255)
    return Image.fromarray(to_eight_bits(values, white)), alpha


def _split(strip: Image.Image) -> Parts:
    if "transparency" in strip.info and strip.mode in TRANSPARENT:
        strip = strip.convert(TRANSPARENT[strip.mode])
    if strip.mode in UNMIXED:
        strip = strip.convert(UNMIXED[strip.mode])
    if strip.mode not in OPAQUE:
        return strip, None
    return strip.convert(OPAQUE[strip.mode]), np.asarray(strip.getchannel("A"))
