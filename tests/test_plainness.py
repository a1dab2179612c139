import numpy as np
import pytest
from plain_pictures import BLUE, WHITE, disk, lay, tilted
from skimage import data

from segmentation.unmixing import find_ground, is_plain


@pytest.mark.parametrize("ground", [WHITE, (40, 50, 60), tilted()])
def test_drawings_lie_on_a_plain_ground(ground):
    assert is_plain(lay(ground, (disk(60, 80, 30), BLUE), noise=1.5))


@pytest.mark.parametrize("photo", [data.astronaut, data.chelsea, data.coffee, data.rocket])
def test_photos_do_not(photo):
    assert not is_plain(photo())


def test_a_known_ground_is_not_looked_for_again():
    assert is_plain(data.coffee(), find_ground(lay(WHITE)))


def test_what_is_cut_out_already_does_not():
    image = lay(WHITE, (disk(60, 80, 30), BLUE))
    alpha = np.full(image.shape[:2], 255, np.uint8)
    assert is_plain(image, alpha=alpha)
    alpha[:20] = 0
    assert not is_plain(image, alpha=alpha)
