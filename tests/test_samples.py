"""TIFF files of numbers, against what tifffile wrote and what libtiff reads."""

import io
import itertools
import warnings

import numpy as np
import pytest
import tifffile
from PIL import Image

from segmentation.photo import directory
from segmentation.photo import samples as module
from segmentation.photo.errors import ImageError
from segmentation.photo.read import read_image, read_marks

SHAPE = (40, 52)
ORDERS = ("<", ">")
# What tifffile writes by itself; more is written by libtiff below.
COMPRESSIONS = (None, "zlib", "lzma")


def numbers(dtype, samples=1):
    """Return smooth values over the whole range of a type, and the bytes that they stand for."""
    rows, cols = np.mgrid[: SHAPE[0], : SHAPE[1]]
    shades = np.stack(
        [(rows * (3 + k) + cols * (5 - k) + 40 * k) % 256 for k in range(samples)], axis=-1
    ).astype(np.uint8)
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return (shades / 255).astype(dtype), shades
    factor = {1: 1, 2: 257, 4: 257, 8: 257}[dtype.itemsize]
    return shades.astype(dtype) * dtype.type(factor), shades


def write(values, **options):
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tifffile.imwrite(buffer, values, metadata=None, **options)
    return buffer.getvalue()


def stored(values, planar):
    """Return an image as tifffile wants it for an arrangement of planes."""
    return np.moveaxis(values, -1, 0) if planar == "separate" else values


@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
@pytest.mark.parametrize(
    "dtype", [np.uint8, np.uint16, np.uint32, np.float16, np.float32, np.float64]
)
def test_gray_is_read_with_any_numbers_byte_order_compression_and_predictor(dtype, photometric):
    values, shades = numbers(dtype)
    if photometric == "miniswhite":
        shades = 255 - shades
    kinds = [{}, {"tile": (16, 32)}, {"rowsperstrip": 7}]
    for order, compression, predictor, kind in itertools.product(
        ORDERS, COMPRESSIONS, (False, True), kinds
    ):
        # tifffile writes no differences of fractions.
        if predictor and (compression is None or np.dtype(dtype).kind == "f"):
            continue
        options = {"byteorder": order, "compression": compression, "predictor": predictor, **kind}
        data = write(values[..., 0], photometric=photometric, **options)
        rgb = read_image(data).rgb
        assert np.abs(rgb.astype(int) - shades).max() <= (1 if dtype == np.float16 else 0), options


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.float32])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_colors_are_read_with_any_numbers_and_planes(planar, dtype):
    values, shades = numbers(dtype, 3)
    for order, compression, predictor, tile in itertools.product(
        ORDERS, COMPRESSIONS, (False, True), (None, (32, 16))
    ):
        # tifffile writes no differences of fractions.
        if predictor and (compression is None or np.dtype(dtype).kind == "f"):
            continue
        options = {"byteorder": order, "compression": compression, "predictor": predictor}
        data = write(
            stored(values, planar), photometric="rgb", planarconfig=planar, tile=tile, **options
        )
        np.testing.assert_array_equal(read_image(data).rgb, shades, err_msg=str(options))


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate"])
def test_differences_of_fractions_are_read_as_libtiff_writes_them(compression):
    values, shades = numbers(np.float32)
    buffer = io.BytesIO()
    Image.fromarray(values[..., 0]).save(buffer, "TIFF", compression=compression, tiffinfo={317: 3})
    buffer.seek(0)
    assert tifffile.TiffFile(buffer).pages[0].predictor == 3
    rgb = read_image(buffer.getvalue()).rgb
    np.testing.assert_array_equal(rgb, np.broadcast_to(shades, rgb.shape))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_differences_of_fractions_are_read_in_colors(dtype, order):
    values, shades = numbers(dtype, 3)
    # All first bytes of a row before all second ones, and each as the difference to the pixel
    # before it.
    big = values.astype(np.dtype(dtype).newbyteorder(">")).reshape(SHAPE[0], -1, 1).view(np.uint8)
    bytes_ = big.swapaxes(1, 2).reshape(SHAPE[0], -1, 3)
    differences = np.diff(bytes_, axis=1, prepend=np.zeros_like(bytes_[:, :1]))
    raw = differences.reshape(SHAPE[0], -1).tobytes()
    bits = 8 * np.dtype(dtype).itemsize
    tags = {256: [SHAPE[1]], 257: [SHAPE[0]], 258: [bits] * 3, 262: [2], 273: [8], 277: [3]}
    tags |= {279: [len(raw)], 317: [3], 339: [3] * 3}
    entries = {tag: directory.numbers(values, order) for tag, values in tags.items()}
    start = 8 + len(raw)
    data = directory.header(order, start) + raw + directory.pack_directory(entries, order, start)
    rgb = read_image(data).rgb
    assert np.abs(rgb.astype(int) - shades).max() <= (1 if dtype == np.float16 else 0)


