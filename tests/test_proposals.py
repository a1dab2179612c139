import dataclasses

import numpy as np
import pytest
from plain_pictures import BLUE, RED, WHITE, disk, lay
from skimage import data

import segmentation
from segmentation import PROPOSED_SEEDS, Photo, Proposal, Recipe
from segmentation.recipe import FLOODED


def scene(gray=False):
    """A bright disk that is textured like the ground behind it; and the disk's mask."""
    rows, cols = np.indices((150, 200))
    truth = (rows - 80) ** 2 + (cols - 95) ** 2 <= 40**2
    color = np.where(truth[..., None], (200, 90, 60), (70, 100, 120))
    if gray:
        color = np.where(truth[..., None], 170, 90)
    noise = np.random.default_rng(2).normal(0, 12, (*truth.shape, 1))
    return np.broadcast_to(color + noise, (*truth.shape, 3)).clip(0, 255).astype(np.uint8), truth


def astronaut():
    return data.astronaut()[::2, ::2]


def agreement(one, other):
    return (one & other).sum() / (one | other).sum()


def all_of(image):
    cut = segmentation.prepare(image)
    flood = segmentation.prepare(image, Recipe(method="watershed"))
    faces = segmentation.find_faces(image)
    return {
        seeds: segmentation.propose(cut, flood if seeds in FLOODED else cut, seeds, faces=faces)
        for seeds in PROPOSED_SEEDS
    }


@pytest.fixture(scope="module")
def astronauts():
    return all_of(astronaut())


@pytest.mark.parametrize("gray", [False, True])
def test_disk_before_textured_ground_is_the_first_proposal(gray):
    image, truth = scene(gray)
    ranked = segmentation.propose_cutouts(image)
    assert agreement(ranked[0].mask, truth) > 0.97


def test_disk_that_leaves_the_lower_border_is_proposed():
    rows, cols = np.indices((150, 200))
    truth = (rows - 130) ** 2 + (cols - 95) ** 2 <= 60**2
    image = np.where(truth[..., None], (200, 90, 60), (70, 100, 120)).astype(np.uint8)
    best = max(agreement(p.mask, truth) for p in segmentation.propose_cutouts(image))
    assert best > 0.97


@pytest.mark.parametrize("seeds", PROPOSED_SEEDS)
def test_recipe_makes_the_mask_from_the_photo_alone(astronauts, seeds):
    image = astronaut()
    assert astronauts[seeds]
    for proposal in astronauts[seeds]:
        recipe = Recipe.from_json(proposal.recipe.to_json())
        assert recipe.seeds == seeds
        assert recipe.strokes == ()
        prepared = segmentation.prepare(image, recipe)
        nothing = segmentation.find_markers(prepared, recipe)
        np.testing.assert_array_equal(
            segmentation.segment(prepared, nothing, recipe), proposal.mask
        )


def test_cutout_has_the_mask_of_the_proposal():
    image, _ = scene()
    for proposal in segmentation.propose_cutouts(image):
        cutout = segmentation.cut_out(Photo(image), proposal.recipe)
        np.testing.assert_array_equal(cutout.mask, proposal.mask)


@pytest.mark.parametrize("seeds", FLOODED)
def test_result_of_the_tutorial_is_among_the_proposals(astronauts, seeds):
    assert () in [proposal.recipe.background_groups for proposal in astronauts[seeds]]


def test_same_photo_gives_the_same_proposals(astronauts):
    for seeds, proposals in all_of(astronaut()).items():
        for one, other in zip(proposals, astronauts[seeds], strict=True):
            assert (one.recipe, one.score) == (other.recipe, other.score)
            np.testing.assert_array_equal(one.mask, other.mask)


def test_ranking_falls_and_leaves_out_what_looks_the_same(astronauts):
    proposals = [proposal for found in astronauts.values() for proposal in found]
    ranked = segmentation.rank(proposals)
    # The graph cut's come first.
    order = [proposal.recipe.floods for proposal in segmentation.rank(proposals, most=99)]
    assert order == sorted(order)
    assert set(order) == {True, False}
    assert all(0 <= proposal.score <= 1 for proposal in ranked)
    assert len(ranked) == 5
    assert segmentation.rank([*proposals, *proposals]) == ranked
    assert segmentation.rank(proposals, most=2) == ranked[:2]
    assert segmentation.rank([]) == ()


