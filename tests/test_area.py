import numpy as np
import pytest

from segmentation.photo import Area


def test_area_is_the_rows_and_columns_that_it_touches():
    assert Area(0.25, 0.5, 0.75, 1).box((8, 10)) == np.s_[2:6, 5:10]
    assert Area(0.24, 0.51, 0.76, 0.99).box((8, 10, 3)) == np.s_[1:7, 5:10]
    assert Area().box((8, 10)) == np.s_[0:8, 0:10]


def test_box_is_an_area_and_back():
    for box in (np.s_[0:7, 3:9], np.s_[100:101, 0:333]):
        assert Area.of_box(box, (701, 333)).box((701, 333)) == box


def test_what_is_beyond_is_cut_off():
    assert Area(-1, 0.5, 0.5, 7) == Area(0.0, 0.5, 0.5, 1.0)


def test_whole_is_as_long_as_its_part_tells():
    assert Area(0, 0, 0.5, 0.25).whole_px((100, 100)) == 400


@pytest.mark.parametrize("sides", [(0.5, 0, 0.5, 1), (0, 1, 1, 2), (0.9, 0, 0.1, 1)])
def test_area_holds_something(sides):
    with pytest.raises(ValueError, match="an area must have a height and a width"):
        Area(*sides)
