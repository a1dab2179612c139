import dataclasses
import functools
import io

import numpy as np
import pytest
from PIL import Image
from plain_pictures import disk, lay
from scipy import ndimage as ndi
from skimage import data

import segmentation
from segmentation import Backdrop, Edge, Label, Photo, Recipe, Shadow, StartMask, Stroke
from segmentation.recipe import METHODS

KEEP = Stroke(Label.FOREGROUND, ((150.0, 100.0), (210.0, 130.0)), 6.0)
REMOVE = Stroke(Label.BACKGROUND, ((20.0, 30.0), (20.0, 150.0)), 5.0)
STROKES = Recipe(method="watershed", strokes=(KEEP, REMOVE))
HARD = dataclasses.replace(STROKES, edge=Edge(softness="hard", clean_colors=False))


def astronaut():
    return data.astronaut()[::2, ::2]


@functools.cache
def large_photo():
    """More than is worked on, with a bright ellipse; and the true mask."""
    rows, cols = np.mgrid[:1000, :1500]
    truth = ((rows - 500) / 350) ** 2 + ((cols - 700) / 450) ** 2 <= 1
    noise = np.random.default_rng(1).integers(-10, 11, (1000, 1500, 1))
    rgb = (np.where(truth[..., None], (210, 160, 90), (60, 80, 120)) + noise).astype(np.uint8)
    return Photo(rgb), truth


LARGE_STROKES = Recipe(
    method="watershed",
    strokes=(
        Stroke(Label.FOREGROUND, ((500.0, 500.0), (500.0, 900.0)), 20.0),
        Stroke(Label.BACKGROUND, ((30.0, 50.0), (30.0, 1450.0)), 20.0),
    ),
)


@pytest.mark.parametrize("method", METHODS)
def test_large_photo_is_cut_at_full_resolution(method):
    photo, truth = large_photo()
    recipe = dataclasses.replace(LARGE_STROKES, method=method)
    cutout = segmentation.cut_out(photo, recipe)
    assert cutout.mask.shape == truth.shape
    wrong = cutout.mask != truth
    assert wrong.mean() < 0.001
    # Off by a pixel here and there, never by one of the small image's blocks.
    assert not ndi.binary_erosion(wrong, iterations=2).any()


@pytest.mark.parametrize("method", METHODS)
def test_marks_take_the_place_of_strokes(method):
    photo, truth = large_photo()
    markers = np.zeros(truth.shape, np.uint8)
    markers[480:520, 500:900] = Label.FOREGROUND
    markers[10:50, 50:1450] = Label.BACKGROUND
    cutout = segmentation.cut_out(photo, Recipe(method=method), markers=markers)
    assert (cutout.mask != truth).mean() < 0.001
    with pytest.raises(ValueError, match="markers must have the shape"):
        segmentation.cut_out(photo, markers=markers[:-1])


@pytest.mark.parametrize("method", METHODS)
def test_marked_pixels_keep_their_label_at_full_resolution(method):
    photo, truth = large_photo()
    fine = Stroke(Label.BACKGROUND, ((500.0, 700.0), (510.0, 700.0)), 0.5)
    strokes = (*LARGE_STROKES.strokes, fine)
    recipe = dataclasses.replace(LARGE_STROKES, method=method, strokes=strokes)
    mask = segmentation.cut_out(photo, recipe).mask
    assert truth[500:511, 700].all()
    assert not mask[500:511, 700].any()


def test_cutout_is_straight_and_empty_where_transparent():
    cutout = segmentation.cut_out(Photo(astronaut()), HARD)
    np.testing.assert_array_equal(cutout.rgba[cutout.mask][:, :3], astronaut()[cutout.mask])
    assert (cutout.rgba[cutout.mask][:, 3] == 255).all()
    assert not cutout.rgba[~cutout.mask].any()
    np.testing.assert_array_equal(cutout.alpha, cutout.mask.astype(np.float32))


def test_alpha_of_the_photo_is_carried_on():
    alpha = np.tile(np.arange(256), (256, 1)).astype(np.uint8)
    cutout = segmentation.cut_out(Photo(astronaut(), alpha), HARD)
    np.testing.assert_array_equal(cutout.rgba[..., 3], np.where(cutout.mask, alpha, 0))
    assert not cutout.rgba[cutout.rgba[..., 3] == 0].any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 10_000), (3, 2), (700, 900)])
