import io

import numpy as np
import pytest
from PIL import Image

import segmentation
from segmentation.photo import hidden


def erased(seen_gray=120):
    """A gray cup that can be seen, beside a red ball that can't; and where one sees anything."""
    rows, cols = np.mgrid[:120, :160]
    rgb = np.full((120, 160, 3), 150, np.uint8)
    seen = (abs(rows - 75) < 20) & (abs(cols - 45) < 14)
    rgb[seen] = seen_gray
    rgb[(rows - 55) ** 2 + (cols - 107) ** 2 < 24**2] = 230, 20, 20
    return rgb, np.where(seen, 255, 0).astype(np.uint8)


def hide_colors(rgb, alpha):
    shown = rgb.copy()
    hidden.hide_colors(shown, alpha)
    return shown


def test_what_is_transparent_has_one_gray_and_what_is_seen_its_colors():
    rgb, alpha = erased()
    shown = hide_colors(rgb, alpha)
    assert (shown[alpha == 0] == shown[0, 0]).all()
    np.testing.assert_array_equal(shown[alpha > 0], rgb[alpha > 0])


@pytest.mark.parametrize(("seen", "ground"), [(0, 255), (255, 0), (120, 255), (230, 0)])
def test_ground_is_white_unless_that_is_seen(seen, ground):
    assert (hide_colors(*erased(seen))[0, 0] == ground).all()


def test_ground_of_black_and_white_lies_between():
    rgb = np.zeros((10, 10, 3), np.uint8)
    rgb[:, 5:] = 255
    alpha = np.full((10, 10), 255, np.uint8)
    alpha[0] = 0
    assert (hide_colors(rgb, alpha)[0] == 128).all()


def test_half_transparent_colors_are_seen():
    rgb, alpha = erased()
    alpha[alpha == 0] = 1
    np.testing.assert_array_equal(hide_colors(rgb, alpha), rgb)


def test_strips_are_judged_together(monkeypatch):
    rgb = np.repeat(np.arange(100, dtype=np.uint8), 300).reshape(100, 100, 3)
    alpha = np.full((100, 100), 255, np.uint8)
    alpha[::7, ::3] = 0
    monkeypatch.setattr(hidden, "SAMPLES", 50)
    whole, sample = hide_colors(rgb, alpha), hidden._sample_seen(rgb, alpha)
    monkeypatch.setattr(hidden, "STRIP_PIXELS", 300)
    np.testing.assert_array_equal(hidden._sample_seen(rgb, alpha), sample)
    np.testing.assert_array_equal(hide_colors(rgb, alpha), whole)


def test_nothing_seen_is_white():
    assert (hide_colors(np.zeros((3, 4, 3), np.uint8), np.zeros((3, 4), np.uint8)) == 255).all()


def test_hidden_colors_of_a_file_change_nothing():
    rgb, alpha = erased()
    other = np.where(
        alpha[..., None] > 0, rgb, np.random.default_rng(1).integers(0, 256, rgb.shape)
    )
    photos = []
    for colors in (rgb, other.astype(np.uint8)):
        file = io.BytesIO()
        Image.fromarray(np.dstack([colors, alpha])).save(file, "PNG")
        photos.append(segmentation.read_image(file.getvalue()))
    np.testing.assert_array_equal(photos[0].rgb, photos[1].rgb)
    first = segmentation.propose_cutouts(photos[0].rgb)[0]
    assert (first.mask & (alpha > 0)).sum() >= 0.9 * (alpha > 0).sum()
