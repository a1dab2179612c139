import dataclasses
import json
import random

import pytest

from segmentation.recipe import (
    BACKDROP_KINDS,
    FORMATS,
    SIDES,
    Backdrop,
    Edge,
    File,
    Frame,
    Label,
    PhotoId,
    Placement,
    Recipe,
    Shadow,
    Stroke,
    is_of_earlier_engine,
    read_photo_id,
)
from segmentation.recipe import recipe as module

STROKE = Stroke(Label.FOREGROUND, ((1.5, 2), (3, 4.25)), 2.5, filled=True)
PHOTO = PhotoId("0123456789abcdef" * 4, (3000, 4000))
PHOTO_FIELDS = {"digest": PHOTO.digest, "shape": [3000, 4000]}
NUMBERS = ["salient", "dark", "light", "peak_distance_working_px", "sigma_working_px"]
STROKE_FIELDS = {"label": "foreground", "points": [[1.5, 2]], "radius_px": 2}


# Every length and area of a recipe in pixels of the photo, but of its strokes.
LENGTHS = Recipe(
    edge=Edge(
        hole_area_px=100,
        island_area_px=25,
        smooth_px=3,
        shift_px=-5,
        feather_px=1.5,
        softness="hard",
    ),
    backdrop=Backdrop(kind="blur", blur_px=8, color="#123abc"),
    shadow=Shadow(down_px=-7, right_px=11, blur_px=13, opacity=0.25),
    margin_px=30,
)


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
        salient=rng.random(),
        dark=rng.uniform(0, 255),
        light=rng.choice([0, 255, rng.uniform(0, 255)]),
        peak_distance_working_px=rng.randint(1, 10_000),
        sigma_working_px=rng.uniform(0, module.MAX_SIGMA),
        background_groups=tuple(rng.randint(1, 99) for _ in range(rng.randrange(4))),
        box=((rng.uniform(-9, 9), -0.5), (rng.uniform(10, 99), rng.randint(1, 50))),
        mask_digest=rng.choice(["", "0123456789abcdef" * 4]),
        follows_edges=rng.random() < 0.5,
        strokes=tuple(random_stroke(rng) for _ in range(rng.randrange(6))),
        edge=Edge(shift_px=rng.uniform(-9, 9), largest_only=rng.random() < 0.5),
        backdrop=Backdrop(kind=rng.choice(BACKDROP_KINDS)),
        shadow=rng.choice([None, Shadow(blur_px=rng.uniform(0, 99))]),
        placement=Placement(rng.uniform(-250, 250), scale=rng.uniform(0.1, 4)),
        margin_px=rng.choice([None, rng.randrange(99)]),
        frame=Frame(
            rng.choice([None, "1:1"]), height_px=rng.choice([None, 5]), dpi=rng.choice([None, 300])
        ),
        file=File(format=rng.choice(FORMATS), keep_metadata=rng.random() < 0.5),
        tap=(rng.uniform(0, 99), rng.randint(0, 99)),
        faces=tuple((rng.uniform(0, 99), 2, 3, 4) for _ in range(rng.randrange(3))),
    )


def document(**fields):
    return json.dumps({"version": 2, "method_number": 3, **fields})


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
        "version": 2,
        "method_number": 3,
        "method": "graph_cut",
        "seeds": "strokes",
        "salient": 0.5,
        "faces": [],
        "tap": None,
        "dark": 3,
        "light": 245,
        "peak_distance_working_px": 20,
        "sigma_working_px": 2.0,
        "background_groups": [3, 1],
        "box": None,
        "mask_digest": "",
        "follows_edges": False,
        "plain": {
            "kind": "auto",
            "colors": [],
            "tolerance": 4.0,
            "see_through": False,
            "keep_shadow": False,
            "connected": False,
        },
        "strokes": [
            {
                "label": "foreground",
                "points": [[1.5, 2], [3, 4.25]],
                "radius_px": 2.5,
                "filled": True,
                "exact": False,
            }
        ],
        "edge": {
            "hole_area_px": 0,
            "island_area_px": 0,
            "largest_only": False,
            "smooth_px": 0.0,
            "shift_px": 0.0,
            "softness": "guided",
            "feather_px": 2.0,
            "clean_colors": True,
            "find_hair": False,
        },
        "backdrop": {
            "kind": "transparent",
            "color": "#ffffff",
            "end_color": "#9fb4cc",
            "blur_px": 20.0,
        },
        "shadow": None,
        "placement": {"down_percent": 0.0, "right_percent": 0.0, "scale": 1.0},
        "margin_px": None,
        "frame": {
            "aspect": None,
            "margin_percent": 8.0,
            "width_px": None,
            "height_px": None,
            "enlarge": False,
            "dpi": None,
        },
        "file": {"format": "png", "lossless": True, "quality": 90, "keep_metadata": False},
    }


