"""The page's logic, without a browser."""

import contextlib
import dataclasses
import hashlib
import io

import numpy as np
import pytest
from page_copies import copy_page, open_page
from PIL import Image
from skimage import data
from small_samples import small_sample
from streamlit.elements.lib.mutable_status_container import StatusContainer

import segmentation
from page.computed import sample
from page.host import Capacity, Keeper
from page.landing.choosing import SAMPLES
from segmentation import Backdrop, Edge, Label, PhotoId, Recipe, Stroke

KEEP = Stroke(Label.FOREGROUND, ((100.0, 100.0), (210.0, 130.0)), 6.0)
REMOVE = Stroke(Label.BACKGROUND, ((20.0, 30.0), (20.0, 150.0)), 5.0)


@pytest.fixture
def page():
    return open_page()


@pytest.fixture
def small_samples(monkeypatch):
    monkeypatch.setattr("page.landing.choosing.sample", small_sample)


@pytest.fixture
def proposed(page, small_samples):
    return press(page, "Astronaut")


@pytest.fixture(scope="module")
def opened_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("page.landing.choosing.sample", small_sample)
        return press(press(open_page(), "Astronaut"), "Strokes only")


@pytest.fixture
def opened(opened_once, small_samples):
    """A photo without any proposal taken up."""
    return copy_page(opened_once)


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
    ways = {"Many photos", "Astronaut", "Coffee", "Coins"}
    assert {button.label for button in page.button} == ways


def test_samples_open_by_names_that_notebooks_find(page, small_samples):
    for title, (name, _) in SAMPLES.items():
        press(page, title)
        assert not page.exception
        # Something is cut out without a stroke.
        assert not page.button(key="make-cutout").disabled
        assert page.session_state["photo"].name == name
        # As notebooks do.
        assert segmentation.find_photo(name) == sample(name).data
        press(page, "Another photo")


def test_upload_opens_the_photo(page):
    upload(page, "holiday.png", png(data.coffee()[::2, ::2]))
    assert not page.exception
    assert "holiday" in text_of(page)
    assert "300 × 200" in text_of(page)


def test_bad_file_is_explained_and_nothing_opens(page):
    for content, sentence in (
        (b"not a picture", "not a picture"),
        (b"", "empty"),
        (png(data.coffee()[::2, ::2])[:2000], "damaged"),
    ):
        upload(page, "broken.png", content)
        assert not page.exception
        assert sentence in page.error[0].value
        assert "photo" not in page.session_state


def test_photo_over_the_limit_is_explained(page):
    upload(page, "huge.png", png(np.zeros((9000, 9000), bool)))
    assert not page.exception
    assert "64 megapixels" in page.error[0].value


@pytest.fixture
def small_host(monkeypatch):
    """Have a host with room for one photo; return its keeper."""
    limits = Capacity(memory_bytes=10**9, max_pixels=10**8, most_photos=1, most_warm=1)
    keeper = Keeper(limits, lambda session: None)
    monkeypatch.setattr("page.computed.keeper", lambda: keeper)
    return keeper


def test_photo_over_the_limit_of_the_host_is_reduced(page, monkeypatch):
    limits = Capacity(memory_bytes=10**9, max_pixels=10_000, most_photos=1, most_warm=1)
    monkeypatch.setattr("page.computed.limits", lambda: limits)
    # Unlike all others, for what is remembered of them has another size.
    upload(page, "large.png", png(data.coffee()[::4, ::-4]))
    assert not page.exception
    assert "It was reduced to" in page.warning[0].value
    rows, cols = page.session_state["photo_shape"]
    assert rows * cols == pytest.approx(10_000, rel=0.02)


def test_newcomers_wait_while_the_host_is_full(small_host, page):
    small_host.use("somebody else")
    upload(page, "holiday.png", png(data.coffee()[::2, ::2]))
    assert "busy just now" in page.info[0].value
    assert "photo" not in page.session_state
    small_host.leave("somebody else")
    page.run()
    assert not page.exception
    assert "photo" in page.session_state


