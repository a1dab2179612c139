"""The engine for photos: regions of like color, divided by a minimum cut.

In come Lab colors and markers, out go regions, what stands out, the mask and where it is in doubt.
May import `recipe`.
"""

from .box import box_prior, cut_box
from .correction import correct, inside_share
from .cues import Cues
from .cut import color_confidence, confidence, doubt, graph_cut
from .graph import RegionGraph, region_graph
from .judging import agreement, overlaps, score
from .people import is_face
from .regions import find_regions
from .scene import Scene
from .starts import standing_out, start_prior
from .tap import likely_taps
from .walk import saliency

__all__ = [
    "Cues",
    "RegionGraph",
    "Scene",
    "agreement",
    "box_prior",
    "color_confidence",
    "confidence",
    "correct",
    "cut_box",
    "doubt",
    "find_regions",
    "graph_cut",
    "inside_share",
    "is_face",
    "likely_taps",
    "overlaps",
    "region_graph",
    "saliency",
    "score",
    "standing_out",
    "start_prior",
]
