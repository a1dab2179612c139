"""From the prepared photo to the mask, at the working size: the composer of the engines.

In come a prepared photo, marks and a recipe, out go seeds, groups, the mask and what speaks for it.
May import `flooding`, `graph_cut`, `markers`, `photo`, `preparing` and `recipe`.
"""

from ..flooding import MAX_SEEDS, Groups
from .evidence import find_color_confidence, find_confidence, find_doubt
from .folding import fold, fold_step, segment, start_from, steps
from .marks import find_markers, mark_transparent, missing_marks, unmarked_labels
from .prior import find_prior, find_saliency
from .seeds import find_groups, find_seeds

__all__ = [
    "MAX_SEEDS",
    "Groups",
    "find_color_confidence",
    "find_confidence",
    "find_doubt",
    "find_groups",
    "find_markers",
    "find_prior",
    "find_saliency",
    "find_seeds",
    "fold",
    "fold_step",
    "mark_transparent",
    "missing_marks",
    "segment",
    "start_from",
    "steps",
    "unmarked_labels",
]
