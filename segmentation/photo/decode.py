"""Bytes → the first picture that they hold, as the file stores it, within limits."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import floor, log2

import numpy as np
from PIL import Image, UnidentifiedImageError
from PIL.AvifImagePlugin import AvifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.WebPImagePlugin import WebPImageFile

from . import avif, bmp, gif, heic, jpeg, png, tiff, webp
from .container import Contents, Said
from .errors import (
    AVIF_BRANDS,
    DAMAGED,
    HEIC_BRANDS,
    TOO_COSTLY,
    UNKNOWN_LAYOUT,
    ImageError,
    describe_unknown,
    too_large,
    too_long,
)
from .metadata import open_exif, read_dpi, read_orientation
from .samples import Samples

# What a JPEG file can hold at the most, and more than any part of the page can show.
MAX_SIDE_PX = 65_500
# A decoder that gives a picture at reduced size still walks through all of it.
MOST_WALKED = 4
# What browsers show of a file that lacks its end; JPEG is read to its end whatever is there.
SHOWN_IN_PART = ("PNG", "GIF", "BMP")
# Their decoders go from frame to frame.
Animated = WebPImageFile | AvifImageFile
# Their boxes say how they are turned: a decoder tells it as EXIF, or has turned the picture.
BOXED = ("AVIF", "HEIC")
# What decoding may hold at once, for the whole and for each pixel; the program itself takes less
# than another 100 MB.
MAX_HELD_BYTES, MAX_HELD_BYTES_PER_PIXEL = 200_000_000, 8
# Of less there is nothing to cut out.
MIN_SHOWN_SHARE = 0.1
# What decoders leave where there is nothing: black, or this.
UNSHOWN_GRAY = {"JPEG": 128}


@dataclass(frozen=True)
class Decoded:
    """A picture as its file stores it.

    Attributes
    ----------
    image : Pillow image or Samples
        Of any mode.
    format : str
        File format, as Pillow names it.
    said : Said
        What the file says of it.
    orientation : int
        How it is turned, from 1 to 8.
    is_cut_off : bool
        Whether the end of the file is missing.
    size : (int, int)
        Width and height in the file; the image may be smaller.
    """

    image: Image.Image | Samples
    format: str
    said: Said
    orientation: int
    is_cut_off: bool
    size: tuple[int, int]


@dataclass(frozen=True)
class Limits:
    """How large a picture may be.

    Attributes
    ----------
    max_pixels : int
        Pictures with more pixels are refused before they are decoded.
    fit_pixels : int, optional
        A decoder that can reduce the picture may do so as long as this many pixels are left.
    announce : callable
        Is told the pixels of the picture before it is decoded.
    """

    max_pixels: int
    fit_pixels: int | None = None
    announce: Callable[[int], None] = lambda pixels: None


def decode(data: bytes, formats: tuple[str, ...], limits: Limits) -> Decoded:
    """Return the first picture of a file.

    Parameters
    ----------
    data : bytes
        The file.
    formats : tuple of str
        Formats that are taken, as Pillow names them.
    limits : Limits
        How large the picture may be.

    Returns
    -------
    decoded : Decoded
        The picture as it is stored.

    Raises
    ------
    ImageError
        If the file is of another format, damaged, too large or too costly; if its decoder fails,
        whatever `in_sentences` makes a sentence of.
    """
    format = find_format(data)
    if format not in formats:
        raise ImageError(describe_unknown(data, formats))
    if format == "TIFF":
        return _decode_tiff(data, limits)
    return _decode(data, format, limits)


def find_format(data: bytes) -> str | None:
    """Return the format of a file by its first bytes; None if it is none of ours."""
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in AVIF_BRANDS:
        return "AVIF"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "HEIC"
    starts = {
        "JPEG": (jpeg.SIGNATURE,),
        "PNG": (png.SIGNATURE,),
        "TIFF": tiff.SIGNATURES,
        "BMP": (b"BM",),
        "GIF": (b"GIF87a", b"GIF89a"),
    }
    return next((format for format, start in starts.items() if data.startswith(start)), None)


def check_size(size: tuple[int, int], max_pixels: int) -> None:
    """Raise ImageError if a picture of this width and height is too large."""
    if size[0] * size[1] > max_pixels:
        raise ImageError(too_large(max_pixels, size))
    if max(size) > MAX_SIDE_PX:
        raise ImageError(too_long(MAX_SIDE_PX, size))


def check_memory(contents: Contents, file_bytes: int, size: tuple[int, int]) -> None:
    """Raise ImageError if a picture of this width and height takes too much memory."""
    beyond = contents.held_bytes_per_pixel - MAX_HELD_BYTES_PER_PIXEL
    if beyond * size[0] * size[1] + file_bytes + len(contents.data) > MAX_HELD_BYTES:
        raise ImageError(TOO_COSTLY)


def _decode(data: bytes, format: str, limits: Limits) -> Decoded:
    contents = _take_apart(data, format)
    with io.BytesIO(contents.data) as file:
        image = _open(file, format)
        size = image.size
        if limits.fit_pixels and contents.is_reducible:
            check_size(size, MOST_WALKED * limits.max_pixels)
            _have_reduced(image, limits.max_pixels, limits.fit_pixels)
        check_size(image.size, limits.max_pixels)
        check_memory(contents, len(data), image.size)
        limits.announce(size[0] * size[1])
        said = _add_what_decoder_found(contents.said, image)
        turned = open_exif(image.info.get("exif") or b"") if format in BOXED else said.exif
        declared = image.size
        picture, is_cut_off = _load(image, format)
    if picture.size != declared:
        # Decoders of HEIC learn it late.
        raise ImageError(DAMAGED)
    is_cut_off = is_cut_off or contents.is_cut_off
    if is_cut_off and _shown_share(picture, format) < MIN_SHOWN_SHARE:
        raise ImageError(DAMAGED)
    return Decoded(picture, format, said, read_orientation(turned), is_cut_off, size)


def _decode_tiff(data: bytes, limits: Limits) -> Decoded:
    tags, said, layout = tiff.take_apart(data)
    check_size((layout.width, layout.height), limits.max_pixels)
    tiff.check_blocks(layout)
    limits.announce(layout.width * layout.height)
    is_of_numbers = layout.is_of_numbers
    image = Samples(data, layout) if is_of_numbers else _open_rare_tiff(tiff.plain(tags))
    return Decoded(image, "TIFF", said, read_orientation(said.exif), False, image.size)


def _open(file: io.BytesIO, format: str) -> ImageFile:
    if format == "HEIC":
        return heic.open_picture(file)
    # Pillow's own limit knows nothing of reduced sizes.
    return JpegImageFile(file) if format == "JPEG" else Image.open(file, formats=[format])


def _have_reduced(image: Image.Image, max_pixels: int, fit_pixels: int) -> None:
    """Make the decoder halve the sides as often as the pixels to fit, or the limit, ask for."""
    width, height = image.size
    halvings = max(floor(log2(width * height / fit_pixels) / 2), 0)
    if width * height > max_pixels * 4**halvings:
        halvings += 1
    image.draft(None, (max(width >> halvings, 1), max(height >> halvings, 1)))


def _open_rare_tiff(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=["TIFF"])
    # KeyError stands for a compression that is not known.
    except (UnidentifiedImageError, KeyError):
        raise ImageError(UNKNOWN_LAYOUT.format(format="TIFF")) from None
    image.load()
    return image


def _take_apart(data: bytes, format: str) -> Contents:
    parts = {
        "PNG": png,
        "JPEG": jpeg,
        "AVIF": avif,
        "BMP": bmp,
        "GIF": gif,
        "WEBP": webp,
        "HEIC": heic,
    }
    return parts[format].take_apart(data)


def _load(image: ImageFile, format: str) -> tuple[Image.Image, bool]:
    """Return the decoded picture, and whether the file ended before it."""
    if isinstance(image, Animated):
        return _load_first_frame(image), False
    try:
        image.load()
    except OSError as error:
        if format not in SHOWN_IN_PART or "truncated" not in str(error):
            raise
        # What was decoded so far stands in the image.
        image.tile = []
        image.load()
        return image, True
    return image, False


def _load_first_frame(image: Animated) -> Image.Image:
    """Return the first picture of an animation, once.

    Pillow keeps it three times: in the decoder, as bytes and as an image.
    """
    if isinstance(image, WebPImageFile):
        frame, mode = image._decoder.get_next(), image.rawmode
    else:
        frame, mode = image._decoder.get_frame(0), image.mode
    if frame is None:
        raise ImageError(DAMAGED)
    return Image.frombuffer(mode, image.size, frame[0], "raw", mode, 0, 1)


def _shown_share(image: Image.Image, format: str) -> float:
    """Return the share of rows that are not as the decoder leaves them."""
    if image.mode == "P":
        unshown = image.info.get("transparency", 0) if format == "GIF" else 0
        return float((np.asarray(image) != unshown).any(axis=1).mean())
    return float((np.asarray(image.convert("L")) != UNSHOWN_GRAY.get(format, 0)).any(axis=1).mean())


def _add_what_decoder_found(said: Said, image: Image.Image) -> Said:
    return replace(
        said,
        exif=said.exif
        or (open_exif(image.info.get("exif", b"")) if image.format == "WEBP" else None),
        profile=said.profile or image.info.get("icc_profile") or b"",
        dpi=said.dpi or read_dpi(said.exif) or image.info.get("dpi"),
    )