def test_json_is_read_from_bytes_as_from_text():
    text = random_recipe(0).to_json()
    assert Recipe.from_json(text.encode()) == Recipe.from_json(text)


def test_fields_left_out_of_json_keep_their_defaults():
    assert Recipe.from_json('{"version": 2, "method_number": 3}') == Recipe()
    assert Recipe.from_json(document(sigma_working_px=1)) == Recipe(sigma_working_px=1)
    assert Recipe.from_json(document(strokes=[STROKE_FIELDS])).strokes == (
        Stroke(Label.FOREGROUND, ((1.5, 2),), 2, filled=False),
    )


def test_sides_have_the_numbers_of_the_tutorial():
    assert {label.name: int(label) for label in SIDES} == {"BACKGROUND": 1, "FOREGROUND": 2}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seeds", "peaks"),
        ("seeds", "salient"),
        ("salient", 0.25),
        ("dark", 4),
        ("light", 200),
        ("peak_distance_working_px", 21),
        ("sigma_working_px", 1.0),
        ("background_groups", (1,)),
        ("strokes", (STROKE,)),
        ("edge", Edge(shift_px=-1.5)),
        ("backdrop", Backdrop(kind="color", color="#123abc")),
        ("shadow", Shadow(opacity=1)),
        ("placement", Placement(-12.5, 250, scale=0.5)),
        ("margin_px", 0),
        ("frame", Frame("4:5", margin_percent=12.5, width_px=80, enlarge=True, dpi=72)),
        ("file", File(format="jpeg", quality=70)),
    ],
)
def test_recipes_that_differ_in_a_field_differ(field, value):
    changed = dataclasses.replace(Recipe(), **{field: value})
    assert changed != Recipe()
    assert len({changed, Recipe(), Recipe()}) == 2
    assert Recipe.from_json(changed.to_json()) == changed


@pytest.mark.parametrize(
    ("seeds", "method", "floods", "guesses"),
    [
        ("strokes", "graph_cut", False, False),
        ("strokes", "watershed", True, False),
        ("salient", "watershed", False, True),
        ("border", "graph_cut", False, True),
        ("spots", "graph_cut", True, False),
        ("peaks", "watershed", True, False),
    ],
)
def test_seeds_decide_the_engine_and_strokes_leave_it_to_the_method(seeds, method, floods, guesses):
    recipe = Recipe(seeds=seeds, method=method)
    assert (recipe.floods, recipe.guesses) == (floods, guesses)


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
    [
        ("salient", 0, 1),
        ("dark", 0, 255),
        ("light", 0, 255),
        ("peak_distance_working_px", 1, 10_000),
        ("sigma_working_px", 0, 100),
    ],
)
def test_range_of_a_number_includes_its_ends_and_no_more(field, low, high):
    for value in (low, high):
        assert getattr(Recipe(**{field: value}), field) == value
    for value in (low - 1, high + 1):
        with pytest.raises(ValueError, match=f"^{field} must be a number from {low} to {high}"):
            Recipe(**{field: value})


@pytest.mark.parametrize("value", [True, "3", None, [3], float("nan"), float("inf"), 1j])
@pytest.mark.parametrize("field", NUMBERS)
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
        ("peak_distance_working_px", 2.0),
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


