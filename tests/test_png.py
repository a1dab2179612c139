import io
import itertools
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from segmentation.photo import png as module
from segmentation.photo.errors import ImageError
from segmentation.photo.png import take_apart
from segmentation.photo.read import read_image

RGB = np.random.default_rng(1).integers(0, 256, (24, 40, 3)).astype(np.uint8)
LONG = zlib.compress(b"steps " * 300_000)
BESIDE = {
    "zTXt": (b"zTXt", b"workflow\0\0" + LONG),
    "iTXt": (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + LONG),
    "text without an end": (b"tEXt", b"key"),
    "text that is not compressed": (b"zTXt", b"key\0\0nothing"),
    "profile without a name": (b"iCCP", b""),
    "profile that unpacks to a gigabyte": (b"iCCP", b"x\0\0" + zlib.compress(bytes(50_000_000), 9)),
    "short gamma": (b"gAMA", b"\0"),
    "gamma of none": (b"gAMA", bytes(4)),
    "chromaticities of none": (b"cHRM", bytes(32)),
    "short code points": (b"cICP", b"\1"),
    "unknown code points": (b"cICP", b"\xff\xff\0\1"),
    "short resolution": (b"pHYs", b"\0"),
    "transparency of another kind": (b"tRNS", b"\0"),
    "background": (b"bKGD", b"\0" * 99),
    "time": (b"tIME", b""),
    "animation": (b"acTL", b"\0"),
    "unknown": (b"abCd", b"x" * 100_000),
}


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def save(pixels, **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **options)
    return buffer.getvalue()


def with_chunk(data, name, body, before=b"IDAT"):
    at = data.index(before) - 4
    return data[:at] + chunk(name, body) + data[at:]


@pytest.mark.parametrize("before", [b"IDAT", b"IEND"])
@pytest.mark.parametrize("what", BESIDE)
def test_chunks_beside_the_picture_never_cost_it(what, before):
    name, body = BESIDE[what]
    sound = with_chunk(save(RGB), name, body, before)
    for data in (sound, sound.replace(zlib.crc32(name + body).to_bytes(4, "big"), b"\1\2\3\4")):
        photo = read_image(data)
        np.testing.assert_array_equal(photo.rgb, RGB)
        assert (photo.alpha, photo.remark) == (None, "")


def test_too_many_chunks_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_CHUNKS", 50)
    data = save(RGB)
    for count, is_read in ((40, True), (60, False)):
        many = data[:33] + chunk(b"abCd", b"") * count + data[33:]
        if is_read:
            assert take_apart(many).data == take_apart(data).data
        else:
            with pytest.raises(ImageError, match="far more time or memory"):
                take_apart(many)


def test_pixels_may_come_in_any_number_of_chunks():
    data = save(RGB)
    at, end = data.index(b"IDAT") - 4, data.index(b"IEND") - 4
    body = data[at + 8 : end - 4]
    single = b"".join(chunk(b"IDAT", body[n : n + 1]) for n in range(len(body)))
    np.testing.assert_array_equal(read_image(data[:at] + single + data[end:]).rgb, RGB)


def test_transparent_color_of_16_bits_becomes_opacity():
    values = np.array([[[1000, 2000, 3000], [9000, 2000, 3000]]], np.uint16)
    raw = b"\0" + values.astype(">u2").tobytes()
    header = struct.pack(">IIBBBBB", 2, 1, 16, 2, 0, 0, 0)
    data = b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"tRNS", struct.pack(">3H", 1000, 2000, 3000)),
            chunk(b"IDAT", zlib.compress(raw)),
            chunk(b"IEND", b""),
        ]
    )
    np.testing.assert_array_equal(read_image(data).alpha, [[0, 255]])


def said_colors(*chunks):
    data = save(RGB)
    for name, body in reversed(chunks):
        data = with_chunk(data, name, body)
    said = take_apart(data).said
    return bool(said.profile), said.encoding


def test_code_points_come_before_a_profile_and_that_before_the_rest():
    from test_colors import matrix_profile

    points = (b"cICP", b"\x0c\x0d\0\1")
    profile = (b"iCCP", b"x\0\0" + zlib.compress(matrix_profile(1.0)))
    same = (b"sRGB", b"\0")
    gamma = (b"gAMA", struct.pack(">I", 100_000))
    alone = said_colors(points)
    assert alone[1] is not None
    for order in itertools.permutations([points, profile, same, gamma]):
        assert said_colors(*order) == alone
    assert said_colors(profile, same, gamma) == (True, None)
    assert said_colors(same, gamma) == (False, None)
    assert said_colors(gamma)[1] is not None


@pytest.mark.parametrize("body", [b"\x0c\x0d\1\1", b"\x0c\x0d\0\0", b"\x0c\x0d\0\1\0"])
def test_code_points_that_no_png_can_have_are_ignored(body):
    assert said_colors((b"cICP", body)) == (False, None)


def test_colors_told_behind_the_pixels_are_ignored():
    data = with_chunk(save(RGB), b"gAMA", struct.pack(">I", 100_000), b"IEND")
    np.testing.assert_array_equal(read_image(data).rgb, RGB)


@pytest.mark.parametrize(
    "data", [b"", b"\0\0\0\x0dIHDR", chunk(b"IDAT", b"x"), chunk(b"IHDR", b"")]
)
def test_file_without_a_header_is_refused(data):
    with pytest.raises(ImageError, match="damaged"):
        read_image(b"\x89PNG\r\n\x1a\n" + data)
