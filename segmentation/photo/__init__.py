"""Bytes and the photo they hold, there and back, and the photo at other sizes and in tiles.

In come files, out come images of uint8 in sRGB, upright, and the other way round. A file is taken
apart (`png`, `jpeg`, `gif`, `bmp`, `avif`, `heic`, `webp`, `tiff`), so that only the picture
reaches a decoder; what is said beside it is read by `metadata` and `colors`. `apart` has files read
in a process with limits. May import `recipe`.
"""

from .apart import read_image_apart, start_reading
from .area import Area
from .errors import ImageError
from .faces import Box, find_faces
from .names import download_name, shown_name
from .read import MAX_PIXELS, Photo, read_image, read_marks
from .sizes import fit_shape, resize, resize_nearest, working_shape
from .start_mask import StartMask, mask_of, read_start_mask
from .working import WorkingPhoto, read_only, reduce, shrink
from .write import (
    SUFFIXES,
    encode_animation,
    encode_gray,
    encode_jpeg,
    encode_rgba,
    encode_webp,
)

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "Area",
    "Box",
    "ImageError",
    "Photo",
    "StartMask",
    "WorkingPhoto",
    "download_name",
    "encode_animation",
    "encode_gray",
    "encode_jpeg",
    "encode_rgba",
    "encode_webp",
    "find_faces",
    "fit_shape",
    "mask_of",
    "read_image",
    "read_image_apart",
    "read_marks",
    "read_only",
    "read_start_mask",
    "reduce",
    "resize",
    "resize_nearest",
    "shown_name",
    "shrink",
    "start_reading",
    "working_shape",
]