def test_more_points_than_allowed_are_refused_in_sum():
    most = Stroke(Label.BACKGROUND, ((0.0, 0.0),) * module.MAX_POINTS, 1)
    strokes = (most,) * (module.MAX_POINTS_IN_ALL // module.MAX_POINTS)
    assert Recipe(strokes=strokes).strokes == strokes
    with pytest.raises(ValueError, match=r"^strokes must have 100000 points at the most, got 1000"):
        Recipe(strokes=(*strokes, STROKE))


def test_more_groups_than_allowed_are_refused():
    groups = tuple(range(1, module.MAX_GROUPS + 1))
    assert Recipe(background_groups=groups).background_groups == groups
    with pytest.raises(
        ValueError, match=r"^background_groups must be 10000 at the most, got 10001"
    ):
        Recipe(background_groups=(*groups, 1))


@pytest.mark.parametrize("read", [Recipe.from_json, read_photo_id, module.is_of_earlier_engine])
def test_text_of_more_than_four_megabytes_is_refused_before_it_is_parsed(monkeypatch, read):
    text = document().ljust(module.MAX_JSON_BYTES)
    read(text)
    monkeypatch.setattr(module.json, "loads", None)
    with pytest.raises(ValueError, match=r"^recipe must have 4 MB at the most, got 4\.0 MB"):
        read(text + " ")


def test_as_many_points_as_the_brush_draws_fit_into_a_text():
    points = tuple((3000.25 + i / 4, 5000.75 - i / 4) for i in range(module.MAX_POINTS))
    pressed = Stroke(Label.FUZZY, points, tuple(40.25 for _ in points))
    recipe = Recipe(strokes=(pressed,) * (module.MAX_POINTS_IN_ALL // module.MAX_POINTS))
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize("text", ["", "{", "cut", b"\xff\xfe\xfd", b"\x89PNG", "[" * 100_000])
def test_text_that_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match=r"^recipe must be a JSON object"):
        Recipe.from_json(text)


@pytest.mark.parametrize("text", ["[]", "1", "null", '"recipe"', "NaN"])
def test_json_that_is_no_object_is_refused(text):
    with pytest.raises(ValueError, match=r"^recipe must be a JSON object, got"):
        Recipe.from_json(text)


@pytest.mark.parametrize("version", [None, 0, 3, "1", True, [1], {}])
def test_other_version_is_refused(version):
    with pytest.raises(ValueError, match=r"^version must be from 1 to 2, got"):
        Recipe.from_json(json.dumps({"version": version}))


def test_recipe_of_version_1_opens_with_its_old_names():
    text = '{"version": 1, "seeds": "peaks", "sigma": 3.5, "peak_distance_px": 30}'
    expected = Recipe(seeds="peaks", sigma_working_px=3.5, peak_distance_working_px=30)
    assert Recipe.from_json(text) == expected


@pytest.mark.parametrize("number", [None, 0, 4, 1.0, "3", True])
def test_recipe_without_the_number_of_a_known_engine_is_refused(number):
    with pytest.raises(ValueError, match=r"^method_number must be"):
        Recipe.from_json(json.dumps({"version": 2, "method_number": number}))


@pytest.mark.parametrize("name", ["sigma", "peak_distance_px"])
def test_old_names_are_unknown_to_version_2(name):
    with pytest.raises(ValueError, match=r"^recipe must have no other fields"):
        Recipe.from_json(document(**{name: 2}))


def test_recipes_of_the_earlier_graph_cut_are_told():
    assert not is_of_earlier_engine(Recipe().to_json())
    assert not is_of_earlier_engine(Recipe(method="watershed").to_json())
    assert is_of_earlier_engine('{"version": 1}')
    assert is_of_earlier_engine('{"version": 1, "seeds": "salient", "method": "watershed"}')
    # The watershed is as it was.
    assert not is_of_earlier_engine('{"version": 1, "method": "watershed"}')
    assert not is_of_earlier_engine('{"version": 1, "seeds": "spots"}')


def test_json_without_version_is_refused():
    with pytest.raises(ValueError, match=r"^version must be from 1 to 2, got None"):
        Recipe.from_json("{}")


def test_unknown_field_is_named():
    with pytest.raises(ValueError, match=r"^recipe must have no other fields .*got \['sigmund'\]"):
        Recipe.from_json(document(sigmund=2))
    with pytest.raises(ValueError, match=r"^strokes\[1\] must have no other .*got \['color'\]"):
        Recipe.from_json(with_stroke(color="red"))


@pytest.mark.parametrize(
    ("box", "told"),
    [
        (None, "box must be there where the seeds are 'box'"),
        (((1, 2), (1, 5)), "box must be an upper left and a lower right corner"),
        (((9, 2), (1, 5)), "box must be an upper left and a lower right corner"),
        (((1, 2),), "box must be a tuple of two"),
        (((1, 2, 3), (4, 5, 6)), r"box must be \(row, col\) pairs"),
        (((1, 2), (4, float("nan"))), "box must be a number"),
        ([(1, 2), (4, 5)], "box must be a tuple of two"),
    ],
)
def test_box_is_an_upper_left_and_a_lower_right_corner(box, told):
    with pytest.raises(ValueError, match=f"^{told}"):
        Recipe(seeds="box", box=box)


def test_box_is_stretched_with_the_photo():
    stretched = Recipe(seeds="box", box=((-0.5, -0.5), (9.5, 4.5))).stretched(2, 3)
    assert stretched.box == ((-0.5, -0.5), (19.5, 14.5))


def test_stroke_has_a_radius_for_every_point_or_one_for_all():
    points = ((1, 2), (3, 4))
    assert Stroke(Label.FOREGROUND, points, 5).radii_px == (5,)
    pressed = Stroke(Label.FOREGROUND, points, (5, 6.5))
    assert pressed.radii_px == (5, 6.5)
    assert Recipe.from_json(Recipe(strokes=(pressed,)).to_json()).strokes == (pressed,)
    (stretched,) = Recipe(strokes=(pressed,)).stretched(2, 8).strokes
    assert stretched.radius_px == (20, 26)
    with pytest.raises(ValueError, match=r"^radius_px must be one number or 2, .* got 3"):
        Stroke(Label.FOREGROUND, points, (1, 2, 3))


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
    with pytest.raises(ValueError, match=r"^sigma_working_px must be a number"):
        Recipe.from_json(f'{{"version": 1, "sigma_working_px": {number}}}')


def test_long_values_are_cut_short_in_messages():
    with pytest.raises(ValueError, match=r"^method must be one of graph_cut, watershed") as caught:
        Recipe(method="x" * 10_000)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("field", NUMBERS)
def test_number_beyond_every_float_is_refused(field):
    with pytest.raises(ValueError, match=rf"^{field} must be a number"):
        Recipe(**{field: 10**400})


@pytest.mark.parametrize("seed", range(10))
def test_json_gives_back_the_photo_and_the_recipe_without_it(seed):
    recipe = random_recipe(seed)
    text = recipe.to_json(photo=PHOTO)
    assert Recipe.from_json(text) == Recipe.from_json(text.encode()) == recipe
    assert read_photo_id(text) == read_photo_id(text.encode()) == PHOTO


def test_json_holds_the_photo_as_plain_values_beside_all_other_fields():
    fields = json.loads(Recipe().to_json(photo=PHOTO))
    assert fields.pop("photo") == PHOTO_FIELDS
    assert fields == json.loads(Recipe().to_json())


def test_json_without_a_photo_says_nothing_of_it():
    assert "photo" not in json.loads(Recipe().to_json())
    assert read_photo_id(Recipe().to_json()) is None
    assert read_photo_id(document()) is None


def test_photo_of_another_type_is_not_written():
    with pytest.raises(ValueError, match=r"^photo must be of type PhotoId, got 'holiday.jpg'"):
        Recipe().to_json(photo="holiday.jpg")


@pytest.mark.parametrize("side", [1, 1_000_000])
def test_sides_of_a_photo_include_their_ends(side):
    assert PhotoId(PHOTO.digest, (side, side)).shape == (side, side)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("digest", None),
        ("digest", 7),
        ("digest", b"0" * 64),
        ("digest", ""),
        ("digest", "0" * 63),
        ("digest", "0" * 65),
        ("digest", "0" * 63 + "g"),
        ("digest", "A" * 64),
        ("digest", "0" * 64 + "\n"),
        ("shape", [1, 2]),
        ("shape", (1,)),
        ("shape", (1, 2, 3)),
        ("shape", (0, 2)),
        ("shape", (1, -2)),
        ("shape", (1.0, 2)),
        ("shape", (True, 2)),
        ("shape", (1, 1_000_001)),
        ("shape", None),
    ],
)
def test_wrong_value_of_a_photo_is_refused_by_name(field, value):
    with pytest.raises(ValueError, match=f"^{field} must be"):
        dataclasses.replace(PHOTO, **{field: value})


