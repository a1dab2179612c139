import dataclasses

import numpy as np
import pytest
from PIL import Image

from segmentation import Backdrop, Frame, Recipe, Shadow, encode, finish, fit, read_image
from segmentation.finishing.frame import fitted_shape, frame_box, resize_rgba, take


def alpha_with(rows, cols, shape=(60, 100)):
    alpha = np.zeros(shape, np.uint8)
    alpha[rows, cols] = 255
    return alpha


SUBJECT = slice(20, 40), slice(70, 80)
ALPHA = alpha_with(*SUBJECT)
IMAGE = np.random.default_rng(0).integers(0, 256, (*ALPHA.shape, 3), np.uint8)


def size_of(box):
    return tuple(each.stop - each.start for each in box)


@pytest.mark.parametrize("aspect", ["1:1", "4:5", "16:9", "7:9"])
@pytest.mark.parametrize("margin_percent", [0, 10, 25])
def test_frame_is_the_smallest_of_its_aspect_with_the_margin(aspect, margin_percent):
    frame = Frame(aspect, margin_percent=margin_percent)
    rows, cols = size_of(frame_box(ALPHA, frame))
    free = 1 - margin_percent / 50
    # One side is as short as the subject and its margin allow, the other follows.
    assert rows == pytest.approx(max(20 / free, 10 / free / frame.ratio), abs=0.5)
    assert cols == pytest.approx(rows * frame.ratio, abs=1)


@pytest.mark.parametrize("place", [(0, 0), (20, 70), (39, 88)])
def test_subject_is_in_the_middle_even_where_the_photo_ends(place):
    alpha = alpha_with(slice(place[0], place[0] + 20), slice(place[1], place[1] + 11))
    framed = take(alpha, frame_box(alpha, Frame("16:9", margin_percent=20)))
    for axis in (0, 1):
        seen = np.flatnonzero(framed.any(axis=axis))
        before, after = seen[0], framed.shape[1 - axis] - 1 - seen[-1]
        assert abs(before - after) <= 1
    assert (framed > 0).sum() == (alpha > 0).sum()


def test_frame_of_nothing_is_around_the_photo():
    assert size_of(frame_box(ALPHA * 0, Frame("1:1", margin_percent=0))) == (100, 100)


def test_frame_larger_than_any_photo_is_refused():
    wide = np.broadcast_to(np.uint8(255), (1, 20_000))
    with pytest.raises(ValueError, match="20000 × 20000 pixels"):
        frame_box(wide, Frame("1:1", margin_percent=0))


def test_taken_is_what_padding_and_slicing_give():
    box = slice(-7, 30), slice(90, 130)
    for mirror, mode in ((False, "constant"), (True, "symmetric")):
        padded = np.pad(IMAGE, ((7, 0), (0, 30), (0, 0)), mode=mode)
        np.testing.assert_array_equal(take(IMAGE, box, mirror=mirror), padded[:37, 90:])


def test_taken_within_the_image_is_a_slice():
    np.testing.assert_array_equal(take(IMAGE, SUBJECT), IMAGE[SUBJECT])
    assert take(IMAGE, SUBJECT).flags.c_contiguous


@pytest.mark.parametrize(
    ("frame", "shape"),
    [
        (Frame(), (60, 100)),
        (Frame(width_px=50), (30, 50)),
        (Frame(height_px=30), (30, 50)),
        (Frame(width_px=50, height_px=15), (15, 25)),
        (Frame(width_px=200), (60, 100)),
        (Frame(width_px=200, enlarge=True), (120, 200)),
        (Frame(height_px=90, enlarge=True), (90, 150)),
    ],
)
def test_picture_is_as_large_as_allowed(frame, shape):
    assert fitted_shape((60, 100), frame) == shape


@pytest.mark.parametrize("shape", [(129, 100), (900, 701), (5143, 4001)])
def test_passport_photo_has_its_exact_size(shape):
    frame = Frame("7:9", width_px=413, height_px=531, enlarge=True)
    assert fitted_shape(shape, frame) == (531, 413)


