import numpy as np
import pytest
from PIL import Image
from skimage import data

import segmentation
from segmentation import Backdrop, Edge, Frame, Label, Photo, Recipe, Shadow, Stroke

HARD = Recipe(edge=Edge(softness="hard"))


def astronaut():
    return data.astronaut()


def test_preview_shows_the_kept_part_on_the_backdrop():
    view = segmentation.reduce(Photo(astronaut()))
    mask = np.zeros((512, 512), bool)
    mask[:, :256] = True
    picture = segmentation.preview(view, mask, HARD, ground="black")
    np.testing.assert_array_equal(picture[:, :256], astronaut()[:, :256])
    assert not picture[:, 256:].any()
    np.testing.assert_array_equal(segmentation.preview(view, None, ground="black"), astronaut())


def test_preview_scales_the_mask_and_respects_the_alpha():
    image = np.full((40, 60, 3), 200, np.uint8)
    view = segmentation.reduce(Photo(image, np.full((40, 60), 100, np.uint8)))
    mask = np.zeros((80, 120), bool)
    mask[:40] = True
    opacity = segmentation.preview(view, mask, HARD, ground="mask")
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
    pictures = segmentation.group_pictures(view, groups.labels, groups.ranking[:4])
    assert len(pictures) == 4
    for group, picture in zip(groups.ranking, pictures, strict=False):
        reddish = picture[..., 0].astype(int) - picture[..., 1] > 50
        np.testing.assert_array_equal(reddish, groups.labels == group)


def test_marks_are_shown_in_the_color_of_their_label():
    view = segmentation.reduce(Photo(np.full((400, 600, 3), 100, np.uint8)))
    strokes = tuple(
        Stroke(label, ((50.0 + 100 * label, 100.0), (50.0 + 100 * label, 500.0)), 20.0)
        for label in (Label.BACKGROUND, Label.FOREGROUND, Label.FUZZY)
    )
    picture = segmentation.show_marks(segmentation.shrink(view, 300), strokes)
    assert picture.shape == (200, 300, 3)
    assert (picture[:60] == 100).all()
    for label, strongest in ((Label.BACKGROUND, 0), (Label.FOREGROUND, 2), (Label.FUZZY, 1)):
        assert picture[25 + 50 * label, 150].argmax() == strongest


def test_preview_is_finished_as_the_recipe_says():
    view = segmentation.reduce(Photo(astronaut()))
    mask = np.zeros((512, 512), bool)
    mask[150:300, 100:300] = True
    hard = Edge(softness="hard")
    red = segmentation.preview(
        view, mask, Recipe(edge=hard, backdrop=Backdrop(kind="color", color="#ff0000"))
    )
    assert (red[~mask] == (255, 0, 0)).all()
    cropped = segmentation.preview(view, mask, Recipe(edge=hard, margin_px=10))
    assert cropped.shape == (170, 220, 3)
    behind = np.full((300, 300, 3), 77, np.uint8)
    photo = segmentation.preview(
        view, mask, Recipe(edge=hard, backdrop=Backdrop(kind="photo")), backdrop_image=behind
    )
    assert (photo[~mask] == 77).all()


def test_lengths_of_a_recipe_are_scaled_for_the_preview():
    large = np.array(Image.fromarray(astronaut()).resize((2048, 2048)))
    small = segmentation.shrink(segmentation.reduce(Photo(large)), 512)
    mask = np.zeros((512, 512), bool)
    mask[150:300, 100:300] = True
    shadow = Shadow(down_px=100, right_px=0, blur_px=0, opacity=1)
    recipe = Recipe(edge=Edge(softness="hard", shift_px=20), shadow=shadow)
    picture = segmentation.preview(small, mask, recipe, ground="white")
    dark = (picture == 0).all(axis=-1)
    assert dark[305 + 24, 200]
    assert not dark[305 + 26, 200]


def test_preview_of_a_fuzzy_stroke_opens_the_band_along_it():
    view = segmentation.reduce(Photo(astronaut()))
    mask = np.zeros((512, 512), bool)
    mask[150:300, 100:300] = True
    fuzzy = Stroke(Label.FUZZY, ((150, 120), (150, 280)), 12)
    plain, opened = (
        segmentation.preview(view, mask, Recipe(strokes=strokes), ground="mask")
        for strokes in ((), (fuzzy,))
    )
    changed = (plain != opened).any(axis=-1)
    assert changed[138:163].any()
    assert not changed[200:].any()


def test_marks_in_a_box_are_those_of_the_whole_picture():
    alpha = np.full((512, 512), 255, np.uint8)
    alpha[:, :120] = 40
    view = segmentation.shrink(segmentation.reduce(Photo(astronaut(), alpha)), 300)
    strokes = (Stroke(Label.FOREGROUND, ((150, 120), (150, 280)), 12),)
    box = np.s_[60:110, 40:140]
    whole = segmentation.show_marks(view, strokes)
    part = segmentation.show_marks(view, strokes, box=box)
    np.testing.assert_array_equal(part, whole[box])
    assert (part != segmentation.show_marks(view, box=box)).any()


