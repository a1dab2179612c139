import io
import struct

import numpy as np
import pytest
from PIL import Image

from segmentation.photo import jpeg as module
from segmentation.photo.errors import ImageError
from segmentation.photo.jpeg import MAX_SCANS, take_apart
from segmentation.photo.read import read_image

RGB = np.random.default_rng(1).integers(0, 256, (32, 48, 3)).astype(np.uint8)


def jpeg(pixels=RGB, **options):
    buffer = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segments(data, *segments):
    return data[:2] + b"".join(segments) + data[2:]


def with_scans(count):
    """Return a progressive picture whose last scan is there several times."""
    data = jpeg(progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:at] + data[at:-2] * (count - data.count(b"\xff\xda") + 1) + b"\xff\xd9"


@pytest.mark.parametrize(
    "beside",
    [
        segment(0xE0, b"JFIF\0"),
        segment(0xE0, b"JFXX\0\x10"),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
        segment(0xE2, b"MPF\0II*\0\x08\0\0\0"),
        segment(0xE2, b"ICC_PROFILE\0"),
        segment(0xE2, b"ICC_PROFILE\0\1\1nothing"),
        segment(0xED, b"Photoshop 3.0\x008BIM\xff"),
        segment(0xEE, b"Adobe"),
        segment(0xFE, b"comment"),
        segment(0xE1, b""),
        b"\xff\xff\xff" + segment(0xEF, b"fill"),
    ],
)
def test_segments_beside_the_picture_never_cost_it(beside):
    expected = read_image(jpeg()).rgb
    photo = read_image(with_segments(jpeg(), beside))
    np.testing.assert_array_equal(photo.rgb, expected)
    assert (photo.info["format"], photo.remark) == ("JPEG", "")


def test_what_follows_the_picture_does_not_count():
    # Phones append films and other pictures; these may hold what looks like scans.
    photo = read_image(jpeg() + b"\xff\xda\0\4" * 500 + jpeg())
    np.testing.assert_array_equal(photo.rgb, read_image(jpeg()).rgb)
    assert photo.remark == ""


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_what_tells_how_colors_are_stored_is_kept(mode):
    image = Image.fromarray(RGB).convert(mode)
    data = jpeg(image)
    expected = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
    np.testing.assert_array_equal(read_image(data).rgb, expected)


def test_components_named_after_colors_are_not_converted():
    # Without a JFIF segment the names tell.
    data = jpeg(keep_rgb=True, quality=100)
    np.testing.assert_allclose(read_image(data).rgb.astype(float), RGB, atol=3)


def test_profile_in_parts_is_joined_in_order():
    parts = [segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 3]) + bytes([n]) * 4) for n in (3, 1, 2)]
    assert take_apart(with_segments(jpeg(), *parts)).said.profile == b"\1\1\1\1\2\2\2\2\3\3\3\3"


@pytest.mark.parametrize(
    ("scans", "is_read"), [(MAX_SCANS, True), (MAX_SCANS + 1, False), (1500, False)]
)
def test_hundreds_of_scans_are_refused(scans, is_read):
    data = with_scans(scans)
    assert data.count(b"\xff\xda") == scans
    if is_read:
        np.testing.assert_array_equal(read_image(data).rgb.shape, RGB.shape)
        return
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(data)


def test_more_segments_than_there_is_time_for_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_SEGMENTS", 100)
    assert read_image(with_segments(jpeg(), *[segment(0xFE, b"")] * 80)).rgb.shape == RGB.shape
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(with_segments(jpeg(), *[segment(0xFE, b"")] * 100))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25])
def test_file_that_ends_before_its_numbers_is_refused(share):
    data = jpeg()
    with pytest.raises(ImageError, match="damaged or incomplete"):
        read_image(data[: max(3, int(data.index(b"\xff\xda") * 4 * share))])


def test_picture_without_its_last_marker_is_whole():
    photo = read_image(jpeg()[:-2])
    np.testing.assert_array_equal(photo.rgb, read_image(jpeg()).rgb)
    assert photo.remark


def test_filling_between_the_numbers_and_the_end_is_left_out():
    data = jpeg()
    filled = data[:-2] + b"\xff" * 100_000 + data[-2:]
    assert len(take_apart(filled).data) < len(data) + 10
    np.testing.assert_array_equal(read_image(filled).rgb, read_image(data).rgb)


@pytest.mark.parametrize(
    ("options", "numbers"),
    [({"subsampling": 0}, 6), ({"subsampling": 1}, 4), ({"subsampling": 2}, 3)],
)
def test_decoder_of_several_scans_keeps_all_numbers(options, numbers):
    assert take_apart(jpeg(**options)).held_bytes_per_pixel == 4
    progressive = take_apart(jpeg(progressive=True, **options))
    assert progressive.held_bytes_per_pixel == 4 + numbers


@pytest.mark.parametrize("frame", [0xC9, 0xCA])
def test_several_scans_of_arithmetic_codes_are_refused(frame):
    data = jpeg(progressive=True)
    at = data.index(b"\xff\xc2") + 1
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(data[:at] + bytes([frame]) + data[at + 1 :])
