import dataclasses

import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage import data
from skimage.color import rgb2gray
from skimage.filters import gaussian, sobel
from skimage.segmentation import watershed

import segmentation
from segmentation import Label, Photo, Recipe, Stroke
from segmentation.flooding import suggest_thresholds
from segmentation.recipe import GUESSED, METHODS, SIDES

KEEP = Stroke(Label.FOREGROUND, ((300.0, 200.0), (420.0, 260.0)), 12.0)
REMOVE = Stroke(Label.BACKGROUND, ((40.0, 60.0), (40.0, 300.0)), 10.0)
STROKES = Recipe(method="watershed", strokes=(KEEP, REMOVE))


def astronaut():
    return data.astronaut()


def gray_as_rgb(gray):
    return np.repeat(gray[..., None], 3, axis=-1)


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


def segment(image, recipe):
    prepared = segmentation.prepare(image, recipe)
    return segmentation.segment(
        prepared,
        segmentation.find_markers(prepared, recipe),
        recipe,
    )


@pytest.mark.parametrize("gray", [data.camera(), data.coins()], ids=["camera", "coins"])
def test_spots_of_a_gray_photo_equal_the_tutorial(gray):
    seeds, count = ndi.label((gray < 3) | (gray > 245))
    labels = watershed(gaussian(sobel(gray), sigma=2.0), seeds)
    background = np.argmax(np.bincount(labels.ravel()))

    recipe = Recipe(seeds="spots")
    prepared = segmentation.prepare(gray_as_rgb(gray), recipe)
    groups = segmentation.find_groups(prepared, np.zeros(gray.shape, int), recipe)
    assert groups.count == count
    np.testing.assert_array_equal(groups.labels, labels)
    np.testing.assert_array_equal(segment(gray_as_rgb(gray), recipe), labels != background)


def test_known_seeds_are_not_looked_for_again():
    prepared = segmentation.prepare(gray_as_rgb(data.coins()), Recipe(seeds="spots"))
    nothing, seeds = np.zeros(prepared.shape, int), np.zeros(prepared.shape, np.int32)
    seeds[100, 50], seeds[200, 300] = 1, 2
    groups = segmentation.find_groups(prepared, nothing, Recipe(seeds="spots"), seeds=(seeds, 2))
    assert groups.count == 2
    assert groups.labels[200, 300] == 2


def test_thresholds_for_spots_belong_to_what_is_prepared():
    prepared = segmentation.prepare(gray_as_rgb(data.coins()), Recipe(seeds="spots"))
    assert prepared.spot_thresholds == suggest_thresholds(prepared.gray)


def test_spots_of_a_color_photo_equal_the_tutorial_on_its_gray_values():
    gray = rgb2gray(astronaut())
    seeds, count = ndi.label((gray * 255 < 3) | (gray * 255 > 245))
    labels = watershed(gaussian(sobel(gray), sigma=2.0), seeds)

    recipe = Recipe(seeds="spots")
    prepared = segmentation.prepare(astronaut(), recipe)
    groups = segmentation.find_groups(prepared, np.zeros(gray.shape, int), recipe)
    assert groups.count == count
    np.testing.assert_array_equal(groups.labels, labels)


def test_strokes_equal_scikit_image_on_the_whole_photo():
    prepared = segmentation.prepare(astronaut(), STROKES)
    markers = segmentation.find_markers(prepared, STROKES)
    elevation = gaussian(sobel(rgb2gray(astronaut())), sigma=2.0)
    expected = watershed(elevation, markers.astype(np.int32)) == Label.FOREGROUND
    np.testing.assert_array_equal(segmentation.segment(prepared, markers, STROKES), expected)
    cutout = segmentation.cut_out(Photo(astronaut()), STROKES)
    np.testing.assert_array_equal(cutout.mask, expected)


@pytest.mark.parametrize(
    "changes",
    [
        {"dark": 20},
        {"light": 200},
        {"sigma_working_px": 4.0},
        {"seeds": "peaks"},
        {"seeds": "strokes"},
        {"strokes": (REMOVE,)},
        {"background_groups": (93,)},
    ],
)
def test_every_field_of_the_recipe_changes_the_mask(changes):
    recipe = Recipe(seeds="spots", strokes=(KEEP, REMOVE))
    changed = dataclasses.replace(recipe, **changes)
    assert (segment(astronaut(), recipe) != segment(astronaut(), changed)).any()


def test_distance_between_peaks_changes_the_mask():
    masks = [
        segment(astronaut(), Recipe(seeds="peaks", peak_distance_working_px=px)) for px in (10, 60)
    ]
    assert (masks[0] != masks[1]).any()


