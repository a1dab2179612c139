"""Proposals on the page, without a browser."""

import io
import sys

import numpy as np
import pytest
from page_copies import copy_page, open_page
from PIL import Image
from skimage import data

import page.proposals
import page.sidebar
import segmentation
from page.computed import MOST_STARTS
from page.sidebar import choose_settings
from segmentation import Label, Recipe, Stroke

KEEP = Stroke(Label.FOREGROUND, ((60.0, 80.0), (90.0, 80.0)), 6.0)


def png(image):
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def disk_photo():
    """A reddish disk with a lighter half before a gray wall, without light or dark spots."""
    rows, cols = np.mgrid[:120, :160]
    disk = (rows - 60) ** 2 + (cols - 80) ** 2 < 35**2
    wall = np.where(rows < 60, 100, 120)
    noise = np.random.default_rng(0).integers(-6, 7, (120, 160))
    rgb = np.dstack([np.where(disk, 190 + 15 * (cols > 80), wall), wall - 20 * disk, wall])
    return np.clip(rgb + noise[..., None], 0, 255).astype(np.uint8)


def open_photo(image):
    page = open_page()
    page.file_uploader[0].set_value(("photo.png", png(image), "image/png"))
    page.run()
    assert not page.exception
    return page


@pytest.fixture(scope="module")
def proposals():
    return segmentation.propose_cutouts(disk_photo(), most=MOST_STARTS)


@pytest.fixture(scope="module")
def opened_once():
    return open_photo(disk_photo())


@pytest.fixture
def opened(opened_once):
    return copy_page(opened_once)


def tiles(page):
    return [button for button in page.button if (button.key or "").startswith("start-")]


def press(page, label):
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def recipe_of(page):
    """Return the recipe that the page's state makes."""
    state = page.session_state
    return Recipe(
        seeds=state["seeds"],
        tap=state["tap"] if state["seeds"] == "tap" else None,
        faces=state["faces"] if state["seeds"] == "people" else (),
        salient=state["salient"],
        dark=state["dark"],
        light=state["light"],
        peak_distance_working_px=state["peak_distance"],
        sigma_working_px=state["sigma"],
        background_groups=state["background_groups"],
        strokes=state["drawing"].strokes,
    )


def text_of(page):
    return " ".join(element.value for element in (*page.markdown, *page.caption))


def test_photo_opens_with_the_best_proposal(opened, proposals):
    assert recipe_of(opened) == proposals[0].recipe
    assert not opened.button(key="make-cutout").disabled
    assert "Tap your subject" in text_of(opened)


def test_every_other_proposal_can_be_taken(opened, proposals):
    assert len(proposals) > 1
    names = page.proposals.names_of(proposals)
    assert len(set(names)) == len(names)
    shown, more = names[: page.proposals.SHOWN], names[page.proposals.SHOWN :]
    assert sorted(tile.label for tile in tiles(opened)) == sorted([*shown, "Strokes only", *more])
    for name, proposal in zip(names, proposals, strict=True):
        press(opened, name)
        assert not opened.exception
        assert recipe_of(opened) == proposal.recipe
        (chosen,) = [tile for tile in tiles(opened) if tile.proto.type == "primary"]
        assert chosen.label == name


def test_start_from_strokes_alone_asks_for_them(opened):
    opened.button(key="start-strokes-only").click().run()
    assert opened.session_state["seeds"] == "strokes"
    assert "draw over your subject" in text_of(opened)
    assert opened.button(key="make-cutout").disabled


def test_another_start_leaves_strokes_and_settings(opened):
    opened.session_state["drawing"] = opened.session_state["drawing"].replace((KEEP,))
    opened.session_state["order"] = ("brush",)
    opened.selectbox(key="softness").set_value("hard").run()
    press(opened, tiles(opened)[1].label)
    assert opened.session_state["drawing"].strokes == (KEEP,)
    assert opened.selectbox(key="softness").value == "hard"


def test_threshold_of_what_stands_out_can_be_moved(opened):
    opened.radio(key="seeds").set_value("salient").run()
    opened.slider(key="salient").set_value(0.8).run()
    assert not opened.exception
    assert recipe_of(opened).salient == 0.8


def test_automatic_seeds_leave_no_choice_of_the_method(opened):
    for seeds, method in (("salient", "graph_cut"), ("spots", "watershed")):
        opened.radio(key="seeds").set_value(seeds).run()
        shown = opened.radio(key=f"method-{seeds}")
        assert (shown.value, shown.disabled) == (method, True)


def test_what_is_being_tried_is_told(monkeypatch):
    told = []
    spinner = page.proposals.st.spinner

    def listen(text, **options):
        told.append(text)
        return spinner(text, **options)

    monkeypatch.setattr(page.proposals.st, "spinner", listen)
    open_photo(disk_photo())
    tried = [text for text in told if text in page.proposals.TRYING.values()]
    assert list(dict.fromkeys(tried)) == [
        page.proposals.TRYING[seeds] for seeds in segmentation.PROPOSED_SEEDS
    ]


def test_photo_is_seen_before_it_is_known_what_to_start_from(opened, monkeypatch):
    told = []

    def telling(word, function):
        def tell(*args, **options):
            told.append(word)
            return function(*args, **options)

        return tell

    # Can't be imported before a page runs.
    canvas = sys.modules["page.workspace.canvas"]
    monkeypatch.setattr(canvas, "show_canvas", telling("photo", canvas.show_canvas))
    monkeypatch.setattr(page.proposals, "propose", telling("start", page.proposals.propose))
    monkeypatch.setattr(page.sidebar, "choose_settings", telling("settings", choose_settings))
    open_photo(disk_photo())
    assert told[: told.index("settings")] == ["photo", "start"]


def test_flat_photo_waits_for_strokes():
    page = open_photo(np.full((60, 80, 3), 128, np.uint8))
    assert page.session_state["seeds"] == "strokes"
    assert not tiles(page)
    page.radio(key="seeds").set_value("salient").run()
    assert not page.exception
    assert "Nothing stands out" in text_of(page)
    page.radio(key="seeds").set_value("spots").run()
    assert not [button for button in page.button if button.label.startswith("Use ")]


def test_photo_without_spots_suggests_thresholds_that_give_some(opened):
    opened.button(key="start-strokes-only").click().run()
    opened.radio(key="seeds").set_value("spots").run()
    assert "No spot is that dark or that light" in text_of(opened)
    (button,) = [button for button in opened.button if button.label.startswith("Use ")]
    button.click().run()
    dark, light = opened.slider(key="dark").value, opened.slider(key="light").value
    assert button.label == f"Use {dark} and {light}"
    assert "No spot is that dark" not in text_of(opened)
    assert not opened.button(key="make-cutout").disabled


def test_thousands_of_seeds_are_bounded_and_told():
    image = np.full((320, 320, 3), 128, np.uint8)
    image[::2, ::2] = 0
    page = open_photo(image)
    page.radio(key="seeds").set_value("spots").run()
    assert not page.exception
    assert f"25600 seeds found, the largest {segmentation.MAX_SEEDS} are used" in text_of(page)


def test_gray_photo_is_proposed_like_any_other():
    page = open_photo(data.camera()[::4, ::4])
    assert page.session_state["seeds"] != "strokes"
    assert not page.button(key="make-cutout").disabled
