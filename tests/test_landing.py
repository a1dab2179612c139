"""What a photo that the browser brought back brings along."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from segmentation import Edge, Label, Recipe, Stroke

APP = str(Path(__file__).parents[1] / "app.py")
KEEP = Stroke(Label.FOREGROUND, ((20.0, 20.0), (30.0, 40.0)), 3.0)
KEPT = Recipe(strokes=(KEEP,), edge=Edge(softness="hard"))


@pytest.fixture
def page():
    noise = np.random.default_rng().integers(0, 255, (60, 80, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "PNG")
    page = AppTest.from_file(APP, default_timeout=60).run()
    return page.file_uploader[0].set_value(("a.png", buffer.getvalue(), "image/png")).run()


def press(page, label):
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def back_page(message):
    """Open a photo, take a message of the browser, and note what came of it."""
    import streamlit as st

    from page.landing import take_back
    from page.state import PhotoFile, came_back, drawing, is_opening, start_over

    start_over(PhotoFile("a.png", b"photo"), (60, 80))
    st.session_state.keeper = {"back": message}
    take_back()
    st.session_state.found = (came_back(), drawing().strokes, is_opening())


def taken(message):
    page = AppTest.from_function(back_page, kwargs={"message": message}).run()
    assert not page.exception
    return page.session_state["found"]


@pytest.fixture
def name():
    return f"brush-{hashlib.sha256(b'photo').hexdigest()}"


@pytest.mark.parametrize(("is_restarted", "after"), [(True, "restart"), (False, "reload")])
def test_strokes_come_back_and_no_start_is_looked_for(name, is_restarted, after):
    message = {"photo": name, "recipe": KEPT.to_json(), "isRestarted": is_restarted}
    assert taken(message) == (after, (KEEP,), False)


def test_photo_alone_comes_back_where_nothing_was_decided(name):
    assert taken({"photo": name, "recipe": None}) == ("reload", (), True)


def test_start_from_a_mask_leaves_the_strokes(name):
    recipe = Recipe(seeds="mask", strokes=(KEEP,))
    assert taken({"photo": name, "recipe": recipe.to_json()})[1] == (KEEP,)


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        [],
        {"recipe": KEPT.to_json()},
        {"photo": "brush-another", "recipe": KEPT.to_json()},
    ],
)
def test_message_about_no_photo_that_is_open_is_ignored(message):
    assert taken(message) == (None, (), True)


@pytest.mark.parametrize("recipe", ["{", "[]", 7, '{"version": 2, "strokes": 7}'])
def test_recipe_that_is_none_is_ignored(name, recipe):
    assert taken({"photo": name, "recipe": recipe}) == ("reload", (), True)


@pytest.fixture
def back(page):
    """A photo that was brought back after a restart, with a stroke."""
    page.session_state["came_back"] = "restart"
    page.session_state["drawing"] = page.session_state["drawing"].replace([KEEP])
    page.session_state["order"] = ("brush",)
    page.selectbox(key="softness").set_value("hard")
    page.run()
    assert any("The server was restarted" in each.value for each in page.markdown)
    return page


def test_going_on_keeps_everything(back):
    press(back, "Go on")
    assert not any("restarted" in each.value for each in back.markdown)
    assert back.session_state["drawing"].strokes == (KEEP,)
    assert back.selectbox(key="softness").value == "hard"


def test_starting_over_forgets_strokes_and_settings(back):
    before = Recipe().edge.softness
    press(back, "Start over")
    assert not back.exception
    assert not any("restarted" in each.value for each in back.markdown)
    assert back.session_state["drawing"].strokes == ()
    assert back.selectbox(key="softness").value == before


def test_photo_opened_by_hand_is_not_said_to_be_back(page):
    assert not any("are back" in each.value for each in page.markdown)


def kinds_of_controls(page):
    elements = (element for part in (page.main, page.sidebar) for element in part)
    return {element.type for element in elements if isinstance(element, Widget)}


def test_controls_around_a_photo_are_loaded_before_one_is_chosen(page):
    landing = AppTest.from_file(APP, default_timeout=60).run()
    with_the_page = {"download_button"}
    assert kinds_of_controls(page) - with_the_page <= kinds_of_controls(landing)
