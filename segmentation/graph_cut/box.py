"""A box around the subject to its mask: what stands out in the box against what is outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..recipe import Label
from .correction import inside_share
from .cut import choose, count_marks
from .outline import refine
from .unary import share, unary_term, unlike

if TYPE_CHECKING:
    from .graph import RegionGraph

# Subjects fill the middle of their box, a Gaussian of this share of half its sides, and look
# unlike what is outside. The prior is a sum of both, less what an average region has of it.
MIDDLE_SCALE = 0.6
MIDDLE_WEIGHT = 0.35
UNLIKE_WEIGHT = 0.3
AVERAGE = 0.17

# A region is outside if more of it is than this.
MOST_OUTSIDE = 0.5

# Per unit of area, what a cut may lean to the foreground, or from it, to fill the box; leaning has
# a price, and so has the share of the box's outline that the mask runs along: a sign of a leak.
LEANINGS = (-2.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0)
LEANING_PRICE = 0.015
LEAK_PRICE = 3.0

Box = tuple[int, int, int, int]


def cut_box(graph: RegionGraph, box: Box) -> np.ndarray:
    """Return the mask of the subject in a box.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    box : (top, left, bottom, right)
        First row and column in the box, and the first ones behind it; in pixels.

    Returns
    -------
    (M, N) ndarray of bool
        True = foreground; False outside of the box.

    Raises
    ------
    ValueError
        If the box holds no pixel or leaves the image.

    Notes
    -----
    This is the cut of `graph_cut`, with what is outside as background marks and `box_prior`. Of
    several that lean more or less to the foreground, the one is taken that fills the rows and
    columns of the box best, for people draw boxes that their subject nearly touches [1]_, and
    does not run along its outline. Takes a few
    times as long as `graph_cut`.

    References
    ----------
    .. [1] Lempitsky, V., Kohli, P., Rother, C. & Sharp, T. (2009). Image segmentation with a
       bounding box prior. ICCV. :DOI:`10.1109/ICCV.2009.5459262`
    """
    outside, is_out = find_outside(graph, box)
    marks = count_marks(graph, np.where(outside & is_out[graph.labels], Label.BACKGROUND, 0))
    prior = box_prior(graph, box)
    unary = unary_term(graph, marks, prior)
    masks = [
        choose(graph, marks, unary + lean * graph.area * ~is_out, prior)[graph.labels] & ~outside
        for lean in LEANINGS
    ]
    scores = [
        filled(mask, box) - LEANING_PRICE * lean - LEAK_PRICE * leaking(mask, box)
        for lean, mask in zip(LEANINGS, masks, strict=True)
    ]
    best = masks[int(np.argmax(scores))]
    return refine(graph.guide, best) & ~outside


def box_prior(graph: RegionGraph, box: Box) -> np.ndarray:
    """Return how likely each region is the subject in a box.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    box : (top, left, bottom, right)
        First row and column in the box, and the first ones behind it; in pixels.

    Returns
    -------
    (R,) ndarray of float
        From -1 to 1; -1 for regions that lie outside.

    Raises
    ------
    ValueError
        If the box holds no pixel or leaves the image.
    """
    outside, is_out = find_outside(graph, box)
    model = share(np.bincount(graph.labels[outside], minlength=len(is_out))).astype(np.float32)
    contrast = unlike(graph, model) if model.any() else np.ones(len(is_out))
    prior = MIDDLE_WEIGHT * middle(graph, box) + UNLIKE_WEIGHT * contrast - AVERAGE
    return np.where(is_out, -1.0, prior)


def find_outside(graph: RegionGraph, box: Box) -> tuple[np.ndarray, np.ndarray]:
    """Return which pixels and which regions are outside a box; of these, never all."""
    top, left, bottom, right = box
    rows, cols = graph.labels.shape
    if not (0 <= top < bottom <= rows and 0 <= left < right <= cols):
        raise ValueError(
            f"box is {box}, expected top < bottom within 0 and {rows} and left < right within 0 "
            f"and {cols}"
        )
    outside = np.ones(graph.labels.shape, bool)
    outside[top:bottom, left:right] = False
    outside_share = inside_share(graph, outside)
    return outside, outside_share > max(MOST_OUTSIDE, outside_share.min())


def middle(graph: RegionGraph, box: Box) -> np.ndarray:
    """Return how near each region is to the middle of a box, from 0 to 1."""
    corners = np.reshape(box, (2, 2))
    half = np.ptp(corners, axis=0) / 2
    offset = (graph.position * np.sqrt(graph.labels.size) + 0.5 - corners.mean(axis=0)) / half
    return np.exp(-(offset**2).sum(axis=1) / (2 * MIDDLE_SCALE**2))


def filled(mask: np.ndarray, box: Box) -> float:
    """Return the share of a box's rows and columns that a mask reaches; -1 if it reaches none."""
    top, left, bottom, right = box
    window = mask[top:bottom, left:right]
    if not window.any():
        return -1.0
    return float(window.any(axis=1).mean() + window.any(axis=0).mean()) / 2


def leaking(mask: np.ndarray, box: Box) -> float:
    """Return the share of a box's outline that a mask runs along."""
    top, left, bottom, right = box
    window = mask[top:bottom, left:right]
    return float(np.concatenate([window[0], window[-1], window[:, 0], window[:, -1]]).mean())
