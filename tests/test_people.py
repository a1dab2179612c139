import numpy as np
import pytest

import segmentation
from segmentation.graph_cut.people import body_odds, is_face, people_likelihood

SHAPE = (300, 200)
# The box of a face, in shares of the sides.
FACE = (0.1, 0.4, 0.1, 0.15)


@pytest.fixture(scope="module")
def scene():
    noise = np.random.default_rng(0).normal(0, 25, (*SHAPE, 3))
    image = (128 + noise).clip(0, 255).astype(np.uint8)
    # Skin.
    image[30:60, 80:110] = 224, 172, 140
    return segmentation.prepare(image).scene


def at(scene, values, row, col):
    return values[scene.graph.labels[row, col]]


def test_odds_are_largest_in_the_head_and_fall_toward_the_feet(scene):
    odds = body_odds(scene, [FACE])
    head, chest, feet, beside = (
        at(scene, odds, row, col) for row, col in ((45, 95), (120, 95), (250, 95), (120, 5))
    )
    assert head > chest > feet > 0 > beside
    assert odds.min() == pytest.approx(-1, abs=0.05)


def test_two_faces_give_two_bodies(scene):
    one, other = (0.1, 0.1, 0.1, 0.15), (0.1, 0.7, 0.1, 0.15)
    both = body_odds(scene, [one, other])
    np.testing.assert_allclose(
        both, np.maximum(body_odds(scene, [one]), body_odds(scene, [other])), atol=0.6
    )
    assert at(scene, both, 110, 35) > 1
    assert at(scene, both, 110, 155) > 1


def test_people_are_likelier_in_their_bodies_and_less_likely_elsewhere(scene):
    likely = np.full(len(scene.area), 0.4)
    people = people_likelihood(scene, likely, [FACE])
    assert at(scene, people, 45, 95) > 0.9
    assert at(scene, people, 120, 5) < 0.4


def test_face_must_be_likely_or_a_little_so_and_of_skin(scene):
    count = len(scene.area)
    elsewhere = (0.6, 0.4, 0.1, 0.15)
    assert is_face(scene, np.full(count, 0.6), elsewhere)
    assert not is_face(scene, np.full(count, 0.3), elsewhere)
    assert is_face(scene, np.full(count, 0.3), FACE)
    assert not is_face(scene, np.full(count, 0.1), FACE)


def test_face_outside_of_the_image_is_none(scene):
    assert not is_face(scene, np.ones(len(scene.area)), (2.0, 2.0, 0.1, 0.1))
