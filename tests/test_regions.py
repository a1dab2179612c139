"""Regions and their graph: closed forms, hand-computed costs, degenerate images."""

import dataclasses

import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage.color import rgb2lab

from segmentation.graph_cut.graph import (
    count_border,
    find_core,
    local_deviation,
    mark_kernel,
    region_graph,
)
from segmentation.graph_cut.regions import (
    Boundaries,
    cheapest_pairs,
    drain,
    find_boundaries,
    find_regions,
    join,
    lab_gradient,
    merging_cost,
    unite_boundaries,
)

RNG = np.random.default_rng(7)


def lab_of(image):
    return rgb2lab(image.astype(np.float32) / 255)


def noise(*shape):
    return RNG.integers(0, 256, (*shape, 3), dtype=np.uint8)


def two_colors(height=40, width=60):
    image = np.full((height, width, 3), (200, 40, 40), np.uint8)
    image[:, width // 2 :] = 30, 60, 200
    return image


def test_gradient_of_a_ramp_is_its_slope():
    lab = np.zeros((20, 30, 3))
    lab[..., 0] = 3 * np.arange(20)[:, None]
    lab[..., 1] = 4 * np.arange(30)
    # A derivative of Sobel's over 2 px is twice the slope, at Sobel / 4.
    np.testing.assert_allclose(lab_gradient(lab)[8:12, 8:22], 2 * 5, rtol=1e-5)


def steepest_descent(elevation, start):
    """The plain reference: walk to the lowest neighbor while it is lower."""
    row, col = start
    while True:
        neighbors = [(row, col), (row - 1, col), (row, col - 1), (row, col + 1), (row + 1, col)]
        inside = [
            place
            for place in neighbors
            if 0 <= place[0] < elevation.shape[0] and 0 <= place[1] < elevation.shape[1]
        ]
        best = min(inside, key=lambda place: elevation[place])
        if best == (row, col):
            return best
        row, col = best


def test_drain_equals_a_walk_downhill():
    elevation = RNG.random((12, 17), dtype=np.float32)
    basins = drain(elevation)
    bottoms = {}
    for place in np.ndindex(elevation.shape):
        bottoms.setdefault(basins[place], set()).add(steepest_descent(elevation, place))
    assert all(len(found) == 1 for found in bottoms.values())
    assert len(set().union(*bottoms.values())) == len(bottoms)


def test_drain_makes_one_basin_of_a_flat_image():
    assert not drain(np.zeros((7, 9), np.float32)).any()


def test_boundaries_of_a_checkered_image():
    labels = np.array([[0, 0, 1], [2, 2, 1]])
    elevation = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    found = find_boundaries(labels, elevation)
    assert list(zip(found.first, found.second, strict=True)) == [(0, 1), (0, 2), (1, 2)]
    np.testing.assert_array_equal(found.length_px, [1, 2, 1])
    np.testing.assert_allclose(found.height, [3, 4.5, 6])


def test_boundaries_of_a_pair_become_one_whichever_side_comes_first():
    one, other = RNG.integers(0, 8, (2, 200), dtype=np.int32)
    apart = one != other
    one, other = one[apart], other[apart]
    length, height = RNG.integers(1, 9, len(one)).astype(float), RNG.random(len(one))
    united = unite_boundaries(one, other, length, height)
    expected = {}
    for pair, each, high in zip(np.sort([one, other], axis=0).T, length, height, strict=True):
        total = expected.setdefault(tuple(pair), np.zeros(2))
        total += each, each * high
    pairs = sorted(expected)
    np.testing.assert_array_equal(np.stack([united.first, united.second], axis=1), pairs)
    np.testing.assert_array_equal(united.length_px, [expected[pair][0] for pair in pairs])
    means = [expected[pair][1] / expected[pair][0] for pair in pairs]
    np.testing.assert_allclose(united.height, means)


def test_merging_cost_by_hand():
    boundaries = Boundaries(*(np.array([value]) for value in (0, 1, 5.0, 0.5)))
    colors = np.array([[10.0, 0, 0], [13, 4, 0]]).T
    cost = merging_cost(boundaries, np.array([2.0, 6.0]), colors)
    # (3^2 + 4^2 + 400 / 4) * 12 / 8
    np.testing.assert_allclose(cost, 187.5)


def test_only_mutually_cheapest_neighbors_merge():
    # A chain 0 -5- 1 -1- 2 -2- 3 -3- 4: only 1-2 and 3-4 choose each other, 80 % of two is one.
    chain = Boundaries(np.arange(4), np.arange(1, 5), np.ones(4), np.ones(4))
    pairs = cheapest_pairs(chain, np.array([5.0, 1, 2, 1.5]), 5)
    np.testing.assert_array_equal(pairs, [1])
    np.testing.assert_array_equal(join(chain, pairs, 5), [0, 1, 1, 2, 3])


def test_regions_are_connected_and_numbered():
    regions = find_regions(lab_of(noise(60, 80)), count=100)
    assert np.array_equal(np.unique(regions.labels), np.arange(100))
    assert all(ndi.label(regions.labels == number)[1] == 1 for number in range(100))


def test_regions_respect_a_sharp_edge():
    labels = find_regions(lab_of(two_colors())).labels
    assert not set(labels[:, :29].ravel()) & set(labels[:, 31:].ravel())


def test_boundaries_after_merging_equal_those_of_the_labels():
    regions = find_regions(lab_of(noise(40, 50)), count=60)
    fresh = find_boundaries(regions.labels, regions.elevation)
    for field in dataclasses.fields(Boundaries):
        expected, found = getattr(fresh, field.name), getattr(regions.boundaries, field.name)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (3, 3), (1, 10000), (10000, 1)])
