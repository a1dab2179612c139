"""Given matte and mended mask → matte that is new where the mask was mended."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi

from ..photo import StartMask, resize
from ..recipe import Edge

# What is new reaches so far beyond what was mended, and fades over as much again; in pixels of
# the mask.
REACH_PX = 4


def mend_matte(start: StartMask, mask: np.ndarray, matte: np.ndarray, edge: Edge) -> np.ndarray:
    """Return the matte of a cutout that started from a mask.

    Parameters
    ----------
    start : StartMask
        The mask that it started from.
    mask : (m, n) ndarray of bool
        What became of it, at any size.
    matte : (M, N) ndarray of uint8
        The matte that the mask gives by itself, 255 being opaque.
    edge : Edge
        How the outline is treated.

    Returns
    -------
    mended : (M, N) ndarray of uint8
        The opacity of the start, soft edge included, but around what differs from it, or if the
        edge asks for another outline everywhere.
    """
    if edge.redraws:
        return matte
    changed = mask != start.mask(mask.shape)
    if not changed.any():
        return start.fitted(matte.shape)
    reached = ndi.binary_dilation(changed, iterations=2 * REACH_PX)
    weight = ndi.uniform_filter(reached.astype(np.float32), 2 * REACH_PX + 1)
    weight = resize(np.rint(255 * weight).astype(np.uint8), matte.shape) / np.float32(255)
    return np.rint(weight * matte + (1 - weight) * start.fitted(matte.shape)).astype(np.uint8)
