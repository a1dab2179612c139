import dataclasses
import json
import random

import pytest

from segmentation import recipe as module
from segmentation.recipe import Label, Recipe, Stroke

STROKE = Stroke(Label.FOREGROUND, ((1.5, 2), (3, 4.25)), 2.5, filled=True)
STROKE_FIELDS = {"label": "foreground", "points": [[1.5, 2]], "radius_px": 2}


def random_stroke(rng):
    points = tuple(
        (rng.uniform(-50, 5000), rng.choice([rng.randrange(4000), rng.uniform(0, 4000)]))
        for _ in range(rng.randint(1, 30))
    )
    return Stroke(rng.choice(list(Label)), points, rng.uniform(0, 80), rng.random() < 0.5)


def random_recipe(seed):
    rng = random.Random(seed)
    return Recipe(
        seeds=rng.choice(module.SEED_SOURCES),
        dark=rng.uniform(0, 255),
        light=rng.choice([0, 255, rng.uniform(0, 255)]),
        peak_distance_px=rng.randint(1, 10_000),
        sigma=rng.uniform(0, module.MAX_SIGMA),
        background_groups=tuple(rng.randint(1, 99) for _ in range(rng.randrange(4))),
        strokes=tuple(random_stroke(rng) for _ in range(rng.randrange(6))),
    )


def document(**fields):
    return json.dumps({"version": 1, **fields})


def with_stroke(**fields):
    return document(strokes=[STROKE_FIELDS, {**STROKE_FIELDS, **fields}])


@pytest.mark.parametrize("seed", range(50))
def test_json_gives_back_an_equal_recipe_of_the_same_hash(seed):
    recipe = random_recipe(seed)
    returned = Recipe.from_json(recipe.to_json())
    assert returned == recipe
    assert hash(returned) == hash(recipe)


def test_json_holds_the_version_and_every_field_as_plain_values():
    recipe = Recipe(background_groups=(3, 1), strokes=(STROKE,))
    assert json.loads(recipe.to_json()) == {
        "version": 1,
        "method": "graph_cut",
        "seeds": "strokes",
        "dark": 3,
        "light": 245,
        "peak_distance_px": 20,
        "sigma": 2.0,
        "background_groups": [3, 1],
        "strokes": [
            {
                "label": "foreground",
                "points": [[1.5, 2], [3, 4.25]],
                "radius_px": 2.5,
                "filled": True,
            }
        ],
    }


def test_json_is_read_from_bytes_as_from_text():
    text = random_recipe(0).to_json()
    assert Recipe.from_json(text.encode()) == Recipe.from_json(text)


def test_fields_left_out_of_json_keep_their_defaults():
    assert Recipe.from_json('{"version": 1}') == Recipe()
    assert Recipe.from_json(document(sigma=1)) == Recipe(sigma=1)
    assert Recipe.from_json(document(strokes=[STROKE_FIELDS])).strokes == (
        Stroke(Label.FOREGROUND, ((1.5, 2),), 2, filled=False),
    )


def test_labels_have_the_numbers_of_the_tutorial():
    numbers = {"NONE": 0, "BACKGROUND": 1, "FOREGROUND": 2}
    assert {label.name: int(label) for label in Label} == numbers


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seeds", "peaks"),
        ("dark", 4),
        ("light", 200),
        ("peak_distance_px", 21),
        ("sigma", 1.0),
        ("background_groups", (1,)),
        ("strokes", (STROKE,)),
    ],
)
def test_recipes_that_differ_in_a_field_differ(field, value):
    changed = dataclasses.replace(Recipe(), **{field: value})
    assert changed != Recipe()
    assert len({changed, Recipe(), Recipe()}) == 2
    assert Recipe.from_json(changed.to_json()) == changed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", Label.BACKGROUND),
        ("points", ((1.5, 2),)),
        ("radius_px", 2),
        ("filled", False),
    ],
)
def test_strokes_that_differ_in_a_field_differ(field, value):
    changed = dataclasses.replace(STROKE, **{field: value})
    assert len({changed, STROKE}) == 2


@pytest.mark.parametrize("instance", [Recipe(), STROKE])
def test_decisions_can_not_be_changed_in_place(instance):
    name = dataclasses.fields(instance)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(instance, name, None)


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [("dark", 0, 255), ("light", 0, 255), ("peak_distance_px", 1, 10_000), ("sigma", 0, 100)],
)
def test_range_of_a_number_includes_its_ends_and_no_more(field, low, high):
    for value in (low, high):
        assert getattr(Recipe(**{field: value}), field) == value
    for value in (low - 1, high + 1):
        with pytest.raises(ValueError, match=f"^{field} must be a number from {low} to {high}"):
            Recipe(**{field: value})


