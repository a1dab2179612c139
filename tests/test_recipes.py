import dataclasses

import numpy as np
import pytest
from batches import PICTURE, RECIPE

from segmentation import (
    Edge,
    File,
    InputError,
    Photo,
    PhotoId,
    Recipe,
    Shadow,
    prepare,
    propose_cutouts,
    tap_at,
)
from segmentation.shell.recipes import MARKS, MASK, Given, beside_name, recipe_for, with_beside
from segmentation.shell.recipes import RECIPE as BESIDE_RECIPE

PHOTO = Photo(PICTURE, digest="a" * 64)
OTHER = PhotoId("b" * 64, (240, 140))
OWN = PhotoId("a" * 64, PICTURE.shape[:2])
BEST = propose_cutouts(PICTURE, most=1)[0].recipe
FINISH = {
    "shadow": Shadow(),
    "margin_px": 4,
    "file": File(format="webp"),
    "edge": Edge(softness="hard"),
}


def found(given, photo=PHOTO):
    return recipe_for(photo, given, prepare(photo.rgb))


def test_recipe_of_another_photo_is_scaled():
    given = Given(RECIPE, OTHER)
    assert found(given) == RECIPE.stretched(0.5, 1)
    assert found(dataclasses.replace(given, made_for=OWN)) == RECIPE
    assert found(dataclasses.replace(given, made_for=None)) == RECIPE


@pytest.mark.parametrize(
    "given",
    [
        Given(),
        Given(Recipe()),
        Given(RECIPE, ranks_anew=True),
        Given(Recipe(seeds="people", faces=((5, 5, 20, 20),)), OTHER),
    ],
    ids=["none", "without a start", "anew", "faces of another"],
)
def test_best_start_is_found_anew(given):
    recipe = found(given)
    assert (recipe.seeds, recipe.salient, recipe.tap) == (BEST.seeds, BEST.salient, BEST.tap)
    assert recipe.faces == BEST.faces


def test_finish_stays_where_the_start_is_found_anew():
    recipe = found(Given(Recipe(**FINISH)))
    assert recipe == dataclasses.replace(BEST, **FINISH)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(seeds="likely", salient=0.45),
        Recipe(seeds="spots", dark=9, light=200),
        Recipe(seeds="people", faces=((5, 5, 20, 20),)),
        RECIPE,
    ],
)
def test_start_that_a_recipe_names_is_kept(recipe):
    assert found(Given(recipe, OWN)) == recipe


def test_thresholds_are_fixed_or_by_histogram():
    spots = Recipe(seeds="spots", dark=9, light=200)
    assert found(Given(spots)) == spots
    dark, light = prepare(PICTURE, spots).spot_thresholds
    assert found(Given(spots, by_histogram=True)) == Recipe(seeds="spots", dark=dark, light=light)
    assert found(Given(RECIPE, by_histogram=True)) == RECIPE


def test_flat_photo_asks_for_more():
    flat = Photo(np.full_like(PICTURE, 90))
    with pytest.raises(InputError, match="nothing stands out"):
        found(Given(), flat)
    assert found(Given(marks=b"some"), flat) == Recipe()
    assert found(Given(mask=b"some"), flat) == Recipe(seeds="mask")


def test_tap_takes_the_place_of_the_start_and_is_not_scaled():
    start = tap_at((60.0, 70.0))
    assert found(Given(tap=(60.0, 70.0))) == start
    assert found(Given(RECIPE, OTHER, tap=(60.0, 70.0))) == dataclasses.replace(
        RECIPE.stretched(0.5, 1), seeds="tap", salient=start.salient, tap=start.tap
    )


def test_what_lies_beside_a_photo_comes_before_what_all_share():
    shared = Given(dataclasses.replace(RECIPE, **FINISH), OTHER, ranks_anew=True)
    assert with_beside(shared, {}) == shared
    own = Recipe(seeds="likely")
    beside = {BESIDE_RECIPE: own.to_json(photo=OWN).encode()}
    assert with_beside(shared, beside) == Given(own, OWN)
    marked = with_beside(shared, {MARKS: b"marks"})
    assert marked == dataclasses.replace(shared, marks=b"marks", ranks_anew=False)


def test_mask_beside_a_photo_is_its_start():
    shared = Given(dataclasses.replace(RECIPE, **FINISH), OTHER)
    given = with_beside(shared, {MASK: b"mask"})
    assert (given.mask, given.recipe) == (b"mask", Recipe(seeds="mask", **FINISH))
    assert with_beside(Given(), {MASK: b"mask"}) == Given(mask=b"mask")
    # A recipe was made later than the mask that it may start from.
    other = {MASK: b"mask", BESIDE_RECIPE: RECIPE.to_json().encode()}
    assert with_beside(shared, other) == Given(RECIPE)


def test_names_beside_a_photo():
    assert beside_name("2026/a.b.jpg", MARKS) == "2026/a.b.marks.png"
