"""Bytes → Photo, Cutout → bytes."""

from __future__ import annotations

import io
import os
import struct
import zlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from PIL import ExifTags, Image, ImageCms

MAX_PIXELS = 64_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF")
# Lossless ones that keep the values of a label image.
MARKS_FORMATS = ("PNG", "TIFF", "BMP")
AVIF_BRANDS = (b"avif", b"avis")
# Brands of ISO media files that hold HEVC pictures, as phones write them.
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
# What Pillow raises on damaged files.
DECODING_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
DAMAGED = (
    "This picture is damaged or incomplete, so it can't be read. "
    "Please download or export it again, or choose another one."
)
# What undoes each EXIF orientation.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Z_RLE: as small as the highest level on cutouts, at a fraction of the time.
PNG_COMPRESSION = {"compress_type": 3}


class ImageError(Exception):
    """A picture can't be read; the message tells the person who chose it what to do."""


@dataclass(frozen=True)
class Photo:
    """A picture as it is meant to be seen.

    Attributes
    ----------
    rgb : (M, N, 3) ndarray of uint8
        sRGB image, upright.
    alpha : (M, N) ndarray of uint8, or None
        The file's own opacity, 255 being opaque.
    info : mapping
        What the file said of itself: 'format', and 'dpi' where given.
    """

    rgb: np.ndarray
    alpha: np.ndarray | None = None
    info: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Cutout:
    """A photo with the background made transparent.

    Attributes
    ----------
    rgba : (M, N, 4) ndarray of uint8
        Straight (not premultiplied) sRGB colors and opacity; all zero where transparent.
    mask : (M, N) ndarray of bool
        True in the foreground.
    """

    rgba: np.ndarray
    mask: np.ndarray

    @property
    def alpha(self) -> np.ndarray:
        """Opacity in [0, 1]: (M, N) ndarray of float32."""
        return self.rgba[..., 3] / np.float32(255)


def read_image(
    source: bytes | str | os.PathLike[str] | BinaryIO, *, max_pixels: int = MAX_PIXELS
) -> Photo:
    """Return the photo that a picture file holds.

    Parameters
    ----------
    source : bytes, path or binary file object
        A JPEG, PNG, WebP, TIFF, BMP, GIF (first frame) or AVIF file.
    max_pixels : int
        Pictures with more pixels are refused before they are decoded.

    Returns
    -------
    photo : Photo
        Turned upright as the EXIF orientation tells, converted from an embedded ICC profile to
        sRGB. Gray, palette, CMYK and 1-bit pictures become sRGB; 16-bit values are rescaled to
        8 bits. 32-bit values are taken for 8 or 16 bits, or as fractions of 1, by their largest
        one; larger values are rescaled to it.

    Raises
    ------
    ImageError
        If the source can't be opened, is no picture of these formats, is damaged or too large.
    """
    image = _decode(_read_bytes(source), FORMATS, max_pixels)
    info = {"format": image.format}
    if dpi := _read_dpi(image):
        info["dpi"] = dpi
    rgb, alpha = _to_srgb(_turn_upright(image))
    return Photo(rgb=rgb, alpha=alpha, info=MappingProxyType(info))


def read_marks(source: bytes | str | os.PathLike[str] | BinaryIO) -> np.ndarray:
    """Return the markers that a label image holds.

    Parameters
    ----------
    source : bytes, path or binary file object
        A PNG, TIFF or BMP file with one channel of 8 bits or more. The indices of a palette are
        its labels.

    Returns
    -------
    markers : (M, N) ndarray of int32
        The values as they stand in the file.

    Raises
    ------
    ImageError
        If the source can't be opened, is no such picture, is damaged or too large.
    """
    image = _decode(_read_bytes(source), MARKS_FORMATS, MAX_PIXELS)
    if image.mode not in ("1", "L", "P", "I", "I;16"):
        raise ImageError("The marks must be a label image with a single channel.")
    return np.array(image).astype(np.int32)


def encode(cutout: Cutout, *, format: str = "png") -> bytes:
    """Return a cutout as the bytes of a picture file.

    Parameters
    ----------
    cutout : Cutout
        The cutout.
    format : {'png'}
        File format.

    Returns
    -------
    data : bytes
        The file, with transparency.

    Raises
    ------
    ValueError
        If the format is not known.
    """
    if format != "png":
        raise ValueError(f"format must be 'png', got {format!r}")
    return _encode_png(cutout.rgba)