def test_who_is_at_work_goes_on_while_the_host_is_full(small_host, opened):
    small_host.leave("test session id")
    small_host.use("somebody else")
    draw(opened, KEEP, REMOVE)
    assert saved(opened, "make-cutout")


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


MISSING = [
    ((REMOVE,), "pick **Keep**"),
    ((KEEP, Stroke(Label.BACKGROUND, KEEP.points, 20.0)), "cover all of your Keep strokes"),
    ((REMOVE, Stroke(Label.FOREGROUND, REMOVE.points, 20.0)), "cover all of your Remove"),
    ((Stroke(Label.BACKGROUND, ((-90.0, -90.0),), 5.0),), "pick **Keep**"),
    ((), "draw over your subject"),
]


@pytest.mark.parametrize("method", ["graph_cut", "watershed"])
def test_missing_marks_are_asked_for_and_strokes_stay(opened, method):
    opened.radio(key="method").set_value(method).run()
    for strokes, sentence in MISSING:
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
    content = small_sample("astronaut.png").data
    about = {
        "photo_name": "astronaut.png",
        "photo": PhotoId(hashlib.sha256(content).hexdigest(), (256, 256)),
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
        ("beach.png", png(data.coffee()[::2, ::2]), "image/png")
    ).run()
    assert not opened.exception
    assert '"beach.png"' in offered["Python"]["data"]()
    assert '\\"beach.png\\"' in offered["Notebook"]["data"]()


def test_hint_is_explained_when_it_is_seen_first(proposed):
    assert "In the pink outline" in text_of(proposed)
    proposed.selectbox(key="softness").set_value("hard").run()
    assert "In the pink outline" in text_of(proposed)
    draw(proposed, KEEP, REMOVE)
    assert "pink outline" not in text_of(proposed)
    assert "Something wrong?" in text_of(proposed)


def test_hint_can_be_switched_off(opened):
    # As if none had been seen.
    del opened.session_state["first_hint"]
    draw(opened, KEEP, REMOVE)
    assert "pink outline" in text_of(opened)
    opened.checkbox(key="hint").uncheck().run()
    assert "pink outline" not in text_of(opened)
    assert "Something wrong?" in text_of(opened)


def no_doubt(prepared, *_):
    return np.zeros(prepared.shape, bool)


def test_nothing_unsure_is_nothing_left_to_improve(opened, monkeypatch):
    monkeypatch.setattr(segmentation, "find_doubt", no_doubt)
    # What was worked out for other strokes is remembered.
    draw(opened, KEEP, dataclasses.replace(REMOVE, radius_px=REMOVE.radius_px + 0.25))
    assert "nothing is left to improve" in text_of(opened)
    assert "pink outline" not in text_of(opened)


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


def count_seeds(recipe):
    image = data.astronaut()[::2, ::2]
    return segmentation.find_seeds(segmentation.prepare(image, recipe), recipe)[1]


def test_spots_offer_thresholds_the_number_of_seeds_and_groups(opened):
    opened.radio(key="seeds").set_value("spots").run()
    assert not opened.exception
    assert opened.slider(key="dark").value == 3
    assert opened.slider(key="light").value == 245
    assert f"{count_seeds(Recipe(seeds='spots'))} seeds" in text_of(opened)
    assert len(group_buttons(opened)) == 9


def test_thresholds_change_the_number_of_seeds(opened):
    opened.radio(key="seeds").set_value("spots").run()
    opened.slider(key="dark").set_value(10).run()
    recipe = Recipe(seeds="spots", dark=10)
    assert f"{count_seeds(recipe)} seeds" in text_of(opened)


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


def test_every_ground_can_be_shown(opened):
    draw(opened, KEEP, REMOVE)
    for ground in segmentation.GROUNDS:
        opened.selectbox(key="ground").set_value(ground).run()
        assert not opened.exception


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (700, 3)])
def test_odd_shapes_open(page, shape):
    upload(page, "odd.png", png(np.full((*shape, 3), 128, np.uint8)))
    assert not page.exception


def test_transparent_photos_open(page):
    rgba = np.dstack([data.coffee()[::2, ::2], np.full((200, 300), 90, np.uint8)])
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
    cutout = segmentation.cut_out(segmentation.Photo(data.astronaut()[::2, ::2]), recipe)
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


