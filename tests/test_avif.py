import io
import struct

import numpy as np
import pytest
from PIL import ExifTags, Image

from segmentation.photo.avif import _places, take_apart
from segmentation.photo.read import read_image

RGB = np.random.default_rng(1).integers(0, 256, (32, 48, 3)).astype(np.uint8)


def avif(**options):
    buffer = io.BytesIO()
    Image.fromarray(RGB).save(buffer, "AVIF", quality=95, **options)
    return buffer.getvalue()


def exif(orientation=1):
    written = Image.Exif()
    written[ExifTags.Base.Make] = "Camera"
    written[ExifTags.Base.Orientation] = orientation
    return written


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_turned_as_its_boxes_say(orientation):
    plain, turned = read_image(avif()).rgb, read_image(avif(exif=exif(orientation))).rgb
    assert turned.shape == (plain.shape if orientation < 5 else (48, 32, 3))
    if orientation == 6:
        np.testing.assert_array_equal(turned, np.rot90(plain, -1))


def test_exif_is_read_but_hidden_from_the_decoder():
    contents = take_apart(avif(exif=exif()))
    assert contents.said.exif.entry(ExifTags.Base.Make).raw == b"Camera\0"
    with Image.open(io.BytesIO(contents.data)) as image:
        assert ExifTags.Base.Make not in image.getexif()
    assert b"Camera" in read_image(avif(exif=exif())).info["exif"]


def test_code_points_are_those_of_the_first_box_that_has_some():
    data = avif()
    at = data.index(b"nclx") + 4
    assert take_apart(data).said.encoding is not None
    unknown = data[:at] + struct.pack(">HH", 99, 99) + data[at + 4 :]
    assert take_apart(unknown).said.encoding is None


@pytest.mark.parametrize("length", [0, 1, 2, 7, 0x7FFFFFFF])
def test_boxes_of_odd_lengths_end_the_search(length):
    data = b"\0\0\0\x10ftypavif\0\0\0\0" + struct.pack(">I", length) + b"meta" + b"\0" * 30
    assert take_apart(data).data == data


def test_items_in_any_number_of_pieces_are_passed_over():
    # Numbers without bytes, so that pieces take no room in the file, whatever their number.
    item = b"\0\1\0\0\0\0\xff\xff"
    whole = b"\0\2\0\0\0\0\0\1"
    assert list(_places(b"\1\0\0\0\0\0\xff\xff" + item * 10_000 + whole)) == [(2, 0, 0)]
    # With some, they are where they should be.
    numbers = b"\0\1\0\0\0\2" + bytes(16) + b"\0\2\0\0\0\1" + b"\0\0\1\0" + b"\0\0\0\5"
    assert list(_places(b"\0\0\0\0\x44\0\0\2" + numbers)) == [(2, 256, 5)]


@pytest.mark.parametrize(
    ("mode", "subsampling", "held"),
    [
        ("RGB", "4:2:0", 1.5 + 6),
        ("RGB", "4:4:4", 3 + 6),
        ("L", "4:0:0", 1 + 6),
        ("RGBA", "4:2:2", 3 + 8),
        ("RGBA", "4:4:4", 4 + 8),
    ],
)
def test_memory_follows_from_the_channels(mode, subsampling, held):
    buffer = io.BytesIO()
    image = Image.fromarray(RGB).convert(mode)
    if mode == "RGBA":
        image.putalpha(100)
    image.save(buffer, "AVIF", subsampling=subsampling)
    assert take_apart(buffer.getvalue()).held_bytes_per_pixel == held


def test_numbers_of_more_than_eight_bits_take_twice_the_memory():
    data = avif(subsampling="4:2:0")
    at = data.index(b"av1C") + 6
    high = data[:at] + bytes([data[at] | 0x40]) + data[at + 1 :]
    assert take_apart(high).held_bytes_per_pixel == 3 + 6