def test_invisible_colors_never_show_in_a_smaller_picture():
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[:, :20] = (200, 100, 50, 255)
    rgba[:, 20:, :3] = 255
    small = resize_rgba(rgba, (10, 10))
    seen = small[..., 3] > 0
    errors = np.abs(small[..., :3].astype(int) - (200, 100, 50))[seen]
    assert (errors * (small[seen][:, 3:] / 255)).max() <= 2
    assert not small[~seen].any()


def test_picture_of_the_wanted_size_is_left_alone():
    rgba = np.dstack((IMAGE, ALPHA))
    assert resize_rgba(rgba, ALPHA.shape) is rgba


def finished(**settings):
    recipe = Recipe(**settings)
    return fit(finish(IMAGE, None, ALPHA, recipe), recipe.frame)


def test_framed_cutout_is_the_subject_on_nothing():
    cutout = finished(frame=Frame("1:1", margin_percent=25))
    assert cutout.rgba.shape == (40, 40, 4)
    np.testing.assert_array_equal(cutout.rgba[..., 3], take(ALPHA, cutout.box))
    np.testing.assert_array_equal(cutout.matte, ALPHA)


def test_frame_with_an_aspect_has_its_own_margin():
    frame = Frame("4:5")
    np.testing.assert_array_equal(
        finished(frame=frame).rgba, finished(frame=frame, margin_px=40).rgba
    )


def test_backdrop_fills_all_of_the_frame():
    for kind in ("color", "gradient", "blur", "gray"):
        cutout = finished(frame=Frame("16:9", margin_percent=40), backdrop=Backdrop(kind))
        assert cutout.box[1].stop > IMAGE.shape[1]
        assert (cutout.rgba[..., 3] == 255).all()
        # Beyond the photo, its mirror goes on.
        beyond = cutout.rgba[:, IMAGE.shape[1] - cutout.box[1].start :, :3]
        assert beyond.any(axis=(0, 2)).all()


def test_shadow_goes_on_beyond_the_photo():
    shadow = Shadow(down_px=0, right_px=25, blur_px=0, opacity=1.0)
    cutout = finished(frame=Frame("16:9", margin_percent=30), shadow=shadow)
    edge = IMAGE.shape[1] - cutout.box[1].start
    assert (cutout.rgba[..., 3] > 0).sum() == 2 * 20 * 10
    assert cutout.rgba[:, edge:, 3].any()


def test_crop_and_whole_photo_are_made_smaller_too():
    assert finished(frame=Frame(width_px=50)).rgba.shape == (30, 50, 4)
    assert finished(frame=Frame(width_px=5), margin_px=0).rgba.shape == (10, 5, 4)


def test_pixels_per_inch_go_into_the_file():
    data = encode(finished(frame=Frame("7:9", dpi=300)))
    assert read_image(data).info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert "dpi" not in read_image(encode(finished(frame=Frame("7:9")))).info


def test_every_field_of_a_frame_shows():
    usual = Frame("1:1", width_px=28, height_px=29)
    others = [
        {"aspect": "4:5"},
        {"margin_percent": 0.0},
        {"width_px": 12},
        {"height_px": 13},
        {"enlarge": True},
    ]
    pictures = [
        finished(frame=dataclasses.replace(usual, **other)).rgba.tobytes()
        for other in [{}, *others]
    ]
    assert len(set(pictures)) == len(pictures)


def test_framed_picture_looks_as_the_whole_one_does():
    whole, framed = finished(), finished(frame=Frame("1:1", margin_percent=25))
    np.testing.assert_array_equal(take(whole.rgba, framed.box), framed.rgba)
    reference = Image.fromarray(framed.rgba).resize((20, 20), Image.Resampling.HAMMING)
    small = finished(frame=Frame("1:1", margin_percent=25, width_px=20)).rgba
    np.testing.assert_array_equal(small[..., 3], np.array(reference)[..., 3])
