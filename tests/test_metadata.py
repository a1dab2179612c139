import io
import struct
import zlib

import numpy as np
import pytest
from PIL import ExifTags, Image

from segmentation.finishing import Cutout, encode
from segmentation.photo.metadata import MAX_EXIF_BYTES, kept_exif, open_exif, sane_dpi
from segmentation.photo.read import read_image

RGB = np.random.default_rng(1).integers(0, 256, (24, 40, 3)).astype(np.uint8)
LOSSLESS = {"PNG": {}, "TIFF": {}, "WEBP": {"lossless": True}}
OPTIONS = {**LOSSLESS, "JPEG": {"quality": 95}, "AVIF": {"quality": 95}}
BROKEN = {
    "garbage": b"no such thing",
    "empty": b"",
    "zeros": bytes(8),
    "cut off": b"II*\0",
    "cut off behind the number of entries": b"II*\0\x08\0\0\0\x09\0",
    "shifted": b"\0\0\x11\0\0\1\4\0",
    "text of Python bytes": b"b'Exif\\x00\\x00'",
    "beyond the end": b"MM\0*\xff\xff\xff\xff",
    "pointing at itself": b"II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\0\0\0\0",
    "entry beyond the end": b"II*\0\x08\0\0\0\1\0\x0f\1\2\0\xff\xff\xff\x7f\x10\0\0\0\0\0\0\0",
    "unknown type": b"II*\0\x08\0\0\0\1\0\x12\1\x63\0\1\0\0\0\6\0\0\0\0\0\0\0",
    "orientation out of range": b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x63\0\0\0\0\0\0\0",
}


def save(format, **options):
    buffer = io.BytesIO()
    Image.fromarray(RGB).save(buffer, format, **OPTIONS.get(format, {}), **options)
    return buffer.getvalue()


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(*chunks):
    data = save("PNG")
    at = data.index(b"IDAT") - 4
    return data[:at] + b"".join(chunks) + data[at:]


def with_exif(format, exif):
    """Return a picture with EXIF just as it is."""
    if format == "PNG":
        return png_with(chunk(b"eXIf", exif))
    if format == "JPEG":
        body = b"Exif\0\0" + exif
        return (
            save("JPEG")[:2]
            + b"\xff\xe1"
            + struct.pack(">H", len(body) + 2)
            + body
            + save("JPEG")[2:]
        )
    if format == "WEBP":
        # The writer takes bytes as they are; without any there is no chunk.
        return save("WEBP", exif=exif or b"\0")
    sound = Image.Exif()
    sound[ExifTags.Base.Make] = "M" * max(8, len(exif) - 38)
    data = save("AVIF", exif=sound)
    at = data.index(b"II*\0") if b"II*\0" in data else data.index(b"MM\0*")
    return data[:at] + exif + data[at + len(exif) :]


def camera_exif(**parts):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    exif[ExifTags.Base.Orientation] = parts.get("orientation", 6)
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (48.0, 12.0, 30.0)})
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details.update({ExifTags.Base.FNumber: 2.8, ExifTags.Base.MakerNote: b"private" * 9})
    return exif


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_broken_exif_costs_nothing(format, what):
    plain = read_image(save(format))
    photo = read_image(with_exif(format, BROKEN[what]))
    np.testing.assert_array_equal(photo.rgb, plain.rgb)
    assert photo.remark == ""


@pytest.mark.parametrize("hexadecimal", [b"zzzz", b"45786", b"", b"4578696600", b"\xff\xfe"])
@pytest.mark.parametrize("name", [b"zTXt", b"tEXt"])
def test_exif_in_a_text_of_digits_costs_nothing(name, hexadecimal):
    text = b"\nexif\n      10\n" + hexadecimal + b"\n"
    body = text if name == b"tEXt" else b"\0" + zlib.compress(text)
    photo = read_image(png_with(chunk(name, b"Raw profile type exif\0" + body)))
    np.testing.assert_array_equal(photo.rgb, RGB)


