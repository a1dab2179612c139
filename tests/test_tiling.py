import numpy as np
import pytest

from segmentation.photo.tiling import STRIP_ROWS, is_uniform, strips, tiles


@pytest.mark.parametrize("shape", [(1, 1), (10, 10), (25, 31), (3, 100)])
@pytest.mark.parametrize("reach", [0, 4])
def test_tiles_cover_an_image_once(shape, reach):
    covered = np.zeros(shape, int)
    numbers = np.arange(covered.size).reshape(shape)
    for tile in tiles(shape, tile_px=10, reach_px=reach):
        covered[tile.box] += 1
        np.testing.assert_array_equal(numbers[tile.padded][tile.inner], numbers[tile.box])
        assert max(numbers[tile.box].shape) <= 10
        for side, outer, size in zip(tile.box, tile.padded, shape, strict=True):
            assert outer.start == max(side.start - reach, 0)
            assert outer.stop == min(side.stop + reach, size)
    assert (covered == 1).all()


def test_tiles_within_a_box_are_those_of_the_image_that_meet_it():
    every = list(tiles((25, 31), tile_px=10, reach_px=4))
    within = list(tiles((25, 31), tile_px=10, reach_px=4, within=np.s_[12:20, 9:31]))
    assert within == [tile for tile in every if tile.box[0] == slice(10, 20)]


@pytest.mark.parametrize("count", [0, 1, STRIP_ROWS, 2 * STRIP_ROWS + 5])
def test_strips_are_all_rows_in_turn(count):
    rows = [row for strip in strips(count) for row in range(strip.start, strip.stop)]
    assert rows == list(range(count))


def test_uniform_is_what_has_one_value():
    assert is_uniform(np.ones((3, 3)))
    assert is_uniform(np.zeros((0, 3)))
    assert not is_uniform(np.eye(3))
