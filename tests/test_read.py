import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms
from skimage.data import astronaut

from segmentation.photo import read as module
from segmentation.photo import reduce, shrink
from segmentation.photo.read import ImageError, Photo, read_image, read_marks

ORIENTATION = 0x0112
PICTURE = astronaut()[100:148, 150:214]
# 16 pixels a side, so that lossy formats keep the colors of the squares.
COLORS = np.array(
    [[(250, 20, 30), (20, 200, 40), (30, 40, 220)], [(240, 220, 10), (20, 20, 20), (240, 240, 240)]]
)
SQUARES = COLORS.repeat(16, axis=0).repeat(16, axis=1).astype(np.uint8)
UPRIGHT = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: a[::-1].swapaxes(0, 1),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: a[:, ::-1].swapaxes(0, 1),
}
LOSSLESS = {"PNG": {}, "TIFF": {}, "BMP": {}, "WEBP": {"lossless": True}}
LOSSY = {"JPEG": {"quality": 95, "subsampling": 0}, "AVIF": {"quality": 95, "subsampling": "4:4:4"}}


def save(pixels, format="PNG", **options):
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_header(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", b"")


def srgb_profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile():
    """The sRGB profile with red and green exchanged, under another name."""
    data = bytearray(srgb_profile().replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be")))
    red, green = (data.index(tag, 132) + 4 for tag in (b"rXYZ", b"gXYZ"))
    data[red : red + 4], data[green : green + 4] = data[green : green + 4], data[red : red + 4]
    return bytes(data)


def by_color_management(data, profile):
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    image = Image.open(io.BytesIO(data))
    return np.array(ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")))


@pytest.mark.parametrize("format", LOSSLESS)
def test_lossless_file_keeps_every_pixel(format):
    photo = read_image(save(PICTURE, format, **LOSSLESS[format]))
    np.testing.assert_array_equal(photo.rgb, PICTURE)
    assert photo.rgb.dtype == np.uint8
    assert photo.alpha is None
    assert photo.info["format"] == format


@pytest.mark.parametrize("format", LOSSY)
def test_lossy_file_is_read_as_pillow_reads_it(format):
    data = save(PICTURE, format, **LOSSY[format])
    photo = read_image(data)
    np.testing.assert_array_equal(photo.rgb, np.array(Image.open(io.BytesIO(data))))
    assert np.abs(photo.rgb - PICTURE.astype(float)).mean() < 5
    assert photo.info["format"] == format


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_picture_is_turned_upright(format, orientation):
    # Saving may change the object, so each file gets its own.
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    options = {**LOSSLESS, **LOSSY}[format]
    photo = read_image(save(SQUARES, format, exif=exif, **options))
    expected = UPRIGHT[orientation](SQUARES).astype(float)
    centers = np.s_[8::16, 8::16]
    np.testing.assert_allclose(photo.rgb[centers], expected[centers], atol=8)
    if format in LOSSLESS:
        np.testing.assert_array_equal(photo.rgb, expected)


def test_opacity_is_turned_with_the_colors():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    rgba = np.dstack([SQUARES, np.arange(32 * 48).reshape(32, 48) % 256]).astype(np.uint8)
    photo = read_image(save(rgba, exif=exif))
    expected = UPRIGHT[6](rgba)
    np.testing.assert_array_equal(photo.alpha, expected[..., 3])
    seen = photo.alpha > 0
    np.testing.assert_array_equal(photo.rgb[seen], expected[seen, :3])


@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP", "JPEG"])
def test_embedded_profile_is_converted_to_srgb(format):
    data = save(SQUARES, format, icc_profile=swapped_profile(), **{**LOSSLESS, **LOSSY}[format])
    rgb = read_image(data).rgb
    np.testing.assert_array_equal(rgb, by_color_management(data, swapped_profile()))
    centers = np.s_[8::16, 8::16]
    np.testing.assert_allclose(rgb[centers], COLORS[..., [1, 0, 2]], atol=6)


def test_embedded_profile_is_converted_beside_opacity():
    alpha = np.full(SQUARES.shape[:2], 99, np.uint8)
    photo = read_image(save(np.dstack([SQUARES, alpha]), icc_profile=swapped_profile()))
    np.testing.assert_allclose(photo.rgb.astype(float), SQUARES[..., [1, 0, 2]], atol=3)
    np.testing.assert_array_equal(photo.alpha, alpha)


def inexact_srgb_profile():
    """An sRGB profile whose curve has a gamma of 2.38 in place of 2.4."""
    data = bytearray(srgb_profile())
    gamma = data.index(b"para") + 12
    data[gamma : gamma + 4] = struct.pack(">i", round(2.38 * 65536))
    return bytes(data)


def test_embedded_srgb_profile_leaves_every_pixel_alone():
    photo = read_image(save(PICTURE, icc_profile=srgb_profile()))
    np.testing.assert_array_equal(photo.rgb, PICTURE)


def test_embedded_srgb_profile_with_rounded_numbers_leaves_every_pixel_alone():
    data = save(PICTURE, icc_profile=inexact_srgb_profile())
    assert (by_color_management(data, inexact_srgb_profile()) != PICTURE).any()
    np.testing.assert_array_equal(read_image(data).rgb, PICTURE)


@pytest.mark.parametrize(
    "profile",
    [
        b"no profile at all" * 20,
        swapped_profile()[:200],
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    ],
    ids=["text", "truncated", "LAB"],
)
def test_broken_or_unfit_profile_is_ignored(profile):
    np.testing.assert_array_equal(read_image(save(PICTURE, icc_profile=profile)).rgb, PICTURE)


def test_color_profile_of_a_gray_picture_is_ignored():
    gray = PICTURE[..., 0]
    rgb = read_image(save(gray, icc_profile=swapped_profile())).rgb
    np.testing.assert_array_equal(rgb, np.dstack([gray] * 3))


def test_lab_picture_becomes_srgb():
    lab = Image.new("LAB", (4, 3), (137, 128, 128))
    # L* = 137 / 2.55 = 53.7 without color is a gray of 128, give or take the white points.
    np.testing.assert_allclose(read_image(save(lab, "TIFF")).rgb.astype(float), 128, atol=3)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_gray_picture_gets_three_equal_channels(format):
    gray = np.repeat(np.repeat(np.arange(0, 240, 40, dtype=np.uint8)[None], 16, 0), 16, 1)
    photo = read_image(save(gray, format, **{**LOSSLESS, "JPEG": {"quality": 95}}[format]))
    np.testing.assert_allclose(photo.rgb.astype(float), np.dstack([gray] * 3), atol=1)
    assert (np.ptp(photo.rgb, axis=-1) == 0).all()
    assert photo.alpha is None


def test_gray_picture_with_opacity_gets_both():
    gray, alpha = PICTURE[..., 0], PICTURE[..., 1]
    photo = read_image(save(Image.merge("LA", [Image.fromarray(a) for a in (gray, alpha)])))
    np.testing.assert_array_equal(photo.rgb, np.dstack([gray] * 3))
    np.testing.assert_array_equal(photo.alpha, alpha)


def palette_picture():
    image = Image.fromarray(np.array([[0, 1, 2], [2, 1, 0]], np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 255, 0, 10, 20, 30])
    return image


@pytest.mark.parametrize("format", ["PNG", "GIF", "BMP", "TIFF"])
def test_palette_picture_gets_its_colors(format):
    photo = read_image(save(palette_picture(), format))
    expected = np.array([(255, 0, 0), (0, 255, 0), (10, 20, 30)])[[[0, 1, 2], [2, 1, 0]]]
    np.testing.assert_array_equal(photo.rgb, expected)
    assert photo.alpha is None


@pytest.mark.parametrize("format", ["PNG", "GIF"])
def test_transparent_palette_entry_becomes_opacity(format):
    photo = read_image(save(palette_picture(), format, transparency=1))
    np.testing.assert_array_equal(photo.alpha, [[255, 0, 255], [255, 0, 255]])


def test_opacity_of_every_palette_entry_is_kept():
    photo = read_image(save(palette_picture(), transparency=bytes([7, 130, 255])))
    np.testing.assert_array_equal(photo.alpha, [[7, 130, 255], [255, 130, 7]])


def test_transparent_color_of_a_png_becomes_opacity():
    rgb = np.array([[(5, 6, 7), (5, 6, 8), (5, 6, 7)]], np.uint8)
    photo = read_image(save(rgb, transparency=(5, 6, 7)))
    np.testing.assert_array_equal(photo.alpha, [[0, 255, 0]])
    np.testing.assert_array_equal(photo.rgb[0, 1], rgb[0, 1])


def test_transparent_gray_of_a_png_becomes_opacity():
    gray = np.array([[5, 6, 5]], np.uint8)
    photo = read_image(save(gray, transparency=5))
    np.testing.assert_array_equal(photo.alpha, [[0, 255, 0]])
    np.testing.assert_array_equal(photo.rgb[0, 1], [6, 6, 6])


@pytest.mark.parametrize("format", ["PNG", "TIFF", "BMP"])
def test_one_bit_picture_becomes_black_and_white(format):
    bits = np.random.default_rng(0).random((9, 13)) < 0.5
    photo = read_image(save(bits, format))
    np.testing.assert_array_equal(photo.rgb, np.dstack([bits * 255] * 3))


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_cmyk_picture_becomes_srgb(format):
    ink = np.array([0, 200, 100, 50])
    image = Image.new("CMYK", (16, 16), tuple(ink.tolist()))
    expected = (255 - ink[:3]) * (255 - ink[3]) / 255
    rgb = read_image(save(image, format)).rgb
    np.testing.assert_allclose(rgb, np.broadcast_to(expected, rgb.shape), atol=3)


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_16_bit_values_are_rescaled_not_clipped(format):
    values = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    rgb = read_image(save(values, format)).rgb
    np.testing.assert_array_equal(rgb, np.dstack([np.rint(values / 257)] * 3))


@pytest.mark.parametrize(("value", "expected"), [(257 * 3, 3), (200, 1), (1, 0)])
def test_dark_16_bit_picture_stays_dark(value, expected):
    values = np.full((4, 5), value, np.uint16)
    np.testing.assert_array_equal(read_image(save(values)).rgb, np.full((4, 5, 3), expected))


def test_16_bit_values_are_read_in_either_byte_order():
    values = np.array([[0, 257, 25700, 65535]], np.uint16)
    image = Image.frombytes("I;16B", (4, 1), values.astype(">u2").tobytes())
    np.testing.assert_array_equal(read_image(save(image, "TIFF")).rgb[..., 0], [[0, 1, 100, 255]])


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 100, 255], [0, 100, 255]),
        ([0, 25700, 65535], [0, 100, 255]),
        ([0, 100_000, 200_000], [0, 128, 255]),
        ([-500, 0, 200], [0, 0, 200]),
    ],
)
def test_32_bit_values_are_rescaled_by_their_range(dtype, values, expected):
    rgb = read_image(save(np.array([values], dtype), "TIFF")).rgb
    np.testing.assert_array_equal(rgb[0, :, 0], expected)


