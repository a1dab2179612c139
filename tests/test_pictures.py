"""The pictures of the steps, against what is known of their arrays."""

import heapq
import itertools

import numpy as np
import pytest
from skimage import data
from skimage.color import rgb2lab
from skimage.segmentation import watershed

import segmentation
from segmentation import Label, Recipe, pictures
from segmentation.pictures.preview import MARK_COLORS

KEEP, REMOVE = (np.array(MARK_COLORS[side]) for side in (Label.FOREGROUND, Label.BACKGROUND))


def random_labels(seed, shape=(60, 80), count=40):
    rng = np.random.default_rng(seed)
    elevation = rng.random(shape)
    seeds = np.zeros(shape, np.int32)
    places = rng.choice(elevation.size, count, replace=False)
    seeds.flat[places] = np.arange(1, count + 1)
    return elevation, seeds, watershed(elevation, seeds)


def touching_pairs(labels):
    pairs = set()
    for one, other in (
        (labels[:, :-1], labels[:, 1:]),
        (labels[:-1], labels[1:]),
        (labels[:-1, :-1], labels[1:, 1:]),
        (labels[:-1, 1:], labels[1:, :-1]),
    ):
        differ = one != other
        pairs |= set(zip(one[differ].tolist(), other[differ].tolist(), strict=True))
    return pairs


def minimax_levels(elevation, seeds):
    """The definition, by Dijkstra's algorithm: the lowest highest point of all paths."""
    levels = np.full(elevation.shape, np.inf)
    queue = [(elevation[place], place) for place in zip(*np.nonzero(seeds), strict=True)]
    for level, place in queue:
        levels[place] = level
    heapq.heapify(queue)
    while queue:
        level, (row, col) = heapq.heappop(queue)
        for near in ((row - 1, col), (row + 1, col), (row, col - 1), (row, col + 1)):
            if not (0 <= near[0] < elevation.shape[0] and 0 <= near[1] < elevation.shape[1]):
                continue
            reached = max(level, elevation[near])
            if reached < levels[near]:
                levels[near] = reached
                heapq.heappush(queue, (reached, near))
    return levels


def test_gray_picture_holds_the_gray_values():
    gray = np.arange(256.0).reshape(16, 16)
    picture = pictures.gray_picture(gray)
    np.testing.assert_array_equal(picture, np.stack([gray] * 3, axis=-1))
    assert pictures.gray_picture(gray, size_px=8).shape == (8, 8, 3)


def test_higher_is_lighter_in_a_picture_of_heights():
    heights = np.linspace(0, 3, 250)[None].repeat(10, axis=0)
    picture = pictures.height_picture(heights)
    lightness = rgb2lab(picture)[0, :, 0]
    assert (np.diff(lightness) > -0.5).all()
    assert lightness[-1] - lightness[0] > 70
    assert tuple(picture[0, 0]) == (0, 34, 78)
    assert tuple(picture[0, -1]) == (254, 232, 56)
    assert pictures.height_picture(heights, size_px=100).shape == (4, 100, 3)


def test_flat_heights_have_the_lowest_color():
    assert (pictures.height_picture(np.zeros((5, 7))) == (0, 34, 78)).all()


def test_a_single_peak_is_not_lost():
    heights = np.zeros((50, 50))
    heights[20, 30] = 0.1
    assert tuple(pictures.height_picture(heights)[20, 30]) == (254, 232, 56)


def test_surface_is_a_reduced_height_map():
    heights = np.outer(np.ones(300), np.linspace(0, 2, 600))
    grid = pictures.surface(heights, size_px=100)
    assert grid.shape == (50, 100)
    expected = np.clip((np.arange(100) + 0.5) / 100 / 0.995, 0, 1)
    np.testing.assert_allclose(grid[25], expected, atol=0.01)


def test_spots_are_drawn_in_their_color_and_large_enough():
    gray = np.full((40, 60), 100.0)
    seeds = np.zeros((40, 60), np.int32)
    seeds[10, 20] = 1
    picture = pictures.spots_picture(gray, seeds, color=(1, 2, 3))
    marked = (picture == (1, 2, 3)).all(axis=-1)
    assert marked[9:12, 19:22].all()
    assert marked.sum() == 9
    # Elsewhere the photo is gray.
    assert np.ptp(picture[~marked].astype(int), axis=-1).max() == 0
    small = pictures.spots_picture(gray, seeds, color=(1, 2, 3), size_px=30)
    assert small.shape == (20, 30, 3)
    assert (small == (1, 2, 3)).all(axis=-1)[5, 10]


def number_pixels(picture):
    return (picture == 255).all(axis=-1).sum()


