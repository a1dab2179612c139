import numpy as np
import pytest
from skimage.color import rgb2gray
from skimage.data import astronaut, camera, coins
from skimage.filters import gaussian, sobel

from segmentation.flooding.elevation import color_gradient, gray_elevation, gray_values


def as_rgb(gray):
    return np.repeat(gray[..., None], 3, axis=-1)


def ramp(slopes, shape=(30, 40), *, axis):
    """Channels that rise by a number of gray levels per pixel."""
    steps = np.arange(shape[axis])
    along = steps[:, None] if axis == 0 else steps[None, :]
    return np.stack([np.broadcast_to(slope * along, shape) for slope in slopes], -1).astype(
        np.uint8
    )


@pytest.mark.parametrize("picture", [camera, coins])
def test_gray_image_keeps_its_values_exactly(picture):
    np.testing.assert_array_equal(gray_values(as_rgb(picture())), picture())


def test_every_gray_level_keeps_its_value_exactly():
    levels = np.arange(256, dtype=np.uint8)[None]
    np.testing.assert_array_equal(gray_values(as_rgb(levels)), levels)


def test_gray_values_of_a_color_image_are_its_luma():
    image = astronaut()
    luma = image @ (0.2125, 0.7154, 0.0721)
    np.testing.assert_allclose(gray_values(image), luma, rtol=0, atol=1e-9)


@pytest.mark.parametrize("color", [(200, 100, 100), (100, 100, 200), (200, 100, 200)])
def test_image_with_a_single_colored_pixel_is_a_color_image(color):
    image = as_rgb(camera()[:8, :8])
    image[0, 0] = color
    np.testing.assert_array_equal(gray_values(image), rgb2gray(image) * 255)
    np.testing.assert_array_equal(gray_elevation(image), gaussian(sobel(rgb2gray(image)), 2.0))


@pytest.mark.parametrize("picture", [camera, coins])
def test_elevation_of_a_gray_image_is_exactly_that_of_the_tutorial(picture):
    gray = picture()
    expected = gaussian(sobel(gray), 2.0)
    np.testing.assert_array_equal(gray_elevation(as_rgb(gray)), expected)


def test_elevation_of_a_color_image_is_that_of_its_gray_image():
    expected = gaussian(sobel(rgb2gray(astronaut())), 2.0)
    np.testing.assert_array_equal(gray_elevation(astronaut()), expected)


def test_elevation_of_a_flat_image_is_zero():
    flat = np.full((20, 30, 3), 77, np.uint8)
    np.testing.assert_allclose(gray_elevation(flat), 0, atol=1e-12)


@pytest.mark.parametrize("sigma", [0.5, 1.0, 4.0])
def test_sigma_is_that_of_the_blur_of_the_edges(sigma):
    elevation = gray_elevation(as_rgb(camera()), sigma=sigma)
    np.testing.assert_array_equal(elevation, gaussian(sobel(camera()), sigma))
    assert (elevation != gray_elevation(as_rgb(camera()))).any()


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("slopes", [(1, 0, 0), (0, 3, 0), (0, 0, 5), (1, 2, 4)])
def test_gradient_of_a_ramp_is_the_root_of_its_channels_summed_squares(axis, slopes):
    gradient = color_gradient(ramp(slopes, axis=axis))
    expected = np.sqrt(np.square(slopes).sum())
    inside = gradient[4:-4, 4:-4]
    np.testing.assert_allclose(inside, expected, rtol=1e-5)


def test_gradient_of_a_slanted_ramp_joins_both_directions():
    image = ramp((3, 0, 0), axis=0) + ramp((4, 0, 0), axis=1)
    np.testing.assert_allclose(color_gradient(image)[4:-4, 4:-4], 5, rtol=1e-5)


def test_gradient_sees_an_edge_between_colors_of_equal_gray_value():
    image = np.zeros((20, 20, 3), np.uint8)
    image[:, :10] = (120, 0, 0)
    image[:, 10:] = (0, 36, 0)
    assert np.ptp(gray_values(image)) < 1
    assert color_gradient(image)[10, 9] > 25


def test_gradient_of_a_flat_image_is_zero():
    flat = np.full((20, 30, 3), (10, 200, 77), np.uint8)
    np.testing.assert_allclose(color_gradient(flat), 0, atol=1e-3)


def test_gradient_is_float32_of_the_size_of_the_image():
    gradient = color_gradient(astronaut()[:50, :70])
    assert gradient.dtype == np.float32
    assert gradient.shape == (50, 70)


def test_sigma_of_the_gradient_lowers_and_widens_an_edge():
    image = np.zeros((20, 40, 3), np.uint8)
    image[:, 20:] = 200
    sharp, soft = (color_gradient(image, sigma=sigma)[10] for sigma in (0.5, 2.0))
    assert soft.max() < 0.5 * sharp.max()
    assert (soft > 1).sum() > (sharp > 1).sum()
    # However wide, the edge is as high in all.
    np.testing.assert_allclose([sharp.sum(), soft.sum()], 200 * np.sqrt(3), rtol=1e-4)
