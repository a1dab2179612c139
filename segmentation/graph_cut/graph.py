"""Regions to a graph: which regions belong together, and how alike any two of them look."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage as ndi
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from .outline import Guide, find_guide

if TYPE_CHECKING:
    from .regions import Boundaries, Regions

# Texture is the standard deviation of the color in a window of this size.
TEXTURE_SIGMA_PX = 3.0

# Edges between neighbors are worth what a cut along their boundary costs per pixel: 2 where the
# boundary is flat, and never less than 2 % of that, so that the outline stays short.
BOUNDARY_WEIGHT = 2.0
LEAST_BOUNDARY = 0.02

# Edges to look-alikes elsewhere hold together what something in front divides (KNN matting).
# The distance is in Lab units; position and texture are brought to that scale.
LOOK_ALIKES = 8
LOOK_ALIKE_WEIGHT = 20.0
LOOK_ALIKE_SCALE = 6.0
POSITION_IN_LAB = 50.0
TEXTURE_IN_LAB = 2.0

# The kernel of the color models: colors spread by some just noticeable differences, and a mark
# counts half at a fifth of the image's size.
COLOR_SCALE = 4.0
POSITION_SCALE = 0.2

# The core of a region is what is so deep in it, beside its deepest pixel.
CORE_DEPTH = 0.3


@dataclass(frozen=True, eq=False)
class RegionGraph:
    """The regions of an image and all that a stroke needs to know about them. Read-only arrays.

    Attributes
    ----------
    labels : (M, N) ndarray of int32
        Region of each pixel.
    elevation : (M, N) ndarray of float32
        Color gradient magnitude, to divide a region between two marks.
    boxes : tuple of (slice, slice)
        Bounding box of each region.
    boundaries : Boundaries
        Where regions touch.
    area : (R,) ndarray of float64
        Area in px times 4 / sqrt(MN): grows with the image's size as the boundaries' lengths do.
    color : (R, 3) ndarray of float64
        Mean color in Lab.
    position : (R, 2) ndarray of float64
        Mean row and column, over sqrt(MN).
    border_px : (R,) ndarray of int64
        Pixels of the region on the image border.
    weights : (R, R) csr_array of float64
        Symmetric weights of the edges: what separating the two regions costs.
    find_lab : callable
        Returns the image in Lab, (M, N, 3).
    """

    labels: np.ndarray
    elevation: np.ndarray
    boxes: tuple[tuple[slice, slice], ...]
    boundaries: Boundaries
    area: np.ndarray
    color: np.ndarray
    position: np.ndarray
    border_px: np.ndarray
    weights: sparse.csr_array
    find_lab: Callable[[], np.ndarray]

    def __post_init__(self) -> None:
        parts = self.weights.data, self.weights.indices, self.weights.indptr
        pixels = self.labels, self.elevation
        regions = self.area, self.color, self.position, self.border_px
        for array in (*pixels, *regions, *parts):
            array.setflags(write=False)

    @functools.cached_property
    def kernel(self) -> np.ndarray:
        """How much a mark in one region says about another, in (0, 1], (R, R) float32."""
        kernel = mark_kernel(self.color, self.position)
        kernel.setflags(write=False)
        return kernel

    @functools.cached_property
    def core(self) -> np.ndarray:
        """Where a mark speaks for its whole region, (M, N) bool: in it, not at its edge."""
        core = find_core(self.labels)
        core.setflags(write=False)
        return core

    @functools.cached_property
    def guide(self) -> Guide:
        """What the image tells about the outlines of its objects."""
        return find_guide(self.find_lab())

    def give_up(self) -> None:
        """Forget what is large and soon worked out again: half of it all."""
        for name in ("kernel", "guide"):
            vars(self).pop(name, None)


def region_graph(
    lab: np.ndarray, regions: Regions, *, find_lab: Callable[[], np.ndarray] | None = None
) -> RegionGraph:
    """Return the graph of an image's regions.

    Parameters
    ----------
    lab : (M, N, 3) ndarray of float
        Image in CIE Lab.
    regions : Regions
        Its partition.
    find_lab : callable, optional
        Returns `lab` again, so that the graph need not keep it; a `functools.partial` can be
        pickled with the graph.

    Returns
    -------
    RegionGraph

    Raises
    ------
    ValueError
        If `lab` and the regions' labels have different shapes.

    Notes
    -----
    Neighbors are joined by edges of weight ``2 length (exp(-h^2) + .02)`` with h the elevation of
    their boundary over the image's mean [1]_. Every region is also joined to the 8 that look
    most alike, by ``20 sqrt(a1 a2) exp(-d^2 / 72)`` with a the areas (see `RegionGraph`) and d the
    distance in mean color, position and texture [2]_. Memory is 4 R^2 bytes for the
    kernel and 20 bytes a pixel for the guide, both of which `give_up` forgets.

    References
    ----------
    .. [1] Boykov, Y. & Jolly, M.-P. (2001). Interactive graph cuts for optimal boundary & region
       segmentation of objects in N-D images. ICCV. :DOI:`10.1109/ICCV.2001.937505`
    .. [2] Chen, Q., Li, D. & Tang, C.-K. (2013). KNN matting. IEEE Transactions on Pattern
       Analysis and Machine Intelligence, 35(9), 2175-2188. :DOI:`10.1109/TPAMI.2013.18`
    """
    labels = regions.labels
    if lab.shape[:2] != labels.shape:
        raise ValueError(f"lab has shape {lab.shape}, expected {(*labels.shape, 3)}")
    size = np.sqrt(labels.size)
    area_px = np.bincount(labels.ravel())
    area = 4 * area_px / size
    color = mean_by_label(labels, lab)
    texture = mean_by_label(labels, local_deviation(lab))
    position = mean_by_label(labels, np.stack([*np.indices(labels.shape, np.float32)], -1)) / size
    look = np.hstack([color, POSITION_IN_LAB * position, TEXTURE_IN_LAB * texture])
    graph = RegionGraph(
        labels,
        regions.elevation,
        tuple(ndi.find_objects(labels + 1)),
        regions.boundaries,
        area,
        color,
        position,
        count_border(labels, len(area)),
        boundary_edges(regions.boundaries, len(area)) + look_alike_edges(look, area),
        find_lab or functools.partial(np.asarray, lab),
    )
    # While the image is at hand in Lab, which would be worked out again for the first cut.
    vars(graph)["guide"] = find_guide(lab)
    return graph


def mean_by_label(labels: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Return the mean of each channel of the image over each label, (labels, channels)."""
    flat = labels.ravel()
    channels = np.moveaxis(image, -1, 0).reshape(image.shape[-1], -1)
    sums = np.stack([np.bincount(flat, channel) for channel in channels], axis=1)
    return sums / np.bincount(flat)[:, None]


