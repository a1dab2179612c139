import io

import numpy as np
import pytest
from PIL import Image

from segmentation.photo import decode as module
from segmentation.photo.container import Contents
from segmentation.photo.decode import (
    MAX_HELD_BYTES,
    MAX_HELD_BYTES_PER_PIXEL,
    MAX_SIDE_PX,
    check_memory,
    check_size,
    find_format,
)
from segmentation.photo.errors import ImageError
from segmentation.photo.read import FORMATS, read_image


@pytest.mark.parametrize("format", FORMATS)
def test_format_is_found_by_the_first_bytes(format):
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20)).save(buffer, format)
    assert find_format(buffer.getvalue()) == format


@pytest.mark.parametrize(
    "data", [b"", b"RIFF\0\0\0\0WAVE", b"\0\0\0\x18ftypmp42", b"II", b"\x89PNG"]
)
def test_other_files_have_no_format(data):
    assert find_format(data) is None


def test_longest_side_is_that_of_a_jpeg():
    check_size((MAX_SIDE_PX, 1), 10**9)
    with pytest.raises(ImageError, match="65501 × 1 pixels; at most 65500 pixels each way"):
        check_size((MAX_SIDE_PX + 1, 1), 10**9)
    with pytest.raises(ImageError, match="at most 1e-05 megapixels"):
        check_size((11, 1), 10)


@pytest.mark.parametrize("format", ["PNG", "BMP"])
def test_strip_of_a_picture_is_refused(format):
    buffer = io.BytesIO()
    Image.new("L", (65_501, 2)).save(buffer, format)
    with pytest.raises(ImageError, match="65500 pixels each way"):
        read_image(buffer.getvalue())


@pytest.mark.parametrize("format", FORMATS)
def test_file_of_a_signature_alone_is_refused(format):
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20)).save(buffer, format)
    for length in (12, 16, 24):
        with pytest.raises(ImageError) as caught:
            read_image(buffer.getvalue()[:length])
        assert str(caught.value).endswith(".")


def test_premultiplied_gray_is_divided_by_its_opacity():
    gray = np.full((6, 7), 60, np.uint8)
    image = Image.merge("LA", [Image.fromarray(gray), Image.fromarray(gray * 2)])
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", tiffinfo={338: 1})
    photo = read_image(
        buffer.getvalue().replace(b"\x52\1\3\0\1\0\0\0\2\0", b"\x52\1\3\0\1\0\0\0\1\0")
    )
    np.testing.assert_array_equal(photo.alpha, 120)
    np.testing.assert_allclose(photo.rgb.astype(float), 60 * 255 / 120, atol=1)


@pytest.mark.parametrize("held", [4, 8, 12])
def test_memory_is_bounded_for_each_pixel_and_for_the_whole(held):
    contents = Contents(bytes(1000), held_bytes_per_pixel=held)
    beyond = held - MAX_HELD_BYTES_PER_PIXEL
    # Both the file and what is left of it count.
    room = MAX_HELD_BYTES - 1000 - beyond * 10_000 * 100
    check_memory(contents, room, (10_000, 100))
    with pytest.raises(ImageError, match="far more time or memory"):
        check_memory(contents, room + 1, (10_000, 100))


def test_small_picture_in_a_huge_file_is_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_HELD_BYTES", 10_000)
    data = io.BytesIO()
    Image.new("RGB", (20, 20)).save(data, "BMP")
    assert read_image(data.getvalue()).rgb.shape == (20, 20, 3)
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(data.getvalue() + bytes(10_000))
