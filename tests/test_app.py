"""The page's logic, without a browser."""

import dataclasses
import hashlib
import io
from importlib.resources import files as package_files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data
from streamlit.elements.lib.mutable_status_container import StatusContainer
from streamlit.testing.v1 import AppTest

import segmentation
from segmentation import Backdrop, Edge, Label, PhotoId, Recipe, Stroke

APP = str(Path(__file__).parents[1] / "app.py")
KEEP = Stroke(Label.FOREGROUND, ((200.0, 200.0), (420.0, 260.0)), 12.0)
REMOVE = Stroke(Label.BACKGROUND, ((40.0, 60.0), (40.0, 300.0)), 10.0)


@pytest.fixture
def page():
    return AppTest.from_file(APP, default_timeout=60).run()


@pytest.fixture
def proposed(page):
    return press(page, "Astronaut")


@pytest.fixture
def opened(proposed):
    """A photo without any proposal taken up."""
    return press(proposed, "Strokes only")


def press(page, label):
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def draw(page, *strokes):
    page.session_state["drawing"] = page.session_state["drawing"].replace(strokes)
    page.session_state["order"] = ("brush",) * len(strokes)
    return page.run()


def drawn(page):
    """Return what is drawn with the brush."""
    return page.session_state["drawing"].strokes


def upload(page, name, content):
    page.file_uploader[0].set_value((name, content, "application/octet-stream"))
    return page.run()


def png(image):
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def text_of(page):
    return " ".join(element.value for element in (*page.markdown, *page.caption, *page.error))


def downloads(page):
    return [button for button in page.button if (button.key or "").startswith("make-")]


def saved(page, key):
    """Press a download button; return what the button says that has the file."""
    page.button(key=key).click().run()
    assert not page.exception
    (label,) = files(page)
    return label


def files(page):
    """Return what the buttons say that have a file ready."""
    labels = [button.proto.label for button in page.get("download_button")]
    return [label for label in labels if label not in ("Recipe", "Notebook", "Python")]


def group_buttons(page):
    return [button for button in page.button if (button.key or "").startswith("group-")]


def test_first_visit_explains_and_offers_samples(page):
    assert not page.exception
    assert [title.value for title in page.title] == ["Seedcut"]
    for word in ("Choose", "Draw", "Download"):
        assert word in text_of(page)
    assert {button.label for button in page.button} == {"Astronaut", "Coffee", "Coins"}


@pytest.mark.parametrize("name", ["Astronaut", "Coffee", "Coins"])
def test_samples_open(page, name):
    press(page, name)
    assert not page.exception
    # Something is cut out without a stroke.
    assert not page.button(key="make-cutout").disabled


def test_upload_opens_the_photo(page):
    upload(page, "holiday.png", png(data.coffee()))
    assert not page.exception
    assert "holiday" in text_of(page)
    assert "600 × 400" in text_of(page)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"not a picture", "not a picture"), (b"", "empty"), (png(data.coffee())[:2000], "damaged")],
)
def test_bad_file_is_explained_and_nothing_opens(page, content, sentence):
    upload(page, "broken.png", content)
    assert not page.exception
    assert sentence in page.error[0].value
    assert "photo" not in page.session_state


def test_photo_over_the_limit_is_explained(page):
    upload(page, "huge.png", png(np.zeros((9000, 9000), bool)))
    assert not page.exception
    assert "64 megapixels" in page.error[0].value


def test_bad_file_leaves_photo_and_strokes_alone(opened):
    draw(opened, KEEP, REMOVE)
    press(opened, "Another photo")
    upload(opened, "broken.png", b"not a picture")
    assert opened.error
    press(opened, r"Back to astronaut\.png")
    assert drawn(opened) == (KEEP, REMOVE)


def test_another_photo_starts_without_strokes(opened):
    draw(opened, KEEP, REMOVE)
    press(opened, "Another photo")
    press(opened, "Coffee")
    assert drawn(opened) == ()
    assert opened.session_state["photo"].name == "coffee.png"


