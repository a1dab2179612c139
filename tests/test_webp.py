import io

import numpy as np
import pytest
from PIL import Image

from segmentation.photo import webp as module
from segmentation.photo.errors import ImageError
from segmentation.photo.read import read_image
from segmentation.photo.webp import take_apart

FRAMES = np.random.default_rng(1).integers(0, 256, (6, 30, 41, 4)).astype(np.uint8)
LOSSLESS = {"lossless": True, "exact": True}


def webp(frames, **options):
    first, *rest = map(Image.fromarray, frames)
    buffer = io.BytesIO()
    first.save(buffer, "WEBP", save_all=bool(rest), append_images=rest, **LOSSLESS, **options)
    return buffer.getvalue()


def test_frames_after_the_first_are_left_out_and_what_is_said_is_kept():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    animated = webp(FRAMES, exif=exif)
    assert len(take_apart(animated).data) < len(animated) / 3
    photo, single = read_image(animated), read_image(webp(FRAMES[:1], exif=exif))
    np.testing.assert_array_equal(photo.rgb, single.rgb)
    np.testing.assert_array_equal(photo.alpha, single.alpha)
    assert photo.info["exif"] == single.info["exif"]
    assert photo.rgb.shape == (41, 30, 3)


@pytest.mark.parametrize("channels", [3, 4])
def test_single_picture_is_left_as_it_is(channels):
    data = webp(FRAMES[:1, ..., :channels])
    assert take_apart(data).data is data
    photo = read_image(data)
    seen = np.ones(photo.rgb.shape[:2], bool) if photo.alpha is None else photo.alpha > 0
    np.testing.assert_array_equal(photo.rgb[seen], FRAMES[0, ..., :3][seen])


def test_more_chunks_than_there_is_time_for_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_CHUNKS", 5)
    with pytest.raises(ImageError, match="far more time or memory"):
        read_image(webp(FRAMES))


def test_first_frame_that_is_broken_is_refused():
    data = webp(FRAMES)
    at = data.index(b"VP8L") + 8
    with pytest.raises(ImageError, match="damaged"):
        read_image(data[:at] + bytes(40) + data[at + 40 :])
