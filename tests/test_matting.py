import numpy as np
import pytest
from scipy import ndimage as ndi
from scipy.special import ndtr
from skimage import data
from skimage.transform import resize

from segmentation.matting import alpha as alpha_module
from segmentation.matting import (
    closed_form,
    estimate_foreground,
    find_alpha,
    foreground,
    linear,
    solve_trimap,
)

RED, GREEN = (220, 40, 30), (60, 120, 50)


def disk_alpha(shape, *, softness=6.0):
    """A disk whose edge falls linearly over some pixels."""
    rows, cols = np.indices(shape)
    distance = np.hypot(rows - shape[0] / 2, cols - shape[1] / 2)
    return ((min(shape) * 0.3 - distance) / softness + 0.5).clip(0, 1)


def hairy_alpha(side):
    """A disk with strands of about two pixels."""
    rng = np.random.default_rng(1)
    strands = np.zeros((side, side))
    for angle in rng.uniform(0, 2 * np.pi, 60):
        reach = np.arange(0, rng.uniform(0.3, 0.45) * side, 0.5)
        rows, cols = reach * np.sin(angle), reach * np.cos(angle)
        strands[(side / 2 + rows).astype(int), (side / 2 + cols).astype(int)] = 1
    strands = (3 * ndi.gaussian_filter(strands, 1)).clip(0, 1)
    return np.maximum(strands, disk_alpha((side, side)) * 1.0)


def mix(alpha, front, behind):
    share = alpha[..., None]
    return np.rint(share * np.array(front) + (1 - share) * np.array(behind)).astype(np.uint8)


def texture(photo, shape):
    return (255 * resize(photo, shape)).astype(np.uint8)


