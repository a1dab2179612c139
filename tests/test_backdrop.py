import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage.color import rgb2hsv
from skimage.data import astronaut, coffee

from segmentation.finishing.backdrop import (
    blur_background,
    drop_shadow,
    fit_photo,
    gradient,
    gray_photo,
)

SHAPE = (90, 120)
OPTIONS = {"down_px": 0, "right_px": 0, "blur_px": 0, "opacity": 1}


def square():
    alpha = np.zeros(SHAPE, np.uint8)
    alpha[30:60, 40:80] = 255
    return alpha


def test_gradient_goes_from_the_first_row_to_the_last():
    picture = gradient((11, 4), (0, 100, 255), (100, 0, 255))
    assert picture.shape == (11, 4, 3)
    np.testing.assert_array_equal(picture[0, 2], (0, 100, 255))
    np.testing.assert_array_equal(picture[5, 0], (50, 50, 255))
    np.testing.assert_array_equal(picture[-1, 3], (100, 0, 255))
    np.testing.assert_array_equal(gradient((1, 1), (1, 2, 3), (9, 9, 9)), [[(1, 2, 3)]])


@pytest.mark.parametrize("shape", [(100, 300), (300, 100), (40, 50), (700, 900), (1, 1)])
def test_fitted_photo_shows_its_middle_unstretched(shape):
    rows, cols = np.indices((200, 300))
    image = np.dstack([rows, cols * 0.8, rows * 0]).astype(np.uint8)
    picture = fit_photo(image, shape).astype(float)
    assert picture.shape == (*shape, 3)
    # The middle stays in the middle, and a step is equally long both ways.
    np.testing.assert_allclose(picture.mean(axis=(0, 1)), image.mean(axis=(0, 1)), atol=1.5)
    scale = max(shape[0] / 200, shape[1] / 300)
    spread = np.array([shape[0] / scale, shape[1] / scale * 0.8]) / np.sqrt(12)
    if min(shape) > 1:
        np.testing.assert_allclose(picture.std(axis=(0, 1))[:2], spread, rtol=0.05)


def test_photo_of_the_same_shape_fits_as_it_is():
    np.testing.assert_array_equal(fit_photo(coffee(), coffee().shape[:2]), coffee())


def test_blurred_background_has_no_halo_of_the_subject():
    image = np.full((*SHAPE, 3), (40, 90, 200), np.uint8)
    alpha = square()
    image[alpha > 0] = (250, 30, 10)
    picture = blur_background(image, alpha, blur_px=10)
    assert (picture[alpha == 0] == (40, 90, 200)).all()


def test_blur_of_a_background_is_the_gaussian_of_the_photo_without_a_subject():
    image = astronaut()[:90, :120]
    nothing = np.zeros(SHAPE, np.uint8)
    expected = ndi.gaussian_filter(image.astype(float), (4, 4, 0), mode="nearest")
    np.testing.assert_allclose(blur_background(image, nothing, blur_px=4), expected, atol=0.51)
    assert blur_background(image, nothing, blur_px=12).std() < expected.std()


def test_blur_of_a_large_photo_is_as_wide_in_its_own_pixels():
    step = np.zeros((1200, 1600, 3), np.uint8)
    step[:, 800:] = 200
    blurred = blur_background(step, np.zeros(step.shape[:2], np.uint8), blur_px=30)
    expected = ndi.gaussian_filter1d(step[600, :, 0].astype(float), 30, mode="nearest")
    np.testing.assert_allclose(blurred[600, :, 0], expected, atol=2)


def test_hidden_background_still_gives_a_picture():
    image = astronaut()[:90, :120]
    picture = blur_background(image, np.full(SHAPE, 255, np.uint8), blur_px=5)
    assert picture.shape == image.shape


def test_gray_photo_has_no_color_and_its_own_brightness():
    picture = gray_photo(astronaut())
    assert (rgb2hsv(picture)[..., 1] == 0).all()
    weights = (0.299, 0.587, 0.114)
    np.testing.assert_allclose(picture[..., 0], astronaut() @ np.array(weights), atol=1)


@pytest.mark.parametrize(("down", "right"), [(0, 0), (7, 12), (-7, 3), (7, -12), (0.6, -0.6)])
def test_sharp_shadow_is_the_cutout_moved(down, right):
    shadow = drop_shadow(square(), **{**OPTIONS, "down_px": down, "right_px": right})
    moved = ndi.shift(square(), (round(down), round(right)), order=0)
    np.testing.assert_array_equal(shadow, moved)


@pytest.mark.parametrize("name", ["down_px", "right_px"])
def test_shadow_can_leave_the_frame(name):
    assert not drop_shadow(square(), **{**OPTIONS, name: 500}).any()


def test_opacity_scales_the_shadow():
    shadow = drop_shadow(square(), **{**OPTIONS, "opacity": 0.4})
    np.testing.assert_array_equal(shadow, np.where(square() > 0, 102, 0))


def test_blur_spreads_the_shadow_like_a_gaussian():
    shadow = drop_shadow(square(), **{**OPTIONS, "blur_px": 5})
    expected = ndi.gaussian_filter(square().astype(float), 5)
    # Three boxes come within a few percent of a Gaussian.
    np.testing.assert_allclose(shadow, expected, atol=8)
