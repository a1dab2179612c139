"""Prepared photo and markers → seeds, groups, mask and what speaks for it, at the working size.

May import `flooding`, `graph_cut`, `markers`, `preparing` and `recipe`.
"""

from __future__ import annotations

import numpy as np

from .flooding import Groups, distance_peaks, flood, grow_groups, spots
from .graph_cut import (
    Scene,
    color_confidence,
    confidence,
    doubt,
    find_prior,
    graph_cut,
    standing_out,
)
from .markers import rasterize_strokes, sides
from .preparing import Prepared, PreparedCut, PreparedFlood
from .recipe import FLOODED, SIDES, InputError, Label, Recipe


def draw_markers(prepared: Prepared, recipe: Recipe) -> np.ndarray:
    """Return the pixels of the working image that the strokes of a recipe mark.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    recipe : Recipe
        Only `strokes` matter here.

    Returns
    -------
    markers : (m, n) ndarray of uint8
        0 where nothing is marked, else a `Label`.
    """
    return rasterize_strokes(recipe.strokes, prepared.photo_shape, shape=prepared.shape)


def find_seeds(prepared: PreparedFlood, recipe: Recipe) -> tuple[np.ndarray, int]:
    """Return the automatic seeds that a recipe asks for, and how many could have been seeds.

    Parameters
    ----------
    prepared : PreparedFlood
        The photo, prepared for the watershed.
    recipe : Recipe
        `seeds`, and the thresholds or the distance that go with it.

    Returns
    -------
    seeds : (m, n) ndarray of int32
        0, or the number of a seed. Zeros only where the strokes are to be the only seeds.
    found : int
        Number of spots or peaks; where there are more than `MAX_SEEDS`, the largest spots or
        highest peaks are the seeds.

    Raises
    ------
    ValueError
        If the photo is prepared for the graph cut, which has no seeds of its own.
    """
    if not isinstance(prepared, PreparedFlood):
        raise ValueError(
            "prepared must come from a recipe whose seeds are spots or peaks or whose method is "
            f"'watershed', got a {type(prepared).__name__}"
        )
    if recipe.seeds == "spots":
        return spots(prepared.gray, dark=recipe.dark, light=recipe.light)
    if recipe.seeds == "peaks":
        return distance_peaks(prepared.elevation, peak_distance_px=recipe.peak_distance_working_px)
    return np.zeros(prepared.shape, np.int32), 0


def find_groups(prepared: PreparedFlood, markers: np.ndarray, recipe: Recipe) -> Groups:
    """Return the groups that the automatic seeds of a recipe and the strokes grow to.

    Parameters
    ----------
    prepared : PreparedFlood
        The photo, prepared for the watershed.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.
    recipe : Recipe
        `seeds`, and the thresholds or the distance that go with it.

    Returns
    -------
    groups : Groups
        Groups ranked by size.

    Raises
    ------
    ValueError
        If there is neither a seed nor a mark, `markers` has another shape, or the photo is
        prepared for the graph cut.
    """
    check_markers(markers, prepared.shape)
    seeds, found = find_seeds(prepared, recipe)
    return grow_groups(prepared.elevation, seeds, found, sides(markers))


def find_saliency(prepared: PreparedCut, recipe: Recipe) -> np.ndarray:
    """Return how much every part of a photo stands out, the way a recipe asks for.

    Parameters
    ----------
    prepared : PreparedCut
        The photo, prepared for the graph cut.
    recipe : Recipe
        `seeds`: of a kind that is guessed; `faces` or `tap`.

    Returns
    -------
    saliency : (m, n) ndarray of float
        From 0 to 1; the subject is looked for where it exceeds `Recipe.salient`. Zeros only where
        nothing stands out, as in a flat image.

    Raises
    ------
    ValueError
        If the photo is prepared for the watershed, or the seeds are of another kind.
    """
    return standing_out(_scene(prepared), recipe)[prepared.graph.labels]


def _scene(prepared: Prepared) -> Scene:
    """Return what a start is read from."""
    if not isinstance(prepared, PreparedCut):
        raise ValueError(
            "prepared must come from a recipe whose seeds are guessed or whose method is "
            f"'graph_cut', got a {type(prepared).__name__}"
        )
    return prepared.scene


def _prior(prepared: Prepared, recipe: Recipe) -> np.ndarray | None:
    """Return how likely each region is foreground by itself, from -1 to 1; None if unknown."""
    return find_prior(_scene(prepared), recipe) if recipe.guesses else None


def unmarked_labels(markers: np.ndarray) -> tuple[Label, ...]:
    """Return the sides that no pixel is marked with.

    Parameters
    ----------
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`.

    Returns
    -------
    labels : tuple of Label
        Empty if both are there.
    """
    return tuple(label for label in SIDES if not (markers == label).any())


