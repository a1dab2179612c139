import numpy as np
import pytest
from skimage.draw import disk, line, polygon

from segmentation.finishing.full_resolution import TILE_PX, to_full_resolution
from segmentation.photo import resize


def picture_of(mask):
    """A noisy two-color picture whose colors change exactly at the outline of a mask."""
    noise = np.random.default_rng(0).integers(-8, 9, (*mask.shape, 3))
    colors = np.where(mask[..., None], (200, 120, 60), (70, 90, 130))
    return (colors + noise).astype(np.uint8)


def shrunk(mask, factor):
    shape = tuple(size // factor for size in mask.shape)
    return resize(mask * np.uint8(255), shape) > 127


def carry(mask, factor, markers=None):
    markers = np.zeros(mask.shape, np.uint8) if markers is None else markers
    return to_full_resolution(shrunk(mask, factor), picture_of(mask), markers)


def shape_mask(shape, drawn):
    mask = np.zeros(shape, bool)
    mask[drawn] = True
    return mask


def intersection_over_union(mask, truth):
    return (mask & truth).sum() / (mask | truth).sum()


STAR = shape_mask(
    (900, 1200), polygon([60, 500, 430, 840, 560, 830, 420], [600, 560, 90, 300, 640, 1000, 1150])
)


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_outline_is_that_of_the_photo_not_of_the_small_mask(factor):
    blocky = resize(shrunk(STAR, factor) * np.uint8(255), STAR.shape) > 127
    carried = carry(STAR, factor)
    assert intersection_over_union(carried, STAR) > 0.998
    assert (carried != STAR).sum() < 0.5 * (blocky != STAR).sum()


def test_tiles_leave_no_seams():
    half = shape_mask((3 * TILE_PX, 700), (slice(None), slice(0, 350)))
    np.testing.assert_array_equal(carry(half, 4), half)


def test_mask_of_the_same_size_is_returned_as_it_is():
    np.testing.assert_array_equal(carry(STAR, 1), STAR)


@pytest.mark.parametrize("everything", [True, False])
def test_mask_without_outline_stays_whole(everything):
    mask = np.full((600, 700), everything)
    assert (carry(mask, 2) == everything).all()


def test_thin_parts_survive():
    thin = shape_mask((800, 800), disk((400, 400), 150))
    rows, cols = line(400, 400, 400, 780)
    for offset in range(-4, 5):
        thin[rows + offset, cols] = True
    carried = carry(thin, 4)
    assert carried[400, 560:780].all()
    assert intersection_over_union(carried, thin) > 0.99


def test_marked_pixels_keep_their_label():
    markers = np.zeros(STAR.shape, np.uint8)
    markers[100:140, 100:140] = 2
    markers[540:600, 560:700] = 1
    carried = carry(STAR, 3, markers)
    assert carried[markers == 2].all()
    assert not carried[markers == 1].any()


def test_marks_in_the_band_move_the_outline():
    flat = np.full((600, 600, 3), 90, np.uint8)
    small = np.zeros((150, 150), bool)
    small[:, :75] = True
    markers = np.zeros((600, 600), np.uint8)
    plain = to_full_resolution(small, flat, markers)
    markers[300, 303] = 2
    moved = to_full_resolution(small, flat, markers)
    assert moved[300, 303]
    assert (moved != plain).sum() > 1
    assert not (moved != plain)[:250].any()


def test_colors_decide_where_the_outline_runs():
    flat = np.full((*STAR.shape, 3), 90, np.uint8)
    unknown = to_full_resolution(shrunk(STAR, 4), flat, np.zeros(STAR.shape, np.uint8))
    assert intersection_over_union(unknown, STAR) < intersection_over_union(carry(STAR, 4), STAR)