def square(side_px, score):
    mask = np.zeros((100, 100), bool)
    mask[:side_px, :side_px] = True
    return Proposal(Recipe(seeds="salient"), mask, score)


@pytest.mark.parametrize(("side_px", "kept"), [(60, 1), (58, 1), (55, 2)])
def test_masks_look_the_same_above_nine_tenths_of_overlap(side_px, kept):
    ranked = segmentation.rank([square(side_px, 0.1), square(60, 0.2)])
    assert len(ranked) == kept
    assert ranked[0].score == 0.2


def test_masks_of_different_sizes_are_compared():
    small = square(60, 0.2)
    large = dataclasses.replace(small, mask=np.repeat(np.repeat(small.mask, 3, 0), 3, 1))
    assert segmentation.rank([small, large]) == (small,)


def test_proposals_can_not_be_changed():
    proposal = square(60, 0.2)
    with pytest.raises(ValueError, match="read-only"):
        proposal.mask[0, 0] = False
    with pytest.raises(dataclasses.FrozenInstanceError):
        proposal.score = 1.0


def test_proposals_of_a_reduced_photo_are_those_of_the_photo():
    image, _ = scene()
    large = np.repeat(np.repeat(image, 5, axis=0), 5, axis=1)
    working = segmentation.reduce(Photo(large))
    direct = segmentation.propose_cutouts(large)
    detour = segmentation.propose_cutouts(working.rgb, photo_shape=working.photo_shape, most=1)
    assert detour[0].recipe == direct[0].recipe
    np.testing.assert_array_equal(detour[0].mask, direct[0].mask)
    assert len(detour) == 1 < len(direct)


def test_gray_values_in_the_middle_give_spots():
    image, _ = scene(gray=True)
    assert 3 <= image.min() < image.max() <= 245
    recipes = [proposal.recipe for proposal in all_of(image)["spots"]]
    assert recipes
    assert all(recipe.dark > 3 and recipe.light < 245 for recipe in recipes)


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (1, 30), (30, 1), (2, 2), (40, 50)])
def test_nothing_is_proposed_for_a_flat_image(shape):
    for value in (0, 99, 255):
        assert segmentation.propose_cutouts(np.full((*shape, 3), value, np.uint8)) == ()


@pytest.mark.parametrize("shape", [(1, 2), (1, 30), (30, 1), (2, 2), (3, 3)])
def test_tiny_images_give_sane_proposals(shape):
    image = np.random.default_rng(4).integers(0, 256, (*shape, 3), dtype=np.uint8)
    for proposal in segmentation.propose_cutouts(image):
        assert proposal.mask.shape == shape
        assert proposal.mask.any()
        assert not proposal.mask.all()


def test_kind_and_preparation_must_fit():
    cut = segmentation.prepare(scene()[0])
    with pytest.raises(ValueError, match="seeds must be one of likely, people, tap, spots, peaks"):
        segmentation.propose(cut, cut, "strokes")
    flood = segmentation.prepare(scene()[0], Recipe(method="watershed"))
    with pytest.raises(ValueError, match="prepared must come from a recipe"):
        segmentation.propose(cut, flood, "likely")
    with pytest.raises(ValueError, match="prepared must come from a recipe whose seeds are spots"):
        segmentation.propose(cut, cut, "spots")
    with pytest.raises(ValueError, match="prepared must come from a recipe"):
        segmentation.propose_cutouts(scene()[0], prepared=flood)
    with pytest.raises(ValueError, match="prepared must come from a recipe"):
        segmentation.rate_doubt(flood, scene()[1], Recipe())


def test_people_are_proposed_where_faces_are(astronauts):
    cut = segmentation.prepare(astronaut())
    assert segmentation.propose(cut, cut, "people") == ()
    for proposal in astronauts["people"]:
        assert proposal.name == "Person"
        # Her head and her trunk.
        assert proposal.mask[50:70, 100:120].all()
        assert proposal.mask[200:220, 110:140].mean() > 0.9


