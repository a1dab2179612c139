import dataclasses

import pytest

from segmentation import Plain, Recipe
from segmentation.takeaway.source import python

CHANGED = Plain("flat", ("#ffffff", "#808080"), 12.5, True, True, True)


def test_json_brings_back_every_field():
    recipe = Recipe(method="unmixing", plain=CHANGED)
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert all(v != getattr(Plain(), k) for k, v in dataclasses.asdict(CHANGED).items())


def test_source_is_equal():
    assert eval(python(CHANGED), {"Plain": Plain}) == CHANGED


def test_another_photo_keeps_them():
    assert Recipe(plain=CHANGED).stretched(2, 3).plain == CHANGED


def test_unmixing_answers_strokes_alone():
    assert Recipe(method="unmixing").engine == "unmixing"
    assert Recipe(method="unmixing", seeds="spots").engine == "watershed"
    assert Recipe(method="unmixing", seeds="salient").engine == "graph_cut"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("kind", "even", "kind must be one of"),
        ("colors", ["#ffffff"], "colors must be of type tuple"),
        ("colors", ("white",), "colors must be a color"),
        ("colors", ("#ffffff",) * 9, "8 colors at the most"),
        ("tolerance", -1, "tolerance must be a number from 0 to 100"),
        ("see_through", 1, "see_through must be of type bool"),
        ("keep_shadow", None, "keep_shadow must be of type bool"),
        ("connected", "yes", "connected must be of type bool"),
    ],
)
def test_wrong_values_are_named(field, value, message):
    with pytest.raises(ValueError, match=message):
        Plain(**{field: value})
