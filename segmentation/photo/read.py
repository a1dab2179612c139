"""Bytes → Photo."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import heic
from .colors import srgb_profile
from .decode import Limits, decode
from .errors import CUT_OFF, NOT_A_LABEL_IMAGE, ImageError, in_sentences, reduced_size
from .metadata import kept_exif, sane_dpi
from .pixels import to_srgb
from .samples import Samples

MAX_PIXELS = 64_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF")
# What Pillow alone does not read.
MORE_FORMATS = ("HEIC",) if heic.IS_READABLE else ()
# Lossless ones that keep the values of a label image.
MARKS_FORMATS = ("PNG", "TIFF", "BMP")
MARKS_MODES = ("1", "L", "P", "I", "I;16")
# What undoes each EXIF orientation.
TURNS = {
    2: lambda array: array[:, ::-1],
    3: lambda array: array[::-1, ::-1],
    4: lambda array: array[::-1],
    5: lambda array: array.swapaxes(0, 1),
    6: lambda array: array[::-1].swapaxes(0, 1),
    7: lambda array: array[::-1, ::-1].swapaxes(0, 1),
    8: lambda array: array[:, ::-1].swapaxes(0, 1),
}
# They exchange rows and columns.
SWAPPING_TURNS = (5, 6, 7, 8)


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
    remark : str
        What the person who chose the file should know of it, as a sentence; mostly empty.
    """

    rgb: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None = None
    info: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    digest: str = ""
    remark: str = ""


def read_image(
    source: bytes | str | os.PathLike[str] | BinaryIO,
    *,
    max_pixels: int = MAX_PIXELS,
    fit_pixels: int | None = None,
) -> Photo:
    """Return the photo that a picture file holds.

    Parameters
    ----------
    source : bytes, path or binary file object
        A JPEG, PNG, WebP, TIFF, BMP, GIF (first frame) or AVIF file; HEIC where `pillow-heif` is
        installed.
    max_pixels : int
        Pictures with more pixels are refused before they are decoded.
    fit_pixels : int, optional
        A picture with more pixels is reduced to about so many, in proportion, with a remark. A
        JPEG that its decoder reduces may have four times `max_pixels`.

    Returns
    -------
    photo : Photo
        Turned upright as the EXIF orientation tells, converted from an embedded ICC profile, or
        from what the format itself says of its colors, to sRGB. Gray, palette, CMYK and 1-bit
        pictures become sRGB; 16-bit values are rescaled to 8 bits. 32-bit values are taken for 8
        or 16 bits, or as fractions of 1, by their largest one; larger values are rescaled to it.
        A JPEG, PNG, GIF or BMP file that lacks its end gives what there is, with a remark.

    Raises
    ------
    ImageError
        If the source can't be opened, is no picture of these formats, is damaged or too large,
        or would take far more time or memory than its size needs.

    Notes
    -----
    Only what makes up the picture reaches a decoder; what the file says beside it is read apart,
    up to 64 kB, and never keeps the picture from being read.

    Examples
    --------
    >>> from segmentation import find_photo, read_image
    >>> photo = read_image(find_photo("coffee.png"))
    >>> photo.rgb.shape, photo.alpha, photo.info["format"]
    ((400, 600, 3), None, 'PNG')
    """
    return read_within(_read_bytes(source), Limits(max_pixels, fit_pixels))


def read_within(data: bytes, limits: Limits) -> Photo:
    """Return the photo that a picture file holds, see `read_image`."""
    with in_sentences(limits.max_pixels):
        decoded = decode(data, (*FORMATS, *MORE_FORMATS), limits)
        rgb, alpha = to_srgb(decoded, limits.fit_pixels)
    said = {
        "dpi": sane_dpi(decoded.said.dpi),
        "exif": kept_exif(decoded.said.exif),
        "icc_profile": srgb_profile(decoded.said.profile),
    }
    info = {"format": decoded.format, **{key: value for key, value in said.items() if value}}
    remarks = [CUT_OFF] if decoded.is_cut_off else []
    orientation, size = decoded.orientation, decoded.size
    # By now nothing else holds the picture as it was stored.
    del decoded
    rgb = _turn_upright(rgb, orientation)
    shape_in_file = size if orientation in SWAPPING_TURNS else size[::-1]
    if rgb.shape[:2] != shape_in_file:
        remarks.append(reduced_size(rgb.shape[:2], shape_in_file))
    return Photo(
        rgb=rgb,
        alpha=None if alpha is None else _turn_upright(alpha, orientation),
        info=MappingProxyType(info),
        digest=hashlib.sha256(data).hexdigest(),
        remark=" ".join(remarks),
    )


def read_marks(source: bytes | str | os.PathLike[str] | BinaryIO) -> NDArray[np.int32]:
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
    with in_sentences(MAX_PIXELS):
        labels = _labels(decode(_read_bytes(source), MARKS_FORMATS, Limits(MAX_PIXELS)).image)
    info = np.iinfo(np.int32)
    if labels is None or labels.min() < info.min or labels.max() > info.max:
        raise ImageError(NOT_A_LABEL_IMAGE)
    return labels.astype(np.int32)


def _labels(image: Image.Image | Samples) -> np.ndarray | None:
    if isinstance(image, Samples):
        return image.labels()
    return np.asarray(image) if image.mode in MARKS_MODES else None


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


def _turn_upright(array: np.ndarray, orientation: int) -> np.ndarray:
    turned = np.ascontiguousarray(TURNS.get(orientation, lambda array: array)(array))
    turned.flags.writeable = False
    return turned