@pytest.mark.parametrize(
    ("markers", "message"),
    [
        (np.zeros((4, 4), int), "markers must have the shape"),
        (np.zeros((512, 512), float), "markers must be an array of integers"),
        (np.full((512, 512), 4), "markers must be 0, 1"),
        (np.full((512, 512), -1), "markers must be 0, 1"),
        (np.full((512, 512), 1), "got no foreground pixel"),
        (np.full((512, 512), 2), "got no background pixel"),
        (np.zeros((512, 512), int), "got no background and no foreground pixel"),
    ],
)
def test_segment_refuses_unusable_markers(markers, message):
    with pytest.raises(ValueError, match=message):
        segmentation.segment(segmentation.prepare(astronaut(), STROKES), markers, STROKES)


def test_automatic_seeds_need_a_seed_or_a_mark():
    flat = np.full((20, 30, 3), 99, np.uint8)
    for seeds in ("spots", "peaks"):
        with pytest.raises(ValueError, match="markers must hold a marked pixel"):
            segment(flat, Recipe(seeds=seeds))


@pytest.mark.parametrize(
    ("strokes", "missing"),
    [
        ((), (Label.BACKGROUND, Label.FOREGROUND)),
        ((KEEP,), (Label.BACKGROUND,)),
        ((REMOVE,), (Label.FOREGROUND,)),
        ((KEEP, dataclasses.replace(KEEP, label=Label.BACKGROUND)), (Label.FOREGROUND,)),
        ((KEEP, REMOVE), ()),
    ],
)
def test_missing_marks_are_named(strokes, missing):
    recipe = Recipe(method="watershed", strokes=strokes)
    prepared = segmentation.prepare(astronaut(), STROKES)
    markers = segmentation.find_markers(prepared, recipe)
    assert segmentation.missing_marks(prepared, markers, recipe) == missing


