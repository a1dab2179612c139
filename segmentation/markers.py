"""Strokes → markers.

In come strokes in pixels of the photo, out go label images of any size. May import `recipe`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import dropwhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .recipe import SIDES, InputError, Label, Stroke

# Bounds the memory of a long stroke; larger blocks are no faster.
BLOCK_PIECES = 256
# A disk of this radius covers a center wherever it is.
COVERING_PX = 0.75

Box = tuple[slice, slice]


def rasterize_strokes(
    strokes: Iterable[Stroke],
    photo_shape: tuple[int, int],
    *,
    shape: tuple[int, int] | None = None,
    box: Box | None = None,
) -> NDArray[np.uint8]:
    """Return the pixels that strokes mark.

    Parameters
    ----------
    strokes : iterable of Stroke
        Strokes in pixels of the photo, oldest first. Where they overlap, the later wins.
    photo_shape : (int, int)
        Rows and columns of the photo that the strokes were drawn on.
    shape : (int, int), optional
        Rows and columns of the result, an image of the whole photo at another scale; those of
        the photo by default.
    box : (slice, slice), optional
        Rows and columns of the result that are wanted; all by default.

    Returns
    -------
    markers : ndarray of uint8, of the given shape or that of the box
        0 where nothing is marked, else a `Label`. Exact strokes mark nothing, see
        `rasterize_exact`.

    Notes
    -----
    A pixel is marked when its center lies within the radius of the path, borders included: a
    point is a disk, a path has round caps and joins; between points of different radius it
    widens evenly. A stroke inside the photo that is too fine to reach any center marks the pixels
    that its points fall into. The cost grows with the outline of the strokes, not with the area
    they cover.

    Examples
    --------
    >>> from segmentation import Label, Stroke, rasterize_strokes
    >>> path = Stroke(Label.FOREGROUND, points=((1, 1), (1, 4)), radius_px=1)
    >>> rasterize_strokes([path], (3, 7))
    array([[0, 2, 2, 2, 2, 0, 0],
           [2, 2, 2, 2, 2, 2, 0],
           [0, 2, 2, 2, 2, 0, 0]], dtype=uint8)
    """
    sheet = _empty_sheet(photo_shape, shape, box)
    for stroke in strokes:
        if not stroke.exact:
            _draw(sheet, stroke, stroke.label)
    return sheet.marks


def rasterize_exact(
    strokes: Iterable[Stroke],
    photo_shape: tuple[int, int],
    *,
    shape: tuple[int, int] | None = None,
    box: Box | None = None,
) -> NDArray[np.uint8]:
    """Return the pixels that exact strokes settle.

    Parameters
    ----------
    strokes : iterable of Stroke
        Strokes in pixels of the photo, oldest first. Where they overlap, the later wins, be it
        exact or not: what is not exact leaves the pixel open.
    photo_shape : (int, int)
        Rows and columns of the photo that the strokes were drawn on.
    shape : (int, int), optional
        As in `rasterize_strokes`.
    box : (slice, slice), optional
        As in `rasterize_strokes`.

    Returns
    -------
    exact : ndarray of uint8, of the given shape or that of the box
        0 where nothing is settled, else the `Label` of a side.
    """
    sheet = _empty_sheet(photo_shape, shape, box)
    # Memory that is never written to costs nothing.
    for stroke in dropwhile(lambda stroke: not stroke.exact, strokes):
        settles = stroke.exact and stroke.label in SIDES
        _draw(sheet, stroke, stroke.label if settles else Label.NONE)
    return sheet.marks


def rasterize_rubbed(
    strokes: Iterable[Stroke],
    photo_shape: tuple[int, int],
    *,
    shape: tuple[int, int] | None = None,
) -> NDArray[np.bool]:
    """Return the pixels whose last stroke rubbed out.

    Parameters
    ----------
    strokes : iterable of Stroke
        Strokes in pixels of the photo, oldest first.
    photo_shape : (int, int)
        Rows and columns of the photo that the strokes were drawn on.
    shape : (int, int), optional
        As in `rasterize_strokes`.

    Returns
    -------
    rubbed : ndarray of bool, of the given shape
        True where no later stroke marks anything. Exact strokes neither rub out nor mark.
    """
    sheet = _empty_sheet(photo_shape, shape)
    for stroke in dropwhile(lambda stroke: stroke.label != Label.NONE, strokes):
        if not stroke.exact:
            _draw(sheet, stroke, stroke.label == Label.NONE)
    return sheet.marks.view(bool)


def split_exact(markers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the markers that a label image holds, and what it settles exactly.

    Parameters
    ----------
    markers : ndarray of int
        0 where nothing is marked, else a `Label`, or 4 and 5 for pixels that are exactly
        background and foreground.

    Returns
    -------
    markers : ndarray of int
        0 where nothing is marked, else a `Label`; the same array if nothing is exact.
    exact : ndarray of uint8
        0 where nothing is settled, else the `Label` of a side.

    Raises
    ------
    ValueError
        If there are values beyond 5.
    """
    is_exact = markers > max(Label)
    if markers.size and markers.max() > max(Label) + max(SIDES):
        raise InputError(
            "markers must be 0, 1 (background), 2 (foreground), 3 (fuzzy), 4 or 5 (exactly "
            f"background or foreground), got values up to {markers.max()}"
        )
    if not is_exact.any():
        return markers, np.zeros(markers.shape, np.uint8)
    exact = np.where(is_exact, markers - max(Label), 0).astype(np.uint8)
    return np.where(is_exact, 0, markers), exact