@pytest.mark.parametrize("bigtiff", [False, True])
def test_opacity_is_read_with_16_bits(bigtiff):
    values, shades = numbers(np.uint16, 4)
    for planar, order in itertools.product(("contig", "separate"), ORDERS):
        data = write(
            stored(values, planar),
            photometric="rgb",
            planarconfig=planar,
            extrasamples=["unassalpha"],
            byteorder=order,
            bigtiff=bigtiff,
        )
        photo = read_image(data)
        seen = shades[..., 3] > 0
        np.testing.assert_array_equal(photo.rgb[seen], shades[seen, :3])
        np.testing.assert_array_equal(photo.alpha, shades[..., 3])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize(("photometric", "samples"), [("minisblack", 2), ("rgb", 4)])
def test_premultiplied_colors_are_divided_by_opacity(dtype, photometric, samples):
    opacity = 153
    values, shades = numbers(dtype, samples)
    whole = 1.0 if dtype == np.float32 else 255.0 if dtype == np.uint8 else 65535.0
    values[..., :-1] = (values[..., :-1] * (opacity / 255)).astype(dtype)
    values[..., -1] = opacity / 255 * whole
    data = write(
        values, photometric=photometric, extrasamples=["assocalpha"], planarconfig="contig"
    )
    photo = read_image(data)
    np.testing.assert_allclose(photo.alpha, opacity, atol=1)
    expected = np.broadcast_to(shades[..., :-1], photo.rgb.shape).astype(float)
    np.testing.assert_allclose(photo.rgb, expected, atol=2)


def test_samples_that_are_no_opacity_are_left_out():
    values, shades = numbers(np.uint16, 5)
    data = write(values, photometric="rgb", extrasamples=["unspecified"] * 2, planarconfig="contig")
    photo = read_image(data)
    np.testing.assert_array_equal(photo.rgb, shades[..., :3])
    assert photo.alpha is None


def test_cmyk_of_16_bits_is_read_as_that_of_8_bits():
    wide, narrow = (
        read_image(write(numbers(dtype, 4)[0], photometric="separated", planarconfig=planar)).rgb
        for dtype, planar in ((np.uint16, "contig"), (np.uint8, "contig"))
    )
    np.testing.assert_array_equal(wide, narrow)


def test_lab_of_16_bits_is_read_as_that_of_8_bits():
    lab = np.zeros((*SHAPE, 3), np.int16)
    lab[..., 0] = np.linspace(0, 255, SHAPE[1])
    lab[..., 1:] = np.linspace(-80, 80, SHAPE[0])[:, None, None]
    narrow = lab.astype(np.uint8)
    wide = np.concatenate([lab[..., :1] * 257, lab[..., 1:] * 256], axis=-1).astype(np.uint16)
    first, second = (
        read_image(write(each, photometric="cielab", planarconfig="contig")).rgb
        for each in (narrow, wide)
    )
    np.testing.assert_array_equal(first, second)
    assert np.ptp(first[..., 0]) > 100