@pytest.mark.parametrize(
    ("recipe", "name"),
    [
        (Recipe(seeds="likely", salient=0.15), "All that stands out"),
        (Recipe(seeds="likely", salient=0.77), "What stands out"),
        (Recipe(seeds="people", faces=((1, 1, 5, 5),)), "Person"),
        (Recipe(seeds="people", faces=((1, 1, 5, 5), (1, 50, 5, 5))), "People"),
        (Recipe(seeds="tap", tap=(50, 100)), "Center"),
        (Recipe(seeds="tap", tap=(99, 0)), "Lower left"),
        (Recipe(seeds="tap", tap=(50, 250)), "Right"),
        (Recipe(seeds="spots"), "Bright and dark spots"),
    ],
)
def test_names_say_what_a_start_is(recipe, name):
    assert segmentation.name_start(recipe, (100, 200)) == name


def test_low_scores_are_mere_guesses():
    assert square(60, 0.2).is_guess
    assert not square(60, 0.8).is_guess


def test_small_proposals_rank_as_those_they_come_from(astronauts):
    found = [proposal for proposals in astronauts.values() for proposal in proposals]
    small = [proposal.small() for proposal in found]
    assert max(proposal.mask.size for proposal in small) < min(each.mask.size for each in found) / 2
    ranked, again = (segmentation.rank(each) for each in (found, small))
    assert [proposal.recipe for proposal in ranked] == [proposal.recipe for proposal in again]


def plain_drawing():
    return lay(WHITE, (disk(60, 40, 25), BLUE), (disk(60, 120, 25), RED))


def test_on_a_plain_ground_unmixing_is_proposed_first():
    image = plain_drawing()
    first, *others = segmentation.propose_cutouts(image)
    assert first.recipe == Recipe(method="unmixing")
    assert first.name == "Cut out by color"
    cutout = segmentation.cut_out(Photo(image), first.recipe)
    np.testing.assert_array_equal(cutout.mask, first.mask)
    # However alike, the photo engine's follow.
    assert others
    assert all(not proposal.recipe.unmixes for proposal in others)
    (only,) = segmentation.propose_cutouts(image, most=1)
    assert only.recipe == first.recipe


def test_what_is_cut_out_already_is_not_unmixed():
    image = plain_drawing()
    alpha = np.full(image.shape[:2], 255, np.uint8)
    alpha[:20] = 0
    proposals = segmentation.propose_cutouts(image, alpha=alpha)
    assert all(not proposal.recipe.unmixes for proposal in proposals)


def test_nothing_on_the_ground_is_no_proposal():
    assert segmentation.propose_unmixing(np.zeros((4, 5), np.uint8)) is None


def test_best_proposal_alone_is_the_first_of_all():
    image, _ = scene()
    first, *_ = segmentation.propose_cutouts(image)
    (best,) = segmentation.propose_cutouts(image, most=1)
    assert best.recipe == first.recipe


def test_what_is_prepared_already_is_proposed_from():
    image, _ = scene()
    expected = segmentation.propose_cutouts(image, most=1)[0]
    for prepared, is_alike in (
        (segmentation.prepare(image), True),
        (segmentation.prepare(image[:, ::-1]), False),
    ):
        (found,) = segmentation.propose_cutouts(image, most=1, prepared=prepared)
        assert (found.mask == expected.mask).all() == is_alike


def test_doubt_is_what_the_score_lacks():
    image, truth = scene()
    prepared = segmentation.prepare(image)
    for proposal in segmentation.propose(prepared, prepared, "likely"):
        doubt = segmentation.rate_doubt(prepared, proposal.mask, proposal.recipe)
        assert doubt == pytest.approx(1 - proposal.score)
    doubts = [
        segmentation.rate_doubt(prepared, mask, Recipe(seeds="likely"))
        for mask in (truth, np.roll(truth, 50, axis=1), ~truth, np.zeros_like(truth))
    ]
    assert doubts[0] < doubts[1] < doubts[2] < doubts[3] == 1
    tapped = segmentation.rate_doubt(prepared, truth, Recipe(seeds="tap", tap=(80, 95)))
    assert tapped != doubts[0]
