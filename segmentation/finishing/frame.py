"""The part of a photo that a picture shows, and the picture's size."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ..photo.read import MAX_PIXELS
from ..photo.tiling import Box
from ..recipe import Frame, InputError
from .compose import crop_box


def frame_box(alpha: np.ndarray, frame: Frame) -> Box:
    """Return the rows and columns of a frame with the subject in its middle.

    Parameters
    ----------
    alpha : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque.
    frame : Frame
        Its aspect and its margin count.

    Returns
    -------
    box : (slice, slice)
        The smallest frame of this aspect, up to rounding, that has the margin on each side of
        what is seen of the subject. It may begin before the first row or column and end behind
        the last ones, see `take`.

    Raises
    ------
    ValueError
        If the frame would have more than 64 million pixels.
    """
    subject = crop_box(alpha, margin_px=0)
    height, width = (each.stop - each.start for each in subject)
    free = 1 - 2 * frame.margin_percent / 100
    cols = max(width, height * frame.ratio) / free
    size = max(1, round(cols / frame.ratio)), max(1, round(cols))
    if size[0] * size[1] > MAX_PIXELS:
        raise InputError(
            f"the frame would have {size[1]} × {size[0]} pixels, and {MAX_PIXELS} are allowed; "
            "please choose another shape or a smaller margin"
        )
    rows, cols = (
        slice((inner.start + inner.stop - side) // 2, (inner.start + inner.stop - side) // 2 + side)
        for inner, side in zip(subject, size, strict=True)
    )
    return rows, cols


def take(array: np.ndarray, box: Box, *, mirror: bool = False) -> np.ndarray:
    """Return the part of an array that lies in a box, which may reach beyond it.

    Parameters
    ----------
    array : (M, N, ...) ndarray
        The array.
    box : (slice, slice)
        Rows and columns with a start and a stop; negative ones lie before the first row or
        column.
    mirror : bool
        Whether the array is mirrored at its borders; else there are zeros beyond them.

    Returns
    -------
    part : (m, n, ...) ndarray
        A copy, contiguous in memory.
    """
    sides = list(zip(box, array.shape, strict=False))
    if all(each.start >= 0 and each.stop <= size for each, size in sides):
        return np.array(array[box])
    spans = [np.arange(each.start, each.stop) for each in box]
    part = array[np.ix_(*map(_mirrored, spans, array.shape))]
    if not mirror:
        rows, cols = (
            (span < 0) | (span >= size) for span, size in zip(spans, array.shape, strict=False)
        )
        part[rows] = part[:, cols] = 0
    return part


def _mirrored(places: np.ndarray, size: int) -> np.ndarray:
    """Return which of so many places is seen at each, where the borders are mirrors."""
    places = places % (2 * size)
    return np.minimum(places, 2 * size - 1 - places)


def fitted_shape(shape: tuple[int, int], frame: Frame) -> tuple[int, int]:
    """Return the rows and columns of a picture that is made to fit a frame.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns before.
    frame : Frame
        Its width and height, and whether it enlarges.

    Returns
    -------
    shape : (int, int)
        The largest with these proportions, or with those of the frame's aspect, that are allowed;
        unchanged where the frame names no size.
    """
    if frame.width_px is None and frame.height_px is None:
        return shape
    rows, cols = shape
    ratio = frame.ratio or cols / rows
    widths: list[float] = [] if frame.enlarge else [cols]
    widths += [] if frame.width_px is None else [frame.width_px]
    widths += [] if frame.height_px is None else [frame.height_px * ratio]
    width = min(widths)
    return max(1, round(width / ratio)), max(1, round(width))


def resize_rgba(rgba: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return colors and opacity at another size.

    Parameters
    ----------
    rgba : (M, N, 4) ndarray of uint8
        Straight colors and opacity.
    shape : (int, int)
        Rows and columns that are wanted.

    Returns
    -------
    resized : (m, n, 4) ndarray of uint8
        Straight colors, each counted as far as it is opaque, so that none that is invisible
        shows; all zero where it is transparent.
    """
    if rgba.shape[:2] == tuple(shape):
        return rgba
    # Pillow weights colors by opacity.
    resized = np.array(Image.fromarray(rgba).resize(shape[::-1], Image.Resampling.HAMMING))
    resized[resized[..., 3] == 0] = 0
    return resized