@pytest.mark.parametrize("make", [noise, lambda *shape: np.full((*shape, 3), 128, np.uint8)])
def test_degenerate_images(shape, make):
    lab = lab_of(make(*shape))
    regions = find_regions(lab)
    graph = region_graph(lab, regions)
    assert regions.labels.shape == shape
    assert np.isfinite(graph.weights.data).all()
    assert np.isfinite(graph.kernel).all()
    assert np.isclose(graph.area.sum(), 4 * np.sqrt(regions.labels.size))


def test_everything_is_read_only_and_repeatable():
    lab = lab_of(noise(30, 40))
    first, second = (region_graph(lab, find_regions(lab)) for _ in range(2))
    arrays = [
        value
        for value in (*vars(first).values(), *vars(first.boundaries).values())
        if isinstance(value, np.ndarray)
    ]
    assert len(arrays) == 10
    assert not any(array.flags.writeable for array in (*arrays, first.weights.data))
    np.testing.assert_array_equal(first.labels, second.labels)
    np.testing.assert_array_equal(first.weights.toarray(), second.weights.toarray())
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.area = None


def test_border_counts_every_border_pixel_once():
    labels = find_regions(lab_of(noise(20, 30)), count=50).labels
    assert count_border(labels, 50).sum() == 2 * (20 + 30) - 4
    assert count_border(np.zeros((1, 9), int), 1) == 9


def test_core_is_what_is_deep_beside_the_deepest():
    labels = np.repeat([0, 1], (30, 10))[None].repeat(20, axis=0)
    expected = np.zeros(40, bool)
    # Depths count from the shared edge: 30 to 1, and 1 to 10.
    expected[:22] = expected[32:] = True
    np.testing.assert_array_equal(find_core(labels), expected[None].repeat(20, axis=0))
    assert find_core(np.zeros((3, 4), np.int32)).all()


def test_deviation_of_noise():
    lab = RNG.normal(50, 3, (100, 100, 3))
    assert abs(local_deviation(lab).mean() - 3) < 0.1


def test_graph_is_symmetric_without_loops():
    lab = lab_of(noise(40, 40))
    graph = region_graph(lab, find_regions(lab, count=80))
    weights = graph.weights.toarray()
    np.testing.assert_allclose(weights, weights.T)
    assert not weights.diagonal().any()
    assert (graph.weights.data > 0).all()


def test_kernel_in_closed_form():
    color = np.array([[0.0, 0, 0], [4, 0, 0]])
    position = np.array([[0.0, 0], [0, 0.2]])
    np.testing.assert_allclose(mark_kernel(color, position)[0], [1, np.exp(-0.5) / 2], rtol=1e-6)


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 5), (5, 5, 4)])
def test_bad_images_are_refused(shape):
    with pytest.raises(ValueError, match="lab has shape"):
        find_regions(np.zeros(shape))


def test_bad_count_is_refused():
    with pytest.raises(ValueError, match="count is 0"):
        find_regions(np.zeros((5, 5, 3)), count=0)


def test_graph_of_another_image_is_refused():
    regions = find_regions(np.zeros((5, 5, 3)))
    with pytest.raises(ValueError, match="lab has shape"):
        region_graph(np.zeros((5, 6, 3)), regions)