@pytest.mark.parametrize("read", [Recipe.from_json, read_photo_id])
@pytest.mark.parametrize(
    ("photo", "message"),
    [
        (None, r"^photo must be a JSON object, got None"),
        ("holiday.jpg", r"^photo must be a JSON object, got 'holiday"),
        ({}, r"^photo must have a digest, got none"),
        ({"digest": PHOTO.digest}, r"^photo must have a shape, got none"),
        ({**PHOTO_FIELDS, "name": "x"}, r"^photo must have no other fields .*got \['name'\]"),
        ({**PHOTO_FIELDS, "digest": "abc"}, r"^photo\.digest must be 64 hex.*got 'abc'"),
        ({**PHOTO_FIELDS, "shape": 5}, r"^photo\.shape must be a list, got 5"),
        ({**PHOTO_FIELDS, "shape": [5]}, r"^photo\.shape must be a tuple of \(rows, cols\)"),
        ({**PHOTO_FIELDS, "shape": [5, 0]}, r"^photo\.shape must be a number from 1 to 1e\+06"),
        ({**PHOTO_FIELDS, "shape": [5, "6"]}, r"^photo\.shape must be of type int, got '6'"),
    ],
)
def test_wrong_photo_in_json_is_refused_by_name(read, photo, message):
    with pytest.raises(ValueError, match=message):
        read(document(photo=photo))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 3}', b"\xff\xfe\xfd"])