def test_webp_that_takes_too_much_memory_is_explained(opened, monkeypatch):
    draw(opened, KEEP, REMOVE)
    limits = Capacity(memory_bytes=10**9, max_pixels=10**8, most_photos=1, most_warm=1)
    keeper = Keeper(limits, lambda session: None, used_bytes=lambda: 9 * 10**8)
    monkeypatch.setattr("page.computed.keeper", lambda: keeper)
    opened.selectbox(key="format").set_value("webp").run()
    opened.button(key="make-cutout").click().run()
    assert "takes more memory than there is just now" in text_of(opened)
    assert not files(opened)
    opened.selectbox(key="format").set_value("png").run()
    assert saved(opened, "make-cutout")


def test_format_decides_the_end_of_the_name(opened):
    draw(opened, KEEP, REMOVE)
    for format, end in {"webp": "webp", "tiff": "tif", "jpeg": "jpg"}.items():
        opened.selectbox(key="format").set_value(format).run()
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
    opened.slider(key="shift").set_value(0.6).run()
    opened.slider(key="smooth").set_value(0.8).run()
    opened.slider(key="holes").set_value(6.0).run()
    opened.slider(key="islands").set_value(6.0).run()
    opened.checkbox(key="largest_only").check().run()
    opened.checkbox(key="clean_colors").uncheck().run()
    opened.selectbox(key="softness").set_value("feather").run()
    opened.slider(key="feather").set_value(0.8).run()
    opened.selectbox(key="backdrop").set_value("gradient").run()
    opened.checkbox(key="shadow").check().run()
    opened.slider(key="shadow_opacity").set_value(0.8).run()
    opened.selectbox(key="frame_shape").set_value("cutout").run()
    opened.slider(key="margin").set_value(1.0).run()
    opened.selectbox(key="format").set_value("jpeg").run()
    assert not opened.exception


def test_every_background_can_be_shown(opened):
    draw(opened, KEEP, REMOVE)
    for kind in ("color", "gradient", "blur", "gray"):
        opened.selectbox(key="backdrop").set_value(kind).run()
        assert not opened.exception
        assert saved(opened, "make-cutout")


def test_another_photo_goes_behind(opened):
    draw(opened, KEEP, REMOVE)
    opened.selectbox(key="backdrop").set_value("photo").run()
    # Until it is chosen, nothing lies behind.
    assert not opened.exception
    upload(opened, "behind.png", png(data.coffee()[::2, ::2]))
    assert not opened.exception
    assert saved(opened, "make-cutout")


def test_background_is_chosen_beside_the_result(offered, opened):
    for name, backdrop in (
        ("black", Backdrop("color", color="#000000")),
        ("blur", Backdrop("blur", blur_px=5.12)),
        ("transparent", Backdrop()),
    ):
        opened.button(key=f"background-{name}").click().run()
        assert not opened.exception
        assert recipe_of(offered).backdrop == backdrop
        assert opened.selectbox(key="backdrop").value == backdrop.kind


def test_photo_is_laid_behind_beside_the_result(offered, opened):
    uploader = opened.file_uploader(key="behind_here")
    uploader.set_value(("beach.png", png(data.coffee()[::2, ::2]), "image/png")).run()
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
    class BusyTurns:
        @contextlib.contextmanager
        def take(self, tell):
            tell(2)
            tell(1)
            yield
            told.append("Done")

    told = []
    update = StatusContainer.update

    def listen(self, **options):
        told.append(options.get("label"))
        return update(self, **options)

    monkeypatch.setattr("page.workspace.downloads.full_size", BusyTurns)
    monkeypatch.setattr(StatusContainer, "update", listen)
    draw(opened, KEEP, REMOVE)
    assert saved(opened, "make-cutout")
    assert ["2 before you" in told[0], "Yours is next" in told[1]] == [True, True]
    assert [label.split()[0] for label in told[2:]] == ["Cutting", "Writing", "Done"]


