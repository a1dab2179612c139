import io
import sys

import numpy as np
import pytest
from PIL import Image, ImageCms

from segmentation.photo import apart, read_image
from segmentation.photo.apart import Reader
from segmentation.photo.errors import ImageError

LIMITS = (apart.MAX_PIXELS, None)
PICTURE = np.random.default_rng(0).integers(0, 256, (40, 50, 4)).astype(np.uint8)


def save(format, pixels=PICTURE[..., :3], **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format, **options)
    return buffer.getvalue()


def telling_file():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return save("PNG", PICTURE, exif=exif, icc_profile=profile, dpi=(300, 240))


@pytest.fixture
def reader():
    reader = Reader()
    yield reader
    reader.close()


@pytest.fixture
def started(monkeypatch, tmp_path):
    """A function that starts a reader with another worker."""
    readers = []

    def start(source):
        script = tmp_path / "other.py"
        script.write_text(source)
        monkeypatch.setattr(apart, "WORKER", script)
        readers.append(Reader())
        return readers[-1]

    yield start
    readers[0].close()


def changed_worker(before, after):
    """The worker itself, with a line changed."""
    assert before in apart.WORKER.read_text()
    return (
        f"path = {str(apart.WORKER)!r}\n"
        f"source = open(path).read().replace({before!r}, {after!r})\n"
        "exec(compile(source, path, 'exec'), {'__name__': '__main__', '__file__': path})\n"
    )


def test_photo_is_the_same(reader):
    cut_off = save("PNG")[:-2000]
    for data in (save("JPEG"), save("WEBP", PICTURE), telling_file(), cut_off):
        expected, photo = read_image(data), reader.read(data, *LIMITS)
        np.testing.assert_array_equal(photo.rgb, expected.rgb)
        assert (photo.alpha is None) == (expected.alpha is None)
        if photo.alpha is not None:
            np.testing.assert_array_equal(photo.alpha, expected.alpha)
        assert photo.info == expected.info
        assert (photo.digest, photo.remark) == (expected.digest, expected.remark)
        assert not photo.rgb.flags.writeable


def test_limits_of_size_are_passed_on(reader):
    assert reader.read(save("PNG"), 2_000, 500).rgb.shape == (20, 25, 3)
    with pytest.raises(ImageError, match=r"50 × 40 pixels; at most 0\.001 megapixels"):
        reader.read(save("PNG"), 1_000, None)


def test_errors_are_the_same_and_the_next_picture_is_read(reader):
    for data in (b"", b"no picture", save("TIFF")[:-3000]):
        with pytest.raises(ImageError) as expected:
            read_image(data)
        with pytest.raises(ImageError) as caught:
            reader.read(data, *LIMITS)
        assert str(caught.value) == str(expected.value)
    assert reader.read(save("PNG"), *LIMITS).rgb.shape == (40, 50, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_picture_that_takes_too_long_is_stopped_and_the_next_one_read(monkeypatch, started):
    slow = save("PNG", np.zeros((6_000, 6_000), np.uint8))
    source = changed_worker(
        "TIME_S, TIME_S_PER_PIXEL = 3, 0.15e-6", "TIME_S, TIME_S_PER_PIXEL = 0.08, 0"
    )
    reader = started(source)
    with pytest.raises(ImageError, match="far more time or memory"):
        reader.read(slow, *LIMITS)
    assert reader.read(save("PNG"), *LIMITS).rgb.shape == (40, 50, 3)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_picture_that_takes_too_much_memory_is_refused_and_the_next_one_read(started):
    large = save("PNG", np.zeros((6_000, 6_000), np.uint8))
    assert read_image(large).rgb.shape == (6_000, 6_000, 3)
    reader = started(
        changed_worker(
            "MEMORY_BYTES, MEMORY_BYTES_PER_PIXEL = 300_000_000, 8",
            "MEMORY_BYTES, MEMORY_BYTES_PER_PIXEL = 120_000_000, 0",
        )
    )
    with pytest.raises(ImageError, match="far more time or memory"):
        reader.read(large, *LIMITS)
    assert reader.read(save("PNG"), *LIMITS).rgb.shape == (40, 50, 3)


def test_decoder_that_dies_costs_only_its_picture(started):
    dying = "photo = read.read_within"
    reader = started(changed_worker(dying, f"len(data) > 4000 and os.abort(); {dying}"))
    with pytest.raises(ImageError, match="far more time or memory"):
        reader.read(save("BMP"), *LIMITS)
    assert reader.read(save("JPEG", quality=10), *LIMITS).rgb.shape == (40, 50, 3)


def test_decoder_that_hangs_is_killed(monkeypatch, started):
    hanging = "photo = read.read_within"
    hang = "len(data) > 4000 and __import__('time').sleep(1000)"
    reader = started(changed_worker(hanging, f"{hang}; {hanging}"))
    assert reader.read(save("JPEG", quality=10), *LIMITS).rgb.shape == (40, 50, 3)
    monkeypatch.setattr(apart, "MOST_WAITING_S", 0.1)
    with pytest.raises(ImageError, match="far more time or memory"):
        reader.read(save("BMP"), *LIMITS)


@pytest.mark.parametrize("source", ["raise SystemExit(1)", "import os; os.abort()"])
def test_without_a_process_pictures_are_read_in_this_one(started, source):
    reader = started(source)
    np.testing.assert_array_equal(reader.read(save("PNG"), *LIMITS).rgb, PICTURE[..., :3])
    with pytest.raises(ImageError, match="not a picture"):
        reader.read(b"text", *LIMITS)


@pytest.mark.parametrize("executable", ["/nowhere/python", "", None])
def test_where_no_process_can_be_started_pictures_are_read_in_this_one(
    monkeypatch, reader, executable
):
    monkeypatch.setattr(sys, "executable", executable)
    np.testing.assert_array_equal(reader.read(save("PNG"), *LIMITS).rgb, PICTURE[..., :3])


def test_process_ends_with_the_program(reader):
    reader.read(save("PNG"), *LIMITS)
    process = reader._process
    process.stdin.close()
    assert process.wait(timeout=30) == 0


def test_worker_imports_no_more_than_reading_needs(started):
    listing = "{'error': ' '.join(sys.modules)}, {}"
    reader = started(changed_worker("allow(0)\n", f"return {listing}\n"))
    with pytest.raises(ImageError) as caught:
        reader.read(b"", *LIMITS)
    assert not {"scipy", "skimage", "streamlit"} & set(str(caught.value).split())