def sides(markers: np.ndarray) -> np.ndarray:
    """Return markers without the fuzzy ones, which belong to neither side of a cut.

    Parameters
    ----------
    markers : ndarray of int
        0 where nothing is marked, else a `Label`.

    Returns
    -------
    sided : ndarray of int
        0, or `Label.BACKGROUND` or `Label.FOREGROUND`; the same array if none is fuzzy.
    """
    fuzzy = markers == Label.FUZZY
    return np.where(fuzzy, markers.dtype.type(0), markers) if fuzzy.any() else markers


def pool(markers: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return markers of a whole photo reduced to a smaller shape, none lost.

    Parameters
    ----------
    markers : (M, N) ndarray of int
        0 where nothing is marked, else the `Label` of a side.
    shape : (int, int)
        Rows and columns of the result, at most (M, N).

    Returns
    -------
    pooled : ndarray of uint8, of the given shape
        The label that most of a pixel's marked pixels have; foreground where they tie.
    """
    rows, cols = np.nonzero(markers)
    reduced_rows = rows * shape[0] // markers.shape[0]
    reduced_cols = cols * shape[1] // markers.shape[1]
    votes = np.where(markers[rows, cols] == Label.FOREGROUND, 1, -1)
    flat = reduced_rows * shape[1] + reduced_cols
    size = shape[0] * shape[1]
    balance = np.bincount(flat, votes, minlength=size)
    marked = np.bincount(flat, minlength=size) > 0
    labels = np.where(balance >= 0, Label.FOREGROUND, Label.BACKGROUND)
    return (marked * labels).reshape(shape).astype(np.uint8)


def check_markers(markers: np.ndarray, shape: tuple[int, int]) -> None:
    """Raise ValueError unless markers have a shape and hold labels.

    Parameters
    ----------
    markers : ndarray
        0 where nothing is marked, else a `Label`.
    shape : (int, int)
        Rows and columns expected.

    Raises
    ------
    ValueError
        If the shape is another one, or there are other values.
    """
    if markers.shape != shape:
        raise InputError(f"markers must have the shape {shape}, got {markers.shape}")
    if not np.issubdtype(markers.dtype, np.integer):
        raise InputError(f"markers must be an array of integers, got dtype {markers.dtype}")
    if markers.size and (markers.min() < 0 or markers.max() > max(Label)):
        raise InputError(
            "markers must be 0, 1 (background), 2 (foreground) or 3 (fuzzy), "
            f"got values from {markers.min()} to {markers.max()}"
        )


class Sheet(NamedTuple):
    """What strokes are drawn on: a piece of an image of the whole photo.

    Attributes
    ----------
    marks : (h, w) ndarray of uint8
        The piece.
    first : (2,) ndarray of int
        Row and column of the image that it begins with.
    shape : (int, int)
        Rows and columns of the image.
    scale : (2,) ndarray of float
        Pixels of the image per pixel of the photo, down and along.
    """

    marks: np.ndarray
    first: np.ndarray
    shape: tuple[int, int]
    scale: np.ndarray


def _empty_sheet(
    photo_shape: tuple[int, int], shape: tuple[int, int] | None, box: Box | None = None
) -> Sheet:
    shape = photo_shape if shape is None else shape
    rows, cols = box or (slice(0, shape[0]), slice(0, shape[1]))
    marks = np.zeros((rows.stop - rows.start, cols.stop - cols.start), np.uint8)
    return Sheet(marks, np.array([rows.start, cols.start]), shape, np.array(shape) / photo_shape)


def _draw(sheet: Sheet, stroke: Stroke, label: int) -> None:
    """Write a label on the pixels of a stroke."""
    points = (np.array(stroke.points, float) + 0.5) * sheet.scale - 0.5 - sheet.first
    radii = np.array(stroke.radii_px, float) * np.sqrt(sheet.scale.prod())
    radii = np.broadcast_to(radii, len(points))
    radius = radii.max()
    least, most = np.zeros(2), np.array(sheet.marks.shape)
    if radius < COVERING_PX:
        # Whether it reaches any center is seen in the whole image.
        least, most = -sheet.first, sheet.shape - sheet.first
    first = np.maximum(np.floor(points.min(axis=0) - radius), least).astype(int)
    last = np.minimum(np.ceil(points.max(axis=0) + radius), most - 1).astype(int)
    shape = tuple((last - first + 1).clip(min=0))
    if 0 not in shape:
        _write(
            sheet.marks, _covered(points - first, radii, shape, filled=stroke.filled), first, label
        )


def _covered(
    points: np.ndarray, radii: np.ndarray, shape: tuple[int, int], *, filled: bool
) -> np.ndarray:
    """Return which pixels a stroke marks, in a piece of an image."""
    covered = _cover(points, radii, shape)
    if filled:
        covered |= _fill(points, shape)
    if radii.max() < COVERING_PX and not covered.any():
        nearest = np.rint(points).astype(int)
        inside = ((nearest >= 0) & (nearest < shape)).all(axis=1)
        covered[tuple(nearest[inside].T)] = True
    return covered


def _write(marks: np.ndarray, covered: np.ndarray, first: np.ndarray, label: int) -> None:
    """Write a label where pixels are covered, from some row and column on, as far as there are."""
    start = first.clip(min=0)
    target = marks[start[0] :, start[1] :]
    part = covered[start[0] - first[0] :, start[1] - first[1] :]
    part = part[: target.shape[0], : target.shape[1]]
    target[: part.shape[0], : part.shape[1]][part] = label


def _cover(points: np.ndarray, radii: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return which pixel centers lie within the disks that move along a path.

    Strategy: the disks of a straight piece form a convex capsule, which meets
    every image row in one interval; mark where the intervals of all pieces start and end, then
    sum along the rows.
    """
    path = np.column_stack([points, radii])
    starts, ends = (path[:-1], path[1:]) if len(path) > 1 else (path, path)
    stride = shape[1] + 1
    # A path has few enough pieces for 16 bits.
    changes = np.zeros(shape[0] * stride, np.int16)
    for block in range(0, len(starts), BLOCK_PIECES):
        pieces = slice(block, block + BLOCK_PIECES)
        rows, first, last = _intervals(starts[pieces], ends[pieces], shape)
        np.add.at(changes, rows * stride + first, np.int16(1))
        np.subtract.at(changes, rows * stride + last + 1, np.int16(1))
    depth = changes.reshape(shape[0], stride)
    return np.cumsum(depth, axis=1, out=depth)[:, :-1] > 0


def _fill(points: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return which pixel centers lie inside of a closed path, by the even-odd rule.

    Strategy: a piece of the path flips all pixels to its right; many times as fast as asking each
    pixel for all pieces.
    """
    flips = np.zeros((shape[0], shape[1] + 1), bool)
    for start, end in zip(points, np.roll(points, -1, axis=0), strict=True):
        (low, _), (high, _) = sorted((tuple(start), tuple(end)))
        rows = np.arange(max(np.ceil(low), 0), min(np.ceil(high), shape[0])).astype(int)
        if len(rows):
            slope = (end[1] - start[1]) / (end[0] - start[0])
            cols = np.ceil(start[1] + (rows - start[0]) * slope).clip(0, shape[1]).astype(int)
            flips[rows, cols] ^= True
    return np.logical_xor.accumulate(flips, axis=1)[:, :-1]


def _intervals(
    starts: np.ndarray, ends: np.ndarray, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, first and last column of the pixel runs in which capsules meet an image.

    A capsule runs from a disk (row, column, radius) to another.
    """
    low = np.minimum(starts[:, 0] - starts[:, 2], ends[:, 0] - ends[:, 2])
    high = np.maximum(starts[:, 0] + starts[:, 2], ends[:, 0] + ends[:, 2])
    low = np.ceil(low).clip(0, shape[0]).astype(int)
    high = np.floor(high).clip(-1, shape[0] - 1).astype(int)
    counts = (high - low + 1).clip(min=0)
    piece = np.repeat(np.arange(len(starts)), counts)
    rows = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts) + low[piece]
    left, right = _capsule_interval(starts[piece], ends[piece], rows)
    first = np.ceil(left).clip(0, shape[1]).astype(int)
    last = np.floor(right).clip(-1, shape[1] - 1).astype(int)
    kept = first <= last
    return rows[kept], first[kept], last[kept]


def _capsule_interval(
    starts: np.ndarray, ends: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the leftmost and rightmost column of capsules in the given rows."""
    left = np.full(len(rows), np.inf)
    right = np.full(len(rows), -np.inf)
    for row, col, radius in (starts.T, ends.T):
        reach = radius**2 - (rows - row) ** 2
        half = np.sqrt(reach.clip(min=0))
        left = np.where(reach >= 0, np.minimum(left, col - half), left)
        right = np.where(reach >= 0, np.maximum(right, col + half), right)
    for corner, rise in _sides(starts, ends):
        along = rows - corner[:, 0]
        along = np.divide(along, rise[:, 0], out=np.full(len(rows), -1.0), where=rise[:, 0] != 0)
        crossed = (along >= 0) & (along <= 1)
        column = corner[:, 1] + along * rise[:, 1]
        left = np.where(crossed, np.minimum(left, column), left)
        right = np.where(crossed, np.maximum(right, column), right)
    return left, right


def _sides(starts: np.ndarray, ends: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return where the two straight sides of capsules start, and how they go on from there.

    The sides touch both disks. Where one disk holds the other, they run inside of it.
    """
    direction, growth = ends[:, :2] - starts[:, :2], (ends[:, 2] - starts[:, 2])[:, None]
    length = np.hypot(*direction.T)[:, None]
    unit = np.divide(direction, length, out=np.zeros_like(direction), where=length > 0)
    # The sine of the angle between a side and the path.
    sine = np.divide(-growth, length, out=np.zeros_like(length), where=length > 0).clip(-1, 1)
    normal = unit[:, ::-1] * (1, -1) * np.sqrt(1 - sine**2)
    touching = (side * normal + unit * sine for side in (1, -1))
    return [(starts[:, :2] + starts[:, 2:] * at, direction + growth * at) for at in touching]
