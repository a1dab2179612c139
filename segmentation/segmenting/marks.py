"""Marks at the working size: whether they fit, and what is missing of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..markers import rasterize_strokes
from ..preparing import Prepared, PreparedCut, PreparedFlood
from ..recipe import SIDES, STARTED, Label, Recipe
from .prior import find_prior
from .seeds import find_seeds


def find_markers(prepared: Prepared, recipe: Recipe) -> NDArray[np.uint8]:
    """Return the pixels of the working image that are marked.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    recipe : Recipe
        Only `strokes` matter here; what is transparent in the photo is background without them.

    Returns
    -------
    markers : (m, n) ndarray of uint8
        0 where nothing is marked, else a `Label`.
    """
    markers = rasterize_strokes(recipe.strokes, prepared.photo_shape, shape=prepared.shape)
    return mark_transparent(prepared, markers)


def mark_transparent(prepared: Prepared, markers: np.ndarray) -> np.ndarray:
    """Return markers with background where a photo is transparent and nothing is marked.

    Parameters
    ----------
    prepared : Prepared
        The prepared photo.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.

    Returns
    -------
    marked : (m, n) ndarray of int
        The same array if nothing is transparent.
    """
    if prepared.transparent is None:
        return markers
    return np.where(prepared.transparent & (markers == 0), np.uint8(Label.BACKGROUND), markers)


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
    if recipe.seeds in STARTED:
        enough = True
    elif recipe.guesses:
        enough = len(missing) < len(SIDES) or find_prior(prepared, recipe) is not None
    elif recipe.seeds != "strokes":
        enough = len(missing) < len(SIDES) or find_seeds(prepared, recipe)[1] > 0
    else:
        enough = isinstance(prepared, PreparedCut) and len(missing) < len(SIDES)
    return () if enough else missing


def check_method(prepared: Prepared, recipe: Recipe | None) -> Recipe:
    """Return the recipe, by default one of the method that the photo is prepared for."""
    floods = isinstance(prepared, PreparedFlood)
    if recipe is None:
        return Recipe(method="watershed" if floods else "graph_cut")
    if recipe.floods != floods:
        expected = "PreparedFlood" if recipe.floods else "PreparedCut"
        raise ValueError(
            f"prepared must come from a recipe of the same method, expected a {expected}, "
            f"got a {type(prepared).__name__}"
        )
    return recipe
