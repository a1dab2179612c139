import numpy as np
import pytest
from skimage.color import rgb2gray
from skimage.data import astronaut

from segmentation.finishing.slopes import color_gradient


def ramp(slopes, shape=(30, 40), *, axis):
    """Channels that rise by a number of gray levels per pixel."""
    steps = np.arange(shape[axis])
    along = steps[:, None] if axis == 0 else steps[None, :]
    return np.stack([np.broadcast_to(slope * along, shape) for slope in slopes], -1).astype(
        np.uint8
    )


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
    assert np.ptp(rgb2gray(image)) < 1 / 255
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
