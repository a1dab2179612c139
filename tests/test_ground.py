import io

import numpy as np
import pytest
from PIL import Image
from plain_pictures import BLUE, SHAPE, disk, lay, tilted

from segmentation.unmixing import find_ground
from segmentation.unmixing.ground import pieces

WHOLE = slice(0, SHAPE[0]), slice(0, SHAPE[1])


def colors_of(ground):
    return ground.colors(SHAPE, WHOLE)


def test_flat_ground_is_found_exactly():
    ground = find_ground(lay((190, 222, 205), (disk(60, 80, 30), BLUE)))
    assert ground.kind == "flat"
    assert ground.noise < 0.1
    assert (colors_of(ground) == (190, 222, 205)).all()
    covered = (disk(60, 80, 30) > 0).mean()
    assert ground.share == pytest.approx(1 - covered, abs=0.01)
    assert ground.border_share == 1


def test_bent_ground_goes_on_below_what_lies_on_it():
    ground = find_ground(lay(tilted(), (disk(60, 80, 35), BLUE), noise=1.5))
    assert ground.kind == "gradient"
    assert abs(colors_of(ground) - tilted()).max() < 1.5
    assert 0.5 < ground.noise < 2


def test_uneven_light_is_followed():
    rows, cols = np.indices(SHAPE) / 40
    light = (200 + 25 * np.sin(cols) * np.cos(rows))[..., None] + np.zeros(3)
    ground = find_ground(lay(light, (disk(60, 80, 20), BLUE)))
    assert ground.kind == "uneven"
    away = disk(60, 80, 22) == 0
    assert abs(colors_of(ground) - light).max(axis=-1)[away].mean() < 1.5


def test_kind_can_be_asked_for():
    image = lay(tilted(), (disk(60, 80, 20), BLUE))
    kinds = [find_ground(image, kind=kind).kind for kind in ("flat", "gradient", "uneven")]
    assert kinds == ["flat", "gradient", "uneven"]


def test_kind_must_be_known():
    with pytest.raises(ValueError, match="kind must be one of auto, flat, gradient, uneven, got"):
        find_ground(np.zeros((9, 9, 3), np.uint8), kind="bent")


def test_a_color_says_which_of_two_is_the_ground():
    image = lay((255, 255, 255), (disk(60, 80, 50), BLUE))
    assert (colors_of(find_ground(image)) == 255).all()
    assert (colors_of(find_ground(image, color=BLUE)) == BLUE).all()


def test_a_piece_has_the_colors_of_the_whole():
    ground = find_ground(lay(tilted(), (disk(60, 80, 35), BLUE)))
    box = slice(30, 71), slice(100, 160)
    np.testing.assert_allclose(ground.colors(SHAPE, box), colors_of(ground)[box], atol=1e-3)


def test_jpegs_are_known_by_their_ringing():
    image = lay((190, 222, 205), *((disk(60, 20 + 25 * i, 10), BLUE) for i in range(6)))
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=75)
    jpeg = find_ground(np.array(Image.open(file)))
    assert jpeg.is_jpeg
    assert jpeg.ringing > 1
    assert jpeg.mix[1] < jpeg.mix[0]
    exact = find_ground(image)
    assert not exact.is_jpeg
    assert (exact.mix == 1).all()


def test_noise_and_ringing_widen_what_is_ground():
    quiet = find_ground(lay((190, 222, 205), (disk(60, 80, 30), BLUE)))
    assert quiet.reach(4) == pytest.approx(4, abs=0.2)
    loud = find_ground(lay((190, 222, 205), (disk(60, 80, 30), BLUE), noise=2))
    assert loud.reach(4) > 7
    assert loud.reach(9) == loud.reach(4) + 5


def test_pieces_cover_small_pictures_and_stay_few_in_large_ones():
    covered = np.zeros((200, 330), int)
    for box in pieces(covered.shape):
        covered[box] += 1
    assert covered.min() == 1
    assert len(list(pieces((6000, 8000)))) == 25


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (3, 2)])
def test_any_size_has_a_ground(shape):
    ground = find_ground(np.full((*shape, 3), 77, np.uint8))
    assert ground.share == 1
    assert (ground.colors(shape, (slice(0, shape[0]), slice(0, shape[1]))) == 77).all()


def test_color_is_one_that_the_ground_has():
    assert find_ground(lay((12, 200, 255))).color == "#0cc8ff"
    level = int(find_ground(lay(tilted())).color[1:3], 16)
    assert 150 <= level <= 240


def test_whole_ground_has_the_size_of_the_picture():
    image = lay(tilted(), (disk(60, 80, 30), BLUE))
    whole = find_ground(image).whole(SHAPE)
    assert abs(whole - tilted()).max() < 2


def test_light_may_be_uneven_but_keeps_its_hue():
    down, along = (np.linspace(0, 1, size) for size in SHAPE)
    light = np.exp(-((down[:, None] - 0.1) ** 2 + (along - 0.85) ** 2) / 0.7)
    lit = (0.72 + 0.26 * light)[..., None] * np.array((252, 248, 240))
    pale, yellow, orange = (250, 220, 160), (233, 196, 106), (244, 162, 97)
    slices = (disk(60, 80, 40), pale), (disk(70, 80, 30), yellow), (disk(75, 75, 22), orange)
    found = find_ground(lay(lit, *slices, noise=1.8)).whole(SHAPE)
    assert abs(found - lit)[60, 80].max() < 40
