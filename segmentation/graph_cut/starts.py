"""Scene and recipe to what speaks for each region before anything is marked."""

from typing import TYPE_CHECKING

import numpy as np

from .likelihood import likely_prior
from .people import people_likelihood
from .scene import read_only
from .tap import tapped_likelihood

if TYPE_CHECKING:
    from ..recipe import Recipe
    from .scene import Scene


def standing_out(scene: "Scene", recipe: "Recipe") -> np.ndarray:
    """Return how much each region stands out, or how likely it is the subject.

    Parameters
    ----------
    scene : Scene
        The regions of the photo.
    recipe : Recipe
        `seeds`, and `faces` or `tap`.

    Returns
    -------
    (R,) ndarray of float64
        From 0 to 1; the subject is looked for where it exceeds `Recipe.salient`. Read-only.

    Raises
    ------
    ValueError
        If the seeds are not guessed.
    """
    if not recipe.guesses:
        raise ValueError(f"recipe must have seeds that are guessed, got {recipe.seeds!r}")
    if recipe.seeds in scene.saliency:
        return scene.saliency[recipe.seeds]
    if recipe.seeds == "likely":
        return scene.likelihood
    asked = recipe.seeds, recipe.tap, recipe.faces
    if asked not in scene.remembered:
        values = tapped(scene, recipe) if recipe.seeds == "tap" else people(scene, recipe)
        scene.remembered[asked] = read_only(values)
    return scene.remembered[asked]


def tapped(scene: "Scene", recipe: "Recipe") -> np.ndarray:
    """Return how likely each region belongs to what was tapped."""
    rows, cols = scene.photo_shape
    tap = (recipe.tap[0] + 0.5) / rows, (recipe.tap[1] + 0.5) / cols
    return tapped_likelihood(scene, scene.cues, tap)


def people(scene: "Scene", recipe: "Recipe") -> np.ndarray:
    """Return how likely each region is the subject if that is people."""
    rows, cols = scene.photo_shape
    faces = [
        (top / rows, left / cols, height / rows, width / cols)
        for top, left, height, width in recipe.faces
    ]
    return people_likelihood(scene, scene.likelihood, faces)


def start_prior(scene: "Scene", recipe: "Recipe") -> np.ndarray | None:
    """Return how likely each region is foreground before anything is marked.

    Parameters
    ----------
    scene : Scene
        The regions of the photo.
    recipe : Recipe
        `seeds`, `salient`, and `faces` or `tap`.

    Returns
    -------
    (R,) ndarray of float64, or None
        From -1 to 1; None if the recipe says nothing of it, or nothing stands out.
    """
    if not recipe.guesses:
        return None
    values = standing_out(scene, recipe)
    if recipe.seeds in scene.saliency:
        return values - recipe.salient if values.any() else None
    return likely_prior(values, recipe.salient) if np.ptp(values) else None