def test_seeds_show_and_the_largest_have_their_numbers():
    gray = np.zeros((100, 100))
    seeds = np.zeros((100, 100), np.int32)
    seeds[10:30, 10:30], seeds[50:60, 50:60], seeds[80, 80] = 1, 2, 3
    picture, numbered = pictures.seeds_picture(gray, seeds)
    assert picture.shape == (800, 800, 3)
    assert numbered == 3
    assert number_pixels(picture) > 0
    bare, numbered = pictures.seeds_picture(gray, seeds, most=0)
    assert numbered == 0
    assert number_pixels(bare) == 0
    colors = [tuple(bare[8 * row + 4, 8 * col + 4]) for row, col in ((20, 20), (55, 55), (80, 80))]
    assert len(set(colors)) == 3
    assert tuple(bare[8, 8]) not in colors
    one, numbered = pictures.seeds_picture(gray, seeds, most=1)
    assert numbered == 1
    # The number is on the largest.
    assert number_pixels(one) == number_pixels(one[80:240, 80:240])
    assert pictures.seeds_picture(gray, seeds, size_px=400)[0].shape == (400, 400, 3)


def test_numbers_do_not_hide_each_other():
    gray = np.zeros((100, 100))
    seeds = np.zeros((100, 100), np.int32)
    seeds[50, 50], seeds[50, 51], seeds[10, 10] = 1, 2, 3
    assert pictures.seeds_picture(gray, seeds)[1] == 2


def test_no_seeds_make_a_picture_without_numbers():
    picture, numbered = pictures.seeds_picture(np.full((9, 12), 7.0), np.zeros((9, 12), np.int32))
    assert numbered == 0
    assert np.ptp(picture) == 0


@pytest.mark.parametrize("seed", range(5))
def test_labels_that_touch_have_clearly_different_colors(seed):
    labels = random_labels(seed, count=(3, 40, 400, 1500, 4800)[seed])[2]
    lab = rgb2lab(pictures.neighbor_colors(labels)[None] / 255)[0]
    one, other = np.transpose(list(touching_pairs(labels)))
    # Ten times a just noticeable difference.
    assert np.linalg.norm(lab[one] - lab[other], axis=1).min() > 23


def test_labels_picture_shows_the_groups_and_the_photo_below():
    labels = np.ones((40, 60), np.int32)
    labels[:, 30:] = 2
    gray = np.zeros((40, 60))
    gray[20:] = 255
    picture = pictures.labels_picture(labels, gray)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) == 4
    assert (picture[30].astype(int) > picture[10]).all()
    assert pictures.labels_picture(labels, gray, size_px=30).shape == (20, 30, 3)


@pytest.mark.parametrize("seed", range(3))
def test_flood_reaches_pixels_at_the_height_of_the_lowest_pass(seed):
    elevation, seeds, _ = random_labels(seed, (23, 31), 5)
    levels = pictures.flood_levels(elevation, seeds)
    np.testing.assert_array_equal(levels, minimax_levels(elevation, seeds))


def test_flood_needs_a_seed():
    with pytest.raises(ValueError, match="seeds must hold a seed"):
        pictures.flood_levels(np.ones((3, 3)), np.zeros((3, 3), int))


def test_flood_rises_to_the_whole_image_in_the_colors_of_the_labels():
    elevation, seeds, labels = random_labels(7)
    frames = pictures.flood_frames(elevation, seeds, labels, count=6)
    assert len(frames) == 6
    flooded = [np.ptp(frame.astype(int), axis=-1) > 0 for frame in frames]
    for before, after in itertools.pairwise(flooded[:-1]):
        assert (after | ~before).all()
    assert flooded[-1].all()
    # The second picture: what is below the level at which a fifth is flooded, and the seeds.
    levels = pictures.flood_levels(elevation, seeds)
    dry = (levels > np.quantile(levels, 0.2)) & ~flooded[0]
    np.testing.assert_array_equal(flooded[1], ~dry)
    hues = pictures.neighbor_colors(labels)[labels].astype(int).argmax(axis=-1)
    assert (frames[-1].argmax(axis=-1) == hues).mean() > 0.99
    assert pictures.flood_frames(elevation, seeds, labels, size_px=40)[0].shape == (30, 40, 3)


def test_flood_of_a_flat_image_comes_at_once():
    labels = np.ones((8, 8), np.int32)
    seeds = np.zeros((8, 8), np.int32)
    seeds[0, 0] = 1
    *_, last = pictures.flood_frames(np.zeros((8, 8)), seeds, labels)
    assert (np.ptp(last.astype(int), axis=-1) > 0).all()


def striped():
    """Two halves of a photo, and their regions."""
    image = np.zeros((40, 60, 3), np.uint8)
    image[:, :30], image[:, 30:] = (200, 40, 40), (30, 30, 180)
    labels = np.zeros((40, 60), np.int32)
    labels[:, 30:] = 1
    return image, labels


def test_regions_have_their_mean_color_or_show_the_photo_and_are_outlined():
    image, labels = striped()
    image[::2, :30] += 10
    filled = pictures.regions_picture(image, labels)
    np.testing.assert_array_equal(filled[10, 10], (205, 45, 45))
    plain = pictures.regions_picture(image, labels, filled=False)
    np.testing.assert_array_equal(plain[:, :25], image[:, :25])
    for picture in (filled, plain):
        assert (picture[:, 29] > image[:, 29]).all()
    assert pictures.regions_picture(image, labels, size_px=30).shape == (20, 30, 3)


