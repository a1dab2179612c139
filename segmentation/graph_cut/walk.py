"""Regions to saliency: how much each stands out of the photo, without any mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu, spsolve_triangular

from .unary import share, unlike

if TYPE_CHECKING:
    from .graph import RegionGraph

# Beside the weights of the edges: per border pixel, so that whoever gets there leaves; and per
# area, so that a walk sees about the size of a subject.
LEAVING_WEIGHT = 10.0
TIRING_WEIGHT = 0.3
# A walk that tires later sees more of the photo.
LATE_TIRING_WEIGHT = 0.03
WALKS = ("salient", "border", "wide")

# Subjects are near the center: a Gaussian of this share of the image's sides.
CENTER_SCALE = 0.25


@dataclass(frozen=True, eq=False)
class Walk:
    """The equations of a walk in two triangular matrices, ready to be solved for any right side.

    SciPy's own object is not kept: it loses its memory if another thread gives it up than the one
    that made it, and takes five times as much.

    Attributes
    ----------
    lower, upper : (R, R) csc_array of float64
        What the matrix of the equations is the product of, but for the scale: with ones on their
        diagonals, and indices in order, which every solution would sort otherwise.
    scale : (R,) ndarray of float64
        What each unknown of `upper` is multiplied with.
    rows, cols : (R,) ndarray of int32
        In which order the matrix has its rows and columns in the product.
    """

    lower: sparse.csc_array
    upper: sparse.csc_array
    scale: np.ndarray
    rows: np.ndarray
    cols: np.ndarray

    def solve(self, times: np.ndarray) -> np.ndarray:
        """Return how long a walk from each region stays.

        Parameters
        ----------
        times : (R,) or (R, K) ndarray of float64
            As what a unit of time in each region counts.

        Returns
        -------
        stay : (R,) or (R, K) ndarray of float64
            As `times`.
        """
        ordered = np.empty_like(times)
        ordered[self.rows] = times
        half = spsolve_triangular(self.lower, ordered, lower=True, unit_diagonal=True)
        scaled = spsolve_triangular(self.upper, half, lower=False, unit_diagonal=True)
        return (scaled.T * self.scale).T[self.cols]


def saliency(graph: RegionGraph, kind: str) -> np.ndarray:
    """Return how much each region stands out, (R,) float64 in [0, 1]; zeros if none does.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    kind : {'salient', 'border'}
        'salient' is what holds a walk that tires, 'border' one that can leave the image through
        every side but the lower one, from which many subjects rise.

    Returns
    -------
    (R,) ndarray of float64
        0 for the region that stands out least, 1 for the one that does most.

    Notes
    -----
    The time that a random walk through the graph takes until it leaves the image, as in [1]_: it
    is caught by what edges close in, whatever its colors. It counts only in regions unlike the
    border [2]_ and near the center. Solving the R linear equations takes some 20 ms.

    References
    ----------
    .. [1] Jiang, B., Zhang, L., Lu, H., Yang, C. & Yang, M.-H. (2013). Saliency detection via
       absorbing Markov chain. ICCV. :DOI:`10.1109/ICCV.2013.209`
    .. [2] Wei, Y., Wen, F., Zhu, W. & Sun, J. (2012). Geodesic saliency using background priors.
       ECCV. :DOI:`10.1007/978-3-642-33712-3_3`
    """
    return stay_time(graph, find_walk(graph, kind))


def stay_time(graph: RegionGraph, walk: Walk) -> np.ndarray:
    """Return how long a walk stays where it counts, from 0 to 1; see `saliency`."""
    return stretched(walk.solve(counting_time(graph)))


def find_walk(graph: RegionGraph, kind: str) -> Walk:
    """Return the equations of a walk.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    kind : {'salient', 'border', 'wide'}
        As in `saliency`; 'wide' is a walk that tires late.

    Returns
    -------
    Walk
    """
    if kind == "border":
        leaving = LEAVING_WEIGHT * upper_border(graph.labels, len(graph.area))
    else:
        tiring = TIRING_WEIGHT if kind == "salient" else LATE_TIRING_WEIGHT
        leaving = LEAVING_WEIGHT * graph.border_px + tiring * graph.area
    laplacian = sparse.diags_array(graph.weights.sum(axis=1) + leaving) - graph.weights
    factors = splu(laplacian.tocsc(), permc_spec="MMD_AT_PLUS_A")
    lower, scale = factors.L, 1 / factors.U.diagonal()
    upper = (factors.U @ sparse.diags_array(scale)).tocsc()
    for triangle in (lower, upper):
        triangle.sum_duplicates()
    # The orders are views, which would keep it all.
    return Walk(lower, upper, scale, factors.perm_r.copy(), factors.perm_c.copy())


class Walks(dict[str, Walk]):
    """The walks through an image by their kinds, each found when it is first asked for."""

    def __init__(self, graph: RegionGraph) -> None:
        super().__init__()
        self.graph = graph

    def __missing__(self, kind: str) -> Walk:
        """Find a walk, see `find_walk`."""
        walk = self[kind] = find_walk(self.graph, kind)
        return walk


def counting_time(graph: RegionGraph) -> np.ndarray:
    """Return how much the time in each region counts: unlike the border, near the center."""
    border = share(graph.border_px).astype(np.float32)
    return graph.area * unlike(graph, border) * centrality(graph)


def stretched(stay: np.ndarray) -> np.ndarray:
    """Return values moved and stretched to reach from 0 to 1; zeros if they are equal."""
    stay = stay - stay.min()
    # Rounding leaves differences where there are none.
    return stay / stay.max() if stay.max() > np.finfo(np.float32).eps else np.zeros(len(stay))


def centrality(graph: RegionGraph) -> np.ndarray:
    """Return how near each region is to the center of the image, from 0 to 1."""
    return closeness(graph, (0.5, 0.5), CENTER_SCALE)


def closeness(graph: RegionGraph, point: tuple[float, float], scale: float) -> np.ndarray:
    """Return how near each region is to a point, from 0 to 1; both in shares of the sides."""
    return np.exp(-((places(graph) - point) ** 2).sum(axis=1) / (2 * scale**2))


def places(graph: RegionGraph) -> np.ndarray:
    """Return the mean row and column of each region in shares of the image's sides, (R, 2)."""
    # Without the half pixel, the middle of a row of one pixel would not be its center.
    return (graph.position * np.sqrt(graph.labels.size) + 0.5) / graph.labels.shape


def upper_border(labels: np.ndarray, count: int) -> np.ndarray:
    """Return how many pixels of each region lie on the upper, left or right side of the image."""
    sides = np.concatenate([labels[0], labels[1:, 0], labels[1:, -1]])
    return np.bincount(sides, minlength=count)
