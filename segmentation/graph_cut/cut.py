"""Region graph and markers to mask, and where one more stroke would help most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from skimage.segmentation import watershed

from ..recipe import SIDES, Label
from .minimum_cut import minimum_cut
from .outline import refine
from .unary import EVIDENCE_LIMIT, Marks, color_evidence, unary_term

if TYPE_CHECKING:
    from .graph import RegionGraph

# A hole smaller than this share of the object belongs to it, unless marked.
LARGEST_HOLE = 0.01

# A region is doubtful if so much more or less per area would change its side, the smaller
# number first. The strongest evidence is some 11 per area.
DOUBTFUL_GAINS = (3.0, 6.0, 9.0, 12.0)

# A hint at less of the image would help little; of a larger part, the middle may be beyond doubt.
LEAST_DOUBT = 0.005
LARGEST_DOUBT = 0.05


def graph_cut(
    graph: RegionGraph, markers: np.ndarray, prior: np.ndarray | None = None
) -> np.ndarray:
    """Return the mask of the object that the markers mean.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    markers : (M, N) ndarray of int
        0 unmarked, 1 background, 2 foreground.
    prior : (R,) ndarray of float, optional
        How likely each region is foreground by itself, from -1 to 1; zeros by default. If it says
        anything, markers may be all 0.

    Returns
    -------
    (M, N) ndarray of bool
        True = foreground. A marked pixel always has its label.

    Raises
    ------
    ValueError
        If the markers have another shape than the image, other values, or mark nothing where
        there is no prior.

    Notes
    -----
    The mask minimizes the sum of the weights it cuts and of a price per region [1]_. The price
    comes from color models of the marks, from a random walk to them [2]_, and from the image
    border, which is rarely part of the object. A prior adds to the price, and to the color models
    as some more marks would. Of the foreground, only parts that hold a mark, or that the prior
    speaks for, stay; small holes close. At last the outline follows the pixels' colors [3]_, which
    may leave a few specks beside it.

    With foreground marks alone, the image border stands in for the background; with background
    marks alone, the foreground is what looks least like them.

    A mark speaks for the region it lies in if it reaches its core, and else for its pixels alone.
    Among equally cheap cuts, the smallest is taken. The result depends on which pixels are
    marked, not on the order of the strokes.

    References
    ----------
    .. [1] Boykov, Y. & Jolly, M.-P. (2001). Interactive graph cuts for optimal boundary & region
       segmentation of objects in N-D images. ICCV. :DOI:`10.1109/ICCV.2001.937505`
    .. [2] Grady, L. (2006). Random walks for image segmentation. IEEE Transactions on Pattern
       Analysis and Machine Intelligence, 28(11), 1768-1783. :DOI:`10.1109/TPAMI.2006.233`
    .. [3] He, K., Sun, J. & Tang, X. (2013). Guided image filtering. IEEE Transactions on Pattern
       Analysis and Machine Intelligence, 35(6), 1397-1409. :DOI:`10.1109/TPAMI.2012.213`
    """
    prior = check(graph, markers, prior)
    marks = count_marks(graph, markers)
    chosen = choose(graph, marks, unary_term(graph, marks, prior), prior)
    mask = np.take(chosen, graph.labels)
    for region in np.flatnonzero(marks.contested).tolist():
        divide(mask, graph, markers, region)
    return keep_marked(refine(graph.guide, mask), markers)


def doubt(graph: RegionGraph, markers: np.ndarray, prior: np.ndarray | None = None) -> np.ndarray:
    """Return the largest doubtful part of the image, where one more mark would help most.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    markers : (M, N) ndarray of int
        0 unmarked, 1 background, 2 foreground.
    prior : (R,) ndarray of float, optional
        As in `graph_cut`.

    Returns
    -------
    (M, N) ndarray of bool
        A connected part of the mask or of the rest; all False if nothing is doubtful.

    Raises
    ------
    ValueError
        As `graph_cut`.

    Notes
    -----
    Doubtful is what joins the object if every unmarked region gains a little more, or leaves it
    if every one gains a little less, found by more minimum cuts (compare [1]_). If that is next to
    nothing, "a little" grows; if it is much of the image, only the regions count whose own unary
    terms speak least for their side. Takes a few times as long as `graph_cut`.

    References
    ----------
    .. [1] Kohli, P. & Torr, P. H. S. (2008). Measuring uncertainty in graph cut solutions.
       Computer Vision and Image Understanding, 112(1), 30-38. :DOI:`10.1016/j.cviu.2008.07.002`
    """
    prior = check(graph, markers, prior)
    marks = count_marks(graph, markers)
    unary = unary_term(graph, marks, prior)
    chosen = choose(graph, marks, unary, prior)
    doubtful = np.zeros_like(chosen)
    for shift in DOUBTFUL_GAINS:
        for shifted in (unary + shift * graph.area, unary - shift * graph.area):
            shifted = np.where(marks.inside | marks.outside, unary, shifted)
            doubtful |= choose(graph, marks, shifted, prior) != chosen
        part = largest_part(graph, chosen, doubtful)
        if graph.area[part].sum() >= LEAST_DOUBT * graph.area.sum():
            break
    certainty = np.where(chosen, unary, -unary) / graph.area
    part = largest_part(graph, chosen, least_certain(graph, part, certainty))
    return part[graph.labels] & (markers == 0)


def confidence(
    graph: RegionGraph, markers: np.ndarray, prior: np.ndarray | None = None
) -> np.ndarray:
    """Return how much speaks for each region's being foreground, before the cut.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    markers : (M, N) ndarray of int
        0 unmarked, 1 background, 2 foreground.
    prior : (R,) ndarray of float, optional
        As in `graph_cut`.

    Returns
    -------
    (R,) ndarray of float
        From -1, surely background, to 1, surely foreground.

    Raises
    ------
    ValueError
        As `graph_cut`.
    """
    prior = check(graph, markers, prior)
    unary = unary_term(graph, count_marks(graph, markers), prior)
    return np.clip(unary / graph.area / max(DOUBTFUL_GAINS), -1, 1)


def color_confidence(
    graph: RegionGraph, markers: np.ndarray, prior: np.ndarray | None = None
) -> np.ndarray:
    """Return how much the color of each region speaks for its being foreground.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    markers : (M, N) ndarray of int
        0 unmarked, 1 background, 2 foreground.
    prior : (R,) ndarray of float, optional
        As in `graph_cut`.

    Returns
    -------
    (R,) ndarray of float
        From -1, surely background, to 1, surely foreground.

    Raises
    ------
    ValueError
        As `graph_cut`.
    """
    prior = check(graph, markers, prior)
    return color_evidence(graph, count_marks(graph, markers), prior) / EVIDENCE_LIMIT


def keep_marked(mask: np.ndarray, markers: np.ndarray) -> np.ndarray:
    """Return the mask with marked pixels on their side."""
    return (mask & (markers != Label.BACKGROUND)) | (markers == Label.FOREGROUND)


def largest_part(graph: RegionGraph, chosen: np.ndarray, doubtful: np.ndarray) -> np.ndarray:
    """Return the largest connected part of the doubtful regions on one side."""
    part = parts(graph, chosen + 2 * doubtful)
    return doubtful & (part == np.bincount(part, graph.area * doubtful).argmax())


def least_certain(graph: RegionGraph, part: np.ndarray, certainty: np.ndarray) -> np.ndarray:
    """Return the least certain regions of a part, up to `LARGEST_DOUBT` of the image."""
    members = np.flatnonzero(part)
    members = members[np.argsort(certainty[members], kind="stable")]
    area = graph.area[members]
    kept = np.zeros_like(part)
    kept[members[np.cumsum(area) - area < LARGEST_DOUBT * graph.area.sum()]] = True
    return kept


def choose(graph: RegionGraph, marks: Marks, unary: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Return the regions of the foreground that some unary terms mean."""
    return tidy(graph, marks, minimum_cut(graph.weights, unary), prior)


