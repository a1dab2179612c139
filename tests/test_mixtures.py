import numpy as np

from segmentation.unmixing.mixtures import cluster, color_at, distance, opponent, project, rgb_of


def test_gray_differences_are_their_levels_and_colors_count_less():
    np.testing.assert_allclose(opponent(np.full((1, 3), 7, np.float32)), [[7, 0, 0]], atol=0.01)
    assert distance(np.array([30, -15.3, 0], np.float32)) < 10


def test_projection_finds_the_share_of_a_mixture_and_what_is_left():
    toward = opponent(np.array([-200, -100, 50], np.float32))
    share, rest, size = project(0.3 * toward, toward)
    np.testing.assert_allclose((share, rest, size), (0.3, 0, np.linalg.norm(toward)), atol=1e-4)
    aside = np.array([toward[1], -toward[0], 0]) / np.hypot(*toward[:2])
    share, rest, _ = project(0.3 * toward + 12 * aside, toward)
    np.testing.assert_allclose((share, rest), (0.3, 12), atol=1e-4)


def test_shares_may_count_lightness_more():
    toward = np.array([100, 50, 0], np.float32)
    off = np.array([50, 0, 0], np.float32)
    mixes = np.array([[1, 1, 1], [1, 0, 0]], np.float32)
    even, light = (project(off, toward, mix) for mix in mixes)
    np.testing.assert_allclose((even[0], light[0]), (0.4, 0.5), atol=1e-5)


def test_clusters_are_the_heaviest_colors_first():
    colors = np.repeat([[10, 10, 10], [200, 50, 50], [90, 90, 200]], [50, 20, 5], 0)
    weights = np.repeat([1.0, 10.0, 1.0], [50, 20, 5])
    found = cluster(colors.astype(np.float32), weights, apart=24, most=9)
    assert [mean.tolist() for mean, _ in found] == [[200, 50, 50], [10, 10, 10], [90, 90, 200]]
    assert [len(own) for _, own in found] == [20, 50, 5]
    assert len(cluster(colors.astype(np.float32), weights, apart=24, most=2)) == 2
    assert len(cluster(colors.astype(np.float32), weights, apart=500, most=9)) < 3


def test_color_at_a_place_is_the_median_of_nine_pixels():
    image = np.full((5, 6, 3), (10, 20, 255), np.uint8)
    image[2, 3] = 200
    assert color_at(image, (2.2, 2.9)) == "#0a14ff"
    assert color_at(image, (-4, 99)) == "#0a14ff"
    image[:, 3:] = (1, 2, 3)
    assert color_at(image, (0, 5)) == "#010203"
    assert rgb_of("#0a14ff") == (10, 20, 255)
