import pytest

from page.components.lens import Look
from page.components.lens.lens import read_look
from segmentation.photo import Area

PART = {"area": [0.25, 0.5, 0.75, 1.0], "size": [400, 600]}


def test_question_is_read():
    message = {"number": 3, "photo": PART, "result": None}
    assert read_look(message) == Look(3, (Area(0.25, 0.5, 0.75, 1.0), (400, 600)), None)


def test_sizes_and_areas_are_kept_within_reason():
    part = {"area": [-1, 0.2, 3, 0.9], "size": [1e9, 0.2]}
    look = read_look({"number": 1, "photo": None, "result": part})
    assert look.result == (Area(0.0, 0.2, 1.0, 0.9), (4096, 1))


@pytest.mark.parametrize(
    "part",
    [
        {},
        {"area": [0, 0, 1], "size": [1, 1]},
        {"area": [0, 0, 1, 1], "size": [1]},
        {"area": [0, 0, 1, 1], "size": [float("inf"), 1]},
        {"area": [0, 0, float("nan"), 1], "size": [1, 1]},
        {"area": [0.5, 0, 0.5, 1], "size": [1, 1]},
        {"area": ["a", 0, 1, 1], "size": [1, 1]},
        "part",
    ],
)
def test_what_is_no_question_is_none(part):
    assert read_look({"number": 1, "photo": part, "result": None}) is None


@pytest.mark.parametrize("message", [None, {}, 5, {"number": "x", "photo": None, "result": None}])
def test_what_is_no_message_is_no_question(message):
    assert read_look(message) is None
