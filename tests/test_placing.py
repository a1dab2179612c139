import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from segmentation import Backdrop, Frame, Placement, Recipe, Shadow, finish
from segmentation.finishing.placing import place

SHAPE = (60, 100)
IMAGE = np.random.default_rng(0).integers(1, 256, (*SHAPE, 3), np.uint8)
SUBJECT = np.s_[20:40, 30:60]


def alpha_at(rows, cols):
    alpha = np.zeros(SHAPE, np.uint8)
    alpha[rows, cols] = 255
    return alpha


ALPHA = alpha_at(*SUBJECT)
RGBA = np.dstack((np.where(ALPHA[..., None], IMAGE, 0), ALPHA))


def finished(placement, **settings):
    return finish(IMAGE, None, ALPHA, Recipe(placement=placement, **settings)).rgba


def test_subject_that_is_not_moved_is_the_same():
    np.testing.assert_array_equal(place(RGBA, Placement()), RGBA)


@pytest.mark.parametrize(("down_percent", "right_percent"), [(10, 5), (-30, 0), (0, -50), (45, 60)])
def test_moved_subject_has_its_very_pixels_elsewhere(down_percent, right_percent):
    placed = place(RGBA, Placement(down_percent, right_percent))
    down, right = round(0.6 * down_percent), right_percent
    rows, cols = np.nonzero(ALPHA)
    expected = np.zeros_like(RGBA)
    there = rows + down, cols + right
    inside = (there[0] >= 0) & (there[0] < 60) & (there[1] >= 0) & (there[1] < 100)
    expected[there[0][inside], there[1][inside]] = RGBA[rows[inside], cols[inside]]
    np.testing.assert_array_equal(placed, expected)


@pytest.mark.parametrize("percent", [-250, 250])
def test_subject_can_leave_the_picture(percent):
    assert not place(RGBA, Placement(down_percent=percent)).any()
    assert not place(RGBA, Placement(right_percent=percent, scale=4)).any()


def test_scaled_subject_grows_from_the_middle_of_the_picture():
    rgba = np.zeros((*SHAPE, 4), np.uint8)
    rgba[25:35, 45:55] = (200, 100, 50, 255)
    placed = place(rgba, Placement(scale=2))
    rows, cols = np.nonzero(placed[..., 3] > 127)
    assert (rows.min(), rows.max(), cols.min(), cols.max()) == (20, 39, 40, 59)
    # No color of what is transparent gets in.
    errors = np.abs(placed[..., :3].astype(int) - (200, 100, 50))
    assert (errors * (placed[..., 3:] / 255)).max() <= 2
    assert not placed[placed[..., 3] == 0].any()


@pytest.mark.parametrize(
    ("scale", "kernel"), [(0.5, Image.Resampling.HAMMING), (1.7, Image.Resampling.BILINEAR)]
)
def test_scaled_subject_is_what_the_whole_picture_is_at_that_size(scale, kernel):
    rgba = np.dstack((astronaut(), np.full((512, 512), 255, np.uint8)))
    size = round(512 * scale)
    whole = Image.fromarray(rgba).resize((size, size), kernel)
    placed = place(rgba, Placement(12.5, -25, scale))
    top, left = (round((512 - size) / 2 + move) for move in (64, -128))
    expected = np.array(whole.crop((-left, -top, 512 - left, 512 - top)))
    assert np.abs(placed.astype(int) - expected).max() <= 1


def test_everything_around_a_moved_subject_stays():
    backdrop = Backdrop("gradient", color="#ff0000", end_color="#0000ff")
    before = finished(Placement(), backdrop=backdrop)
    after = finished(Placement(right_percent=40), backdrop=backdrop)
    np.testing.assert_array_equal(after[20:40, 70:100], before[SUBJECT])
    np.testing.assert_array_equal(after[:, :70], before[:, [0] * 70])


def test_shadow_follows_the_subject_and_its_size():
    shadow = Shadow(down_px=4, right_px=8, blur_px=0, opacity=1.0)
    moved = finished(Placement(20, -20), shadow=shadow)
    np.testing.assert_array_equal(
        moved[..., 3],
        np.maximum(alpha_at(np.s_[32:52], np.s_[10:40]), alpha_at(np.s_[36:56], np.s_[18:48])),
    )
    small = finished(Placement(scale=0.5), shadow=shadow)[..., 3] > 127
    np.testing.assert_array_equal(
        small, alpha_at(np.s_[25:35], np.s_[40:55]) | alpha_at(np.s_[27:37], np.s_[44:59]) > 0
    )


def test_frame_is_that_of_the_subject_in_its_old_place():
    for settings in ({"frame": Frame("1:1", margin_percent=25)}, {"margin_px": 7}):
        there, moved = finished(Placement(), **settings), finished(Placement(0, 10), **settings)
        right = round(there.shape[1] / 10)
        np.testing.assert_array_equal(moved[:, right:], there[:, :-right])


def test_blur_goes_on_where_the_subject_was():
    image = np.full((*SHAPE, 3), (40, 90, 200), np.uint8)
    image[ALPHA > 0] = (250, 30, 10)
    recipe = Recipe(backdrop=Backdrop("blur", blur_px=1), placement=Placement(down_percent=250))
    assert (finish(image, None, ALPHA, recipe).rgba == (40, 90, 200, 255)).all()


def test_mask_and_opacity_stay_those_of_the_photo():
    cutout = finish(IMAGE, None, ALPHA, Recipe(placement=Placement(10, 10, 2)))
    np.testing.assert_array_equal(cutout.matte, ALPHA)
    np.testing.assert_array_equal(cutout.mask, ALPHA > 0)