@pytest.mark.parametrize("method", METHODS)
def test_any_size_and_flat_colors_can_be_cut(shape, method):
    image = np.full((*shape, 3), 128, np.uint8)
    markers = np.zeros(shape, np.uint8)
    markers[0, 0], markers[-1, -1] = Label.BACKGROUND, Label.FOREGROUND
    if shape == (1, 1):
        method = "graph_cut"
    cutout = segmentation.cut_out(Photo(image), Recipe(method=method), markers=markers)
    assert cutout.mask[-1, -1]
    assert shape == (1, 1) or not cutout.mask[0, 0]


def recipe_with(**finish):
    return dataclasses.replace(HARD, **finish)


def test_holes_and_islands_are_measured_in_pixels_of_the_photo():
    mask = np.zeros((100, 100), bool)
    mask[20:80, 20:80] = True
    mask[40:50, 40:50] = False
    mask[2:12, 2:12] = True
    nothing = np.zeros(mask.shape, np.uint8)
    for side in (100, 300):
        shape = (side, side)
        area = (side // 10) ** 2

        def clean(shape=shape, **edge):
            return segmentation.clean_up(mask, nothing, Edge(**edge), photo_shape=shape)

        assert clean(hole_area_px=area)[45, 45]
        assert not clean(hole_area_px=area - 10)[45, 45]
        assert not clean(island_area_px=area)[5, 5]
        assert clean(island_area_px=area - 10)[5, 5]
        assert not clean(largest_only=True)[5, 5]


@pytest.mark.parametrize(
    "edge",
    [
        {"smooth_px": 12.0},
        {"shift_px": -4.0},
        {"softness": "hard"},
        {"softness": "feather"},
        {"softness": "feather", "feather_px": 6.0},
        {"clean_colors": False},
    ],
)
def test_every_setting_of_the_edge_changes_the_cutout(edge):
    default = segmentation.cut_out(Photo(astronaut()), STROKES)
    changed = segmentation.cut_out(
        Photo(astronaut()), dataclasses.replace(STROKES, edge=Edge(**edge))
    )
    assert (default.rgba != changed.rgba).any()


def test_marked_pixels_are_not_overruled_by_the_edge():
    markers = np.zeros((256, 256), np.uint8)
    markers[150:210, 100:103] = Label.FOREGROUND
    markers[20, 30:150] = Label.BACKGROUND
    # A spider's thread that smoothing, shifting and blurring would all take away.
    markers[150:153, 103:250] = Label.FOREGROUND
    edge = Edge(smooth_px=8, shift_px=-8, softness="feather", feather_px=9, largest_only=True)
    cutout = segmentation.cut_out(
        Photo(astronaut()), Recipe(method="watershed", edge=edge), markers=markers
    )
    assert (cutout.matte[markers == Label.FOREGROUND] == 255).all()
    assert (cutout.matte[markers == Label.BACKGROUND] == 0).all()


@pytest.mark.parametrize("kind", ["color", "gradient", "photo", "blur", "gray"])
def test_backdrops_make_the_picture_opaque_and_leave_the_subject(kind):
    behind = np.full((90, 80, 3), (10, 250, 20), np.uint8)
    cutout = segmentation.cut_out(
        Photo(astronaut()),
        recipe_with(backdrop=Backdrop(kind=kind, color="#102030")),
        backdrop_image=behind,
    )
    assert (cutout.rgba[..., 3] == 255).all()
    np.testing.assert_array_equal(cutout.rgba[cutout.mask][:, :3], astronaut()[cutout.mask])
    background = cutout.rgba[~cutout.mask][:, :3]
    if kind == "color":
        assert (background == (16, 32, 48)).all()
    if kind == "photo":
        assert (background == (10, 250, 20)).all()
    if kind == "gray":
        assert (background[:, 0] == background[:, 1]).all()
    if kind in ("gradient", "blur"):
        assert len(np.unique(background, axis=0)) > 20


@pytest.mark.parametrize(
    ("plain", "changed"),
    [
        (Backdrop(kind="gradient"), Backdrop(kind="gradient", end_color="#000000")),
        (Backdrop(kind="gradient"), Backdrop(kind="gradient", color="#000000")),
        (Backdrop(kind="blur"), Backdrop(kind="blur", blur_px=3)),
    ],
)
def test_settings_of_a_backdrop_change_the_picture(plain, changed):
    pictures = [
        segmentation.cut_out(Photo(astronaut()), recipe_with(backdrop=backdrop)).rgba
        for backdrop in (plain, changed)
    ]
    assert (pictures[0] != pictures[1]).any()


def test_backdrop_photo_must_be_there():
    with pytest.raises(ValueError, match=r"^backdrop_image must be an image"):
        segmentation.cut_out(Photo(astronaut()), recipe_with(backdrop=Backdrop(kind="photo")))


def test_shadow_lies_below_and_right_of_the_subject():
    shadow = Shadow(down_px=30, right_px=20, blur_px=0, opacity=0.6)
    cutout = segmentation.cut_out(Photo(astronaut()), recipe_with(shadow=shadow))
    shaded = np.zeros((256, 256), bool)
    shaded[30:, 20:] = cutout.mask[:-30, :-20]
    outside = shaded & ~cutout.mask
    assert (cutout.rgba[outside] == (0, 0, 0, 153)).all()
    assert not cutout.rgba[~shaded & ~cutout.mask].any()


@pytest.mark.parametrize(
    "changes", [{"down_px": 3}, {"right_px": 3}, {"blur_px": 3}, {"opacity": 0.9}]
)
def test_settings_of_a_shadow_change_the_picture(changes):
    pictures = [
        segmentation.cut_out(Photo(astronaut()), recipe_with(shadow=shadow)).rgba
        for shadow in (Shadow(), dataclasses.replace(Shadow(), **changes))
    ]
    assert (pictures[0] != pictures[1]).any()


def test_crop_keeps_what_is_seen_and_the_margin():
    whole = segmentation.cut_out(Photo(astronaut()), HARD)
    rows, cols = ndi.find_objects(whole.mask.astype(int))[0]
    cropped = segmentation.cut_out(Photo(astronaut()), recipe_with(margin_px=0))
    np.testing.assert_array_equal(cropped.rgba, whole.rgba[rows, cols])
    assert cropped.mask.shape == (256, 256)
    np.testing.assert_array_equal(whole.rgba[cropped.box], cropped.rgba)


def test_shadow_belongs_to_what_is_cropped_to():
    shadow = Shadow(down_px=0, right_px=-15, blur_px=0, opacity=1)
    small = Stroke(Label.BACKGROUND, ((250.0, 5.0), (5.0, 5.0), (5.0, 250.0)), 6)
    recipe = recipe_with(strokes=(KEEP, REMOVE, small), margin_px=0)
    plain = segmentation.cut_out(Photo(astronaut()), recipe)
    shaded = segmentation.cut_out(Photo(astronaut()), dataclasses.replace(recipe, shadow=shadow))
    assert shaded.box[1].start == max(plain.box[1].start - 15, 0)


def test_what_the_file_said_is_handed_on():
    photo = Photo(astronaut(), info={"dpi": (300.0, 300.0)})
    assert segmentation.cut_out(photo, STROKES).info == photo.info


def test_exact_strokes_change_the_pixels_they_cover_and_no_other():
    photo = Photo(astronaut())
    strokes = (
        Stroke(Label.FOREGROUND, ((100, 110), (150, 120)), 6),
        Stroke(Label.BACKGROUND, ((20, 30), (20, 150)), 5),
    )
    exact = Stroke(Label.BACKGROUND, ((100, 90), (100, 150)), 5, exact=True)
    plain = segmentation.cut_out(photo, Recipe(strokes=strokes))
    settled = segmentation.cut_out(photo, Recipe(strokes=(*strokes, exact)))
    covered = segmentation.rasterize_exact((exact,), plain.mask.shape) > 0
    np.testing.assert_array_equal(settled.matte[~covered], plain.matte[~covered])
    assert not settled.mask[covered].any()
    inner = ndi.binary_erosion(covered)
    assert (settled.matte[inner] == 0).all()
    assert plain.matte[inner].any()


def test_exact_marks_of_a_label_image_are_4_and_5():
    photo = Photo(astronaut())
    strokes = (
        Stroke(Label.FOREGROUND, ((100, 110), (150, 120)), 6),
        Stroke(Label.BACKGROUND, ((20, 30), (20, 150)), 5),
    )
    exact = Stroke(Label.BACKGROUND, ((200, 90), (200, 150)), 5, exact=True)
    markers = segmentation.rasterize_strokes(strokes, (256, 256)).astype(np.int32)
    plain = segmentation.cut_out(photo, markers=markers)
    markers[segmentation.rasterize_exact((exact,), (256, 256)) > 0] = 4
    settled = segmentation.cut_out(photo, markers=markers)
    assert not settled.mask[markers == 4].any()
    np.testing.assert_array_equal(settled.matte[markers != 4], plain.matte[markers != 4])


def soft_disk(shape, center, radius):
    distance = np.hypot(*(np.indices(shape) - np.array(center)[:, None, None]))
    return np.uint8(255 / (1 + np.exp((distance - radius) / 3)))


def disk_photo(scale=1):
    """A blue disk on a gray ground, whose mask is known."""
    shape = (240 * scale, 320 * scale)
    noise = np.random.default_rng(0).normal(0, 4, (*shape, 1))
    truth = np.hypot(*(np.indices(shape) - np.array(shape)[:, None, None] / 2)) < 70 * scale
    colors = np.where(truth[..., None], (40, 90, 190), (150, 150, 140))
    return Photo((colors + noise).clip(0, 255).astype(np.uint8)), truth


@pytest.mark.parametrize("scale", [1, 5])
def test_mask_that_no_stroke_corrects_comes_back_as_it_was(scale):
    photo, truth = disk_photo(scale)
    start = StartMask(soft_disk(truth.shape, (110 * scale, 150 * scale), 60 * scale))
    cutout = segmentation.cut_out(photo, Recipe(seeds="mask"), start_mask=start)
    np.testing.assert_array_equal(cutout.matte, start.opacity)


def test_stroke_corrects_a_mask_where_it_is_wrong_and_leaves_the_rest():
    photo, truth = disk_photo()
    wrong = soft_disk(truth.shape, (120, 160), 70)
    wrong[:, :130] = 0
    keep = Stroke(Label.FOREGROUND, ((110, 105), (130, 120)), 4)
    recipe = Recipe(seeds="mask", strokes=(keep,))
    cutout = segmentation.cut_out(photo, recipe, start_mask=StartMask(wrong))
    assert (cutout.mask & truth).sum() > 0.99 * (cutout.mask | truth).sum()
    np.testing.assert_array_equal(cutout.matte[:, 190:], wrong[:, 190:])
    markers = segmentation.rasterize_strokes((keep,), truth.shape)
    marked = segmentation.cut_out(
        photo, Recipe(seeds="mask"), markers=markers, start_mask=StartMask(wrong)
    )
    np.testing.assert_array_equal(marked.mask, cutout.mask)


def test_outline_that_is_off_follows_the_edges_if_asked():
    photo, truth = disk_photo()
    start = StartMask(soft_disk(truth.shape, (122, 158), 71))
    as_it_was, followed = (
        segmentation.cut_out(photo, Recipe(seeds="mask", follows_edges=follows), start_mask=start)
        for follows in (False, True)
    )
    assert (as_it_was.mask != truth).sum() > 5 * (followed.mask != truth).sum()


def test_mask_is_there_if_and_only_if_the_recipe_starts_from_it():
    photo, truth = disk_photo()
    start = StartMask(truth * np.uint8(255), digest="a" * 64)
    with pytest.raises(ValueError, match=r"^start_mask must be a mask where the seeds are 'mask'"):
        segmentation.cut_out(photo, Recipe(seeds="mask"))
    with pytest.raises(ValueError, match=r"^start_mask must be None where the seeds are 'salient'"):
        segmentation.cut_out(photo, Recipe(seeds="salient"), start_mask=start)
    segmentation.cut_out(photo, Recipe(seeds="mask", mask_digest="a" * 64), start_mask=start)
    with pytest.raises(ValueError, match="got another one"):
        segmentation.cut_out(photo, Recipe(seeds="mask", mask_digest="b" * 64), start_mask=start)


@pytest.mark.parametrize("method", METHODS)
def test_what_is_transparent_is_background(method):
    photo, truth = disk_photo()
    alpha = np.full(truth.shape, 255, np.uint8)
    alpha[:, 200:] = 0
    keep = Stroke(Label.FOREGROUND, ((110.0, 130.0), (130.0, 150.0)), 6)
    away = Stroke(Label.BACKGROUND, ((20.0, 20.0),), 6)
    recipe = Recipe(method=method, strokes=(keep, away))
    buffer = io.BytesIO()
    Image.fromarray(np.dstack([photo.rgb, alpha])).save(buffer, "PNG")
    cutout = segmentation.cut_out(segmentation.read_image(buffer.getvalue()), recipe)
    assert not cutout.mask[:, 202:].any()
    assert (cutout.mask[:, :198] != truth[:, :198]).mean() < 0.005
    assert segmentation.cut_out(photo, recipe).mask[:, 205:].any()


def drawing():
    """A blue ring with a red dot beside it, on white; and the ring."""
    ring = disk(60, 50, 30) - disk(60, 50, 12)
    return lay((255, 255, 255), (ring, (29, 63, 143)), (disk(60, 120, 15), (214, 39, 40))), ring


UNMIXING = Recipe(method="unmixing")


def test_unmixing_needs_no_mark():
    image, ring = drawing()
    cutout = segmentation.cut_out(Photo(image), UNMIXING)
    truth = ring + disk(60, 120, 15)
    assert abs(cutout.alpha - truth).max() < 0.05
    np.testing.assert_array_equal(cutout.mask, cutout.matte > 127)
    black = cutout.alpha[..., None] * cutout.rgba[..., :3]
    assert abs(black - ring[..., None] * (29, 63, 143))[:, :90].max() < 6


def test_strokes_count_for_their_colors_when_unmixing():
    image, ring = drawing()
    dot = Stroke(Label.BACKGROUND, ((60.0, 120.0),), 3.0)
    cutout = segmentation.cut_out(Photo(image), dataclasses.replace(UNMIXING, strokes=(dot,)))
    assert abs(cutout.alpha - ring).max() < 0.05
    markers = segmentation.rasterize_strokes((dot,), image.shape[:2])
    marked = segmentation.cut_out(Photo(image), UNMIXING, markers=markers)
    np.testing.assert_array_equal(marked.rgba, cutout.rgba)


def test_exact_strokes_and_tidying_settle_what_was_unmixed():
    image, _ = drawing()
    exact = Stroke(Label.FOREGROUND, ((60.0, 80.0), (60.0, 105.0)), 3.0, exact=True)
    recipe = dataclasses.replace(UNMIXING, strokes=(exact,), edge=Edge(hole_area_px=600))
    cutout = segmentation.cut_out(Photo(image), recipe)
    assert cutout.matte[60, 50] == cutout.matte[60, 92] == 255
    assert (cutout.rgba[60, 92, :3] == 255).all()


def test_unmixing_a_smaller_copy_gives_a_smaller_matte():
    image, ring = drawing()
    dot = Stroke(Label.BACKGROUND, ((60.0, 120.0),), 3.0)
    recipe = dataclasses.replace(UNMIXING, strokes=(dot,))
    small = np.array(Image.fromarray(image).resize((80, 60), Image.Resampling.BOX))
    layers = segmentation.unmixing.find_layers(small, recipe.plain)
    matte, foreground = segmentation.unmix_photo(small, layers, recipe, photo_shape=(120, 160))
    truth = ring.reshape(60, 2, 80, 2).mean(axis=(1, 3))
    assert abs(matte / 255 - truth).max() < 0.1
    assert (foreground[matte == 255] == small[matte == 255]).all()


def test_what_is_prepared_already_is_cut():
    photo = Photo(astronaut())
    recipe = dataclasses.replace(STROKES, method="graph_cut")
    expected = segmentation.cut_out(photo, recipe).mask
    prepared = segmentation.prepare(photo.rgb, recipe)
    np.testing.assert_array_equal(
        segmentation.cut_out(photo, recipe, prepared=prepared).mask, expected
    )
    other = segmentation.prepare(photo.rgb[::-1], recipe)
    assert (segmentation.cut_out(photo, recipe, prepared=other).mask != expected).any()
