"""Soft edges, hair, and the foreground's own colors.

In come image and mask, out go alpha and foreground colors. May import `recipe` and `tiling`.

mask ──fit at 512 pixels──▶ linear functions of color ──apply in the band──▶ alpha
hair ──solve closed form──▶ linear functions of color ──apply in the hair──▶ alpha
image, alpha ──means at 512 pixels, freed from each other──▶ foreground
"""

from .alpha import find_alpha
from .closed_form import solve_trimap
from .foreground import estimate_foreground

__all__ = ["estimate_foreground", "find_alpha", "solve_trimap"]
