"""Labels → a map in colors that tell neighbors apart."""

from __future__ import annotations

import numpy as np

from ..photo import resize_nearest
from .canvas import VIEW_PX, blend, view_gray

# Okabe and Ito's, which color-blind people tell apart; then darker ones, should they not suffice.
BRIGHT = np.array(
    [
        (86, 180, 233),
        (230, 159, 0),
        (0, 158, 115),
        (240, 228, 66),
        (204, 121, 167),
        (0, 114, 178),
        (213, 94, 0),
    ],
    np.uint8,
)
PALETTE = np.concatenate([BRIGHT, BRIGHT // 2])
# How much of the photo shows through.
SHADE = 0.3


def neighbor_colors(labels: np.ndarray) -> np.ndarray:
    """Return a color for every label such that labels that touch have different ones.

    Parameters
    ----------
    labels : (M, N) ndarray of int
        Labels from 0 on.

    Returns
    -------
    colors : (K, 3) ndarray of uint8
        Color of each label up to the largest.

    Notes
    -----
    Pixels touch by an edge or by a corner. Labels with many neighbors choose first, each the
    first color that no neighbor has; of those that don't touch, many choose at once [1]_. That
    takes hardly ever more than seven colors; beyond fourteen they would repeat.

    References
    ----------
    .. [1] Jones, M. T. & Plassmann, P. E. (1993). A parallel graph coloring heuristic. SIAM Journal
       on Scientific Computing, 14(3), 654-669. :DOI:`10.1137/0914041`
    """
    count = int(labels.max()) + 1
    one, other = touching(labels, count)
    degree = np.bincount(one, minlength=count)
    # Chance breaks ties; in reading order, long rows of labels would wait for each other.
    order = np.lexsort((np.random.default_rng(0).permutation(count), -degree))
    rank = np.empty(count, int)
    rank[order] = np.arange(count)
    color = np.full(count, -1)
    taken = np.zeros(count, np.int64)
    while len(one):
        first_neighbor = np.full(count, count)
        np.minimum.at(first_neighbor, one, rank[other])
        chosen = (color < 0) & (rank < first_neighbor)
        color[chosen] = lowest_zero_bit(taken[chosen])
        leaving = chosen[other]
        np.bitwise_or.at(taken, one[leaving], np.int64(1) << color[other[leaving]])
        waiting = ~leaving & ~chosen[one]
        one, other = one[waiting], other[waiting]
    alone = color < 0
    color[alone] = lowest_zero_bit(taken[alone])
    return PALETTE[color % len(PALETTE)]


def labels_picture(labels: np.ndarray, gray: np.ndarray, *, size_px: int = VIEW_PX) -> np.ndarray:
    """Return a picture of labels in colors that tell neighbors apart.

    Parameters
    ----------
    labels : (M, N) ndarray of int
        Labels from 0 on.
    gray : (M, N) ndarray
        Gray values of the photo from 0 to 255, which shine through.
    size_px : int
        Longest side of the picture at the most.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        The colors of `neighbor_colors`.
    """
    shade = view_gray(gray, size_px)
    colors = neighbor_colors(labels)[resize_nearest(labels, shade.shape)]
    return blend(colors, shade[..., None], SHADE)


def touching(labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of labels that touch, each once in either direction."""
    here, right = np.s_[:-1], np.s_[1:]
    pairs = []
    for one, other in (
        (labels[:, here], labels[:, right]),
        (labels[here], labels[right]),
        (labels[here, here], labels[right, right]),
        (labels[here, right], labels[right, here]),
    ):
        differ = one != other
        low, high = np.minimum(one, other)[differ], np.maximum(one, other)[differ]
        pairs.append(np.unique(low.astype(np.int64) * count + high))
    low, high = np.divmod(np.unique(np.concatenate(pairs)), count)
    return np.concatenate([low, high]), np.concatenate([high, low])


def lowest_zero_bit(bits: np.ndarray) -> np.ndarray:
    """Return the number of the lowest bit that is not set."""
    lowest = ~bits & (bits + 1)
    return np.log2(lowest).astype(int)
