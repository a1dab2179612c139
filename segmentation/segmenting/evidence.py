"""Prepared photo and marks → what speaks for a mask, and where it is in doubt."""

from __future__ import annotations

import numpy as np

from ..graph_cut import color_confidence, confidence, doubt
from ..markers import sides
from ..preparing import PreparedCut
from ..recipe import Recipe
from .marks import check_method
from .prior import find_prior


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
        If nothing is marked and nothing stands out, `markers` has another shape, or the photo or
        the recipe is for the watershed.
    """
    recipe = _check_cut(prepared, recipe)
    return doubt(prepared.graph, sides(markers), find_prior(prepared, recipe))


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
        If nothing is marked and nothing stands out, `markers` has another shape, or the photo or
        the recipe is for the watershed.
    """
    recipe = _check_cut(prepared, recipe)
    graph = prepared.graph
    return confidence(graph, sides(markers), find_prior(prepared, recipe))[graph.labels]


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
        If nothing is marked and nothing stands out, `markers` has another shape, or the photo or
        the recipe is for the watershed.
    """
    recipe = _check_cut(prepared, recipe)
    return color_confidence(prepared.graph, sides(markers), find_prior(prepared, recipe))


def _check_cut(prepared: PreparedCut, recipe: Recipe | None) -> Recipe:
    """Return the recipe; raise ValueError unless it and the photo are for the graph cut."""
    if not isinstance(prepared, PreparedCut):
        raise ValueError(f"prepared must be a PreparedCut, got a {type(prepared).__name__}")
    return check_method(prepared, recipe)
