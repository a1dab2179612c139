import io
import zlib

import numpy as np
import pytest
from PIL import Image

from segmentation.photo import directory, samples
from segmentation.photo.errors import ImageError
from segmentation.photo.read import read_image, read_marks

RGB = np.random.default_rng(1).integers(0, 256, (32, 48, 3)).astype(np.uint8)
COMPRESSED = zlib.compress(bytes(256))


def tiff(tags, body=COMPRESSED):
    """Return a TIFF file with these tags, and a body that begins at 8."""
    start = 8 + len(body)
    entries = {tag: directory.numbers(values, "<") for tag, values in tags.items()}
    return directory.header("<", start) + body + directory.pack_directory(entries, "<", start)


def gray(tags=()):
    """Return the tags of a gray picture of 16 × 16 pixels in one strip."""
    strip = {273: [8], 279: [len(COMPRESSED)], 278: [16]}
    return {256: [16], 257: [16], 258: [8], 259: [8], 262: [1], 277: [1], **strip, **dict(tags)}


def tiled(width, height, bits=8, count=1):
    tags = gray({258: [bits], 322: [width], 323: [height]})
    strips = {324: [8] * count, 325: [len(COMPRESSED)] * count}
    return {tag: tags[tag] for tag in tags if tag not in (273, 278, 279)} | strips


@pytest.mark.parametrize("bits", [1, 8, 16])
@pytest.mark.parametrize("size", [(40_000, 40_000), (4_000_000_000, 16), (4_096, 2_048)])
@pytest.mark.parametrize("compression", [1, 5, 7, 8])
def test_tile_out_of_proportion_is_refused(size, bits, compression):
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(tiff({**tiled(*size, bits), 259: [compression]}))


@pytest.mark.parametrize("size", [(0, 16), (16, 0), (1, 1), (24, 16)])
def test_tile_of_no_size_that_tiles_have_is_refused(size):
    with pytest.raises(ImageError, match="damaged"):
        read_image(tiff(tiled(*size)))


def test_tile_larger_than_the_picture_is_read():
    body = zlib.compress(np.arange(256 * 256, dtype=np.uint8).tobytes())
    tags = {**tiled(256, 256), 325: [len(body)]}
    rgb = read_image(tiff(tags, body)).rgb
    np.testing.assert_array_equal(
        rgb[..., 0], np.arange(256 * 256, dtype=np.uint8).reshape(256, 256)[:16, :16]
    )


def test_strip_that_unpacks_to_more_than_its_picture_is_cut():
    body = zlib.compress(bytes(range(256)) + bytes(10_000_000), 9)
    rgb = read_image(tiff(gray({279: [len(body)]}), body)).rgb
    np.testing.assert_array_equal(rgb[..., 0].ravel(), np.arange(256))


def test_strip_that_would_be_unpacked_at_once_is_refused_if_too_long(monkeypatch):
    monkeypatch.setattr(samples, "MAX_PIECE_BYTES", 255)
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(tiff(gray()))


def test_only_strip_without_compression_is_read_in_pieces(monkeypatch):
    monkeypatch.setattr(samples, "PIECE_BYTES", 1_000)
    monkeypatch.setattr(samples, "MAX_PIECE_BYTES", 1_000)
    values = np.arange(40 * 30, dtype=np.uint16).reshape(40, 30) * 50
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "TIFF", tiffinfo={278: 40})
    np.testing.assert_array_equal(read_marks(buffer.getvalue()), values)


@pytest.mark.parametrize(
    "tags",
    [
        {256: [0]},
        {257: [0]},
        {273: [9_999_999]},
        {273: []},
        {279: [0]},
        {279: [4_000_000_000]},
        {278: [0], 273: [], 279: []},
    ],
)
def test_picture_that_is_not_where_its_tags_say_is_refused(tags):
    with pytest.raises(ImageError, match="damaged"):
        read_image(tiff(gray(tags)))


@pytest.mark.parametrize(
    "tags",
    [{277: [0]}, {277: [17]}, {277: [65_535]}, {262: [4]}, {262: [32844]}, {258: [7]}, {258: [24]}],
)
def test_layout_that_nobody_reads_is_refused_with_what_to_do(tags):
    with pytest.raises(ImageError, match=r"damaged|save it with 8 or 16 bits"):
        read_image(tiff(gray(tags)))


@pytest.mark.parametrize("bits", [10, 12, 14])
def test_bits_that_would_come_out_too_dark_are_refused(bits):
    with pytest.raises(ImageError, match="save it with 8 or 16 bits"):
        read_image(tiff(gray({258: [bits], 259: [1], 279: [512]}), bytes(512)))


@pytest.mark.parametrize("size", [(65_501, 1), (1, 65_501), (1_100_000, 5)])
def test_sides_that_no_page_shows_are_refused(size):
    with pytest.raises(
        ImageError, match=rf"{size[0]} × {size[1]} pixels; at most 65500 pixels each"
    ):
        read_image(tiff(gray({256: [size[0]], 257: [size[1]]})))


def test_directory_of_a_million_numbers_is_not_read():
    with pytest.raises(ImageError, match="damaged"):
        read_image(tiff(gray({273: [8] * 1_000_001})))


@pytest.mark.parametrize(
    ("mode", "compression"),
    [
        *[(mode, None) for mode in ("1", "P", "YCbCr", "RGB")],
        *[("YCbCr", "jpeg"), ("RGB", "jpeg"), ("1", "group4")],
    ],
)
def test_rare_layouts_are_left_to_the_decoder(mode, compression):
    image = Image.fromarray(RGB).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", compression=compression)
    expected = np.array(Image.open(buffer).convert("RGB"))
    np.testing.assert_array_equal(read_image(buffer.getvalue()).rgb, expected)


@pytest.mark.parametrize("orientation", [2, 3, 6, 8])
def test_rare_layouts_are_turned_upright(orientation):
    buffer = io.BytesIO()
    palette = Image.fromarray(RGB).quantize(16)
    palette.save(buffer, "TIFF", tiffinfo={274: orientation})
    expected = np.array(palette.convert("RGB"))
    turns = {
        2: expected[:, ::-1],
        3: expected[::-1, ::-1],
        6: np.rot90(expected, -1),
        8: np.rot90(expected),
    }
    np.testing.assert_array_equal(read_image(buffer.getvalue()).rgb, turns[orientation])


@pytest.mark.parametrize(("bits", "samples"), [(64, 4), (32, 8), (16, 16)])
def test_more_numbers_than_there_is_time_for_are_refused(bits, samples):
    # All strips are the same few bytes, so that the file says nothing of its size.
    strips = {273: [8] * 8_000, 279: [20] * 8_000, 278: [1]}
    tags = {256: [8_000], 257: [8_000], 258: [bits] * samples, 259: [8], 262: [2], 277: [samples]}
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(tiff(tags | strips))