@pytest.mark.parametrize("method", ["graph_cut", "watershed"])
@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ((), "draw over your subject"),
        ((REMOVE,), "pick **Keep**"),
        ((KEEP, Stroke(Label.BACKGROUND, KEEP.points, 20.0)), "cover all of your Keep strokes"),
        ((REMOVE, Stroke(Label.FOREGROUND, REMOVE.points, 20.0)), "cover all of your Remove"),
        ((Stroke(Label.BACKGROUND, ((-90.0, -90.0),), 5.0),), "pick **Keep**"),
    ],
)
def test_missing_marks_are_asked_for_and_strokes_stay(opened, method, strokes, sentence):
    opened.radio(key="method").set_value(method).run()
    draw(opened, *strokes)
    assert not opened.exception
    assert sentence in text_of(opened)
    assert drawn(opened) == strokes


def test_watershed_asks_for_marks_of_the_other_kind(opened):
    opened.radio(key="method").set_value("watershed").run()
    draw(opened, KEEP)
    assert "pick **Remove**" in text_of(opened)
    assert all(button.disabled for button in downloads(opened))
    draw(opened, KEEP, REMOVE)
    assert "Something wrong?" in text_of(opened)
    assert not any(button.disabled for button in downloads(opened))


def test_graph_cut_answers_the_first_stroke(opened):
    assert all(button.disabled for button in downloads(opened))
    draw(opened, KEEP)
    assert not any(button.disabled for button in downloads(opened))


@pytest.fixture
def offered(monkeypatch):
    """What download buttons were drawn with, by their labels."""
    calls = {}

    def record(label, data, file_name, mime, **options):
        calls[label] = {"data": data, "file_name": file_name, "mime": mime, **options}

    monkeypatch.setattr("streamlit.download_button", record)
    return calls


def test_notebook_and_script_are_offered(offered, opened):
    assert offered["Notebook"]["disabled"]
    draw(opened, KEEP, REMOVE)
    assert not opened.exception
    recipe = Recipe(strokes=(KEEP, REMOVE))
    content = package_files("skimage.data").joinpath("astronaut.png").read_bytes()
    about = {
        "photo_name": "astronaut.png",
        "photo": PhotoId(hashlib.sha256(content).hexdigest(), (512, 512)),
    }
    for label, name, mime, text in (
        (
            "Notebook",
            "astronaut-cutout.ipynb",
            "application/x-ipynb+json",
            segmentation.to_notebook(recipe, **about),
        ),
        (
            "Python",
            "astronaut-cutout.py",
            "text/x-python",
            segmentation.to_script(recipe, **about),
        ),
    ):
        assert offered[label]["file_name"] == name
        assert offered[label]["mime"] == mime
        assert offered[label]["data"]() == text
        assert not offered[label]["disabled"]


def test_notebook_and_script_know_the_name_of_the_photo_behind(offered, opened):
    draw(opened, KEEP, REMOVE)
    opened.selectbox(key="backdrop").set_value("photo").run()
    opened.file_uploader(key="behind").set_value(
        ("beach.png", png(data.coffee()), "image/png")
    ).run()
    assert not opened.exception
    assert '"beach.png"' in offered["Python"]["data"]()
    assert '\\"beach.png\\"' in offered["Notebook"]["data"]()


@pytest.mark.parametrize("name", ["Astronaut", "Coffee", "Coins"])
def test_samples_have_names_that_notebooks_find(page, name):
    press(page, name)
    photo = page.session_state["photo"]
    assert segmentation.find_photo(photo.name) == photo.data


def test_hint_can_be_switched_off(opened):
    draw(opened, KEEP, REMOVE)
    assert "pink outline" in text_of(opened)
    opened.checkbox(key="hint").uncheck().run()
    assert "pink outline" not in text_of(opened)
    assert "Something wrong?" in text_of(opened)


def test_settings_outlive_the_runs_that_do_not_show_them(opened):
    opened.radio(key="method").set_value("watershed").run()
    opened.radio(key="seeds").set_value("spots").run()
    opened.slider(key="dark").set_value(13).run()
    opened.radio(key="seeds").set_value("peaks").run()
    press(opened, "Another photo")
    press(opened, r"Back to astronaut\.png")
    assert opened.radio(key="seeds").value == "peaks"
    opened.radio(key="seeds").set_value("spots").run()
    assert opened.slider(key="dark").value == 13
    opened.radio(key="seeds").set_value("strokes").run()
    assert opened.radio(key="method").value == "watershed"


