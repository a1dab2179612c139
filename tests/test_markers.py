import dataclasses

import numpy as np
import pytest
from skimage.draw import polygon

from segmentation import markers as module
from segmentation.markers import (
    pool,
    rasterize_exact,
    rasterize_rubbed,
    rasterize_strokes,
    sides,
    split_exact,
)
from segmentation.recipe import SIDES, Label, Stroke

BACKGROUND, FOREGROUND = SIDES


def stroke(*points, radius=2.0, label=FOREGROUND, filled=False, exact=False):
    return Stroke(label, points, radius, filled, exact)


def distance_to_path(points, shape):
    """Distance of every pixel center to a path, piece by piece and pixel by pixel."""
    points = np.array(points, float)
    centers = np.stack(np.indices(shape), axis=-1).astype(float)
    least = np.full(shape, np.inf)
    for start, end in zip(points, points[1:] if len(points) > 1 else points, strict=False):
        direction = end - start
        length = direction @ direction
        along = ((centers - start) @ direction / length).clip(0, 1) if length else 0.0
        foot = start + np.multiply.outer(along, direction)
        least = np.minimum(least, np.hypot(*np.moveaxis(centers - foot, -1, 0)))
    return least


def assert_marks_what_lies_within_the_radius(points, radius, shape):
    marked = rasterize_strokes([stroke(*points, radius=radius)], shape) > 0
    distance = distance_to_path(points, shape)
    clear = np.abs(distance - radius) > 1e-9
    np.testing.assert_array_equal(marked[clear], (distance <= radius)[clear])


def random_path(rng, shape, count):
    points = rng.uniform(-0.2, 1.2, (count, 2)) * shape
    if rng.random() < 0.3:
        points = np.rint(points)
    if rng.random() < 0.3 and count > 1:
        points[1::2, rng.integers(2)] = points[0, 0]
    return tuple(map(tuple, points.tolist()))


@pytest.mark.parametrize("seed", range(200))
def test_random_path_marks_exactly_the_pixels_within_its_radius(seed):
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(10, 60, 2).tolist())
    points = random_path(rng, shape, rng.integers(1, 12))
    assert_marks_what_lies_within_the_radius(points, rng.uniform(1, 15), shape)


@pytest.mark.parametrize("seed", range(60))
def test_path_of_changing_radius_covers_all_disks_along_it(seed):
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(10, 40, 2).tolist())
    points = random_path(rng, shape, rng.integers(2, 6))
    radii = tuple(rng.uniform(0.5, 9, len(points)).tolist())
    marked = rasterize_strokes([stroke(*points, radius=radii)], shape) > 0
    path = np.column_stack([points, radii])
    share = np.linspace(0, 1, 401)[:, None, None]
    disks = (share * path[1:] + (1 - share) * path[:-1]).reshape(-1, 3)
    rows, cols = np.indices(shape)
    depth = np.max([width - np.hypot(rows - row, cols - col) for row, col, width in disks], axis=0)
    clear = np.abs(depth) > 0.01
    np.testing.assert_array_equal(marked[clear], depth[clear] > 0)


def test_equal_radii_are_one_radius():
    points = ((5, 5), (20, 9), (9, 31))
    np.testing.assert_array_equal(
        rasterize_strokes([stroke(*points, radius=(3.0, 3.0, 3.0))], (30, 40)),
        rasterize_strokes([stroke(*points, radius=3.0)], (30, 40)),
    )


@pytest.mark.parametrize("radius", [1, 2.5, 5, 10])
def test_single_point_is_a_disk_with_its_border(radius):
    rows, cols = np.indices((31, 35))
    disk = (rows - 15) ** 2 + (cols - 17) ** 2 <= radius**2
    marked = rasterize_strokes([stroke((15, 17), radius=radius)], (31, 35))
    np.testing.assert_array_equal(marked, disk * FOREGROUND)


def test_path_has_round_caps_and_straight_sides():
    rows, cols = np.indices((21, 50))
    body = (abs(rows - 10) <= 5) & (cols >= 12) & (cols <= 36)
    caps = (rows - 10) ** 2 + np.minimum((cols - 12) ** 2, (cols - 36) ** 2) <= 25
    marked = rasterize_strokes([stroke((10, 12), (10, 36), radius=5)], (21, 50))
    np.testing.assert_array_equal(marked > 0, body | caps)


def test_upright_path_is_the_turned_level_path():
    level = rasterize_strokes([stroke((10, 12), (10, 36), (15, 40), radius=3.3)], (30, 50))
    upright = rasterize_strokes([stroke((12, 10), (36, 10), (40, 15), radius=3.3)], (50, 30))
    np.testing.assert_array_equal(upright, level.T)


