import io

import numpy as np
import pytest
from PIL import Image

from segmentation.photo import gif as module
from segmentation.photo.errors import ImageError
from segmentation.photo.gif import take_apart
from segmentation.photo.read import read_image

GRAY = np.arange(48, dtype=np.uint8).reshape(6, 8) * 5
COMMENT = b"\x21\xfe\5hello\0"


def gif(**options):
    buffer = io.BytesIO()
    Image.fromarray(GRAY).save(buffer, "GIF", **options)
    return buffer.getvalue()


def with_comments(data, comments):
    at = 13 + (3 << (data[10] & 7) + 1)
    return data[:at] + comments + data[at:]


def test_comments_are_left_out_and_transparency_is_kept():
    data = gif(transparency=0)
    commented = with_comments(data, COMMENT * 20)
    assert take_apart(commented).data == take_apart(data).data
    photo = read_image(commented)
    np.testing.assert_array_equal(photo.rgb[GRAY > 0, 0], GRAY[GRAY > 0])
    np.testing.assert_array_equal(photo.alpha, np.where(GRAY == 0, 0, 255))


@pytest.mark.parametrize("comments", [COMMENT * 60, b"\x21\xfe" + b"\1a" * 60 + b"\0"])
def test_more_comments_than_there_is_time_for_are_refused(monkeypatch, comments):
    monkeypatch.setattr(module, "MAX_BLOCKS", 50)
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(with_comments(gif(), comments))


@pytest.mark.parametrize("length", range(6, 30, 3))
def test_file_that_ends_before_its_picture_is_refused(length):
    with pytest.raises(ImageError, match="damaged"):
        read_image(gif()[:length])


def test_pictures_after_the_first_are_left_out():
    frames = [Image.fromarray(GRAY // (i + 1)) for i in range(20)]
    animated = gif(save_all=True, append_images=frames)
    assert len(take_apart(animated).data) < len(animated) / 10
    np.testing.assert_array_equal(read_image(animated).rgb[..., 0], GRAY)


def test_first_picture_with_colors_of_its_own_is_kept():
    image = Image.fromarray(GRAY).convert("P")
    buffer = io.BytesIO()
    image.save(buffer, "GIF")
    data = buffer.getvalue()
    at = 13 + (3 << (data[10] & 7) + 1)
    palette, flags = data[13:at], data[10]
    start = data.index(b"\x2c", at)
    # The same colors, for the picture instead of for the file.
    local = data[:10] + bytes([flags & 0x7F]) + data[11:13] + data[at : start + 9]
    local += bytes([0x80 | flags & 7]) + palette + data[start + 10 :]
    np.testing.assert_array_equal(read_image(local).rgb, read_image(data).rgb)
    assert take_apart(local + bytes(100)).data == local[:-1]
