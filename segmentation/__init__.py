"""Seedcut's compute package: cuts the subject out of a photo, from a few strokes or by itself.

    bytes ─ read_image ─▶ Photo ─ prepare ─▶ Prepared ─ fold(strokes) ─▶ mask
                                                                          │
    bytes ◀─ encode ─ Cutout ◀─ finish ◀─ matte ◀─ outline settled at full resolution

`prepare` does once what depends on the photo alone, `fold` answers every stroke, `finish` makes
clean colors and what lies behind, and `cut_out` goes the whole way at full resolution.

image: (M, N, 3) uint8 in sRGB. photo: an image with its own opacity and what its file said.
stroke: a gesture, in pixels of the photo. marker: a labelled pixel; what strokes mark.
elevation: gradient magnitude as a landscape. basin: what drains into one of its minima.
region: merged basins, of like color. group: all pixels that a seed has grown to.
prior: how likely a region is foreground before anything is marked; unary: with the marks.
mask: True in the foreground. matte: how opaque the subject is at each pixel; alpha, as a fraction.
cutout: the finished picture. recipe: all that is needed to make it again from the photo.
"""

from . import pictures
from .cutting_out import cut_out, unmix_photo
from .finishing import GROUNDS, Cutout, changed_share, clean_up, encode, finish, fit, settle_mask
from .flooding import MAX_SEEDS, Groups
from .markers import rasterize_exact, rasterize_rubbed, rasterize_strokes
from .photo import (
    SUFFIXES,
    ImageError,
    Photo,
    StartMask,
    WorkingPhoto,
    download_name,
    encode_animation,
    encode_gray,
    encode_jpeg,
    find_faces,
    read_image,
    read_marks,
    read_start_mask,
    reduce,
    shown_name,
    shrink,
)
from .pictures.preview import (
    before_and_after,
    finish_mask,
    finish_matte,
    group_pictures,
    magnify,
    output_shape,
    preview,
    show_before,
    show_finished,
    show_hair,
    show_marks,
    window,
)
from .preparing import Prepared, PreparedCut, PreparedFlood, prepare
from .proposals import (
    PROPOSED_SEEDS,
    Proposal,
    name_start,
    propose,
    propose_cutouts,
    propose_unmixing,
    rank,
    tap_at,
)
from .recipe import (
    Backdrop,
    Edge,
    File,
    Frame,
    InputError,
    Label,
    PhotoId,
    Plain,
    Recipe,
    Shadow,
    Stroke,
    is_of_earlier_engine,
    read_photo_id,
)
from .segmenting import (
    find_color_confidence,
    find_confidence,
    find_doubt,
    find_groups,
    find_markers,
    find_saliency,
    find_seeds,
    fold,
    fold_step,
    missing_marks,
    segment,
    start_from,
    steps,
    unmarked_labels,
)
from .takeaway import find_photo, to_notebook, to_script

__all__ = [
    "GROUNDS",
    "MAX_SEEDS",
    "PROPOSED_SEEDS",
    "SUFFIXES",
    "Backdrop",
    "Cutout",
    "Edge",
    "File",
    "Frame",
    "Groups",
    "ImageError",
    "InputError",
    "Label",
    "Photo",
    "PhotoId",
    "Plain",
    "Prepared",
    "PreparedCut",
    "PreparedFlood",
    "Proposal",
    "Recipe",
    "Shadow",
    "StartMask",
    "Stroke",
    "WorkingPhoto",
    "before_and_after",
    "changed_share",
    "clean_up",
    "cut_out",
    "download_name",
    "encode",
    "encode_animation",
    "encode_gray",
    "encode_jpeg",
    "find_color_confidence",
    "find_confidence",
    "find_doubt",
    "find_faces",
    "find_groups",
    "find_markers",
    "find_photo",
    "find_saliency",
    "find_seeds",
    "finish",
    "finish_mask",
    "finish_matte",
    "fit",
    "fold",
    "fold_step",
    "group_pictures",
    "is_of_earlier_engine",
    "magnify",
    "missing_marks",
    "name_start",
    "output_shape",
    "pictures",
    "prepare",
    "preview",
    "propose",
    "propose_cutouts",
    "propose_unmixing",
    "rank",
    "rasterize_exact",
    "rasterize_rubbed",
    "rasterize_strokes",
    "read_image",
    "read_marks",
    "read_photo_id",
    "read_start_mask",
    "reduce",
    "segment",
    "settle_mask",
    "show_before",
    "show_finished",
    "show_hair",
    "show_marks",
    "shown_name",
    "shrink",
    "start_from",
    "steps",
    "tap_at",
    "to_notebook",
    "to_script",
    "unmarked_labels",
    "unmix_photo",
    "window",
]
