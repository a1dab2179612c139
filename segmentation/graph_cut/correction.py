"""A mask and one more step of marks to the corrected mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

from ..recipe import Label
from .cut import LARGEST_HOLE, check, count_marks, divide, keep_marked, parts
from .minimum_cut import minimum_cut
from .outline import refine
from .unary import FORCED, Marks, unary_term

if TYPE_CHECKING:
    from .graph import RegionGraph

# What the mask says, per unit of area: more than all else, so that it changes only where it gives
# way, which is where a region looks like a mark that contradicts it, and near the stroke.
HELD_WEIGHT = 16.0
GIVES_WAY = 0.7
# How far from the stroke that is: in units of the image's size, and of the stroke's extent.
NEAR = 0.03
NEAR_OF_EXTENT = 0.25

# What changes hangs together with the stroke, or is so much like a region under it.
LEAST_LIKENESS = 0.3


def correct(
    graph: RegionGraph,
    mask: np.ndarray,
    markers: np.ndarray,
    step: np.ndarray,
    prior: np.ndarray | None = None,
) -> np.ndarray:
    """Return a mask corrected by one more step: marks of one kind that were made together.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    mask : (M, N) ndarray of bool
        What was foreground before the step.
    markers : (M, N) ndarray of int
        All marks that there are with the step: 0 unmarked, 1 background, 2 foreground.
    step : (M, N) ndarray of int
        The marks of the step alone: 0 unmarked, elsewhere its label.
    prior : (R,) ndarray of float, optional
        How likely each region is foreground by itself, from -1 to 1; zeros by default.

    Returns
    -------
    (M, N) ndarray of bool
        A superset of the mask if the step marks foreground, a subset if it marks background, but
        for marked pixels, which always have their label. The mask itself if the step is empty.

    Raises
    ------
    ValueError
        If an array does not fit the graph or holds other values, or the step marks both sides.

    Notes
    -----
    This is the cut of `graph_cut`, but that the mask adds to the price of each region: the less,
    the more the region looks like a mark that contradicts the mask, and the nearer it is to the
    stroke. Of what the cut would change, the step's kind of change is kept, where it hangs
    together with the stroke or looks like what it marks; small scraps that this leaves beside it
    go with it. The outline follows the pixels' colors next to what changed, and nowhere else.
    """
    label = check_step(graph, mask, step)
    if label is None:
        return mask
    prior = check(graph, markers, prior)
    marks, stroke = count_marks(graph, markers), touched(graph, step > 0)
    share = inside_share(graph, mask)
    unary = unary_term(graph, marks, prior, held(graph, 2 * share - 1, marks, stroke))
    changed = choose_change(graph, marks, unary, share > 0.5, stroke, label)
    corrected = draw_change(graph, mask, markers, changed, marks.contested, label)
    return keep_marked(corrected, markers)


def check_step(graph: RegionGraph, mask: np.ndarray, step: np.ndarray) -> Label | None:
    """Return the label of a step, None if it is empty; raise ValueError unless all fits."""
    for name, array in (("mask", mask), ("step", step)):
        if array.shape != graph.labels.shape:
            raise ValueError(f"{name} has shape {array.shape}, expected {graph.labels.shape}")
    if mask.dtype != bool:
        raise ValueError(f"mask has dtype {mask.dtype}, expected bool")
    found = np.unique(step[step != 0])
    if len(found) > 1 or any(value not in (Label.BACKGROUND, Label.FOREGROUND) for value in found):
        raise ValueError(f"step holds {found.tolist()}, expected either 1 or 2 beside 0")
    return Label(found[0]) if len(found) else None


def touched(graph: RegionGraph, pixels: np.ndarray) -> np.ndarray:
    """Return which regions hold some of the pixels."""
    return np.bincount(graph.labels[pixels], minlength=len(graph.area)) > 0


def inside_share(graph: RegionGraph, mask: np.ndarray) -> np.ndarray:
    """Return the share of each region's pixels that a mask holds."""
    count = len(graph.area)
    return np.bincount(graph.labels[mask], minlength=count) / np.bincount(graph.labels.ravel())