def local_deviation(lab: np.ndarray) -> np.ndarray:
    """Return the standard deviation of each channel around each pixel, (M, N, 3) float32."""
    sigmas = (TEXTURE_SIGMA_PX, TEXTURE_SIGMA_PX, 0)
    lab = lab.astype(np.float32, copy=False)
    variance = ndi.gaussian_filter(lab**2, sigmas) - ndi.gaussian_filter(lab, sigmas) ** 2
    # Rounding may leave a small negative variance where the image is flat.
    return np.sqrt(np.maximum(variance, 0))


def count_border(labels: np.ndarray, count: int) -> np.ndarray:
    """Return how many pixels of each region lie on the image border."""
    on_border = np.ones(labels.shape, bool)
    on_border[1:-1, 1:-1] = False
    return np.bincount(labels[on_border], minlength=count)


def boundary_edges(boundaries: Boundaries, count: int) -> sparse.csr_array:
    """Return the weights between neighbors."""
    length, height = boundaries.length_px, boundaries.height
    if not height.any():
        return symmetric(boundaries.first, boundaries.second, BOUNDARY_WEIGHT * length, count)
    relative = height / np.average(height, weights=length)
    weights = BOUNDARY_WEIGHT * length * (np.exp(-(relative**2)) + LEAST_BOUNDARY)
    return symmetric(boundaries.first, boundaries.second, weights, count)


def look_alike_edges(look: np.ndarray, area: np.ndarray) -> sparse.csr_array:
    """Return the weights between regions that look alike; those of mutual look-alikes add."""
    count = len(look)
    # The nearest of all is the region itself.
    wanted = min(LOOK_ALIKES + 1, count)
    distance, other = (found.reshape(count, wanted) for found in cKDTree(look).query(look, wanted))
    one = np.broadcast_to(np.arange(count)[:, None], other.shape)
    apart = one != other
    one, other, distance = one[apart], other[apart], distance[apart]
    likeness = np.exp(-((distance / LOOK_ALIKE_SCALE) ** 2) / 2)
    return symmetric(
        one, other, LOOK_ALIKE_WEIGHT * np.sqrt(area[one] * area[other]) * likeness, count
    )


def symmetric(
    one: np.ndarray, other: np.ndarray, weights: np.ndarray, count: int
) -> sparse.csr_array:
    """Return the symmetric matrix of undirected edges; equal edges add."""
    half = sparse.coo_array((weights, (one, other)), shape=(count, count)).tocsr()
    return half + half.T


def mark_kernel(color: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Return how much a mark in one region says about another, (R, R) float32 in (0, 1].

    A Gaussian in color; its tail in position is heavy (Cauchy's), for objects are
    compact but may extend.
    """
    kernel = np.exp(-cdist(color, color, "sqeuclidean") / (2 * COLOR_SCALE**2))
    kernel /= 1 + cdist(position, position, "sqeuclidean") / POSITION_SCALE**2
    return kernel.astype(np.float32)


def find_core(labels: np.ndarray) -> np.ndarray:
    """Return which pixels are in the core of their region; no edge is at the image border."""
    is_edge = np.zeros(labels.shape, bool)
    for one, other in ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1])):
        differs = labels[one] != labels[other]
        is_edge[one] |= differs
        is_edge[other] |= differs
    depth = ndi.distance_transform_cdt(~is_edge, "chessboard") + 1
    deepest = np.zeros(labels.max() + 1, depth.dtype)
    np.maximum.at(deepest, labels, depth)
    return depth >= CORE_DEPTH * deepest[labels]
