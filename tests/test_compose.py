import numpy as np
import pytest
from skimage.data import astronaut

from segmentation.finishing.compose import (
    GROUNDS,
    checkerboard,
    composite,
    crop_box,
    put_behind,
    show,
    tint,
)
from segmentation.photo.tiling import STRIP_ROWS

IMAGE = astronaut()[100:140, 150:200]
ALPHA = np.random.default_rng(0).integers(0, 256, IMAGE.shape[:2]).astype(np.uint8)


def blend(front, alpha, back):
    opacity = alpha[..., None] / 255
    return np.rint(opacity * front + (1 - opacity) * np.asarray(back, float))


def uniform(level):
    return np.full(IMAGE.shape[:2], level, np.uint8)


@pytest.mark.parametrize(("square_px", "shape"), [(1, (3, 5)), (4, (9, 14)), (12, (30, 40))])
def test_checkerboard_alternates_squares_of_white_and_gray(square_px, shape):
    board = checkerboard(shape, square_px=square_px)
    for (row, col, channel), value in np.ndenumerate(board):
        odd = (row // square_px + col // square_px) % 2
        assert value == (214 if odd else 255), (row, col, channel)
    assert board.shape == (*shape, 3)
    assert board.dtype == np.uint8


def test_squares_of_the_checkerboard_are_12_pixels_wide_unless_told():
    np.testing.assert_array_equal(checkerboard((50, 40)), checkerboard((50, 40), square_px=12))


def test_composite_is_the_rounded_blend_for_every_pair_of_levels_and_alpha():
    front, back = (
        np.repeat(levels[..., None], 3, axis=-1)
        for levels in np.meshgrid(*[np.arange(0, 256, dtype=np.uint8)] * 2, indexing="ij")
    )
    for alpha in (0, 1, 37, 128, 200, 254, 255):
        # Away from ties, which floating point may round either way.
        weights = alpha * front.astype(int) + (255 - alpha) * back.astype(int)
        np.testing.assert_array_equal(
            composite(front, np.full(front.shape[:2], alpha, np.uint8), back),
            (2 * weights + 255) // 510,
        )


def test_composite_takes_a_picture_or_a_color_as_backdrop():
    picture = astronaut()[:40, :50]
    np.testing.assert_array_equal(composite(IMAGE, ALPHA, picture), blend(IMAGE, ALPHA, picture))
    color = np.array((10, 200, 90), np.uint8)
    np.testing.assert_array_equal(composite(IMAGE, ALPHA, color), blend(IMAGE, ALPHA, color))


@pytest.mark.parametrize("ground", ["checkerboard", "white", "black"])
def test_opaque_image_is_shown_as_it_is(ground):
    np.testing.assert_array_equal(show(IMAGE, uniform(255), ground=ground), IMAGE)


@pytest.mark.parametrize(
    ("ground", "behind"),
    [("white", 255), ("black", 0), ("checkerboard", checkerboard(IMAGE.shape[:2]))],
)
def test_ground_shows_through_where_the_cutout_lets_it(ground, behind):
    picture = show(IMAGE, ALPHA, ground=ground)
    np.testing.assert_array_equal(
        picture, blend(IMAGE, ALPHA, np.broadcast_to(behind, IMAGE.shape))
    )


def test_checkerboard_is_the_ground_unless_told():
    np.testing.assert_array_equal(show(IMAGE, ALPHA), show(IMAGE, ALPHA, ground="checkerboard"))


def test_mask_is_the_opacity_alone():
    picture = show(IMAGE, ALPHA, ground="mask")
    for channel in range(3):
        np.testing.assert_array_equal(picture[..., channel], ALPHA)


def test_red_tints_the_background_and_leaves_the_foreground():
    alpha = uniform(255)
    alpha[:, :25] = 0
    picture = show(IMAGE, alpha, ground="red")
    np.testing.assert_array_equal(picture[:, 25:], IMAGE[:, 25:])
    expected = 0.4 * IMAGE[:, :25] + 0.6 * np.array((230, 0, 0))
    np.testing.assert_allclose(picture[:, :25], expected, atol=0.51)


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_gives_a_picture_of_its_own(ground):
    picture = show(IMAGE, ALPHA, ground=ground)
    assert picture.shape == IMAGE.shape
    assert picture.dtype == np.uint8
    others = [show(IMAGE, ALPHA, ground=other) for other in GROUNDS if other != ground]
    assert not any(np.array_equal(picture, other) for other in others)


@pytest.mark.parametrize("ground", ["green", "", None])
def test_unknown_ground_is_refused(ground):
    with pytest.raises(ValueError, match=r"^ground must be one of checkerboard, .*got"):
        show(IMAGE, ALPHA, ground=ground)


@pytest.mark.parametrize("color", [(230, 0, 0), (0, 40, 250)])
def test_tint_covers_60_percent_at_full_strength(color):
    expected = 0.4 * IMAGE + 0.6 * np.array(color)
    np.testing.assert_allclose(tint(IMAGE, uniform(255), color=color), expected, atol=0.51)


def test_tint_is_dark_red_unless_told():
    np.testing.assert_array_equal(tint(IMAGE, ALPHA), tint(IMAGE, ALPHA, color=(230, 0, 0)))


def test_tint_of_no_strength_changes_nothing():
    np.testing.assert_array_equal(tint(IMAGE, uniform(0)), IMAGE)


def test_tint_grows_with_its_strength():
    black = np.zeros_like(IMAGE)
    reds = [int(tint(black, uniform(level))[0, 0, 0]) for level in (0, 64, 128, 255)]
    np.testing.assert_allclose(reds, 230 * 0.6 * np.array([0, 64, 128, 255]) / 255, atol=1)


def test_inputs_are_left_as_they_were():
    image, alpha = IMAGE.copy(), ALPHA.copy()
    for ground in GROUNDS:
        show(image, alpha, ground=ground)[:] = 0
    np.testing.assert_array_equal(image, IMAGE)
    np.testing.assert_array_equal(alpha, ALPHA)


def tall_cutout():
    """A cutout of more than one strip, with every opacity."""
    rng = np.random.default_rng(3)
    return rng.integers(0, 256, (STRIP_ROWS + 50, 20, 4)).astype(np.uint8)


def test_backdrop_behind_a_cutout_is_the_blend_and_opaque():
    rgba = tall_cutout()
    backdrop = np.random.default_rng(4).integers(0, 256, (*rgba.shape[:2], 3)).astype(np.uint8)
    laid = rgba.copy()
    put_behind(laid, backdrop=backdrop)
    np.testing.assert_array_equal(laid[..., :3], blend(rgba[..., :3], rgba[..., 3], backdrop))
    assert (laid[..., 3] == 255).all()


def test_shadow_is_over_the_backdrop_and_under_the_cutout():
    rgba = tall_cutout()
    shadow = np.random.default_rng(5).integers(0, 256, rgba.shape[:2]).astype(np.uint8)
    laid = rgba.copy()
    put_behind(laid, backdrop=np.array((200, 150, 90), np.uint8), shadow=shadow)
    behind = blend(np.zeros(3), shadow, (200, 150, 90))
    np.testing.assert_array_equal(laid[..., :3], blend(rgba[..., :3], rgba[..., 3], behind))


def test_shadow_of_a_transparent_cutout_looks_the_same_on_every_ground():
    rgba = tall_cutout()
    shadow = np.random.default_rng(6).integers(0, 256, rgba.shape[:2]).astype(np.uint8)
    alone, over = rgba.copy(), rgba.copy()
    put_behind(alone, shadow=shadow)
    for ground in ((255, 255, 255), (30, 90, 160)):
        over = rgba.copy()
        put_behind(over, backdrop=np.array(ground, np.uint8), shadow=shadow)
        shown = composite(alone[..., :3], alone[..., 3], np.array(ground, np.uint8))
        # Colors and opacity were rounded once more.
        assert np.abs(shown.astype(int) - over[..., :3]).max() <= 2


def test_nothing_behind_a_cutout_changes_nothing():
    rgba = tall_cutout()
    put_behind(rgba)
    np.testing.assert_array_equal(rgba, tall_cutout())


def test_crop_leaves_a_margin_inside_the_frame():
    alpha = np.zeros((40, 60), np.uint8)
    alpha[10:20, 30:50] = 255
    # A faint haze is not what one crops to.
    alpha[35, 2] = 7
    assert crop_box(alpha, margin_px=0) == (slice(10, 20), slice(30, 50))
    assert crop_box(alpha, margin_px=12) == (slice(0, 32), slice(18, 60))


def test_nothing_to_crop_to_keeps_the_frame():
    assert crop_box(np.zeros((40, 60), np.uint8), margin_px=3) == (slice(0, 40), slice(0, 60))
