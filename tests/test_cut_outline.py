"""The outline of a cut: known edges, definition of the filter, what must stay."""

import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage.draw import disk

from segmentation.graph_cut.outline import WINDOW, drop_specks, find_guide, refine, window_mean


def picture():
    """Lab image of a mildly noisy disk before a ground of another color; and the disk's mask."""
    mask = np.zeros((91, 120), bool)
    mask[disk((45, 60), 25)] = True
    lab = np.where(mask[..., None], (45.0, 60, 40), (60.0, -40, 30))
    return lab + np.random.default_rng(0).normal(0, 2, lab.shape), mask


def agreement(mask, truth):
    return (mask & truth).sum() / (mask | truth).sum()


@pytest.mark.parametrize("shape", [(1, 1), (3, 4, 20), (30, 1)])
def test_window_mean_equals_scipys_filter(shape):
    values = np.random.default_rng(1).random(shape, np.float32)
    expected = ndi.uniform_filter(
        values, (1,) * (len(shape) - 2) + (WINDOW, WINDOW), mode="nearest"
    )
    np.testing.assert_allclose(window_mean(values), expected, atol=1e-6)


@pytest.mark.parametrize("shift", [(3, 0), (0, -3), (2, 2)])
def test_outline_finds_the_edge(shift):
    lab, truth = picture()
    moved = np.roll(truth, shift, axis=(0, 1))
    assert agreement(moved, truth) < 0.93
    assert agreement(refine(find_guide(lab), moved), truth) > 0.99


def test_right_outline_stays():
    lab, truth = picture()
    assert agreement(refine(find_guide(lab), truth), truth) > 0.995


def test_nothing_changes_far_from_the_outline():
    lab, truth = picture()
    noisy = np.random.default_rng(2).normal(50, 20, lab.shape)
    changed = refine(find_guide(noisy), truth) != truth
    inside, outside = ndi.distance_transform_edt(truth), ndi.distance_transform_edt(~truth)
    assert changed.any()
    assert np.maximum(inside, outside)[changed].max() <= WINDOW + 1


def test_pixels_change_side_only_with_neighbors():
    mask = np.zeros((40, 40), bool)
    mask[:, 20:] = True
    refined = mask.copy()
    refined[5, 5] = True
    refined[30:32, 10] = True
    refined[9, 30] = False
    refined[15:25, 12:20] = True
    drop_specks(refined, mask, tuple(np.indices(mask.shape).reshape(2, -1)))
    expected = mask.copy()
    expected[15:25, 12:20] = True
    # The outer corners of a part have but three neighbors of their own.
    expected[[15, 24], 12] = False
    np.testing.assert_array_equal(refined, expected)


def test_masks_without_an_outline_stay():
    lab, truth = picture()
    for mask in (np.ones_like(truth), np.zeros_like(truth)):
        np.testing.assert_array_equal(refine(find_guide(lab), mask), mask)


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (3, 3), (1, 500)])
@pytest.mark.filterwarnings("error")
def test_tiny_images(shape):
    mask = np.arange(np.prod(shape)).reshape(shape) * 2 < np.prod(shape)
    lab = np.where(mask[..., None], 20.0, 80.0) * np.ones(3)
    np.testing.assert_array_equal(refine(find_guide(lab), mask), mask)


def test_leaves_its_arguments_alone():
    lab, truth = picture()
    mask, before = np.roll(truth, 3, axis=0), lab.copy()
    guide = find_guide(lab)
    refine(guide, mask)
    np.testing.assert_array_equal(mask, np.roll(truth, 3, axis=0))
    np.testing.assert_array_equal(lab, before)
    lab[0] = 0