def test_point_repeated_within_a_path_changes_nothing():
    once = rasterize_strokes([stroke((5, 5), (20, 30), radius=3)], (30, 40))
    again = rasterize_strokes([stroke((5, 5), (5, 5), (20, 30), (20, 30), radius=3)], (30, 40))
    np.testing.assert_array_equal(again, once)


def test_label_of_the_stroke_is_what_is_marked():
    for label in (BACKGROUND, FOREGROUND):
        marked = rasterize_strokes([stroke((5, 5), label=label)], (10, 10))
        assert set(np.unique(marked)) == {0, label}
        assert marked.dtype == np.uint8


def test_stroke_without_a_label_erases_what_came_before_it():
    strokes = [stroke((5, 3), (5, 16), radius=3), stroke((5, 8), radius=4, label=Label.NONE)]
    marked = rasterize_strokes([strokes[0]], (10, 20)) > 0
    rubbed = rasterize_strokes([Stroke(FOREGROUND, strokes[1].points, 4)], (10, 20)) > 0
    np.testing.assert_array_equal(rasterize_strokes(strokes, (10, 20)) > 0, marked & ~rubbed)
    np.testing.assert_array_equal(rasterize_strokes(strokes[::-1], (10, 20)) > 0, marked)


def test_no_strokes_mark_nothing():
    np.testing.assert_array_equal(rasterize_strokes([], (4, 6)), np.zeros((4, 6)))


def test_later_stroke_wins_where_strokes_overlap():
    first = stroke((10, 5), (10, 35), radius=4, label=BACKGROUND)
    second = stroke((10, 20), radius=6)
    under, over = (rasterize_strokes([each], (20, 40)) for each in (first, second))
    both = rasterize_strokes([first, second], (20, 40))
    np.testing.assert_array_equal(both, np.where(over > 0, over, under))
    swapped = rasterize_strokes([second, first], (20, 40))
    np.testing.assert_array_equal(swapped, np.where(under > 0, under, over))


@pytest.mark.parametrize("seed", range(20))
def test_filled_path_adds_the_polygon_it_encloses(seed):
    rng = np.random.default_rng(seed)
    points = random_path(rng, (40, 50), rng.integers(3, 9))
    inside = np.zeros((40, 50), bool)
    inside[polygon(*np.array(points).T, shape=inside.shape)] = True
    filled = rasterize_strokes([stroke(*points, radius=1.5, filled=True)], (40, 50)) > 0
    outline = rasterize_strokes([stroke(*points, radius=1.5)], (40, 50)) > 0
    # skimage.draw leaves open which of the pixels on the polygon's very edge it takes.
    clear = outline | (distance_to_path((*points, points[0]), (40, 50)) > 1e-6)
    np.testing.assert_array_equal(filled[clear], (inside | outline)[clear])


def test_filled_path_covers_what_a_plain_one_leaves_free():
    corners = ((5, 5), (5, 35), (25, 35), (25, 5))
    plain, filled = (
        rasterize_strokes([stroke(*corners, radius=1, filled=filled)], (30, 40))
        for filled in (False, True)
    )
    assert plain[15, 20] == 0
    assert (filled[5:26, 5:36] == FOREGROUND).all()


@pytest.mark.parametrize("factor", [2, 3])
def test_marks_at_another_scale_are_those_of_the_scaled_path(factor):
    points, radius = ((4.5, 8), (20, 31.25), (12, 2)), 3.7
    scaled = [tuple((c + 0.5) * factor - 0.5 for c in point) for point in points]
    np.testing.assert_array_equal(
        rasterize_strokes(
            [stroke(*points, radius=radius)], (25, 40), shape=(25 * factor, 40 * factor)
        ),
        rasterize_strokes([stroke(*scaled, radius=radius * factor)], (25 * factor, 40 * factor)),
    )


def test_reduced_marks_cover_the_same_place_of_the_photo():
    photo = rasterize_strokes([stroke((30, 50), (90, 130), radius=12)], (120, 160)) > 0
    small = (
        rasterize_strokes([stroke((30, 50), (90, 130), radius=12)], (120, 160), shape=(30, 40)) > 0
    )
    # A pixel's center stands for its area: only pixels that the outline crosses can be partial.
    share = photo.reshape(30, 4, 40, 4).mean(axis=(1, 3))
    assert small[share == 1].all()
    assert not small[share == 0].any()


