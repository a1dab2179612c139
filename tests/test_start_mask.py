import io

import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from segmentation import ImageError, read_start_mask
from segmentation.photo.start_mask import StartMask

RAMP = np.arange(48 * 64).reshape(48, 64).astype(np.uint8)


def png(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def test_gray_mask_is_taken_as_it_is():
    np.testing.assert_array_equal(read_start_mask(png(RAMP), RAMP.shape).opacity, RAMP)


def test_opacity_of_a_cutout_is_its_mask_whatever_the_colors():
    cutout = np.dstack([astronaut()[:48, :64], RAMP])
    np.testing.assert_array_equal(read_start_mask(png(cutout), RAMP.shape).opacity, RAMP)


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_mask_of_another_size_is_brought_to_the_photos(factor):
    large = np.kron(RAMP > 99, np.ones((4 * factor, 4 * factor))).astype(np.uint8) * 255
    start = read_start_mask(png(large), (4 * 48, 4 * 64))
    assert start.opacity.shape == (4 * 48, 4 * 64)
    np.testing.assert_array_equal(start.mask(RAMP.shape), RAMP > 99)


def test_mask_rounded_to_other_proportions_is_taken():
    assert read_start_mask(png(RAMP), (960, 1275)).opacity.shape == (960, 1275)


@pytest.mark.parametrize("shape", [(48, 70), (64, 48)])
def test_mask_of_other_proportions_is_refused(shape):
    with pytest.raises(ImageError, match="64 × 48 pixels, the photo"):
        read_start_mask(png(RAMP), shape)


def test_picture_with_colors_and_no_transparency_is_no_mask():
    with pytest.raises(ImageError, match="has colors and nothing transparent"):
        read_start_mask(png(astronaut()), (512, 512))


def test_digest_tells_masks_apart():
    one, other = (read_start_mask(png(mask), RAMP.shape) for mask in (RAMP, 255 - RAMP))
    assert one.digest != other.digest
    assert StartMask(RAMP).digest == ""
