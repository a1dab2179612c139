import numpy as np
import pytest
from plain_pictures import BLUE, SHAPE, WHITE, disk, lay, soft_shadow
from scipy import ndimage as ndi

from segmentation.unmixing import find_ground, find_shadow
from segmentation.unmixing.sharpness import find_edge_px


def edge_px(image, shadow=None, reach=4.0):
    return find_edge_px(image, find_ground(image), shadow, reach=reach)


@pytest.mark.parametrize(("sigma", "least", "most"), [(0, 1, 1), (0.7, 2, 3), (1.5, 4, 4)])
def test_wider_edges_are_found_wider(sigma, least, most):
    alpha = ndi.gaussian_filter(disk(60, 80, 40), sigma)
    assert least <= edge_px(lay(WHITE, (alpha, BLUE))) <= most


def test_nothing_tells_nothing():
    assert edge_px(lay(WHITE)) == 2
    assert edge_px(lay(WHITE, (disk(60, 80, 2), BLUE))) == 2


def test_a_shadow_is_no_soft_edge():
    image = lay(WHITE, (soft_shadow(60, 75, width=13), (0, 0, 0)), (disk(60, 75, 20), BLUE))
    shadow = find_shadow(image, find_ground(image), tolerance=4)
    assert edge_px(image) > edge_px(image, shadow)


def test_reach_decides_where_the_ground_ends():
    fading = np.linspace(1, 0, SHAPE[1])[None] * np.ones(SHAPE)
    image = lay(WHITE, (np.where(fading > 0.5, 1, 0.06 * (fading > 0.3)), BLUE))
    assert edge_px(image, reach=4) == 1
    assert edge_px(image, reach=30) == 1
    soft = lay(WHITE, (ndi.gaussian_filter(disk(60, 80, 40), 1), BLUE))
    assert edge_px(soft, reach=60) < edge_px(soft, reach=2)