def test_shape_of_other_proportions_scales_rows_and_columns_on_their_own():
    marked = rasterize_strokes([stroke((10, 10), radius=4)], (40, 40), shape=(80, 20)) > 0
    rows, cols = np.nonzero(marked)
    np.testing.assert_allclose([rows.mean(), cols.mean()], [20.5, 4.75], atol=0.3)
    # The radius keeps the area: 4 · √(2 · ½).
    distance = np.hypot(*(np.indices((80, 20)) - np.array([20.5, 4.75])[:, None, None]))
    np.testing.assert_array_equal(marked, distance <= 4)


@pytest.mark.parametrize(
    "points",
    [
        ((-50, -50),),
        ((500, 20),),
        ((10, -30), (25, -12)),
        ((-1e6, -1e6), (-1e6, 1e6)),
        ((1e6, 1e6),),
    ],
)
@pytest.mark.parametrize("filled", [False, True])
def test_stroke_outside_the_photo_marks_nothing(points, filled):
    assert not rasterize_strokes([stroke(*points, radius=10, filled=filled)], (30, 40)).any()


def test_stroke_that_leaves_the_photo_marks_what_is_inside():
    assert_marks_what_lies_within_the_radius(((10, -1e4), (20, 1e4)), 3.0, (30, 40))


def test_stroke_larger_than_the_photo_marks_all_of_it():
    assert rasterize_strokes([stroke((15, 20), radius=1e6)], (30, 40)).all()
    corners = ((-1e5, -1e5), (-1e5, 1e5), (1e5, 1e5), (1e5, -1e5))
    assert rasterize_strokes([stroke(*corners, filled=True)], (30, 40)).all()


@pytest.mark.parametrize("point", [(3.4, 7.4), (2.6, 6.6), (-0.4, -0.4), (9.4, 11.4), (-0.3, 5)])
@pytest.mark.parametrize("radius", [0, 0.1])
def test_stroke_too_fine_to_reach_a_center_marks_the_nearest_pixel(point, radius):
    expected = np.zeros((10, 12), np.uint8)
    expected[tuple(np.rint(point).astype(int))] = FOREGROUND
    np.testing.assert_array_equal(
        rasterize_strokes([stroke(point, radius=radius)], (10, 12)), expected
    )


def test_fine_stroke_on_a_reduced_image_still_marks_it():
    marked = rasterize_strokes([stroke((100, 200), radius=1)], (1000, 2000), shape=(10, 20))
    np.testing.assert_array_equal(np.argwhere(marked), [[1, 2]])


@pytest.mark.parametrize("radius", [0, 0.3, 2.5])
def test_marks_in_a_box_are_those_of_the_whole(radius):
    points = [tuple(each) for each in np.random.default_rng(3).uniform(-5, 60, (40, 2)).tolist()]
    strokes = [stroke(point, radius=radius) for point in points]
    strokes += [
        stroke(*points[:6], radius=radius, filled=True),
        stroke(*points[6:9], radius=radius),
    ]
    strokes += [dataclasses.replace(each, exact=True) for each in strokes[:30]]
    box = np.s_[10:30, 7:40]
    for rasterize in (rasterize_strokes, rasterize_exact):
        for shape in ((60, 50), (30, 40)):
            whole = rasterize(strokes, (60, 50), shape=shape)
            assert whole[box].any()
            part = rasterize(strokes, (60, 50), shape=shape, box=box)
            np.testing.assert_array_equal(part, whole[box])


@pytest.mark.parametrize("block", [1, 7, 256])
def test_long_path_in_several_blocks_equals_one_block(monkeypatch, block):
    rng = np.random.default_rng(5)
    walk = (rng.normal(0, 6, (700, 2)).cumsum(axis=0) % (120, 150)).tolist()
    path = stroke(*map(tuple, walk), radius=1.7)
    monkeypatch.setattr(module, "BLOCK_PIECES", len(walk))
    whole = rasterize_strokes([path], (120, 150))
    monkeypatch.setattr(module, "BLOCK_PIECES", block)
    np.testing.assert_array_equal(rasterize_strokes([path], (120, 150)), whole)
    assert 0 < np.count_nonzero(whole) < whole.size


def pooled_by_hand(markers, shape):
    votes = np.zeros((*shape, 3), int)
    for (row, col), label in np.ndenumerate(markers):
        votes[row * shape[0] // markers.shape[0], col * shape[1] // markers.shape[1], label] += 1
    majority = np.where(votes[..., 2] >= votes[..., 1], FOREGROUND, BACKGROUND)
    return np.where(votes[..., 1:].any(axis=-1), majority, 0)


@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (20, 30), (13, 29), (37, 43)])
@pytest.mark.parametrize("share", [0.02, 0.5])
def test_pooled_pixel_has_the_label_of_most_of_its_marked_pixels(shape, share):
    rng = np.random.default_rng(3)
    markers = rng.integers(1, 3, (37, 43)) * (rng.random((37, 43)) < share)
    pooled = pool(markers, shape)
    np.testing.assert_array_equal(pooled, pooled_by_hand(markers, shape))
    assert pooled.dtype == np.uint8


