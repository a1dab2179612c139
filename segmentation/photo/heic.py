"""HEIC files, as phones take photos, where `pillow-heif` is installed to decode them."""

from __future__ import annotations

import dataclasses
import importlib.util
import io

from PIL.ImageFile import ImageFile

from . import avif
from .container import Contents

IS_READABLE = importlib.util.find_spec("pillow_heif") is not None
CODING, AUXILIARY = b"hvcC", b"auxC"
# Phones also add depths and what brightens the photo, which nobody decodes here.
OPACITY = (b"urn:mpeg:hevc:2015:auxid:1\0", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
# Beside brightness, for no colors, and for those of every fourth, second and of each pixel.
CHROMA = (0, 0.5, 1, 2)
# Each thread takes memory for its stack.
THREADS = 2


def take_apart(data: bytes) -> Contents:
    """Return the picture of an HEIC file, and what the file says of it.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    contents : Contents
        As of an AVIF file, which has the same boxes. How the picture is turned is said by boxes
        that the decoder obeys, not by EXIF.
    """
    return dataclasses.replace(
        avif.take_apart(data), held_bytes_per_pixel=_held_bytes_per_pixel(data)
    )


def open_picture(file: io.BytesIO) -> ImageFile:
    """Return the picture of an HEIC file, which is not decoded yet."""
    # Loads a library of 4 MB that most people never need.
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = THREADS
    return pillow_heif.HeifImageFile(file)


def _held_bytes_per_pixel(data: bytes) -> float:
    """Return what the decoder keeps: the channels as they were coded, and the picture twice."""
    boxes = [(name, data[start:end]) for name, start, end in avif.find_boxes(data)]
    with_opacity = any(name == AUXILIARY and body[4:].startswith(OPACITY) for name, body in boxes)
    codings = [body for name, body in boxes if name == CODING and len(body) > 17]
    held = [
        (1 + CHROMA[body[16] & 3] + with_opacity) * (2 if body[17] & 7 else 1) for body in codings
    ]
    return max(held, default=0.0) + (8 if with_opacity else 6)
