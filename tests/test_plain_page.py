"""A drawing on a plain background, on the page, without a browser."""

import dataclasses
import io

import numpy as np
import pytest
from page_copies import copy_page, open_page
from PIL import Image
from plain_pictures import BLUE, RED, WHITE, disk, lay

import segmentation
from segmentation import Label, Photo, PhotoId, Plain, Recipe, Stroke

UNMIXING = Recipe(method="unmixing")
ON_RED = Stroke(Label.BACKGROUND, ((60.0, 120.0),), 3.0)
KEEP_DOT = Stroke(Label.FOREGROUND, ((60.0, 40.0),), 3.0)
SHARED = {"tolerance", "see_through", "keep_shadow", "connected", "ground_kind"}


def drawing():
    return lay(WHITE, (disk(60, 40, 25), BLUE), (disk(60, 120, 25), RED))


def png(image):
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def open_photo(image, app=None):
    app = app or open_page()
    app.file_uploader[0].set_value(("drawing.png", png(image), "image/png"))
    app.run()
    assert not app.exception
    return app


@pytest.fixture(scope="module")
def opened_once():
    return open_photo(drawing())


@pytest.fixture
def opened(opened_once):
    return copy_page(opened_once)


def draw(app, *strokes):
    drawn = app.session_state["drawing"].replace(strokes)
    app.session_state["drawing"], app.session_state["order"] = drawn, ("brush",) * len(strokes)
    app.run()
    assert not app.exception
    return app


def click(app, key):
    app.button(key=key).click().run()
    assert not app.exception


def text_of(app):
    return " ".join(element.value for element in (*app.markdown, *app.caption, *app.info))


def is_by_color(app):
    state = app.session_state
    return state["seeds"] == "strokes" and "method" in state and state["method"] == "unmixing"


@pytest.fixture
def offered(monkeypatch):
    """Return what download buttons offer, by their labels."""
    files = {}
    monkeypatch.setattr(
        "streamlit.download_button", lambda label, data, *_, **options: files.update({label: data})
    )
    return files


def recipe_of(offered):
    return Recipe.from_json(offered["Recipe"]())


def kept_of(offered):
    return segmentation.cut_out(Photo(drawing()), recipe_of(offered)).mask


def test_plain_background_is_found_and_said_in_a_line(offered):
    app = open_photo(drawing())
    assert is_by_color(app)
    assert "Plain background found: cut out by color." in text_of(app)
    assert recipe_of(offered) == UNMIXING
    tiles = [button for button in app.button if (button.key or "").startswith("start-")]
    assert tiles[0].label == "Cut out by color"
    assert [tile.label for tile in tiles if tile.proto.type == "primary"] == ["Cut out by color"]
    assert len(tiles) > 2


def test_result_does_not_wait_for_the_photo_engine(monkeypatch):
    app, calls = open_page(), []
    for name in ("prepare", "finish_matte"):
        original = getattr(segmentation, name)

        def record(*arguments, name=name, original=original, **options):
            calls.append(name)
            return original(*arguments, **options)

        monkeypatch.setattr(segmentation, name, record)
    # Not in the caches of other tests.
    open_photo(drawing()[::-1, ::-1], app)
    assert calls.index("finish_matte") < calls.index("prepare")


def test_other_photos_are_cut_out_as_ever_and_colors_can_be_asked_for():
    image = np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8)
    app = open_photo(image)
    assert not is_by_color(app)
    click(app, "unmix")
    assert is_by_color(app)
    assert "no plain background" in text_of(app)


def test_photo_engine_takes_its_place_and_gives_it_back(opened):
    click(opened, "photo-engine")
    assert opened.session_state["seeds"] == "likely"
    assert "Tap your subject" in text_of(opened)
    click(opened, "start-cut-out-by-color")
    assert is_by_color(opened)
    click(opened, "start-strokes-only")
    assert opened.session_state["method"] == "graph_cut"
    assert "draw over your subject" in text_of(opened)


def test_only_settings_that_mean_something_are_drawn(opened):
    kinds = ("radio", "selectbox", "slider", "checkbox")
    drawn = {widget.key for kind in kinds for widget in opened.sidebar.get(kind)}
    assert drawn >= SHARED | {"holes", "islands", "largest_only", "clean_colors", "backdrop"}
    assert not drawn & {"softness", "feather", "shift", "smooth", "find_hair", "hint"}


def test_settings_make_the_recipe(offered, opened):
    opened.slider(key="tolerance").set_value(20.0).run()
    for key in ("see_through", "keep_shadow", "connected"):
        opened.checkbox(key=key).check().run()
    opened.selectbox(key="ground_kind").set_value("uneven").run()
    assert not opened.exception
    expected = Plain("uneven", (), 20.0, see_through=True, keep_shadow=True, connected=True)
    assert recipe_of(offered) == dataclasses.replace(UNMIXING, plain=expected)


def test_marks_count_for_their_colors_and_are_no_taps(offered, opened):
    draw(opened, KEEP_DOT)
    assert is_by_color(opened)
    draw(opened, KEEP_DOT, ON_RED)
    assert kept_of(offered)[60, 40]
    assert not kept_of(offered)[60, 120]
    assert "**Remove** takes away the colors" in text_of(opened)
    draw(opened, Stroke(Label.BACKGROUND, ((60.0, 20.0), (60.0, 140.0)), 3.0))
    assert "Nothing is left" in text_of(opened)


def test_picked_colors_are_ground_until_they_are_dropped(offered, opened):
    opened.session_state["ground_colors"] = ("#ffffff", "#d62728")
    opened.run()
    assert recipe_of(offered).plain.colors == ("#ffffff", "#d62728")
    assert not kept_of(offered)[60, 120]
    click(opened, "ground-1")
    assert recipe_of(offered).plain.colors == ("#ffffff",)
    assert kept_of(offered)[60, 120]
    click(opened, "ground-0")
    assert recipe_of(offered) == UNMIXING


def test_another_photo_has_another_ground(opened):
    opened.session_state["ground_colors"] = ("#d62728",)
    opened.run()
    next(button for button in opened.button if button.label == "Another photo").click().run()
    click(opened, "sample-coffee")
    assert opened.session_state["ground_colors"] == ()
    assert opened.session_state["method"] == "graph_cut"


def test_recipe_brings_everything_back(offered, opened):
    plain = Plain("flat", ("#ffffff", "#d62728"), 9.0, see_through=True, connected=True)
    recipe = dataclasses.replace(UNMIXING, plain=plain, strokes=(KEEP_DOT,), margin_px=3)
    click(opened, "start-strokes-only")
    photo = PhotoId(opened.session_state["photo"].digest, (120, 160))
    uploader = next(each for each in opened.file_uploader if each.key == "recipe_file")
    content = recipe.to_json(photo=photo).encode()
    uploader.set_value(("recipe.json", content, "application/json"))
    opened.run()
    assert not opened.exception
    assert recipe_of(offered) == recipe


@pytest.mark.parametrize("ground", ["white", "red", "mask", "hair"])
def test_result_is_shown_on_every_ground(opened, ground):
    opened.selectbox(key="ground").set_value(ground).run()
    assert not opened.exception


def test_cutout_is_that_of_the_package(offered, opened):
    click(opened, "make-cutout")
    (cutout,) = (data for name, data in offered.items() if name.startswith("drawing-cutout.png"))
    photo = segmentation.read_image(png(drawing()))
    assert cutout == segmentation.encode(segmentation.cut_out(photo, UNMIXING))
