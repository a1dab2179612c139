import numpy as np
import pytest
from skimage import data

from segmentation.photo.faces import find_faces


def test_face_of_the_astronaut_is_found():
    (row, col, rows, cols), *_ = find_faces(data.astronaut())
    # Between the eyes.
    assert row < 115 < row + rows
    assert col < 222 < col + cols


def test_boxes_are_in_pixels_of_the_photo():
    image = data.astronaut()
    small, large = find_faces(image), find_faces(image, photo_shape=(1024, 1536))
    np.testing.assert_allclose(large, np.array(small) * (2, 3, 2, 3), atol=0.3)


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (50, 60)])
def test_nothing_is_found_where_there_is_nothing(shape):
    assert find_faces(np.full((*shape, 3), 120, np.uint8)) == ()


def test_image_must_be_one():
    with pytest.raises(ValueError, match=r"got shape \(5, 5\) and dtype float64"):
        find_faces(np.zeros((5, 5)))