def check(graph: RegionGraph, markers: np.ndarray, prior: np.ndarray | None) -> np.ndarray:
    """Return the prior, zeros for none; raise ValueError unless all fits the graph."""
    if markers.shape != graph.labels.shape:
        raise ValueError(f"markers have shape {markers.shape}, expected {graph.labels.shape}")
    if not np.issubdtype(markers.dtype, np.integer):
        raise ValueError(f"markers have dtype {markers.dtype}, expected integers")
    least, most = markers.min(), markers.max()
    if least < 0 or most > max(SIDES):
        raise ValueError(f"markers range from {least} to {most}, expected 0, 1 and 2 only")
    if prior is None:
        prior = np.zeros(len(graph.area))
    if prior.shape != graph.area.shape:
        raise ValueError(f"prior has shape {prior.shape}, expected {graph.area.shape}")
    if most == 0 and not prior.any():
        raise ValueError("markers mark nothing, expected at least one 1 or 2")
    return prior


def count_marks(graph: RegionGraph, markers: np.ndarray) -> Marks:
    """Return how many pixels of each region are marked.

    Marks that miss the core of a region say nothing about it: outlines are a few pixels off, and
    whoever marks the rim of a subject grazes what is beside it. They count where they are all
    that there is of a label, or the region is marked both ways and will be divided.
    """
    marked = np.flatnonzero(markers)
    region, label, is_deep = (
        pixels.ravel()[marked] for pixels in (graph.labels, markers, graph.core)
    )
    foreground, background = label == Label.FOREGROUND, label == Label.BACKGROUND
    count = len(graph.area)
    foreground_px, background_px, deep_foreground_px, deep_background_px = (
        np.bincount(region[counted], minlength=count)
        for counted in (foreground, background, foreground & is_deep, background & is_deep)
    )
    is_contested = (foreground_px > 0) & (background_px > 0)
    return Marks(
        telling(foreground_px, (deep_foreground_px > 0) | is_contested),
        telling(background_px, (deep_background_px > 0) | is_contested),
    )


