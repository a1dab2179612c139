"""Pictures → bytes."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from PIL import Image

from ..recipe import InputError

# Z_RLE: as small as the highest level on cutouts, at a fraction of the time.
PNG_OPTIONS = {"compress_type": 3}
# The fastest steps that are still clearly smaller than PNG, or than the next faster step.
WEBP_LOSSLESS = {"lossless": True, "method": 1, "quality": 20}
WEBP_LOSSY = {"method": 2}
TIFF_OPTIONS = {"compression": "tiff_adobe_deflate"}
# What Pillow raises on metadata that a format can't hold.
UNWRITABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
# For the screen, time counts more than size.
WEBP_SHOWN_LOSSLESS = {"lossless": True, "method": 0, "quality": 0}
WEBP_SHOWN = {"method": 0}
WEBP_MAX_SIDE = 16383
SUFFIXES = {
    "png": (".png",),
    "webp": (".webp",),
    "tiff": (".tif", ".tiff"),
    "jpeg": (".jpg", ".jpeg"),
}


def encode_rgba(
    rgba: np.ndarray,
    *,
    info: Mapping[str, Any] = MappingProxyType({}),
    format: str = "png",
    lossless: bool = True,
    quality: int = 90,
    keep_metadata: bool = False,
) -> bytes:
    """Return colors and opacity as the bytes of a picture file.

    Parameters
    ----------
    rgba : (M, N, 4) ndarray of uint8
        Straight sRGB colors and opacity.
    info : mapping
        What the photo's file said of itself, see `Photo`.
    format : {'png', 'webp', 'tiff', 'jpeg'}
        File format. JPEG knows no transparency; it gets white where there is nothing.
    lossless : bool
        Whether WebP keeps every pixel.
    quality : int
        Of JPEG and of WebP that is not lossless, from 1 to 100.
    keep_metadata : bool
        Whether the EXIF in `info` goes into the file.

    Returns
    -------
    data : bytes
        The file, with resolution and color profile as far as photo and format know them; without
        any if the format can't hold one of them.

    Raises
    ------
    ValueError
        If the format is not known, or WebP can't hold a picture of that size.
    """
    if format not in SUFFIXES:
        raise ValueError(f"format must be one of {', '.join(SUFFIXES)}, got {format!r}")
    rows, cols = rgba.shape[:2]
    if format == "webp" and max(rows, cols) > WEBP_MAX_SIDE:
        raise InputError(
            f"a WebP file holds at most {WEBP_MAX_SIDE} pixels each way, got {cols} × {rows}; "
            "please choose another format"
        )
    options: dict[str, dict[str, Any]] = {
        "png": PNG_OPTIONS,
        "webp": WEBP_LOSSLESS if lossless else {**WEBP_LOSSY, "quality": quality},
        # The compressing writer can't take the parts of an EXIF.
        "tiff": {} if keep_metadata and "exif" in info else TIFF_OPTIONS,
        "jpeg": {"quality": quality},
    }
    kept = ("dpi", "icc_profile", "exif") if keep_metadata else ("dpi", "icc_profile")
    said = {key: info[key] for key in kept if key in info}
    picture = Image.fromarray(rgba)
    if format == "jpeg":
        picture = _on_white(picture)
    try:
        return _write(picture, format, **options[format], **said)
    except UNWRITABLE:
        # What was said of the photo never costs the cutout.
        return _write(picture, format, **options[format])


def encode_gray(values: np.ndarray) -> bytes:
    """Return a mask, an opacity or a trimap as the bytes of a PNG file.

    Parameters
    ----------
    values : (M, N) ndarray of bool or uint8
        Gray values from 0 to 255; True stands for 255.

    Returns
    -------
    data : bytes
        Gray PNG.
    """
    gray = values * np.uint8(255) if values.dtype == bool else values
    return _write(Image.fromarray(gray), "png", **PNG_OPTIONS)


def encode_jpeg(image: np.ndarray, *, quality: int = 85) -> bytes:
    """Return an image as the bytes of a JPEG file, for showing it.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    quality : int
        JPEG quality from 1 to 95.

    Returns
    -------
    data : bytes
        The file.
    """
    return _write(Image.fromarray(image), "jpeg", quality=quality)


def encode_webp(rgba: np.ndarray, *, quality: int | None = None) -> bytes:
    """Return colors and opacity as the bytes of a WebP file, for showing them.

    Parameters
    ----------
    rgba : (M, N, 4) or (M, N, 3) ndarray of uint8
        Straight sRGB colors, and opacity.
    quality : int, optional
        That of the colors, from 1 to 100; without, they are kept as they are. Opacity always is.

    Returns
    -------
    data : bytes
        The file.
    """
    options = WEBP_SHOWN_LOSSLESS if quality is None else {**WEBP_SHOWN, "quality": quality}
    return _write(Image.fromarray(rgba), "webp", **options)


def encode_animation(
    frames: Sequence[np.ndarray], *, frame_ms: int = 120, last_ms: int = 2000
) -> bytes:
    """Return images as the bytes of an animated GIF that starts anew at its end.

    Parameters
    ----------
    frames : sequence of (M, N, 3) ndarray of uint8
        sRGB images of one size, at least one.
    frame_ms : int
        How long each is shown, in milliseconds; GIF counts hundredths of a second.
    last_ms : int
        How long the last is shown.

    Returns
    -------
    data : bytes
        The file. Images of more than 256 colors lose some.
    """
    first, *rest = map(Image.fromarray, frames)
    return _write(
        first,
        "gif",
        save_all=True,
        append_images=rest,
        duration=[*[frame_ms] * len(rest), last_ms],
        loop=0,
    )


def _on_white(picture: Image.Image) -> Image.Image:
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _write(picture: Image.Image, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()
