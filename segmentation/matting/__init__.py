"""Soft edges, hair, and the foreground's own colors.

In come image and mask, out go alpha and foreground colors. May import `photo`.

mask ──fit at 512 pixels──▶ linear functions of color ──apply in the band──▶ alpha
outline ──steepness beside contrast at 800 pixels──▶ hair
hair ──solve closed form at 800 pixels──▶ linear functions of color ──apply in the hair──▶ alpha
image, alpha ──means at 512 pixels, freed from each other──▶ foreground
"""

from .alpha import alpha_reach, find_alpha
from .closed_form import solve_trimap
from .foreground import estimate_foreground, foreground_reach
from .hair import find_hair
from .linear import cell_px

__all__ = [
    "alpha_reach",
    "cell_px",
    "estimate_foreground",
    "find_alpha",
    "find_hair",
    "foreground_reach",
    "solve_trimap",
]