def test_confidence_is_blue_for_keeping_and_orange_for_removing():
    image = np.full((20, 30, 3), 128, np.uint8)
    confidence = np.zeros((20, 30))
    confidence[:, :10], confidence[:, 20:] = -1, 1
    picture = pictures.confidence_picture(image, confidence).astype(int)
    red, _, blue = np.moveaxis(picture, -1, 0)
    assert (red[:, :10] > blue[:, :10] + 80).all()
    assert (red[:, 10:20] == blue[:, 10:20]).all()
    assert (blue[:, 20:] > red[:, 20:] + 80).all()
    assert pictures.confidence_picture(image, confidence, size_px=15).shape == (10, 15, 3)


def columns_of(picture, color):
    return np.flatnonzero((picture == color).all(axis=-1).any(axis=0))


def test_color_models_sort_the_colors_and_tell_what_they_speak_for():
    image, labels = striped()
    markers = np.zeros((40, 60), np.uint8)
    markers[5, 5], markers[5, 45] = Label.FOREGROUND, Label.BACKGROUND
    picture = pictures.color_models_picture(image, labels, markers, np.array([0.9, -0.7]))
    assert 760 < picture.shape[1] <= 800
    middle = picture.shape[1] / 2
    # Each color speaks for one side, with bars below it.
    bars = [columns_of(picture, side) for side in (REMOVE, KEEP)]
    assert bars[0].max() < middle <= bars[1].min()
    below = picture[200:]
    assert columns_of(below, image[0, 45]).max() < middle <= columns_of(below, image[0, 5]).min()
    # The strips at the top show what is marked.
    above = picture[:80]
    assert columns_of(above, image[0, 45]).max() < middle <= columns_of(above, image[0, 5]).min()
    small = pictures.color_models_picture(image, labels, markers, np.zeros(2), size_px=400)
    assert 360 < small.shape[1] <= 400


def test_color_models_of_one_side_alone():
    image, labels = striped()
    markers = np.zeros((40, 60), np.uint8)
    markers[5, 5] = Label.FOREGROUND
    picture = pictures.color_models_picture(image, labels, markers, np.array([0.5, -0.5]))
    assert not len(columns_of(picture[:80], image[0, 45]))


def test_confidence_of_a_photo_follows_its_marks():
    prepared = segmentation.prepare(data.astronaut())
    markers = np.zeros(prepared.shape, np.uint8)
    markers[300:400, 150:200], markers[30:200, 330:340] = Label.FOREGROUND, Label.BACKGROUND
    confidence = segmentation.find_confidence(prepared, markers)
    assert confidence.shape == prepared.shape
    assert abs(confidence).max() <= 1
    assert confidence[markers == Label.FOREGROUND].mean() > 0.9
    assert confidence[markers == Label.BACKGROUND].mean() < -0.9
    colors = segmentation.find_color_confidence(prepared, markers)[prepared.graph.labels]
    assert colors[350, 175] > 0.5 > -0.5 > colors[40, 400]
    with pytest.raises(ValueError, match="mark nothing"):
        segmentation.find_color_confidence(prepared, np.zeros_like(markers))


def test_confidence_of_a_guess_needs_no_marks():
    recipe = Recipe(seeds="salient")
    prepared = segmentation.prepare(data.astronaut(), recipe)
    markers = np.zeros(prepared.shape, np.uint8)
    confidence = segmentation.find_confidence(prepared, markers, recipe)
    assert confidence.min() < 0 < confidence.max()
    colors = segmentation.find_color_confidence(prepared, markers, recipe)
    assert colors.min() < 0 < colors.max()
    with pytest.raises(ValueError, match="mark nothing"):
        segmentation.find_confidence(prepared, markers)


def test_ground_is_shown_in_its_own_colors_and_by_its_light():
    colors = np.linspace((250.4, 250, 250), (180, 190, 200), 40)[:, None].repeat(30, axis=1)
    picture = pictures.ground_picture(colors)
    np.testing.assert_array_equal(picture[[0, -1], 0], [(250, 250, 250), (180, 190, 200)])
    light = pictures.light_picture(colors).astype(int)
    expected = pictures.height_picture(np.linspace(1, 0, 40)[:, None].repeat(30, axis=1))
    assert abs(light - expected).max() <= 12


def test_bars_go_from_the_ground_to_each_ink():
    inks = np.array([[200, 0, 0], [0, 0, 90]], np.float32)
    picture = pictures.palette_picture(inks, "#fffaf0", size_px=100)
    assert picture.shape[1] == 100
    np.testing.assert_array_equal(picture[0, 50], [255, 250, 240])
    bars = [row for row in range(len(picture)) if (picture[row, -1] != (255, 250, 240)).any()]
    assert {tuple(picture[row, -1].tolist()) for row in bars} == {(200, 0, 0), (0, 0, 90)}
    np.testing.assert_allclose(picture[bars[0], 50], [227, 124, 119], atol=2)
