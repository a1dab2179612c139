"""The photo and its cutout at the size of a screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .compose import composite, outline, show
from .elevation import gray_values
from .image_io import Photo, resize
from .pipeline import read_only, working_shape
from .watershed import Groups


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
    """

    rgb: np.ndarray
    alpha: np.ndarray | None
    photo_shape: tuple[int, int]


def reduce(photo: Photo) -> WorkingPhoto:
    """Return a photo at the size that the interactive part works at.

    Parameters
    ----------
    photo : Photo
        The photo.

    Returns
    -------
    working : WorkingPhoto
        As large as the photo up to a megapixel; else about a megapixel, read-only.
    """
    photo_shape = photo.rgb.shape[:2]
    return _resized(photo, working_shape(photo_shape), photo_shape)


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
    return _resized(working, fit(working.rgb.shape[:2], size_px), working.photo_shape)


def preview(
    view: WorkingPhoto,
    mask: np.ndarray | None,
    *,
    backdrop: str = "checkerboard",
    doubtful: np.ndarray | None = None,
) -> np.ndarray:
    """Return a picture of a cutout for the screen.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size of the picture.
    mask : (m, n) ndarray of bool, or None
        True in the foreground, for the photo at any size. None keeps the whole photo.
    backdrop : {'checkerboard', 'white', 'black', 'red', 'mask'}
        What the background becomes, see `compose.show`.
    doubtful : (m, n) ndarray of bool, optional
        A part of the photo to outline; the photo shows through half inside of it.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        The picture.
    """
    shape = view.rgb.shape[:2]
    alpha = np.full(shape, 255, np.uint8) if mask is None else resize(mask * np.uint8(255), shape)
    if view.alpha is not None:
        alpha = np.minimum(alpha, view.alpha)
    picture = show(view.rgb, alpha, backdrop=backdrop)
    if doubtful is None:
        return picture
    inside = resize(doubtful * np.uint8(255), shape)
    # Where the doubtful part is removed, a person must still see what it is.
    return outline(composite(view.rgb, inside // 2, picture), inside > 127)


def group_pictures(view: WorkingPhoto, groups: Groups, *, most: int = 9) -> list[np.ndarray]:
    """Return gray pictures of the photo, each with one of the largest groups in red.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size of the pictures.
    groups : Groups
        Groups of the photo at any size.
    most : int
        Number of pictures at the most.

    Returns
    -------
    pictures : list of (h, w, 3) ndarray of uint8
        In the order of the ranking.
    """
    # On gray the red is seen even where the photo is red.
    gray = gray_values(view.rgb).astype(np.uint8)[..., None].repeat(3, axis=-1)
    kept = (np.where(groups.labels == group, np.uint8(0), 255) for group in groups.ranking[:most])
    return [show(gray, resize(alpha, gray.shape[:2]), backdrop="red") for alpha in kept]


def fit(shape: tuple[int, int], size_px: int) -> tuple[int, int]:
    """Return rows and columns of a shape reduced until its longer side fits.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    size_px : int
        Longest side allowed.

    Returns
    -------
    fitted : (int, int)
        At least one pixel each way.
    """
    factor = min(1.0, size_px / max(shape))
    rows, cols = (max(1, round(size * factor)) for size in shape)
    return rows, cols


def _resized(
    source: Photo | WorkingPhoto, shape: tuple[int, int], photo_shape: tuple[int, int]
) -> WorkingPhoto:
    return WorkingPhoto(
        rgb=read_only(resize(source.rgb, shape)),
        alpha=None if source.alpha is None else read_only(resize(source.alpha, shape)),
        photo_shape=photo_shape,
    )
