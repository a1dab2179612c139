"""Photo → where there may be faces."""

from __future__ import annotations

from functools import cache

import numpy as np
from skimage import data
from skimage.feature import Cascade

from .sizes import resize

# Faces are looked for in a picture whose long side has so many pixels; there, one of a person who
# stands upright in the frame is this large.
LONG_SIDE_PX = 400
LEAST_FACE_PX = 16
LARGEST_FACE_PX = 200

# From one size to the next, and from one place to the next.
SIZE_STEP = 1.1
PLACE_STEP = 1.2

Box = tuple[float, float, float, float]


def find_faces(image: np.ndarray, *, photo_shape: tuple[int, int] | None = None) -> tuple[Box, ...]:
    """Return where there may be faces that look into the camera.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image, of any size.
    photo_shape : (int, int), optional
        Rows and columns of the photo that the image was reduced from; those of the image by
        default.

    Returns
    -------
    boxes : tuple of (float, float, float, float)
        Row and column of the upper left corner, rows and columns, in pixels of the photo. A box
        ends above the chin and beside the cheeks, or a little farther out.

    Raises
    ------
    ValueError
        If the image is no (M, N, 3) array of uint8 with at least one pixel.

    Notes
    -----
    A cascade of local binary patterns [1]_ that scikit-image ships. It finds about four of five
    faces in photos of people in the street, and as many things that are none: ask whether a face
    is likely the subject before relying on it. Takes some .3 s, of which the search through small
    faces is the most.

    References
    ----------
    .. [1] Liao, S., Zhu, X., Lei, Z., Zhang, L. & Li, S. Z. (2007). Learning multi-scale block
       local binary patterns for face recognition. ICB. :DOI:`10.1007/978-3-540-74549-5_87`
    """
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or not image.size:
        raise ValueError(
            "image must be an (M, N, 3) array of uint8 with at least one pixel, "
            f"got shape {image.shape} and dtype {image.dtype}"
        )
    factor = min(1.0, LONG_SIDE_PX / max(image.shape[:2]))
    small = resize(image, tuple(max(1, round(side * factor)) for side in image.shape[:2]))
    if min(small.shape[:2]) < LEAST_FACE_PX:
        return ()
    found = _cascade().detect_multi_scale(
        small,
        scale_factor=SIZE_STEP,
        step_ratio=PLACE_STEP,
        min_size=(LEAST_FACE_PX, LEAST_FACE_PX),
        max_size=(LARGEST_FACE_PX, LARGEST_FACE_PX),
    )
    down, right = np.array(photo_shape or image.shape[:2]) / small.shape[:2]
    return tuple(_box(face, down, right) for face in found)


def _box(face: dict[str, int], down: float, right: float) -> Box:
    """Return where a face is in the photo, which has so many pixels per pixel searched."""
    row, rows = (round(float(face[side] * down), 1) for side in ("r", "height"))
    col, cols = (round(float(face[side] * right), 1) for side in ("c", "width"))
    return row, col, rows, cols


@cache
def _cascade() -> Cascade:
    return Cascade(data.lbp_frontal_face_cascade_filename())
