"""What is said of a picture that can't be read, to the person who chose it."""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

DAMAGED = (
    "This picture is damaged or incomplete, so it can't be read. "
    "Please download or export it again, or choose another one."
)
UNKNOWN_LAYOUT = (
    "This {format} picture is stored in a way that can't be read here. "
    "Please save it with 8 or 16 bits per channel, uncompressed or with LZW, and try again."
)
TOO_COSTLY = (
    "This picture is stored in a way that takes far more time or memory than its size needs. "
    "Please save it again in an image editor, and try again."
)
NOT_A_LABEL_IMAGE = "The marks must be a label image with a single channel."
CUT_OFF = (
    "The end of this picture's file is missing. What is there can be worked on; "
    "what is missing is black or gray."
)

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


class ImageError(Exception):
    """A picture can't be read; the message tells the person who chose it what to do."""


@contextlib.contextmanager
def in_sentences(max_pixels: int) -> Iterator[None]:
    """Raise ImageError in place of what decoders raise."""
    try:
        yield
    except Image.DecompressionBombError:
        raise ImageError(too_large(max_pixels)) from None
    except DECODING_ERRORS as error:
        raise ImageError(DAMAGED) from error


def too_large(max_pixels: int, size: tuple[int, int] | None = None) -> str:
    """Return what is said of a picture with too many pixels, whose size may be unknown."""
    this = f"This picture has {size[0]} × {size[1]} pixels" if size else "This picture is too large"
    return (
        f"{this}; at most {max_pixels / 1e6:g} megapixels can be worked on. "
        "Please make it smaller and try again."
    )


def too_long(max_side_px: int, size: tuple[int, int]) -> str:
    """Return what is said of a picture that is too wide or too high."""
    return (
        f"This picture has {size[0]} × {size[1]} pixels; "
        f"at most {max_side_px} pixels each way can be worked on. "
        "Please make it smaller and try again."
    )


def reduced_size(shape: tuple[int, int], shape_in_file: tuple[int, int]) -> str:
    """Return what is said of a picture that was reduced."""
    (rows, cols), (rows_in_file, cols_in_file) = shape, shape_in_file
    return (
        f"This picture has {cols_in_file} × {rows_in_file} pixels, more than can be worked on "
        f"here. It was reduced to {cols} × {rows}."
    )


def describe_unknown(data: bytes, formats: tuple[str, ...]) -> str:
    """Return what is said of a file that is of none of the formats."""
    if not data:
        return "This file is empty. Please choose another one."
    brand = data[8:12] if data[4:8] == b"ftyp" else None
    if brand in HEIC_BRANDS:
        return (
            "This is an HEIC photo, as iPhones take them, which can't be read here. "
            "Please export it as JPEG and try again: Photos on a Mac does so, and iPhones take "
            "JPEG with Settings, Camera, Formats, Most Compatible."
        )
    *others, last = (name.replace("WEBP", "WebP") for name in formats)
    return (
        "This file is not a picture that can be read. "
        f"Please choose a {', '.join(others)} or {last} file."
    )
