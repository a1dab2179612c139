"""Regions to saliency: how much each stands out of the photo, without any mark."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .region_graph import RegionGraph

CENTER_SCALE = 0.25


def saliency(graph: "RegionGraph", kind: str) -> np.ndarray:
    """Return how much each region stands out, (R,) float64 in [0, 1]; zeros if none does.

    Parameters
    ----------
    graph : RegionGraph
        The regions of the image.
    kind : {'border', 'salient'}
        What is unlike the image border, or that near the center.
    """
    border = graph.border_px / max(graph.border_px.sum(), 1)
    density = graph.kernel @ border.astype(np.float32)
    raw = 1 - density / density.max()
    if kind == "salient":
        center = np.array(graph.labels.shape) / np.sqrt(graph.labels.size) / 2
        distance = ((graph.position - center) ** 2).sum(axis=1)
        raw = raw * np.exp(-distance / (2 * CENTER_SCALE**2))
    spread = np.ptp(raw)
    return (raw - raw.min()) / spread if spread > 0 else np.zeros(len(raw))
