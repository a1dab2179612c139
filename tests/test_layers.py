from plain_pictures import BLUE, RED, SHAPE, WHITE, disk, lay, soft_shadow, tilted

from segmentation import Plain
from segmentation.unmixing import find_ground, find_layers, ground_distance

WHOLE = slice(0, SHAPE[0]), slice(0, SHAPE[1])


def test_a_picture_is_ground_shadow_and_inks():
    layers = find_layers(lay(WHITE, (soft_shadow(), (0, 0, 0)), (disk(60, 75, 22), BLUE)))
    assert (layers.ground.colors(SHAPE, WHOLE) == 255).all()
    assert 0.4 < layers.shadow.depths.max() < 0.7
    assert abs(layers.palette.inks - BLUE).max(axis=1).min() < 2


def test_settings_of_the_ground_count():
    image = lay(tilted(), (disk(60, 80, 30), BLUE))
    assert find_layers(image).ground.kind == "gradient"
    assert find_layers(image, Plain(kind="flat")).ground.kind == "flat"
    blue = Plain(colors=("#1d3f8f",))
    assert (find_layers(lay(WHITE, (disk(60, 80, 50), BLUE)), blue).ground.nodes == BLUE).all()


def test_tolerance_leaves_out_pale_inks():
    image = lay(WHITE, (disk(60, 80, 30), (235, 235, 235)))
    inks = [len(find_layers(image, Plain(tolerance=t)).palette.inks) for t in (4, 30)]
    assert inks == [1, 0]


def test_drawings_may_hide_ground_in_their_corners():
    sharp = lay(WHITE, (disk(60, 50, 30), BLUE), (disk(60, 120, 20), RED))
    assert find_layers(sharp).edge_px == 2


def test_distance_is_that_to_ground_and_shadow():
    image = lay(WHITE, (soft_shadow(), (0, 0, 0)), (disk(60, 75, 22), (55, 55, 55)))
    off = ground_distance(image, find_layers(image))
    assert off[disk(60, 75, 25) == 0].max() < 5
    assert off[60, 60] > 150


def test_a_known_ground_is_not_looked_for_again():
    ground = find_ground(lay(RED))
    assert find_layers(lay(WHITE), ground=ground).ground is ground
