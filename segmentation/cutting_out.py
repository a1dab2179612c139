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
    settle_exactly,
    to_full_resolution,
)
from .flooding import color_gradient
from .markers import pool, rasterize_exact, rasterize_strokes, sides, split_exact
from .photo import Photo
from .preparing import prepare
from .recipe import Recipe
from .segmenting import check_markers, draw_markers, fold, segment


def cut_out(
    photo: Photo,
    recipe: Recipe | None = None,
    *,
    markers: np.ndarray | None = None,
    backdrop_image: np.ndarray | None = None,
) -> Cutout:
    """Return the cutout of a photo at its full resolution.

    Parameters
    ----------
    photo : Photo
        The photo.
    recipe : Recipe, optional
        What the user decided.
    markers : (M, N) ndarray of int, optional
        Marks in place of the recipe's strokes, at the size of the photo; they have no order and
        count at once: 0 where nothing is marked, else a `Label`, or 4 and 5 for what is exactly
        background and foreground.
    backdrop_image : (h, w, 3) ndarray of uint8, optional
        The photo that goes behind the cutout if the backdrop is one.

    Returns
    -------
    cutout : Cutout
        The finished picture; the photo's own alpha is carried on.

    Raises
    ------
    ValueError
        If marks are missing, see `segment`, `markers` has another shape than the photo, or the
        backdrop is a photo and there is none.

    Notes
    -----
    Photos larger than the working size are divided at the working size, and only the outline is
    settled at full resolution.
    """
    recipe = Recipe() if recipe is None else recipe
    check_backdrop(recipe.backdrop, backdrop_image)
    prepared = prepare(photo.rgb, recipe)
    if markers is None:
        markers = rasterize_strokes(recipe.strokes, prepared.photo_shape)
        exact = rasterize_exact(recipe.strokes, prepared.photo_shape)
        working_markers = sides(draw_markers(prepared, recipe))
        mask = fold(prepared, recipe)
    else:
        markers, exact = split_exact(markers)
        check_markers(markers, prepared.photo_shape)
        working_markers = pool(sides(markers), prepared.shape)
        mask = segment(prepared, working_markers, recipe)
    del prepared
    mask = clean_up(mask, working_markers, recipe.edge, photo_shape=markers.shape)
    mask = to_full_resolution(mask, photo.rgb, sides(markers), gradient=color_gradient)
    matte = settle_exactly(matte_of_mask(photo.rgb, mask, markers, recipe.edge), exact)
    return finish(
        photo.rgb,
        photo.alpha,
        matte,
        recipe,
        mask=keep_marks(mask, exact),
        backdrop_image=backdrop_image,
        info=photo.info,
    )
