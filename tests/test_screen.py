import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage import data

import segmentation
from segmentation import Photo, Recipe
from segmentation.screen import fit


def astronaut():
    return data.astronaut()


@pytest.mark.parametrize(
    ("shape", "fitted"),
    [((300, 400), (300, 400)), ((3000, 4000), (600, 800)), ((1, 4000), (1, 800))],
)
def test_shapes_are_fitted_to_the_longer_side(shape, fitted):
    assert fit(shape, 800) == fitted


def test_preview_shows_the_kept_part_on_the_backdrop():
    view = segmentation.reduce(Photo(astronaut()))
    mask = np.zeros((512, 512), bool)
    mask[:, :256] = True
    picture = segmentation.preview(view, mask, backdrop="black")
    np.testing.assert_array_equal(picture[:, :256], astronaut()[:, :256])
    assert not picture[:, 256:].any()
    np.testing.assert_array_equal(segmentation.preview(view, None, backdrop="black"), astronaut())


def test_preview_scales_the_mask_and_respects_the_alpha():
    image = np.full((40, 60, 3), 200, np.uint8)
    view = segmentation.reduce(Photo(image, np.full((40, 60), 100, np.uint8)))
    mask = np.zeros((80, 120), bool)
    mask[:40] = True
    opacity = segmentation.preview(view, mask, backdrop="mask")
    # The outline itself is smoothed.
    assert (opacity[:19] == 100).all()
    assert not opacity[21:].any()


def test_shrunk_photo_fits_and_remembers_the_photo():
    image = np.full((400, 600, 3), 77, np.uint8)
    small = segmentation.shrink(segmentation.reduce(Photo(image, image[..., 0])), 300)
    assert (small.rgb == np.full((200, 300, 3), 77)).all()
    assert (small.alpha == np.full((200, 300), 77)).all()
    assert small.photo_shape == (400, 600)


def test_group_pictures_show_each_group_in_red():
    recipe = Recipe(seeds="spots")
    view = segmentation.reduce(Photo(astronaut()))
    prepared = segmentation.prepare(view.rgb, recipe)
    groups = segmentation.find_groups(prepared, np.zeros(prepared.shape, int), recipe)
    pictures = segmentation.group_pictures(view, groups, most=4)
    assert len(pictures) == 4
    for group, picture in zip(groups.ranking, pictures, strict=False):
        reddish = picture[..., 0].astype(int) - picture[..., 1] > 50
        np.testing.assert_array_equal(reddish, groups.labels == group)


def test_preview_outlines_what_is_doubtful():
    rows, cols = np.indices((120, 160))
    disk = (rows - 60) ** 2 + (cols - 80) ** 2 <= 40**2
    image = np.full((120, 160, 3), 90, np.uint8)
    view = segmentation.reduce(Photo(image))
    plain = segmentation.preview(view, None)
    outlined = segmentation.preview(view, None, doubtful=disk)
    changed = (plain != outlined).any(axis=-1)
    square = np.ones((3, 3), bool)
    ring = ndi.binary_dilation(disk, square) & ~ndi.binary_erosion(disk, square, iterations=2)
    # Inside of it the photo shows through half.
    nothing = segmentation.preview(view, ~disk, doubtful=disk, backdrop="black")
    assert np.abs(nothing[60, 80].astype(int) - image[60, 80] // 2).max() <= 1
    np.testing.assert_array_equal(changed, ring)
