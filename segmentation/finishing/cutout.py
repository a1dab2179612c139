"""From a mask to the finished cutout, at full resolution or at the size of a screen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from ..flooding.elevation import color_gradient
from ..markers import pool, rasterize, sides
from ..matting import estimate_foreground, find_alpha
from ..photo.read import Photo
from ..photo.write import WHOLE, Cutout
from ..preparing import prepare
from ..recipe import Backdrop, Edge, Label, Recipe
from ..segmenting import check_markers, draw_markers, segment
from .backdrop import blur_background, drop_shadow, fit_photo, gradient, gray_photo
from .compose import crop_box, put_behind
from .full_resolution import to_full_resolution
from .mask import drop_islands, fill_holes, keep_marks, shift_edge, smooth


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
        Marks in place of the recipe's strokes, at the size of the photo: 0 where nothing is
        marked, else a `Label`.
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
    _check_backdrop(recipe.backdrop, backdrop_image)
    prepared = prepare(photo.rgb, recipe)
    if markers is None:
        markers = rasterize(recipe.strokes, prepared.photo_shape)
        working_markers = sides(draw_markers(prepared, recipe))
    else:
        check_markers(markers, prepared.photo_shape)
        working_markers = pool(sides(markers), prepared.shape)
    mask = segment(prepared, working_markers, recipe)
    del prepared
    mask = clean_up(mask, working_markers, recipe.edge, photo_shape=markers.shape)
    mask = to_full_resolution(mask, photo.rgb, sides(markers), gradient=color_gradient)
    return finish(
        photo.rgb,
        photo.alpha,
        mask,
        markers,
        recipe,
        backdrop_image=backdrop_image,
        info=photo.info,
    )


def clean_up(
    mask: np.ndarray, markers: np.ndarray, edge: Edge, *, photo_shape: tuple[int, int]
) -> np.ndarray:
    """Return a mask without small holes and islands.

    Parameters
    ----------
    mask : (m, n) ndarray of bool
        True in the foreground, for the photo at any size.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`.
    edge : Edge
        What is small, in pixels of the photo.
    photo_shape : (int, int)
        Rows and columns of the photo.

    Returns
    -------
    cleaned : (m, n) ndarray of bool
        True in the foreground; marked pixels keep their label.
    """
    share = mask.size / (photo_shape[0] * photo_shape[1])
    filled = fill_holes(mask, markers, area_px=edge.hole_area_px * share)
    return drop_islands(
        filled,
        markers,
        area_px=edge.island_area_px * share,
        largest_only=edge.largest_only,
    )


def finish(
    image: np.ndarray,
    image_alpha: np.ndarray | None,
    mask: np.ndarray,
    markers: np.ndarray,
    recipe: Recipe,
    *,
    scale: float = 1.0,
    backdrop_image: np.ndarray | None = None,
    info: Mapping[str, Any] = MappingProxyType({}),
) -> Cutout:
    """Return the cutout that a mask gives, of the whole photo at any size.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    image_alpha : (M, N) ndarray of uint8, or None
        The image's own opacity.
    mask : (M, N) ndarray of bool
        True in the foreground.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else a `Label`.
    recipe : Recipe
        Its edge, backdrop, shadow and margin matter here.
    scale : float
        Pixels of the image per pixel of the photo: what the lengths of the recipe are multiplied
        with.
    backdrop_image : (h, w, 3) ndarray of uint8, optional
        The photo that goes behind the cutout if the backdrop is one.
    info : mapping
        Is handed on to the cutout.

    Returns
    -------
    cutout : Cutout
        The finished picture.

    Raises
    ------
    ValueError
        If the backdrop is a photo and there is none.
    """
    _check_backdrop(recipe.backdrop, backdrop_image)
    matte = _find_matte(image, mask, markers, recipe.edge, scale)
    if image_alpha is not None:
        matte = _product(matte, image_alpha)
    rgba = _lay_out(image, matte, clean_colors=recipe.edge.clean_colors)
    shadow = None
    if recipe.shadow is not None:
        shadow = drop_shadow(
            matte,
            down_px=recipe.shadow.down_px * scale,
            right_px=recipe.shadow.right_px * scale,
            blur_px=recipe.shadow.blur_px * scale,
            opacity=recipe.shadow.opacity,
        )
    if recipe.margin_px is not None:
        seen = matte if shadow is None else np.maximum(matte, shadow)
        box = crop_box(seen, margin_px=round(recipe.margin_px * scale))
    else:
        box = WHOLE
    rgba = np.ascontiguousarray(rgba[box])
    behind = _find_backdrop(image[box], matte[box], recipe.backdrop, scale, backdrop_image)
    put_behind(rgba, backdrop=behind, shadow=None if shadow is None else shadow[box])
    return Cutout(rgba=rgba, mask=mask, matte=matte, box=box, info=info)


def _find_matte(
    image: np.ndarray, mask: np.ndarray, markers: np.ndarray, edge: Edge, scale: float
) -> np.ndarray:
    """Return the opacity of the subject, 255 being opaque."""
    adjusted = smooth(mask, size_px=edge.smooth_px * scale)
    adjusted = shift_edge(adjusted, distance_px=edge.shift_px * scale)
    return find_alpha(
        image,
        keep_marks(adjusted, markers),
        softness=edge.softness,
        feather_px=edge.feather_px * scale,
        fuzzy=markers == Label.FUZZY,
        markers=sides(markers),
    )


def _lay_out(image: np.ndarray, matte: np.ndarray, *, clean_colors: bool) -> np.ndarray:
    """Return colors and opacity in one; colors nobody sees would only make the file larger."""
    rgba = np.empty((*matte.shape, 4), np.uint8)
    if clean_colors:
        estimate_foreground(image, matte, out=rgba[..., :3])
    else:
        rgba[..., :3] = image
    rgba[..., 3] = matte
    # Four bytes at once.
    np.copyto(rgba.view(np.uint32)[..., 0], 0, where=matte == 0)
    return rgba


def _find_backdrop(
    image: np.ndarray,
    matte: np.ndarray,
    backdrop: Backdrop,
    scale: float,
    backdrop_image: np.ndarray | None,
) -> np.ndarray | None:
    """Return what lies behind the cutout: a picture, a color or nothing."""
    if backdrop.kind == "color":
        return np.array(_rgb(backdrop.color), np.uint8)
    if backdrop.kind == "gradient":
        return gradient(matte.shape, _rgb(backdrop.color), _rgb(backdrop.end_color))
    if backdrop.kind == "photo":
        return fit_photo(backdrop_image, matte.shape)
    if backdrop.kind == "blur":
        return blur_background(image, matte, blur_px=backdrop.blur_px * scale)
    if backdrop.kind == "gray":
        return gray_photo(image)
    return None


def _check_backdrop(backdrop: Backdrop, backdrop_image: np.ndarray | None) -> None:
    if backdrop.kind == "photo" and backdrop_image is None:
        raise ValueError("backdrop_image must be an image where the backdrop is a photo, got None")


def _product(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the product of two opacities, 255 being opaque, rounded."""
    return ((first.astype(np.uint16) * second + 127) // 255).astype(np.uint8)


def _rgb(color: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue
