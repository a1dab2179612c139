import io

import numpy as np
import pytest
from PIL import Image
from plain_pictures import BLUE, RED, SHAPE, WHITE, disk, lay, ring, soft_shadow, tilted
from scipy import ndimage as ndi

from segmentation import Label, Plain
from segmentation.unmixing import color_to_alpha, find_layers, unmix

THING = ring(60, 75, 30, 14)
GROUNDS = WHITE, (190, 222, 205), tilted()


def found(image, plain=None, markers=None):
    matte, foreground = unmix(image, find_layers(image, plain), plain, markers=markers)
    return matte / 255, foreground


def marks(*places):
    markers = np.zeros(SHAPE, np.uint8)
    for row, col, label in places:
        markers[row - 2 : row + 3, col - 2 : col + 3] = label
    return markers


@pytest.mark.parametrize("ground", GROUNDS, ids=["white", "color", "tilted"])
def test_opacity_is_what_was_drawn(ground):
    alpha, _ = found(lay(ground, (THING, BLUE)))
    assert abs(alpha - THING).max() < 0.05
    assert abs(alpha - THING).mean() < 5e-4


def test_noise_hardly_matters():
    alpha, _ = found(lay(tilted(), (THING, BLUE), noise=2))
    edge = (THING > 0) & (THING < 1)
    assert abs(alpha - THING)[edge].mean() < 0.02
    assert abs(alpha - THING)[~edge].mean() < 1e-3


def test_jpegs_lose_little():
    file = io.BytesIO()
    Image.fromarray(lay(WHITE, (THING, BLUE))).save(file, "JPEG", quality=80)
    alpha, _ = found(np.array(Image.open(file)))
    edge = (ring(60, 75, 32, 28) + ring(60, 75, 16, 12)) > 0
    assert abs(alpha - THING)[edge].mean() < 0.04
    assert abs(alpha - THING)[~edge].mean() < 1e-3


def test_mixtures_of_levels_not_of_light():
    half = np.full(SHAPE, 0.0)
    half[40:80, 40:120] = 1
    half[40:80, 120] = 0.5
    alpha, _ = found(lay(WHITE, (half, (0, 0, 0))))
    np.testing.assert_allclose(alpha[60, 118:123], [1, 1, 0.5, 0, 0], atol=0.01)


@pytest.mark.parametrize("ground", GROUNDS, ids=["white", "color", "tilted"])
def test_laid_back_onto_its_ground_it_is_the_picture(ground):
    image = lay(ground, (THING, BLUE), (disk(60, 130, 15), RED))
    alpha, foreground = found(image)
    back = alpha[..., None] * foreground + (1 - alpha[..., None]) * np.array(ground)
    assert abs(back - image)[alpha > 0].max() <= 2


def test_colors_are_free_of_the_ground():
    alpha, foreground = found(lay(WHITE, (THING, BLUE)))
    black = alpha[..., None] * foreground
    assert abs(black - THING[..., None] * BLUE).max() < 6


def test_gaps_between_strokes_are_open_though_no_pixel_of_them_is_ground():
    bars = np.zeros(SHAPE)
    bars[30:90, 40:52] = bars[30:90, 53:65] = 1
    bars[30:90, 52] = 0.4
    alpha, _ = found(lay(WHITE, (bars, BLUE), (disk(60, 120, 20), BLUE)))
    np.testing.assert_allclose(alpha[60, 51:54], [1, 0.4, 1], atol=0.02)


def test_tolerance_lets_more_be_ground():
    image = lay(WHITE, (THING, BLUE), (disk(60, 130, 15), (240, 240, 240)))
    assert found(image)[0][60, 130] == 1
    assert found(image, Plain(tolerance=30))[0][60, 130] == 0


def test_other_grounds_go_too():
    gray = disk(60, 130, 20)
    image = lay(WHITE, (THING, BLUE), (gray, (150, 150, 150)), (disk(60, 130, 8), RED))
    assert found(image)[0][60, 117] == 1
    alpha, _ = found(image, Plain(colors=("#ffffff", "#969696")))
    assert abs(alpha - THING - disk(60, 130, 8)).max() < 0.1


def test_see_through_is_the_least_opacity():
    image = lay(WHITE, (0.5 * disk(60, 75, 30), (0, 0, 0)))
    alpha, foreground = found(image, Plain(see_through=True))
    assert abs(alpha - 0.5 * disk(60, 75, 30)).max() < 0.03
    assert foreground[60, 75].max() <= 1
    assert found(image)[0][60, 75] == 1


def test_color_to_alpha_of_known_mixtures():
    behind = np.array([200, 100, 50], np.float32)
    for extreme in ([255, 255, 255], [0, 0, 0], [255, 0, 50]):
        mixed = 0.3 * np.array(extreme) + 0.7 * behind
        assert color_to_alpha(mixed, behind) == pytest.approx(0.3, abs=1e-6)


def test_a_shadow_goes_or_stays_as_black():
    thing = disk(60, 75, 22)
    image = lay(WHITE, (soft_shadow(), (0, 0, 0)), (thing, BLUE))
    away = disk(60, 75, 25) == 0
    assert found(image)[0][away].max() < 0.03
    alpha, foreground = found(image, Plain(keep_shadow=True))
    assert abs(alpha - soft_shadow())[away].max() < 0.04
    assert foreground[away & (alpha > 0.3)].max() < 12


def test_marks_remove_and_keep_colors_wherever_they_are():
    image = lay(WHITE, (disk(60, 40, 20), RED), (disk(60, 120, 20), RED), (disk(60, 80, 12), BLUE))
    alpha, _ = found(image, markers=marks((60, 40, Label.BACKGROUND)))
    assert abs(alpha - disk(60, 80, 12)).max() < 0.1
    alpha, _ = found(image, markers=marks((5, 5, Label.FOREGROUND)))
    assert alpha.min() > 0.9


def test_marks_on_ground_and_ink_leave_nothing_between():
    image = lay(WHITE, (disk(60, 40, 20), RED), (disk(60, 120, 20), BLUE))
    places = (60, 40, Label.BACKGROUND), (5, 5, Label.BACKGROUND)
    alpha, _ = found(image, markers=marks(*places))
    assert abs(alpha - disk(60, 120, 20)).max() < 0.1


def test_marks_may_count_only_for_what_hangs_together():
    image = lay(WHITE, (ring(60, 40, 25, 10), BLUE), (ring(60, 110, 25, 10), BLUE))
    alpha, _ = found(image, Plain(connected=True), marks((60, 40, Label.FOREGROUND)))
    assert alpha[60, 40] == 1
    assert alpha[60, 110] == alpha[5, 5] == 0


def test_fuzzy_marks_make_see_through():
    image = lay(WHITE, (disk(60, 75, 30), (128, 128, 128)))
    alpha, _ = found(image, markers=marks((60, 75, Label.FUZZY)))
    assert alpha[60, 75] == pytest.approx(0.5, abs=0.01)
    assert alpha[60, 90] == 1


def test_tiles_do_not_show():
    big = np.tile(lay(WHITE, (THING, BLUE)), (6, 5, 1))
    alpha, _ = found(big)
    np.testing.assert_allclose(alpha, np.tile(THING, (6, 5)), atol=0.05)


def test_blurred_gaps_are_open_though_they_are_wider():
    bars = np.zeros(SHAPE)
    bars[30:90, 40:52] = bars[30:90, 56:68] = 1
    bars = ndi.gaussian_filter(bars, 1.2)
    alpha, _ = found(lay(WHITE, (bars, BLUE), (disk(60, 120, 20), BLUE)))
    assert bars[60, 53:55].min() > 0.1
    np.testing.assert_allclose(alpha[60, 40:68], bars[60, 40:68], atol=0.05)


@pytest.mark.parametrize("quality", [60, 80, 95])
def test_holes_of_small_letters_are_open_in_a_jpeg(quality):
    letters = sum(ring(row, col, 5, 3.6) for row in (30, 60, 90) for col in range(20, 150, 12))
    file = io.BytesIO()
    Image.fromarray(lay(WHITE, (letters, RED))).save(file, "JPEG", quality=quality)
    alpha, _ = found(np.array(Image.open(file)))
    assert alpha[30:91:30, 20:150:12].max() < 0.15
    assert alpha[letters == 1].min() > 0.6


def test_noise_leaves_no_specks_and_small_dots_stay():
    dot = disk(20, 140, 1.5)
    image = lay((190, 222, 205), (THING, BLUE), (dot, BLUE), noise=1.5).astype(int)
    faint = image.copy()
    # Some noise is stronger than most.
    faint[100:102, 130:133] -= 10
    alpha, _ = found(faint.astype(np.uint8))
    away = (THING == 0) & (dot == 0)
    assert alpha[away].max() < 0.2
    assert alpha[100:102, 130:133].max() == 0
    assert alpha[20, 140] == 1
    kept, _ = found(faint.astype(np.uint8), markers=marks((100, 131, Label.FOREGROUND)))
    assert kept[101, 131] == 1
