import pytest

from page.components.viewer.viewer import read_placement
from segmentation import Placement


@pytest.mark.parametrize(
    ("message", "placement"),
    [
        ([1.5, -20, 2], Placement(1.5, -20, 2)),
        ([0, 0, 1], Placement()),
        # As far as a recipe allows.
        ([900, -900, 90], Placement(250, -250, 4)),
        ([0, 0, -1], Placement(scale=0.1)),
    ],
)
def test_place_of_the_subject_is_read(message, placement):
    assert read_placement(message) == placement


@pytest.mark.parametrize(
    "message",
    [None, 3, [], [1, 2], [1, 2, 3, 4], ["left", 0, 1], [0, float("nan"), 1], [[1], 2, 3]],
)
def test_what_is_no_place_is_none(message):
    assert read_placement(message) is None
