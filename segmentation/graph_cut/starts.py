"""Scene and recipe to what speaks for each region before anything is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .likely import likely_prior
from .people import Box, body_odds, people_likelihood
from .scene import read_only
from .tap import tapped_likelihood

if TYPE_CHECKING:
    from ..recipe import Recipe
    from .scene import Scene

# Who taps a region that has such odds to be of a body means the whole person.
LEAST_BODY = 0.0


def standing_out(scene: Scene, recipe: Recipe) -> np.ndarray:
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
        if recipe.seeds == "tap" and recipe.tap is not None:
            values = tapped(scene, recipe.tap, recipe.faces)
        else:
            faces = in_shares(scene, recipe.faces)
            values = people_likelihood(scene, scene.likelihood, faces)
        scene.remembered[asked] = read_only(values)
    return scene.remembered[asked]


def tapped(scene: Scene, place: tuple[float, float], faces: tuple[Box, ...]) -> np.ndarray:
    """Return how likely each region belongs to what was tapped; a person with head and body."""
    rows, cols = scene.photo_shape
    tap = (place[0] + 0.5) / rows, (place[1] + 0.5) / cols
    region = tapped_region(scene, tap)
    values = tapped_likelihood(scene, scene.cues, tap)
    for face in in_shares(scene, faces):
        if body_odds(scene, (face,))[region] > LEAST_BODY:
            values = np.maximum(values, people_likelihood(scene, scene.likelihood, (face,)))
    return values


def tapped_region(scene: Scene, tap: tuple[float, float]) -> int:
    """Return the region at a tap, given in shares of rows and columns."""
    labels = scene.graph.labels
    row, col = (
        min(max(int(at * size), 0), size - 1) for at, size in zip(tap, labels.shape, strict=True)
    )
    return int(labels[row, col])


def in_shares(scene: Scene, faces: tuple[Box, ...]) -> list[Box]:
    """Return boxes in pixels of the photo as shares of its sides."""
    rows, cols = scene.photo_shape
    return [
        (top / rows, left / cols, height / rows, width / cols) for top, left, height, width in faces
    ]


def start_prior(scene: Scene, recipe: Recipe) -> np.ndarray | None:
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
