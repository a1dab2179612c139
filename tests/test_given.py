import numpy as np
import pytest

from segmentation import Edge
from segmentation.finishing.given import REACH_PX, mend_matte
from segmentation.photo import StartMask

SHAPE = (120, 150)
DISTANCE = np.hypot(*(np.indices(SHAPE) - np.array(SHAPE)[:, None, None] // 2))
SOFT = np.uint8(255 / (1 + np.exp((DISTANCE - 40) / 2)))
START = StartMask(SOFT)
NEW = np.full(SHAPE, 7, np.uint8)


def test_mask_that_was_not_changed_has_its_own_soft_edge():
    np.testing.assert_array_equal(mend_matte(START, SOFT > 127, NEW, Edge()), SOFT)


def test_matte_is_new_where_the_mask_was_changed_and_nowhere_far_from_it():
    mask = SOFT > 127
    mask[55:65, 40:50] = False
    mended = mend_matte(START, mask, NEW, Edge())
    assert (mended[55:65, 40:50] == 7).all()
    far = np.ones(SHAPE, bool)
    far[55 - 4 * REACH_PX : 65 + 4 * REACH_PX, 40 - 4 * REACH_PX : 50 + 4 * REACH_PX] = False
    np.testing.assert_array_equal(mended[far], SOFT[far])


def test_mask_at_another_size_mends_the_same_place():
    half = START.mask((60, 75))
    half[25:35, 20:25] = False
    mended = mend_matte(START, half, NEW, Edge())
    assert (mended[52:68, 42:48] == 7).all()
    np.testing.assert_array_equal(mended[:, 100:], SOFT[:, 100:])


@pytest.mark.parametrize(
    "edge",
    [Edge(softness="hard"), Edge(softness="feather"), Edge(smooth_px=2.0), Edge(shift_px=1.0)],
)
def test_edge_that_asks_for_another_outline_makes_all_of_it_new(edge):
    np.testing.assert_array_equal(mend_matte(START, SOFT > 127, NEW, edge), NEW)
