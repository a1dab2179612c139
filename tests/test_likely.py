import numpy as np
import pytest
from test_cues import disk_scene, inside_and_outside

from segmentation.graph_cut.cues import region_cues
from segmentation.graph_cut.likely import context_cues, likelihood, likely_prior


@pytest.fixture(scope="module")
def scene():
    return disk_scene()


def test_disk_is_likelier_than_the_border(scene):
    likely = likelihood(scene, region_cues(scene))
    inside, outside = inside_and_outside(scene, likely)
    assert inside > 0.5 > 0.05 > outside
    assert 0 <= likely.min() <= likely.max() <= 1


def test_context_knows_what_the_likely_regions_look_like(scene):
    likely = np.where(scene.color[:, 1] > 20, 0.8, 0.1)
    cues = context_cues(scene, likely)
    for name in ("color_of_likely", "near_of_likeliest", "near", "around", "odds", "beside_most"):
        inside, outside = inside_and_outside(scene, cues[name])
        assert inside > outside
    inside, outside = inside_and_outside(scene, cues["subject_radius"])
    assert inside < outside
    np.testing.assert_allclose(cues["subject_share"], scene.area @ likely)


def test_prior_is_nothing_at_the_threshold_and_full_at_twelve_times_the_odds():
    threshold, odds = 0.3, 0.3 / 0.7
    likely = np.array([odds / 13 / (1 + odds / 13), threshold, 13 * odds / (1 + 13 * odds)])
    np.testing.assert_allclose(likely_prior(likely, threshold), [-1, 0, 1], atol=1e-9)
    assert (np.diff(likely_prior(np.linspace(0.1, 0.6, 9), threshold)) > 0).all()