def held(graph: RegionGraph, opinion: np.ndarray, marks: Marks, stroke: np.ndarray) -> np.ndarray:
    """Return what each region brings, per unit of area, because of a mask's opinion of it.

    The opinion is from -1 to 1.
    """
    contradiction = np.where(
        opinion > 0, likeness(graph, marks.background_px), likeness(graph, marks.foreground_px)
    )
    holds = (1 - contradiction) * (1 - GIVES_WAY * nearness(graph, stroke))
    return HELD_WEIGHT * holds * opinion


def likeness(graph: RegionGraph, marked: np.ndarray) -> np.ndarray:
    """Return how much each region looks like the most alike of the marked ones, from 0 to 1."""
    return graph.kernel[np.flatnonzero(marked)].max(axis=0, initial=0)


def nearness(graph: RegionGraph, stroke: np.ndarray) -> np.ndarray:
    """Return how near each region is to those under a stroke, 1 for these; a Gaussian."""
    under = graph.position[stroke]
    reach = NEAR + NEAR_OF_EXTENT * np.linalg.norm(np.ptp(under, axis=0))
    squares = cdist(graph.position, under, "sqeuclidean").min(axis=1)
    return np.exp(-squares / (2 * reach**2))


def choose_change(
    graph: RegionGraph,
    marks: Marks,
    unary: np.ndarray,
    was: np.ndarray,
    stroke: np.ndarray,
    label: Label,
) -> np.ndarray:
    """Return the regions that a step of marks moves to its side."""
    keeps = label == Label.FOREGROUND
    is_open = (was != keeps) | marks.inside | marks.outside
    chosen = minimum_cut(graph.weights, np.where(is_open, unary, FORCED if keeps else -FORCED))
    changed = (chosen == keeps) & (was != keeps)
    part = parts(graph, changed | stroke)
    together = np.isin(part, part[stroke])
    changed &= together | (likeness(graph, stroke) > LEAST_LIKENESS) | marks.inside | marks.outside
    return changed | scraps(graph, marks, was ^ changed, changed, keeps=keeps)


def scraps(
    graph: RegionGraph, marks: Marks, chosen: np.ndarray, changed: np.ndarray, *, keeps: bool
) -> np.ndarray:
    """Return small unmarked parts beside a change that the other side is left with.

    They are holes if the change adds, islands if it takes away.
    """
    part = parts(graph, chosen)
    tied = graph.border_px + marks.background_px if keeps else marks.foreground_px
    is_free = np.bincount(part, tied) == 0
    is_small = np.bincount(part, graph.area) <= LARGEST_HOLE * graph.area[chosen].sum()
    is_beside = np.bincount(part, neighbors(graph, changed)) > 0
    return (chosen != keeps) & (is_free & is_small & is_beside)[part]


def neighbors(graph: RegionGraph, regions: np.ndarray) -> np.ndarray:
    """Return which regions touch some of the given ones."""
    one, other = graph.boundaries.first, graph.boundaries.second
    beside = np.zeros_like(regions)
    beside[one[regions[other]]] = True
    beside[other[regions[one]]] = True
    return beside


def draw_change(
    graph: RegionGraph,
    mask: np.ndarray,
    markers: np.ndarray,
    changed: np.ndarray,
    contested: np.ndarray,
    label: Label,
) -> np.ndarray:
    """Return the mask with the changed regions on the side of a label."""
    keeps = label == Label.FOREGROUND
    drawn = np.where(changed[graph.labels], keeps, mask)
    for region in np.flatnonzero(contested).tolist():
        divide(drawn, graph, markers, region)
    moved = changed | contested
    nearby = (moved | neighbors(graph, moved))[graph.labels]
    drawn = np.where(nearby, refine(graph.guide, drawn), mask)
    return mask | drawn if keeps else mask & drawn