def test_automatic_seeds_miss_no_marks_unless_they_find_nothing():
    spots = Recipe(seeds="spots")
    for image, missing in ((astronaut(), ()), (astronaut() // 4 + 64, tuple(SIDES))):
        prepared = segmentation.prepare(image, spots)
        nothing = np.zeros(prepared.shape, int)
        assert segmentation.missing_marks(prepared, nothing, spots) == missing


def test_working_photo_prepares_like_the_photo():
    photo, _ = large_photo()
    working = segmentation.reduce(photo)
    direct = segmentation.prepare(photo.rgb, LARGE_STROKES)
    detour = segmentation.prepare(working.rgb, LARGE_STROKES, photo_shape=working.photo_shape)
    np.testing.assert_array_equal(direct.elevation, detour.elevation)
    np.testing.assert_array_equal(
        segmentation.find_markers(direct, LARGE_STROKES),
        segmentation.find_markers(detour, LARGE_STROKES),
    )


def disk_photo(shape=(120, 160)):
    rows, cols = np.indices(shape)
    disk = (rows - 60) ** 2 + (cols - 80) ** 2 <= 40**2
    return np.where(disk[..., None], (220, 60, 40), (40, 90, 160)).astype(np.uint8), disk


def test_graph_cut_finds_a_disk_from_one_dot():
    image, disk = disk_photo()
    recipe = Recipe(strokes=(Stroke(Label.FOREGROUND, ((60.0, 80.0),), 4.0),))
    mask = segment(image, recipe)
    assert (mask != disk).mean() < 0.01


def test_graph_cut_of_a_working_photo_is_that_of_the_photo():
    photo, _ = large_photo()
    working = segmentation.reduce(photo)
    direct = segmentation.prepare(photo.rgb)
    detour = segmentation.prepare(working.rgb, photo_shape=working.photo_shape)
    markers = segmentation.find_markers(direct, LARGE_STROKES)
    np.testing.assert_array_equal(
        segmentation.segment(direct, markers), segmentation.segment(detour, markers)
    )


def test_method_changes_the_mask():
    masks = [segment(astronaut(), dataclasses.replace(STROKES, method=m)) for m in METHODS]
    assert (masks[0] != masks[1]).any()


def test_graph_cut_is_content_with_marks_of_one_kind():
    prepared = segmentation.prepare(astronaut())
    for strokes, missing in (((), tuple(SIDES)), ((KEEP,), ()), ((REMOVE,), ())):
        markers = segmentation.find_markers(prepared, Recipe(strokes=strokes))
        assert segmentation.missing_marks(prepared, markers) == missing
    with pytest.raises(ValueError, match="got no background and no foreground pixel"):
        segmentation.segment(prepared, np.zeros(prepared.shape, int))


def test_doubt_is_one_unmarked_part():
    prepared = segmentation.prepare(astronaut())
    markers = segmentation.find_markers(prepared, STROKES)
    doubtful = segmentation.find_doubt(prepared, markers)
    assert doubtful.any()
    assert not doubtful[markers > 0].any()
    assert ndi.label(doubtful)[1] == 1


def test_doubt_needs_marks_of_the_working_size():
    prepared = segmentation.prepare(astronaut())
    with pytest.raises(ValueError, match="markers mark nothing"):
        segmentation.find_doubt(prepared, np.zeros(prepared.shape, int))
    with pytest.raises(ValueError, match="markers have shape"):
        segmentation.find_doubt(prepared, np.ones((4, 4), int))


def test_photo_prepared_for_the_watershed_needs_both_marks_whatever_the_recipe():
    prepared = segmentation.prepare(astronaut(), STROKES)
    markers = segmentation.find_markers(prepared, Recipe(strokes=(KEEP,)))
    with pytest.raises(ValueError, match="got no background pixel"):
        segmentation.segment(prepared, markers)


def test_photo_prepared_for_the_graph_cut_has_no_seeds():
    prepared = segmentation.prepare(astronaut())
    nothing = np.zeros(prepared.shape, int)
    for recipe in (Recipe(seeds="spots"), Recipe(seeds="peaks")):
        with pytest.raises(ValueError, match="prepared must come from a recipe"):
            segmentation.segment(prepared, nothing, recipe)


@pytest.mark.parametrize("seeds", GUESSED)
def test_disk_is_cut_out_without_a_mark(seeds):
    image, disk = disk_photo()
    recipe = Recipe(seeds=seeds)
    prepared = segmentation.prepare(image, recipe)
    saliency = segmentation.find_saliency(prepared, recipe)
    assert saliency.shape == disk.shape
    assert 0 <= saliency.min() < 0.1 < 0.9 < saliency.max() <= 1
    assert saliency[disk].mean() > 0.9 > 0.1 > saliency[~disk].mean()
    assert segmentation.missing_marks(prepared, np.zeros(disk.shape, int), recipe) == ()
    assert (segment(image, recipe) != disk).mean() < 0.01


@pytest.mark.parametrize("field", [{"salient": 0.9}, {"seeds": "border"}, {"strokes": (KEEP,)}])
def test_every_field_of_a_guess_changes_the_mask(field):
    recipe = Recipe(seeds="salient", salient=0.3)
    changed = dataclasses.replace(recipe, **field)
    assert (segment(astronaut(), recipe) != segment(astronaut(), changed)).any()


@pytest.mark.parametrize("seeds", GUESSED)
def test_marked_pixels_keep_their_label_against_a_guess(seeds):
    image, _ = disk_photo()
    wrong = (
        Stroke(Label.BACKGROUND, ((60.0, 60.0), (60.0, 100.0)), 6.0),
        Stroke(Label.FOREGROUND, ((5.0, 5.0), (5.0, 30.0)), 3.0),
    )
    recipe = Recipe(seeds=seeds, strokes=wrong)
    prepared = segmentation.prepare(image, recipe)
    markers = segmentation.find_markers(prepared, recipe)
    mask = segmentation.segment(prepared, markers, recipe)
    assert not mask[markers == Label.BACKGROUND].any()
    assert mask[markers == Label.FOREGROUND].all()


@pytest.mark.parametrize("seeds", GUESSED)
def test_stroke_that_agrees_with_a_guess_changes_little(seeds):
    image, _ = disk_photo()
    agreeing = Stroke(Label.FOREGROUND, ((60.0, 80.0),), 4.0)
    plain, marked = (segment(image, Recipe(seeds=seeds, strokes=s)) for s in ((), (agreeing,)))
    assert (plain != marked).mean() < 0.005


def test_strokes_move_a_guess_to_another_subject():
    image, _ = disk_photo()
    rows, cols = np.indices(image.shape[:2])
    other = (rows - 60) ** 2 + (cols - 18) ** 2 <= 12**2
    image[other] = 240, 230, 90
    strokes = (
        Stroke(Label.FOREGROUND, ((60.0, 18.0),), 4.0),
        Stroke(Label.BACKGROUND, ((60.0, 80.0),), 4.0),
    )
    mask = segment(image, Recipe(seeds="salient", strokes=strokes))
    assert (mask != other).mean() < 0.01


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (20, 30)])
def test_nothing_stands_out_of_a_flat_image(shape):
    image = np.full((*shape, 3), 99, np.uint8)
    recipe = Recipe(seeds="salient")
    prepared = segmentation.prepare(image, recipe)
    nothing = np.zeros(shape, int)
    assert not segmentation.find_saliency(prepared, recipe).any()
    assert segmentation.missing_marks(prepared, nothing, recipe) == SIDES
    with pytest.raises(ValueError, match="got no background and no foreground pixel"):
        segmentation.segment(prepared, nothing, recipe)


