"""Prepared photo and recipe → what speaks for each region before anything is marked.

May import `graph_cut`, `preparing` and `recipe`.
"""

from __future__ import annotations

import numpy as np

from .graph_cut import likely_prior, people_likelihood, tapped_likelihood
from .preparing import PreparedCut
from .recipe import Recipe


def standing_out(prepared: PreparedCut, recipe: Recipe) -> np.ndarray:
    """Return how much each region stands out, or how likely it is the subject.

    Parameters
    ----------
    prepared : PreparedCut
        The photo, prepared for the graph cut.
    recipe : Recipe
        `seeds`, and `faces` or `tap`.

    Returns
    -------
    (R,) ndarray of float
        From 0 to 1; the subject is looked for where it exceeds `Recipe.salient`.

    Raises
    ------
    ValueError
        If the photo is prepared for the watershed, or the seeds are not guessed.
    """
    if not recipe.guesses:
        raise ValueError(f"recipe must have seeds that are guessed, got {recipe.seeds!r}")
    if not isinstance(prepared, PreparedCut):
        raise ValueError(
            "prepared must come from a recipe whose method is 'graph_cut', "
            f"got a {type(prepared).__name__}"
        )
    rows, cols = prepared.photo_shape
    if recipe.seeds == "tap":
        tap = (recipe.tap[0] + 0.5) / rows, (recipe.tap[1] + 0.5) / cols
        return tapped_likelihood(prepared.scene, prepared.cues, tap)
    if recipe.seeds == "people":
        faces = [
            (top / rows, left / cols, height / rows, width / cols)
            for top, left, height, width in recipe.faces
        ]
        return people_likelihood(prepared.scene, prepared.likelihood, faces)
    if recipe.seeds == "likely":
        return prepared.likelihood
    return prepared.saliency[recipe.seeds]


def find_prior(prepared: PreparedCut, recipe: Recipe) -> np.ndarray | None:
    """Return how likely each region is foreground before anything is marked.

    Parameters
    ----------
    prepared : PreparedCut
        The photo, prepared for the graph cut.
    recipe : Recipe
        `seeds`, `salient`, and `faces` or `tap`.

    Returns
    -------
    (R,) ndarray of float, or None
        From -1 to 1; None if the recipe says nothing of it, or nothing stands out.
    """
    if not recipe.guesses:
        return None
    values = standing_out(prepared, recipe)
    if recipe.seeds in prepared.saliency:
        return values - recipe.salient if values.any() else None
    return likely_prior(values, recipe.salient) if np.ptp(values) else None
