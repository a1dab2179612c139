"""What starts share, on an image of three upright stripes."""

import numpy as np
import pytest

from segmentation.graph_cut import Scene, find_regions, region_graph
from segmentation.graph_cut.walk import (
    LATE_TIRING_WEIGHT,
    LEAVING_WEIGHT,
    TIRING_WEIGHT,
    WALKS,
    upper_border,
)


def stripes():
    """Black from 0 to 20, white from 20 to 50, gray from 50 to 60."""
    lab = np.zeros((30, 60, 3))
    lab[:, 20:50, 0] = 100
    lab[:, 50:, 0] = 50
    return lab


@pytest.fixture(scope="module")
def scene():
    lab = stripes()
    return Scene(region_graph(lab, find_regions(lab)), (30, 60))


def region_at(scene, col):
    return scene.graph.labels[15, col]


def test_color_area_place_and_sides_are_those_of_the_stripes(scene):
    white = scene.graph.labels == region_at(scene, 35)
    index = region_at(scene, 35)
    assert scene.color[index, 0] == pytest.approx(stripes()[white].mean(axis=0)[0])
    assert scene.area.sum() == pytest.approx(1)
    assert scene.area[index] == pytest.approx(white.mean())
    np.testing.assert_allclose(scene.place[index], (np.argwhere(white).mean(0) + 0.5) / (30, 60))
    np.testing.assert_allclose(scene.sides.sum(axis=0), 1)
    left = scene.graph.labels[:, 0]
    assert scene.sides[left[0], 2] == pytest.approx((left == left[0]).mean())


def test_likeness_falls_with_the_distance_of_the_colors(scene):
    black, white, gray = (region_at(scene, col) for col in (5, 35, 57))
    assert scene.likeness[black, black] == 1
    assert scene.likeness[black, gray] == pytest.approx(np.exp(-(50**2) / 200), rel=1e-3)
    assert scene.likeness[black, white] < scene.likeness[black, gray]


def test_mean_is_that_of_the_pixels(scene):
    values = np.random.default_rng(0).random(scene.graph.labels.shape)
    index = region_at(scene, 35)
    expected = values[scene.graph.labels == index].mean()
    assert scene.mean(values)[index] == pytest.approx(expected)


def test_smoothing_keeps_what_is_constant_and_evens_the_rest(scene):
    count = len(scene.area)
    np.testing.assert_allclose(scene.smoothed(np.full(count, 0.3), rounds=4), 0.3)
    values = np.arange(count, dtype=float)
    once, often = (np.ptp(scene.smoothed(values, rounds=rounds)) for rounds in (1, 20))
    assert often < once < np.ptp(values)


def test_steps_cost_as_much_both_ways_and_the_more_the_higher(scene):
    for path in scene.paths.values():
        assert (path != path.T).nnz == 0
        assert path.data.min() > 0


@pytest.mark.parametrize(
    ("kind", "tiring"), [("salient", TIRING_WEIGHT), ("wide", LATE_TIRING_WEIGHT), ("border", 0)]
)
def test_walks_solve_their_equations(scene, kind, tiring):
    graph = scene.graph
    labels, count = graph.labels, len(graph.area)
    border_px = graph.border_px if tiring else upper_border(labels, count)
    weights = graph.weights.toarray()
    leaving = LEAVING_WEIGHT * border_px + tiring * graph.area
    equations = np.diag(weights.sum(axis=1) + leaving) - weights
    times = np.stack([graph.area, np.arange(count, dtype=float)], axis=1)
    solved = scene.walks[kind].solve(times)
    np.testing.assert_allclose(equations @ solved, times, atol=1e-8)
    np.testing.assert_allclose(scene.walks[kind].solve(times[:, 0]), solved[:, 0])


def test_walks_keep_nothing_of_what_factored_them(scene):
    # SciPy's object never gives its memory back to another thread than that which made it.
    for kind in WALKS:
        walk = scene.walks[kind]
        for array in (walk.scale, walk.rows, walk.cols, walk.lower.data, walk.upper.data):
            assert type(array.base) in (type(None), np.ndarray)