def test_spots_offer_thresholds_the_number_of_seeds_and_groups(opened):
    opened.radio(key="seeds").set_value("spots").run()
    assert not opened.exception
    assert opened.slider(key="dark").value == 3
    assert opened.slider(key="light").value == 245
    assert "387 seeds" in text_of(opened)
    assert len(group_buttons(opened)) == 9


def test_thresholds_change_the_number_of_seeds(opened):
    opened.radio(key="seeds").set_value("spots").run()
    opened.slider(key="dark").set_value(10).run()
    recipe = Recipe(seeds="spots", dark=10)
    count = segmentation.find_seeds(segmentation.prepare(data.astronaut(), recipe), recipe)[1]
    assert f"{count} seeds" in text_of(opened)


def test_peaks_are_another_source_of_seeds(opened):
    opened.radio(key="seeds").set_value("peaks").run()
    before = text_of(opened)
    opened.slider(key="peak_distance").set_value(60).run()
    assert not opened.exception
    assert "seeds" in before
    assert text_of(opened) != before


def test_picked_groups_are_background_until_the_seeds_change(opened):
    opened.radio(key="seeds").set_value("spots").run()
    largest, second = group_buttons(opened)[:2]
    second.click().run()
    picked = {int(button.key.removeprefix("group-")) for button in (largest, second)}
    assert set(opened.session_state["background_groups"]) == picked
    group_buttons(opened)[0].click().run()
    assert set(opened.session_state["background_groups"]) == {
        int(second.key.removeprefix("group-"))
    }
    opened.slider(key="sigma").set_value(3.0).run()
    assert opened.session_state["background_groups"] == ()


def test_photo_without_spots_says_what_to_do(page):
    upload(page, "gray.png", png(np.full((60, 80, 3), 128, np.uint8)))
    page.radio(key="seeds").set_value("spots").run()
    assert not page.exception
    assert "Raise the dark threshold" in text_of(page)
    page.radio(key="seeds").set_value("peaks").run()
    assert not page.exception
    assert "no edges" in text_of(page)


@pytest.mark.parametrize("ground", segmentation.GROUNDS)
def test_every_ground_can_be_shown(opened, ground):
    draw(opened, KEEP, REMOVE)
    opened.selectbox(key="ground").set_value(ground).run()
    assert not opened.exception


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (700, 3)])
def test_odd_shapes_open(page, shape):
    upload(page, "odd.png", png(np.full((*shape, 3), 128, np.uint8)))
    assert not page.exception


def test_transparent_photos_open(page):
    rgba = np.dstack([data.coffee(), np.full((400, 600), 90, np.uint8)])
    upload(page, "glass.png", png(rgba))
    draw(page, KEEP, REMOVE)
    assert not page.exception


def test_every_setting_has_a_help_text(opened):
    opened.radio(key="seeds").set_value("spots").run()
    widgets = (*opened.radio, *opened.slider, *opened.selectbox, *opened.checkbox)
    assert [widget.label for widget in widgets if not widget.proto.help] == []


def test_every_file_is_made_on_demand_and_told_with_its_size(opened):
    draw(opened, KEEP, REMOVE)
    assert not files(opened)
    recipe = Recipe(strokes=(KEEP, REMOVE))
    cutout = segmentation.cut_out(segmentation.Photo(data.astronaut()), recipe)
    for key, name, content in (
        ("make-cutout", "cutout", segmentation.encode(cutout)),
        ("make-mask", "mask", segmentation.encode_gray(cutout.mask)),
        ("make-opacity", "opacity", segmentation.encode_gray(cutout.matte)),
        ("make-trimap", "trimap", segmentation.encode_gray(cutout.trimap)),
    ):
        size = len(content)
        told = f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"
        assert saved(opened, key) == f"astronaut-{name}.png, {told}"
    opened.run()
    assert not files(opened)