def coarse(mask, cell=4):
    """The mask in square cells, most of which decides."""
    kept = tuple(size // cell * cell for size in mask.shape)
    cells = mask[: kept[0], : kept[1]].reshape(kept[0] // cell, cell, kept[1] // cell, cell)
    blocky = (cells.mean(axis=(1, 3)) > 0.5).repeat(cell, axis=0).repeat(cell, axis=1)
    return np.pad(blocky, [(0, size - k) for size, k in zip(mask.shape, kept, strict=True)], "edge")


def difference(alpha, truth):
    return abs(alpha / 255 - truth).sum()


ALPHA = disk_alpha((300, 420))
IMAGE = mix(ALPHA, RED, GREEN)
MASK = ALPHA > 0.5
HAIRY = hairy_alpha(240)
HAIRY_IMAGE = mix(HAIRY, RED, GREEN)
BODY = disk_alpha((240, 240)) > 0.5
AROUND = ndi.binary_dilation(HAIRY > 0, iterations=4) & ~ndi.binary_erosion(BODY, iterations=6)


def test_guided_edge_comes_near_the_true_alpha():
    from_mask = find_alpha(IMAGE, MASK)
    from_coarse = find_alpha(IMAGE, coarse(MASK))
    assert difference(from_mask, ALPHA) < 0.5 * difference(MASK * 255, ALPHA)
    assert difference(from_coarse, ALPHA) < 0.5 * difference(coarse(MASK) * 255, ALPHA)


def test_guided_edge_beats_a_feathered_one_on_a_photo():
    truth = hairy_alpha(400)
    photo = mix(truth, texture(data.coffee(), truth.shape), texture(data.chelsea(), truth.shape))
    mask = coarse(truth > 0.5)
    guided, feathered, hard = (
        difference(find_alpha(photo, mask, softness=softness), truth)
        for softness in ("guided", "feather", "hard")
    )
    assert guided < feathered < hard


def test_hard_edge_is_the_mask():
    np.testing.assert_array_equal(find_alpha(IMAGE, MASK, softness="hard"), MASK * 255)


@pytest.mark.parametrize("sigma", [1.0, 3.0, 9.5])
def test_feather_is_a_gaussian_step(sigma):
    half = np.zeros((40, 600), bool)
    half[:, 300:] = True
    image = np.zeros((40, 600, 3), np.uint8)
    alpha = find_alpha(image, half, softness="feather", feather_px=sigma)
    step = 255 * ndtr((np.arange(600) - 299.5) / sigma)
    np.testing.assert_allclose(alpha[20], step, atol=3)


def test_feather_of_zero_is_hard():
    alpha = find_alpha(IMAGE, MASK, softness="feather", feather_px=0)
    np.testing.assert_array_equal(alpha, MASK * 255)


@pytest.mark.parametrize("softness", ["guided", "feather", "hard"])
@pytest.mark.parametrize("everything", [True, False])
def test_mask_without_outline_has_no_soft_pixel(softness, everything):
    mask = np.full(MASK.shape, everything)
    assert (find_alpha(IMAGE, mask, softness=softness) == 255 * everything).all()


def test_alpha_far_from_the_outline_is_that_of_the_mask():
    alpha = find_alpha(IMAGE, MASK)
    far = abs(ndi.distance_transform_edt(MASK) - ndi.distance_transform_edt(~MASK)) > 30
    np.testing.assert_array_equal(alpha[far], MASK[far] * 255)


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 2), (3, 3), (5, 1300)])
@pytest.mark.parametrize("softness", ["guided", "feather"])
def test_any_size_and_flat_colors(shape, softness):
    image = np.full((*shape, 3), 77, np.uint8)
    mask = np.zeros(shape, bool)
    mask[:, shape[1] // 2 :] = True
    with np.errstate(all="raise"):
        alpha = find_alpha(image, mask, softness=softness, fuzzy=np.ones(shape, bool))
        colors = estimate_foreground(image, alpha)
    assert alpha.shape == shape
    assert abs(colors.astype(int) - 77).max() <= 1


def test_marked_pixels_are_never_overruled():
    markers = np.zeros(MASK.shape, np.uint8)
    markers[150, 190:280] = 1
    markers[10, 10:400] = 2
    fuzzy = np.zeros(MASK.shape, bool)
    fuzzy[100:200, 200:300] = True
    for options in ({}, {"softness": "feather"}, {"fuzzy": fuzzy}):
        alpha = find_alpha(IMAGE, MASK, markers=markers, **options)
        assert (alpha[markers == 1] == 0).all()
        assert (alpha[markers == 2] == 255).all()


@pytest.mark.parametrize("softness", ["guided", "feather"])
def test_tiles_do_not_show(softness, monkeypatch):
    truth = disk_alpha((700, 900))
    image = mix(truth, texture(data.coffee(), truth.shape), texture(data.chelsea(), truth.shape))
    fuzzy = np.zeros(truth.shape, bool)
    fuzzy[100:400, 200:600] = True
    expected = find_alpha(image, truth > 0.5, softness=softness, fuzzy=fuzzy)
    expected_colors = estimate_foreground(image, expected)
    for module in (alpha_module, linear, closed_form):
        monkeypatch.setattr(module, "TILE_PX", 83)
    alpha = find_alpha(image, truth > 0.5, softness=softness, fuzzy=fuzzy)
    np.testing.assert_array_equal(alpha, expected)
    np.testing.assert_array_equal(estimate_foreground(image, alpha), expected_colors)


def test_fuzzy_strokes_find_the_strands_that_the_mask_lacks():
    without = find_alpha(HAIRY_IMAGE, BODY)
    alpha = find_alpha(HAIRY_IMAGE, BODY, fuzzy=AROUND)
    assert difference(alpha, HAIRY) < 0.2 * difference(without, HAIRY)
    np.testing.assert_array_equal(alpha[~AROUND], without[~AROUND])


def test_large_fuzzy_strokes_are_solved_smaller(monkeypatch):
    monkeypatch.setattr("segmentation.matting.alpha.FUZZY_PIXELS", AROUND.sum() // 4)
    without = find_alpha(HAIRY_IMAGE, BODY)
    alpha = find_alpha(HAIRY_IMAGE, BODY, fuzzy=AROUND)
    assert difference(alpha, HAIRY) < 0.35 * difference(without, HAIRY)


def test_fuzzy_far_from_the_outline_stays_what_is_around():
    fuzzy = np.zeros(MASK.shape, bool)
    fuzzy[10:40, 10:60] = fuzzy[140:160, 200:220] = True
    np.testing.assert_array_equal(
        find_alpha(IMAGE, MASK, fuzzy=fuzzy)[fuzzy], MASK[fuzzy] * np.uint8(255)
    )


def test_everything_fuzzy_stays_a_picture():
    alpha = find_alpha(IMAGE, MASK, fuzzy=np.ones(MASK.shape, bool))
    assert difference(alpha, ALPHA) < difference(np.zeros(MASK.shape), ALPHA)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"softness": "soft"}, "softness must be one of guided, feather, hard, got 'soft'"),
        ({"feather_px": -1}, "feather_px must be at least 0, got -1"),
        ({"fuzzy": MASK[1:]}, r"fuzzy must have the shape \(300, 420\), got \(299, 420\)"),
        ({"fuzzy": ALPHA}, "fuzzy must be an array of bool, got dtype float64"),
        ({"markers": MASK[1:]}, r"markers must have the shape \(300, 420\)"),
    ],
)
def test_find_alpha_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        find_alpha(IMAGE, MASK, **options)


