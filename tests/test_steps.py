"""How it works: the steps on the page, without a browser."""

import dataclasses
import io
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from page_copies import APP, copy_page, open_page
from PIL import Image
from plain_pictures import BLUE, RED, WHITE, disk, lay
from skimage import data
from streamlit.testing.v1 import AppTest

import segmentation
from page.address import Address, read_address, write_address
from page.steps import view
from page.steps.graph_cut import CUT_STEPS
from page.steps.unmixing import COLOR_STEPS
from page.steps.watershed import FLOOD_STEPS
from segmentation import Label, Recipe, Stroke

KEEP = Stroke(Label.FOREGROUND, ((67.0, 67.0), (140.0, 87.0)), 4.0)
REMOVE = Stroke(Label.BACKGROUND, ((13.0, 20.0), (13.0, 100.0)), 3.0)
STEPS = {"flood": FLOOD_STEPS, "cut": CUT_STEPS, "color": COLOR_STEPS}
EVERY_STEP = [(chapter, at + 1) for chapter, steps in STEPS.items() for at in range(len(steps))]
GRAY, EDGES, ELEVATION, LIGHT, DARK, SEEDS, FLOOD, GROUPS, LARGEST, BY_HAND, RESULT = range(1, 12)


def png(image):
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def astronaut():
    return data.astronaut()[::3, ::3]


def dull_photo():
    """A photo without light or dark spots."""
    return (80 + astronaut().astype(float) * 80 / 255).astype(np.uint8)


def noise():
    return np.random.default_rng(0).integers(0, 256, (300, 300), dtype=np.uint8)


PHOTOS = {
    "gray": lambda: data.camera()[::3, ::3],
    "flat": lambda: np.full((60, 80), 128, np.uint8),
    "dull": dull_photo,
    "pixel": lambda: np.zeros((1, 1, 3), np.uint8),
    "line": lambda: np.arange(0, 250, dtype=np.uint8)[None],
}


@pytest.fixture
def page():
    return open_page()


@pytest.fixture(scope="module")
def opened_once():
    return open_photo(open_page(), astronaut())


@pytest.fixture
def opened(opened_once):
    return copy_page(opened_once)


def open_photo(page, image):
    page.file_uploader[0].set_value(("photo.png", png(image), "image/png"))
    page.run()
    assert not page.exception
    return page


def draw(page, *strokes):
    page.session_state["drawing"] = page.session_state["drawing"].replace(strokes)
    page.session_state["order"] = ("brush",) * len(strokes)
    return page.run()


def drawn(page):
    """Return what is drawn with the brush."""
    return page.session_state["drawing"].strokes


def look(page, view):
    page.button_group(key="view").set_value(view).run()
    return page


def go(page, number, chapter="flood"):
    """Open the steps at one of them."""
    state = page.session_state
    state["view"], state["chapter"], state[f"jump-{chapter}"] = "steps", chapter, number
    page.run()
    assert not page.exception
    return page


def text_of(page):
    kinds = (*page.markdown, *page.caption, *page.info, *page.subheader)
    return " ".join(element.value for element in kinds)


def pictures_of(page):
    return [image.url for element in page.get("image") for image in element.proto.imgs]


def recipe_of(page):
    """Return the recipe that the cutout's settings make, with all that was decided."""
    keys = ("seeds", "method", "dark", "light", "sigma", "peak_distance", "salient", "backdrop")
    state = page.session_state
    values = [state[key] for key in keys if key in state]
    return *values, state["background_groups"], drawn(page), state["shapes"]


@pytest.mark.parametrize("photo", PHOTOS)
def test_every_step_of_every_photo_can_be_shown(page, photo):
    open_photo(page, PHOTOS[photo]())
    for strokes in ((), (KEEP, REMOVE)):
        draw(page, *strokes)
        for chapter, number in EVERY_STEP:
            go(page, number, chapter)
            assert f"{number}. {STEPS[chapter][number - 1].title}" in text_of(page)


@pytest.mark.parametrize("chapter", STEPS)
def test_every_step_says_two_sentences(chapter):
    for step in STEPS[chapter]:
        assert step.text.count(". ") + step.text.endswith(".") == 2, step.title


def test_steps_follow_each_other(opened):
    look(opened, "steps")
    opened.button_group(key="chapter").set_value("flood").run()
    assert opened.button(key="step-back").disabled
    for step in FLOOD_STEPS[1:]:
        opened.button(key="step-next").click().run()
        assert step.title in text_of(opened)
    assert opened.button(key="step-next").disabled
    opened.button(key="step-back").click().run()
    assert FLOOD_STEPS[-2].title in text_of(opened)


