import io

import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from segmentation.photo.errors import ImageError
from segmentation.photo.read import FORMATS, read_image
from segmentation.photo.reducing import reduce_strips
from segmentation.photo.sizes import resize

PICTURE = astronaut()[:401, :300]
ORIENTATION = 0x0112


def save(pixels, format="PNG", **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("heights", [[401], [1] * 401, [200, 1, 200], [3, 398], [398, 3]])
@pytest.mark.parametrize("shape", [(400, 299), (123, 92), (7, 5), (1, 1), (401, 20), (3, 300)])
def test_strips_are_reduced_to_what_the_whole_is_reduced_to(shape, heights):
    strips = np.split(PICTURE, np.cumsum(heights)[:-1])
    reduced = np.concatenate(list(reduce_strips(strips, PICTURE.shape[:2], shape)))
    assert np.abs(reduced.astype(int) - resize(PICTURE, shape)).max() <= 1


def test_colors_are_mixed_by_their_opacity():
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[:, ::2] = (200, 100, 50, 255)
    (reduced,) = reduce_strips([rgba], (40, 40), (10, 10))
    np.testing.assert_allclose(reduced[..., :3], np.full((10, 10, 3), (200, 100, 50)), atol=2)
    np.testing.assert_allclose(reduced[:, 1:-1, 3], 128, atol=2)


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("format", FORMATS)
def test_picture_that_fits_not_is_reduced(format, orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    options = {} if format in ("GIF", "BMP") else {"exif": exif}
    data = save(PICTURE, format, **options)
    whole, reduced = read_image(data), read_image(data, fit_pixels=10_000)
    assert reduced.rgb.shape[0] * reduced.rgb.shape[1] == pytest.approx(10_000, rel=0.02)
    expected = resize(whole.rgb, reduced.rgb.shape[:2]).astype(int)
    assert np.abs(reduced.rgb - expected).mean() < 3
    assert np.abs(reduced.rgb - expected).mean(axis=(0, 1)).max() < 3
    assert reduced.digest == whole.digest
    rows, cols = whole.rgb.shape[:2]
    assert f"{cols} × {rows} pixels" in reduced.remark
    assert f"to {reduced.rgb.shape[1]} × {reduced.rgb.shape[0]}." in reduced.remark


def test_picture_that_fits_stays_as_it_is():
    photo = read_image(save(PICTURE), fit_pixels=PICTURE.shape[0] * PICTURE.shape[1])
    np.testing.assert_array_equal(photo.rgb, PICTURE)
    assert photo.remark == ""


def test_opacity_is_reduced_with_the_colors():
    rgba = np.dstack([PICTURE, np.full(PICTURE.shape[:2], 255, np.uint8)])
    rgba[:200, :, 3] = 0
    photo = read_image(save(rgba), fit_pixels=10_000)
    assert photo.alpha.shape == photo.rgb.shape[:2]
    assert photo.alpha[:55].max() == 0
    assert photo.alpha[-55:].min() == 255


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "F", "CMYK", "LAB", "YCbCr"])
def test_picture_of_any_colors_is_reduced_in_srgb(mode):
    image = Image.fromarray(PICTURE).convert("L" if mode in ("I;16", "F") else mode).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, "TIFF")
    whole = read_image(buffer.getvalue())
    reduced = read_image(buffer.getvalue(), fit_pixels=10_000)
    expected = resize(whole.rgb, reduced.rgb.shape[:2]).astype(int)
    assert np.abs(reduced.rgb - expected).max() <= 1


@pytest.mark.parametrize(("progressive", "is_read"), [(False, True), (True, False)])
def test_jpeg_may_have_more_pixels_if_its_decoder_reduces_it(progressive, is_read):
    data = save(PICTURE, "JPEG", progressive=progressive)
    limits = {"max_pixels": 50_000, "fit_pixels": 45_000}
    with pytest.raises(ImageError, match="300 × 401 pixels"):
        read_image(data, max_pixels=50_000)
    if is_read:
        assert read_image(data, **limits).rgb.shape == (201, 150, 3)
    else:
        with pytest.raises(ImageError, match="300 × 401 pixels"):
            read_image(data, **limits)


def test_jpeg_that_is_far_too_large_is_refused():
    data = save(PICTURE, "JPEG")
    with pytest.raises(ImageError, match="300 × 401 pixels"):
        read_image(data, max_pixels=PICTURE[..., 0].size // 4 - 1, fit_pixels=1_000)


def one_scan_per_channel(data):
    """The file of a color JPEG that says that its one scan has but the first channel."""
    at = data.index(b"\xff\xda")
    header = b"\xff\xda\0\x08\1" + data[at + 5 : at + 7] + b"\0\x3f\0"
    return data[:at] + header + data[at + 14 :]


def test_jpeg_whose_decoder_keeps_all_numbers_may_have_no_more_pixels():
    data = one_scan_per_channel(save(PICTURE, "JPEG"))
    with pytest.raises(ImageError, match="300 × 401 pixels"):
        read_image(data, max_pixels=50_000, fit_pixels=45_000)