def telling(marked_px: np.ndarray, tells: np.ndarray) -> np.ndarray:
    """Return the numbers of pixels where they tell something, all if that is nowhere."""
    return np.where(tells, marked_px, 0) if marked_px[tells].any() else marked_px


def tidy(graph: RegionGraph, marks: Marks, chosen: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Return the chosen regions without parts that nothing asks for, small holes closed.

    Where there are foreground marks, a part needs one, or a prior that speaks for it on average.
    """
    if marks.foreground_px.any():
        chosen = chosen | marks.contested
        part = parts(graph, chosen)
        is_marked = np.bincount(part, marks.foreground_px) > 0
        is_likely = np.bincount(part, graph.area * prior) > 0
        chosen = chosen & (is_marked | is_likely)[part]
    part = parts(graph, chosen)
    is_small = np.bincount(part, graph.area) <= LARGEST_HOLE * graph.area[chosen].sum()
    is_hole = np.bincount(part, graph.border_px + marks.background_px) == 0
    return chosen | (is_small & is_hole)[part]


def parts(graph: RegionGraph, kind: np.ndarray) -> np.ndarray:
    """Return a number per region, equal within each connected part of regions of one kind."""
    one, other = graph.boundaries.first, graph.boundaries.second
    together = kind[one] == kind[other]
    links = sparse.coo_array(
        (np.ones(together.sum(), bool), (one[together], other[together])),
        shape=(len(kind), len(kind)),
    )
    return csgraph.connected_components(links, directed=False)[1]


def divide(mask: np.ndarray, graph: RegionGraph, markers: np.ndarray, region: int) -> None:
    """Divide a region between the marks inside it, in place: a watershed of the elevation."""
    box = graph.boxes[region]
    inside = graph.labels[box] == region
    labels = watershed(graph.elevation[box], markers[box] * inside, mask=inside)
    mask[box][inside] = labels[inside] == Label.FOREGROUND