@pytest.mark.parametrize("format", ["webp", "tiff", "jpeg"])
def test_format_decides_the_end_of_the_name(opened, format):
    draw(opened, KEEP, REMOVE)
    opened.selectbox(key="format").set_value(format).run()
    end = {"webp": "webp", "tiff": "tif", "jpeg": "jpg"}[format]
    assert saved(opened, "make-cutout").startswith(f"astronaut-cutout.{end}, ")
    assert saved(opened, "make-mask").startswith("astronaut-mask.png, ")


def test_error_while_writing_is_told_and_nothing_is_lost(opened, monkeypatch):
    draw(opened, KEEP, REMOVE)
    monkeypatch.setattr("segmentation.photo.write.WEBP_MAX_SIDE", 100)
    opened.selectbox(key="format").set_value("webp").run()
    opened.button(key="make-cutout").click().run()
    assert not opened.exception
    assert "please choose another format" in text_of(opened)
    assert drawn(opened) == (KEEP, REMOVE)
    # The next one is not kept waiting.
    opened.selectbox(key="format").set_value("png").run()
    assert saved(opened, "make-cutout")


def test_settings_of_the_finish_do_not_cut_again(opened, monkeypatch):
    draw(opened, KEEP, REMOVE)

    def fail(*_, **__):
        raise AssertionError("the segmentation ran again")

    for name in ("prepare", "fold_step", "find_markers", "find_doubt"):
        monkeypatch.setattr(segmentation, name, fail)
    opened.slider(key="shift").set_value(3.0).run()
    opened.slider(key="smooth").set_value(4.0).run()
    opened.slider(key="holes").set_value(30).run()
    opened.slider(key="islands").set_value(30).run()
    opened.checkbox(key="largest_only").check().run()
    opened.checkbox(key="clean_colors").uncheck().run()
    opened.selectbox(key="softness").set_value("feather").run()
    opened.slider(key="feather").set_value(4.0).run()
    opened.selectbox(key="backdrop").set_value("gradient").run()
    opened.checkbox(key="shadow").check().run()
    opened.slider(key="shadow_opacity").set_value(0.8).run()
    opened.selectbox(key="frame_shape").set_value("cutout").run()
    opened.slider(key="margin").set_value(5).run()
    opened.selectbox(key="format").set_value("jpeg").run()
    assert not opened.exception


@pytest.mark.parametrize("kind", ["color", "gradient", "blur", "gray"])
def test_every_background_can_be_shown(opened, kind):
    draw(opened, KEEP, REMOVE)
    opened.selectbox(key="backdrop").set_value(kind).run()
    assert not opened.exception
    assert saved(opened, "make-cutout")


def test_another_photo_goes_behind(opened):
    draw(opened, KEEP, REMOVE)
    opened.selectbox(key="backdrop").set_value("photo").run()
    # Until it is chosen, nothing lies behind.
    assert not opened.exception
    upload(opened, "behind.png", png(data.coffee()))
    assert not opened.exception
    assert saved(opened, "make-cutout")


@pytest.mark.parametrize(
    ("name", "backdrop"),
    [
        ("black", Backdrop("color", color="#000000")),
        ("blur", Backdrop("blur")),
        ("transparent", Backdrop()),
    ],
)
def test_background_is_chosen_beside_the_result(offered, opened, name, backdrop):
    press(opened, "Black")
    opened.button(key=f"background-{name}").click().run()
    assert not opened.exception
    assert recipe_of(offered).backdrop == backdrop
    assert opened.selectbox(key="backdrop").value == backdrop.kind


def test_photo_is_laid_behind_beside_the_result(offered, opened):
    uploader = opened.file_uploader(key="behind_here")
    uploader.set_value(("beach.png", png(data.coffee()), "image/png")).run()
    assert not opened.exception
    assert recipe_of(offered).backdrop == Backdrop("photo")
    assert '"beach.png"' in offered["Python"]["data"]()


def test_bad_photo_behind_is_explained(opened):
    draw(opened, KEEP, REMOVE)
    opened.selectbox(key="backdrop").set_value("photo").run()
    upload(opened, "behind.png", b"nonsense")
    assert not opened.exception
    assert "not a picture that can be read" in text_of(opened)