@pytest.mark.parametrize("mode", ["I;16", "L", "RGB", "RGBA", "CMYK"])
@pytest.mark.parametrize("compression", ["tiff_lzw", "zstd", "tiff_adobe_deflate", "packbits"])
def test_whatever_libtiff_compresses_is_read(mode, compression):
    values, shades = numbers(
        np.uint16 if mode == "I;16" else np.uint8, len(Image.new(mode, (1, 1)).getbands())
    )
    image = (
        Image.fromarray(values[..., 0]) if mode in ("I;16", "L") else Image.fromarray(values, mode)
    )
    for predictor in (1, 2):
        if compression == "packbits" and predictor == 2:
            continue
        buffer = io.BytesIO()
        image.save(buffer, "TIFF", compression=compression, tiffinfo={317: predictor})
        expected = (
            np.array(Image.open(buffer).convert("RGB")) if mode == "CMYK" else shades[..., :3]
        )
        photo = read_image(buffer.getvalue())
        seen = np.ones(photo.rgb.shape[:2], bool) if photo.alpha is None else photo.alpha > 0
        expected = np.broadcast_to(expected, photo.rgb.shape)
        np.testing.assert_array_equal(photo.rgb[seen], expected[seen])


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32])
def test_numbers_with_a_sign_are_black_below_zero(dtype):
    values = np.array([[-100, 0, 50, 120]], dtype)
    rgb = read_image(write(values, photometric="minisblack")).rgb
    np.testing.assert_array_equal(rgb[0, :, 0], [0, 0, 50, 120])


def test_numbers_beyond_32_bits_with_a_sign_are_rescaled_by_the_largest():
    values = np.array([[0, 2**31, 2**32 - 1]], np.uint32)
    rgb = read_image(write(values, photometric="minisblack")).rgb
    np.testing.assert_array_equal(rgb[0, :, 0], [0, 128, 255])


@pytest.mark.parametrize("dtype", [np.complex64, np.complex128])
def test_numbers_that_are_no_shades_are_refused(dtype):
    data = write(np.ones((4, 5), dtype), photometric="minisblack")
    with pytest.raises(ImageError, match=r"stored in a way that can't be read.*8 or 16 bits"):
        read_image(data)


def test_compression_that_is_not_known_is_refused():
    data = write(numbers(np.uint16)[0][..., 0], photometric="minisblack", compression="zlib")
    # The compression tag, a short with the value 8.
    tag = b"\x03\x01\x03\0\x01\0\0\0"
    with pytest.raises(ImageError, match="can't be read here"):
        read_image(data.replace(tag + b"\x08\0", tag + b"\xe7\x03"))


def test_marks_keep_the_numbers_of_16_bits():
    values = np.array([[0, 1, 2, 1000]], np.uint16)
    for order, compression in itertools.product(ORDERS, COMPRESSIONS):
        data = write(values, photometric="minisblack", byteorder=order, compression=compression)
        np.testing.assert_array_equal(read_marks(data), values)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_file_without_all_strips_is_refused(share):
    data = write(numbers(np.uint16, 3)[0], photometric="rgb", rowsperstrip=4, compression="zlib")
    with pytest.raises(ImageError, match="damaged or incomplete"):
        read_image(data[: int(len(data) * share)])


def test_planes_that_are_no_colors_are_not_unpacked(monkeypatch):
    values = np.random.default_rng(3).integers(0, 256, (6, 20, 30)).astype(np.uint8)
    data = write(values, photometric="rgb", planarconfig="separate", extrasamples=[0, 0, 0])
    asked = []
    plane = module._plane
    monkeypatch.setattr(module, "_plane", lambda *each: asked.append(each[-1]) or plane(*each))
    np.testing.assert_array_equal(read_image(data).rgb, np.moveaxis(values[:3], 0, -1))
    assert set(asked) == {0, 1, 2}
