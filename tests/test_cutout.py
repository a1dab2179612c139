import tracemalloc

import numpy as np

from segmentation.finishing.cutout import Cutout, finish, product
from segmentation.photo.tiling import STRIP_ROWS
from segmentation.recipe import Recipe


def cutout():
    matte = np.random.default_rng(0).integers(0, 256, (21, 34)).astype(np.uint8)
    image = np.full((21, 34, 3), 99, np.uint8)
    return Cutout(rgba=np.dstack([image, matte]), mask=matte > 127, matte=matte)


def test_alpha_of_a_cutout_is_its_opacity_as_a_fraction():
    alpha = cutout().alpha
    np.testing.assert_allclose(alpha, cutout().matte / 255, rtol=1e-6)
    assert alpha.dtype == np.float32
    assert alpha.min() == 0


def test_trimap_is_gray_where_the_opacity_is_between():
    trimap, matte = cutout().trimap, cutout().matte
    assert set(np.unique(trimap)) <= {0, 128, 255}
    np.testing.assert_array_equal(trimap == 128, (matte > 0) & (matte < 255))
    np.testing.assert_array_equal(trimap == 255, matte == 255)


def test_mask_of_a_given_matte_is_where_it_is_more_than_half_opaque():
    given = cutout()
    image = given.rgba[..., :3]
    finished = finish(image, None, given.matte, Recipe())
    np.testing.assert_array_equal(finished.matte, given.matte)
    np.testing.assert_array_equal(finished.mask, given.matte > 127)
    other = finish(image, None, given.matte, Recipe(), mask=given.matte > 9)
    np.testing.assert_array_equal(other.mask, given.matte > 9)


def test_product_of_opacities_is_rounded_in_every_strip():
    first, second = np.random.default_rng(0).integers(0, 256, (2, 2 * STRIP_ROWS + 9, 7))
    found = product(first.astype(np.uint8), second.astype(np.uint8))
    np.testing.assert_array_equal(found, np.floor(first * second / 255 + 0.5))


def test_finishing_holds_little_beside_the_cutout():
    matte = np.zeros((3000, 2000), np.uint8)
    matte[500:2500] = 255
    image = np.zeros((3000, 2000, 3), np.uint8)
    tracemalloc.start()
    try:
        finished = finish(image, None, matte, Recipe())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1.2 * (finished.rgba.nbytes + finished.mask.nbytes)