def test_each_chapter_remembers_its_step(opened):
    go(opened, SEEDS)
    go(opened, 2, "cut")
    opened.button_group(key="chapter").set_value("flood").run()
    assert FLOOD_STEPS[SEEDS - 1].title in text_of(opened)


@pytest.mark.parametrize("seeds", ["salient", "peaks"])
def test_looking_at_the_steps_changes_nothing(opened, seeds):
    draw(opened, KEEP, REMOVE)
    opened.radio(key="seeds").set_value(seeds).run()
    opened.selectbox(key="backdrop").set_value("gradient").run()
    opened.slider(key="shift").set_value(0.6).run()
    before = recipe_of(opened)
    for chapter, number in EVERY_STEP:
        go(opened, number, chapter)
    look(opened, "cutout")
    assert not opened.exception
    assert recipe_of(opened) == before
    assert opened.slider(key="shift").value == 0.6


def test_steps_begin_with_the_way_that_led_to_the_cutout(opened):
    def chapter():
        shown = look(opened, "steps").session_state["chapter"]
        look(opened, "cutout")
        return shown

    assert chapter() == "cut"
    opened.radio(key="seeds").set_value("spots").run()
    assert chapter() == "flood"
    opened.radio(key="seeds").set_value("strokes").run()
    opened.radio(key="method").set_value("unmixing").run()
    assert chapter() == "color"


def test_photo_behind_outlives_the_steps(opened):
    draw(opened, KEEP, REMOVE)
    opened.selectbox(key="backdrop").set_value("photo").run()
    behind = next(u for u in opened.file_uploader if u.key == "behind")
    behind.set_value(("behind.png", png(data.coffee()), "image/png"))
    opened.run()
    look(opened, "steps")
    look(opened, "cutout")
    assert "behind.png" in [each.value for each in opened.sidebar.text]


def test_a_step_that_is_not_shown_costs_nothing(opened, monkeypatch):
    def fail(*_, **__):
        raise AssertionError("a step that is not shown was drawn")

    look(opened, "steps")
    for name in segmentation.pictures.__all__:
        if name != "height_picture":
            monkeypatch.setattr(segmentation.pictures, name, fail)
    go(opened, EDGES)


def test_pictures_are_made_once(opened, monkeypatch):
    for number in range(GRAY, RESULT + 1):
        go(opened, number)

    def fail(*_, **__):
        raise AssertionError("a picture was made again")

    for name in segmentation.pictures.__all__:
        monkeypatch.setattr(segmentation.pictures, name, fail)
    for number in range(GRAY, RESULT + 1):
        go(opened, number)


def test_gray_image_is_described(page):
    image = data.coins()[::2, ::2]
    open_photo(page, image)
    go(page, GRAY)
    assert "`(152, 192)`" in text_of(page)
    assert "`float64`" in text_of(page)
    assert f"{image.min()} to {image.max()}" in text_of(page)


def test_blur_of_a_step_is_that_of_the_cutout(opened):
    opened.radio(key="seeds").set_value("peaks").run()
    go(opened, ELEVATION)
    before = pictures_of(opened)
    opened.slider(key="sigma").set_value(5.0).run()
    after = pictures_of(opened)
    # The elevation and what the flood makes of it.
    assert len(before) == len(after) == 2
    assert not set(before) & set(after)
    look(opened, "cutout")
    assert opened.slider(key="sigma").value == 5.0


@pytest.mark.parametrize("look_of_it", ["heights", "photo"])
def test_elevation_is_a_landscape_too(opened, look_of_it):
    go(opened, ELEVATION)
    opened.button_group(key="look").set_value(look_of_it).run()
    assert not opened.exception
    assert "Drag to turn it" in text_of(opened)
    assert len(pictures_of(opened)) == 1


def count_spots(**thresholds):
    recipe = Recipe(seeds="spots", **thresholds)
    return segmentation.find_seeds(segmentation.prepare(astronaut(), recipe), recipe)[1]


