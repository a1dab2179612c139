"""The graph cut: enumeration, known masks, promises about marks, degenerate images."""

from itertools import product

import numpy as np
import pytest
from scipy import sparse
from skimage.color import rgb2lab
from skimage.draw import disk

from segmentation.graph_cut.cut import LARGEST_DOUBT, divide, doubt, graph_cut, least_certain
from segmentation.graph_cut.graph import region_graph
from segmentation.graph_cut.minimum_cut import minimum_cut
from segmentation.graph_cut.regions import find_regions
from segmentation.graph_cut.unary import WALK_PRIOR, Marks, random_walk

BACKGROUND, FOREGROUND = 1, 2


def graph_of(image):
    lab = rgb2lab(image.astype(np.float32) / 255)
    return region_graph(lab, find_regions(lab))


def noise(*shape):
    return np.random.default_rng(3).integers(0, 256, (*shape, 3), dtype=np.uint8)


def picture(seed=0):
    """A mildly noisy red disk before a green ground; and the disk's mask."""
    mask = np.zeros((90, 120), bool)
    mask[disk((45, 60), 25)] = True
    image = np.where(mask[..., None], (190, 50, 40), (60, 140, 70))
    noisy = image + np.random.default_rng(seed).normal(0, 6, image.shape)
    return noisy.clip(0, 255).astype(np.uint8), mask


def mark(shape, **places):
    markers = np.zeros(shape, np.int32)
    for label, (rows, cols) in places.items():
        markers[rows, cols] = {"background": BACKGROUND, "foreground": FOREGROUND}[label]
    return markers


def agreement(mask, truth):
    return (mask & truth).sum() / (mask | truth).sum()


@pytest.fixture(scope="module")
def scene():
    image, mask = picture()
    return graph_of(image), mask


@pytest.mark.parametrize("seed", range(20))
def test_minimum_cut_equals_enumeration(seed):
    rng = np.random.default_rng(seed)
    half = np.triu(rng.integers(0, 6, (8, 8)) * (rng.random((8, 8)) < 0.5), 1)
    weights, gain = half + half.T, rng.integers(-9, 10, 8)

    def value(chosen):
        return gain[chosen].sum() - weights[chosen][:, ~chosen].sum()

    choices = [np.array(choice) for choice in product([False, True], repeat=8)]
    best = max(map(value, choices))
    fewest = min(choice.sum() for choice in choices if value(choice) == best)
    found = minimum_cut(sparse.csr_array(weights.astype(float)), gain.astype(float))
    assert value(found) == best
    assert found.sum() == fewest


def test_random_walk_equals_dense_solution(scene):
    graph, _ = scene
    rng = np.random.default_rng(5)
    count = len(graph.area)
    marked = rng.permutation(count)
    marks = Marks(np.isin(range(count), marked[:30]) * 1, np.isin(range(count), marked[30:70]) * 1)
    prior = rng.uniform(-1, 1, count)
    ending = WALK_PRIOR * graph.area
    system = np.diag(graph.weights.sum(axis=1) + ending) - graph.weights.toarray()
    right = ending * prior
    for regions, label in ((marked[:30], 1), (marked[30:70], -1)):
        system[regions] = np.eye(count)[regions]
        right[regions] = label
    expected = np.linalg.solve(system, right)
    np.testing.assert_allclose(random_walk(graph, marks, prior), expected, atol=0.02)


@pytest.mark.parametrize(
    "places",
    [
        {"foreground": (slice(40, 50), slice(55, 65)), "background": (5, slice(5, 100))},
        {"foreground": (slice(40, 50), slice(55, 65))},
        {"background": (slice(5, 10), slice(5, 115))},
    ],
    ids=["both", "foreground only", "background only"],
)
def test_finds_the_disk(scene, places):
    graph, truth = scene
    assert agreement(graph_cut(graph, mark(truth.shape, **places)), truth) > 0.97


@pytest.mark.parametrize("seed", range(5))
def test_marked_pixels_keep_their_label(scene, seed):
    graph, truth = scene
    markers = np.random.default_rng(seed).choice(3, truth.shape, p=[0.98, 0.01, 0.01])
    mask = graph_cut(graph, markers)
    assert mask[markers == FOREGROUND].all()
    assert not mask[markers == BACKGROUND].any()


def test_contested_region_is_divided_between_its_marks():
    graph = graph_of(np.full((20, 40, 3), 90, np.uint8))
    assert len(graph.area) == 1
    markers = mark((20, 40), foreground=(slice(None), 5), background=(slice(None), 34))
    mask = graph_cut(graph, markers)
    np.testing.assert_array_equal(mask, np.broadcast_to(np.arange(40) < 20, (20, 40)))


def test_dividing_leaves_other_regions_alone(scene):
    graph, truth = scene
    region = int(np.bincount(graph.labels.ravel()).argmax())
    rows, cols = np.nonzero(graph.labels == region)
    markers = np.zeros(truth.shape, np.int32)
    markers[rows[0], cols[0]], markers[rows[-1], cols[-1]] = FOREGROUND, BACKGROUND
    mask = truth.copy()
    divide(mask, graph, markers, region)
    changed = mask != truth
    assert not changed[graph.labels != region].any()
    assert mask[rows[0], cols[0]]
    assert not mask[rows[-1], cols[-1]]


def test_repeats_exactly_and_leaves_the_markers_alone(scene):
    graph, truth = scene
    markers = mark(truth.shape, foreground=(45, slice(50, 70)), background=(80, slice(9, 99)))
    before = markers.copy()
    first, second = graph_cut(graph, markers), graph_cut(graph, markers)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(markers, before)