def test_photo_is_reduced_to_so_many_pixels_or_not_at_all():
    photo = Photo(astronaut())
    assert segmentation.reduce(photo, pixels=10_000).rgb.shape[:2] == (100, 100)
    assert segmentation.reduce(photo, pixels=10_000).scale == 100 / 512
    np.testing.assert_array_equal(segmentation.reduce(photo, pixels=None).rgb, photo.rgb)


def test_hair_is_shown_in_green_where_it_is_marked_or_found():
    rng = np.random.default_rng(0)
    distance = np.hypot(*(np.indices((240, 240)) - 120.0))
    # As blurred as fur.
    alpha = (0.5 + (70 - distance) / 14).clip(0, 1)[..., None]
    image = alpha * (180, 90, 40) + (1 - alpha) * (60, 110, 160) + rng.normal(0, 2, (240, 240, 3))
    view = segmentation.reduce(Photo(image.clip(0, 255).astype(np.uint8)))
    mark = Stroke(Label.FUZZY, ((20.0, 200.0),), 10.0)
    plain, found = (
        segmentation.show_hair(
            view, distance < 70, Recipe(strokes=(mark,), edge=Edge(find_hair=finds))
        )
        for finds in (False, True)
    )
    tinted = np.abs(plain.astype(int) - view.rgb).max(axis=-1) > 12
    assert tinted[20, 200]
    assert tinted.sum() < 500
    also = np.abs(found.astype(int) - plain).max(axis=-1) > 12
    assert also.sum() > 2000
    assert np.abs(distance[also] - 70).max() < 12


def test_left_half_is_the_photo_and_the_right_half_its_cutout():
    view = segmentation.reduce(Photo(data.astronaut()))
    mask = np.zeros((512, 512), bool)
    mask[100:400, 300:400] = True
    picture = segmentation.before_and_after(view, mask)
    np.testing.assert_array_equal(picture[:, :256], view.rgb[:, :256])
    np.testing.assert_array_equal(picture[:, 256:], segmentation.preview(view, mask)[:, 256:])


def test_a_matte_is_shown_with_its_own_colors():
    view = segmentation.reduce(Photo(np.full((20, 30, 3), 200, np.uint8)))
    matte = np.full((20, 30), 128, np.uint8)
    red = np.broadcast_to(np.array([255, 0, 0], np.uint8), view.rgb.shape)
    cutout = segmentation.finish_matte(view, matte, Recipe(), foreground=red)
    picture = segmentation.show_finished(view, cutout, ground="black")
    np.testing.assert_array_equal(picture[5, 5], [128, 0, 0])
    mask = segmentation.show_finished(view, cutout, ground="mask")
    np.testing.assert_array_equal(mask[5, 5], [128, 128, 128])
    gold = Recipe(backdrop=Backdrop("color", color="#ffd700"))
    onto = segmentation.show_finished(
        view, segmentation.finish_matte(view, matte, gold, foreground=red)
    )
    np.testing.assert_allclose(onto[5, 5], [255, 107, 0], atol=1)


def framed_square(photo_shape=(400, 600), **settings):
    """A square subject at the right, seen at half the size of the photo."""
    mask = np.zeros(photo_shape, bool)
    mask[150:250, 480:580] = True
    rgb = np.random.default_rng(0).integers(0, 256, (*photo_shape, 3), np.uint8)
    view = segmentation.shrink(segmentation.reduce(Photo(rgb)), max(photo_shape) // 2)
    recipe = Recipe(edge=Edge(softness="hard"), **settings)
    return view, segmentation.finish_mask(view, mask, recipe), recipe


def test_photo_before_has_the_frame_of_the_cutout():
    view, cutout, _ = framed_square(frame=Frame("1:1", margin_percent=25))
    before = segmentation.show_before(view, cutout)
    assert before.shape[:2] == cutout.rgba.shape[:2]
    rows, cols = cutout.box
    inside = view.rgb.shape[1] - cols.start
    assert inside < before.shape[1]
    np.testing.assert_array_equal(before[:, :inside], view.rgb[rows, cols.start :])
    assert (before[:, inside:] == 255).all()


def test_photo_before_is_the_photo_where_all_of_it_is_seen():
    view, cutout, _ = framed_square()
    np.testing.assert_array_equal(segmentation.show_before(view, cutout), view.rgb)


@pytest.mark.parametrize("ground", ["red", "mask"])
def test_opacity_is_shown_in_the_frame(ground):
    view, cutout, _ = framed_square(frame=Frame("16:9"))
    picture = segmentation.show_finished(view, cutout, ground=ground)
    assert picture.shape[:2] == cutout.rgba.shape[:2]


@pytest.mark.parametrize(
    ("settings", "shape"),
    [
        ({}, (400, 600)),
        ({"frame": Frame(width_px=150)}, (100, 150)),
        ({"margin_px": 10}, (120, 120)),
        ({"frame": Frame("1:1", margin_percent=25)}, (200, 200)),
        ({"frame": Frame("4:5", margin_percent=25, width_px=80)}, (100, 80)),
    ],
)
def test_size_of_the_file_is_known_before_it_is_made(settings, shape):
    view, cutout, recipe = framed_square(**settings)
    found = segmentation.output_shape(view, cutout, recipe.frame)
    np.testing.assert_allclose(found, shape, atol=2)
