import numpy as np
import pytest
from scipy import ndimage as ndi
from skimage.color import rgb2gray
from skimage.data import astronaut, camera, coins
from skimage.feature import peak_local_max
from skimage.filters import gaussian, sobel, threshold_otsu

from segmentation.flooding.seeds import MAX_SEEDS, distance_peaks, spots, suggest_thresholds

GRAYS = {
    "camera": camera(),
    "coins": coins(),
    "astronaut": np.rint(rgb2gray(astronaut()) * 255),
}


@pytest.mark.parametrize("name", GRAYS)
@pytest.mark.parametrize(("dark", "light"), [(3, 245), (30, 150)])
def test_spots_are_those_of_the_tutorial(name, dark, light):
    gray = GRAYS[name]
    expected, expected_count = ndi.label((gray < dark) | (gray > light))
    seeds, count = spots(gray, dark=dark, light=light)
    np.testing.assert_array_equal(seeds, expected)
    assert count == expected_count == seeds.max()
    assert seeds.dtype == np.int32


def test_thresholds_of_spots_are_3_and_245_unless_told():
    gray = np.array([[2, 100, 3, 100, 245, 100, 246]])
    np.testing.assert_array_equal(spots(gray)[0], [[1, 0, 0, 0, 0, 0, 2]])
    np.testing.assert_array_equal(spots(gray, dark=4)[0], [[1, 0, 2, 0, 0, 0, 3]])
    np.testing.assert_array_equal(spots(gray, light=244)[0], [[1, 0, 0, 0, 2, 0, 3]])


def test_dark_and_light_pixels_that_touch_share_a_number():
    gray = np.array([[0, 255, 100], [100, 100, 255]])
    np.testing.assert_array_equal(spots(gray)[0], [[1, 1, 0], [0, 0, 2]])


def test_gray_image_without_extremes_has_no_spots():
    seeds, count = spots(np.full((5, 6), 100.0))
    assert count == 0
    np.testing.assert_array_equal(seeds, np.zeros((5, 6)))


def test_of_too_many_spots_the_largest_are_seeds():
    gray = np.array([[0, 9, 0, 0, 9, 0, 9, 0, 0, 0]])
    seeds, found = spots(gray, most=2)
    np.testing.assert_array_equal(seeds, [[0, 0, 1, 1, 0, 0, 0, 2, 2, 2]])
    assert found == 4
    assert seeds.dtype == np.int32
    np.testing.assert_array_equal(spots(gray, most=3)[0], [[1, 0, 2, 2, 0, 0, 0, 3, 3, 3]])


def test_thousands_of_spots_are_bounded():
    gray = np.full((200, 202), 100)
    gray[::2, ::2] = 0
    seeds, found = spots(gray)
    assert found == 100 * 101
    assert seeds.max() == MAX_SEEDS == np.count_nonzero(seeds)


@pytest.mark.parametrize("name", GRAYS)
def test_suggested_thresholds_give_spots_of_a_percent(name):
    for gray in (GRAYS[name], 60 + GRAYS[name] / 4):
        dark, light = suggest_thresholds(gray)
        assert (gray < dark).mean() >= 0.01 > (gray < dark - 1).mean()
        assert (gray > light).mean() >= 0.01 > (gray > light + 1).mean()
        assert spots(gray, dark=dark, light=light)[1] > 1


@pytest.mark.parametrize("gray", [np.full((4, 5), 0), np.full((4, 5), 99.5), np.full((1, 1), 255)])
def test_flat_gray_image_has_no_thresholds(gray):
    assert suggest_thresholds(gray) is None


@pytest.mark.parametrize("name", GRAYS)
@pytest.mark.parametrize("peak_distance_px", [10, 20, 45])
def test_peaks_are_those_of_plain_scikit_image(name, peak_distance_px):
    elevation = gaussian(sobel(GRAYS[name] / 255), 2.0)
    distance = ndi.distance_transform_edt(elevation <= threshold_otsu(elevation))
    peaks = peak_local_max(distance, min_distance=peak_distance_px, exclude_border=False)
    expected = np.zeros(elevation.shape, np.int32)
    for number, (row, col) in enumerate(peaks, start=1):
        expected[row, col] = number
    seeds, count = distance_peaks(elevation, peak_distance_px=peak_distance_px)
    np.testing.assert_array_equal(seeds, expected)
    assert count == len(peaks) > 0


@pytest.mark.parametrize("lowest", [0.0, 1e-20, 0.01, 1.0])
def test_elevation_that_differs_by_rounding_alone_has_no_peaks(lowest):
    elevation = np.full((6, 8), lowest, np.float32)
    elevation[::2] = np.nextafter(np.float32(lowest), np.float32(2))
    seeds, count = distance_peaks(elevation)
    assert (seeds.any(), count) == (False, 0)


def peaks_of_coins(**options):
    elevation = gaussian(sobel(coins() / 255), 2.0)
    seeds, count = distance_peaks(elevation, **options)
    distance = ndi.distance_transform_edt(elevation <= threshold_otsu(elevation))
    places = np.argwhere(seeds)[np.argsort(seeds[seeds > 0])]
    assert len(places) == count
    return places, distance[tuple(places.T)]


@pytest.mark.parametrize("peak_distance_px", [5, 20, 60])
def test_peaks_keep_their_distance(peak_distance_px):
    places, _ = peaks_of_coins(peak_distance_px=peak_distance_px)
    gaps = np.abs(places[:, None] - places[None]).max(axis=-1)
    assert gaps[~np.eye(len(places), dtype=bool)].min() >= peak_distance_px


def test_larger_distance_leaves_fewer_peaks():
    counts = [len(peaks_of_coins(peak_distance_px=distance)[0]) for distance in (5, 20, 60)]
    assert counts[0] > counts[1] > counts[2] > 1
    assert len(peaks_of_coins()[0]) == counts[1]


def test_peaks_are_numbered_from_the_highest_on():
    _, heights = peaks_of_coins()
    assert (np.diff(heights) <= 0).all()


def test_of_too_many_peaks_the_highest_are_seeds():
    elevation = gaussian(sobel(coins() / 255), 2.0)
    seeds, found = distance_peaks(elevation)
    highest, still_found = distance_peaks(elevation, most=5)
    np.testing.assert_array_equal(highest, np.where(seeds <= 5, seeds, 0))
    assert highest.max() == 5 < found == still_found


def test_peak_lies_in_the_middle_between_edges():
    # Of whole numbers Otsu's threshold is one of them: 0, which is no edge.
    elevation = np.zeros((41, 61), int)
    elevation[[0, -1], :] = elevation[:, [0, -1]] = 1
    elevation[:, 40] = 1
    seeds, count = distance_peaks(elevation, peak_distance_px=15)
    np.testing.assert_array_equal(np.argwhere(seeds == 1), [[20, 20]])
    assert count == seeds.max() > 1


@pytest.mark.parametrize("level", [0, 0.3])
def test_flat_elevation_has_no_peaks(level):
    seeds, count = distance_peaks(np.full((30, 40), level))
    assert count == 0
    np.testing.assert_array_equal(seeds, np.zeros((30, 40)))
