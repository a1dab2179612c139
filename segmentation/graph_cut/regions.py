"""Photo to regions: catchment basins of the color gradient, merged while it costs little."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage as ndi
from scipy import sparse

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# A finer gradient follows noise, a coarser one rounds corners.
GRADIENT_SIGMA_PX = 1.0

# Few enough for a minimum cut within milliseconds, while the best choice of regions still
# reaches an IoU of .985 with hand-drawn outlines.
REGION_COUNT = 1500

# How much a step across the boundary counts against a difference of the mean colors. It keeps
# two sides of a sharp edge apart even where their colors are alike on average.
EDGE_WEIGHT = 400.0

# Merging only the cheaper of the mutual pairs lets new neighbors compete before bad pairs merge.
CHEAPEST_SHARE = 0.8


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Shared boundaries between neighboring regions, each pair once. All arrays have shape (E,).

    Attributes
    ----------
    first, second : ndarray of int32
        The two regions, ``first < second``.
    length_px : ndarray of float64
        Pairs of 4-connected pixels across the boundary.
    height : ndarray of float64
        Mean elevation along the boundary, the higher pixel of each pair.
    """

    first: np.ndarray
    second: np.ndarray
    length_px: np.ndarray
    height: np.ndarray

    def __post_init__(self) -> None:
        make_read_only(self)


@dataclass(frozen=True, eq=False)
class Regions:
    """A partition of an image into connected regions, with read-only arrays.

    Attributes
    ----------
    labels : (M, N) ndarray of int32
        Region of each pixel, 0 to the number of regions - 1.
    elevation : (M, N) ndarray of float32
        Color gradient magnitude, in Lab units per pixel.
    boundaries : Boundaries
        Where regions touch.
    """

    labels: np.ndarray
    elevation: np.ndarray
    boundaries: Boundaries

    def __post_init__(self) -> None:
        make_read_only(self)


def make_read_only(record: DataclassInstance) -> None:
    """Forbid writing to the arrays of a dataclass."""
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)


def find_regions(lab: np.ndarray, *, count: int = REGION_COUNT) -> Regions:
    """Return a partition of an image into at most `count` regions of similar color.

    Parameters
    ----------
    lab : (M, N, 3) ndarray of float
        Image in CIE Lab.
    count : int
        Most regions wanted; an image with fewer basins keeps them all.

    Returns
    -------
    Regions
        Connected regions, their boundaries and the elevation they were found on.

    Raises
    ------
    ValueError
        If `lab` has no pixels or no three channels, or `count` is not positive.

    Notes
    -----
    Basins of the color gradient are merged in rounds. In each round, every pair of neighbors that
    are each other's cheapest merges, as long as it is among the cheaper 80 % of these pairs. The
    cost is Ward's [1]_ plus a term for the edge between the two,

        (|c1 - c2|^2 + 400 h^2) s1 s2 / (s1 + s2)

    with c the mean colors, s the areas and h the mean elevation of the shared boundary. Ties go
    to the pair with the lower numbers. Needs time O(MN log MN).

    References
    ----------
    .. [1] Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. Journal of
       the American Statistical Association, 58(301), 236-244. :DOI:`10.1080/01621459.1963.10500845`
    """
    if lab.ndim != 3 or lab.shape[2] != 3 or lab.size == 0:
        raise ValueError(f"lab has shape {lab.shape}, expected (M, N, 3) with M, N > 0")
    if count < 1:
        raise ValueError(f"count is {count}, expected at least 1")
    elevation = lab_gradient(lab)
    basins = drain(elevation)
    merged, boundaries = merge(basins, lab, elevation, count)
    return Regions(merged[basins], elevation, boundaries)


def lab_gradient(lab: np.ndarray) -> np.ndarray:
    """Return the gradient magnitude of the smoothed Lab image, (M, N) float32, Lab units per px."""
    squares = np.zeros(lab.shape[:2], np.float32)
    for channel in np.moveaxis(lab, -1, 0):
        smooth = ndi.gaussian_filter(channel.astype(np.float32), GRADIENT_SIGMA_PX)
        for axis in (0, 1):
            # Sobel's weights sum to 8 over a distance of 2 px; the usual scale divides by 4.
            squares += (ndi.sobel(smooth, axis) / 4) ** 2
    return np.sqrt(squares)


def drain(elevation: np.ndarray) -> np.ndarray:
    """Return the catchment basin of each pixel, (M, N) int32, numbered from 0 in scan order.

    A drop of water runs to the lowest of the four neighbors until there is no lower one. On a
    plateau it runs toward the pixel that comes first in scan order, so a flat image is one basin.
    """
    # Strategy: let each pixel point to where its water runs, then follow all pointers at once;
    # replacing each by its target's target doubles the distance traveled in every round.
    index = np.arange(elevation.size, dtype=np.int32).reshape(elevation.shape)
    target, lowest = index.copy(), elevation.copy()
    for here, there, is_lower in (
        (np.s_[1:], np.s_[:-1], np.less_equal),
        (np.s_[:, 1:], np.s_[:, :-1], np.less_equal),
        (np.s_[:, :-1], np.s_[:, 1:], np.less),
        (np.s_[:-1], np.s_[1:], np.less),
    ):
        runs = is_lower(elevation[there], lowest[here])
        np.copyto(target[here], index[there], where=runs)
        np.minimum(lowest[here], elevation[there], out=lowest[here])
    bottom = target.ravel()
    while not np.array_equal(bottom, further := bottom.take(bottom)):
        bottom = further
    number = np.cumsum(bottom == index.ravel(), dtype=np.int32) - 1
    return number[bottom].reshape(elevation.shape)