def test_thresholds_tell_how_many_spots_they_give(opened):
    opened.session_state.seeds = "spots"
    go(opened, LIGHT)
    opened.slider(key="light").set_value(200).run()
    assert f"{count_spots(light=200, dark=0)} light spots" in text_of(opened)
    go(opened, DARK)
    opened.slider(key="dark").set_value(40).run()
    assert f"{count_spots(light=255, dark=40)} dark spots" in text_of(opened)
    go(opened, SEEDS)
    assert f"{count_spots(light=200, dark=40)} seeds" in text_of(opened)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [(LIGHT, "lighter than 245"), (DARK, "darker than 3"), (SEEDS, "no seeds"), (RESULT, "no se")],
)
def test_photo_without_spots_says_so_and_a_button_finds_some(page, step, sentence):
    open_photo(page, dull_photo())
    page.session_state.light, page.session_state.dark = 245, 3
    page.session_state.seeds = "spots"
    go(page, step)
    assert sentence in text_of(page)
    page.button(key="suggested").click().run()
    assert not page.exception
    assert sentence not in text_of(page)


def test_flat_photo_has_no_threshold_to_suggest(page):
    open_photo(page, PHOTOS["flat"]())
    page.session_state.seeds = "spots"
    go(page, LIGHT)
    assert "all one gray" in text_of(page)
    go(page, FLOOD)
    assert "all one gray" in text_of(page)
    assert "suggested" not in [button.key for button in page.button]


def test_thousands_of_seeds_are_bounded_and_told(page):
    open_photo(page, noise())
    page.session_state.seeds = "spots"
    go(page, SEEDS)
    page.slider(key="light").set_value(225).run()
    page.slider(key="dark").set_value(30).run()
    assert "seeds found**, the largest 5000 are used" in text_of(page)
    assert "So many seeds" in text_of(page)
    go(page, GROUPS)


def test_flood_can_be_moved_by_hand(opened):
    go(opened, FLOOD)
    film = pictures_of(opened)
    assert film[0].endswith(".gif")
    opened.button_group(key="pace").set_value("hand").run()
    half = pictures_of(opened)
    opened.slider(key="share").set_value(100).run()
    assert len({*film, *half, *pictures_of(opened)}) == 3


def test_other_kind_of_seeds_moves_the_cutout_only_if_it_grows_from_such(opened):
    opened.radio(key="seeds").set_value("salient").run()
    go(opened, SEEDS)
    opened.button_group(key="flooded").set_value("peaks").run()
    assert opened.session_state["seeds"] == "salient"
    look(opened, "cutout")
    opened.radio(key="seeds").set_value("spots").run()
    go(opened, SEEDS)
    assert opened.button_group(key="flooded").value == "spots"
    opened.button_group(key="flooded").set_value("peaks").run()
    assert opened.session_state["seeds"] == "peaks"


def group_buttons(page):
    return [button for button in page.button if (button.key or "").startswith("group-")]


def test_picked_groups_are_the_background_of_the_cutout(opened):
    opened.radio(key="seeds").set_value("spots").run()
    opened.session_state["background_groups"] = ()
    go(opened, LARGEST)
    assert len(group_buttons(opened)) == 9
    second = group_buttons(opened)[1]
    second.click().run()
    assert "2 groups picked" in text_of(opened)
    picked = opened.session_state["background_groups"]
    assert int(second.key.removeprefix("group-")) in picked
    look(opened, "cutout")
    assert opened.session_state["background_groups"] == picked


def test_steps_that_need_strokes_ask_for_them(opened):
    opened.radio(key="seeds").set_value("strokes").run()
    for chapter, number in (("flood", BY_HAND), ("cut", 3), ("cut", 4), ("cut", 5), ("cut", 6)):
        go(opened, number, chapter)
        assert "drawn nothing yet" in text_of(opened)
    opened.button(key="draw").click().run()
    assert opened.button_group(key="view").value == "cutout"
    draw(opened, KEEP)
    go(opened, BY_HAND)
    assert "both kinds" in text_of(opened)


def test_step_that_shows_the_photo_says_why(opened):
    opened.radio(key="seeds").set_value("strokes").run()
    whole = dataclasses.replace(KEEP, points=((60.0, 60.0),), radius_px=500.0, exact=True)
    draw(opened, KEEP, REMOVE, whole)
    go(opened, 6, "cut")
    assert "looks like the photo: what is marked with **Keep** outweighs" in text_of(opened)
    draw(opened, KEEP, whole)
    go(opened, 6, "cut")
    assert "looks like the photo: nothing says what goes" in text_of(opened)