def test_a_mask_to_start_from_is_the_graph_cut_s():
    flood = segmentation.prepare(astronaut(), STROKES)
    markers = segmentation.find_markers(flood, STROKES)
    with pytest.raises(ValueError, match="prepared must come from a recipe whose seeds are"):
        segmentation.segment(flood, markers, STROKES, start=markers == Label.FOREGROUND)


def test_photo_is_what_it_is_prepared_for():
    cut, flood = segmentation.prepare(astronaut()), segmentation.prepare(astronaut(), STROKES)
    assert segmentation.as_cut(cut) is cut
    assert segmentation.as_flood(flood) is flood
    with pytest.raises(ValueError, match="got a PreparedFlood"):
        segmentation.as_cut(flood)
    with pytest.raises(ValueError, match="got a PreparedCut"):
        segmentation.as_flood(cut)


def test_saliency_needs_a_recipe_that_guesses_and_its_preparation():
    cut, flood = segmentation.prepare(astronaut()), segmentation.prepare(astronaut(), STROKES)
    with pytest.raises(ValueError, match="recipe must have seeds that are guessed"):
        segmentation.find_saliency(cut, Recipe())
    with pytest.raises(ValueError, match="prepared must come from a recipe whose seeds are"):
        segmentation.find_saliency(flood, Recipe(seeds="border"))


def test_doubt_of_a_guess_needs_no_marks():
    recipe = Recipe(seeds="salient", salient=0.25)
    prepared = segmentation.prepare(astronaut(), recipe)
    doubtful = segmentation.find_doubt(prepared, np.zeros(prepared.shape, int), recipe)
    assert ndi.label(doubtful)[1] == 1


def test_cutout_of_a_large_photo_needs_no_mark():
    photo, truth = large_photo()
    cutout = segmentation.cut_out(photo, Recipe(seeds="salient"))
    assert (cutout.mask != truth).mean() < 0.005


def test_fuzzy_marks_are_unmarked_to_the_cut():
    fuzzy = Stroke(Label.FUZZY, ((100.0, 300.0), (200.0, 300.0)), 15.0)
    for recipe in (STROKES, dataclasses.replace(STROKES, method="graph_cut")):
        prepared = segmentation.prepare(astronaut(), recipe)
        plain, with_fuzzy = (
            segmentation.find_markers(prepared, dataclasses.replace(recipe, strokes=strokes))
            for strokes in ((KEEP, REMOVE), (KEEP, REMOVE, fuzzy))
        )
        assert (with_fuzzy == Label.FUZZY).any()
        np.testing.assert_array_equal(
            segmentation.segment(prepared, with_fuzzy, recipe),
            segmentation.segment(prepared, plain, recipe),
        )
    np.testing.assert_array_equal(
        segmentation.find_doubt(prepared, with_fuzzy), segmentation.find_doubt(prepared, plain)
    )
    assert segmentation.unmarked_labels(with_fuzzy * (with_fuzzy == Label.FUZZY)) == SIDES


DISKS = (
    Stroke(Label.FOREGROUND, ((60.0, 80.0),), 4.0),
    Stroke(Label.FOREGROUND, ((60.0, 18.0),), 4.0),
)
OFF = Stroke(Label.BACKGROUND, ((60.0, 80.0),), 4.0)


def two_disks():
    image, disk = disk_photo()
    rows, cols = np.indices(image.shape[:2])
    other = (rows - 60) ** 2 + (cols - 18) ** 2 <= 12**2
    image[other] = 240, 230, 90
    return segmentation.prepare(image), disk, other


def rub(row, col):
    return Stroke(Label.NONE, ((row, col),), 10.0)


def test_fold_takes_strokes_in_their_order():
    prepared, disk, other = two_disks()
    both = segmentation.fold(prepared, Recipe(strokes=DISKS))
    assert (both != (disk | other)).mean() < 0.01
    one = segmentation.fold(prepared, Recipe(strokes=(*DISKS, OFF)))
    assert (one <= both).all()
    assert (one != other).mean() < 0.01
    again = segmentation.fold(prepared, Recipe(strokes=(*DISKS, OFF, DISKS[0])))
    assert (again >= one).all()


