import numpy as np
from skimage.data import astronaut

from segmentation import Edge, Label
from segmentation.finishing.matte import matte_of_mask, settle_exactly


def test_exact_pixels_are_settled_and_their_rim_lies_halfway():
    matte = np.full((9, 9), 100, np.uint8)
    exact = np.zeros((9, 9), np.uint8)
    exact[2:7, 2:7] = Label.FOREGROUND
    exact[4, 4] = Label.BACKGROUND
    settled = settle_exactly(matte, exact)
    expected = matte.copy()
    expected[2:7, 2:7] = 178
    expected[3:6, 3:6] = 255
    expected[4, 4] = 0
    np.testing.assert_array_equal(settled, expected)


def test_nothing_exact_changes_nothing():
    matte = np.arange(81, dtype=np.uint8).reshape(9, 9)
    np.testing.assert_array_equal(settle_exactly(matte, np.zeros((9, 9), np.uint8)), matte)


def test_exact_pixels_at_the_frame_have_no_rim_there():
    exact = np.full((5, 5), Label.FOREGROUND, np.uint8)
    assert (settle_exactly(np.zeros((5, 5), np.uint8), exact) == 255).all()


def test_lengths_of_an_edge_are_multiplied_with_the_scale():
    image, mask = astronaut(), np.zeros((512, 512), bool)
    mask[100:300, 100:300] = True
    markers = np.zeros(mask.shape, np.uint8)
    edge = Edge(softness="hard", shift_px=10)
    grown = matte_of_mask(image, mask, markers, edge) > 0
    half = matte_of_mask(image, mask, markers, edge, scale=0.5) > 0
    assert grown[90, 200]
    assert not half[90, 200]
    assert half[95, 200]
