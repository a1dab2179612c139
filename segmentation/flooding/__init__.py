"""The tutorial's method, exact: edges become a landscape that is flooded from its seeds.

In come gray values and markers, out go elevation, seeds and the groups that they grow to. May
import `recipe`.
"""

from .elevation import gray_elevation, gray_values
from .seeds import MAX_SEEDS, distance_peaks, spots, suggest_thresholds
from .watershed import Groups, flood, grow_groups

__all__ = [
    "MAX_SEEDS",
    "Groups",
    "distance_peaks",
    "flood",
    "gray_elevation",
    "gray_values",
    "grow_groups",
    "spots",
    "suggest_thresholds",
]
