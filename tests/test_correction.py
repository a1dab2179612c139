"""Corrections of a mask: what a step may change, what it changes, and where it stops."""

import numpy as np
import pytest
from skimage.color import rgb2lab
from skimage.draw import disk

from segmentation.graph_cut import correct, find_regions, region_graph

BACKGROUND, FOREGROUND = 1, 2
SHAPE = (90, 160)
LEFT, RIGHT = (45, 40), (45, 115)
GREEN, RED = (60, 140, 70), (190, 50, 40)


def round_spot(center, radius):
    spot = np.zeros(SHAPE, bool)
    spot[disk(center, radius)] = True
    return spot


def graph_of(*spots, colors, noise=6):
    image = np.broadcast_to(GREEN, (*SHAPE, 3)).astype(float)
    for spot, color in zip(spots, colors, strict=True):
        image = np.where(spot[..., None], color, image)
    noisy = image + np.random.default_rng(2).normal(0, noise, image.shape)
    lab = rgb2lab((noisy / 255).clip(0, 1).astype(np.float32))
    return region_graph(lab, find_regions(lab))


def step_of(label, rows, cols):
    step = np.zeros(SHAPE, np.int32)
    step[rows, cols] = label
    return step


def agreement(mask, truth):
    return (mask & truth).sum() / (mask | truth).sum()


@pytest.fixture(scope="module")
def twins():
    """Two red disks before a green ground."""
    spots = round_spot(LEFT, 22), round_spot(RIGHT, 22)
    return graph_of(*spots, colors=(RED, RED)), *spots


@pytest.fixture(scope="module")
def strangers():
    """A red and a blue disk before a green ground."""
    spots = round_spot(LEFT, 22), round_spot(RIGHT, 22)
    return graph_of(*spots, colors=(RED, (40, 60, 200))), *spots


def test_keep_adds_what_it_marks(strangers):
    graph, left, right = strangers
    step = step_of(FOREGROUND, slice(44, 47), slice(105, 125))
    assert agreement(correct(graph, left, step, step), left | right) > 0.97


def test_remove_takes_away_what_it_marks_and_nothing_else(strangers):
    graph, left, right = strangers
    step = step_of(BACKGROUND, slice(44, 47), slice(105, 125))
    assert agreement(correct(graph, left | right, step, step), left) > 0.97


def test_remove_on_the_ground_beside_the_subject_leaves_the_subject(strangers):
    graph, left, _ = strangers
    step = step_of(BACKGROUND, 80, slice(5, 150))
    assert correct(graph, np.ones(SHAPE, bool), step, step)[left].mean() > 0.97


@pytest.mark.parametrize("label", [BACKGROUND, FOREGROUND])
@pytest.mark.parametrize("seed", range(4))
def test_step_only_adds_or_only_takes_away(twins, label, seed):
    graph, *_ = twins
    rng = np.random.default_rng(seed)
    mask = round_spot(rng.integers(20, 70, 2), 18) | round_spot(LEFT, 22)
    row, col = rng.integers(10, 80, 2)
    step = step_of(label, slice(row, row + 3), slice(col, col + 30))
    corrected = correct(graph, mask, step, step, rng.uniform(-1, 1, len(graph.area)))
    assert (corrected >= mask if label == FOREGROUND else corrected <= mask).all()
    assert (corrected != mask).any() or ((mask == (label == FOREGROUND)) | (step == 0)).all()


def test_marks_keep_their_label_whatever_the_step(twins):
    graph, left, _ = twins
    step = step_of(FOREGROUND, slice(44, 47), slice(105, 125))
    markers = step + step_of(BACKGROUND, slice(30, 35), slice(105, 125))
    corrected = correct(graph, left, markers, step)
    assert corrected[markers == FOREGROUND].all()
    assert not corrected[markers == BACKGROUND].any()


def test_what_is_neither_together_with_the_stroke_nor_alike_stays(strangers):
    graph, left, right = strangers
    likely = np.where(np.bincount(graph.labels[left], minlength=len(graph.area)) > 0, 1.0, -1.0)
    step = step_of(FOREGROUND, slice(44, 47), slice(105, 125))
    corrected = correct(graph, np.zeros(SHAPE, bool), step, step, likely)
    assert agreement(corrected, right) > 0.97


def test_stroke_speaks_for_a_region_only_from_its_core():
    left = round_spot(LEFT, 22)
    graph = graph_of(left, colors=(RED,), noise=0)
    ground = graph.labels == graph.labels[80, 120]
    own = step_of(FOREGROUND, slice(44, 47), slice(35, 45))
    row, col = np.argwhere(ground & ~graph.core)[0]
    rim, middle = step_of(FOREGROUND, row, col), np.where(ground & graph.core, FOREGROUND, 0)
    grazed = correct(graph, left, own + rim, rim)
    assert grazed[row, col]
    assert grazed[ground].mean() < 0.01
    assert correct(graph, left, own + middle, middle)[ground].all()


def test_stroke_that_agrees_changes_nothing(twins):
    graph, left, _ = twins
    for label, rows, cols in ((FOREGROUND, 45, slice(30, 50)), (BACKGROUND, 80, slice(5, 100))):
        step = step_of(label, rows, cols)
        np.testing.assert_array_equal(correct(graph, left, step, step), left)


def test_empty_step_returns_the_mask(twins):
    graph, left, _ = twins
    nothing = np.zeros(SHAPE, np.int32)
    assert correct(graph, left, nothing, nothing) is left


def test_earlier_marks_count(strangers):
    graph, *_ = strangers
    everything = np.ones(SHAPE, bool)
    step = step_of(BACKGROUND, slice(44, 47), slice(105, 125))
    markers = step + step_of(FOREGROUND, slice(30, 33), slice(105, 125))
    corrected = correct(graph, everything, markers, step)
    assert (corrected != correct(graph, everything, step, step)).any()


def test_outline_changes_only_beside_the_change(strangers):
    graph, left, _ = strangers
    ragged = left & (np.random.default_rng(0).random(SHAPE) < 0.9)
    step = step_of(FOREGROUND, slice(44, 47), slice(105, 125))
    corrected = correct(graph, ragged, step, step)
    np.testing.assert_array_equal(corrected[:, :70], ragged[:, :70])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (20, 20)])
@pytest.mark.parametrize("label", [BACKGROUND, FOREGROUND])
def test_flat_images(shape, label):
    lab = np.full((*shape, 3), 50, np.float32)
    graph = region_graph(lab, find_regions(lab))
    step = np.zeros(shape, np.int32)
    step[0, 0] = label
    mask = np.full(shape, label == BACKGROUND)
    corrected = correct(graph, mask, step, step)
    assert corrected[0, 0] == (label == FOREGROUND)


@pytest.mark.parametrize(
    ("mask", "step", "message"),
    [
        (np.zeros((4, 4), bool), np.ones(SHAPE, int), "mask has shape"),
        (np.zeros(SHAPE), np.ones(SHAPE, int), "mask has dtype float64"),
        (np.zeros(SHAPE, bool), np.ones((4, 4), int), "step has shape"),
        (np.zeros(SHAPE, bool), np.indices(SHAPE)[0] % 3, r"step holds \[1, 2\]"),
        (np.zeros(SHAPE, bool), np.full(SHAPE, 3), r"step holds \[3\]"),
    ],
)
def test_what_does_not_fit_is_refused(twins, mask, step, message):
    with pytest.raises(ValueError, match=message):
        correct(twins[0], mask, np.ones(SHAPE, int), step)
