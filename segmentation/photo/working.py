"""Photo → the photo at the size that the interactive part works at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .read import Photo
from .sizes import WORKING_PIXELS, fit_shape, resize, working_shape


@dataclass(frozen=True)
class WorkingPhoto:
    """A photo at the size that the interactive part works at.

    Attributes
    ----------
    rgb : (m, n, 3) ndarray of uint8
        sRGB image.
    alpha : (m, n) ndarray of uint8, or None
        The photo's own opacity, 255 being opaque.
    photo_shape : (int, int)
        Rows and columns of the photo.
    digest : str
        That of the photo.
    remark : str
        That of the photo: what the person who chose its file should know; mostly empty.
    """

    rgb: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None
    photo_shape: tuple[int, int]
    digest: str = ""
    remark: str = ""

    @property
    def scale(self) -> float:
        """How many pixels it has for each of the photo's, along a line."""
        rows, cols = self.rgb.shape[:2]
        return (rows * cols / (self.photo_shape[0] * self.photo_shape[1])) ** 0.5


def reduce(photo: Photo, *, pixels: int | None = WORKING_PIXELS) -> WorkingPhoto:
    """Return a photo at the size that the interactive part works at.

    Parameters
    ----------
    photo : Photo
        The photo.
    pixels : int, or None
        About how many pixels are kept at the most; None keeps all.

    Returns
    -------
    working : WorkingPhoto
        As large as the photo where that is small enough; read-only.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentation import Photo, reduce
    >>> working = reduce(Photo(np.zeros((3000, 4000, 3), np.uint8)))
    >>> working.rgb.shape, working.photo_shape
    ((866, 1155, 3), (3000, 4000))
    """
    photo_shape = photo.rgb.shape[:2]
    shape = photo_shape if pixels is None else working_shape(photo_shape, pixels=pixels)
    return _resized(photo, shape, photo_shape)


def shrink(working: WorkingPhoto, size_px: int) -> WorkingPhoto:
    """Return a working photo reduced until its longer side fits.

    Parameters
    ----------
    working : WorkingPhoto
        The photo.
    size_px : int
        Longest side allowed, in pixels.

    Returns
    -------
    shrunk : WorkingPhoto
        The photo itself if it fits already.
    """
    return _resized(working, fit_shape(working.rgb.shape[:2], size_px), working.photo_shape)


def _resized(
    source: Photo | WorkingPhoto, shape: tuple[int, int], photo_shape: tuple[int, int]
) -> WorkingPhoto:
    return WorkingPhoto(
        rgb=read_only(resize(source.rgb, shape)),
        alpha=None if source.alpha is None else read_only(resize(source.alpha, shape)),
        photo_shape=photo_shape,
        digest=source.digest,
        remark=source.remark,
    )


def read_only(array: np.ndarray) -> np.ndarray:
    """Return a view of an array through which it can't be changed."""
    view = array.view()
    view.flags.writeable = False
    return view
