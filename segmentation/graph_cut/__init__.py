"""The engine for photos: regions of like color, divided by a minimum cut.

In come Lab colors and markers, out go regions, what stands out, the mask and where it is in doubt.
May import `recipe`.
"""

from .cues import Cues, region_cues
from .cut import color_confidence, confidence, doubt, graph_cut
from .likelihood import likelihood, likely_prior
from .people import is_face, people_likelihood
from .region_graph import RegionGraph, region_graph
from .regions import find_regions
from .saliency import saliency, stay_time
from .scene import Scene
from .score import agreement, overlaps, score
from .tap import likely_taps, tapped_likelihood

__all__ = [
    "Cues",
    "RegionGraph",
    "Scene",
    "agreement",
    "color_confidence",
    "confidence",
    "doubt",
    "find_regions",
    "graph_cut",
    "is_face",
    "likelihood",
    "likely_prior",
    "likely_taps",
    "overlaps",
    "people_likelihood",
    "region_cues",
    "region_graph",
    "saliency",
    "score",
    "stay_time",
    "tapped_likelihood",
]