def test_changed_settings_are_named_and_taken_back(offered, opened):
    opened.checkbox(key="shadow").check().run()
    opened.selectbox(key="format").set_value("webp").run()
    press(opened, "Shadow")
    assert recipe_of(offered).shadow is None
    assert recipe_of(offered).file.format == "webp"
    assert "Shadow" not in [button.label for button in opened.button]
    opened.checkbox(key="shadow").check().run()
    press(opened, "Reset all")
    assert recipe_of(offered) == dataclasses.replace(Recipe(), seeds=recipe_of(offered).seeds)


@pytest.mark.parametrize("kept", [False, True])
def test_settings_follow_to_the_next_photo_if_that_is_wanted(offered, opened, kept):
    opened.checkbox(key="shadow").check().run()
    opened.checkbox(key="keep_settings").set_value(kept).run()
    press(opened, "Another photo")
    press(opened, "Coffee")
    assert (recipe_of(offered).shadow is not None) == kept


def test_newcomer_sees_two_settings(opened):
    inside = {widget.key for box in opened.sidebar.expander for widget in widgets_of(box)}
    outside = [widget.key for widget in widgets_of(opened.sidebar) if widget.key not in inside]
    assert outside == ["backdrop", "softness"]


def widgets_of(block):
    kinds = ("radio", "selectbox", "slider", "checkbox")
    return [widget for kind in kinds for widget in block.get(kind)]


def test_waiting_for_another_export_is_told(opened, monkeypatch):
    class BusyLock:
        def __init__(self):
            self.calls = []

        def acquire(self, blocking=True):
            self.calls.append(blocking)
            return blocking

        def release(self):
            self.calls.append("released")

    lock, told = BusyLock(), []
    update = StatusContainer.update

    def listen(self, **options):
        told.append(options.get("label"))
        return update(self, **options)

    monkeypatch.setattr("page.workspace.downloads.export_lock", lambda: lock)
    monkeypatch.setattr(StatusContainer, "update", listen)
    draw(opened, KEEP, REMOVE)
    assert saved(opened, "make-cutout")
    assert lock.calls == [False, True, "released"]
    assert "Somebody else's picture is being made" in told[0]
    assert [label.split()[0] for label in told[1:]] == ["Cutting", "Writing"]


def test_loupe_shows_the_pixels_of_the_file_until_the_next_stroke(opened):
    draw(opened, KEEP, REMOVE)
    assert "Click the result" in text_of(opened)
    opened.session_state["loupe"] = ((0.25, 0.4), (KEEP, REMOVE))
    opened.run()
    assert not opened.exception
    assert "Click the result" not in text_of(opened)
    for factor in (1, 4):
        opened.button_group(key="loupe_factor").set_value(factor).run()
        assert not opened.exception
    draw(opened, KEEP)
    assert "Click the result" in text_of(opened)


def test_loupe_can_be_closed(opened):
    draw(opened, KEEP, REMOVE)
    opened.session_state["loupe"] = ((0.25, 0.4), (KEEP, REMOVE))
    opened.run()
    opened.button(key="loupe_close").click().run()
    assert "Click the result" in text_of(opened)


RECTANGLE = {
    "type": "Path",
    "path": [["M", 10, 20], ["L", 400, 20]],
    "stroke": "#E69F00C0",
    "strokeWidth": 10,
}


def add_shapes(page, *shapes):
    page.session_state["shapes"] += shapes
    page.session_state["order"] += ("shapes",) * len(shapes)


def test_marks_of_both_tools_make_the_cutout(opened):
    draw(opened, KEEP)
    add_shapes(opened, RECTANGLE)
    opened.run()
    assert "Something wrong?" in text_of(opened) or "pink outline" in text_of(opened)
    opened.button_group(key="tool").set_value("shapes").run()
    assert not opened.exception
    # Only the brush's canvas has an outline to speak of.
    assert "pink outline" not in text_of(opened)
    assert opened.session_state["shown_shapes"] == {"objects": [RECTANGLE]}
    assert drawn(opened) == (KEEP,)
    press(opened, ":material/delete:")
    assert opened.session_state["shapes"] == ()
    assert drawn(opened) == (KEEP,)


