"""From a mask to the finished cutout.

In come image, mask, markers and recipe, out goes a `Cutout`: the mask is cleaned and settled at
full resolution, a matte follows from it, and from the matte on everything else. May import
`markers`, `matting`, `photo` and `recipe`.
"""

from .backdrop import gray_photo
from .compose import GROUNDS, show, tint
from .cutout import Cutout, check_backdrop, encode, finish, fit
from .frame import fitted_shape, resize_rgba, take
from .full_resolution import to_full_resolution
from .given import mend_matte
from .mask import changed_share, clean_up, keep_marks, settle_mask
from .matte import hair_of_mask, matte_of_mask, settle_exactly, tidy
from .piece import finish_piece, piece_around, piece_near

__all__ = [
    "GROUNDS",
    "Cutout",
    "changed_share",
    "check_backdrop",
    "clean_up",
    "encode",
    "finish",
    "finish_piece",
    "fit",
    "fitted_shape",
    "gray_photo",
    "hair_of_mask",
    "keep_marks",
    "matte_of_mask",
    "mend_matte",
    "piece_around",
    "piece_near",
    "resize_rgba",
    "settle_exactly",
    "settle_mask",
    "show",
    "take",
    "tidy",
    "tint",
    "to_full_resolution",
]
