import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage import data
from skimage.color import rgb2gray
from skimage.filters import gaussian, sobel
from skimage.segmentation import watershed

from segmentation.flooding.watershed import flood, grow_groups
from segmentation.recipe import Label

TWO_BASINS = np.array([[0, 1, 9, 1, 0]] * 3, float)


def tutorial(gray, dark=3, light=245):
    """The tutorial's lines; gray values from 0 to 255."""
    elevation = gaussian(sobel(gray / 255 if gray.dtype == float else gray), sigma=2.0)
    seeds, count = ndi.label((gray < dark) | (gray > light))
    return elevation, seeds, count, watershed(elevation, seeds)


def test_flood_meets_on_the_ridge():
    markers = np.zeros(TWO_BASINS.shape, int)
    markers[1, 0], markers[1, 4] = 1, 2
    labels = flood(TWO_BASINS, markers)
    assert (labels[:, :2] == 1).all()
    assert (labels[:, 3:] == 2).all()


def test_unconnected_markers_of_one_label_are_one_source():
    markers = np.zeros(TWO_BASINS.shape, int)
    markers[1, 0] = markers[1, 4] = 7
    assert (flood(TWO_BASINS, markers) == 7).all()


def test_flood_needs_a_marked_pixel():
    with pytest.raises(ValueError, match="markers must hold a marked pixel"):
        flood(TWO_BASINS, np.zeros(TWO_BASINS.shape, int))


@pytest.mark.parametrize(
    "gray",
    [data.camera(), data.coins(), rgb2gray(data.astronaut()) * 255],
    ids=("camera", "coins", "astronaut"),
)
def test_groups_are_those_of_the_tutorial(gray):
    elevation, seeds, count, labels = tutorial(gray)
    groups = grow_groups(elevation, seeds, count, np.zeros(gray.shape, int))
    np.testing.assert_array_equal(groups.labels, labels)
    sizes = {group: int(np.sum(labels == group)) for group in range(1, count + 1)}
    assert groups.count == count
    assert groups.ranking == tuple(sorted(sizes, key=lambda group: (-sizes[group], group)))
    assert groups.sizes == tuple(sizes[group] for group in groups.ranking)
    largest = max(sizes, key=sizes.get)
    np.testing.assert_array_equal(groups.foreground(), labels != largest)


def test_groups_tell_how_many_seeds_were_found():
    elevation, seeds, count, labels = tutorial(data.coins())
    groups = grow_groups(elevation, seeds, count + 7, np.zeros(labels.shape, int))
    assert (groups.count, groups.found) == (count, count + 7)
    np.testing.assert_array_equal(groups.labels, labels)


def test_several_groups_can_be_background():
    elevation, seeds, count, labels = tutorial(data.coins(), dark=30, light=200)
    groups = grow_groups(elevation, seeds, count, np.zeros(labels.shape, int))
    picked = groups.ranking[1], groups.ranking[4]
    np.testing.assert_array_equal(groups.foreground(picked), ~np.isin(labels, picked))


def test_picks_that_do_not_exist_are_left_out():
    elevation, seeds, count, _ = tutorial(data.coins())
    groups = grow_groups(elevation, seeds, count, np.zeros(seeds.shape, int))
    second = groups.ranking[1]
    assert groups.background(()) == groups.ranking[:1]
    assert groups.background((count + 5, second)) == (second,)
    assert groups.background((count + 5,)) == ()


def test_stroke_that_takes_over_the_largest_group_makes_no_other_one_background():
    elevation, seeds, count, labels = tutorial(data.coins())
    largest = np.argmax(np.bincount(labels.ravel()))
    markers = np.where((labels == largest) & (seeds != largest), Label.BACKGROUND, 0)
    groups = grow_groups(elevation, seeds, count, markers)
    assert groups.ranking[0] != largest
    assert groups.background() == (largest,)
    np.testing.assert_array_equal(groups.foreground(), labels != largest)


def grow_with_strokes():
    elevation, seeds, count, _ = tutorial(data.coins(), dark=30, light=200)
    markers = np.zeros(seeds.shape, np.uint8)
    markers[seeds == 3] = Label.FOREGROUND
    markers[100:110, 50:300] = Label.BACKGROUND
    return seeds, count, markers, grow_groups(elevation, seeds, count, markers)


def test_strokes_win_over_seeds_and_get_groups_of_their_own():
    seeds, count, markers, groups = grow_with_strokes()
    for label in (Label.BACKGROUND, Label.FOREGROUND):
        assert (groups.labels[markers == label] == count + label).all()
    untouched = (markers == 0) & (seeds > 0)
    np.testing.assert_array_equal(groups.labels[untouched], seeds[untouched])


def test_groups_of_strokes_and_buried_seeds_are_not_ranked():
    _, count, _, groups = grow_with_strokes()
    assert 3 not in groups.ranking
    assert max(groups.ranking) <= count


def test_strokes_keep_their_side_whatever_is_picked():
    _, _, markers, groups = grow_with_strokes()
    for picked in ((), groups.ranking[:3], groups.ranking):
        mask = groups.foreground(picked)
        assert mask[markers == Label.FOREGROUND].all()
        assert not mask[markers == Label.BACKGROUND].any()


def test_strokes_alone_make_groups_too():
    markers = np.zeros(TWO_BASINS.shape, int)
    markers[1, 0], markers[1, 4] = Label.BACKGROUND, Label.FOREGROUND
    groups = grow_groups(TWO_BASINS, np.zeros_like(markers), 0, markers)
    assert groups.ranking == ()
    np.testing.assert_array_equal(groups.foreground(), flood(TWO_BASINS, markers) == 2)


def test_labels_are_read_only():
    *_, groups = grow_with_strokes()
    with pytest.raises(ValueError, match="read-only"):
        groups.labels[0, 0] = 1
