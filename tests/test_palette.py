import numpy as np
from plain_pictures import BLUE, RED, WHITE, disk, lay, ring
from skimage import data

from segmentation.unmixing import find_ground, find_palette


def palette_of(image, tolerance=4):
    return find_palette(image, find_ground(image), tolerance=tolerance)


def test_inks_are_those_that_were_used():
    palette = palette_of(lay(WHITE, (disk(60, 50, 30), BLUE), (disk(60, 120, 20), RED)))
    np.testing.assert_allclose(palette.inks, [BLUE, RED], atol=1)
    assert palette.is_drawing


def test_soft_edges_and_thin_lines_add_no_ink():
    thin = sum(ring(60, 80, radius, radius - 1.2) for radius in (20, 30, 40))
    palette = palette_of(lay(WHITE, (disk(60, 80, 8), BLUE), (thin, BLUE)))
    np.testing.assert_allclose(palette.inks, [BLUE], atol=1)


def test_a_pale_ink_of_its_own_is_kept():
    pale = (142, 159, 199)
    palette = palette_of(lay(WHITE, (disk(60, 50, 30), BLUE), (disk(60, 120, 20), pale)))
    np.testing.assert_allclose(palette.inks, [BLUE, pale], atol=1)


def test_photos_are_no_drawings():
    photo = np.full((200, 300, 3), 255, np.uint8)
    photo[20:180, 20:280] = data.chelsea()[40:200, 100:360]
    assert not palette_of(photo).is_drawing


def test_nothing_on_the_ground_has_no_ink():
    assert len(palette_of(lay(WHITE)).inks) == 0


def test_tolerance_leaves_out_what_is_near_the_ground():
    image = lay(WHITE, (disk(60, 80, 30), (235, 235, 235)))
    assert len(palette_of(image).inks) == 1
    assert len(palette_of(image, tolerance=30).inks) == 0