def test_order_within_a_step_does_not_matter():
    prepared, *_ = two_disks()
    one, other = (
        segmentation.fold(prepared, Recipe(seeds="salient", strokes=strokes))
        for strokes in (DISKS, DISKS[::-1])
    )
    np.testing.assert_array_equal(one, other)


def test_steps_are_the_start_and_each_change_of_kind():
    prepared, *_ = two_disks()
    strokes = (*DISKS, OFF, DISKS[0])
    recipe = Recipe(seeds="salient", strokes=strokes)
    counts = [len(step.strokes) for step in segmentation.steps(prepared, recipe)]
    assert counts == [0, 2, 3, 4]
    assert segmentation.steps(prepared, recipe)[-1] == recipe
    unguessed = segmentation.steps(prepared, dataclasses.replace(recipe, seeds="strokes"))
    assert [len(step.strokes) for step in unguessed] == [2, 3, 4]


def test_steps_answered_one_by_one_are_the_fold():
    prepared, *_ = two_disks()
    recipe = Recipe(seeds="border", strokes=(*DISKS, OFF, DISKS[1], OFF))
    mask = None
    for step in segmentation.steps(prepared, recipe):
        mask = segmentation.fold_step(prepared, step, mask)
    np.testing.assert_array_equal(mask, segmentation.fold(prepared, recipe))


def test_what_is_rubbed_out_never_counted():
    prepared, *_ = two_disks()
    rubbed, never = (
        segmentation.fold(prepared, Recipe(seeds="salient", strokes=strokes))
        for strokes in ((DISKS[1], OFF, rub(60.0, 18.0)), (OFF,))
    )
    np.testing.assert_array_equal(rubbed, never)


def test_exact_strokes_teach_the_fold_nothing():
    prepared, *_ = two_disks()
    exact = dataclasses.replace(OFF, exact=True)
    one, other = (
        segmentation.fold(prepared, Recipe(strokes=strokes))
        for strokes in ((DISKS[0], exact, DISKS[1]), DISKS)
    )
    np.testing.assert_array_equal(one, other)


def test_fold_starts_from_a_mask():
    prepared, disk, other = two_disks()
    start = disk | other
    np.testing.assert_array_equal(
        segmentation.fold(prepared, Recipe(strokes=(OFF,)), start=start) <= start, True
    )
    mask = segmentation.fold(prepared, Recipe(strokes=(OFF,)), start=start)
    assert (mask != other).mean() < 0.01


def test_fold_of_a_flood_counts_all_marks_at_once():
    prepared = segmentation.prepare(astronaut(), STROKES)
    markers = segmentation.find_markers(prepared, STROKES)
    np.testing.assert_array_equal(
        segmentation.fold(prepared, STROKES), segmentation.segment(prepared, markers, STROKES)
    )


def test_fold_without_marks_needs_something_that_stands_out():
    prepared = segmentation.prepare(np.full((20, 30, 3), 99, np.uint8))
    for seeds in ("salient", "strokes"):
        with pytest.raises(ValueError, match="got no background and no foreground pixel"):
            segmentation.fold(prepared, Recipe(seeds=seeds))


def test_photo_prepared_for_another_method_is_refused():
    cut, flood = segmentation.prepare(astronaut()), segmentation.prepare(astronaut(), STROKES)
    markers = segmentation.find_markers(cut, STROKES)
    with pytest.raises(ValueError, match="expected a PreparedFlood, got a PreparedCut"):
        segmentation.segment(cut, markers, STROKES)
    with pytest.raises(ValueError, match="expected a PreparedCut, got a PreparedFlood"):
        segmentation.segment(flood, markers, Recipe())


@pytest.mark.parametrize(
    "find",
    [
        segmentation.find_doubt,
        segmentation.find_confidence,
        segmentation.find_color_confidence,
    ],
)
def test_doubt_and_confidence_are_the_graph_cut_s(find):
    flood = segmentation.prepare(astronaut(), STROKES)
    markers = segmentation.find_markers(flood, STROKES)
    with pytest.raises(ValueError, match="prepared must come from a recipe whose seeds are"):
        find(flood, markers)
    with pytest.raises(ValueError, match="expected a PreparedFlood"):
        find(segmentation.prepare(astronaut()), markers, STROKES)
