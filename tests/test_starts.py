import numpy as np
import pytest

import segmentation
from segmentation import Recipe
from segmentation.graph_cut.starts import standing_out, start_prior

SHAPE = (150, 240)


def two_disks():
    """A red disk on the left, a blue one on the right, before textured gray; and their masks."""
    rows, cols = np.indices(SHAPE)
    left = (rows - 75) ** 2 + (cols - 60) ** 2 <= 32**2
    right = (rows - 75) ** 2 + (cols - 180) ** 2 <= 32**2
    color = np.where(left[..., None], (200, 60, 60), (120, 120, 120))
    color = np.where(right[..., None], (60, 70, 210), color)
    noise = np.random.default_rng(2).normal(0, 8, (*SHAPE, 1))
    return (color + noise).clip(0, 255).astype(np.uint8), left, right


@pytest.fixture(scope="module")
def prepared():
    return segmentation.prepare(two_disks()[0])


def cut(prepared, recipe):
    return segmentation.segment(prepared, np.zeros(prepared.shape, np.uint8), recipe)


def agreement(one, other):
    return (one & other).sum() / (one | other).sum()


@pytest.mark.parametrize(("tap", "which"), [((75, 60), 1), ((60, 70), 1), ((75, 180), 2)])
def test_tap_gives_what_was_tapped(prepared, tap, which):
    assert agreement(cut(prepared, Recipe(seeds="tap", tap=tap)), two_disks()[which]) > 0.95


def test_tap_is_in_pixels_of_the_photo():
    image, left, _ = two_disks()
    reduced = segmentation.prepare(image, photo_shape=(600, 960))
    assert agreement(cut(reduced, Recipe(seeds="tap", tap=(300, 240))), left) > 0.95


def test_faces_are_in_pixels_of_the_photo(prepared):
    faces = ((50.0, 50.0, 20.0, 20.0),)
    large = segmentation.prepare(two_disks()[0], photo_shape=(600, 960))
    np.testing.assert_allclose(
        standing_out(large.scene, Recipe(seeds="people", faces=((200.0, 200.0, 80.0, 80.0),))),
        standing_out(prepared.scene, Recipe(seeds="people", faces=faces)),
    )


@pytest.mark.parametrize("seeds", ["likely", "people", "tap", "salient", "border"])
def test_priors_are_signed_and_fall_as_the_threshold_rises(prepared, seeds):
    low, high = (
        start_prior(prepared.scene, Recipe(seeds=seeds, tap=(75, 60), salient=salient))
        for salient in (0.2, 0.7)
    )
    assert -1 <= high.min() < 0 < low.max() <= 1
    assert (high <= low).all()
    assert (high < low).any()


def test_strokes_alone_have_no_prior(prepared):
    assert start_prior(prepared.scene, Recipe()) is None


def test_flat_image_has_no_prior():
    flat = segmentation.prepare(np.full((40, 50, 3), 99, np.uint8))
    for seeds in ("likely", "people", "tap", "salient", "border"):
        assert start_prior(flat.scene, Recipe(seeds=seeds, tap=(3, 4))) is None


def test_seeds_and_preparation_must_fit(prepared):
    with pytest.raises(ValueError, match="seeds that are guessed, got 'strokes'"):
        standing_out(prepared.scene, Recipe())
    flood = segmentation.prepare(two_disks()[0], Recipe(method="watershed"))
    with pytest.raises(ValueError, match="got a PreparedFlood"):
        segmentation.find_saliency(flood, Recipe(seeds="likely"))


def test_who_taps_a_person_means_its_head_and_its_body(prepared):
    # A face above a red body: the left disk.
    face, elsewhere = (28.0, 50.0, 20.0, 20.0), (28.0, 170.0, 20.0, 20.0)
    tap = (80, 60)
    alone = standing_out(prepared.scene, Recipe(seeds="tap", tap=tap))
    with_face = standing_out(prepared.scene, Recipe(seeds="tap", tap=tap, faces=(face,)))
    assert (with_face >= alone).all()
    assert (with_face > alone).any()
    with_other = standing_out(prepared.scene, Recipe(seeds="tap", tap=tap, faces=(elsewhere,)))
    np.testing.assert_array_equal(with_other, alone)