def test_find_alpha_refuses_other_images_and_masks():
    with pytest.raises(ValueError, match=r"image must be .* got shape \(300, 420\)"):
        find_alpha(ALPHA, MASK)
    with pytest.raises(ValueError, match=r"mask must have the shape \(300, 420\)"):
        find_alpha(IMAGE, MASK[1:])


def test_trimap_is_solved_where_it_is_open():
    trimap = np.where(ALPHA > 0.99, 255, np.where(ALPHA < 0.01, 0, 128)).astype(np.uint8)
    alpha = solve_trimap(IMAGE, trimap)
    np.testing.assert_allclose(alpha, 255 * ALPHA, atol=4)
    known = trimap != 128
    np.testing.assert_array_equal(alpha[known], trimap[known])


def test_many_open_pixels_are_solved_from_coarse_to_fine():
    # One line of color in all of the image, so that closed form is exact.
    trimap = np.where(AROUND, 128, BODY * 255).astype(np.uint8)
    assert AROUND.sum() > 2 * closed_form.DIRECT_PIXELS
    alpha = solve_trimap(HAIRY_IMAGE, trimap)
    assert abs(alpha / 255 - HAIRY)[AROUND].mean() < 0.02


def test_trimap_without_open_pixels_is_alpha():
    trimap = MASK * np.uint8(255)
    np.testing.assert_array_equal(solve_trimap(IMAGE, trimap), trimap)


def test_trimap_without_known_pixels_says_nothing():
    alpha = solve_trimap(IMAGE[:40, :40], np.full((40, 40), 128, np.uint8))
    assert abs(alpha.astype(int) - 128).max() <= 1


def test_solve_trimap_refuses():
    with pytest.raises(ValueError, match="image must be"):
        solve_trimap(ALPHA, np.zeros(ALPHA.shape, np.uint8))
    with pytest.raises(ValueError, match=r"trimap must be .* of shape \(300, 420\), got shape"):
        solve_trimap(IMAGE, np.zeros((3, 3), np.uint8))


def test_laplacian_is_that_of_the_paper():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (6, 7, 3)).astype(np.uint8)
    everywhere = np.ones((6, 7), bool)
    expected = np.zeros((42, 42))
    for row in range(1, 5):
        for col in range(1, 6):
            rows, cols = np.mgrid[row - 1 : row + 2, col - 1 : col + 2].reshape(2, 9)
            colors = image[rows, cols] / 255
            deviations = colors - colors.mean(axis=0)
            inverse = np.linalg.inv(np.cov(colors.T, bias=True) + 1e-7 / 9 * np.eye(3))
            at = rows * 7 + cols
            share = (1 + deviations @ inverse @ deviations.T) / 9
            expected[np.ix_(at, at)] += np.eye(9) - share
    laplacian = closed_form._laplacian(image, everywhere, everywhere)
    np.testing.assert_allclose(laplacian.toarray(), expected, atol=1e-9)


def test_fit_is_ridge_regression():
    rng = np.random.default_rng(0)
    guide = rng.integers(0, 256, (20, 20, 3)).astype(np.uint8)
    values = rng.random((20, 20))
    found = linear.fit(guide, values, radius=3, smooth_radius=0, ridge=0.01)[:, 10, 9]
    window = np.s_[7:14, 6:13]
    colors, targets = guide[window].reshape(-1, 3) / 255, values[window].ravel()
    centered = colors - colors.mean(axis=0)
    slopes = np.linalg.solve(
        centered.T @ centered / 49 + 0.01 * np.eye(3), centered.T @ targets / 49
    )
    offset = targets.mean() - slopes @ colors.mean(axis=0)
    np.testing.assert_allclose(found, [*slopes, offset], atol=1e-5)
    smoothed = linear.fit(guide, values, radius=3, smooth_radius=2, ridge=0.01)[:, 10, 9]
    assert abs(smoothed - found).max() > 1e-4


