"""Regions to saliency: how much each stands out of the photo, without any mark."""

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve

from .unary import share, unlike

if TYPE_CHECKING:
    from .region_graph import RegionGraph

# Beside the weights of the edges: per border pixel, so that whoever gets there leaves; and per
# area, so that a walk sees about the size of a subject.
LEAVING_WEIGHT = 10.0
TIRING_WEIGHT = 0.3

# Subjects are near the center: a Gaussian of this share of the image's sides.
CENTER_SCALE = 0.25


def saliency(graph: "RegionGraph", kind: str) -> np.ndarray:
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
    border = share(graph.border_px).astype(np.float32)
    time = graph.area * unlike(graph, border) * centrality(graph)
    if kind == "border":
        leaving = LEAVING_WEIGHT * upper_border(graph.labels, len(graph.area))
    else:
        leaving = LEAVING_WEIGHT * graph.border_px + TIRING_WEIGHT * graph.area
    laplacian = sparse.diags_array(graph.weights.sum(axis=1) + leaving) - graph.weights
    stay = np.atleast_1d(
        spsolve(laplacian.tocsc(), time, permc_spec="MMD_AT_PLUS_A", use_umfpack=False)
    )
    stay = stay - stay.min()
    # Rounding leaves differences where there are none.
    return stay / stay.max() if stay.max() > np.finfo(np.float32).eps else np.zeros(len(stay))


def centrality(graph: "RegionGraph") -> np.ndarray:
    """Return how near each region is to the center of the image, from 0 to 1."""
    shape = np.array(graph.labels.shape)
    # Without the half pixel, the middle of a row of one pixel would not be its center.
    offset = (graph.position * np.sqrt(graph.labels.size) + 0.5) / shape - 0.5
    return np.exp(-(offset**2).sum(axis=1) / (2 * CENTER_SCALE**2))


def upper_border(labels: np.ndarray, count: int) -> np.ndarray:
    """Return how many pixels of each region lie on the upper, left or right side of the image."""
    sides = np.concatenate([labels[0], labels[1:, 0], labels[1:, -1]])
    return np.bincount(sides, minlength=count)
