import numpy as np
import pytest

import segmentation
from segmentation.graph_cut.cues import SMOOTHED, region_cues

SHAPE = (120, 160)


def disk_scene():
    """A red disk that nothing else resembles, left of the middle, on gray; and its scene."""
    rows, cols = np.indices(SHAPE)
    disk = (rows - 60) ** 2 + (cols - 60) ** 2 <= 25**2
    color = np.where(disk[..., None], (200, 60, 60), (120, 120, 120))
    noise = np.random.default_rng(2).normal(0, 8, (*SHAPE, 1))
    return segmentation.prepare((color + noise).clip(0, 255).astype(np.uint8)).scene


@pytest.fixture(scope="module")
def scene():
    return disk_scene()


@pytest.fixture(scope="module")
def cues(scene):
    return region_cues(scene)


def inside_and_outside(scene, values):
    """Return the mean of a cue in the disk and on the border of the image."""
    pixels = values[scene.graph.labels]
    return pixels[50:70, 50:70].mean(), np.concatenate([pixels[0], pixels[-1]]).mean()


def test_there_is_a_finite_number_for_each_region(scene, cues):
    for name, values in cues.items():
        assert values.shape == scene.area.shape, name
        assert np.isfinite(values).all(), name
    assert {f"smooth_{name}" for name in SMOOTHED} <= cues.keys()


@pytest.mark.parametrize(
    "name",
    [
        "red", "redder", "chroma", "contrast", "contrast_border", "contrast_near", "height_least",
        "color_least", "color_top", "color_upper", "salient_stay", "border_stay", "edge",
    ],
)  # fmt: skip
def test_disk_has_more_than_the_border(scene, cues, name):
    inside, outside = inside_and_outside(scene, cues[name])
    assert inside > outside


@pytest.mark.parametrize(
    "name", ["rarity", "like_border", "like_top", "border_share", "radius", "border", "exit_top"]
)
def test_border_has_more_than_the_disk(scene, cues, name):
    inside, outside = inside_and_outside(scene, cues[name])
    assert inside < outside


def test_place_is_that_of_the_regions(scene, cues):
    np.testing.assert_array_equal(cues["row"], scene.place[:, 0])
    np.testing.assert_allclose(cues["off_center"], abs(scene.place[:, 1] - 0.5))
    np.testing.assert_allclose(np.exp(cues["size"]).sum(), 1)


def test_smooth_cues_vary_less(cues):
    for name in SMOOTHED:
        assert cues[f"smooth_{name}"].std() <= cues[name].std() * (1 + 1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (2, 2), (40, 50)])
def test_flat_and_tiny_images_have_finite_cues(shape):
    scene = segmentation.prepare(np.full((*shape, 3), 99, np.uint8)).scene
    assert all(np.isfinite(values).all() for values in region_cues(scene).values())
