"""Many photos on the page, without a browser."""

import time

import numpy as np
import pytest
from batches import PICTURE
from page_copies import open_page
from small_samples import small_sample
from test_app import draw, png, press, text_of

from page.landing import many
from segmentation import Label, Recipe, Stroke
from segmentation.shell import background

KEEP = Stroke(Label.FOREGROUND, ((60.0, 60.0), (75.0, 66.0)), 6.0)
DROP = Stroke(Label.BACKGROUND, ((68.0, 63.0),), 3.0, exact=True)


@pytest.fixture
def page(monkeypatch):
    # Beside other tests, it would have to wait for them.
    monkeypatch.setattr(background, "NICENESS", 0)
    return press(open_page(), "Many photos")


def choose(page, files):
    page.file_uploader(key="many_upload").set_value(
        [(name, data, "image/png") for name, data in files.items()]
    )
    return page.run()


def wait_for(page):
    while page.session_state["many"].is_running:
        time.sleep(0.05)
    return page.run()


def test_photos_are_cut_looked_at_mended_and_cut_anew(page):
    files = {
        "a.png": png(PICTURE),
        "b.png": png(np.roll(PICTURE, 9, axis=1)),
        "broken.png": b"no picture",
    }
    assert not page.checkbox
    assert "None" not in text_of(page)
    assert "the photo that is open" not in text_of(page)
    press(choose(page, files), "Cut out all")
    wait_for(page)
    assert not page.exception
    assert "not a picture" in page.warning[0].value.replace("\\", "")
    batch = page.session_state["many"]
    before = (batch.cutouts / "a.png").read_bytes()
    shown = [button.label for button in page.button if (button.key or "").startswith("many-")]
    done = [outcome.photo for outcome in batch.outcomes() if outcome.is_done]
    assert [label.replace("\\", "") for label in shown] == done
    press(page, r"a\.png")
    assert page.session_state["photo"].name == "a.png"
    draw(page, KEEP, DROP)
    press(page, "Save for the batch")
    saved = Recipe.from_json((batch.photos / "a.recipe.json").read_bytes())
    assert saved.strokes == (KEEP, DROP)
    press(page, "Another photo")
    wait_for(page)
    assert not page.exception
    assert (batch.cutouts / "a.png").read_bytes() != before
    press(page, "Choose others")
    assert page.session_state["many"] is None


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [("MOST_PHOTOS", 1, "These are 2 photos"), ("MOST_BYTES", 9, "in all; please choose fewer")],
)
def test_too_many_photos_are_refused(page, monkeypatch, limit, value, sentence):
    monkeypatch.setattr(many, limit, value)
    choose(page, {"a.png": b"12345", "b.png": b"12345"})
    assert sentence in text_of(page)
    (button,) = [button for button in page.button if button.label == "Cut out all"]
    assert button.disabled


def test_settings_of_the_open_photo_hold_for_all(page, monkeypatch):
    orders = []
    monkeypatch.setattr(many.BackgroundBatch, "start", lambda *_: None)
    real = many.BackgroundBatch

    def note(recipe, *, ranks_anew):
        orders.append((Recipe.from_json(recipe), ranks_anew))
        return real(recipe, ranks_anew=ranks_anew)

    monkeypatch.setattr("page.landing.choosing.sample", small_sample)
    press(press(page, "Back to one photo"), "Coffee")
    draw(page, KEEP)
    page.selectbox(key="softness").set_value("hard").run()
    monkeypatch.setattr(many, "BackgroundBatch", note)
    press(page, "Another photo")
    press(page, "Many photos")
    assert "the photo that is open" in text_of(page)
    page.checkbox(key="many_anew").set_value(False)
    press(choose(page, {"a.png": png(PICTURE)}), "Cut out all")
    ((recipe, ranks_anew),) = orders
    assert (recipe.edge.softness, recipe.strokes, ranks_anew) == ("hard", (KEEP,), False)
