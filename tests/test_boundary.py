"""Faults are put in where they happen; what the visitor drew must outlive them."""

import errno
import io
import logging
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pytest
from page_copies import open_page
from PIL import Image
from streamlit.testing.v1 import AppTest

import segmentation
from segmentation import Label, Stroke

KEEP = Stroke(Label.FOREGROUND, ((50.0, 60.0), (70.0, 100.0)), 4.0)
REMOVE = Stroke(Label.BACKGROUND, ((5.0, 5.0), (5.0, 150.0)), 4.0)
LITTLE_MEMORY = "There is too little memory for this photo just now."
NO_ROOM = "The server has no room for files just now."
UNEXPECTED = "Something went wrong that is no fault of yours."
KEPT = "Your strokes are kept; please try again."
FAULTS = {
    "memory": (MemoryError(), LITTLE_MEMORY),
    "full disk": (OSError(errno.ENOSPC, "No space left on device"), NO_ROOM),
    "no temporary folder": (FileNotFoundError(errno.ENOENT, "No usable directory"), NO_ROOM),
    "engine": (RuntimeError("operands could not be broadcast together"), UNEXPECTED),
    "dead worker": (BrokenProcessPool("A process was terminated abruptly"), UNEXPECTED),
}


@pytest.fixture
def page(monkeypatch):
    # The first start is enough to go on from.
    monkeypatch.setattr("page.proposals.PROPOSED_SEEDS", ("likely",))
    return open_page()


@pytest.fixture
def opened(page):
    return upload(page)


def upload(page, name="egg.png"):
    """Open a photo that no cache knows."""
    rows, cols = np.mgrid[:120, :160]
    egg = ((rows - 60) / 40) ** 2 + ((cols - 80) / 50) ** 2 <= 1
    noise = np.random.default_rng().integers(-9, 10, (120, 160, 1))
    rgb = np.where(egg[..., None], (225, 190, 150), (60, 80, 110)) + noise
    buffer = io.BytesIO()
    Image.fromarray(rgb.astype(np.uint8)).save(buffer, "PNG")
    return page.file_uploader[0].set_value((name, buffer.getvalue(), "image/png")).run()


def press(page, label):
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def draw(page, *strokes):
    page.session_state["drawing"] = page.session_state["drawing"].replace(strokes)
    page.session_state["order"] = ("brush",) * len(strokes)
    return page.run()


def raiser(error):
    def fail(*_, **__):
        raise error

    return fail


def has_canvas(page):
    """Return whether the brush's canvas is on the page."""
    return any("brush" in repr(each.proto) for each in page.get("bidi_component"))


def assert_told(page, sentence, caplog):
    """The visitor reads a sentence, and nothing else; the log has the rest."""
    assert not page.exception
    (told,) = page.error
    assert told.value == f"{sentence} {KEPT}"
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.exc_info


def assert_mended(page):
    """Trying again brings everything back."""
    press(page, "Try again")
    assert not page.error
    assert not page.exception
    assert page.session_state["drawing"].strokes == (KEEP, REMOVE)
    page.button(key="make-cutout").click().run()
    assert any("egg-cutout.png" in each.label for each in page.get("download_button"))


@pytest.mark.parametrize(
    ("fault", "part"),
    [("memory", "find_markers"), ("engine", "fold_step"), ("full disk", "finish_mask")],
)
def test_fault_in_the_cut_leaves_canvas_and_strokes(opened, monkeypatch, caplog, fault, part):
    error, sentence = FAULTS[fault]
    with monkeypatch.context() as broken:
        broken.setattr(segmentation, part, raiser(error))
        draw(opened, KEEP, REMOVE)
    assert_told(opened, sentence, caplog)
    assert opened.session_state["drawing"].strokes == (KEEP, REMOVE)
    assert has_canvas(opened)
    assert_mended(opened)


@pytest.mark.parametrize("fault", ["memory", "full disk"])
def test_fault_in_the_export_leaves_canvas_and_strokes(opened, monkeypatch, caplog, fault):
    error, sentence = FAULTS[fault]
    draw(opened, KEEP, REMOVE)
    with monkeypatch.context() as broken:
        broken.setattr("page.workspace.downloads.encode", raiser(error))
        opened.button(key="make-cutout").click().run()
    assert_told(opened, sentence, caplog)
    assert has_canvas(opened)
    assert_mended(opened)


@pytest.mark.parametrize("fault", ["no temporary folder", "dead worker"])
def test_fault_in_opening_leaves_the_photo_before(opened, monkeypatch, caplog, fault):
    error, sentence = FAULTS[fault]
    draw(opened, KEEP, REMOVE)
    press(opened, "Another photo")
    with monkeypatch.context() as broken:
        broken.setattr(segmentation, "reduce", raiser(error))
        upload(opened, "other.png")
    assert_told(opened, sentence, caplog)
    press(opened, "Back to egg\\.png")
    assert not opened.error
    assert opened.session_state["drawing"].strokes == (KEEP, REMOVE)


def test_fault_in_the_first_look_is_made_good(page, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr(segmentation, "propose", raiser(MemoryError()))
        upload(page)
    assert_told(page, LITTLE_MEMORY, caplog)
    assert has_canvas(page)
    press(page, "Try again")
    assert not page.error
    assert page.button(key="make-cutout")


def test_choices_that_were_not_drawn_are_kept(opened, monkeypatch):
    opened.selectbox(key="format").set_value("webp").run()
    opened.file_uploader(key="recipe_file").set_value(("none.json", b"{", "text/plain")).run()
    with monkeypatch.context() as broken:
        broken.setattr("page.state.take_better_start", raiser(MemoryError()))
        opened.run()
    press(opened, "Try again")
    assert opened.selectbox(key="format").value == "webp"
    assert opened.file_uploader(key="recipe_file").value.name == "none.json"


@pytest.mark.parametrize("fault", FAULTS)
def test_every_error_has_its_sentence(caplog, fault):
    error, sentence = FAULTS[fault]
    page = AppTest.from_function(broken_page, kwargs={"error": error}).run()
    assert_told(page, sentence, caplog)
    assert [each.value for each in page.markdown] == ["Before", "Inside", "After"]


def broken_page(error):
    import streamlit as st

    from page.boundary import explained

    st.markdown("Before")
    with explained("page"):
        st.markdown("Inside")
        raise error
    st.markdown("After")


def test_page_can_end_where_nothing_else_makes_sense():
    page = AppTest.from_function(ending_page).run()
    assert page.error
    assert not page.markdown


def ending_page():
    import streamlit as st

    from page.boundary import explained

    with explained("page", ends_page=True):
        raise ValueError
    st.markdown("After")


def test_stops_and_reruns_of_the_page_are_no_errors():
    page = AppTest.from_function(rerunning_page).run()
    assert not page.error
    assert page.session_state["runs"] == 2
    assert [each.value for each in page.markdown] == ["Inside"]


def rerunning_page():
    import streamlit as st

    from page.boundary import explained

    st.session_state.runs = st.session_state.get("runs", 0) + 1
    with explained("page"):
        if st.session_state.runs == 1:
            st.rerun()
        st.markdown("Inside")
        st.stop()
    st.markdown("After")
