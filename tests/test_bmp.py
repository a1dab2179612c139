import struct

import numpy as np
import pytest
from test_colors import COLORS, LINEAR_SHOWN, matrix_profile

from segmentation.photo import bmp as module
from segmentation.photo.errors import ImageError
from segmentation.photo.read import read_image


def bmp(color_space, profile=b""):
    """Return a BMP file of version 5."""
    rows, cols = COLORS.shape[:2]
    body = COLORS[::-1, :, ::-1].tobytes()
    header = struct.pack("<IiiHHIIiiII", 124, cols, rows, 1, 24, 0, len(body), 0, 0, 0, 0)
    header += bytes(16) + color_space + bytes(48)
    header += struct.pack("<4I", 4, 124 + len(body), len(profile), 0)
    start = struct.pack("<IHHI", 0, 0, 0, 138)
    return b"BM" + start + header + body + profile


def runs(body, width, height):
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(body), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 0, 0, 0, 1078) + header + bytes(1024) + body


@pytest.mark.parametrize(
    ("color_space", "expected"),
    [(b"DEBM", LINEAR_SHOWN), (b"BGRs", COLORS[0]), (b"KNIL", COLORS[0])],
)
def test_embedded_profile_is_converted_as_browsers_do(color_space, expected):
    rgb = read_image(bmp(color_space, matrix_profile(1))).rgb[0].astype(float)
    np.testing.assert_allclose(rgb, expected, atol=1)


@pytest.mark.parametrize("profile", [b"", b"nothing" * 30, matrix_profile(1)[:200]])
def test_broken_profile_is_ignored(profile):
    np.testing.assert_array_equal(read_image(bmp(b"DEBM", profile)).rgb, COLORS)


def test_more_runs_than_there_is_time_for_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_RUN_BYTES", 3_000)
    assert read_image(runs(b"\4\0\0\0" * 4, 4, 4)).rgb.shape == (4, 4, 3)
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(runs(b"\1\0" * 3_000, 4, 4))


@pytest.mark.parametrize("length", range(2, 40, 3))
def test_file_that_ends_in_its_header_is_refused(length):
    with pytest.raises(ImageError, match="damaged"):
        read_image(bmp(b"BGRs")[:length])
