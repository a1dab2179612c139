"""A box around the subject: what is in it, how it is filled, and boxes that don't fit."""

import numpy as np
import pytest
from skimage.color import rgb2lab
from skimage.draw import disk

from segmentation.graph_cut import box_prior, cut_box, find_regions, region_graph

SHAPE = (90, 160)


def picture():
    """A red disk before a noisy green ground; and the disk's mask."""
    mask = np.zeros(SHAPE, bool)
    mask[disk((45, 60), 25)] = True
    image = np.where(mask[..., None], (190, 50, 40), (60, 140, 70))
    noisy = image + np.random.default_rng(1).normal(0, 6, image.shape)
    lab = rgb2lab((noisy / 255).clip(0, 1).astype(np.float32))
    return region_graph(lab, find_regions(lab)), mask


@pytest.fixture(scope="module")
def scene():
    return picture()


def agreement(mask, truth):
    return (mask & truth).sum() / (mask | truth).sum()


@pytest.mark.parametrize("box", [(18, 33, 73, 88), (10, 25, 80, 95), (5, 5, 85, 110)])
def test_subject_in_the_box_is_found(scene, box):
    graph, truth = scene
    assert agreement(cut_box(graph, box), truth) > 0.97


def test_nothing_outside_of_the_box_is_kept(scene):
    graph, _ = scene
    mask = cut_box(graph, (18, 33, 73, 60))
    assert not mask[:, 60:].any()


def test_box_of_the_whole_image_is_no_error(scene):
    graph, _ = scene
    assert cut_box(graph, (0, 0, *SHAPE)).shape == SHAPE


def test_box_within_a_region_keeps_some_of_it(scene):
    mask = cut_box(scene[0], (44, 59, 45, 60))
    assert mask.sum() <= 1
    assert not mask[:44].any()


def test_flat_image_is_divided_somehow():
    lab = np.full((30, 40, 3), 50, np.float32)
    graph = region_graph(lab, find_regions(lab))
    assert not cut_box(graph, (5, 5, 20, 20))[20:].any()


def test_prior_is_for_what_stands_out_in_the_box(scene):
    graph, truth = scene
    prior = box_prior(graph, (18, 33, 73, 88))
    pixels = prior[graph.labels]
    assert ((prior >= -1) & (prior <= 1)).all()
    assert (pixels[:10] == -1).all()
    inside = np.zeros(SHAPE, bool)
    inside[20:70, 35:85] = True
    assert pixels[truth].mean() > pixels[inside & ~truth].mean()


@pytest.mark.parametrize(
    "box", [(5, 5, 5, 9), (5, 9, 8, 9), (-1, 0, 9, 9), (0, 0, 91, 9), (9, 0, 5, 9)]
)
def test_boxes_that_do_not_fit_are_refused(scene, box):
    for function in (cut_box, box_prior):
        with pytest.raises(ValueError, match="box is"):
            function(scene[0], box)
