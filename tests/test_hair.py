import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage import data
from skimage.transform import resize

import segmentation
from segmentation import Photo
from segmentation.matting import find_alpha, find_hair

SIDE = 800
DISTANCE = np.hypot(*(np.indices((SIDE, SIDE)) - SIDE / 2))


def furry(side):
    """The alpha of a disk whose upper half is furry: tufts that fade over 6 % of the side."""
    rows, cols = np.indices((side, side)) - side / 2
    distance = np.hypot(rows, cols)
    tufts = np.random.default_rng(0).standard_normal((200, 200))
    tufts = resize(ndi.gaussian_filter(tufts, 0.5), (side, side))
    faded = ((0.26 * side - distance) / (0.06 * side) + 0.5).clip(0, 1)
    fur = (faded + faded * (1 - faded) * tufts).clip(0, 1)
    return np.where(rows < 0, fur, disk(side))


def disk(side):
    distance = np.hypot(*(np.indices((side, side)) - side / 2))
    return (0.26 * side - distance + 0.5).clip(0, 1)


def photo(alpha):
    """Something reddish before a dark photo out of focus."""
    behind = 100 * ndi.gaussian_filter(resize(data.coffee(), alpha.shape), (9, 9, 0))
    front = np.array((200, 120, 60)) + 20 * resize(data.chelsea(), alpha.shape)
    share = alpha[..., None]
    return np.rint(share * front + (1 - share) * behind).astype(np.uint8)


HAIRY = furry(SIDE)
HAIRY_PHOTO = photo(HAIRY)
MASK = ndi.gaussian_filter(HAIRY, 2) > 0.5
UPPER = np.indices(MASK.shape)[0] < SIDE / 2 - 40
LOWER = np.indices(MASK.shape)[0] > SIDE / 2 + 40


def outline(mask):
    return mask ^ ndi.binary_erosion(mask)


def test_hair_is_found_where_it_is_and_nowhere_else():
    hair = find_hair(HAIRY_PHOTO, MASK)
    assert hair[outline(MASK) & UPPER].mean() > 0.6
    assert not hair[LOWER].any()


def test_nothing_is_found_along_a_smooth_outline():
    alpha = disk(SIDE)
    assert not find_hair(photo(alpha), alpha > 0.5).any()


def test_nothing_is_found_where_both_sides_look_alike():
    assert not find_hair(np.full((SIDE, SIDE, 3), 90, np.uint8), MASK).any()


def test_nothing_is_found_without_an_outline():
    for mask in (np.zeros(MASK.shape, bool), np.ones(MASK.shape, bool)):
        assert not find_hair(HAIRY_PHOTO, mask).any()


def test_found_hair_is_a_band_along_the_outline():
    hair = find_hair(HAIRY_PHOTO, MASK)
    distance = ndi.distance_transform_edt(~outline(MASK))
    assert 0.02 * SIDE < distance[hair].max() <= 0.025 * SIDE


def test_a_photo_and_its_reduction_have_the_same_hair():
    large = furry(2 * SIDE)
    image, mask = photo(large), ndi.gaussian_filter(large, 4) > 0.5
    view = segmentation.shrink(segmentation.reduce(Photo(image)), SIDE)
    small = find_hair(view.rgb, mask[::2, ::2])
    full = find_hair(image, mask)[::2, ::2]
    assert small.any()
    assert (small & full).sum() / (small | full).sum() > 0.95


def test_found_hair_comes_nearer_to_the_true_alpha():
    without = find_alpha(HAIRY_PHOTO, MASK)
    solved = find_alpha(HAIRY_PHOTO, MASK, fuzzy=find_hair(HAIRY_PHOTO, MASK))
    assert abs(solved / 255 - HAIRY).sum() < 0.8 * abs(without / 255 - HAIRY).sum()


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (5, 1300), (3, 3)])
def test_any_size(shape):
    mask = np.zeros(shape, bool)
    mask[:, : shape[1] // 2 + 1] = True
    assert not find_hair(np.full((*shape, 3), 77, np.uint8), mask).any()


def test_find_hair_refuses():
    with pytest.raises(ValueError, match="image must be an"):
        find_hair(HAIRY, MASK)
    with pytest.raises(ValueError, match="mask must be an array of bool of shape"):
        find_hair(HAIRY_PHOTO, MASK[1:])