def encode_mask(mask: np.ndarray) -> bytes:
    """Return a mask as the bytes of a PNG file.

    Parameters
    ----------
    mask : (M, N) ndarray of bool
        True in the foreground.

    Returns
    -------
    data : bytes
        Gray PNG, 255 in the foreground and 0 elsewhere.
    """
    return _encode_png(mask.astype(np.uint8) * 255)


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
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def resize(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return an image at another size.

    Parameters
    ----------
    image : (M, N, 3) or (M, N) ndarray of uint8
        sRGB image or opacity.
    shape : (int, int)
        Rows and columns of the result.

    Returns
    -------
    resized : ndarray of uint8, of the given shape
        Smoothed as much as the reduction needs; a constant stays what it is.
    """
    if image.shape[:2] == tuple(shape):
        return image
    return np.array(Image.fromarray(image).resize(shape[::-1], Image.Resampling.HAMMING))


def _read_bytes(source: bytes | str | os.PathLike[str] | BinaryIO) -> bytes:
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if isinstance(source, str | os.PathLike):
        try:
            with open(source, "rb") as file:
                return file.read()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ImageError(f"The file {os.fspath(source)!r} can't be opened: {reason}.") from None
    return source.read()


def _decode(data: bytes, formats: tuple[str, ...], max_pixels: int) -> Image.Image:
    """Return the first picture of a file; whatever is wrong becomes an ImageError."""
    try:
        image = Image.open(io.BytesIO(data), formats=formats)
        if image.width * image.height > max_pixels:
            raise ImageError(_too_large(max_pixels, image.size))
        image.load()
    except Image.UnidentifiedImageError:
        raise ImageError(_describe_unknown(data, formats)) from None
    except Image.DecompressionBombError:
        raise ImageError(_too_large(max_pixels)) from None
    except DECODING_ERRORS as error:
        raise ImageError(DAMAGED) from error
    return image


def _turn_upright(image: Image.Image) -> Image.Image:
    # ImageOps.exif_transpose writes all of the EXIF anew and stumbles over odd entries.
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    return image if turn is None else image.transpose(turn)


def _read_dpi(image: Image.Image) -> tuple[float, ...] | None:
    try:
        return tuple(float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError):
        return None


def _too_large(max_pixels: int, size: tuple[int, int] | None = None) -> str:
    this = f"This picture has {size[0]} × {size[1]} pixels" if size else "This picture is too large"
    return (
        f"{this}; at most {max_pixels / 1e6:g} megapixels can be worked on. "
        "Please make it smaller and try again."
    )


def _describe_unknown(data: bytes, formats: tuple[str, ...]) -> str:
    if not data:
        return "This file is empty. Please choose another one."
    brand = data[8:12] if data[4:8] == b"ftyp" else None
    if brand in HEIC_BRANDS:
        return (
            "This is an HEIC photo, as iPhones take them, which can't be read here. "
            "Please export it as JPEG and try again."
        )
    if brand in AVIF_BRANDS and "AVIF" in formats:
        return DAMAGED
    *others, last = (name.replace("WEBP", "WebP") for name in formats)
    return (
        "This file is not a picture that can be read. "
        f"Please choose a {', '.join(others)} or {last} file."
    )


def _to_srgb(image: Image.Image) -> tuple[np.ndarray, np.ndarray | None]:
    """Return colors and opacity of a Pillow image of any mode."""
    profile = image.info.get("icc_profile")
    alpha = None
    if image.mode.startswith(("I", "F")):
        if "transparency" in image.info:
            alpha = np.where(np.array(image) == image.info["transparency"], 0, 255).astype(np.uint8)
        image = _to_eight_bits(image)
    if image.mode in ("P", "PA", "La", "LA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        alpha = np.array(image.getchannel("A"))
        # Gray profiles fit only gray pixels, and only the file's own colors.
        image = image.convert("RGB")
    if image.mode == "1":
        image = image.convert("L")
    rgb = np.array(_convert_profile(image, profile))
    return rgb, None if alpha is None or (alpha == 255).all() else alpha


def _to_eight_bits(image: Image.Image) -> Image.Image:
    values = np.nan_to_num(np.array(image).astype(np.float32), posinf=0, neginf=0).clip(min=0)
    largest = float(values.max())
    if image.mode.startswith("I;16"):
        white = 65535.0
    else:
        white = next((full for full in (1.0, 255.0, 65535.0) if largest <= full), largest)
    return Image.fromarray(np.rint(values * (255 / white)).astype(np.uint8))


def _convert_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image in sRGB; a profile that is broken or of another mode is ignored."""
    source = ImageCms.createProfile("LAB") if image.mode == "LAB" else _open_profile(profile)
    if source is not None:
        try:
            return ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except ImageCms.PyCMSError:
            pass
    return image.convert("RGB")


def _open_profile(profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    if not profile:
        return None
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        # A conversion from sRGB to itself would only add rounding errors.
        is_srgb = ImageCms.getProfileDescription(opened).startswith("sRGB")
    except (OSError, ImageCms.PyCMSError):
        return None
    return None if is_srgb else opened


def _encode_png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **PNG_COMPRESSION)
    return buffer.getvalue()