def test_last_shape_can_be_taken_back(opened):
    add_shapes(opened, RECTANGLE, RECTANGLE)
    opened.button_group(key="tool").set_value("shapes").run()
    revision = opened.session_state["revision"]
    press(opened, ":material/undo:")
    assert opened.session_state["shapes"] == (RECTANGLE,)
    # The canvas loads what is left.
    assert opened.session_state["revision"] > revision


def recipe_of(offered):
    """Return the recipe that can be downloaded."""
    return Recipe.from_json(offered["Recipe"]["data"]())


@pytest.mark.parametrize("finished", [(), (KEEP,), (KEEP, REMOVE)])
def test_unfinished_stroke_waits_to_become_part_of_the_result(offered, opened, finished):
    draw(opened, *finished, REMOVE)
    opened.session_state["drawing"] = dataclasses.replace(
        opened.session_state["drawing"], live=True
    )
    opened.run()
    assert not opened.exception
    assert recipe_of(offered).strokes == finished
    draw(opened, *finished, REMOVE)
    assert recipe_of(offered).strokes == (*finished, REMOVE)


def test_marks_of_both_tools_count_in_the_order_in_which_they_were_made(offered, opened):
    draw(opened, KEEP)
    add_shapes(opened, RECTANGLE)
    opened.session_state["drawing"] = opened.session_state["drawing"].replace((KEEP, REMOVE))
    opened.session_state["order"] += ("brush",)
    opened.run()
    first, shape, last = recipe_of(offered).strokes
    assert (first, last) == (KEEP, REMOVE)
    assert shape.label == Label.BACKGROUND
    opened.button_group(key="tool").set_value("shapes").run()
    assert recipe_of(offered).strokes == (first, shape, last)
    press(opened, ":material/undo:")
    assert recipe_of(offered).strokes == (KEEP, REMOVE)


def test_what_is_decided_is_remembered(proposed):
    start = proposed.session_state["history"].present
    assert proposed.session_state["history"].past == ()
    press(proposed, "Strokes only")
    draw(proposed, KEEP)
    add_shapes(proposed, RECTANGLE)
    proposed.run()
    proposed.selectbox(key="softness").set_value("hard").run()
    # A run without a decision is no step.
    proposed.run()
    history = proposed.session_state["history"]
    assert [(each.settings.seeds, each.marks.order) for each in history.past] == [
        (start.settings.seeds, ()),
        ("strokes", ()),
        ("strokes", ("brush",)),
        ("strokes", ("brush", "shapes")),
    ]
    assert history.present.settings.edge == Edge(softness="hard")
    press(proposed, "Another photo")
    press(proposed, "Coffee")
    assert proposed.session_state["history"].past == ()


def test_picked_groups_are_remembered(opened):
    opened.radio(key="seeds").set_value("spots").run()
    group_buttons(opened)[1].click().run()
    history = opened.session_state["history"]
    assert history.present.settings.background_groups
    assert history.undo().present.settings.background_groups == ()


def recipe_file(recipe, **photo):
    return recipe.to_json(photo=PhotoId(**photo)).encode()


def open_recipe(page, content):
    uploader = next(u for u in page.file_uploader if u.key == "recipe_file")
    uploader.set_value(("recipe.json", content, "application/json"))
    return page.run()


RECIPE = Recipe(
    method="watershed",
    strokes=(KEEP, REMOVE),
    edge=Edge(shift_px=2.0, softness="feather"),
    margin_px=30,
)


def test_recipe_of_the_same_photo_brings_back_strokes_and_settings(opened):
    digest = opened.session_state["photo"].digest
    open_recipe(opened, recipe_file(RECIPE, digest=digest, shape=(512, 512)))
    assert not opened.exception
    assert drawn(opened) == (KEEP, REMOVE)
    assert opened.radio(key="method").value == "watershed"
    assert opened.slider(key="shift").value == 2.0
    assert opened.slider(key="margin").value == 30
    assert "another photo" not in text_of(opened)


def test_recipe_of_another_photo_is_asked_about_and_scaled(opened):
    draw(opened, REMOVE)
    content = recipe_file(RECIPE, digest="0" * 64, shape=(1024, 256))
    open_recipe(opened, content)
    assert "made for another photo (256 × 1024 pixels)" in text_of(opened)
    assert drawn(opened) == (REMOVE,)
    press(opened, "Use it")
    assert drawn(opened) == RECIPE.stretched(0.5, 2).strokes
    assert "another photo" not in text_of(opened)


