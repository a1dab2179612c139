"""Picture and ground → how wide the soft edge between ink and ground is."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi

from .ground import Box, Ground, pieces
from .mixtures import distance
from .shadow import SoftShadow, shaded_ground

WIDEST_PX = 4
# Of how far from the ground pixels two steps further inside are.
FULL = 0.97
LEAST_PIXELS = 40
USUAL_PX = 2


def find_edge_px(
    image: np.ndarray, ground: Ground, shadow: SoftShadow | None, *, reach: float
) -> int:
    """Return how many pixels beside the ground may be mixtures with it.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    ground : Ground
        What things lie on.
    shadow : SoftShadow, or None
        The shadow on it.
    reach : float
        Up to which distance pixels are ground, in levels.

    Returns
    -------
    edge_px : int
        From 1, where edges are as sharp as pixels allow, to 4. 2 if nothing is wide enough to
        tell.
    """
    offs = (_off(image, ground, shadow, box) for box in pieces(image.shape[:2]))
    rings = [_rings(off, reach) for off in offs if (off > reach).any()]
    for edge_px in range(1, WIDEST_PX):
        ratios = np.concatenate([[], *(ring[edge_px] for ring in rings)])
        if len(ratios) < LEAST_PIXELS:
            return USUAL_PX
        if np.median(ratios) >= FULL:
            return edge_px
    return WIDEST_PX


def _off(image: np.ndarray, ground: Ground, shadow: SoftShadow | None, box: Box) -> np.ndarray:
    """Return how far the pixels of a piece are from what lies behind it."""
    behind = shaded_ground(ground, shadow, image.shape[:2], box)
    return distance(image[box].astype(np.float32) - behind)


def _rings(off: np.ndarray, reach: float) -> dict[int, np.ndarray]:
    """Return how far pixels of each ring around the ground are from it, beside inner neighbors."""
    is_ground = off <= reach
    wide = [ndi.maximum_filter(is_ground, 2 * px + 1) for px in range(WIDEST_PX + 2)]
    ratios = {}
    for px in range(1, WIDEST_PX):
        ring, inner = wide[px + 1] & ~wide[px], ~wide[px + 1]
        inside = ndi.maximum_filter(np.where(inner, off, 0), 3)
        ring &= inside > 0
        ratios[px] = off[ring] / inside[ring]
    return ratios
