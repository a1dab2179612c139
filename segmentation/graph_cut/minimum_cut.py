"""Graph to minimum cut."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

# scipy's maximum flow wants integers; a thousandth is far below any weight that matters.
CAPACITY_UNIT = 1000


def minimum_cut(weights: sparse.csr_array, unary: np.ndarray) -> np.ndarray:
    """Return the nodes with the largest unary term minus the weights cut; the fewest in a tie.

    Parameters
    ----------
    weights : (R, R) csr_array
        Symmetric.
    unary : (R,) ndarray of float
        What each chosen node brings; may be negative.

    Returns
    -------
    (R,) ndarray of bool

    Notes
    -----
    Terms and weights count to the thousandth.
    """
    count = len(unary)
    source, sink = count, count + 1
    gains, losses = np.flatnonzero(unary > 0), np.flatnonzero(unary < 0)
    edges = weights.tocoo()
    tail = np.concatenate([edges.row, np.full(len(gains), source), losses])
    head = np.concatenate([edges.col, gains, np.full(len(losses), sink)])
    capacity = np.concatenate([edges.data, unary[gains], -unary[losses]])
    arcs = sparse.coo_array(
        (np.rint(CAPACITY_UNIT * capacity).astype(np.int32), (tail, head)),
        shape=(count + 2, count + 2),
    ).tocsr()
    residual = arcs - csgraph.maximum_flow(arcs, source, sink).flow
    reached = csgraph.breadth_first_order(residual, source, return_predecessors=False)
    chosen = np.zeros(count + 2, bool)
    chosen[reached] = True
    return chosen[:count]
