import dataclasses

import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage.draw import disk

from segmentation import Label, Stroke, rasterize_exact
from segmentation.finishing.mask import (
    TILE_PX,
    changed_share,
    drop_islands,
    fill_holes,
    keep_marks,
    settle_mask,
    shift_edge,
    smooth,
)
from segmentation.photo.tiling import STRIP_ROWS

SHAPE = (120, 140)
NOTHING = np.zeros(SHAPE, np.uint8)


def disk_mask(center, radius, shape=SHAPE):
    mask = np.zeros(shape, bool)
    mask[disk(center, radius, shape=shape)] = True
    return mask


def marked(pixel, label):
    markers = NOTHING.copy()
    markers[pixel] = label
    return markers


SUBJECT = disk_mask((60, 70), 40)
HOLE = disk_mask((55, 60), 4)
ISLAND = disk_mask((10, 10), 4)
AREA = int(HOLE.sum())


def test_holes_are_filled_up_to_their_area():
    mask = SUBJECT & ~HOLE
    np.testing.assert_array_equal(fill_holes(mask, NOTHING, area_px=AREA - 1), mask)
    np.testing.assert_array_equal(fill_holes(mask, NOTHING, area_px=AREA), SUBJECT)


def test_what_touches_the_border_is_no_hole():
    mask = np.ones(SHAPE, bool)
    mask[:3, :3] = False
    np.testing.assert_array_equal(fill_holes(mask, NOTHING, area_px=1000), mask)


def test_marked_hole_stays():
    mask = SUBJECT & ~HOLE
    np.testing.assert_array_equal(fill_holes(mask, marked((55, 60), 1), area_px=1000), mask)


def test_islands_are_dropped_up_to_their_area():
    mask = SUBJECT | ISLAND
    np.testing.assert_array_equal(drop_islands(mask, NOTHING, area_px=AREA - 1), mask)
    np.testing.assert_array_equal(drop_islands(mask, NOTHING, area_px=AREA), SUBJECT)


def test_only_the_largest_part_stays():
    mask = SUBJECT | ISLAND
    np.testing.assert_array_equal(drop_islands(mask, NOTHING, largest_only=True), SUBJECT)
    assert not drop_islands(NOTHING > 0, NOTHING, largest_only=True).any()


@pytest.mark.parametrize("options", [{"area_px": 1000}, {"largest_only": True}])
def test_marked_island_stays(options):
    mask = SUBJECT | ISLAND
    np.testing.assert_array_equal(drop_islands(mask, marked((10, 10), 2), **options), mask)


def test_parts_that_touch_by_a_corner_are_two():
    mask = np.zeros(SHAPE, bool)
    mask[10:20, 10:20] = mask[20:23, 20:23] = True
    assert drop_islands(mask, NOTHING, largest_only=True).sum() == 100


@pytest.mark.parametrize("angle", [0, 20, 45])
def test_smoothing_leaves_a_straight_outline_and_takes_bumps(angle):
    rows, cols = np.indices(SHAPE)
    turn = np.deg2rad(angle)
    half = (rows - 60.3) * np.cos(turn) + (cols - 70.2) * np.sin(turn) < 0
    smoothed = smooth(half, size_px=3)
    # Near the border of the image the outline bends, as what lies outside repeats the border.
    inner = np.s_[15:-15, 15:-15]
    assert (smoothed != half)[inner].mean() < 0.001
    bumpy = half ^ disk_mask((60, 70), 3)
    assert (smooth(bumpy, size_px=8) != half)[inner].sum() < 0.5 * (bumpy != half).sum()


def test_smoothing_grows_with_its_size():
    speck = disk_mask((60, 70), 4)
    assert smooth(speck, size_px=1).any()
    assert not smooth(speck, size_px=6).any()


@pytest.mark.parametrize("distance", [7, 2.5, -2.5, -7])
def test_shifted_disk_is_a_disk_of_another_radius(distance):
    rows, cols = np.indices(SHAPE)
    from_center = np.hypot(rows - 60, cols - 70)
    shifted = shift_edge(from_center <= 30, distance_px=distance)
    assert shifted[from_center <= 29 + distance].all()
    assert not shifted[from_center >= 31 + distance].any()


def test_frame_is_no_edge():
    everything = np.ones(SHAPE, bool)
    np.testing.assert_array_equal(shift_edge(everything, distance_px=-5), everything)
    np.testing.assert_array_equal(shift_edge(~everything, distance_px=5), ~everything)


def test_nothing_to_do_changes_nothing():
    ragged = np.random.default_rng(0).random(SHAPE) > 0.5
    for unchanged in (
        fill_holes(ragged, NOTHING, area_px=0),
        drop_islands(ragged, NOTHING),
        smooth(ragged, size_px=0),
        shift_edge(ragged, distance_px=0),
        keep_marks(ragged, NOTHING),
    ):
        np.testing.assert_array_equal(unchanged, ragged)


def test_tiles_leave_no_seams():
    shape = (TILE_PX + 90, 2 * TILE_PX + 30)
    noise = ndi.gaussian_filter(np.random.default_rng(1).random(shape), 6)
    mask = noise > np.median(noise)
    blurred = ndi.gaussian_filter(mask.astype(np.float32), 4, mode="nearest")
    np.testing.assert_array_equal(smooth(mask, size_px=4), blurred > 0.5)
    near = ndi.distance_transform_edt(~mask) <= 9
    np.testing.assert_array_equal(shift_edge(mask, distance_px=9), near)


def test_marks_are_never_overruled():
    markers = marked((60, 70), 1)
    markers[5, 5] = 2
    kept = keep_marks(SUBJECT, markers)
    assert not kept[60, 70]
    assert kept[5, 5]
    assert (kept != SUBJECT).sum() == 2


def test_marks_count_in_every_strip():
    markers = np.random.default_rng(0).integers(0, 4, (2 * STRIP_ROWS + 9, 5))
    mask = np.random.default_rng(1).random(markers.shape) > 0.5
    kept = keep_marks(mask, markers)
    np.testing.assert_array_equal(
        kept, np.select([markers == 1, markers == 2], [False, True], mask)
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1)])
def test_smallest_masks_work(shape):
    for mask in (np.zeros(shape, bool), np.ones(shape, bool)):
        markers = np.zeros(shape, np.uint8)
        np.testing.assert_array_equal(fill_holes(mask, markers, area_px=9), mask)
        np.testing.assert_array_equal(drop_islands(mask, markers, largest_only=True), mask)
        np.testing.assert_array_equal(smooth(mask, size_px=2), mask)
        np.testing.assert_array_equal(shift_edge(mask, distance_px=-2), mask)


def test_exact_strokes_settle_the_mask():
    mask = np.zeros((20, 30), bool)
    keep = Stroke(Label.FOREGROUND, ((20, 20), (20, 40)), 5, exact=True)
    settled = settle_mask(mask, (keep,), (40, 60))
    np.testing.assert_array_equal(settled, rasterize_exact((keep,), (40, 60), shape=(20, 30)) == 2)
    ordinary = dataclasses.replace(keep, exact=False)
    assert settle_mask(mask, (ordinary,), (40, 60)) is mask


def test_change_is_measured_by_what_was_foreground():
    before = np.zeros((10, 10), bool)
    before[:4, :5] = True
    after = before.copy()
    after[0] = ~after[0]
    assert changed_share(before, after) == 10 / 20
    assert changed_share(before, before) == 0
    assert changed_share(np.zeros((3, 3), bool), np.ones((3, 3), bool)) == 0