def find_boundaries(labels: np.ndarray, elevation: np.ndarray) -> Boundaries:
    """Return the shared boundaries of the labels."""
    sides = []
    for axis, step in ((1, 1), (0, labels.shape[1])):
        differ = np.diff(labels, axis=axis, append=labels.take([-1], axis)) != 0
        here = np.flatnonzero(differ)
        sides.append((here, here + step))
    here, there = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    height = np.maximum(elevation.take(here), elevation.take(there))
    return unite_boundaries(labels.take(here), labels.take(there), np.ones(len(here)), height)


def unite_boundaries(
    one: np.ndarray, other: np.ndarray, length_px: np.ndarray, height: np.ndarray
) -> Boundaries:
    """Return the boundaries with each pair of regions once: lengths added, heights averaged."""
    first, second = np.minimum(one, other), np.maximum(one, other)
    order = sort_few(second)
    order = order[sort_few(first[order])]
    first, second, length_px, height = (
        values[order] for values in (first, second, length_px, height)
    )
    is_new = np.ones(len(first), bool)
    is_new[1:] = (np.diff(first) != 0) | (np.diff(second) != 0)
    pair = np.cumsum(is_new) - 1
    length = np.bincount(pair, length_px)
    total = np.bincount(pair, length_px * height)
    return Boundaries(first[is_new], second[is_new], length, total / length)


def sort_few(numbers: np.ndarray) -> np.ndarray:
    """Return the order that sorts numbers from 0 to a few, int32; equal ones stay as they are.

    Counting how many there are of each takes a quarter of the time of comparing them.
    """
    rows, cols = len(numbers), int(numbers.max(initial=0)) + 1
    ends = np.arange(rows + 1, dtype=np.int32)
    places = sparse.csr_array((np.ones(rows, np.int8), numbers, ends), shape=(rows, cols))
    return places.tocsc().indices


def merge(
    basins: np.ndarray, lab: np.ndarray, elevation: np.ndarray, count: int
) -> tuple[np.ndarray, Boundaries]:
    """Return the region of each basin, int32, and the boundaries of the regions."""
    boundaries = find_boundaries(basins, elevation)
    area = np.bincount(basins.ravel()).astype(float)
    colors = sum_by_label(basins, lab)
    region = np.arange(len(area), dtype=np.int32)
    while len(area) > count:
        cost = merging_cost(boundaries, area, colors / area)
        pairs = cheapest_pairs(boundaries, cost, len(area))[: len(area) - count]
        merged = join(boundaries, pairs, len(area))
        area = np.bincount(merged, area)
        colors = np.stack([np.bincount(merged, channel) for channel in colors])
        region = merged[region]
        one, other = merged[boundaries.first], merged[boundaries.second]
        apart = one != other
        boundaries = unite_boundaries(
            one[apart], other[apart], boundaries.length_px[apart], boundaries.height[apart]
        )
    return region, boundaries


def sum_by_label(labels: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Return the sum of each channel of the image over each label, (channels, labels) float64."""
    channels = np.moveaxis(image, -1, 0).reshape(image.shape[-1], -1)
    return np.stack([np.bincount(labels.ravel(), channel) for channel in channels])


def merging_cost(boundaries: Boundaries, area: np.ndarray, color: np.ndarray) -> np.ndarray:
    """Return what merging across each boundary costs; formula in `find_regions`."""
    one, other = boundaries.first, boundaries.second
    contrast = ((color.take(one, 1) - color.take(other, 1)) ** 2).sum(axis=0)
    step = EDGE_WEIGHT * boundaries.height**2
    return (contrast + step) * area[one] * area[other] / (area[one] + area[other])


def cheapest_pairs(boundaries: Boundaries, cost: np.ndarray, count: int) -> np.ndarray:
    """Return boundaries whose regions are each other's cheapest, cheapest first, 80 % of them."""
    one, other = boundaries.first, boundaries.second
    least = np.full(count, np.inf)
    np.minimum.at(least, one, cost)
    np.minimum.at(least, other, cost)
    # Of boundaries that cost the same, the first one. Sorting all of them would take far longer.
    best = np.full(count, len(cost))
    for side in (one, other):
        cheap = np.flatnonzero(cost == least[side])
        np.minimum.at(best, side[cheap], cheap)
    mutual = np.flatnonzero(best[one] == best[other])
    mutual = mutual[best[one[mutual]] == mutual]
    pairs = mutual[np.argsort(cost[mutual], kind="stable")]
    return pairs[: max(1, int(CHEAPEST_SHARE * len(pairs)))]


def join(boundaries: Boundaries, pairs: np.ndarray, count: int) -> np.ndarray:
    """Return the new number, int32, of each region after joining across some boundaries."""
    keeper = np.arange(count)
    keeper[boundaries.second[pairs]] = boundaries.first[pairs]
    number = np.cumsum(keeper == np.arange(count), dtype=np.int32) - 1
    return number[keeper]
