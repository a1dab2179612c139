import numpy as np
from plain_pictures import BLUE, RED, SHAPE, WHITE, disk, lay

from segmentation import Label
from segmentation.unmixing.mark_colors import marked_colors, spread_marks

ONE, OTHER = disk(60, 40, 20), disk(60, 120, 20)
PICTURE = lay(WHITE, (ONE, RED), (OTHER, RED), (disk(60, 80, 8), BLUE))


def marks(*places):
    markers = np.zeros(SHAPE, np.uint8)
    for row, col, label in places:
        markers[row - 2 : row + 3, col - 2 : col + 3] = label
    return markers


def spread(markers, *, reach=10.0, connected=False):
    return spread_marks(PICTURE, markers, reach=reach, connected=connected)


def test_a_mark_counts_for_its_color_wherever_it_is():
    sides = spread(marks((60, 40, Label.BACKGROUND)))
    np.testing.assert_array_equal(sides == Label.BACKGROUND, (ONE > 0.97) | (OTHER > 0.97))


def test_connected_marks_count_where_they_touch():
    sides = spread(marks((60, 40, Label.BACKGROUND)), connected=True)
    np.testing.assert_array_equal(sides == Label.BACKGROUND, ONE > 0.97)


def test_the_nearest_marked_color_decides():
    sides = spread(marks((60, 40, Label.BACKGROUND), (60, 80, Label.FOREGROUND)), reach=400)
    assert sides[60, 120] == Label.BACKGROUND
    assert sides[60, 84] == Label.FOREGROUND


def test_reach_takes_in_mixtures():
    near, far = (spread(marks((60, 40, Label.FOREGROUND)), reach=r) > 0 for r in (5, 120))
    assert near.sum() < far.sum()
    assert far[near].all()


def test_marked_pixels_keep_their_side():
    sides = spread(marks((60, 40, Label.BACKGROUND), (60, 120, Label.FOREGROUND)))
    assert (sides[58:63, 118:123] == Label.FOREGROUND).all()
    assert (sides[58:63, 38:43] == Label.BACKGROUND).all()


def test_no_mark_says_nothing():
    assert spread(marks()) is None
    assert spread(marks((60, 40, Label.FUZZY))) is None


def test_colors_touched_by_accident_do_not_count():
    markers = marks((60, 40, Label.FOREGROUND))
    markers[60, 80] = Label.FOREGROUND
    found = marked_colors(PICTURE, markers, Label.FOREGROUND)
    np.testing.assert_allclose(found, [RED])
