import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from segmentation.photo.sizes import (
    WORKING_PIXELS,
    fit_shape,
    resize,
    resize_nearest,
    working_shape,
)

PICTURE = astronaut()[100:148, 150:214]


@pytest.mark.parametrize("shape", [(24, 32), (17, 61), (96, 130), (5, 5)])
def test_resize_leaves_a_constant_as_it_is(shape):
    flat = np.full((48, 64, 3), (9, 120, 255), np.uint8)
    resized = resize(flat, shape)
    assert resized.shape == (*shape, 3)
    assert (resized == flat[0, 0]).all()


@pytest.mark.parametrize("cols", [128, 100, 60, 33])
def test_resize_keeps_a_ramp_a_ramp(cols):
    ramp = np.tile(np.arange(200, dtype=np.uint8), (4, 1))
    centers = (np.arange(cols) + 0.5) * 200 / cols - 0.5
    # Beyond the border there is nothing to take a mean with.
    inner = slice(2, -2)
    np.testing.assert_allclose(resize(ramp, (4, cols))[0, inner], centers[inner], atol=1)


@pytest.mark.parametrize("factor", [3, 4, 7.5])
def test_resize_smooths_what_is_too_fine_to_show(factor):
    board = (np.indices((120, 120)).sum(axis=0) % 2 * 200).astype(np.uint8)
    side = round(120 / factor)
    np.testing.assert_allclose(resize(board, (side, side))[1:-1, 1:-1], 100, atol=8)


@pytest.mark.parametrize("shape", [(24, 32), (17, 61), (96, 130), (5, 5)])
def test_channels_are_resized_as_all_colors_at_once(shape):
    whole = Image.fromarray(PICTURE).resize(shape[::-1], Image.Resampling.HAMMING)
    np.testing.assert_array_equal(resize(PICTURE, shape), whole)


def test_resize_to_the_same_size_changes_nothing():
    np.testing.assert_array_equal(resize(PICTURE, (48, 64)), PICTURE)


@pytest.mark.parametrize("factor", [1, 2, 3, 5])
def test_nearest_enlarges_and_reduces_without_mixing_values(factor):
    labels = np.random.default_rng(0).integers(0, 9, (7, 11))
    large = labels.repeat(factor, axis=0).repeat(factor, axis=1)
    np.testing.assert_array_equal(resize_nearest(labels, large.shape), large)
    np.testing.assert_array_equal(resize_nearest(large, labels.shape), labels)


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 10_000), (2, 3), (1000, 1000), (3000, 4000), (7, 2_000_000)]
)
def test_working_image_has_a_megapixel_at_most_and_the_same_proportions(shape):
    rows, cols = working_shape(shape)
    if shape[0] * shape[1] <= WORKING_PIXELS:
        assert (rows, cols) == shape
    else:
        assert min(rows, cols) >= 1
        assert rows * cols == pytest.approx(WORKING_PIXELS, rel=0.1)
    if min(rows, cols) > 100:
        assert rows / cols == pytest.approx(shape[0] / shape[1], rel=0.01)


@pytest.mark.parametrize(
    ("shape", "fitted"),
    [((300, 400), (300, 400)), ((3000, 4000), (600, 800)), ((1, 4000), (1, 800))],
)
def test_shapes_are_fitted_to_the_longer_side(shape, fitted):
    assert fit_shape(shape, 800) == fitted