def test_recipe_of_another_photo_can_be_left(opened):
    draw(opened, REMOVE)
    open_recipe(opened, recipe_file(RECIPE, digest="0" * 64, shape=(100, 100)))
    press(opened, "Leave it")
    assert drawn(opened) == (REMOVE,)
    assert opened.radio(key="method").value == "graph_cut"


FILLED = Stroke(Label.BACKGROUND, ((0.0, 0.0), (0.0, 500.0), (50.0, 500.0)), 0.0, filled=True)


def test_filled_strokes_of_a_recipe_become_shapes(opened):
    open_recipe(opened, Recipe(strokes=(FILLED, KEEP)).to_json().encode())
    assert not opened.exception
    assert drawn(opened) == (KEEP,)
    (shape,) = opened.session_state["shapes"]
    assert shape["fill"]


def test_strokes_of_a_recipe_keep_their_order(offered, opened):
    filled = dataclasses.replace(FILLED, label=Label.FOREGROUND, radius_px=1.0)
    strokes = (KEEP, FILLED, REMOVE, dataclasses.replace(KEEP, label=Label.NONE), filled)
    open_recipe(opened, Recipe(strokes=strokes).to_json().encode())
    assert not opened.exception
    assert recipe_of(offered).strokes == strokes
    # On a photo with marks of its own, too.
    open_recipe(opened, Recipe(strokes=strokes[::-1]).to_json().encode())
    assert recipe_of(offered).strokes == strokes[::-1]


def test_recipe_of_an_earlier_engine_opens_with_a_word_of_warning(opened):
    open_recipe(opened, b'{"version": 1, "method": "watershed", "sigma": 3.0}')
    assert opened.radio(key="method").value == "watershed"
    assert opened.slider(key="sigma").value == 3.0
    assert not opened.info
    open_recipe(opened, b'{"version": 1, "method": "graph_cut"}')
    assert "earlier engine" in opened.info[0].value
    open_recipe(opened, Recipe().to_json().encode())
    assert not opened.info


def test_file_that_is_no_recipe_is_explained(opened):
    draw(opened, KEEP)
    open_recipe(opened, b"{")
    assert not opened.exception
    assert "not a recipe that can be read" in text_of(opened)
    assert drawn(opened) == (KEEP,)


def test_recipe_that_starts_from_a_mask_is_refused(opened):
    draw(opened, KEEP)
    open_recipe(opened, Recipe(seeds="mask").to_json().encode())
    assert not opened.exception
    assert "mask of another program" in opened.error[0].value
    assert drawn(opened) == (KEEP,)


def test_complaint_about_a_recipe_goes_with_the_photo(opened):
    open_recipe(opened, b"{")
    assert opened.error
    press(opened, "Another photo")
    press(opened, "Coffee")
    assert not opened.error


def test_errors_of_ours_are_not_told_as_the_users(opened, monkeypatch):
    draw(opened, KEEP, REMOVE)

    def fail(*_, **__):
        raise ValueError("operands could not be broadcast together")

    with monkeypatch.context() as broken:
        broken.setattr(segmentation, "cut_out", fail)
        opened.button(key="make-cutout").click().run()
    assert "no fault of yours" in text_of(opened)
    assert "operands" not in text_of(opened)
    # The next one is not kept waiting.
    assert saved(opened, "make-cutout")


ALL_OVER = Stroke(Label.BACKGROUND, ((256.0, 256.0),), 600.0, exact=True)


@pytest.mark.parametrize(
    ("label", "told"), [(Label.BACKGROUND, "Nothing is left"), (Label.FOREGROUND, "Everything is")]
)
def test_cutout_of_nothing_or_everything_is_told_and_no_file(opened, label, told):
    everywhere = dataclasses.replace(ALL_OVER, label=label)
    draw(opened, KEEP, REMOVE, everywhere)
    assert not opened.exception
    assert told in opened.info[0].value
    assert "Your last stroke changed a lot" in text_of(opened)
    assert "pink outline" not in text_of(opened)
    assert all(button.disabled for button in downloads(opened))
    assert told in downloads(opened)[0].help
    draw(opened, KEEP, REMOVE)
    assert not opened.info
    assert not any(button.disabled for button in downloads(opened))