@pytest.mark.parametrize("value", [True, "3", None, [3], float("nan"), float("inf"), 1j])
@pytest.mark.parametrize("field", ["dark", "light", "peak_distance_px", "sigma"])
def test_what_is_no_finite_number_is_refused(field, value):
    with pytest.raises(ValueError, match=f"^{field} must be"):
        Recipe(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("method", "magic"),
        ("method", None),
        ("method", ["watershed"]),
        ("seeds", "nowhere"),
        ("seeds", 1),
        ("peak_distance_px", 2.0),
        ("background_groups", [1]),
        ("background_groups", (0,)),
        ("background_groups", (True,)),
        ("background_groups", (1.0,)),
        ("strokes", [STROKE]),
        ("strokes", ("stroke",)),
        ("strokes", (STROKE,) * 10_001),
    ],
)
def test_wrong_value_of_a_recipe_is_refused_by_name(field, value):
    with pytest.raises(ValueError, match=f"^{field} must be"):
        Recipe(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", 2),
        ("label", "foreground"),
        ("points", ()),
        ("points", [(1, 2)]),
        ("points", ((1, 2), [3, 4])),
        ("points", ((1, 2, 3),)),
        ("points", ((1,),)),
        ("points", ((1, "2"),)),
        ("points", ((1, True),)),
        ("points", ((1, float("nan")),)),
        ("points", ((1e6 + 1, 0),)),
        ("points", ((0, -1e6 - 1),)),
        ("points", ((1, 2),) * 10_001),
        ("radius_px", -0.1),
        ("radius_px", float("inf")),
        ("radius_px", "2"),
        ("radius_px", True),
        ("radius_px", 1e6 + 1),
        ("filled", 1),
        ("filled", None),
    ],
)
def test_wrong_value_of_a_stroke_is_refused_by_name(field, value):
    with pytest.raises(ValueError, match=f"^{field} must be"):
        dataclasses.replace(STROKE, **{field: value})


def test_as_many_strokes_and_points_as_allowed_are_accepted():
    long = Stroke(Label.BACKGROUND, ((1e6, -1e6),) * module.MAX_POINTS, 1e6)
    assert len(Recipe(strokes=(STROKE,) * module.MAX_STROKES).strokes) == 10_000
    assert len(long.points) == 10_000


@pytest.mark.parametrize("text", ["", "{", "cut", b"\xff\xfe\xfd", b"\x89PNG", "[" * 100_000])
def test_text_that_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match=r"^recipe must be a JSON object"):
        Recipe.from_json(text)


@pytest.mark.parametrize("text", ["[]", "1", "null", '"recipe"', "NaN"])
def test_json_that_is_no_object_is_refused(text):
    with pytest.raises(ValueError, match=r"^recipe must be a JSON object, got"):
        Recipe.from_json(text)


@pytest.mark.parametrize("version", [None, 0, 2, "1", True, [1], {}])
def test_other_version_is_refused(version):
    with pytest.raises(ValueError, match=r"^version must be 1, got"):
        Recipe.from_json(json.dumps({"version": version}))


def test_json_without_version_is_refused():
    with pytest.raises(ValueError, match=r"^version must be 1, got None"):
        Recipe.from_json("{}")


def test_unknown_field_is_named():
    with pytest.raises(ValueError, match=r"^recipe must have no other fields .*got \['sigmund'\]"):
        Recipe.from_json(document(sigmund=2))
    with pytest.raises(ValueError, match=r"^strokes\[1\] must have no other .*got \['color'\]"):
        Recipe.from_json(with_stroke(color="red"))


@pytest.mark.parametrize("missing", ["label", "points", "radius_px"])
def test_stroke_without_a_needed_field_is_refused(missing):
    incomplete = {name: value for name, value in STROKE_FIELDS.items() if name != missing}
    with pytest.raises(ValueError, match=rf"^strokes\[1\] must have a {missing}"):
        Recipe.from_json(document(strokes=[STROKE_FIELDS, incomplete]))


@pytest.mark.parametrize("name", ["background_groups", "strokes"])
@pytest.mark.parametrize("value", [None, 1, {}, "12", True])
def test_what_is_no_list_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=f"^{name} must be a list"):
        Recipe.from_json(document(**{name: value}))


@pytest.mark.parametrize("stroke", [None, 1, "stroke", [[1, 2]]])
def test_stroke_that_is_no_object_is_refused_with_its_place(stroke):
    with pytest.raises(ValueError, match=r"^strokes\[1\] must be a JSON object"):
        Recipe.from_json(document(strokes=[STROKE_FIELDS, stroke]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", "hair"),
        ("label", "FOREGROUND"),
        ("label", 2),
        ("label", None),
        ("label", ["foreground"]),
        ("points", []),
        ("points", [1, 2]),
        ("points", [[1, 2, 3]]),
        ("points", [{"row": 1, "col": 2}]),
        ("points", ["12"]),
        ("points", [[1, None]]),
        ("points", [[1, False]]),
        ("points", [[1, 2]] * 10_001),
        ("radius_px", -1),
        ("radius_px", "1"),
        ("radius_px", None),
        ("filled", 0),
        ("filled", "no"),
    ],
)
def test_wrong_value_of_a_stroke_in_json_is_refused_with_its_place(field, value):
    with pytest.raises(ValueError, match=rf"^strokes\[1\]\.{field} must be"):
        Recipe.from_json(with_stroke(**{field: value}))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "true", '"2"'])
def test_number_that_json_can_hold_but_no_recipe_is_refused(number):
    with pytest.raises(ValueError, match=r"^sigma must be a number"):
        Recipe.from_json(f'{{"version": 1, "sigma": {number}}}')


def test_long_values_are_cut_short_in_messages():
    with pytest.raises(ValueError, match=r"^method must be one of graph_cut, watershed") as caught:
        Recipe(method="x" * 10_000)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("field", ["dark", "light", "peak_distance_px", "sigma"])
def test_number_beyond_every_float_is_refused(field):
    with pytest.raises(ValueError, match=rf"^{field} must be a number"):
        Recipe(**{field: 10**400})
