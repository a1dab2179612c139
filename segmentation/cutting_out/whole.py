"""Photo and recipe → cutout at full resolution."""

from __future__ import annotations

import numpy as np

from ..finishing import (
    Cutout,
    check_backdrop,
    clean_up,
    finish,
    fit,
    keep_marks,
    matte_of_mask,
    mend_matte,
    settle_exactly,
    tidy,
    to_full_resolution,
)
from ..markers import (
    check_markers,
    pool,
    rasterize_exact,
    rasterize_rubbed,
    rasterize_strokes,
    sides,
    split_exact,
)
from ..photo import Photo, StartMask
from ..preparing import Prepared, prepare
from ..recipe import InputError, Recipe
from ..segmenting import find_markers, fold, mark_transparent, segment, start_from
from ..unmixing import Layers, find_layers, unmix


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
    settled at full resolution. Unmixing works on every pixel of the photo. Memory peaks near the
    cutout itself, 6 bytes per pixel, beside the photo's 3; a shadow, and a photo or a blur behind,
    take some more.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentation import Label, Photo, Recipe, Stroke, cut_out
    >>> image = np.zeros((40, 60, 3), np.uint8)
    >>> image[10:30, 20:40] = 250, 120, 0
    >>> keep = Stroke(Label.FOREGROUND, points=((20, 25), (20, 35)), radius_px=2)
    >>> remove = Stroke(Label.BACKGROUND, points=((3, 5), (3, 50)), radius_px=2)
    >>> cutout = cut_out(Photo(image), Recipe(strokes=(keep, remove)))
    >>> cutout.rgba[20, 30].tolist(), cutout.rgba[0, 0].tolist()
    ([250, 120, 0, 255], [0, 0, 0, 0])
    """
    recipe = Recipe() if recipe is None else recipe
    check_backdrop(recipe.backdrop, backdrop_image)
    _check_start(recipe, start_mask)
    if recipe.unmixes:
        return _unmix(photo, recipe, markers, backdrop_image)
    matte, mask = _divide(photo, recipe, markers, start_mask, prepared)
    finished = finish(
        photo.rgb,
        photo.alpha,
        matte,
        recipe,
        mask=mask,
        backdrop_image=backdrop_image,
        info=photo.info,
    )
    return fit(finished, recipe.frame)


def _divide(
    photo: Photo,
    recipe: Recipe,
    markers: np.ndarray | None,
    start_mask: StartMask | None,
    prepared: Prepared | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return matte and mask at the size of the photo; all that leads to them is given up."""
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
    full_mask = to_full_resolution(mask, photo.rgb, sides(markers))
    matte = matte_of_mask(photo.rgb, full_mask, markers, recipe.edge, rubbed=rubbed)
    if start_mask is not None:
        matte = mend_matte(start_mask, mask, matte, recipe.edge)
    return settle_exactly(matte, exact), keep_marks(full_mask, exact)


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


def _unmix(
    photo: Photo,
    recipe: Recipe,
    markers: np.ndarray | None,
    backdrop_image: np.ndarray | None,
) -> Cutout:
    """Return the cutout of a photo with a plain ground."""
    exact = None
    if markers is not None:
        markers, exact = split_exact(markers)
        check_markers(markers, photo.rgb.shape[:2])
    layers = find_layers(photo.rgb, recipe.plain)
    matte, foreground = unmix_photo(photo.rgb, layers, recipe, markers=markers, exact=exact)
    finished = finish(
        photo.rgb,
        photo.alpha,
        matte,
        recipe,
        foreground=foreground,
        backdrop_image=backdrop_image,
        info=photo.info,
    )
    return fit(finished, recipe.frame)


def unmix_photo(
    image: np.ndarray,
    layers: Layers,
    recipe: Recipe,
    *,
    photo_shape: tuple[int, int] | None = None,
    markers: np.ndarray | None = None,
    exact: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the matte and the colors that unmixing gives a recipe, of the whole photo at any size.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    layers : Layers
        What `find_layers` found in it.
    recipe : Recipe
        Its strokes, `plain`, and the holes and islands of its edge.
    photo_shape : (int, int), optional
        Rows and columns of the photo; those of the image by default.
    markers, exact : (M, N) ndarray of int, optional
        Marks in place of the recipe's strokes: 0 where nothing is marked, else a `Label`; the
        latter settle the pixels that they cover.

    Returns
    -------
    matte : (M, N) ndarray of uint8
        Opacity, 255 being opaque.
    foreground : (M, N, 3) ndarray of uint8
        The foreground's own colors, for `finish`.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentation import Recipe, unmix_photo
    >>> from segmentation.unmixing import find_layers
    >>> image = np.full((60, 80, 3), 255, np.uint8)
    >>> image[20:40, 30:50] = 200, 0, 0
    >>> recipe = Recipe(method="unmixing")
    >>> matte, foreground = unmix_photo(image, find_layers(image, recipe.plain), recipe)
    >>> (matte == 255).sum().item(), matte[0, 0].item(), foreground[30, 40].tolist()
    (400, 0, [200, 0, 0])
    """
    shape = image.shape[:2]
    photo_shape = shape if photo_shape is None else photo_shape
    if markers is None:
        markers = rasterize_strokes(recipe.strokes, photo_shape, shape=shape)
    if exact is None:
        exact = rasterize_exact(recipe.strokes, photo_shape, shape=shape)
    matte, foreground = unmix(image, layers, recipe.plain, markers=markers)
    matte = settle_exactly(tidy(matte, markers, recipe.edge, photo_shape=photo_shape), exact)
    np.copyto(foreground, image, where=(matte == 255)[..., None])
    return matte, foreground
