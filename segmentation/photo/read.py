"""Bytes → Photo."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from PIL import ExifTags, Image, ImageCms

from .hidden import hide_colors

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

# Where an ICC profile holds the time it was made at.
PROFILE_DATE = slice(24, 36)
EXIF_TAGS = (
    ExifTags.Base.ImageDescription,
    ExifTags.Base.Make,
    ExifTags.Base.Model,
    ExifTags.Base.Software,
    ExifTags.Base.DateTime,
    ExifTags.Base.Artist,
    ExifTags.Base.Copyright,
)
EXIF_PARTS = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
# Holds offsets into the file it was written for.
MAKER_NOTE = ExifTags.Base.MakerNote


class ImageError(Exception):
    """A picture can't be read; the message tells the person who chose it what to do."""


@dataclass(frozen=True)
class Photo:
    """A picture as it is meant to be seen.

    Attributes
    ----------
    rgb : (M, N, 3) ndarray of uint8
        sRGB image, upright; read-only as it comes from `read_image`.
    alpha : (M, N) ndarray of uint8, or None
        The file's own opacity, 255 being opaque.
    info : mapping
        What the file said of itself: 'format'; where given, 'dpi', 'exif' (bytes: camera, author,
        time and place) and 'icc_profile' (bytes; sRGB, as the image is).
    digest : str
        SHA-256 of the file, as hexadecimal digits: what tells the photo from all others. Empty for
        a photo that comes from no file.
    """

    rgb: np.ndarray
    alpha: np.ndarray | None = None
    info: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    digest: str = ""


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
    data = _read_bytes(source)
    image = _decode(data, FORMATS, max_pixels)
    said = {
        "dpi": _read_dpi(image),
        "exif": _read_exif(image),
        "icc_profile": _srgb_profile(image.info.get("icc_profile")),
    }
    info = {"format": image.format, **{key: value for key, value in said.items() if value}}
    rgb, alpha = _to_srgb(_turn_upright(image))
    digest = hashlib.sha256(data).hexdigest()
    return Photo(rgb=rgb, alpha=alpha, info=MappingProxyType(info), digest=digest)


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


def _read_exif(image: Image.Image) -> bytes | None:
    """Return what the EXIF says of the photo, but not of the file's layout; None if nothing."""
    said = image.getexif()
    kept = Image.Exif()
    try:
        for tag in EXIF_TAGS:
            if tag in said:
                kept[tag] = said[tag]
        for tag in EXIF_PARTS:
            part = {key: value for key, value in said.get_ifd(tag).items() if key != MAKER_NOTE}
            if part:
                kept.get_ifd(tag).update(part)
                kept[tag] = part
        return kept.tobytes() if kept else None
    # An entry may hold what no entry of its name does.
    except (*DECODING_ERRORS, AttributeError, TypeError):
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
    rgb = np.asarray(_convert_profile(image, profile))
    if alpha is None or (alpha == 255).all():
        return rgb, None
    return hide_colors(rgb, alpha), alpha


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
    # A conversion from sRGB to itself would only add rounding errors.
    if source is not None and (image.mode == "LAB" or not _is_srgb(source)):
        try:
            return ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except ImageCms.PyCMSError:
            pass
    return image if image.mode == "RGB" else image.convert("RGB")


def _srgb_profile(profile: bytes | None) -> bytes | None:
    """Return the profile of a picture once it is sRGB; None if it came without one."""
    source = _open_profile(profile)
    if source is None:
        return None
    if _is_srgb(source):
        return profile
    written = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The same photo gives the same file at any time.
    written[PROFILE_DATE] = bytes(12)
    return bytes(written)


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    return ImageCms.getProfileDescription(profile).startswith("sRGB")


def _open_profile(profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    """Return a profile that can be read and has a description; else None."""
    if not profile:
        return None
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ImageCms.getProfileDescription(opened)
    except (OSError, ImageCms.PyCMSError):
        return None
    return opened