def test_photo_of_what_is_no_recipe_is_refused(text):
    with pytest.raises(ValueError, match=r"^(recipe must be a JSON|version must be from 1 to 2)"):
        read_photo_id(text)


def test_stretched_strokes_stay_at_their_place_of_the_picture():
    stroke = Stroke(Label.FUZZY, ((0, 0), (-0.5, 9.5), (2.25, 3)), 3, filled=True)
    (stretched,) = Recipe(strokes=(stroke,)).stretched(2, 8).strokes
    expected = tuple(((row + 0.5) * 2 - 0.5, (col + 0.5) * 8 - 0.5) for row, col in stroke.points)
    assert stretched == Stroke(Label.FUZZY, expected, 12, filled=True)


def test_stretched_lengths_follow_the_mean_and_areas_the_product():
    assert LENGTHS.stretched(2, 8) == Recipe(
        edge=Edge(
            hole_area_px=1600,
            island_area_px=400,
            smooth_px=12,
            shift_px=-20,
            feather_px=6,
            softness="hard",
        ),
        backdrop=Backdrop(kind="blur", blur_px=32, color="#123abc"),
        shadow=Shadow(down_px=-28, right_px=44, blur_px=52, opacity=0.25),
        margin_px=120,
    )


def test_what_counts_whole_pixels_is_rounded():
    recipe = Recipe(edge=Edge(hole_area_px=10, island_area_px=1), margin_px=7)
    shrunk = recipe.stretched(0.5, 0.5)
    assert (shrunk.edge.hole_area_px, shrunk.edge.island_area_px, shrunk.margin_px) == (2, 0, 4)
    assert {type(shrunk.edge.hole_area_px), type(shrunk.margin_px)} == {int}


@pytest.mark.parametrize("seed", range(10))
def test_photo_of_the_same_shape_loses_the_groups_alone(seed):
    recipe = random_recipe(seed)
    assert recipe.stretched(1, 1) == dataclasses.replace(recipe, background_groups=())


@pytest.mark.parametrize("seed", range(10))
def test_what_does_not_count_pixels_of_the_photo_is_not_stretched(seed):
    recipe = random_recipe(seed)
    stretched = recipe.stretched(3, 0.5)
    for name in (
        "method",
        "seeds",
        "salient",
        "dark",
        "light",
        "peak_distance_working_px",
        "sigma_working_px",
        "frame",
        "file",
    ):
        assert getattr(stretched, name) == getattr(recipe, name)
    assert (stretched.shadow is None) == (recipe.shadow is None)
    assert (stretched.margin_px is None) == (recipe.margin_px is None)
    assert stretched.backdrop.kind == recipe.backdrop.kind


@pytest.mark.parametrize("seed", range(10))
def test_stretch_and_its_inverse_give_back_the_strokes(seed):
    recipe = random_recipe(seed)
    returned = recipe.stretched(1.7, 0.6).stretched(1 / 1.7, 1 / 0.6)
    for stroke, original in zip(returned.strokes, recipe.strokes, strict=True):
        assert stroke.radius_px == pytest.approx(original.radius_px)
        for point, expected in zip(stroke.points, original.points, strict=True):
            assert point == pytest.approx(expected)


