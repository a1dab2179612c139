"""Strokes, dark and light spots, distance peaks → markers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import ndimage as ndi
from skimage.feature import peak_local_max
from skimage.filters import threshold_otsu

from .recipe import Label, Stroke

# Bounds the memory of a long stroke; larger blocks are no faster.
BLOCK_PIECES = 256

# More seeds than anyone can pick from; ordinary photos have fewer.
MAX_SEEDS = 5000
# Such a share of the pixels, the darkest and the lightest ones, are seeds by suggestion.
SUGGESTED_SHARE = 0.01


def rasterize(
    strokes: Iterable[Stroke],
    photo_shape: tuple[int, int],
    *,
    shape: tuple[int, int] | None = None,
) -> np.ndarray:
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

    Returns
    -------
    markers : ndarray of uint8, of the given shape
        0 where nothing is marked, else a `Label`.

    Notes
    -----
    A pixel is marked when its center lies within the radius of the path, borders included: a
    point is a disk, a path has round caps and joins. A stroke inside the photo that is too
    fine to reach any center marks the pixels that its points fall into. The cost grows with the
    outline of the strokes, not with the area they cover.
    """
    shape = photo_shape if shape is None else shape
    scale = np.array(shape) / photo_shape
    markers = np.zeros(shape, np.uint8)
    for stroke in strokes:
        points = (np.array(stroke.points, float) + 0.5) * scale - 0.5
        radius = stroke.radius_px * float(np.sqrt(scale.prod()))
        _draw(markers, stroke.label, points, radius, filled=stroke.filled)
    return markers


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


def spots(
    gray: np.ndarray, *, dark: float = 3, light: float = 245, most: int = MAX_SEEDS
) -> tuple[np.ndarray, int]:
    """Return the numbered dark and light spots of a gray image, and how many there are.

    Parameters
    ----------
    gray : (M, N) ndarray
        Gray values from 0 to 255.
    dark, light : float
        Pixels below `dark` and pixels above `light` belong to a spot.
    most : int
        Only so many spots become seeds, the largest ones; of equal ones those that come first
        row by row.

    Returns
    -------
    seeds : (M, N) ndarray of int32
        0 outside the seeds; pixels that touch by an edge share a number, be they dark or light.
    found : int
        Number of spots, of which at the most `most` are seeds.
    """
    seeds, found = ndi.label((gray < dark) | (gray > light))
    if found > most:
        sizes = np.bincount(seeds.ravel())[1:]
        kept = np.zeros(found + 1, bool)
        kept[1 + np.argsort(-sizes, kind="stable")[:most]] = True
        seeds = (np.cumsum(kept) * kept).astype(np.int32)[seeds]
    return seeds, int(found)


def suggest_thresholds(gray: np.ndarray) -> tuple[int, int] | None:
    """Return thresholds that make spots of the darkest and the lightest pixels.

    Parameters
    ----------
    gray : (M, N) ndarray
        Gray values from 0 to 255.

    Returns
    -------
    thresholds : (dark, light), or None
        Whole numbers such that at least 1 % of the pixels are below `dark` and at least 1 % above
        `light`, as near to the ends of the scale as that allows. None where all pixels are within
        a gray level of each other, so that no thresholds tell them apart.
    """
    low, high = np.quantile(gray, (SUGGESTED_SHARE, 1 - SUGGESTED_SHARE), method="lower")
    dark, light = int(np.floor(low)) + 1, int(np.ceil(high)) - 1
    return (dark, light) if dark <= light else None


def distance_peaks(
    elevation: np.ndarray, *, peak_distance_px: int = 20, most: int = MAX_SEEDS
) -> tuple[np.ndarray, int]:
    """Return the numbered places farthest from any edge, and how many there are.

    Parameters
    ----------
    elevation : (M, N) ndarray of float
        Blurred edges.
    peak_distance_px : int
        Least distance between two peaks in pixels.
    most : int
        Only so many peaks become seeds, the highest ones.

    Returns
    -------
    seeds : (M, N) ndarray of int32
        0 except at the seeds, which are numbered from the highest peak on.
    found : int
        Number of peaks, of which at the most `most` are seeds.

    Notes
    -----
    Edges are the pixels whose elevation exceeds Otsu's threshold [1]_; peaks are the local maxima
    of the Euclidean distance to them. A flat image has no edges, hence no peaks.

    References
    ----------
    .. [1] N. Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions
           on Systems, Man, and Cybernetics 9(1), 1979, :DOI:`10.1109/TSMC.1979.4310076`.
    """
    seeds = np.zeros(elevation.shape, np.int32)
    edges = elevation > threshold_otsu(elevation)
    if not edges.any():
        return seeds, 0
    distance = ndi.distance_transform_edt(~edges)
    peaks = peak_local_max(distance, min_distance=peak_distance_px, exclude_border=False)
    highest = peaks[:most]
    seeds[tuple(highest.T)] = np.arange(1, len(highest) + 1)
    return seeds, len(peaks)


