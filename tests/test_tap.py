import numpy as np
import pytest

import segmentation
from segmentation.graph_cut.tap import (
    inside,
    likely_taps,
    tap_cues,
    tapped_likelihood,
    tapped_region,
)

SHAPE = (120, 200)


def two_disks():
    rows, cols = np.indices(SHAPE)
    left = (rows - 60) ** 2 + (cols - 50) ** 2 <= 25**2
    right = (rows - 60) ** 2 + (cols - 150) ** 2 <= 25**2
    color = np.where(left[..., None], (200, 60, 60), (120, 120, 120))
    color = np.where(right[..., None], (60, 70, 210), color)
    noise = np.random.default_rng(2).normal(0, 8, (*SHAPE, 1))
    return (color + noise).clip(0, 255).astype(np.uint8), left, right


@pytest.fixture(scope="module")
def prepared():
    return segmentation.prepare(two_disks()[0])


LEFT, RIGHT = (0.5, 0.25), (0.5, 0.75)


def test_tapped_region_is_the_one_below_the_tap(prepared):
    labels = prepared.graph.labels
    assert tapped_region(prepared.scene, (0.5, 0.25)) == labels[60, 50]
    assert tapped_region(prepared.scene, (1.0, 1.0)) == labels[-1, -1]


def test_tap_beside_the_photo_counts_for_its_nearest_border(prepared):
    labels = prepared.graph.labels
    assert tapped_region(prepared.scene, (-0.2, 0.5)) == labels[0, 100]
    assert tapped_region(prepared.scene, (0.5, 1.7)) == labels[60, -1]


@pytest.mark.parametrize(("tap", "tapped", "other"), [(LEFT, 1, 2), (RIGHT, 2, 1)])
def test_likely_is_what_was_tapped(prepared, tap, tapped, other):
    disks = two_disks()
    likely = tapped_likelihood(prepared.scene, prepared.scene.cues, tap)
    pixels = likely[prepared.graph.labels]
    assert 0 <= likely.min() <= likely.max() <= 1
    assert likely[tapped_region(prepared.scene, tap)] == likely.max()
    nothing = ~(disks[1] | disks[2])
    assert pixels[disks[tapped]].mean() > 2 * pixels[disks[other]].mean()
    assert pixels[disks[tapped]].mean() > 5 * pixels[nothing].mean()


def test_cues_of_the_tapped_region_are_those_of_no_way_and_no_contrast(prepared):
    region = tapped_region(prepared.scene, LEFT)
    cues = tap_cues(prepared.scene, LEFT)
    for name in ("tap_height", "tap_barrier", "tap_color", "tap_contrast", "tap_color_border"):
        assert cues[name][region] == 0
    for values in cues.values():
        assert values.shape == prepared.scene.area.shape
        assert np.isfinite(values).all()


def test_cues_follow_the_tap(prepared):
    one, other = (tap_cues(prepared.scene, tap) for tap in (LEFT, (0.4, 0.75)))
    assert one.keys() == other.keys()
    assert all((one[name] != other[name]).any() for name in one)


def test_taps_lie_in_different_things(prepared):
    _, left, right = two_disks()
    taps = list(
        likely_taps(prepared.scene, prepared.scene.cues, prepared.scene.likelihood, count=2)
    )
    hit = [
        name
        for row, col in taps
        for name, disk in (("left", left), ("right", right))
        if disk[int(row * SHAPE[0]), int(col * SHAPE[1])]
    ]
    assert sorted(hit) == ["left", "right"]


def test_most_taps_are_as_many_as_asked_for(prepared):
    for count in (1, 3):
        taps = likely_taps(
            prepared.scene, prepared.scene.cues, prepared.scene.likelihood, count=count
        )
        assert 1 <= len(list(taps)) <= count


def test_place_inside_a_region_is_in_it(prepared):
    for region in range(0, len(prepared.scene.area), 7):
        assert tapped_region(prepared.scene, inside(prepared.scene, region)) == region