def test_stroke_that_changes_much_is_told_and_taken_back_at_once(opened):
    draw(opened, KEEP, REMOVE)
    much = Stroke(Label.BACKGROUND, ((300.0, 200.0),), 90.0, exact=True)
    draw(opened, KEEP, REMOVE, much)
    assert "Your last stroke changed a lot" in text_of(opened)
    press(opened, "Undo")
    assert drawn(opened) == (KEEP, REMOVE)
    assert "changed a lot" not in text_of(opened)
    little = dataclasses.replace(much, radius_px=3.0)
    draw(opened, KEEP, REMOVE, little)
    assert "changed a lot" not in text_of(opened)


def start_from_mask(page, mask, name="mask.png"):
    buffer = io.BytesIO()
    Image.fromarray(mask).save(buffer, "PNG")
    (uploader,) = [each for each in page.file_uploader if each.label == "Start from a mask"]
    uploader.set_value((name, buffer.getvalue(), "image/png"))
    return page.run()


def test_mask_of_another_program_is_a_start_that_strokes_mend(offered, opened):
    mask = np.zeros((256, 256), np.uint8)
    mask[60:250, 60:140] = 255
    start_from_mask(opened, mask)
    assert not opened.exception
    assert opened.radio(key="seeds").value == "mask"
    recipe = recipe_of(offered)
    assert recipe.seeds == "mask"
    assert not recipe.follows_edges
    draw(opened, KEEP)
    assert not opened.exception
    assert recipe_of(offered).strokes == (KEEP,)
    opened.checkbox(key="follows_edges").check().run()
    assert recipe_of(offered).follows_edges
    press(opened, "Strokes only")
    assert recipe_of(offered).seeds == "strokes"


def test_mask_goes_with_its_photo(opened):
    start_from_mask(opened, np.zeros((256, 256), np.uint8))
    press(opened, "Another photo")
    press(opened, "Coffee")
    assert not opened.exception
    (uploader,) = [each for each in opened.file_uploader if each.label == "Start from a mask"]
    assert uploader.value is None
    assert "A mask from a file" not in opened.radio(key="seeds").options


@pytest.mark.parametrize(("least", "told"), [(0.0, "take this start"), (2.0, "mere guess")])
def test_start_that_is_a_mere_guess_asks_for_a_tap(page, monkeypatch, least, told):
    monkeypatch.setattr("segmentation.proposals.LEAST_SCORE", least)
    press(page, "Coffee")
    assert told in text_of(page)


def test_what_is_no_mask_of_the_photo_is_told(opened):
    start_from_mask(opened, np.zeros((100, 50), np.uint8))
    assert not opened.exception
    assert "its proportions are others" in opened.error[0].value
    assert opened.radio(key="seeds").value == "strokes"


def test_box_is_a_start_for_as_long_as_it_is_drawn(offered, opened):
    assert "The box that I drew" not in opened.radio(key="seeds").options
    box = ((40.0, 90.0), (500.0, 420.0))
    opened.session_state["drawing"] = opened.session_state["drawing"].replace((), box=box)
    opened.run()
    opened.radio(key="seeds").set_value("box").run()
    assert not opened.exception
    assert recipe_of(offered).box == box
    assert recipe_of(offered).seeds == "box"
    press(opened, "Strokes only")
    assert recipe_of(offered).box is None


def test_recipe_with_a_box_brings_it_back(offered, opened):
    recipe = Recipe(seeds="box", box=((40.0, 90.0), (500.0, 420.0)), strokes=(KEEP,))
    open_recipe(opened, recipe.to_json().encode())
    assert not opened.exception
    assert recipe_of(offered) == recipe


def test_photo_that_lacks_its_end_opens_with_a_word_about_it(page):
    buffer = io.BytesIO()
    Image.fromarray(data.coffee()).save(buffer, "JPEG")
    whole = buffer.getvalue()
    upload(page, "photo.jfif", whole[: len(whole) * 3 // 4])
    assert not page.exception
    assert page.warning[0].value