@pytest.mark.parametrize("name", [b"zTXt", b"tEXt"])
def test_exif_in_a_text_of_digits_is_read(name):
    digits = camera_exif().tobytes().hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    text = b"\nexif\n%8d\n" % (len(digits) // 2) + lines + b"\n"
    body = text if name == b"tEXt" else b"\0" + zlib.compress(text)
    photo = read_image(png_with(chunk(name, b"Raw profile type exif\0" + body)))
    np.testing.assert_array_equal(photo.rgb, np.rot90(RGB, -1))
    assert b"Camera" in photo.info["exif"]


@pytest.mark.parametrize("format", OPTIONS)
def test_what_camera_and_place_are_is_kept_without_what_points_into_the_file(format):
    photo = read_image(save(format, exif=camera_exif().tobytes()))
    kept = Image.Exif()
    kept.load(photo.info["exif"])
    assert kept[ExifTags.Base.Make] == "Camera"
    assert kept.get_ifd(ExifTags.IFD.GPSInfo) == {1: "N", 2: (48.0, 12.0, 30.0)}
    details = kept.get_ifd(ExifTags.IFD.Exif)
    assert float(details[ExifTags.Base.FNumber]) == pytest.approx(2.8)
    assert ExifTags.Base.MakerNote not in details
    assert ExifTags.Base.Orientation not in kept


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_more_exif_than_a_jpeg_holds_is_not_read(format):
    entries = struct.pack("<HHIHH", 0x112, 3, 1, 6, 0) + struct.pack("<HHII", 0x13B, 2, 200, 60)
    exif = b"II*\0\x08\0\0\0\2\0" + entries + bytes(4)
    short = read_image(with_exif(format, exif.ljust(MAX_EXIF_BYTES, b"\0")))
    np.testing.assert_array_equal(short.rgb, np.rot90(RGB, -1))
    long = read_image(with_exif(format, exif.ljust(MAX_EXIF_BYTES + 1, b"\0")))
    np.testing.assert_array_equal(long.rgb, RGB)
    assert "exif" not in long.info


def test_entries_that_share_their_values_stay_within_bounds():
    entries = b"".join(struct.pack("<HHII", 0x9000 + n, 5, 7000, 60) for n in range(2000))
    inner = struct.pack("<H", 2000) + entries + bytes(4)
    outer = b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 0x8769, 4, 1, 26) + bytes(4)
    exif = (outer + inner).ljust(65_000, b"\0")
    kept = kept_exif(open_exif(exif))
    assert kept is None or len(kept) < 65_536


RESOLUTIONS = [(0, 0), (72, 0), (1, 100), (4_000_000_000, 1), (0, 1), (65_536, 1)]


@pytest.mark.parametrize("ratio", RESOLUTIONS)
@pytest.mark.parametrize("written", ["png", "tiff", "jpeg", "webp"])
def test_absurd_resolution_of_a_tiff_is_dropped_and_the_cutout_written(written, ratio):
    data = save("TIFF", dpi=(72, 72)).replace(struct.pack("<II", 72, 1), struct.pack("<II", *ratio))
    info = read_image(data).info
    assert "dpi" not in info
    opaque = np.full(RGB.shape[:2], 255, np.uint8)
    cutout = Cutout(np.dstack([RGB, opaque]), opaque > 0, opaque, info)
    assert Image.open(io.BytesIO(encode(cutout, format=written))).size == (40, 24)


@pytest.mark.parametrize(("units", "dpi"), [((11811, 11811, 1), 300), ((11811, 11811, 0), None)])
def test_resolution_of_a_png_is_told_in_meters(units, dpi):
    found = read_image(png_with(chunk(b"pHYs", struct.pack(">IIB", *units)))).info.get("dpi")
    assert found == (None if dpi is None else pytest.approx((dpi, dpi), abs=0.1))


def test_resolution_of_a_jpeg_stands_in_its_exif_as_well():
    exif = Image.Exif()
    exif[ExifTags.Base.XResolution] = exif[ExifTags.Base.YResolution] = 118.11
    exif[ExifTags.Base.ResolutionUnit] = 3
    assert read_image(save("JPEG", exif=exif)).info["dpi"] == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -72.0, 0.0, 1e9])
def test_resolution_that_no_format_holds_is_none(value):
    assert sane_dpi((value, 72.0)) is None
    assert sane_dpi((72.0, value)) is None
    assert sane_dpi((72.0, 300.0)) == (72.0, 300.0)
