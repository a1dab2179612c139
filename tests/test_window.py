"""A window of a cutout has the pixels of the whole."""

import dataclasses

import numpy as np
import pytest
from PIL import Image
from plain_pictures import BLUE, WHITE, disk, lay
from skimage import data

import segmentation
from segmentation import (
    Backdrop,
    Edge,
    Frame,
    Label,
    Photo,
    Placement,
    Plain,
    Recipe,
    Shadow,
    Stroke,
)
from segmentation.unmixing import find_layers

SIDE = 1200
KEEP = Stroke(Label.FOREGROUND, ((703.0, 469.0), (985.0, 609.0)), 28.0)
REMOVE = Stroke(Label.BACKGROUND, ((94.0, 141.0), (94.0, 703.0)), 23.0)
FINE = Stroke(Label.BACKGROUND, ((806.0, 880.0), (953.0, 945.0)), 0.3)
EXACT = Stroke(Label.FOREGROUND, ((733.0, 806.0), (806.0, 843.0)), 15.0, exact=True)
STROKES = Recipe(strokes=(KEEP, REMOVE, FINE, EXACT))
# In the midst of it, and in a corner.
BOXES = [np.s_[660:960, 700:1026], np.s_[1026:1200, 0:220]]


@pytest.fixture(scope="module")
def photo():
    """A photo that is larger than what is cut, noisy, half transparent in a corner."""
    large = Image.fromarray(data.astronaut()).resize((SIDE, SIDE))
    noise = np.random.default_rng(0).integers(-6, 7, (SIDE, SIDE, 3))
    alpha = np.full((SIDE, SIDE), 255, np.uint8)
    alpha[1000:, :150] = 128
    return Photo((np.asarray(large) + noise).clip(0, 255).astype(np.uint8), alpha)


def whole_view(photo):
    return segmentation.WorkingPhoto(photo.rgb, photo.alpha, photo.rgb.shape[:2])


def mask_of(photo, recipe):
    prepared = segmentation.prepare(photo.rgb, recipe, alpha=photo.alpha)
    markers = segmentation.find_markers(prepared, recipe)
    mask = segmentation.fold(prepared, recipe)
    return segmentation.clean_up(mask, markers, recipe.edge, photo_shape=photo.rgb.shape[:2])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"method": "watershed", "edge": Edge(clean_colors=False)},
        {"edge": Edge(softness="feather", feather_px=6, smooth_px=5, shift_px=-4)},
        {
            "edge": Edge(shift_px=7, hole_area_px=500),
            "backdrop": Backdrop("gradient", color="#ff0000", end_color="#00ff00"),
        },
        {"backdrop": Backdrop("gray")},
    ],
    ids=["graph cut", "watershed", "feather", "gradient", "gray"],
)
def test_window_is_that_of_the_whole_cutout(photo, changes):
    recipe = dataclasses.replace(STROKES, **changes)
    whole = segmentation.cut_out(photo, recipe).rgba
    mask = mask_of(photo, recipe)
    for box in BOXES:
        window = segmentation.cut_out_window(whole_view(photo), mask, recipe, box)
        assert np.abs(window.astype(int) - whole[box]).max() <= 2
        assert (window[..., 3] == whole[box][..., 3]).mean() > 0.999
        # There is something to be seen.
        assert len(np.unique(window[..., :3])) > 20


def test_window_of_a_reduced_photo_is_nearly_the_reduced_window(photo):
    view = segmentation.shrink(whole_view(photo), SIDE * 2 // 3)
    large, small = np.s_[660:960, 702:1026], np.s_[440:640, 468:684]
    whole = segmentation.cut_out(photo, STROKES).rgba[large]
    reduced = np.asarray(Image.fromarray(whole).convert("RGBa").resize((216, 200)), int)
    window = segmentation.cut_out_window(view, mask_of(photo, STROKES), STROKES, small)
    window = np.asarray(Image.fromarray(window).convert("RGBa"), int)
    assert np.abs(window - reduced).mean() < 2


def test_window_of_colors_is_that_of_the_whole_cutout():
    tile = lay(WHITE, (disk(60, 80, 40), BLUE), (disk(50, 100, 20), (250, 180, 60)))
    photo = Photo(np.tile(tile, (6, 5, 1)))
    recipe = Recipe(method="unmixing", plain=Plain(tolerance=6), backdrop=Backdrop("color"))
    whole = segmentation.cut_out(photo, recipe).rgba
    layers = find_layers(photo.rgb, recipe.plain)
    rows, cols = photo.rgb.shape[:2]
    box = np.s_[rows // 3 : 4 * rows // 5, cols // 2 : cols]
    window = segmentation.cut_out_window(whole_view(photo), None, recipe, box, layers=layers)
    np.testing.assert_array_equal(window, whole[box])


@pytest.mark.parametrize(
    "changes",
    [
        {"frame": Frame("1:1")},
        {"frame": Frame(width_px=300)},
        {"margin_px": 10},
        {"shadow": Shadow()},
        {"placement": Placement(scale=2)},
        {"backdrop": Backdrop("blur")},
        {"backdrop": Backdrop("photo")},
        {"edge": Edge(find_hair=True)},
        {"seeds": "mask", "strokes": ()},
        {"strokes": (Stroke(Label.FUZZY, ((10.0, 10.0),), 5.0),)},
        {"method": "unmixing"},
        {"method": "unmixing", "strokes": (), "edge": Edge(largest_only=True)},
    ],
)
def test_no_windows_where_pixels_depend_on_all_others(photo, changes):
    assert segmentation.has_windows(STROKES)
    assert segmentation.has_windows(Recipe(method="unmixing"))
    recipe = dataclasses.replace(STROKES, **changes)
    assert not segmentation.has_windows(recipe)
    with pytest.raises(ValueError, match="recipe must be one that has windows"):
        segmentation.cut_out_window(whole_view(photo), None, recipe, np.s_[0:10, 0:10])


@pytest.mark.parametrize(
    ("recipe", "needed"), [(STROKES, "mask"), (Recipe(method="unmixing"), "layers")]
)
def test_what_a_window_is_made_of_must_be_given(photo, recipe, needed):
    with pytest.raises(ValueError, match=f"{needed} must be given where"):
        segmentation.cut_out_window(whole_view(photo), None, recipe, np.s_[0:10, 0:10])


@pytest.mark.parametrize(
    "box", [np.s_[0:0, 0:10], np.s_[-1:10, 0:10], np.s_[0:10, SIDE - 5 : SIDE + 5]]
)
def test_box_must_lie_within_the_photo(photo, box):
    with pytest.raises(ValueError, match="box must be rows and columns"):
        segmentation.cut_out_window(whole_view(photo), None, STROKES, box)
