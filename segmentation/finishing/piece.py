"""Matte of a piece of a photo → window of the finished cutout."""

from __future__ import annotations

import numpy as np

from ..matting import alpha_reach, cell_px, foreground_reach
from ..photo import WorkingPhoto
from ..photo.tiling import Box, relative
from ..recipe import Edge, Recipe
from .compose import put_behind
from .cutout import find_backdrop, lay_out, product

# Where Gaussians end, in standard deviations.
GAUSSIAN_END = 4
# Of the long side: farther away, an outline that is off by a pixel changes no color by more than a
# level; at half of that, single pixels by three.
NEAR = 0.06


def piece_around(shape: tuple[int, int], box: Box, edge: Edge) -> Box:
    """Return the rows and columns that count for a window of a cutout without hair.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the image.
    box : (slice, slice)
        Those of the window.
    edge : Edge
        How the outline is treated, lengths in pixels of the image.

    Returns
    -------
    around : (slice, slice)
        As far as the image has them.
    """
    reach = _opacity_reach(max(shape), edge)
    if edge.clean_colors:
        reach += foreground_reach(max(shape))
    return _grown(box, shape, reach)


def piece_near(shape: tuple[int, int], box: Box, edge: Edge) -> Box:
    """Return the rows and columns of which the opacity has to be exact for a window.

    Parameters
    ----------
    shape : (int, int)
        As in `piece_around`.
    box : (slice, slice)
        As in `piece_around`.
    edge : Edge
        As in `piece_around`.

    Returns
    -------
    near : (slice, slice)
        No more than those around. Farther away, the opacity counts for the means of colors alone,
        for which the mask is good enough, unless the edge asks for another outline.
    """
    if edge.redraws or not edge.clean_colors:
        return piece_around(shape, box, edge)
    return _grown(box, shape, _opacity_reach(max(shape), edge) + NEAR * max(shape))


def _opacity_reach(long_px: int, edge: Edge) -> float:
    """Return how far from a pixel the mask counts for its opacity."""
    reach = GAUSSIAN_END * edge.smooth_px + abs(edge.shift_px) + 2
    if edge.softness == "guided":
        reach += alpha_reach(long_px)
    elif edge.softness == "feather":
        reach += GAUSSIAN_END * edge.feather_px
    return reach


def _grown(box: Box, shape: tuple[int, int], reach: float) -> Box:
    """Return a box with a margin, made up of whole cells as far as the image has them."""
    reach_px, step_px = int(reach) + 1, cell_px(max(shape))
    rows, cols = (
        slice(
            max(side.start - reach_px, 0) // step_px * step_px,
            min(-(-(side.stop + reach_px) // step_px) * step_px, size),
        )
        for side, size in zip(box, shape, strict=True)
    )
    return rows, cols


def finish_piece(
    view: WorkingPhoto,
    matte: np.ndarray,
    around: Box,
    box: Box,
    recipe: Recipe,
    *,
    foreground: np.ndarray | None = None,
) -> np.ndarray:
    """Return a window of the cutout that a matte gives.

    Parameters
    ----------
    view : WorkingPhoto
        The photo.
    matte : (m, n) ndarray of uint8
        Opacity of the subject around the window, 255 being opaque.
    around : (slice, slice)
        Rows and columns of the view that the matte is known for.
    box : (slice, slice)
        Those of the window, among them.
    recipe : Recipe
        Its backdrop matters here, which is no photo and no blur, and whether colors are cleaned.
    foreground : (m, n, 3) ndarray of uint8, optional
        The foreground's own colors, where they are known; else they are estimated.

    Returns
    -------
    rgba : (h, w, 4) ndarray of uint8
        Straight colors and opacity.
    """
    image = view.rgb[around]
    if view.alpha is not None:
        matte = product(matte, view.alpha[around])
    if not recipe.edge.clean_colors:
        foreground = image
    shape = view.rgb.shape[:2]
    rgba = lay_out(image, matte, foreground, long_px=max(shape))
    rgba = np.ascontiguousarray(rgba[relative(box, around)])
    put_behind(rgba, backdrop=_backdrop(view, box, recipe))
    return rgba


def _backdrop(view: WorkingPhoto, box: Box, recipe: Recipe) -> np.ndarray | None:
    """Return what lies behind a window."""
    shape = view.rgb.shape[:2]
    if recipe.backdrop.kind == "gradient":
        # All rows of it, in memory that all columns share.
        whole = find_backdrop(view.rgb, np.broadcast_to(np.uint8(0), shape), recipe.backdrop)
        return None if whole is None else whole[box]
    return find_backdrop(view.rgb[box], view.rgb[box][..., 0], recipe.backdrop)