def missing_marks(
    prepared: Prepared, markers: np.ndarray, recipe: Recipe | None = None
) -> tuple[Label, ...]:
    """Return the kinds of marks that `segment` still needs.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.
    recipe : Recipe, optional
        Where the seeds come from; the markers alone by default.

    Returns
    -------
    missing : tuple of Label
        Empty if `segment` can do its work. Where nothing is marked, both labels; the watershed
        of strokes needs both, anything else is content with one.
    """
    recipe = Recipe() if recipe is None else recipe
    missing = unmarked_labels(markers)
    if recipe.guesses:
        enough = len(missing) < len(SIDES) or _prior(prepared, recipe) is not None
    elif recipe.seeds != "strokes":
        enough = len(missing) < len(SIDES) or find_seeds(prepared, recipe)[1] > 0
    else:
        enough = isinstance(prepared, PreparedCut) and len(missing) < len(SIDES)
    return () if enough else missing


def segment(prepared: Prepared, markers: np.ndarray, recipe: Recipe | None = None) -> np.ndarray:
    """Return the foreground of a photo.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.
    recipe : Recipe, optional
        Where the seeds come from; the markers alone by default.

    Returns
    -------
    mask : (m, n) ndarray of bool
        True in the foreground; marked pixels keep their label.

    Raises
    ------
    ValueError
        If there are marks missing (see `missing_marks`), or `markers` has another shape.
    """
    recipe = Recipe() if recipe is None else recipe
    check_markers(markers, prepared.shape)
    if recipe.seeds in FLOODED:
        return find_groups(prepared, markers, recipe).foreground(recipe.background_groups)
    missing = [label.name.lower() for label in missing_marks(prepared, markers, recipe)]
    if missing:
        raise InputError(
            "markers must hold background (1) and foreground (2) pixels, "
            f"got no {' and no '.join(missing)} pixel"
        )
    if isinstance(prepared, PreparedCut):
        return graph_cut(prepared.graph, sides(markers), _prior(prepared, recipe))
    return flood(prepared.elevation, sides(markers)) == Label.FOREGROUND


def find_doubt(
    prepared: PreparedCut, markers: np.ndarray, recipe: Recipe | None = None
) -> np.ndarray:
    """Return the part of the photo where one more stroke would help most.

    Parameters
    ----------
    prepared : PreparedCut
        The photo, prepared for the graph cut.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.
    recipe : Recipe, optional
        Where the seeds come from; the markers alone by default.

    Returns
    -------
    doubtful : (m, n) ndarray of bool
        One connected part, without marked pixels; all False if nothing is doubtful.

    Raises
    ------
    ValueError
        If nothing is marked and nothing stands out, or `markers` has another shape.
    """
    recipe = Recipe() if recipe is None else recipe
    return doubt(prepared.graph, sides(markers), _prior(prepared, recipe))


def find_confidence(
    prepared: PreparedCut, markers: np.ndarray, recipe: Recipe | None = None
) -> np.ndarray:
    """Return how much speaks for keeping each part of the photo, before it is cut.

    Parameters
    ----------
    prepared : PreparedCut
        The photo, prepared for the graph cut.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.
    recipe : Recipe, optional
        Where the seeds come from; the markers alone by default.

    Returns
    -------
    confidence : (m, n) ndarray of float
        From -1, surely background, to 1, surely foreground.

    Raises
    ------
    ValueError
        If nothing is marked and nothing stands out, or `markers` has another shape.
    """
    recipe = Recipe() if recipe is None else recipe
    graph = prepared.graph
    return confidence(graph, sides(markers), _prior(prepared, recipe))[graph.labels]


def find_color_confidence(
    prepared: PreparedCut, markers: np.ndarray, recipe: Recipe | None = None
) -> np.ndarray:
    """Return how much the color of each region speaks for keeping it.

    Parameters
    ----------
    prepared : PreparedCut
        The photo, prepared for the graph cut.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.
    recipe : Recipe, optional
        Where the seeds come from; the markers alone by default.

    Returns
    -------
    confidence : (R,) ndarray of float
        From -1, surely background, to 1, surely foreground.

    Raises
    ------
    ValueError
        If nothing is marked and nothing stands out, or `markers` has another shape.
    """
    recipe = Recipe() if recipe is None else recipe
    return color_confidence(prepared.graph, sides(markers), _prior(prepared, recipe))


def check_markers(markers: np.ndarray, shape: tuple[int, int]) -> None:
    """Raise ValueError unless markers have a shape and hold labels.

    Parameters
    ----------
    markers : ndarray
        0 where nothing is marked, else a `Label`.
    shape : (int, int)
        Rows and columns expected.

    Raises
    ------
    ValueError
        If the shape is another one, or there are other values.
    """
    if markers.shape != shape:
        raise InputError(f"markers must have the shape {shape}, got {markers.shape}")
    if not np.issubdtype(markers.dtype, np.integer):
        raise InputError(f"markers must be an array of integers, got dtype {markers.dtype}")
    if markers.size and (markers.min() < 0 or markers.max() > max(Label)):
        raise InputError(
            "markers must be 0, 1 (background), 2 (foreground) or 3 (fuzzy), "
            f"got values from {markers.min()} to {markers.max()}"
        )
