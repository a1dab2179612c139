from plain_pictures import BLUE, SHAPE, disk, lay, soft_shadow

from segmentation.unmixing import find_ground, find_shadow
from segmentation.unmixing.shadow import shaded_ground

WHOLE = slice(0, SHAPE[0]), slice(0, SHAPE[1])
BEHIND = (190, 222, 205)
THING = disk(60, 75, 22)


def shaded():
    return lay(BEHIND, (soft_shadow(), (0, 0, 0)), (THING, BLUE))


def test_depth_of_a_soft_shadow_is_found_where_it_is_seen():
    image = shaded()
    shadow = find_shadow(image, find_ground(image), tolerance=4)
    seen = disk(60, 75, 25) == 0
    assert abs(shadow.depth(SHAPE, WHOLE)[..., 0] - soft_shadow())[seen].max() < 0.02


def test_a_shadow_goes_on_a_little_below_what_drops_it():
    image = shaded()
    shadow = find_shadow(image, find_ground(image), tolerance=4)
    rim = (disk(60, 75, 23) > 0) & (disk(60, 75, 20) < 1)
    assert soft_shadow()[rim].max() > 0.4
    assert abs(shadow.depth(SHAPE, WHOLE)[..., 0] - soft_shadow())[rim].max() < 0.07


def test_gray_things_with_sharp_edges_are_no_shadow():
    image = lay(BEHIND, (disk(60, 80, 30), (95, 111, 102)))
    assert find_shadow(image, find_ground(image), tolerance=4) is None


def test_soft_colors_are_no_shadow():
    image = lay(BEHIND, (soft_shadow(), (255, 0, 0)))
    shadow = find_shadow(image, find_ground(image), tolerance=4)
    assert shadow is None or shadow.depths.max() < 0.15


def test_tolerance_says_what_is_too_faint():
    image = lay(BEHIND, (soft_shadow(depth=0.1), (0, 0, 0)))
    ground = find_ground(image)
    assert find_shadow(image, ground, tolerance=4) is not None
    assert find_shadow(image, ground, tolerance=40) is None


def test_shadow_darkens_the_ground():
    image = shaded()
    ground = find_ground(image)
    shadow = find_shadow(image, ground, tolerance=4)
    seen = disk(60, 75, 25) == 0
    off = shaded_ground(ground, shadow, SHAPE, WHOLE) - image
    assert abs(off)[seen].max() < 5
    assert (shaded_ground(ground, None, SHAPE, WHOLE) == BEHIND).all()


def test_what_is_shaded_inside_a_thing_is_no_shadow():
    inside = disk(60, 75, 30)
    image = lay(
        BEHIND, (disk(60, 75, 45), BLUE), (inside, BEHIND), (soft_shadow(60, 75), (0, 0, 0))
    )
    shadow = find_shadow(image, find_ground(image), tolerance=4)
    assert shadow is None or shadow.depth(SHAPE, WHOLE)[inside == 1].max() < 0.1
