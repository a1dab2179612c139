"""Prepared photo and marks → mask: all marks at once, or strokes step by step."""

from __future__ import annotations

import dataclasses
from itertools import pairwise, takewhile

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..flooding import flood
from ..graph_cut import correct, cut_box, graph_cut
from ..markers import check_markers, rasterize_strokes, sides
from ..photo import StartMask
from ..preparing import Prepared, PreparedCut, PreparedFlood, as_cut
from ..recipe import FLOODED, SIDES, InputError, Label, Recipe, Stroke
from .marks import check_method, find_markers, missing_marks
from .prior import find_prior, working_box
from .seeds import find_groups

# Of the longer side: how far the outline of a given mask may move to an edge of the photo.
FOLLOWED_SHARE = 0.015
# Of the deepest point of a subject that is thinner than that.
SURE_SHARE = 0.7


def segment(
    prepared: Prepared,
    markers: np.ndarray,
    recipe: Recipe | None = None,
    *,
    start: np.ndarray | None = None,
) -> NDArray[np.bool]:
    """Return the foreground of a photo.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.
    recipe : Recipe, optional
        Where the seeds come from; the markers alone, by the method that the photo is prepared
        for, by default.
    start : (m, n) ndarray of bool, optional
        The mask that the marks correct, with the graph cut; by default what the seeds make.

    Returns
    -------
    mask : (m, n) ndarray of bool
        True in the foreground; marked pixels keep their label.

    Raises
    ------
    ValueError
        If there are marks missing (see `missing_marks`), `markers` has another shape, or the photo
        is prepared for another method than the recipe's.

    Notes
    -----
    All marks count at once. Strokes have an order, see `fold`.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentation import Label, prepare, segment
    >>> image = np.zeros((40, 60, 3), np.uint8)
    >>> image[10:30, 20:40] = 250, 120, 0
    >>> markers = np.zeros((40, 60), int)
    >>> markers[20, 30] = Label.FOREGROUND
    >>> markers[0] = Label.BACKGROUND
    >>> mask = segment(prepare(image), markers)
    >>> mask[[20, 12, 5], [30, 38, 5]].tolist()
    [True, True, False]
    """
    check_markers(markers, prepared.shape)
    recipe = check_method(prepared, recipe)
    if start is None and recipe.seeds == "box" and recipe.box is not None:
        start = cut_box(as_cut(prepared).graph, working_box(prepared, recipe.box))
    if start is not None:
        return _correct_at_once(as_cut(prepared), start, markers, recipe)
    if recipe.seeds in FLOODED:
        return find_groups(prepared, markers, recipe).foreground(recipe.background_groups)
    missing = [label.name.lower() for label in missing_marks(prepared, markers, recipe)]
    if missing:
        raise InputError(
            "markers must hold background (1) and foreground (2) pixels, "
            f"got no {' and no '.join(missing)} pixel"
        )
    if isinstance(prepared, PreparedCut):
        return graph_cut(prepared.graph, sides(markers), find_prior(prepared, recipe))
    return flood(prepared.elevation, sides(markers)) == Label.FOREGROUND


def start_from(prepared: Prepared, start: StartMask, recipe: Recipe) -> NDArray[np.bool]:
    """Return the foreground that a given mask makes before any stroke.

    Parameters
    ----------
    prepared : Prepared
        The photo, prepared for the graph cut.
    start : StartMask
        The mask of another program.
    recipe : Recipe
        Whether its outline follows the edges of the photo.

    Returns
    -------
    mask : (m, n) ndarray of bool
        True in the foreground.

    Raises
    ------
    ValueError
        If the outline follows the edges, and the photo is prepared for the watershed.

    Notes
    -----
    To follow the edges, what is farther from the outline than 1.5 % of the image's longer side is
    taken for marks; the graph cut divides the rest.
    """
    mask = start.mask(prepared.shape)
    if not recipe.follows_edges or mask.all() or not mask.any():
        return mask
    depth = ndi.distance_transform_edt(mask) - ndi.distance_transform_edt(~mask)
    reach = FOLLOWED_SHARE * max(mask.shape)
    # Of a thin subject, the middle is sure.
    sure = depth > min(reach, SURE_SHARE * depth.max())
    markers = np.where(sure, Label.FOREGROUND, (depth < -reach) * Label.BACKGROUND)
    return graph_cut(as_cut(prepared).graph, markers.astype(np.uint8))


def _correct_at_once(
    prepared: PreparedCut, mask: np.ndarray, markers: np.ndarray, recipe: Recipe
) -> np.ndarray:
    """Return a mask corrected by marks that have no order: those that add come first."""
    for label in (Label.FOREGROUND, Label.BACKGROUND):
        step = np.where(markers == label, markers, 0)
        prior = find_prior(prepared, recipe, mask)
        mask = correct(prepared.graph, mask, sides(markers), step, prior)
    return mask


