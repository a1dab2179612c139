"""Photo and recipe → cutout at full resolution.

May import `finishing`, `flooding`, `markers`, `photo`, `preparing`, `recipe` and `segmenting`.
"""

from __future__ import annotations

import numpy as np

from .finishing import (
    Cutout,
    check_backdrop,
    clean_up,
    finish,
    keep_marks,
    matte_of_mask,
    mend_matte,
    settle_exactly,
    to_full_resolution,
)
from .flooding import color_gradient
from .markers import (
    check_markers,
    pool,
    rasterize_exact,
    rasterize_rubbed,
    rasterize_strokes,
    sides,
    split_exact,
)
from .photo import Photo, StartMask
from .preparing import Prepared, prepare
from .recipe import InputError, Recipe
from .segmenting import find_markers, fold, mark_transparent, segment, start_from


def cut_out(
    photo: Photo,
    recipe: Recipe | None = None,
    *,
    markers: np.ndarray | None = None,
    start_mask: StartMask | None = None,
    backdrop_image: np.ndarray | None = None,
    prepared: Prepared | None = None,
) -> Cutout:
    """Return the cutout of a photo at its full resolution.

    Parameters
    ----------
    photo : Photo
        The photo.
    recipe : Recipe, optional
        What the user decided.
    markers : (M, N) ndarray of int, optional
        Marks in place of the recipe's strokes, at the size of the photo: 0 where nothing is
        marked, else a `Label`, or 4 and 5 for what is exactly background and foreground.
    start_mask : StartMask, optional
        The mask of another program, if the recipe starts from one.
    backdrop_image : (h, w, 3) ndarray of uint8, optional
        The photo that goes behind the cutout if the backdrop is one.
    prepared : Prepared, optional
        What `prepare` returns for the photo and the recipe, where that is known already.

    Returns
    -------
    cutout : Cutout
        The finished picture; the photo's own alpha is carried on.

    Raises
    ------
    ValueError
        If marks are missing, see `segment`, `markers` has another shape than the photo, the
        recipe starts from another mask or from none, or the backdrop is a photo and there is none.

    Notes
    -----
    Photos larger than the working size are divided at the working size, and only the outline is
    settled at full resolution.
    """
    recipe = Recipe() if recipe is None else recipe
    check_backdrop(recipe.backdrop, backdrop_image)
    _check_start(recipe, start_mask)
    if prepared is None:
        prepared = prepare(photo.rgb, recipe, alpha=photo.alpha)
    start = None if start_mask is None else start_from(prepared, start_mask, recipe)
    if markers is None:
        markers = rasterize_strokes(recipe.strokes, prepared.photo_shape)
        exact = rasterize_exact(recipe.strokes, prepared.photo_shape)
        rubbed = rasterize_rubbed(recipe.strokes, prepared.photo_shape)
        working_markers = sides(find_markers(prepared, recipe))
        mask = fold(prepared, recipe, start=start)
    else:
        (markers, exact), rubbed = split_exact(markers), None
        check_markers(markers, prepared.photo_shape)
        working_markers = pool(sides(markers), prepared.shape)
        working_markers = mark_transparent(prepared, working_markers)
        mask = segment(prepared, working_markers, recipe, start=start)
    del prepared
    mask = clean_up(mask, working_markers, recipe.edge, photo_shape=markers.shape)
    full_mask = to_full_resolution(mask, photo.rgb, sides(markers), gradient=color_gradient)
    matte = matte_of_mask(photo.rgb, full_mask, markers, recipe.edge, rubbed=rubbed)
    if start_mask is not None:
        matte = mend_matte(start_mask, mask, matte, recipe.edge)
    return finish(
        photo.rgb,
        photo.alpha,
        settle_exactly(matte, exact),
        recipe,
        mask=keep_marks(full_mask, exact),
        backdrop_image=backdrop_image,
        info=photo.info,
    )


def _check_start(recipe: Recipe, start_mask: StartMask | None) -> None:
    """Raise InputError unless there is a mask if, and only if, the recipe starts from it."""
    if (recipe.seeds == "mask") != (start_mask is not None):
        expected = "a mask" if start_mask is None else "None"
        raise InputError(
            f"start_mask must be {expected} where the seeds are {recipe.seeds!r}, "
            f"got {'None' if start_mask is None else 'a mask'}"
        )
    if start_mask is not None and recipe.mask_digest not in ("", start_mask.digest):
        raise InputError("start_mask must be the mask that the recipe starts from, got another one")