def test_fractions_of_one_are_rescaled_to_eight_bits():
    values = np.array([[0, 0.25, 1.0]], np.float32)
    np.testing.assert_array_equal(read_image(save(values, "TIFF")).rgb[0, :, 1], [0, 64, 255])


def test_values_that_are_no_numbers_become_black():
    values = np.array([[np.nan, np.inf, -np.inf, 200]], np.float32)
    np.testing.assert_array_equal(read_image(save(values, "TIFF")).rgb[0, :, 0], [0, 0, 0, 200])


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_animation_gives_its_first_picture(format):
    frames = [Image.new("RGB", (16, 16), color) for color in ((200, 0, 0), (0, 0, 200))]
    data = save(frames[0], format, save_all=True, append_images=frames[1:])
    rgb = read_image(data).rgb
    np.testing.assert_allclose(rgb, np.broadcast_to([200, 0, 0], rgb.shape), atol=6)


@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP", "AVIF"])
def test_opacity_is_read(format):
    alpha = np.repeat(np.arange(0, 250, 50, dtype=np.uint8), 16)[None].repeat(16, 0)
    rgba = np.dstack([np.full((16, 80, 3), 90, np.uint8), alpha])
    photo = read_image(save(rgba, format, **{**LOSSLESS, **LOSSY}[format]))
    centers = np.s_[8, 8::16]
    np.testing.assert_allclose(photo.alpha[centers].astype(float), alpha[centers], atol=3)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_opacity_of_an_opaque_picture_is_dropped(mode):
    image = Image.fromarray(PICTURE).convert(mode)
    assert read_image(save(image)).alpha is None


