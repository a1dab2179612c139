"""Bytes and the photo they hold, there and back, and the photo at other sizes.

In come files, out come images of uint8 in sRGB, upright, and the other way round. May import
`recipe`.
"""

from .faces import Box, find_faces
from .read import ImageError, Photo, read_image, read_marks
from .sizes import fit_shape, resize, resize_nearest, working_shape
from .working import WorkingPhoto, read_only, reduce, shrink
from .write import (
    SUFFIXES,
    encode_animation,
    encode_gray,
    encode_jpeg,
    encode_rgba,
)

__all__ = [
    "SUFFIXES",
    "Box",
    "ImageError",
    "Photo",
    "WorkingPhoto",
    "encode_animation",
    "encode_gray",
    "encode_jpeg",
    "encode_rgba",
    "find_faces",
    "fit_shape",
    "read_image",
    "read_marks",
    "read_only",
    "reduce",
    "resize",
    "resize_nearest",
    "shrink",
    "working_shape",
]