@pytest.mark.parametrize("factors", [(1e6, 1e6), (1e-6, 1e-6), (1e6, 1e-6), (1e-6, 1e6)])
def test_strongest_stretches_stay_within_every_range(factors):
    far = Stroke(Label.BACKGROUND, ((1e6, -1e6), (0, 0)), 1e6)
    for recipe in (LENGTHS, random_recipe(1)):
        stretched = dataclasses.replace(recipe, strokes=(far,)).stretched(*factors)
        assert Recipe.from_json(stretched.to_json()) == stretched


def test_what_would_leave_its_range_stays_at_its_end():
    stroke = Stroke(Label.BACKGROUND, ((10, -10),), 10)
    enlarged = dataclasses.replace(LENGTHS, strokes=(stroke,)).stretched(1e6, 1e6)
    assert enlarged == Recipe(
        strokes=(Stroke(Label.BACKGROUND, ((1e6, -1e6),), 1e6),),
        edge=Edge(
            hole_area_px=64_000_000,
            island_area_px=64_000_000,
            smooth_px=100,
            shift_px=-100,
            feather_px=100,
            softness="hard",
        ),
        backdrop=Backdrop(kind="blur", blur_px=1000, color="#123abc"),
        shadow=Shadow(down_px=-10_000, right_px=10_000, blur_px=1000, opacity=0.25),
        margin_px=10_000,
    )


@pytest.mark.parametrize("factor", [0, -1, 2e6, 1e-7, float("nan"), float("inf"), "2", None, True])
def test_factor_that_no_two_photos_have_is_refused_by_name(factor):
    with pytest.raises(ValueError, match=r"^rows_factor must be a number from 1e-06 to 1e\+06"):
        Recipe().stretched(factor, 1)
    with pytest.raises(ValueError, match=r"^cols_factor must be a number from 1e-06 to 1e\+06"):
        Recipe().stretched(1, factor)


def test_tap_and_faces_survive_json_and_follow_the_photo():
    recipe = Recipe(seeds="tap", tap=(10, 20.5), faces=((1.0, 2, 3, 4), (5, 6, 7, 8)))
    assert Recipe.from_json(recipe.to_json()) == recipe
    stretched = recipe.stretched(2, 3)
    assert stretched.tap == (20, 61.5)
    assert stretched.faces[0] == (2, 6, 6, 12)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"seeds": "tap"}, "tap must be given"),
        ({"tap": (1,)}, "tap must have 2 numbers"),
        ({"tap": [1, 2]}, "tap must be of type tuple"),
        ({"tap": (1, float("nan"))}, "tap must be a number"),
        ({"faces": ((1, 2, 3),)}, "faces must have 4 numbers"),
        ({"faces": ((1, 2, 3, "4"),)}, "faces must be a number"),
        ({"faces": ((1, 2, 3, 4),) * 101}, "faces must be 100 at the most"),
        ({"faces": ((1, 2, 0, 4),)}, "faces must have rows and columns"),
    ],
)
def test_tap_and_faces_are_checked(fields, message):
    with pytest.raises(ValueError, match=message):
        Recipe(**fields)


@pytest.mark.parametrize(
    "field",
    [
        {"aspect": 1.5},
        {"aspect": "0:1"},
        {"aspect": "4:100"},
        {"aspect": "4/5"},
        {"margin_percent": 46},
        {"width_px": 0},
        {"height_px": 65_501},
        {"width_px": 10.5},
        {"enlarge": 1},
        {"dpi": 0},
    ],
)
def test_frame_that_is_none_is_refused_by_name(field):
    (name,) = field
    with pytest.raises(ValueError, match=name):
        Frame(**field)


@pytest.mark.parametrize(
    "field",
    [
        {"down_percent": 251},
        {"right_percent": -251.0},
        {"right_percent": None},
        {"scale": 0.09},
        {"scale": 4.1},
        {"scale": float("nan")},
    ],
)
def test_placement_beyond_all_use_is_refused_by_name(field):
    (name,) = field
    with pytest.raises(ValueError, match=f"^{name} must be a number"):
        Placement(**field)
    text = json.dumps({"version": 2, "method_number": 2, "placement": field})
    with pytest.raises(ValueError, match=f"^placement.{name} must be a number"):
        Recipe.from_json(text)


def test_placement_is_the_same_share_of_every_photo():
    placement = Placement(10, -20, 1.5)
    assert Recipe(placement=placement).stretched(3, 5).placement == placement


def test_ratio_of_a_frame_is_width_per_height():
    assert Frame("16:9").ratio == 16 / 9
    assert Frame().ratio is None
