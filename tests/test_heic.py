import io
import struct

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms
from skimage.data import astronaut

from segmentation.photo import ImageError, decode, heic, read_image, read_image_apart

pillow_heif = pytest.importorskip("pillow_heif")
RGB = astronaut()[100:228, 150:342]


def save(image=RGB, **options):
    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(image)).save(buffer, quality=90, **options)
    return buffer.getvalue()


def exif(orientation=1):
    written = Image.Exif()
    written[ExifTags.Base.Make] = "Camera"
    written[ExifTags.Base.Orientation] = orientation
    return written.tobytes()


@pytest.fixture(scope="module")
def data():
    return save(exif=exif())


@pytest.mark.parametrize("reader", [read_image, read_image_apart])
def test_photo_is_that_which_was_saved(data, reader):
    photo = reader(data)
    assert photo.info["format"] == "HEIC"
    assert (photo.rgb.shape, photo.alpha, photo.remark) == (RGB.shape, None, "")
    assert np.abs(photo.rgb.astype(int) - RGB).mean() < 6
    assert b"Camera" in photo.info["exif"]


def test_opacity_is_read():
    alpha = np.where(np.arange(192) < 90, 255, 0).astype(np.uint8)
    photo = read_image(save(np.dstack((RGB, np.tile(alpha, (128, 1))))))
    assert (np.abs(photo.alpha.astype(int) - alpha) <= 8).mean() > 0.98


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_picture_is_turned_once_as_its_boxes_say(data, orientation):
    turned = read_image(save(exif=exif(orientation))).rgb
    quarters = {1: 0, 3: 2, 6: -1, 8: 1}[orientation]
    expected = np.rot90(read_image(data).rgb, quarters)
    assert turned.shape == expected.shape
    assert np.abs(turned.astype(int) - expected).mean() < 3


def test_profile_goes_on_to_the_cutout():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert read_image(save(icc_profile=profile)).info["icc_profile"] == profile


def test_size_is_checked_before_decoding(data, monkeypatch):
    monkeypatch.setattr(decode, "_load", lambda *_: pytest.fail("was decoded"))
    with pytest.raises(ImageError, match="192 × 128 pixels"):
        read_image(data, max_pixels=24_000)


def test_larger_photo_is_reduced_to_fit(data):
    photo = read_image(data, fit_pixels=6200)
    assert photo.rgb.shape[0] * photo.rgb.shape[1] <= 6200
    assert "It was reduced" in photo.remark


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_damaged_photo_is_told(data, share):
    with pytest.raises(ImageError, match="damaged or incomplete"):
        read_image(data[: int(len(data) * share)])


def test_memory_follows_from_the_channels():
    assert heic.take_apart(save(chroma=420)).held_bytes_per_pixel == 1.5 + 6
    assert heic.take_apart(save(chroma=444)).held_bytes_per_pixel == 3 + 6
    glass = np.dstack((RGB, np.full(RGB.shape[:2], 99, np.uint8)))
    assert heic.take_apart(save(glass, chroma=420)).held_bytes_per_pixel == 2.5 + 8


def test_numbers_of_more_than_eight_bits_take_twice_the_memory(data):
    at = data.index(b"hvcC") + 4 + 17
    high = data[:at] + bytes([data[at] | 2]) + data[at + 1 :]
    assert heic.take_apart(high).held_bytes_per_pixel == 3 + 6


def test_picture_that_is_larger_than_its_file_declares_is_refused(data):
    at = data.index(b"ispe") + 8
    small = data[:at] + struct.pack(">II", 96, 64) + data[at + 8 :]
    with pytest.raises(ImageError):
        read_image(small)