def test_single_pixel_that_is_not_opaque_keeps_the_opacity():
    rgba = np.dstack([PICTURE, np.full(PICTURE.shape[:2], 255, np.uint8)])
    rgba[3, 4, 3] = 254
    np.testing.assert_array_equal(read_image(save(rgba)).alpha, rgba[..., 3])


def test_resolution_is_told_where_the_file_has_it():
    assert read_image(save(PICTURE, "JPEG", dpi=(72, 300))).info["dpi"] == (72.0, 300.0)
    assert "dpi" not in read_image(save(PICTURE)).info


def test_what_the_file_said_can_not_be_changed():
    info = read_image(save(PICTURE)).info
    with pytest.raises(TypeError):
        info["format"] = "JPEG"
    assert dict(Photo(rgb=PICTURE).info) == {}


def test_bytes_path_and_file_give_the_same_photo(tmp_path):
    data = save(PICTURE)
    path = tmp_path / "photo.png"
    path.write_bytes(data)
    with path.open("rb") as file:
        sources = [data, bytearray(data), memoryview(data), path, str(path), file, io.BytesIO(data)]
        for source in sources:
            np.testing.assert_array_equal(read_image(source).rgb, PICTURE)


def test_extension_of_the_name_does_not_matter(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(save(PICTURE, "BMP"))
    assert read_image(path).info["format"] == "BMP"


@pytest.mark.parametrize("name", ["missing.png", "", "nul\0byte"])
def test_path_that_can_not_be_opened_is_named(tmp_path, name):
    path = str(tmp_path / name)
    with pytest.raises(ImageError, match=r"can't be opened") as caught:
        read_image(path)
    assert repr(path) in str(caught.value)


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ((9000, 9000), r"^This picture has 9000 × 9000 pixels; at most 64 megapixels"),
        ((60_000, 50_000), r"^This picture is too large; at most 64 megapixels"),
    ],
)
def test_huge_picture_is_refused_by_its_header_alone(size, told):
    with pytest.raises(ImageError, match=told):
        read_image(png_header(*size))
    with pytest.raises(ImageError, match=told):
        read_marks(png_header(*size))


