"""Colors against those that Chromium 156 showed for the same files."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from segmentation.photo.colors import from_chromaticities, srgb_profile
from segmentation.photo.read import read_image

COLORS = np.array([[(225, 125, 46), (20, 20, 20), (10, 60, 200), (128, 128, 128)]], np.uint8)
SRGB = (
    (0.4360657, 0.2224884, 0.013916),
    (0.3851471, 0.7168732, 0.0970764),
    (0.1430664, 0.0606079, 0.7140961),
)
P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
SRGB_XY = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
P3_XY = (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)
LINEAR_SHOWN = [(241, 186, 118), (79, 79, 79), (56, 133, 229), (188, 188, 188)]
P3_SHOWN = [(241, 119, 0), (12, 12, 12), (0, 59, 209), (129, 129, 129)]
CODE_POINTS = {
    (4, 13): [(255, 117, 0), (20, 20, 20), (0, 82, 206), (128, 128, 128)],
    (6, 13): [(220, 127, 44), (20, 20, 20), (27, 65, 201), (128, 128, 128)],
    (8, 13): [(249, 118, 2), (20, 20, 20), (0, 54, 207), (128, 128, 128)],
    (9, 13): [(255, 104, 0), (20, 20, 20), (0, 61, 210), (128, 128, 128)],
    (10, 13): [(255, 0, 53), (20, 20, 20), (0, 93, 212), (128, 128, 128)],
    (11, 13): [(236, 119, 1), (20, 20, 20), (0, 60, 208), (128, 128, 128)],
    (12, 13): [(241, 118, 0), (20, 20, 20), (0, 61, 208), (128, 128, 128)],
    (22, 13): [(227, 126, 45), (20, 20, 20), (9, 70, 200), (128, 128, 128)],
    (1, 13): COLORS[0],
    (2, 13): COLORS[0],
    (1, 1): [(223, 118, 35), (7, 7, 7), (1, 49, 197), (121, 121, 121)],
    (1, 4): [(226, 126, 42), (12, 12, 12), (3, 57, 201), (129, 129, 129)],
    (1, 5): [(218, 103, 22), (3, 3, 3), (0, 36, 189), (106, 106, 106)],
    (1, 7): [(229, 138, 64), (38, 38, 38), (25, 77, 206), (141, 141, 141)],
    (1, 8): LINEAR_SHOWN,
    (1, 9): COLORS[0],
    (1, 17): [(230, 115, 30), (5, 5, 5), (1, 44, 200), (118, 118, 118)],
    (9, 16): [(255, 0, 0), (1, 1, 1), (0, 0, 255), (132, 132, 132)],
    (9, 18): [(255, 52, 0), (5, 5, 5), (0, 41, 176), (99, 99, 99)],
}
AVIF_POINTS = {
    (1, 13): COLORS[0],
    (1, 1): COLORS[0],
    (2, 2): COLORS[0],
    (1, 8): LINEAR_SHOWN,
    (2, 8): LINEAR_SHOWN,
    (12, 13): [(241, 118, 0), (20, 20, 20), (0, 62, 207), (128, 128, 128)],
    (12, 2): [(241, 118, 0), (20, 20, 20), (0, 62, 207), (128, 128, 128)],
    (9, 14): [(255, 104, 0), (20, 20, 20), (0, 62, 209), (128, 128, 128)],
    (9, 16): [(255, 0, 0), (1, 1, 1), (0, 0, 255), (132, 132, 132)],
}


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def matrix_profile(gamma, primaries=SRGB, name="some profile"):
    """Return a matrix profile of ICC version 2."""

    def xyz(values):
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    text = name.encode()
    exponent = struct.pack(">I", 0) if gamma == 1 else struct.pack(">IH", 1, round(gamma * 256))
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + bytes(79),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": xyz((0.9642, 1, 0.8249)),
        **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(xyz, primaries), strict=True)),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"curv\0\0\0\0" + exponent),
    }
    start, table, body = 132 + 12 * len(tags), b"", b""
    for key, value in tags.items():
        table += key + struct.pack(">II", start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = struct.pack(">I", start + len(body)) + b"lcms\2\x10\0\0mntrRGB XYZ "
    head += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += fixed(0.9642) + fixed(1) + fixed(0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def save(pixels, format="PNG", **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format, **options)
    return buffer.getvalue()


def png_with(*chunks, pixels=COLORS):
    data = save(pixels)
    at = data.index(b"IDAT") - 4
    return data[:at] + b"".join(chunk(*each) for each in chunks) + data[at:]


def gamma(value):
    return b"gAMA", struct.pack(">I", value)


def chromaticities(points):
    return b"cHRM", struct.pack(">8I", *(round(100_000 * each) for each in points))


def shown(data):
    return read_image(data).rgb[0].astype(float)


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("name", ["sRGB-elle-V2-g10.icc", "sRGB wide", "", "Adobe RGB"])
@pytest.mark.parametrize(
    ("curve", "primaries", "expected"), [(1, SRGB, LINEAR_SHOWN), (2.2, P3, P3_SHOWN)]
)
def test_profile_is_judged_by_what_it_holds(format, name, curve, primaries, expected):
    options = {"lossless": True} if format == "WEBP" else {}
    profile = matrix_profile(curve, primaries, name)
    data = save(COLORS, format, icc_profile=profile, **options)
    np.testing.assert_allclose(shown(data), expected, atol=2)
    kept = ImageCms.ImageCmsProfile(io.BytesIO(read_image(data).info["icc_profile"]))
    assert ImageCms.getProfileDescription(kept).startswith("sRGB")


def test_profile_that_hardly_differs_from_srgb_leaves_every_pixel_alone():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    at = srgb.index(b"para") + 12
    near = srgb[:at] + fixed(2.39) + srgb[at + 4 :]
    other = near.replace("sRGB".encode("utf-16-be"), "Some".encode("utf-16-be"))
    for profile in (srgb, near, other):
        np.testing.assert_array_equal(shown(save(COLORS, icc_profile=profile)), COLORS[0])
        assert srgb_profile(profile) == profile


def gray_profile():
    """A linear profile of gray, made of the one of colors."""
    data = matrix_profile(1).replace(b"mntrRGB ", b"mntrGRAY")
    return data.replace(b"rTRC", b"kTRC")


@pytest.mark.parametrize("with_opacity", [False, True])
def test_profile_of_gray_holds_for_gray_with_and_without_opacity(with_opacity):
    gray = COLORS[..., 0]
    image = np.stack([gray, np.full_like(gray, 99)], axis=-1) if with_opacity else gray
    rgb = shown(save(image, icc_profile=gray_profile()))
    expected = [(241,) * 3, (79,) * 3, (56,) * 3, (188,) * 3]
    np.testing.assert_allclose(rgb, expected, atol=1)


@pytest.mark.parametrize(("points", "expected"), CODE_POINTS.items())
def test_code_points_of_a_png_are_honored(points, expected):
    data = png_with((b"cICP", bytes([*points, 0, 1])))
    np.testing.assert_allclose(shown(data), expected, atol=2)


@pytest.mark.parametrize(("points", "expected"), AVIF_POINTS.items())
def test_code_points_of_an_avif_are_honored(points, expected):
    squares = COLORS.repeat(16, 0).repeat(16, 1)
    data = save(squares, "AVIF", quality=98, subsampling="4:4:4")
    at = data.index(b"nclx") + 4
    data = data[:at] + struct.pack(">HH", *points) + data[at + 4 :]
    np.testing.assert_allclose(shown(data)[8::16], expected, atol=4)


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([gamma(45455)], COLORS[0]),
        ([gamma(100_000)], LINEAR_SHOWN),
        ([gamma(55_556)], [(231, 144, 60), (26, 26, 26), (10, 77, 210), (146, 146, 146)]),
        ([chromaticities(P3_XY)], COLORS[0]),
        ([gamma(45455), chromaticities(P3_XY)], P3_SHOWN),
        (
            [gamma(45455), chromaticities(SRGB_XY)],
            [(226, 126, 42), (12, 12, 12), (3, 57, 201), (129, 129, 129)],
        ),
        ([(b"sRGB", b"\0"), gamma(100_000)], COLORS[0]),
        ([gamma(0)], COLORS[0]),
        ([gamma(1)], COLORS[0]),
    ],
)
def test_gamma_and_chromaticities_of_a_png_are_honored(chunks, expected):
    np.testing.assert_allclose(shown(png_with(*chunks)), expected, atol=2)


def test_what_a_format_says_holds_for_gray_and_beside_opacity():
    gray = COLORS[..., 0]
    expected = [(241,) * 3, (79,) * 3, (56,) * 3, (188,) * 3]
    np.testing.assert_allclose(shown(png_with(gamma(100_000), pixels=gray)), expected, atol=1)
    rgba = np.dstack([COLORS, np.full(COLORS.shape[:2], 7, np.uint8)])
    photo = read_image(png_with(gamma(100_000), pixels=rgba))
    np.testing.assert_allclose(photo.rgb[0].astype(float), LINEAR_SHOWN, atol=2)
    assert (photo.alpha == 7).all()


@pytest.mark.parametrize(
    "points", [(0.0,) * 8, (0.3,) * 8, (0.3, 0.0, 0.6, 0.3, 0.3, 0.6, 0.1, 0.1)]
)
def test_primaries_that_make_up_no_colors_are_none(points):
    assert from_chromaticities(points, 2.2) is None


@pytest.mark.parametrize("value", [0.0, 1e-6, 1e6])
def test_gamma_that_is_none_is_none(value):
    assert from_chromaticities(None, value) is None
