"""Photo prepared for the watershed → automatic seeds and what they grow to."""

from __future__ import annotations

import numpy as np

from ..flooding import Groups, distance_peaks, grow_groups, spots
from ..markers import check_markers, sides
from ..preparing import Prepared, as_flood
from ..recipe import Recipe


def find_seeds(prepared: Prepared, recipe: Recipe) -> tuple[np.ndarray, int]:
    """Return the automatic seeds that a recipe asks for, and how many could have been seeds.

    Parameters
    ----------
    prepared : Prepared
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
    flood = as_flood(prepared)
    if recipe.seeds == "spots":
        return spots(flood.gray, dark=recipe.dark, light=recipe.light)
    if recipe.seeds == "peaks":
        return distance_peaks(flood.elevation, peak_distance_px=recipe.peak_distance_working_px)
    return np.zeros(prepared.shape, np.int32), 0


def find_groups(
    prepared: Prepared,
    markers: np.ndarray,
    recipe: Recipe,
    *,
    seeds: tuple[np.ndarray, int] | None = None,
) -> Groups:
    """Return the groups that the automatic seeds of a recipe and the strokes grow to.

    Parameters
    ----------
    prepared : Prepared
        The photo, prepared for the watershed.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`; of the working size.
    recipe : Recipe
        `seeds`, and the thresholds or the distance that go with it.
    seeds : ((m, n) ndarray of int32, int), optional
        What `find_seeds` returned, if that is known already.

    Returns
    -------
    groups : Groups
        Groups ranked by size.

    Raises
    ------
    ValueError
        If there is neither a seed nor a mark, `markers` has another shape, or the photo is
        prepared for the graph cut.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentation import Recipe, find_groups, prepare
    >>> image = np.full((30, 60, 3), 128, np.uint8)
    >>> image[5:25, 5:35] = 250
    >>> image[10:20, 45:55] = 0
    >>> recipe = Recipe(seeds="spots")
    >>> groups = find_groups(prepare(image, recipe), np.zeros((30, 60), int), recipe)
    >>> groups.count, groups.background(), groups.foreground()[15, [20, 50]].tolist()
    (2, (1,), [False, True])
    """
    check_markers(markers, prepared.shape)
    seeds = find_seeds(prepared, recipe) if seeds is None else seeds
    return grow_groups(as_flood(prepared).elevation, *seeds, sides(markers))