def test_max_pixels_is_the_largest_size_allowed():
    data = save(PICTURE)
    pixels = PICTURE.shape[0] * PICTURE.shape[1]
    np.testing.assert_array_equal(read_image(data, max_pixels=pixels).rgb, PICTURE)
    with pytest.raises(ImageError, match=r"64 × 48 pixels; at most 0\.003071 megapixels"):
        read_image(data, max_pixels=pixels - 1)


ODD_EXIF = (
    b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
    b"\x01;\0\x05\0\0\0\x01\0\0\0&\0\0\0\0\0\0\0H\0\0\0\x01"
)


@pytest.mark.parametrize("tag", [b"\x01;\0\x05", b"\x01\x1a\0\x02"])
def test_odd_entries_beside_the_orientation_do_not_matter(tag):
    exif = ODD_EXIF.replace(b"\x01;\0\x05", tag)
    expected = np.rot90(read_image(save(PICTURE, "JPEG")).rgb, -1)
    np.testing.assert_array_equal(read_image(save(PICTURE, "JPEG", exif=exif)).rgb, expected)


def test_transparent_value_of_a_16_bit_png_becomes_alpha():
    values = np.array([[0, 1000], [65535, 1000]], np.uint16)
    data = save(Image.fromarray(values), transparency=1000)
    np.testing.assert_array_equal(read_image(data).alpha, [[255, 0], [255, 0]])


@pytest.mark.parametrize("read", [read_image, read_marks])
def test_empty_file_is_told(read):
    with pytest.raises(ImageError, match=r"^This file is empty"):
        read(b"")


@pytest.mark.parametrize("data", [b"hello", b"%PDF-1.7\n", b"\0" * 100, b"GIF", b"<svg></svg>"])
def test_file_that_is_no_picture_is_told_with_the_formats(data):
    with pytest.raises(ImageError, match=r"not a picture .*JPEG, PNG, WebP, TIFF, BMP, GIF"):
        read_image(data)


def test_formats_beyond_the_list_are_not_opened():
    with pytest.raises(ImageError, match=r"not a picture"):
        read_image(save(PICTURE, "PPM"))


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1"])
def test_heic_photo_that_nothing_decodes_is_told_by_its_name(brand, monkeypatch):
    monkeypatch.setattr(module, "MORE_FORMATS", ())
    with pytest.raises(ImageError, match=r"HEIC photo.*export it as JPEG"):
        read_image(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1" + brand + b"\0" * 40)


@pytest.mark.parametrize("format", ["TIFF", "WEBP", "AVIF"])
def test_truncated_file_is_told(format):
    data = save(PICTURE, format)
    with pytest.raises(ImageError, match=r"^This picture is damaged or incomplete"):
        read_image(data[: len(data) * 2 // 3])


@pytest.mark.parametrize("share", [0.5, 0.8, 0.99])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "BMP", "GIF"])
def test_picture_without_its_end_is_shown_as_far_as_it_goes(format, share):
    # Noise fills more than one block of the compressed formats.
    noise = np.random.default_rng(0).integers(0, 256, (160, 90, 3)).astype(np.uint8)
    data = save(noise, format, **({"interlace": 0} if format == "GIF" else {}))
    whole = read_image(data)
    assert whole.remark == ""
    photo = read_image(data[: int(len(data) * share)])
    assert photo.rgb.shape == whole.rgb.shape
    assert photo.remark.startswith("The end of this picture's file is missing")
    same = (photo.rgb == whole.rgb).all(axis=(1, 2))
    # BMP begins with the last row.
    rows = same[::-1] if format == "BMP" else same
    assert rows[: int(160 * (share - 0.3))].all()
    if share < 0.9:
        assert not rows[-5:].any()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "BMP", "GIF"])
