"""Bytes → the mask of another program, to start from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .errors import ImageError
from .read import Photo, read_image
from .sizes import resize

# Programs round sizes in their own ways.
MOST_STRETCH = 0.01


@dataclass(frozen=True, eq=False)
class StartMask:
    """What another program took for the subject of a photo.

    Attributes
    ----------
    opacity : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque, in the photo's proportions.
    digest : str
        SHA-256 of the file, as hexadecimal digits.
    """

    opacity: NDArray[np.uint8]
    digest: str = ""

    def fitted(self, shape: tuple[int, int]) -> np.ndarray:
        """Return the opacity at another size."""
        return resize(self.opacity, shape)

    def mask(self, shape: tuple[int, int]) -> np.ndarray:
        """Return where the subject is more than half opaque, at another size."""
        return self.fitted(shape) > 127


def read_start_mask(
    source: bytes | str | os.PathLike[str] | BinaryIO, photo_shape: tuple[int, int]
) -> StartMask:
    """Return the mask of a photo that a picture file holds.

    Parameters
    ----------
    source : bytes, path or binary file object
        A picture with transparency, whose opacity is the mask, or a gray one: white is the
        subject, black is the rest.
    photo_shape : (int, int)
        Rows and columns of the photo.

    Returns
    -------
    start_mask : StartMask
        At the size of the photo.

    Raises
    ------
    ImageError
        If the picture can't be read, has colors and no transparency, or other proportions than
        the photo.
    """
    return mask_of(read_image(source), photo_shape)


def mask_of(picture: Photo, photo_shape: tuple[int, int]) -> StartMask:
    """Return the mask that a picture is, see `read_start_mask`."""
    opacity = picture.rgb[..., 0] if picture.alpha is None else picture.alpha
    if picture.alpha is None and (picture.rgb != opacity[..., None]).any():
        raise ImageError(
            "This picture has colors and nothing transparent, so it says not what to keep. Please "
            "choose a cutout with a transparent background, or a mask in black and white."
        )
    if abs(_stretch(opacity.shape, photo_shape) - 1) > MOST_STRETCH:
        raise ImageError(
            f"This mask has {_size(opacity.shape)} pixels, the photo {_size(photo_shape)}: "
            "its proportions are others. Please choose a mask of the whole photo."
        )
    return StartMask(resize(opacity, photo_shape), picture.digest)


def _stretch(shape: tuple[int, int], other: tuple[int, int]) -> float:
    """Return how much wider in proportion a shape is than another one."""
    return shape[1] * other[0] / (shape[0] * other[1])


def _size(shape: tuple[int, int]) -> str:
    return f"{shape[1]} × {shape[0]}"
