import numpy as np
import pytest

from segmentation.graph_cut.judging import agreement, mask_cues, overlaps, score

SHAPE = (60, 80)


def square(row=20, col=25, side=25):
    mask = np.zeros(SHAPE, bool)
    mask[row : row + side, col : col + side] = True
    return mask


MAPS = {name: np.where(square(), 0.9, 0.05) for name in ("likely", "salient", "border")}


def test_what_stands_out_scores_best():
    best = score(square(), MAPS, "likely")
    assert best > 0.6
    for other in (square(0, 0), square(side=6), ~square(), square(10, 10, 50)):
        assert 0 <= score(other, MAPS, "likely") < best


def test_nothing_and_all_score_zero():
    assert score(np.zeros(SHAPE, bool), MAPS, "likely") == 0
    assert score(np.ones(SHAPE, bool), MAPS, "likely") == 0


def test_kind_counts():
    assert len({score(square(), MAPS, kind) for kind in ("likely", "people", "tap")}) == 3


def test_cues_are_those_of_the_mask():
    cues = mask_cues(square(35, 0), MAPS, "tap")
    assert cues["bottom"] == pytest.approx(25 / 80)
    assert cues["beside"] == pytest.approx(25 / 60)
    assert cues["top"] == cues["both_sides"] == cues["is_people"] == 0
    assert cues["is_tap"] == 1
    assert mask_cues(square(), MAPS, "tap")["likely_inside"] == pytest.approx(0.9)


def test_overlap_is_the_intersection_over_union():
    one, other = square(), square(row=30)
    table = overlaps(np.array([one.ravel(), other.ravel()]))
    expected = (one & other).sum() / (one | other).sum()
    np.testing.assert_allclose(table, [[1, expected], [expected, 1]], rtol=1e-6)


def test_agreement_is_the_mean_overlap_and_the_better_count_more():
    alike = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])
    np.testing.assert_allclose(agreement(np.ones(3), alike, 3.0), [0.5, 0.5, 1 / 3])
    assert agreement(np.array([0.1, 0.1, 0.9]), alike, 3.0).argmax() == 2
    assert agreement(np.array([0.6, 0.6, 0.9]), alike, 1.0).argmax() == 0