def fold(
    prepared: Prepared, recipe: Recipe, *, start: np.ndarray | None = None
) -> NDArray[np.bool]:
    """Return the foreground that the strokes of a recipe make, one step after the other.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    recipe : Recipe
        Where the seeds come from, and the strokes.
    start : (m, n) ndarray of bool, optional
        The mask that the strokes correct; the one that the seeds make by default.

    Returns
    -------
    mask : (m, n) ndarray of bool
        True in the foreground; marked pixels keep their label.

    Raises
    ------
    ValueError
        As `segment`.

    Notes
    -----
    A step is what follows each other of strokes of one kind. With the graph cut, one of foreground
    only adds and one of background only takes away, see `segmentation.graph_cut.correct`. The
    watershed has no order: all marks count at once. To keep what earlier strokes made, answer
    `steps` by `fold_step` and cache its results.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentation import Label, Recipe, Stroke, fold, prepare
    >>> image = np.zeros((40, 60, 3), np.uint8)
    >>> image[10:30, 20:40] = 250, 120, 0
    >>> keep = Stroke(Label.FOREGROUND, points=((20, 25), (20, 35)), radius_px=2)
    >>> remove = Stroke(Label.BACKGROUND, points=((3, 5), (3, 50)), radius_px=2)
    >>> mask = fold(prepare(image), Recipe(strokes=(keep, remove)))
    >>> mask[[20, 12, 5], [30, 38, 5]].tolist()
    [True, True, False]
    """
    mask = start
    for step in steps(prepared, recipe):
        mask = fold_step(prepared, step, mask)
    if mask is None:
        # For its complaint about what is missing.
        return segment(prepared, find_markers(prepared, recipe), recipe)
    return mask


def steps(prepared: Prepared, recipe: Recipe) -> tuple[Recipe, ...]:
    """Return what a recipe was after each of its steps.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    recipe : Recipe
        Where the seeds come from, and the strokes.

    Returns
    -------
    steps : tuple of Recipe
        The start without a stroke, if it makes a mask; then one recipe per step of the graph cut.
        The last one makes the mask of the given recipe, which stands for itself where there is
        no order.

    Notes
    -----
    What rubs out marks, or makes them fuzzy, does so from the beginning. Exact strokes teach the
    engine nothing and are left out.
    """
    if isinstance(prepared, PreparedFlood):
        return (recipe,)
    strokes = [stroke for stroke in recipe.strokes if not stroke.exact]
    marking = [index for index, stroke in enumerate(strokes) if stroke.label in SIDES]
    ends = [
        after for this, after in pairwise(marking) if strokes[this].label != strokes[after].label
    ]
    start = dataclasses.replace(recipe, strokes=())
    has_start = recipe.seeds == "box" or (
        recipe.guesses and find_prior(prepared, recipe) is not None
    )
    starts = [start] if has_start else []
    ends += [len(strokes)] * bool(marking or not starts)
    return (*starts, *(dataclasses.replace(recipe, strokes=_until(strokes, end)) for end in ends))


def _until(strokes: list[Stroke], end: int) -> tuple[Stroke, ...]:
    """Return the strokes up to one, and those of the later ones that unmark pixels."""
    unmarking = (stroke for stroke in strokes[end:] if stroke.label not in SIDES)
    return (*strokes[:end], *unmarking)


def fold_step(
    prepared: Prepared, recipe: Recipe, mask: np.ndarray | None
) -> NDArray[np.bool] | None:
    """Return the foreground after one of the `steps` of a recipe.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    recipe : Recipe
        What the recipe was after the step.
    mask : (m, n) ndarray of bool, or None
        The foreground before the step; None if nothing is known before it.

    Returns
    -------
    mask : (m, n) ndarray of bool, or None
        True in the foreground; marked pixels keep their label. None while marks are missing, as
        where all that the step marked was rubbed out later.

    Raises
    ------
    ValueError
        If the photo is prepared for another method than the recipe's.
    """
    markers = sides(find_markers(prepared, recipe))
    if mask is None or isinstance(prepared, PreparedFlood):
        is_enough = not missing_marks(prepared, markers, recipe)
        return segment(prepared, markers, recipe) if is_enough else None
    check_method(prepared, recipe)
    last = _last_step(recipe.strokes)
    label = last[-1].label if last else Label.NONE
    drawn = rasterize_strokes(last, prepared.photo_shape, shape=prepared.shape)
    step = np.where(markers == label, drawn, 0)
    return correct(prepared.graph, mask, markers, step, find_prior(prepared, recipe, mask))


def _last_step(strokes: tuple[Stroke, ...]) -> list[Stroke]:
    """Return the last strokes of one kind, oldest first; those that mark no side don't count."""
    marking = [stroke for stroke in strokes if stroke.label in SIDES]
    alike = list(takewhile(lambda stroke: stroke.label == marking[-1].label, reversed(marking)))
    return alike[::-1]
