import numpy as np
from skimage.data import astronaut

from segmentation import Edge, Label
from segmentation.finishing.matte import hair_of_mask, matte_of_mask, settle_exactly, tidy


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


def test_found_hair_is_solved_unless_marks_or_rubbing_out_deny_it():
    rows, cols = np.indices((400, 400))
    blurred = ((cols - 180) / 40).clip(0, 1)
    image = np.rint(255 * blurred[..., None] * (1, 0.5, 0.2)).astype(np.uint8)
    mask, nothing = blurred > 0.5, np.zeros(blurred.shape, np.uint8)
    hair = hair_of_mask(image, mask, nothing)
    assert hair[:, 195:205].all()
    plain = matte_of_mask(image, mask, nothing, Edge(softness="hard"))
    found = Edge(softness="hard", find_hair=True)
    solved = matte_of_mask(image, mask, nothing, found)
    assert abs(solved - 255 * blurred)[hair].mean() < 0.5 * abs(plain - 255 * blurred)[hair].mean()
    np.testing.assert_array_equal(solved[~hair], plain[~hair])
    rubbed = rows < 200
    some = matte_of_mask(image, mask, nothing, found, rubbed=rubbed)
    np.testing.assert_array_equal(some[rubbed], plain[rubbed])
    assert (some != plain)[~rubbed].any()
    marked = np.where(rubbed, np.uint8(Label.FOREGROUND), nothing)
    assert not hair_of_mask(image, mask, marked)[rubbed].any()


def test_holes_and_islands_go_with_their_soft_rims():
    matte = np.zeros((60, 60), np.uint8)
    matte[10:50, 10:50] = 255
    matte[20:26, 20:26] = 90
    matte[21:25, 21:25] = 0
    matte[2:6, 52:58] = 60
    matte[3:5, 53:57] = 200
    nothing = np.zeros(matte.shape, np.uint8)
    tidied = tidy(matte, nothing, Edge(hole_area_px=40, island_area_px=20))
    assert (tidied[10:50, 10:50] == 255).all()
    assert not tidied[:9].any()
    assert tidy(matte, nothing, Edge()) is matte
    quarter = tidy(matte, nothing, Edge(hole_area_px=40), photo_shape=(600, 600))
    np.testing.assert_array_equal(quarter, matte)