def _draw(
    markers: np.ndarray, label: Label, points: np.ndarray, radius: float, *, filled: bool
) -> None:
    """Write a label on the pixels of a path with round caps."""
    first = np.maximum(np.floor(points.min(axis=0) - radius), 0).astype(int)
    last = np.minimum(np.ceil(points.max(axis=0) + radius), np.array(markers.shape) - 1)
    height, width = (last.astype(int) - first + 1).clip(min=0)
    if not (height and width):
        return
    window = markers[first[0] : first[0] + height, first[1] : first[1] + width]
    covered = _cover(points - first, radius, window.shape)
    if filled:
        covered |= _fill(points - first, window.shape)
    if not covered.any():
        nearest = np.rint(points - first).astype(int)
        inside = ((nearest >= 0) & (nearest < window.shape)).all(axis=1)
        covered[tuple(nearest[inside].T)] = True
    window[covered] = label


def _cover(points: np.ndarray, radius: float, shape: tuple[int, int]) -> np.ndarray:
    """Return which pixel centers lie within a radius of a path.

    Strategy: the points within the radius of a straight piece form a convex capsule, which meets
    every image row in one interval; mark where the intervals of all pieces start and end, then
    sum along the rows.
    """
    starts, ends = (points[:-1], points[1:]) if len(points) > 1 else (points, points)
    stride = shape[1] + 1
    # A path has few enough pieces for 16 bits.
    changes = np.zeros(shape[0] * stride, np.int16)
    for block in range(0, len(starts), BLOCK_PIECES):
        pieces = slice(block, block + BLOCK_PIECES)
        rows, first, last = _intervals(starts[pieces], ends[pieces], radius, shape)
        np.add.at(changes, rows * stride + first, np.int16(1))
        np.subtract.at(changes, rows * stride + last + 1, np.int16(1))
    changes = changes.reshape(shape[0], stride)
    return np.cumsum(changes, axis=1, out=changes)[:, :-1] > 0


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
    starts: np.ndarray, ends: np.ndarray, radius: float, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, first and last column of the pixel runs in which capsules meet an image."""
    low = np.ceil(np.minimum(starts, ends)[:, 0] - radius).clip(0, shape[0]).astype(int)
    high = np.floor(np.maximum(starts, ends)[:, 0] + radius).clip(-1, shape[0] - 1).astype(int)
    counts = (high - low + 1).clip(min=0)
    piece = np.repeat(np.arange(len(starts)), counts)
    rows = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts) + low[piece]
    left, right = _capsule_interval(starts[piece], ends[piece], radius, rows)
    first = np.ceil(left).clip(0, shape[1]).astype(int)
    last = np.floor(right).clip(-1, shape[1] - 1).astype(int)
    kept = first <= last
    return rows[kept], first[kept], last[kept]


def _capsule_interval(
    starts: np.ndarray, ends: np.ndarray, radius: float, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the leftmost and rightmost column of capsules in the given rows."""
    left = np.full(len(rows), np.inf)
    right = np.full(len(rows), -np.inf)
    for centers in (starts, ends):
        reach = radius**2 - (rows - centers[:, 0]) ** 2
        half = np.sqrt(reach.clip(min=0))
        left = np.where(reach >= 0, np.minimum(left, centers[:, 1] - half), left)
        right = np.where(reach >= 0, np.maximum(right, centers[:, 1] + half), right)

    direction = ends - starts
    length = np.hypot(*direction.T)[:, None]
    normal = np.divide(
        direction[:, ::-1] * (1, -1), length, out=np.zeros_like(direction), where=length > 0
    )
    # The straight sides; the two ends of the rectangle lie inside the disks.
    for side in (radius, -radius):
        corner = starts + side * normal
        rise = direction[:, 0]
        along = np.divide(rows - corner[:, 0], rise, out=np.full(len(rows), -1.0), where=rise != 0)
        crossed = (along >= 0) & (along <= 1)
        column = corner[:, 1] + along * direction[:, 1]
        left = np.where(crossed, np.minimum(left, column), left)
        right = np.where(crossed, np.maximum(right, column), right)
    return left, right
