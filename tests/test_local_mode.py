"""The page beside a batch: look, mend, and run it again."""

import sys

import numpy as np
import pytest
import streamlit.config
from batches import PICTURE, RECIPE, write_photos
from page_copies import APP
from small_samples import small_sample
from streamlit.testing.v1 import AppTest
from test_app import press
from test_batch import order_at, run

from segmentation import Label, Recipe, Stroke, read_image
from segmentation.shell.report import SHEET

STROKE = Stroke(Label.BACKGROUND, ((20.0, 60.0), (30.0, 60.0)), 5.0)


@pytest.fixture
def order(tmp_path):
    write_photos(tmp_path / "photos", "a.png", "sub/b.png")
    order = order_at(tmp_path)
    run(order)
    return order


@pytest.fixture
def ask(order, monkeypatch):
    """Start the page for the folder, and ask for a photo."""
    before = streamlit.config.get_option("server.address")
    streamlit.config.set_option("server.address", "127.0.0.1")
    monkeypatch.setattr(sys, "argv", [APP, "--folder", str(order.destination.root)])

    def ask(name):
        page = AppTest.from_file(APP, default_timeout=60)
        page.query_params["photo"] = name
        return page.run()

    yield ask
    streamlit.config.set_option("server.address", before)


def shown_file(page):
    return page.session_state["photo"].name


def test_photo_is_opened_with_its_recipe_mended_and_cut_anew(order, ask):
    page = ask("a.png")
    assert not page.exception
    assert shown_file(page) == "a.png"
    assert page.session_state["drawing"].strokes == RECIPE.strokes
    drawn = page.session_state["drawing"]
    page.session_state["drawing"] = drawn.replace((*RECIPE.strokes, STROKE))
    page.session_state["order"] = ("brush",) * 4
    page = press(page.run(), "Save for the batch")
    assert "The next run of the batch takes it" in page.toast[0].value
    saved = Recipe.from_json((order.source.root / "a.recipe.json").read_bytes())
    assert saved.strokes == (*RECIPE.strokes, STROKE)
    outcomes = run(order)
    assert outcomes.keys() == {"a.png"}
    cutout = read_image(order.destination.root / "a.png")
    assert not cutout.alpha[20:31, 60].any()


def test_next_doubtful_photo_is_a_button_away(order, ask):
    first, second = run_order(order)
    page = press(ask(first), "Save, then the next")
    assert shown_file(page) == second
    np.testing.assert_array_equal(page.session_state["photo_shape"], PICTURE.shape[:2])
    assert not page.exception
    (button,) = [each for each in page.button if each.label == "Save, then the next"]
    assert button.disabled


def test_recipe_whose_mask_is_gone_is_opened_without_it(order, ask):
    recipe = Recipe(seeds="mask", strokes=RECIPE.strokes)
    (order.source.root / "a.recipe.json").write_text(recipe.to_json())
    page = ask("a.png")
    assert not page.exception
    assert shown_file(page) == "a.png"
    assert page.session_state["seeds"] == "strokes"
    assert page.session_state["drawing"].strokes == RECIPE.strokes


def run_order(order):
    """Return the photos in the order of the sheet."""
    table = order.destination.read("report.csv").decode().splitlines()
    return [line.split(",")[0] for line in table[1:]]


def test_nothing_but_photos_of_the_batch_is_opened(ask):
    page = ask("c.png")
    for name in ("../cutouts/a.png", "/etc/passwd"):
        assert not page.exception
        assert "photo" not in page.session_state
        page.query_params["photo"] = name
        page.run()
    assert "photo" not in page.session_state


def test_folder_is_shown_on_this_machine_alone(ask):
    streamlit.config.set_option("server.address", "0.0.0.0")
    page = ask("a.png")
    assert "on this machine alone" in page.error[0].value
    assert "photo" not in page.session_state


def test_without_a_folder_nothing_is_opened_or_saved(ask, monkeypatch):
    monkeypatch.setattr(sys, "argv", [APP])
    page = ask("a.png")
    assert "photo" not in page.session_state
    monkeypatch.setattr("page.landing.choosing.sample", small_sample)
    page = press(page, "Coins")
    assert "Save for the batch" not in {button.label for button in page.button}


def test_loop_from_sheet_to_page_and_back(tmp_path, serve, new_page, monkeypatch, take_screenshot):
    write_photos(tmp_path / "photos", "a.png", "sub/b.png", "c.png")
    order = order_at(tmp_path)
    address = serve(APP, "--", "--folder", str(order.destination.root))
    monkeypatch.setattr("segmentation.shell.report.PAGE_ADDRESS", address)
    run(order)
    sheet = new_page(1280, 800)
    sheet.goto((order.destination.root / SHEET).as_uri())
    names = sheet.locator("figcaption a:first-child")
    first = names.first.inner_text()
    assert names.all_inner_texts() == run_order(order)
    take_screenshot(sheet, "batch-sheet")
    with sheet.expect_popup() as opening:
        sheet.get_by_text("mend", exact=True).nth(1).click()
    page = opening.value
    page.get_by_role("button", name="Save for the batch").click()
    page.get_by_text("Saved. The next run of the batch takes it.").wait_for()
    take_screenshot(page, "batch-page")
    assert run(order).keys() == {first}
    sheet.reload()
    assert names.last.inner_text() == first
    take_screenshot(sheet, "batch-sheet-mended")