def test_file_with_hardly_any_of_its_picture_is_refused(format):
    noise = np.random.default_rng(0).integers(0, 256, (640, 90, 3)).astype(np.uint8)
    data = save(noise, format, **({"interlace": 0} if format == "GIF" else {}))
    with pytest.raises(ImageError, match="damaged or incomplete"):
        read_image(data[: 1_200 + len(data) // 40])


def test_progressive_picture_without_its_end_is_coarser():
    data = save(PICTURE, "JPEG", progressive=True, quality=95)
    photo, whole = read_image(data[: len(data) // 2]), read_image(data)
    assert photo.remark
    difference = np.abs(photo.rgb.astype(float) - whole.rgb)
    assert 0 < difference.mean() < 15


def test_remark_reaches_the_working_photo():
    data = save(PICTURE, "PNG")
    assert reduce(read_image(data)).remark == ""
    cut_off = reduce(read_image(data[:-40]))
    assert cut_off.remark
    assert shrink(cut_off, 20).remark == cut_off.remark


def damaged(data, rng):
    changed = bytearray(data)
    kind = rng.integers(3)
    if kind == 0:
        return bytes(changed[: rng.integers(len(changed))])
    reach = min(len(changed), 200) if kind == 1 else len(changed)
    for place in rng.integers(reach, size=rng.integers(1, 9)):
        changed[place] = rng.integers(256)
    return bytes(changed)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("format", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("TIFF", "RGB"),
        ("TIFF", "F"),
        ("WEBP", "RGBA"),
        ("AVIF", "RGB"),
        ("GIF", "P"),
        ("BMP", "RGB"),
    ],
)
def test_damaged_file_gives_a_photo_or_an_image_error(monkeypatch, format, mode):
    # A damaged header may ask for a large picture; those only cost time here.
    monkeypatch.setattr(module, "MAX_PIXELS", 100_000)
    small = Image.fromarray(PICTURE[::3, ::3])
    image = small.convert("L").convert("I;16") if mode == "I;16" else small.convert(mode)
    data = save(image, format)
    rng = np.random.default_rng(0)
    told = []
    for _ in range(150):
        changed = damaged(data, rng)
        try:
            photo = read_image(changed, max_pixels=module.MAX_PIXELS)
        except ImageError as error:
            told.append(str(error))
        else:
            assert photo.rgb.ndim == 3
            assert photo.rgb.dtype == np.uint8
        try:
            markers = read_marks(changed)
        except ImageError:
            continue
        assert markers.ndim == 2
    assert len(told) > 10
    assert all(message.endswith(".") for message in told)


@pytest.mark.parametrize(
    ("format", "dtype"),
    [
        ("PNG", np.uint8),
        ("PNG", np.uint16),
        ("TIFF", np.uint8),
        ("TIFF", np.uint16),
        ("TIFF", np.int32),
        ("BMP", np.uint8),
    ],
)
def test_marks_have_the_values_of_the_file(format, dtype):
    labels = np.random.default_rng(0).integers(0, 3, (11, 7)).astype(dtype)
    labels[0, 0] = 250
    markers = read_marks(save(labels, format))
    np.testing.assert_array_equal(markers, labels)
    assert markers.dtype == np.int32


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
def test_marks_of_a_palette_picture_are_its_indices(format):
    np.testing.assert_array_equal(
        read_marks(save(palette_picture(), format)), [[0, 1, 2], [2, 1, 0]]
    )


def test_one_bit_marks_are_zeros_and_ones():
    bits = np.eye(5, 9, dtype=bool)
    np.testing.assert_array_equal(read_marks(save(bits)), bits.astype(int))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "F"])
def test_marks_with_other_than_one_whole_channel_are_refused(mode):
    format = "TIFF" if mode == "F" else "PNG"
    with pytest.raises(ImageError, match=r"^The marks must be a label image"):
        read_marks(save(Image.fromarray(PICTURE).convert(mode), format))


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF", "GIF"])
def test_marks_in_other_formats_are_refused(format):
    with pytest.raises(ImageError, match="choose a PNG, TIFF or BMP file"):
        read_marks(save(PICTURE[..., 0], format))


def test_marks_that_can_not_be_opened_are_refused(tmp_path):
    with pytest.raises(ImageError, match=r"missing\.png.*can't be opened"):
        read_marks(tmp_path / "missing.png")
