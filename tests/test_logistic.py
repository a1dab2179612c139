import numpy as np
import pytest

from segmentation.graph_cut.logistic import FITTED, Logistic, fitted, log_odds

MODEL = Logistic(
    mean={"one": 1.0, "two": 0.0},
    scale={"one": 2.0, "two": 1.0},
    weight={"one": 3.0, "two": -1.0},
    bias=0.5,
)


def test_odds_are_linear_in_the_cues():
    cues = {"one": np.array([1.0, 3.0]), "two": np.array([0.0, 1.0]), "other": np.array([9.0, 9])}
    np.testing.assert_allclose(MODEL.log_odds(cues), [0.5, 0.5 + 3 - 1])
    np.testing.assert_allclose(MODEL(cues), 1 / (1 + np.exp([-0.5, -2.5])))


def test_cues_far_away_say_no_more():
    far, farther = ({"one": np.array([value]), "two": np.zeros(1)} for value in (9.0, 900.0))
    assert MODEL.log_odds(far) == MODEL.log_odds(farther) == 0.5 + 3 * 4


def test_log_odds_undo_the_likelihood_and_are_bounded():
    odds = np.linspace(-6, 6, 13)
    np.testing.assert_allclose(log_odds(1 / (1 + np.exp(-odds))), odds)
    assert log_odds(1.0) == pytest.approx(np.log(999))
    assert log_odds(0.0) == pytest.approx(-np.log(999))


def test_tables_are_small_and_complete():
    assert FITTED.stat().st_size <= 100_000
    for name in ("first", "second", "tap", "score"):
        table = fitted(name)
        assert table.mean.keys() == table.scale.keys() == table.weight.keys()
        assert all(scale > 0 for scale in table.scale.values())