@pytest.mark.parametrize(
    ("chapter", "number", "seeds", "method"),
    [
        ("flood", RESULT, "spots", "graph_cut"),
        ("flood", BY_HAND, "strokes", "watershed"),
        ("cut", 6, "strokes", "graph_cut"),
    ],
)
def test_result_of_a_chapter_can_be_used(opened, chapter, number, seeds, method):
    draw(opened, KEEP, REMOVE)
    opened.radio(key="seeds").set_value("strokes").run()
    go(opened, number, chapter)
    opened.button(key="use").click().run()
    assert not opened.exception
    assert opened.button_group(key="view").value == "cutout"
    assert opened.radio(key="seeds").value == seeds
    assert opened.session_state["method"] == method
    assert drawn(opened) == (KEEP, REMOVE)


def test_start_of_the_graph_cut_moves_the_cutout_if_it_is_one(opened):
    opened.radio(key="seeds").set_value("salient").run()
    draw(opened, KEEP, REMOVE)
    go(opened, 6, "cut")
    before = pictures_of(opened)
    opened.button_group(key="start").set_value("strokes").run()
    assert pictures_of(opened) != before
    assert opened.session_state["seeds"] == "strokes"
    look(opened, "cutout")
    opened.radio(key="seeds").set_value("spots").run()
    go(opened, 6, "cut")
    opened.button_group(key="start").set_value("border").run()
    assert opened.session_state["seeds"] == "spots"


def test_threshold_of_what_stands_out_is_that_of_the_cutout(opened):
    opened.radio(key="seeds").set_value("salient").run()
    go(opened, 2, "cut")
    before = pictures_of(opened)
    opened.slider(key="salient").set_value(0.8).run()
    after = pictures_of(opened)
    assert before[0] == after[0]
    assert before[1] != after[1]
    look(opened, "cutout")
    assert opened.slider(key="salient").value == 0.8


def test_regions_show_on_mean_colors_or_the_photo(opened):
    go(opened, 1, "cut")
    before = pictures_of(opened)
    opened.button_group(key="fill").set_value(False).run()
    assert pictures_of(opened) != before


def test_all_steps_are_about_the_same_seeds(opened):
    opened.radio(key="seeds").set_value("spots").run()
    go(opened, 2, "cut")
    opened.button_group(key="guessed").set_value("border").run()
    go(opened, 6, "cut")
    assert opened.button_group(key="start").value == "border"
    assert opened.session_state["seeds"] == "spots"
    look(opened, "cutout")
    opened.radio(key="seeds").set_value("strokes").run()
    go(opened, SEEDS)
    # The seeds that the cutout grew from last.
    assert opened.button_group(key="flooded").value == "spots"
    go(opened, 6, "cut")
    assert opened.button_group(key="start").value == "strokes"


def at_address(**query):
    page = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def test_address_opens_a_sample_with_its_recipe_at_a_step():
    recipe = Recipe(seeds="spots", dark=20, light=200)
    query = dict(parse_qsl(urlsplit(write_address("", Address("coins", recipe, "flood"))).query))
    page = at_address(**query)
    assert page.session_state["photo"].name == "coins.png"
    assert "The flood rises" in [each.value.split(". ")[-1] for each in page.subheader]
    look(page, "cutout")
    assert page.radio(key="seeds").value == "spots"
    assert page.slider(key="dark").value == 20


def test_page_offers_the_address_of_what_it_shows():
    page = at_address(sample="coffee", step="regions")
    (offered,) = [each.value for each in page.code]
    query = dict(parse_qsl(urlsplit(offered).query))
    assert read_address(query) == Address("coffee", None, "regions")


@pytest.mark.parametrize("query", [{"sample": "other"}, {"step": "flood"}])
def test_address_of_nothing_shows_the_first_page(query):
    page = at_address(**query)
    assert "photo" not in page.session_state


def test_every_step_has_a_name_of_its_own():
    assert len(view.step_names()) == sum(map(len, view.STEPS.values()))


def test_plain_background_is_told_step_by_step(page):
    image = lay(WHITE, (disk(60, 40, 25), BLUE), (disk(60, 120, 25), RED))
    open_photo(page, image)
    go(page, 1, "color")
    assert "one even color" in text_of(page)
    assert len(pictures_of(page)) == 3
    go(page, 2, "color")
    assert "Up to **4 levels**" in text_of(page)
    page.slider(key="tolerance").set_value(20.0).run()
    assert "Up to **20 levels**" in text_of(page)
    go(page, 3, "color")
    assert "**2 inks**" in text_of(page)
    go(page, 4, "color")
    page.button(key="use").click().run()
    assert not page.exception
    assert page.session_state["method"] == "unmixing"
    assert page.session_state["view"] == "cutout"
