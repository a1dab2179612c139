import numpy as np
import pytest
from skimage.color import rgb2gray
from skimage.data import astronaut, camera, coins
from skimage.filters import gaussian, sobel

from segmentation.flooding.elevation import gray_elevation, gray_values


def as_rgb(gray):
    return np.repeat(gray[..., None], 3, axis=-1)


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
