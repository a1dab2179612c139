"""Seedcut's compute package: cuts the subject out of a photo, from a few strokes or by itself.

    bytes ─ read_image ─▶ Photo ─ prepare ─▶ Prepared ─ segment(markers) ─▶ mask
                                                                             │
    bytes ◀─ encode ─ Cutout ◀─ finish ◀─ outline settled at full resolution ◀┘

`prepare` does once what depends on the photo alone, `segment` answers every stroke, `finish` makes
soft edges, clean colors and what lies behind, and `cut_out` goes the whole way at full resolution.
"""

from . import pictures
from .finishing.compose import GROUNDS
from .finishing.cutout import clean_up, cut_out, finish
from .flooding.watershed import Groups
from .markers import MAX_SEEDS, rasterize, suggest_thresholds
from .photo.read import ImageError, Photo, read_image, read_marks
from .photo.write import Cutout, encode, encode_animation, encode_gray, encode_jpeg
from .pictures.preview import (
    WorkingPhoto,
    group_pictures,
    magnify,
    preview,
    reduce,
    show_marks,
    shrink,
    window,
)
from .preparing import Prepared, PreparedCut, PreparedFlood, prepare
from .proposals import PROPOSED_SEEDS, Proposal, propose, propose_cutouts, rank
from .recipe import Backdrop, Edge, File, Label, PhotoId, Recipe, Shadow, Stroke, read_photo_id
from .segmenting import (
    draw_markers,
    find_color_confidence,
    find_confidence,
    find_doubt,
    find_groups,
    find_saliency,
    find_seeds,
    missing_marks,
    segment,
    unmarked_labels,
)
from .takeaway import find_photo, to_notebook, to_script

__all__ = [
    "GROUNDS",
    "MAX_SEEDS",
    "PROPOSED_SEEDS",
    "Backdrop",
    "Cutout",
    "Edge",
    "File",
    "Groups",
    "ImageError",
    "Label",
    "Photo",
    "PhotoId",
    "Prepared",
    "PreparedCut",
    "PreparedFlood",
    "Proposal",
    "Recipe",
    "Shadow",
    "Stroke",
    "WorkingPhoto",
    "clean_up",
    "cut_out",
    "draw_markers",
    "encode",
    "encode_animation",
    "encode_gray",
    "encode_jpeg",
    "find_color_confidence",
    "find_confidence",
    "find_doubt",
    "find_groups",
    "find_photo",
    "find_saliency",
    "find_seeds",
    "finish",
    "group_pictures",
    "magnify",
    "missing_marks",
    "pictures",
    "prepare",
    "preview",
    "propose",
    "propose_cutouts",
    "rank",
    "rasterize",
    "read_image",
    "read_marks",
    "read_photo_id",
    "reduce",
    "segment",
    "show_marks",
    "shrink",
    "suggest_thresholds",
    "to_notebook",
    "to_script",
    "unmarked_labels",
    "window",
]
