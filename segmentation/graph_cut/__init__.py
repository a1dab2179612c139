"""The engine for photos: regions of like color, divided by a minimum cut.

In come Lab colors and markers, out go regions, what stands out, the mask and where it is in doubt.
May import `recipe`.
"""

from .cues import Cues
from .cut import color_confidence, confidence, doubt, graph_cut
from .people import is_face
from .region_graph import RegionGraph, region_graph
from .regions import find_regions
from .saliency import saliency
from .scene import Scene
from .score import agreement, overlaps, score
from .starts import find_prior, standing_out
from .tap import likely_taps

__all__ = [
    "Cues",
    "RegionGraph",
    "Scene",
    "agreement",
    "color_confidence",
    "confidence",
    "doubt",
    "find_prior",
    "find_regions",
    "graph_cut",
    "is_face",
    "likely_taps",
    "overlaps",
    "region_graph",
    "saliency",
    "score",
    "standing_out",
]
