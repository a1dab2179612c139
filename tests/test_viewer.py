import pytest

from page.components.viewer import picked_spot


@pytest.mark.parametrize("state", [None, {}, {"spot": None}, {"spot": [0.5]}, {"spot": {"row": 1}}])
def test_nothing_is_picked_before_the_first_click(state):
    assert picked_spot(state) is None


def test_picked_spot_is_a_share_of_the_picture():
    assert picked_spot({"spot": [0.25, 1]}) == (0.25, 1.0)
    assert picked_spot({"spot": [-3, 1.5]}) == (0.0, 1.0)