def test_agreeing_stroke_changes_next_to_nothing(scene):
    graph, truth = scene
    markers = mark(truth.shape, foreground=(45, slice(50, 70)), background=(80, slice(9, 99)))
    mask = graph_cut(graph, markers)
    markers[30:33, 55:65] = FOREGROUND
    assert (graph_cut(graph, markers) != mask).mean() < 0.002


def test_stray_parts_go_and_small_holes_close():
    image, truth = picture()
    image[43:46, 70:73] = 60, 140, 70
    image[10:30, 5:25] = 190, 50, 40
    graph = graph_of(image)
    markers = mark(
        truth.shape, foreground=(slice(50, 60), slice(50, 60)), background=(80, slice(9, 99))
    )
    mask = graph_cut(graph, markers)
    assert mask[44, 71]
    assert not mask[:32, :28].any()


def test_marked_hole_stays_open():
    image, truth = picture()
    image[40:50, 65:75] = 60, 140, 70
    markers = mark(
        truth.shape, foreground=(slice(50, 60), slice(50, 60)), background=(45, slice(69, 71))
    )
    mask = graph_cut(graph_of(image), markers)
    assert not mask[42:48, 67:73].any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 2), (1, 10000), (50, 3)])
@pytest.mark.parametrize("make", [noise, lambda *shape: np.full((*shape, 3), 77, np.uint8)])
@pytest.mark.parametrize("label", [BACKGROUND, FOREGROUND])
@pytest.mark.filterwarnings("error")
def test_degenerate_images(shape, make, label):
    markers = np.zeros(shape, np.int32)
    markers[0, 0] = label
    mask = graph_cut(graph_of(make(*shape)), markers)
    assert mask.shape == shape
    assert mask.dtype == bool
    assert mask[0, 0] == (label == FOREGROUND)


def test_doubt_is_one_connected_unmarked_part(scene):
    graph, truth = scene
    markers = mark(truth.shape, foreground=(45, slice(50, 70)), background=(80, slice(9, 99)))
    markers[20:70:3, 30] = BACKGROUND
    hinted = doubt(graph, markers)
    assert not (hinted & (markers > 0)).any()


def test_doubt_lies_between_the_marks_of_a_ramp():
    ramp = np.linspace((200, 60, 50), (50, 140, 80), 120)
    noisy = ramp + np.random.default_rng(1).normal(0, 6, (60, 120, 3))
    graph = graph_of(noisy.clip(0, 255).astype(np.uint8))
    markers = mark(
        (60, 120),
        foreground=(slice(None), slice(0, 10)),
        background=(slice(None), slice(110, None)),
    )
    hinted = doubt(graph, markers)
    columns = np.nonzero(hinted)[1]
    assert hinted.any()
    assert 20 < columns.mean() < 100


def test_prior_alone_makes_the_mask_and_marks_outweigh_it(scene):
    graph, truth = scene
    inside = np.bincount(graph.labels.ravel(), truth.ravel()) / np.bincount(graph.labels.ravel())
    prior = inside - 0.5
    nothing = np.zeros(truth.shape, int)
    assert agreement(graph_cut(graph, nothing, prior), truth) > 0.97
    assert not doubt(graph, nothing, prior)[truth].all()
    marks = {"foreground": (45, slice(50, 70)), "background": (80, slice(9, 99))}
    corrected = graph_cut(graph, mark(truth.shape, **marks), -0.1 * prior)
    assert agreement(corrected, truth) > 0.97


def test_prior_that_says_nothing_changes_nothing(scene):
    graph, truth = scene
    markers = mark(truth.shape, foreground=(45, slice(50, 70)))
    silent = graph_cut(graph, markers, np.zeros(len(graph.area)))
    np.testing.assert_array_equal(silent, graph_cut(graph, markers))


def test_prior_has_a_number_per_region(scene):
    graph, truth = scene
    with pytest.raises(ValueError, match="prior has shape"):
        graph_cut(graph, np.ones(truth.shape, int), np.zeros(len(graph.area) + 1))


def test_least_certain_regions_are_few(scene):
    graph, _ = scene
    certainty = np.random.default_rng(4).permutation(len(graph.area)).astype(float)
    part = certainty >= 10
    kept = least_certain(graph, part, certainty)
    assert (kept <= part).all()
    assert certainty[kept].max() < certainty[part & ~kept].min()
    most = LARGEST_DOUBT * graph.area.sum()
    assert graph.area[kept].sum() - graph.area[kept].max() < most
    assert graph.area[kept].sum() > 0.99 * most


def test_gray_image():
    image, truth = picture()
    gray = np.repeat(image.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    gray[truth] //= 2
    markers = mark(truth.shape, foreground=(45, slice(50, 70)), background=(80, slice(9, 99)))
    assert agreement(graph_cut(graph_of(gray), markers), truth) > 0.97


@pytest.mark.parametrize(
    ("markers", "message"),
    [
        (np.zeros((90, 120), int), "mark nothing"),
        (np.ones((90, 119), int), "shape"),
        (np.full((90, 120), 3), "range from 3 to 3"),
        (np.full((90, 120), -1), "range from -1 to -1"),
        (np.ones((90, 120)), "dtype float64"),
    ],
)
def test_bad_markers_are_refused(scene, markers, message):
    with pytest.raises(ValueError, match=message):
        graph_cut(scene[0], markers)
