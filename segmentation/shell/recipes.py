"""What is given for a photo → its recipe."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from .. import (
    InputError,
    Photo,
    PhotoId,
    Prepared,
    PreparedFlood,
    Recipe,
    as_flood,
    prepare,
    propose_cutouts,
    read_photo_id,
    reduce,
    tap_at,
)

# What may lie beside a photo, and say how it is cut out.
RECIPE, MARKS, MASK = BESIDE = (".recipe.json", ".marks.png", ".mask.png")
# What stays of a recipe whose start gives way to another one.
KEPT = ("strokes", "edge", "backdrop", "shadow", "placement", "margin_px", "frame", "file")


@dataclass(frozen=True)
class Given:
    """What is given for a photo.

    Attributes
    ----------
    recipe : Recipe, or None
        The recipe, of this photo or of another one.
    made_for : PhotoId, or None
        The photo that the recipe was made for, if it says so.
    marks : bytes, or None
        A label image that takes the place of the recipe's strokes.
    mask : bytes, or None
        The mask of another program.
    ranks_anew : bool
        Whether the start is the one that is best for the photo, whatever the recipe names.
    by_histogram : bool
        Whether the thresholds of spots are read from the photo's own histogram.
    tap : (float, float), or None
        Row and column of a pixel of the subject, which takes the place of the recipe's own start.
    """

    recipe: Recipe | None = None
    made_for: PhotoId | None = None
    marks: bytes | None = None
    mask: bytes | None = None
    ranks_anew: bool = False
    by_histogram: bool = False
    tap: tuple[float, float] | None = None

    def is_own(self, photo: Photo) -> bool:
        """Return whether the recipe was made for this very photo."""
        return self.made_for is not None and self.made_for.digest == photo.digest


def parse_recipe(data: bytes) -> tuple[Recipe, PhotoId | None]:
    """Return the recipe that a file holds, and the photo that it was made for."""
    return Recipe.from_json(data), read_photo_id(data)


def beside_name(photo: str, end: str) -> str:
    """Return what a file beside a photo is called."""
    return PurePath(photo).with_suffix("").as_posix() + end


def with_beside(given: Given, beside: Mapping[str, bytes]) -> Given:
    """Return what is given for a photo, when what lies beside it comes before what all share.

    Parameters
    ----------
    given : Given
        What is given for all photos.
    beside : mapping of str to bytes
        What the files beside the photo hold, by their `BESIDE`.

    Returns
    -------
    given : Given
        A mask is what to start from, unless there is a recipe that starts from something else.
        Marks take the place of strokes, unless there is a recipe that has strokes of its own.
    """
    if not beside:
        return given
    recipe, made_for = given.recipe, given.made_for
    marks, mask = beside.get(MARKS), beside.get(MASK)
    if RECIPE in beside:
        recipe, made_for = parse_recipe(beside[RECIPE])
        mask = mask if recipe.seeds == "mask" else None
        marks = None if recipe.strokes else marks
    elif recipe is not None and mask is not None:
        recipe = dataclasses.replace(recipe, seeds="mask", mask_digest="", strokes=())
    return dataclasses.replace(
        given,
        recipe=recipe,
        made_for=made_for,
        marks=marks,
        mask=mask,
        ranks_anew=False,
    )


def recipe_for(photo: Photo, given: Given, prepared: Prepared) -> Recipe:
    """Return the recipe of a photo.

    Parameters
    ----------
    photo : Photo
        The photo.
    given : Given
        What is given for it.
    prepared : Prepared
        The photo, prepared for the graph cut.

    Returns
    -------
    recipe : Recipe
        Lengths and places of a recipe that was made for another photo are scaled to this one.
        Where neither the recipe nor anything else says what to start from, and where it starts
        from the faces of another photo, the best start of this one.

    Raises
    ------
    InputError
        If a start is looked for, and nothing stands out.
    """
    recipe = given.recipe
    if recipe is None and given.mask is not None:
        return Recipe(seeds="mask")
    if recipe is None and given.marks is not None and given.tap is None:
        return Recipe()
    recipe = _fitted(recipe or Recipe(), given, photo)
    if given.tap is not None:
        start = tap_at(given.tap)
        return dataclasses.replace(recipe, seeds=start.seeds, salient=start.salient, tap=start.tap)
    if given.ranks_anew or not _names_start(recipe, given, photo):
        best = best_start(photo, prepared)
        return dataclasses.replace(best, **{name: getattr(recipe, name) for name in KEPT})
    if given.by_histogram and recipe.seeds == "spots":
        return _with_thresholds(recipe, as_flood(prepare(photo.rgb, recipe, alpha=photo.alpha)))
    return recipe


def best_start(photo: Photo, prepared: Prepared) -> Recipe:
    """Return the recipe of the best that can be done without a mark."""
    working = reduce(photo)
    proposals = propose_cutouts(
        working.rgb,
        photo_shape=working.photo_shape,
        alpha=working.alpha,
        most=1,
        prepared=prepared,
    )
    if not proposals:
        raise InputError("nothing stands out; marks or a recipe must say what to keep")
    return proposals[0].recipe


def _fitted(recipe: Recipe, given: Given, photo: Photo) -> Recipe:
    if given.made_for is None or given.is_own(photo):
        return recipe
    shapes = zip(photo.rgb.shape[:2], given.made_for.shape, strict=True)
    return recipe.stretched(*(new / old for new, old in shapes))


def _names_start(recipe: Recipe, given: Given, photo: Photo) -> bool:
    """Return whether a recipe says what to start from, for this photo too."""
    if recipe.seeds == "people":
        return given.made_for is None or given.is_own(photo)
    is_marked = bool(recipe.strokes) or given.marks is not None
    return recipe.seeds != "strokes" or recipe.unmixes or is_marked


def _with_thresholds(recipe: Recipe, prepared: PreparedFlood) -> Recipe:
    thresholds = prepared.spot_thresholds
    if thresholds is None:
        return recipe
    return dataclasses.replace(recipe, dark=thresholds[0], light=thresholds[1])
