"""From a mask to the finished cutout.

In come image, mask, markers and recipe, out goes a `Cutout`: the mask is cleaned and settled at
full resolution, a matte follows from it, and from the matte on everything else. May import
`markers`, `matting`, `photo`, `recipe` and `tiling`.
"""

from .compose import GROUNDS, show, tint
from .cutout import Cutout, check_backdrop, encode, finish
from .full_resolution import to_full_resolution
from .mask import clean_up, keep_marks
from .matte import matte_of_mask, settle_exactly

__all__ = [
    "GROUNDS",
    "Cutout",
    "check_backdrop",
    "clean_up",
    "encode",
    "finish",
    "keep_marks",
    "matte_of_mask",
    "settle_exactly",
    "show",
    "tint",
    "to_full_resolution",
]