RECTANGLE = {
    "type": "Path",
    "path": [["M", 10, 20], ["L", 200, 20]],
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
    add_shapes(opened, RECTANGLE)
    opened.run()
    add_shapes(opened, RECTANGLE, RECTANGLE)
    opened.button_group(key="tool").set_value("shapes").run()
    revision = opened.session_state["revision"]
    step(opened, "undo")
    assert opened.session_state["shapes"] == (RECTANGLE,)
    # The canvas loads what is left.
    assert opened.session_state["revision"] > revision


def recipe_of(offered):
    """Return the recipe that can be downloaded."""
    return Recipe.from_json(offered["Recipe"]["data"]())


def test_unfinished_stroke_waits_to_become_part_of_the_result(offered, opened):
    for finished in ((), (KEEP,), (KEEP, REMOVE)):
        draw(opened, *finished, REMOVE)
        drawing = opened.session_state["drawing"]
        opened.session_state["drawing"] = dataclasses.replace(drawing, live=True)
        opened.run()
        assert not opened.exception
        assert recipe_of(offered).strokes == finished
        draw(opened, *finished, REMOVE)
        assert recipe_of(offered).strokes == (*finished, REMOVE)


def test_marks_of_both_tools_count_in_the_order_in_which_they_were_made(offered, opened):
    draw(opened, KEEP)
    add_shapes(opened, RECTANGLE)
    opened.run()
    opened.session_state["drawing"] = opened.session_state["drawing"].replace((KEEP, REMOVE))
    opened.session_state["order"] += ("brush",)
    opened.run()
    first, shape, last = recipe_of(offered).strokes
    assert (first, last) == (KEEP, REMOVE)
    assert shape.label == Label.BACKGROUND
    opened.button_group(key="tool").set_value("shapes").run()
    assert recipe_of(offered).strokes == (first, shape, last)
    step(opened, "undo")
    assert recipe_of(offered).strokes == (KEEP, shape)


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
    assert [(each.choices["seeds"], each.marks.order) for each in history.past] == [
        (start.choices["seeds"], ()),
        ("strokes", ()),
        ("strokes", ("brush",)),
        ("strokes", ("brush", "shapes")),
    ]
    assert history.present.choices["softness"] == "hard"
    press(proposed, "Another photo")
    press(proposed, "Coffee")
    assert proposed.session_state["history"].past == ()


def test_picked_groups_are_remembered(opened):
    opened.radio(key="seeds").set_value("spots").run()
    group_buttons(opened)[1].click().run()
    history = opened.session_state["history"]
    assert history.present.choices["background_groups"]
    assert history.undo().present.choices["background_groups"] == ()


def step(page, name):
    """Press Undo or Redo beside the shapes; return what it says it does."""
    button = page.button(key=name)
    button.click().run()
    assert not page.exception
    return button.help.partition(": ")[2].partition(" (")[0]


def test_undo_and_redo_go_through_all_that_was_decided(offered, opened):
    opened.button_group(key="tool").set_value("shapes").run()
    before = recipe_of(offered)
    states = [before]

    def decide(change):
        change()
        opened.run()
        assert not opened.exception
        states.append(recipe_of(offered))

    decide(lambda: draw(opened, KEEP))
    decide(lambda: opened.slider(key="shift").set_value(0.4).run())
    opened.slider(key="shift").set_value(0.6).run()
    states[-1] = recipe_of(offered)
    decide(lambda: opened.button(key="background-white").click())
    decide(lambda: add_shapes(opened, RECTANGLE))
    decide(lambda: opened.checkbox(key="shadow").set_value(True))
    decide(lambda: opened.radio(key="seeds").set_value("salient"))
    decide(lambda: opened.selectbox(key="frame_shape").set_value("1:1"))
    names = ["shape and size", "start", "shadow", "shape", "background", "edge", "stroke"]
    for name, state in zip(names, states[-2::-1], strict=True):
        assert step(opened, "undo") == name
        assert recipe_of(offered) == state
    # Beyond is the choice of the start.
    for name, state in zip(names[::-1], states[1:], strict=True):
        assert step(opened, "redo") == name
        assert recipe_of(offered) == state
    assert opened.button(key="redo").disabled


def test_start_over_can_be_undone(opened):
    draw(opened, KEEP)
    opened.selectbox(key="softness").set_value("hard").run()
    opened.session_state["came_back"] = "reload"
    opened.run()
    press(opened, "Start over")
    assert drawn(opened) == ()
    opened.button_group(key="tool").set_value("shapes").run()
    step(opened, "undo")
    assert drawn(opened) == (KEEP,)
    assert opened.selectbox(key="softness").value == "hard"


def test_every_control_makes_one_step(opened):
    """What a control shows at first is no decision."""
    count = len(opened.session_state["history"].past)
    opened.checkbox(key="shadow").set_value(True).run()
    opened.selectbox(key="frame_shape").set_value("cutout").run()
    opened.selectbox(key="softness").set_value("feather").run()
    opened.selectbox(key="backdrop").set_value("gradient").run()
    opened.selectbox(key="format").set_value("webp").run()
    opened.checkbox(key="lossless").set_value(False).run()
    opened.radio(key="seeds").set_value("spots").run()
    press(opened, "By color, on a plain background")
    opened.run()
    assert len(opened.session_state["history"].past) == count + 8


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
    open_recipe(opened, recipe_file(RECIPE, digest=digest, shape=(256, 256)))
    assert not opened.exception
    assert drawn(opened) == (KEEP, REMOVE)
    assert opened.radio(key="method").value == "watershed"
    assert opened.slider(key="shift").value == pytest.approx(2 / 2.56, abs=0.005)
    assert opened.slider(key="margin").value == pytest.approx(30 / 2.56, abs=0.05)
    assert "another photo" not in text_of(opened)


def test_recipe_of_another_photo_is_asked_about_and_scaled(opened):
    draw(opened, REMOVE)
    content = recipe_file(RECIPE, digest="0" * 64, shape=(512, 128))
    open_recipe(opened, content)
    assert "made for another photo (128 × 512 pixels)" in text_of(opened)
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


FILLED = Stroke(Label.BACKGROUND, ((0.0, 0.0), (0.0, 250.0), (25.0, 250.0)), 0.0, filled=True)


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


ALL_OVER = Stroke(Label.BACKGROUND, ((128.0, 128.0),), 300.0, exact=True)


def test_cutout_of_nothing_or_everything_is_told_and_no_file(opened):
    for label, told in (
        (Label.BACKGROUND, "Nothing is left"),
        (Label.FOREGROUND, "Everything is"),
    ):
        draw(opened, KEEP, REMOVE, dataclasses.replace(ALL_OVER, label=label))
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
    much = Stroke(Label.BACKGROUND, ((150.0, 100.0),), 45.0, exact=True)
    draw(opened, KEEP, REMOVE, much)
    assert "Your last stroke changed a lot" in text_of(opened)
    press(opened, "Take it back")
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
def test_start_that_is_a_mere_guess_asks_for_a_tap(page, small_samples, monkeypatch, least, told):
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
    box = ((20.0, 45.0), (250.0, 210.0))
    opened.session_state["drawing"] = opened.session_state["drawing"].replace((), box=box)
    opened.run()
    opened.radio(key="seeds").set_value("box").run()
    assert not opened.exception
    assert recipe_of(offered).box == box
    assert recipe_of(offered).seeds == "box"
    press(opened, "Strokes only")
    assert recipe_of(offered).box is None


def test_recipe_with_a_box_brings_it_back(offered, opened):
    recipe = Recipe(seeds="box", box=((20.0, 45.0), (250.0, 210.0)), strokes=(KEEP,))
    open_recipe(opened, recipe.to_json().encode())
    assert not opened.exception
    assert recipe_of(offered) == recipe


def test_photo_that_lacks_its_end_opens_with_a_word_about_it(page):
    buffer = io.BytesIO()
    Image.fromarray(data.coffee()[::2, ::2]).save(buffer, "JPEG")
    whole = buffer.getvalue()
    upload(page, "photo.jfif", whole[: len(whole) * 3 // 4])
    assert not page.exception
    assert page.warning[0].value
