"""Seedcut's compute package: cuts the subject out of a photo, from a few strokes or by itself.

    bytes ─ read_image ─▶ Photo ─ prepare ─▶ Prepared ─ segment(markers) ─▶ mask
                                                                             │
    bytes ◀─ encode ─ Cutout ◀─ outline settled at full resolution ◀─────────┘

`prepare` does once what depends on the photo alone, `segment` answers every stroke, and
`cut_out` goes the whole way at full resolution.
"""

from .compose import BACKDROPS
from .image_io import (
    Cutout,
    ImageError,
    Photo,
    encode,
    encode_jpeg,
    encode_mask,
    read_image,
    read_marks,
)
from .markers import rasterize
from .pipeline import (
    Prepared,
    PreparedCut,
    PreparedFlood,
    cut_out,
    draw_markers,
    find_doubt,
    find_groups,
    find_seeds,
    missing_marks,
    prepare,
    segment,
    unmarked_labels,
)
from .recipe import Label, Recipe, Stroke
from .screen import WorkingPhoto, group_pictures, preview, reduce, shrink
from .watershed import Groups

__all__ = [
    "BACKDROPS",
    "Cutout",
    "Groups",
    "ImageError",
    "Label",
    "Photo",
    "Prepared",
    "PreparedCut",
    "PreparedFlood",
    "Recipe",
    "Stroke",
    "WorkingPhoto",
    "cut_out",
    "draw_markers",
    "encode",
    "encode_jpeg",
    "encode_mask",
    "find_doubt",
    "find_groups",
    "find_seeds",
    "group_pictures",
    "missing_marks",
    "prepare",
    "preview",
    "rasterize",
    "read_image",
    "read_marks",
    "reduce",
    "segment",
    "shrink",
    "unmarked_labels",
]
