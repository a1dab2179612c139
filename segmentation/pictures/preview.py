"""The photo and its cutout at the size of a screen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..finishing import (
    Cutout,
    finish,
    fitted_shape,
    gray_photo,
    hair_of_mask,
    matte_of_mask,
    mend_matte,
    settle_exactly,
    show,
    take,
    tint,
)
from ..markers import rasterize_exact, rasterize_rubbed, rasterize_strokes
from ..photo import StartMask, WorkingPhoto, resize
from ..photo.tiling import Box
from ..recipe import Frame, Label, Recipe, Stroke

# Of Okabe and Ito's palette, which color-blind people tell apart.
MARK_COLORS = {
    Label.FOREGROUND: (0, 114, 178),
    Label.BACKGROUND: (230, 159, 0),
    Label.FUZZY: (0, 158, 115),
}


def preview(
    view: WorkingPhoto,
    mask: np.ndarray | None,
    recipe: Recipe | None = None,
    *,
    ground: str = "checkerboard",
    start_mask: StartMask | None = None,
    backdrop_image: np.ndarray | None = None,
) -> np.ndarray:
    """Return a picture of a finished cutout for the screen.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size of the picture.
    mask : (m, n) ndarray of bool, or None
        True in the foreground, for the photo at any size. None shows the whole photo.
    recipe : Recipe, optional
        How the cutout is finished.
    ground : {'checkerboard', 'white', 'black', 'red', 'mask'}
        As in `show_finished`.
    start_mask : StartMask, optional
        The mask of another program, if the recipe starts from one.
    backdrop_image : (h, w, 3) ndarray of uint8, optional
        The photo that goes behind the cutout if the backdrop is one.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        The picture, cropped or framed if the recipe says so.

    Raises
    ------
    ValueError
        If the ground is not known, or the backdrop is a photo and there is none.
    """
    if mask is None:
        shape = view.rgb.shape[:2]
        alpha = np.full(shape, 255, np.uint8) if view.alpha is None else view.alpha
        return show(view.rgb, alpha, ground=ground)
    recipe = recipe or Recipe()
    cutout = finish_mask(view, mask, recipe, start_mask=start_mask, backdrop_image=backdrop_image)
    return show_finished(view, cutout, ground=ground)


def finish_mask(
    view: WorkingPhoto,
    mask: np.ndarray,
    recipe: Recipe,
    *,
    start_mask: StartMask | None = None,
    backdrop_image: np.ndarray | None = None,
) -> Cutout:
    """Return the cutout that a mask gives, at the size of a screen.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size that is wanted.
    mask : (m, n) ndarray of bool
        True in the foreground, for the photo at any size.
    recipe : Recipe
        How the cutout is finished.
    start_mask : StartMask, optional
        As in `preview`.
    backdrop_image : (h, w, 3) ndarray of uint8, optional
        As in `preview`.

    Returns
    -------
    cutout : Cutout
        Of the size of its frame in the view: `fit` is for files.

    Raises
    ------
    ValueError
        As `finish`.
    """
    shape = view.rgb.shape[:2]
    matte = matte_of_mask(
        view.rgb,
        resize(mask * np.uint8(255), shape) > 127,
        rasterize_strokes(recipe.strokes, view.photo_shape, shape=shape),
        recipe.edge,
        scale=view.scale,
        rubbed=rasterize_rubbed(recipe.strokes, view.photo_shape, shape=shape),
    )
    if start_mask is not None:
        matte = mend_matte(start_mask, mask, matte, recipe.edge)
    matte = settle_exactly(matte, rasterize_exact(recipe.strokes, view.photo_shape, shape=shape))
    return finish_matte(view, matte, recipe, backdrop_image=backdrop_image)


def finish_matte(
    view: WorkingPhoto,
    matte: np.ndarray,
    recipe: Recipe,
    *,
    foreground: np.ndarray | None = None,
    backdrop_image: np.ndarray | None = None,
) -> Cutout:
    """Return the cutout that a matte gives, at the size of a screen.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size that is wanted.
    matte : (h, w) ndarray of uint8
        Opacity, 255 being opaque.
    recipe : Recipe
        How the cutout is finished.
    foreground : (h, w, 3) ndarray of uint8, optional
        The foreground's own colors, where they are known; else they are estimated.
    backdrop_image : (h, w, 3) ndarray of uint8, optional
        As in `preview`.

    Returns
    -------
    cutout : Cutout
        Of the size of its frame in the view: `fit` is for files.

    Raises
    ------
    ValueError
        As `finish`.
    """
    return finish(
        view.rgb,
        view.alpha,
        matte,
        recipe,
        foreground=foreground,
        scale=view.scale,
        backdrop_image=backdrop_image,
    )


def show_finished(
    view: WorkingPhoto, cutout: Cutout, *, ground: str = "checkerboard"
) -> np.ndarray:
    """Return the picture of a finished cutout.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size at which it was finished.
    cutout : Cutout
        What `finish_mask` or `finish_matte` made of it.
    ground : {'checkerboard', 'white', 'black', 'red', 'mask'}
        What shows through where the cutout lets it, see `compose.show`. The last two tell of the
        opacity alone, whatever the backdrop.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        The picture.

    Raises
    ------
    ValueError
        If the ground is not known.
    """
    if ground in ("red", "mask"):
        return show(_in_frame(view.rgb, cutout), _in_frame(cutout.matte, cutout), ground=ground)
    return show(cutout.rgba[..., :3], cutout.rgba[..., 3], ground=ground)


def show_before(view: WorkingPhoto, cutout: Cutout) -> np.ndarray:
    """Return the picture of the photo in the frame of its cutout.

    Parameters
    ----------
    view : WorkingPhoto
        As in `show_finished`.
    cutout : Cutout
        As in `show_finished`.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        Of the size of the cutout's picture; white where the photo is transparent, and beyond it.
    """
    inside = np.full(view.rgb.shape[:2], 255, np.uint8) if view.alpha is None else view.alpha
    return show(_in_frame(view.rgb, cutout), _in_frame(inside, cutout), ground="white")


def output_shape(view: WorkingPhoto, cutout: Cutout, frame: Frame) -> tuple[int, int]:
    """Return the rows and columns that the file of a cutout has.

    Parameters
    ----------
    view : WorkingPhoto
        As in `show_finished`.
    cutout : Cutout
        As in `show_finished`.
    frame : Frame
        That of the recipe.

    Returns
    -------
    shape : (int, int)
        Exact where the picture shows all of the photo, or the frame says how large it is; else as
        exact as the view lets know.
    """
    shape = view.photo_shape
    if cutout.box is not None:
        rows, cols = (round(side / view.scale) for side in cutout.rgba.shape[:2])
        shape = rows, cols
    return fitted_shape(shape, frame)


def _in_frame(array: np.ndarray, cutout: Cutout) -> np.ndarray:
    """Return what an array of the photo's size has where the cutout's picture shows the photo."""
    return array if cutout.box is None else take(array, cutout.box)


def before_and_after(view: WorkingPhoto, mask: np.ndarray) -> np.ndarray:
    """Return a picture of a photo on the left and of its cutout on the right, parted in the middle.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size of the picture.
    mask : (m, n) ndarray of bool
        True in the foreground, for the photo at any size.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        What is cut away shows a checkerboard.
    """
    picture = preview(view, mask)
    middle = picture.shape[1] // 2
    picture[:, :middle] = preview(view, None, ground="white")[:, :middle]
    return picture


def show_marks(
    view: WorkingPhoto, strokes: tuple[Stroke, ...] = (), *, box: Box | None = None
) -> np.ndarray:
    """Return a picture of a photo with marks on it.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size of the picture; what is transparent shows in white.
    strokes : tuple of Stroke
        The marks, in pixels of the photo.
    box : (slice, slice), optional
        Rows and columns of the view that are shown; all by default.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        Keep is blue, remove is orange, fuzzy is green, and the photo shines through.
    """
    shape = view.rgb.shape[:2]
    seen = box or (slice(0, shape[0]), slice(0, shape[1]))
    picture = view.rgb[seen]
    if view.alpha is not None:
        picture = show(picture, view.alpha[seen], ground="white")
    if not strokes:
        return picture
    markers = rasterize_strokes(strokes, view.photo_shape, shape=shape, box=seen)
    for label, color in MARK_COLORS.items():
        picture = tint(picture, (markers == label) * np.uint8(255), color=color)
    return picture


def show_hair(view: WorkingPhoto, mask: np.ndarray, recipe: Recipe) -> np.ndarray:
    """Return a picture of a whole photo with what is taken for hair.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size of the picture; what is transparent shows in white.
    mask : (m, n) ndarray of bool
        True in the foreground, for the photo at any size.
    recipe : Recipe
        The marks, and whether hair is found beside them.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        Hair that is marked or found is green, and the photo shines through.
    """
    shape = view.rgb.shape[:2]
    markers = rasterize_strokes(recipe.strokes, view.photo_shape, shape=shape)
    hair = markers == Label.FUZZY
    if recipe.edge.find_hair:
        rubbed = rasterize_rubbed(recipe.strokes, view.photo_shape, shape=shape)
        outlined = resize(mask * np.uint8(255), shape) > 127
        hair |= hair_of_mask(view.rgb, outlined, markers, rubbed=rubbed)
    whole = preview(view, None, ground="white")
    return tint(whole, hair * np.uint8(255), color=MARK_COLORS[Label.FUZZY])


def group_pictures(
    view: WorkingPhoto, labels: np.ndarray, groups: Sequence[int]
) -> list[np.ndarray]:
    """Return gray pictures of the photo, each with one of some groups in red.

    Parameters
    ----------
    view : WorkingPhoto
        The photo at the size of the pictures.
    labels : (m, n) ndarray of int
        Group of every pixel, for the photo at any size.
    groups : sequence of int
        Those to show.

    Returns
    -------
    pictures : list of (h, w, 3) ndarray of uint8
        One for each group, in their order.
    """
    # On gray the red is seen even where the photo is red.
    gray = gray_photo(view.rgb)
    kept = (np.where(labels == group, np.uint8(0), 255) for group in groups)
    return [show(gray, resize(alpha, gray.shape[:2]), ground="red") for alpha in kept]
