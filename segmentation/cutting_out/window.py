"""Photo, mask and recipe → a window of the cutout, without the rest of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..finishing import (
    finish_piece,
    matte_of_mask,
    piece_around,
    piece_near,
    settle_exactly,
    to_full_resolution,
)
from ..markers import rasterize_exact, rasterize_strokes
from ..photo import WorkingPhoto
from ..photo.tiling import Box, relative
from ..recipe import Edge, Frame, Label, Placement, Recipe
from ..unmixing import Layers, unmix

# Backdrops whose pixels don't depend on others far away.
LOCAL_BACKDROPS = ("transparent", "color", "gradient", "gray")


def has_windows(recipe: Recipe) -> bool:
    """Return whether `cut_out_window` can make windows of the cutout that a recipe gives.

    Parameters
    ----------
    recipe : Recipe
        What the user decided.

    Returns
    -------
    possible : bool
        False where pixels depend on others anywhere in the photo: with hair, a start from a mask,
        a shadow, a photo or a blur behind, a subject that is moved, a frame or a margin; and where
        colors decide, with strokes or with holes or islands that are dropped.
    """
    is_whole = recipe.frame == Frame() and recipe.margin_px is None and recipe.shadow is None
    is_whole &= recipe.placement == Placement()
    if not is_whole or recipe.backdrop.kind not in LOCAL_BACKDROPS:
        return False
    edge = recipe.edge
    if recipe.unmixes:
        keeps_all = edge.hole_area_px == Edge().hole_area_px
        keeps_all &= edge.island_area_px == Edge().island_area_px and not edge.largest_only
        return keeps_all and not recipe.strokes
    has_hair = edge.find_hair or any(stroke.label == Label.FUZZY for stroke in recipe.strokes)
    return recipe.seeds != "mask" and not has_hair


def cut_out_window(
    view: WorkingPhoto,
    mask: np.ndarray | None,
    recipe: Recipe,
    box: Box,
    *,
    layers: Layers | None = None,
) -> NDArray[np.uint8]:
    """Return a window of the cutout of a photo.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size that the window is wanted at, as large as the mask at least; for the
        pixels of the file, all of it.
    mask : (m, n) ndarray of bool, or None
        What `fold` makes of the photo, cleaned up; None where the recipe unmixes colors.
    recipe : Recipe
        What the user decided, with which there are windows, see `has_windows`.
    box : (slice, slice)
        Rows and columns of the view.
    layers : Layers, optional
        What `find_layers` found in the view, where the recipe unmixes colors.

    Returns
    -------
    rgba : (h, w, 4) ndarray of uint8
        Straight colors and opacity.

    Raises
    ------
    ValueError
        If the box is empty or not all within the view, there are no windows with the recipe, or
        there is no mask, or no layers, where it needs them.

    Notes
    -----
    Of the whole photo, these are the pixels of `cut_out`, colors of soft edges to within two
    levels. What is outside the window counts as far as it reaches into it, for the means of colors
    some 700 pixels at 12 megapixels; but the outline is settled at full resolution only half as
    far. So time follows the size of the window, and the length of the outline in and around it.
    """
    _check(view, recipe, box)
    if recipe.unmixes:
        if layers is None:
            raise ValueError("layers must be given where the recipe unmixes colors, got None")
        matte, foreground = unmix(view.rgb, layers, recipe.plain, box=box)
        np.copyto(foreground, view.rgb[box], where=(matte == 255)[..., None])
        return finish_piece(view, matte, box, box, recipe, foreground=foreground)
    if mask is None:
        raise ValueError("mask must be given where the recipe unmixes no colors, got None")
    shape, edge = view.rgb.shape[:2], recipe.edge.stretched(view.scale)
    around, near = piece_around(shape, box, edge), piece_near(shape, box, edge)
    matte = _rough_matte(view, mask, recipe, around)
    matte[relative(near, around)] = _matte(view, mask, recipe, near)
    return finish_piece(view, matte, around, box, recipe)


def _rough_matte(view: WorkingPhoto, mask: np.ndarray, recipe: Recipe, box: Box) -> np.ndarray:
    """Return the matte of a piece of a photo as far as the mask tells, without soft edges."""
    rows, cols = (
        np.arange(side.start, side.stop) * small // size
        for side, small, size in zip(box, mask.shape, view.rgb.shape, strict=False)
    )
    matte = mask[np.ix_(rows, cols)] * np.uint8(255)
    return settle_exactly(matte, _exact(view, recipe, box))


def _matte(view: WorkingPhoto, mask: np.ndarray, recipe: Recipe, box: Box) -> np.ndarray:
    """Return the matte of a piece of a photo; what is beyond the piece counts for nothing."""
    shape = view.rgb.shape[:2]
    markers = rasterize_strokes(recipe.strokes, view.photo_shape, shape=shape, box=box)
    everywhere = np.zeros(shape, np.uint8)
    everywhere[box] = markers
    matte = matte_of_mask(
        view.rgb[box],
        to_full_resolution(mask, view.rgb, everywhere, box=box),
        markers,
        recipe.edge,
        scale=view.scale,
        long_px=max(shape),
    )
    return settle_exactly(matte, _exact(view, recipe, box))


def _exact(view: WorkingPhoto, recipe: Recipe, box: Box) -> np.ndarray:
    """Return what exact strokes settle in a piece of a photo."""
    shape = view.rgb.shape[:2]
    return rasterize_exact(recipe.strokes, view.photo_shape, shape=shape, box=box)


def _check(view: WorkingPhoto, recipe: Recipe, box: Box) -> None:
    if not has_windows(recipe):
        raise ValueError("recipe must be one that has windows, got one that has none")
    for side, size in zip(box, view.rgb.shape, strict=False):
        if not 0 <= side.start < side.stop <= size:
            raise ValueError(
                f"box must be rows and columns of a view of shape {view.rgb.shape[:2]}, got {box}"
            )