def test_shrunk_cells_hold_means():
    image = np.random.default_rng(0).integers(0, 256, (12, 20, 3)).astype(np.uint8)
    means = image.reshape(3, 4, 5, 4, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(linear.shrink(image, 4), means, atol=0.51)
    cut = linear.shrink(image[:10, :, 0].astype(np.float32), 4)
    np.testing.assert_allclose(cut[:2], means[:2, :, 0], rtol=1e-5)
    np.testing.assert_allclose(cut[2, 0], image[8:10, :4, 0].mean(), rtol=1e-5)


def test_enlarged_ramp_is_a_ramp():
    small = np.arange(20, dtype=np.float32)[None].repeat(20, axis=0)
    tile = (slice(8, 40), slice(13, 60))
    enlarged = linear.enlarge(small[None], tile, factor=4)[0]
    np.testing.assert_allclose(enlarged[3], (np.arange(13, 60) + 0.5) / 4 - 0.5, atol=1e-4)


PAIRS = {
    "photos": (data.coffee(), data.rocket()),
    "red light": (np.full((4, 4, 3), GREEN, np.uint8), np.full((4, 4, 3), RED, np.uint8)),
    "tissue": (data.retina(), data.immunohistochemistry()),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("truth", [HAIRY, disk_alpha((300, 420)), disk_alpha((900, 1300))])
def test_composites_are_twice_as_true_with_estimated_colors(pair, truth):
    front, behind = (texture(photo, truth.shape) for photo in pair)
    alpha = np.rint(255 * truth).astype(np.uint8)
    image = mix(alpha / 255, front, behind)

    def error(colors):
        return (abs(colors.astype(float) - front).mean(axis=-1) * alpha).sum()

    assert error(estimate_foreground(image, alpha)) < 0.5 * error(image)


def test_no_red_rim_on_white():
    alpha = np.rint(255 * ALPHA).astype(np.uint8)
    image = mix(ALPHA, GREEN, RED)
    expected = mix(ALPHA, GREEN, (255, 255, 255))
    composite = mix(ALPHA, estimate_foreground(image, alpha), (255, 255, 255))
    assert abs(composite.astype(int) - expected).max() <= 12
    assert abs(mix(ALPHA, image, (255, 255, 255)).astype(int) - expected).max() > 35


def test_pure_pixels_keep_their_colors():
    alpha = np.rint(255 * ALPHA).astype(np.uint8)
    colors = estimate_foreground(IMAGE, alpha)
    pure = (alpha == 0) | (alpha == 255)
    np.testing.assert_array_equal(colors[pure], IMAGE[pure])
    assert (colors != IMAGE)[~pure].any()


def test_faint_pixels_keep_their_brightness():
    alpha = np.full((60, 900), 2, np.uint8)
    alpha[20:30] = 0
    image = np.full((60, 900, 3), 180, np.uint8)
    assert abs(estimate_foreground(image, alpha).astype(int) - 180).max() <= 1


def test_foreground_goes_where_it_is_wanted():
    alpha = np.rint(255 * ALPHA).astype(np.uint8)
    expected = estimate_foreground(IMAGE, alpha)
    rgba = np.full((*alpha.shape, 4), 9, np.uint8)
    estimate_foreground(IMAGE, alpha, out=rgba[..., :3])
    np.testing.assert_array_equal(rgba[..., :3], expected)
    assert (rgba[..., 3] == 9).all()
    image = IMAGE.copy()
    assert estimate_foreground(image, alpha, out=image) is image
    np.testing.assert_array_equal(image, expected)


def test_foreground_refuses_an_alpha_of_another_shape():
    with pytest.raises(ValueError, match=r"alpha must be .* of shape \(300, 420\)"):
        foreground.estimate_foreground(IMAGE, np.zeros((3, 3), np.uint8))
