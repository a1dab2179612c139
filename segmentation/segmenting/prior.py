"""Photo prepared for the graph cut → what is likely foreground before anything is marked."""

from __future__ import annotations

import numpy as np

from ..graph_cut import box_prior, inside_share, standing_out, start_prior
from ..preparing import Prepared, as_cut
from ..recipe import Recipe

Box = tuple[tuple[float, float], tuple[float, float]]


def find_saliency(prepared: Prepared, recipe: Recipe) -> np.ndarray:
    """Return how much every part of a photo stands out, the way a recipe asks for.

    Parameters
    ----------
    prepared : Prepared
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
    cut = as_cut(prepared)
    return standing_out(cut.scene, recipe)[cut.graph.labels]


def working_box(prepared: Prepared, box: Box) -> tuple[int, int, int, int]:
    """Return a recipe's box in pixels of the working image: top, left, bottom, right.

    The last two are the first ones behind it; there is at least a pixel in between.
    """
    sides = zip(*box, prepared.shape, prepared.photo_shape, strict=True)
    (top, bottom), (left, right) = (_working_range(*side) for side in sides)
    return top, left, bottom, right


def _working_range(first: float, last: float, count: int, photo_count: int) -> tuple[int, int]:
    """Return the first pixel of a range along one axis, and the first one behind it."""
    low, high = ((end + 0.5) * count / photo_count for end in (first, last))
    low = min(max(round(low), 0), count - 1)
    return low, min(max(round(high), low + 1), count)


def find_prior(
    prepared: Prepared, recipe: Recipe, mask: np.ndarray | None = None
) -> np.ndarray | None:
    """Return how likely each region is foreground by itself.

    Parameters
    ----------
    prepared : Prepared
        The photo, prepared for the graph cut.
    recipe : Recipe
        `seeds`, and the threshold, faces, tap or box that goes with it.
    mask : (m, n) ndarray of bool, optional
        What the given mask has become, where the recipe starts from one.

    Returns
    -------
    prior : (R,) ndarray of float, or None
        From -1 to 1; None if the recipe makes no guess, or nothing stands out.

    Raises
    ------
    ValueError
        If the recipe makes a guess, and the photo is prepared for the watershed.
    """
    if recipe.seeds == "mask" and mask is not None:
        return 2 * inside_share(as_cut(prepared).graph, mask) - 1
    if recipe.seeds == "box" and recipe.box is not None:
        return box_prior(as_cut(prepared).graph, working_box(prepared, recipe.box))
    return start_prior(as_cut(prepared).scene, recipe) if recipe.guesses else None
