"""Prepared photo and marks → what speaks for a mask, and where it is in doubt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..graph_cut import color_confidence, confidence, doubt
from ..markers import sides
from ..preparing import Prepared, PreparedCut, as_cut
from ..recipe import Recipe
from .marks import check_method
from .prior import find_prior


def find_doubt(
    prepared: Prepared, markers: np.ndarray, recipe: Recipe | None = None
) -> NDArray[np.bool]:
    """Return the part of the photo where one more stroke would help most.

    Parameters
    ----------
    prepared : Prepared
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
        If nothing is marked and nothing stands out, `markers` has another shape, or the photo or
        the recipe is for the watershed.
    """
    cut, recipe = _checked(prepared, recipe)
    return doubt(cut.graph, sides(markers), find_prior(cut, recipe))


def find_confidence(
    prepared: Prepared, markers: np.ndarray, recipe: Recipe | None = None
) -> np.ndarray:
    """Return how much speaks for keeping each part of the photo, before it is cut.

    Parameters
    ----------
    prepared : Prepared
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
        If nothing is marked and nothing stands out, `markers` has another shape, or the photo or
        the recipe is for the watershed.
    """
    cut, recipe = _checked(prepared, recipe)
    prior = find_prior(cut, recipe)
    return confidence(cut.graph, sides(markers), prior)[cut.graph.labels]


def find_color_confidence(
    prepared: Prepared, markers: np.ndarray, recipe: Recipe | None = None
) -> np.ndarray:
    """Return how much the color of each region speaks for keeping it.

    Parameters
    ----------
    prepared : Prepared
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
        If nothing is marked and nothing stands out, `markers` has another shape, or the photo or
        the recipe is for the watershed.
    """
    cut, recipe = _checked(prepared, recipe)
    return color_confidence(cut.graph, sides(markers), find_prior(cut, recipe))


def _checked(prepared: Prepared, recipe: Recipe | None) -> tuple[PreparedCut, Recipe]:
    """Return a photo and a recipe that are both for the graph cut; else raise ValueError."""
    return as_cut(prepared), check_method(prepared, recipe)
