"""Regions of the photo and markers → mask, by a minimum cut."""

from .correction import correct
from .cut import color_confidence, confidence, doubt, graph_cut
from .region_graph import RegionGraph, region_graph
from .regions import find_regions
from .saliency import saliency

__all__ = [
    "RegionGraph",
    "color_confidence",
    "confidence",
    "correct",
    "doubt",
    "find_regions",
    "graph_cut",
    "region_graph",
    "saliency",
]