@pytest.mark.parametrize("label", SIDES)
def test_single_marked_pixel_is_never_lost(label):
    for row, col in np.ndindex(9, 11):
        markers = np.zeros((9, 11), np.uint8)
        markers[row, col] = label
        pooled = pool(markers, (4, 3))
        assert sorted(pooled[pooled > 0]) == [label]


def test_tie_goes_to_the_foreground():
    np.testing.assert_array_equal(pool(np.array([[1, 2], [0, 0]]), (1, 1)), [[FOREGROUND]])
    np.testing.assert_array_equal(pool(np.array([[1, 2], [0, 1]]), (1, 1)), [[BACKGROUND]])


def test_pooling_to_the_same_shape_keeps_the_markers():
    markers = np.random.default_rng(1).integers(0, 3, (6, 8))
    np.testing.assert_array_equal(pool(markers, (6, 8)), markers)


def test_sides_leave_out_what_is_fuzzy():
    markers = np.array([[0, 1], [2, 3]], np.uint8)
    np.testing.assert_array_equal(sides(markers), [[0, 1], [2, 0]])
    assert sides(markers).dtype == np.uint8
    np.testing.assert_array_equal(markers, [[0, 1], [2, 3]])


def test_exact_strokes_are_rasterized_apart_and_teach_nothing():
    ordinary, exact = stroke((5, 3), (5, 16)), stroke((5, 16), (14, 16), exact=True)
    shape = (20, 20)
    np.testing.assert_array_equal(
        rasterize_strokes([ordinary, exact], shape), rasterize_strokes([ordinary], shape)
    )
    np.testing.assert_array_equal(
        rasterize_exact([ordinary, exact], shape),
        rasterize_strokes([dataclasses.replace(exact, exact=False)], shape),
    )


@pytest.mark.parametrize("label", list(Label))
def test_later_stroke_opens_again_what_an_exact_one_settled(label):
    exact = stroke((5, 3), (5, 16), exact=True)
    later = stroke((5, 8), radius=3, label=label)
    settled = rasterize_exact([exact, later], (10, 20))
    covered = rasterize_strokes([stroke((5, 8), radius=3)], (10, 20)) > 0
    assert not settled[covered].any()
    np.testing.assert_array_equal(settled[~covered], rasterize_exact([exact], (10, 20))[~covered])


def test_of_exact_strokes_the_later_wins():
    keep, remove = stroke((5, 5), exact=True), stroke((5, 6), label=BACKGROUND, exact=True)
    assert rasterize_exact([keep, remove], (10, 10))[5, 5] == BACKGROUND
    assert rasterize_exact([remove, keep], (10, 10))[5, 5] == FOREGROUND
    assert rasterize_exact([keep], (10, 10), shape=(20, 20)).shape == (20, 20)


def test_label_image_holds_exact_pixels_as_4_and_5():
    image = np.arange(6, dtype=np.int32).reshape(2, 3)
    markers, exact = split_exact(image)
    np.testing.assert_array_equal(markers, [[0, 1, 2], [3, 0, 0]])
    np.testing.assert_array_equal(exact, [[0, 0, 0], [0, BACKGROUND, FOREGROUND]])
    assert split_exact(markers)[0] is markers
    with pytest.raises(ValueError, match=r"^markers must be .* got values up to 6"):
        split_exact(image + 1)


def test_rubbed_pixels_are_those_whose_last_stroke_rubs_out():
    rub = Stroke(Label.NONE, ((10.0, 10.0),), 6)
    keep = Stroke(Label.FOREGROUND, ((10.0, 14.0),), 3)
    exact = dataclasses.replace(keep, points=((10.0, 6.0),), exact=True)
    rubbed = rasterize_rubbed((rub, keep, exact), (30, 40))
    covered = rasterize_strokes((dataclasses.replace(rub, label=Label.FUZZY),), (30, 40))
    kept = rasterize_strokes((keep,), (30, 40))
    np.testing.assert_array_equal(rubbed, (covered > 0) & (kept == 0))
    half = rasterize_rubbed((rub,), (30, 40), shape=(15, 20))
    assert half.shape == (15, 20)
    assert half[5, 5]
    assert not half[10, 10]
    assert not rasterize_rubbed((keep, exact), (30, 40)).any()
