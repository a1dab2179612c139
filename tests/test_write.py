import io

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms
from skimage.data import astronaut

from segmentation.finishing import Cutout, encode
from segmentation.photo import write as module
from segmentation.photo.read import read_image
from segmentation.photo.write import encode_animation, encode_gray, encode_jpeg, encode_webp

PICTURE = astronaut()[100:148, 150:214]
GPS_LATITUDE = {1: "N", 2: (48.0, 12.0, 30.0)}


def cutout(info=None):
    rng = np.random.default_rng(0)
    rgba = rng.integers(0, 256, (21, 34, 4)).astype(np.uint8)
    rgba[(rng.random((21, 34)) < 0.5) | (rgba[..., 3] == 0)] = 0
    matte = rgba[..., 3]
    return Cutout(rgba=rgba, mask=matte > 127, matte=matte, info=info or {})


def photo_info(**options):
    """What the file of a photo by a camera that knows its place says."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(GPS_LATITUDE)
    buffer = io.BytesIO()
    Image.fromarray(PICTURE).save(buffer, "JPEG", exif=exif, **options)
    return read_image(buffer.getvalue()).info


def opened(data):
    return Image.open(io.BytesIO(data))


def on_white(rgba):
    opacity = rgba[..., 3:] / 255
    return opacity * rgba[..., :3] + (1 - opacity) * 255


@pytest.mark.parametrize("format", ["png", "webp", "tiff"])
def test_encoded_cutout_holds_straight_colors_and_opacity(format):
    image = opened(encode(cutout(), format=format))
    assert (image.format, image.mode) == (format.upper(), "RGBA")
    np.testing.assert_array_equal(np.array(image), cutout().rgba)


def test_encoded_cutout_is_read_back_as_a_photo():
    photo = read_image(encode(cutout()))
    np.testing.assert_array_equal(photo.alpha, cutout().rgba[..., 3])
    seen = photo.alpha > 0
    np.testing.assert_array_equal(photo.rgb[seen], cutout().rgba[seen, :3])


def test_png_is_the_format_unless_told():
    assert encode(cutout()) == encode(cutout(), format="png")


def test_jpeg_is_laid_on_white():
    rgba = np.dstack([PICTURE, np.full(PICTURE.shape[:2], 255, np.uint8)])
    rgba[:, :20, 3] = 0
    rgba[:, 20:40, 3] = 128
    image = opened(encode(Cutout(rgba, rgba[..., 3] > 0, rgba[..., 3]), format="jpeg", quality=100))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert np.abs(np.array(image) - on_white(rgba)).mean() < 3


@pytest.mark.parametrize("options", [{"format": "jpeg"}, {"format": "webp", "lossless": False}])
def test_quality_trades_size_for_error(options):
    opaque = np.full(PICTURE.shape[:2], 255, np.uint8)
    whole = Cutout(np.dstack([PICTURE, opaque]), opaque > 0, opaque)
    coarse, fine = (encode(whole, quality=quality, **options) for quality in (10, 95))
    assert len(coarse) < len(fine)
    errors = [
        np.abs(read_image(data).rgb - PICTURE.astype(float)).mean() for data in (coarse, fine)
    ]
    assert errors[0] > errors[1]
    assert encode(whole, **options) == encode(whole, quality=90, **options)


def test_lossless_webp_is_the_default():
    assert encode(cutout(), format="webp") == encode(cutout(), format="webp", lossless=True)
    assert encode(cutout(), format="webp") != encode(cutout(), format="webp", lossless=False)


@pytest.mark.parametrize("format", ["gif", "PNG", "", None])
def test_unknown_format_is_refused(format):
    with pytest.raises(ValueError, match=r"^format must be one of png, .*got"):
        encode(cutout(), format=format)


def test_side_that_webp_can_not_hold_is_refused(monkeypatch):
    monkeypatch.setattr(module, "WEBP_MAX_SIDE", 33)
    with pytest.raises(ValueError, match=r"at most 33 pixels each way, got 34 × 21"):
        encode(cutout(), format="webp")
    assert encode(cutout(), format="png")


@pytest.mark.parametrize("format", ["png", "tiff", "jpeg"])
def test_resolution_survives(format):
    info = photo_info(dpi=(300, 300))
    image = opened(encode(cutout(info), format=format))
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize("format", ["png", "webp", "tiff", "jpeg"])
def test_color_profile_survives(format):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    info = photo_info(icc_profile=profile)
    assert opened(encode(cutout(info), format=format)).info["icc_profile"] == profile
    assert "icc_profile" not in opened(encode(cutout(photo_info()), format=format)).info


@pytest.mark.parametrize("format", ["png", "webp", "tiff", "jpeg"])
def test_camera_and_place_are_left_out_unless_asked_for(format):
    info = photo_info()
    plain = opened(encode(cutout(info), format=format)).getexif()
    assert ExifTags.Base.Make not in plain
    assert not plain.get_ifd(ExifTags.IFD.GPSInfo)
    kept = opened(encode(cutout(info), format=format, keep_metadata=True)).getexif()
    assert kept[ExifTags.Base.Make] == "Camera"
    assert kept.get_ifd(ExifTags.IFD.GPSInfo) == GPS_LATITUDE
    # The picture is upright already.
    assert kept.get(ExifTags.Base.Orientation, 1) == 1


@pytest.mark.parametrize("name", ["mask", "matte", "trimap"])
def test_gray_pictures_hold_the_values(name):
    values = getattr(cutout(), name)
    image = opened(encode_gray(values))
    assert (image.format, image.mode) == ("PNG", "L")
    np.testing.assert_array_equal(np.array(image), values * (255 if name == "mask" else 1))


def test_jpeg_for_showing_is_close_to_the_image():
    image = opened(encode_jpeg(PICTURE))
    assert image.format == "JPEG"
    assert np.abs(np.array(image) - PICTURE.astype(float)).mean() < 6


def test_quality_of_a_jpeg_for_showing_trades_size_for_error():
    coarse, fine = (encode_jpeg(PICTURE, quality=quality) for quality in (20, 95))
    errors = [
        np.abs(read_image(data).rgb - PICTURE.astype(float)).mean() for data in (coarse, fine)
    ]
    assert len(coarse) < len(fine)
    assert errors[0] > errors[1]
    assert encode_jpeg(PICTURE) == encode_jpeg(PICTURE, quality=85)


def test_animation_shows_all_frames_for_their_time_and_starts_anew():
    colors = ((200, 30, 30), (30, 160, 60), (40, 60, 220))
    frames = [np.full((12, 16, 3), color, np.uint8) for color in colors]
    data = encode_animation(frames, frame_ms=70, last_ms=900)
    with Image.open(io.BytesIO(data)) as film:
        assert (film.format, film.n_frames, film.info["loop"]) == ("GIF", 3, 0)
        shown = []
        for number, frame in enumerate(frames):
            film.seek(number)
            shown.append(film.info["duration"])
            np.testing.assert_allclose(np.array(film.convert("RGB")), frame, atol=2)
    assert shown == [70, 70, 900]


@pytest.mark.parametrize("format", ["png", "webp", "tiff", "jpeg"])
@pytest.mark.parametrize(
    "info",
    [
        {"dpi": (float("nan"), 72)},
        {"dpi": (float("inf"), 72)},
        {"dpi": (1e12, 1e12)},
        {"dpi": (-1, -1)},
        {"exif": b"Exif\0\0no such thing"},
        {"exif": b"Exif\0\0" + bytes(70_000)},
        {"icc_profile": b"nothing"},
    ],
    ids=["nan", "inf", "absurd", "negative", "garbage", "long", "no profile"],
)
def test_what_a_format_can_not_hold_never_costs_the_cutout(format, info):
    image = opened(encode(cutout(info), format=format, keep_metadata=True))
    assert image.size == (34, 21)
    image.load()


def test_shown_webp_keeps_opacity_and_as_much_of_the_colors_as_is_asked_for():
    rgba = np.dstack([PICTURE, np.indices(PICTURE.shape[:2]).sum(axis=0).astype(np.uint8)])
    exact, good, poor = (
        np.array(Image.open(io.BytesIO(encode_webp(rgba, quality=quality))))
        for quality in (None, 95, 5)
    )
    np.testing.assert_array_equal(exact[rgba[..., 3] > 0], rgba[rgba[..., 3] > 0])
    for shown in (good, poor):
        np.testing.assert_array_equal(shown[..., 3], rgba[..., 3])
    errors = [np.abs(each.astype(int) - rgba)[5:, 5:].mean() for each in (exact, good, poor)]
    assert errors == sorted(errors)
    assert errors[1] < errors[2]
    opaque = np.array(Image.open(io.BytesIO(encode_webp(PICTURE))))
    np.testing.assert_array_equal(opaque, PICTURE)
