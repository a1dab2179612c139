"""The brush in a real Chromium: mouse, fingers, pen and keys."""

import ast
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from conftest import change_look
from PIL import Image
from playwright.sync_api import expect

from segmentation import Label, Recipe
from segmentation.pictures.preview import MARK_COLORS

PROJECT = Path(__file__).parents[1]
# A page with the brush and the real engine, on a photo with a small red square to aim at. What
# the server knows of the strokes is shown as text.
APP = """
import hashlib, sys, time
import numpy as np
import streamlit as st
sys.path.insert(0, PROJECT)
import segmentation
from page.components.brush import Drawing, show_canvas, show_hint, show_history, show_mask
from page.decisions import Decisions, History, OrderedMarks
from segmentation import Label, Recipe, Stroke

SHAPE = {"wide": (600, 900), "other": (500, 500)}
SQUARE = {"wide": (slice(150, 156), slice(606, 612)), "other": (slice(40, 46), slice(60, 66))}


@st.cache_resource
def make(name):
    rows, cols = np.mgrid[: SHAPE[name][0], : SHAPE[name][1]]
    egg = ((rows - 300) / 200) ** 2 + ((cols - 420) / 260) ** 2 <= 1
    noise = np.random.default_rng(2).integers(-9, 10, (*SHAPE[name], 1))
    rgb = (np.where(egg[..., None], (210, 200, 160), (60, 80, 110)) + noise).astype(np.uint8)
    rgb[SQUARE[name]] = 255, 0, 0
    jpeg = segmentation.encode_jpeg(rgb)
    return jpeg, hashlib.sha256(jpeg).hexdigest(), segmentation.prepare(rgb, Recipe())


def adopt(message):
    st.session_state.drawing, acts = st.session_state.drawing.receive(message)
    for act in acts:
        carry_out(act)


def carry_out(act):
    if act.kind in ("undo", "redo"):
        st.session_state.history = getattr(st.session_state.history, act.kind)()
        past = st.session_state.history.present
        drawn = st.session_state.drawing.step(past.marks.strokes, past.box, foreseen=act.foreseen)
        st.session_state.drawing = drawn
    else:
        st.session_state.drawing = st.session_state.drawing.do(act)
        record()


def record():
    drawing = st.session_state.drawing
    decided = Decisions({}, OrderedMarks().with_strokes(drawing.finished), drawing.box)
    st.session_state.history = st.session_state.history.record(decided)


def load():
    strokes = [Stroke(Label.BACKGROUND, ((50.0, 60.0), (500.0, 60.0)), 9.0)]
    box = (100.0, 150.0), (400.0, 600.0)
    st.session_state.drawing = st.session_state.drawing.replace(strokes, box=box)
    record()


def open_photo():
    st.session_state.update(drawing=Drawing(), history=History(Decisions({})))


@st.fragment
def work(name, fail):
    jpeg, digest, prepared = make(name)
    drawing = st.session_state.drawing
    show_canvas(drawing, jpeg, SHAPE[name], photo_id=digest, key="brush", on_change=adopt)
    history = st.session_state.history
    show_history(
        drawing,
        undo="stroke" if history.past else None,
        redo="stroke" if history.future else None,
        strokes=history.strokes_on_top,
        key="brush",
    )
    if fail:
        raise RuntimeError("The engine is out of order.")
    time.sleep(float(st.query_params.get("delay", 0)))
    recipe = Recipe(strokes=drawing.strokes)
    markers = segmentation.find_markers(prepared, recipe)
    mask = hint = None
    if not segmentation.missing_marks(prepared, markers):
        mask = segmentation.segment(prepared, markers, recipe)
    show_mask(drawing, mask, key="brush")
    if mask is not None and not drawing.live:
        hint = segmentation.find_doubt(prepared, markers)
    show_hint(drawing, hint, key="brush")
    st.download_button("Recipe", recipe.to_json(), "recipe.json", on_click="ignore")
    state = f"revision {drawing.revision}, load {drawing.loads}"
    st.text(f"strokes {len(drawing.strokes)}, {state}, box {drawing.box}")


if "drawing" not in st.session_state:
    open_photo()
st.session_state.runs = st.session_state.get("runs", 0) + 1
fail = st.checkbox("Fail")
name = st.radio("Photo", list(SHAPE), on_change=open_photo, horizontal=True)
st.button("Load", on_click=load)
st.button("Forget", on_click=open_photo)
if st.checkbox("Show", True):
    work(name, fail)
st.text(f"runs {st.session_state.runs}")
st.text_input("Words")
st.html("<div style='height: 900px'>Below</div>")
"""
# Counts what goes over the wire, and lets a test cut it.
WATCH_WIRE = """
    window.wire = [];
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
        constructor(...options) {
            super(...options);
            window.sockets.push(this);
            this.addEventListener("message", ({ data }) => {
                window.wire.push(["down", data.byteLength]);
            });
        }
        send(data) {
            window.wire.push(["up", data.byteLength]);
            super.send(data);
        }
    };
"""


@pytest.fixture(scope="session")
def address(serve, tmp_path_factory):
    script = tmp_path_factory.mktemp("brush") / "app.py"
    script.write_text(APP.replace("PROJECT", repr(str(PROJECT))))
    return serve(script)


@pytest.fixture
def open_page(new_page, address):
    """Open the page in a window of a size."""

    def open_page(width=1400, height=900, *, live=False, delay=0, **options):
        settings = json.dumps({"live": live, "size": 12})
        keep_settings = f"localStorage.setItem('seedcut:brush', {json.dumps(settings)})"
        page = new_page(width, height, scripts=[WATCH_WIRE, keep_settings], **options)
        page.goto(f"{address}/?delay={delay}")
        wait_until_painted(page)
        return page

    return open_page


def canvas_of(page):
    return page.locator(".stage canvas")


def button(page, name):
    return page.get_by_role("group", name="Brush editor").get_by_role("button", name=name)


def wait_until_painted(page):
    page.locator(".brush[data-painted]:not(.busy)").wait_for()


def wait_until_fitted(page):
    """Wait until the canvas has as many pixels as the window shows of it."""
    page.wait_for_function(
        """() => {
            const { canvas } = seedcutBrushes.editors.brush.stage;
            const { width, right } = canvas.getBoundingClientRect();
            return right <= innerWidth && canvas.width === Math.round(width * devicePixelRatio);
        }"""
    )


def drawn(page):
    """Return the number of strokes on the canvas."""
    return int(page.locator(".brush").get_attribute("data-strokes"))


def expect_strokes(page, count):
    """Wait until canvas and server have a number of strokes, and the page has run to its end."""
    expect(page.locator(".brush")).to_have_attribute("data-strokes", str(count))
    expect_answer(page, count)


def expect_answer(page, count):
    """Wait until the server has a number of strokes, and what it made of them is on the page."""
    page.get_by_text(re.compile(f"^strokes {count}, ")).wait_for()
    wait_until_painted(page)
    painted = page.locator(".brush").get_attribute("data-painted")
    page.get_by_text(f"strokes {count}, revision {painted}, load").wait_for()


def strokes_of(page):
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Recipe").click()
    return Recipe.from_json(Path(waiting.value.path()).read_text()).strokes


def place(page, x, y):
    box = canvas_of(page).bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def drag(page, *points, steps=4):
    places = [place(page, *point) for point in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for at in places[1:]:
        page.mouse.move(*at, steps=steps)
    page.mouse.up()


def expect_box(page, *corners, tolerance_px=1.0):
    """Wait until the server is up to date, and see that it has a box, or none."""
    wait_until_painted(page)
    painted = page.locator(".brush").get_attribute("data-painted")
    state = page.get_by_text(re.compile(f"revision {painted}, load .*, box ")).inner_text()
    box = ast.literal_eval(state.partition("box ")[2])
    assert bool(box) == bool(corners)
    if corners:
        np.testing.assert_allclose(box, corners, atol=tolerance_px)


def ink_at(page, x, y):
    """Return the color and opacity of the marks at a place of the canvas."""
    look = """([x, y]) => {
        const { marks } = seedcutBrushes.editors.brush.stage.painter.layers;
        const at = [Math.round(x * marks.width), Math.round(y * marks.height), 1, 1];
        return [...marks.getContext("2d").getImageData(...at).data];
    }"""
    return tuple(page.evaluate(look, [x, y]))


def find_square(page):
    """Return where the red square is on the page, in CSS pixels."""
    page.mouse.move(2, 2)
    picture = np.array(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), int)
    scale = page.evaluate("devicePixelRatio")
    red = (picture[..., 0] > 190) & (picture[..., 1] < 70) & (picture[..., 2] < 70)
    rows, cols = np.nonzero(red)
    assert rows.size
    return (np.median(cols) + 0.5) / scale, (np.median(rows) + 0.5) / scale


def assert_on_square(stroke, tolerance_px=1.0):
    """The square's center is 2.5 pixels from the center of its first pixel."""
    assert len(stroke.points) == 1
    np.testing.assert_allclose(stroke.points[0], (152.5, 608.5), atol=tolerance_px)


def run_count(page):
    # While the page runs anew, the text of the run before may still be there.
    expect(page.get_by_text(re.compile(r"^runs \d+$"))).to_have_count(1)
    return int(page.get_by_text(re.compile(r"^runs \d+$")).inner_text().split()[1])


def zoom_of(page):
    return int(page.locator("[data-do=fit]").inner_text().rstrip("%"))


def expect_zoom(page, percent):
    expect(page.locator("[data-do=fit]")).to_have_text(f"{percent}%")


KEEP = [(0.4, 0.4), (0.5, 0.6)]
REMOVE = [(0.05, 0.1), (0.05, 0.9)]


@pytest.mark.parametrize("ratio", [1, 2])
def test_dot_lands_on_the_pixel_after_zoom_and_pan(open_page, ratio):
    page = open_page(device_scale_factor=ratio)

    def mark_square():
        page.mouse.click(*find_square(page))
        expect_strokes(page, 1)
        (dot,) = strokes_of(page)
        assert dot.label == Label.FOREGROUND
        assert_on_square(dot)
        # The mark would hide the square.
        button(page, "Undo").click()
        expect_strokes(page, 0)

    mark_square()
    page.mouse.move(*place(page, 0.7, 0.2))
    # Once it is zoomed in, the wheel needs no Ctrl.
    page.keyboard.down("Control")
    page.mouse.wheel(0, -20)
    page.keyboard.up("Control")
    page.wait_for_function("seedcutBrushes.editors.brush.stage.viewport.zoom > 1.1")
    while (zoom := zoom_of(page)) < 400:
        page.mouse.wheel(0, -200)
        page.wait_for_function(
            "zoom => seedcutBrushes.editors.brush.stage.viewport.zoom > zoom / 100 + 0.1", arg=zoom
        )
    mark_square()
    canvas_of(page).focus()
    page.keyboard.down(" ")
    drag(page, (0.5, 0.5), (0.6, 0.6))
    page.keyboard.up(" ")
    mark_square()
    page.mouse.move(*place(page, 0.5, 0.5))
    page.mouse.down(button="middle")
    page.mouse.move(*place(page, 0.35, 0.4), steps=3)
    page.mouse.up(button="middle")
    mark_square()


def test_wheel_scrolls_while_the_photo_fits_and_zooms_with_ctrl_as_do_buttons_and_keys(open_page):
    page = open_page(1000, 600)
    page.mouse.move(*place(page, 0.5, 0.2))
    page.mouse.wheel(0, 200)
    page.wait_for_function("() => [...document.querySelectorAll('*')].some(e => e.scrollTop > 50)")
    page.mouse.wheel(0, -200)
    page.wait_for_function("() => ![...document.querySelectorAll('*')].some(e => e.scrollTop > 0)")
    assert zoom_of(page) == 100
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function("seedcutBrushes.editors.brush.stage.viewport.zoom > 1.2")
    page.keyboard.press("0")
    expect_zoom(page, 100)
    expect(button(page, "Zoom out")).to_be_disabled()
    button(page, "Zoom in").click()
    expect_zoom(page, 150)
    page.keyboard.press("0")
    expect_zoom(page, 100)
    canvas_of(page).focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect_zoom(page, 225)
    before = page.evaluate("seedcutBrushes.editors.brush.stage.viewport.x")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("seedcutBrushes.editors.brush.stage.viewport.x") > before
    page.keyboard.press("-")
    button(page, re.compile("%")).click()
    expect_zoom(page, 100)


def test_undo_redo_erase_and_clear(open_page):
    page = open_page()
    drag(page, *KEEP)
    expect_strokes(page, 1)
    page.keyboard.press("r")
    drag(page, *REMOVE)
    expect_strokes(page, 2)
    keep = (*MARK_COLORS[Label.FOREGROUND], 255)
    assert ink_at(page, 0.45, 0.5) == keep
    page.keyboard.press("e")
    page.mouse.click(*place(page, 0.45, 0.5))
    expect_strokes(page, 3)
    assert ink_at(page, 0.45, 0.5)[3] == 0
    assert ink_at(page, 0.4, 0.4) == keep
    labels = [stroke.label for stroke in strokes_of(page)]
    assert labels == [Label.FOREGROUND, Label.BACKGROUND, Label.NONE]

    page.keyboard.press("Control+z")
    expect_strokes(page, 2)
    button(page, "Undo").click()
    expect_strokes(page, 1)
    page.keyboard.press("Control+Shift+Z")
    expect_strokes(page, 2)
    button(page, "Redo").click()
    expect_strokes(page, 3)
    expect(button(page, "Redo")).to_be_disabled()
    button(page, "Clear").click()
    expect_strokes(page, 0)
    expect(button(page, "Clear")).to_be_disabled()
    button(page, "Undo").click()
    expect_strokes(page, 3)
    # A stroke after an undo ends the way forth.
    page.keyboard.press("Control+z")
    drag(page, (0.8, 0.8), (0.9, 0.9))
    expect_strokes(page, 3)
    expect(button(page, "Redo")).to_be_disabled()


def test_canvas_and_toolbar_have_the_colors_of_the_marks(open_page):
    page = open_page()
    for key, label in (("k", Label.FOREGROUND), ("r", Label.BACKGROUND), ("h", Label.FUZZY)):
        page.keyboard.press(key)
        drag(page, *KEEP)
        expect_strokes(page, 1)
        assert ink_at(page, 0.45, 0.5) == (*MARK_COLORS[label], 255)
        pressed = page.locator(".tools [aria-pressed=true]")
        border = pressed.evaluate("button => getComputedStyle(button).borderColor")
        assert tuple(map(int, re.findall(r"\d+", border))) == MARK_COLORS[label]
        page.keyboard.press("Control+z")
        expect_strokes(page, 0)


def test_exact_strokes_say_so_and_are_seen_through(open_page):
    page = open_page()
    exact = button(page, "Only here")
    expect(exact).to_have_attribute("aria-pressed", "false")
    exact.click()
    expect(exact).to_have_attribute("aria-pressed", "true")
    drag(page, *KEEP)
    page.keyboard.press("r")
    drag(page, *REMOVE)
    # A fuzzy edge is never exact.
    page.keyboard.press("h")
    expect(exact).to_be_disabled()
    page.keyboard.press("o")
    drag(page, (0.8, 0.1), (0.9, 0.1))
    page.keyboard.press("k")
    expect(exact).to_be_enabled()
    page.keyboard.press("o")
    expect(exact).to_have_attribute("aria-pressed", "false")
    drag(page, (0.2, 0.8), (0.3, 0.8))
    expect_strokes(page, 4)
    assert [stroke.exact for stroke in strokes_of(page)] == [True, True, False, False]
    assert 0 < ink_at(page, 0.45, 0.5)[3] < 128
    assert ink_at(page, 0.25, 0.8)[3] == 255
    page.reload()
    button(page, "Restore").click()
    expect_strokes(page, 4)
    assert [stroke.exact for stroke in strokes_of(page)] == [True, True, False, False]


def test_box_is_drawn_replaced_undone_and_clicked_away(open_page):
    page = open_page()
    drag(page, *KEEP)
    expect_strokes(page, 1)
    page.keyboard.press("b")
    expect(button(page, "Box")).to_have_attribute("aria-pressed", "true")
    # From any corner.
    drag(page, (0.8, 0.1), (0.1, 0.9))
    first = (59.5, 89.5), (539.5, 719.5)
    expect_box(page, *first)
    drag(page, (0.2, 0.3), (0.6, 0.7))
    second = (179.5, 179.5), (419.5, 539.5)
    expect_box(page, *second)
    expect(page.get_by_role("img", name="Photo to draw on, 1 stroke and a box")).to_be_visible()
    page.keyboard.press("Control+z")
    expect_box(page, *first)
    page.keyboard.press("Control+Shift+z")
    expect_box(page, *second)
    page.mouse.click(*place(page, 0.5, 0.5))
    expect_box(page)
    page.keyboard.press("Control+z")
    expect_box(page, *second)
    page.reload()
    expect(page.get_by_text("You drew 1 stroke and a box")).to_be_visible()
    button(page, "Restore").click()
    expect_box(page, *second)
    expect_strokes(page, 1)
    button(page, "Clear").click()
    expect_box(page)
    expect_strokes(page, 0)
    # It ends where the photo ends, and the outside is dimmed.
    page.get_by_label("How the cutout is shown").select_option("none")
    brightness = """([x, y]) => {
        const { canvas } = seedcutBrushes.editors.brush.stage;
        const at = [Math.round(x * canvas.width), Math.round(y * canvas.height), 9, 9];
        const { data } = canvas.getContext("2d").getImageData(...at);
        return data.reduce((sum, value, i) => sum + (i % 4 < 3 ? value : 0), 0);
    }"""
    inside, outside = [0.1, 0.9], [0.9, 0.9]
    before = [page.evaluate(brightness, at) for at in (inside, outside)]
    page.keyboard.press("b")
    drag(page, (0.7, 0.05), (-0.2, 1.2))
    expect_box(page, (29.5, -0.5), (599.5, 629.5))
    after = [page.evaluate(brightness, at) for at in (inside, outside)]
    assert after[0] == before[0]
    assert 0.5 * before[1] < after[1] < 0.8 * before[1]


def test_brush_is_seen_where_it_would_draw(open_page):
    page = open_page()
    drag(page, *KEEP)
    page.keyboard.press("r")
    for _ in range(6):
        page.keyboard.press("]")
    expect_strokes(page, 1)
    x, y = place(page, 0.7, 0.2)

    def orange():
        """Return the number of pixels near the pointer that have the color of Remove."""
        page.mouse.move(x, y)
        clip = {"x": x - 20, "y": y - 20, "width": 40, "height": 40}
        picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
        away = np.array(picture, int) - MARK_COLORS[Label.BACKGROUND]
        return (np.abs(away).max(axis=-1) < 40).sum()

    solid = orange()
    assert solid > 20
    page.keyboard.press("o")
    assert 0 < orange() < solid
    page.keyboard.press("b")
    assert orange() == 0


def test_keys_choose_tools_and_sizes_without_a_run_and_typing_is_left_alone(open_page):
    page = open_page()
    before = run_count(page)
    for key, name in (("r", "Remove"), ("e", "Rub out"), ("b", "Box"), ("k", "Keep")):
        page.keyboard.press(key)
        expect(button(page, name)).to_have_attribute("aria-pressed", "true")
    size = page.get_by_role("slider", name="Brush size")
    page.keyboard.press("]")
    assert float(size.input_value()) > 12
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert float(size.input_value()) < 12
    # With the focus inside of the editor, Streamlit's own keys are silent.
    for target in (canvas_of(page), button(page, "Undo"), size):
        target.focus()
        page.keyboard.press("c")
        page.keyboard.press("r")
    expect(button(page, "Remove")).to_have_attribute("aria-pressed", "true")
    drag(page, *KEEP)
    expect_strokes(page, 1)
    assert run_count(page) == before
    assert page.get_by_role("dialog").count() == 0
    page.keyboard.press("r")
    words = page.get_by_label("Words")
    words.click()
    page.keyboard.type("keep 0 [e]")
    expect(words).to_have_value("keep 0 [e]")
    expect(button(page, "Remove")).to_have_attribute("aria-pressed", "true")


def test_everything_but_drawing_is_reached_by_the_tab_key(open_page):
    page = open_page()
    drag(page, *KEEP)
    drag(page, *REMOVE)
    expect_strokes(page, 2)
    button(page, "Undo").click()
    expect_strokes(page, 1)
    button(page, "Zoom in").click()
    button(page, "Keep").focus()
    names = []
    for _ in range(17):
        names.append(
            page.evaluate(
                """() => {
                    const focused = document.activeElement.shadowRoot?.activeElement;
                    return focused && (focused.ariaLabel || focused.textContent.trim());
                }"""
            )
        )
        page.keyboard.press("Tab")
    expected = (
        "Keep|Remove|Only here|Hair|Rub out|Box|Brush size|Undo: stroke|Redo: stroke"
        "|Clear all marks|Photo to draw on, 1 stroke"
    )
    expected += "|How the cutout is shown|Live|Zoom out|150%|Zoom in|Keyboard shortcuts"
    assert names == expected.split("|")
    button(page, "Keyboard shortcuts").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()


def test_strokes_are_offered_again_after_a_reload(open_page):
    page = open_page()
    drag(page, *KEEP)
    page.keyboard.press("r")
    drag(page, *REMOVE)
    expect_strokes(page, 2)
    before = strokes_of(page)
    page.reload()
    wait_until_painted(page)
    expect_strokes(page, 0)
    expect(page.get_by_text("You drew 2 strokes")).to_be_visible()
    # What is drawn meanwhile stays, on top.
    drag(page, (0.8, 0.2), (0.9, 0.3))
    expect_strokes(page, 1)
    page.reload()
    expect(page.get_by_text("You drew 3 strokes")).to_be_visible()
    button(page, "Restore").click()
    expect_strokes(page, 3)
    assert strokes_of(page)[:2] == before
    button(page, "Clear").click()
    expect_strokes(page, 0)
    page.reload()
    wait_until_painted(page)
    expect(button(page, "Restore")).to_be_hidden()


# A browser short of memory can't decode pictures.
REFUSE = """
    const decode = createImageBitmap;
    window.createImageBitmap = (blob) =>
        blob.type === "TYPE" ? Promise.reject(new Error("no room")) : decode(blob);
"""


def test_photo_that_the_browser_cannot_decode_is_told(new_page, address):
    page = new_page(1400, 900, scripts=[REFUSE.replace("TYPE", "image/jpeg")])
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("no room for this photo")
    drag(page, *KEEP)
    expect_strokes(page, 1)


def test_mask_that_the_browser_cannot_decode_counts_as_an_answer(new_page, address):
    page = new_page(1400, 900, scripts=[REFUSE.replace("TYPE", "image/png")])
    page.goto(address)
    wait_until_painted(page)
    drag(page, *KEEP)
    page.keyboard.press("r")
    drag(page, *REMOVE)
    expect_strokes(page, 2)
    expect(page.get_by_text("no room")).to_be_hidden()


def test_each_photo_has_its_own_strokes(open_page):
    page = open_page()
    drag(page, *KEEP)
    expect_strokes(page, 1)
    page.get_by_text("other", exact=True).click()
    expect_strokes(page, 0)
    drag(page, *KEEP)
    drag(page, *REMOVE)
    expect_strokes(page, 2)
    page.get_by_text("wide", exact=True).click()
    expect(page.get_by_text("You drew 1 stroke on")).to_be_visible()
    button(page, "Restore").click()
    expect_strokes(page, 1)


def test_strokes_survive_widgets_hiding_errors_and_a_lost_connection(open_page):
    page = open_page()
    drag(page, *KEEP)
    expect_strokes(page, 1)
    page.get_by_text("Show").click()
    expect(canvas_of(page)).to_be_hidden()
    page.get_by_text("Show").click()
    expect_strokes(page, 1)
    page.get_by_text("Fail").click()
    page.get_by_text("out of order").or_(page.get_by_test_id("stException")).first.wait_for()
    drag(page, *REMOVE)
    drag(page, (0.8, 0.2), (0.9, 0.3))
    assert drawn(page) == 3
    page.get_by_text("Fail").click()
    expect_strokes(page, 3)
    button(page, "Undo").click()
    expect_strokes(page, 2)
    page.evaluate("window.sockets.at(-1).close()")
    drag(page, *REMOVE)
    drag(page, (0.8, 0.2), (0.9, 0.3))
    page.wait_for_function("() => window.sockets.length > 1 && sockets.at(-1).readyState === 1")
    expect_strokes(page, 4)


def test_strokes_reach_a_server_that_forgot_them(open_page):
    page = open_page()
    drag(page, *KEEP)
    drag(page, *REMOVE)
    expect_strokes(page, 2)
    before = strokes_of(page)
    token = page.evaluate("seedcutBrushes.editors.brush.link.token")
    page.get_by_role("button", name="Forget").click()
    page.wait_for_function("token => seedcutBrushes.editors.brush.link.token !== token", arg=token)
    expect_strokes(page, 2)
    assert strokes_of(page) == before


def test_page_puts_strokes_onto_the_canvas(open_page):
    page = open_page()
    drag(page, *KEEP)
    expect_strokes(page, 1)
    page.get_by_role("button", name="Load").click()
    expect(button(page, "Undo")).to_be_enabled()
    page.get_by_text("load 1").wait_for()
    expect_strokes(page, 1)
    (loaded,) = strokes_of(page)
    assert loaded.label == Label.BACKGROUND
    expect_box(page, (100, 150), (400, 600))
    drag(page, *KEEP)
    expect_strokes(page, 2)
    assert strokes_of(page)[0] == loaded
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect_strokes(page, 1)
    assert strokes_of(page)[0].label == Label.FOREGROUND
    expect_box(page)


def put_into_a_new_session(page):
    """Have the page put strokes onto the canvas before it is shown in a session of its own."""
    page.get_by_text("Show").click()
    expect(canvas_of(page)).to_be_hidden()
    # Two presses in one run would be answered in the order of the buttons.
    for name in ("Forget", "Load"):
        runs = run_count(page)
        page.get_by_role("button", name=name).click()
        page.get_by_text(f"runs {runs + 1}", exact=True).wait_for()
    page.get_by_text("Show").click()
    expect_strokes(page, 1)


def test_strokes_stay_on_offer_unless_the_page_puts_them_there(open_page):
    page = open_page()
    drag(page, *KEEP)
    expect_strokes(page, 1)
    put_into_a_new_session(page)
    expect(page.get_by_text("You drew 1 stroke on")).to_be_visible()
    button(page, "Discard").click()
    # What is on the canvas now is what the page puts there again.
    put_into_a_new_session(page)
    expect(button(page, "Restore")).to_be_hidden()


def test_strokes_made_in_a_hurry_are_neither_lost_nor_doubled(open_page):
    page = open_page(delay=0.3)
    for number in range(8):
        drag(page, (0.1 + 0.1 * number, 0.2), (0.1 + 0.1 * number, 0.8), steps=2)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    expect_strokes(page, 7)
    cols = [stroke.points[0][1] for stroke in strokes_of(page)]
    np.testing.assert_allclose(cols, 900 * np.linspace(0.1, 0.7, 7), atol=2)


def test_mask_follows_a_stroke_while_it_is_drawn_unless_that_is_switched_off(open_page):
    page = open_page(live=True)
    drag(page, *KEEP)
    expect_strokes(page, 1)
    page.keyboard.press("r")
    page.mouse.move(*place(page, 0.05, 0.1))
    page.mouse.down()
    revisions = [int(page.locator(".brush").get_attribute("data-painted"))]
    for x in np.linspace(0.1, 0.9, 5):
        page.mouse.move(*place(page, x, 0.06), steps=3)
        page.wait_for_function(
            "painted => Number(seedcutBrushes.editors.brush.element.dataset.painted) > painted",
            arg=revisions[-1],
        )
        revisions.append(int(page.locator(".brush").get_attribute("data-painted")))
    assert drawn(page) == 1
    page.mouse.up()
    expect_strokes(page, 2)
    assert strokes_of(page)[1].points[0][0] == pytest.approx(60, abs=2)
    live = button(page, "Live")
    expect(live).to_have_attribute("aria-pressed", "true")
    live.click()
    expect(live).to_have_attribute("aria-pressed", "false")
    sent = "() => wire.filter(([way]) => way === 'up').length"
    before = page.evaluate(sent)
    drag(page, *KEEP, steps=40)
    expect_strokes(page, 3)
    assert page.evaluate(sent) == before + 1


def test_views_need_no_server_strokes_little_and_the_photo_travels_once(open_page):
    page = open_page()
    drag(page, *KEEP)
    expect_strokes(page, 1)
    before = page.evaluate("wire.filter(([way]) => way === 'up').length")
    # The page shows the background where nothing was drawn.
    pixel = """() => {
        const { canvas } = seedcutBrushes.editors.brush.stage;
        const at = [Math.round(0.1 * canvas.width), Math.round(0.9 * canvas.height), 1, 1];
        return [...canvas.getContext("2d").getImageData(...at).data].join();
    }"""
    seen = set()
    for view in ("dim", "red", "checker", "none"):
        page.get_by_label("How the cutout is shown").select_option(view)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.add(page.evaluate(pixel))
    assert len(seen) == 4
    page.get_by_label("How the cutout is shown").select_option("ants")
    canvas_of(page).focus()
    page.keyboard.press("v")
    expect(page.get_by_label("How the cutout is shown")).to_have_value("checker")
    assert page.evaluate("wire.filter(([way]) => way === 'up').length") == before
    # The second message of the canvas is the first that can refer to one kept in the browser.
    for number in range(3):
        page.evaluate("wire.length = 0")
        drag(page, (0.2, 0.2 + 0.2 * number), (0.5, 0.3), (0.8, 0.2 + 0.2 * number), steps=20)
        expect_strokes(page, number + 2)
    up = page.evaluate("wire.filter(([way]) => way === 'up').map(([, bytes]) => bytes)")
    down = page.evaluate("wire.filter(([way]) => way === 'down').map(([, bytes]) => bytes)")
    assert len(up) == 1
    assert up[0] < 1500
    assert sum(down) < 20_000


def touch(client, kind, *points):
    places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def test_one_finger_draws_a_box_or_a_stroke_and_two_fingers_zoom_and_move(open_page):
    page = open_page(390, 844, is_mobile=True, has_touch=True, device_scale_factor=2)
    client = page.context.new_cdp_session(page)
    canvas_of(page).scroll_into_view_if_needed()
    button(page, "Box").tap()
    a, b = place(page, 0.2, 0.2), place(page, 0.8, 0.9)
    touch(client, "touchStart", a)
    touch(client, "touchMove", b)
    touch(client, "touchEnd")
    expect_box(page, (119.5, 179.5), (539.5, 719.5), tolerance_px=3)
    middle = place(page, 0.5, 0.5)
    touch(client, "touchStart", middle)
    touch(client, "touchMove", (middle[0] + 40, middle[1] + 40))
    touch(client, "touchStart", (middle[0] + 40, middle[1] + 40), a)
    touch(client, "touchEnd")
    expect(button(page, "Undo")).to_be_enabled()
    button(page, "Undo").tap()
    expect_box(page)
    expect(button(page, "Undo")).to_be_disabled()

    button(page, "Keep").tap()
    a, b = place(page, 0.62, 0.3), place(page, 0.7, 0.3)
    touch(client, "touchStart", a)
    touch(client, "touchStart", a, b)
    for step in range(1, 9):
        d = 8 * step
        touch(client, "touchMove", (a[0] - d - 10, a[1]), (b[0] + d - 10, b[1]))
    touch(client, "touchEnd")
    page.wait_for_function("() => seedcutBrushes.editors.brush.stage.viewport.zoom > 2")
    assert drawn(page) == 0

    at = find_square(page)
    touch(client, "touchStart", at)
    touch(client, "touchEnd")
    expect_strokes(page, 1)
    (dot,) = strokes_of(page)
    assert_on_square(dot, tolerance_px=2)


def test_who_has_a_pen_draws_with_it_and_moves_with_the_finger(open_page):
    page = open_page(390, 844, is_mobile=True, has_touch=True, device_scale_factor=2)
    client = page.context.new_cdp_session(page)
    canvas_of(page).scroll_into_view_if_needed()
    button(page, "Zoom in").tap()
    (x, y), (right, down) = place(page, 0.3, 0.3), place(page, 0.6, 0.6)
    pen = {"button": "left", "buttons": 1, "pointerType": "pen", "clickCount": 1}
    send = client.send
    send("Input.dispatchMouseEvent", {"type": "mousePressed", "x": x, "y": y, **pen})
    send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": right, "y": y, **pen})
    # The palm.
    touch(client, "touchStart", (right, down))
    touch(client, "touchEnd")
    send("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": right, "y": y, **pen})
    expect_strokes(page, 1)
    before = page.evaluate("seedcutBrushes.editors.brush.stage.viewport.x")
    touch(client, "touchStart", (x, down))
    touch(client, "touchMove", (x + 30, down))
    touch(client, "touchEnd")
    page.wait_for_function(
        "before => seedcutBrushes.editors.brush.stage.viewport.x != before", arg=before
    )
    assert drawn(page) == 1


def test_page_scrolls_beside_the_canvas_and_stays_put_on_it(open_page):
    page = open_page(390, 844, is_mobile=True, has_touch=True, device_scale_factor=2)
    client = page.context.new_cdp_session(page)
    scrolled = "() => Math.max(...[...document.querySelectorAll('*')].map(e => e.scrollTop))"
    x, y = place(page, 0.5, 0.8)
    touch(client, "touchStart", (x, y))
    for step in range(1, 10):
        touch(client, "touchMove", (x, y - 12 * step))
    touch(client, "touchEnd")
    expect_strokes(page, 1)
    assert page.evaluate(scrolled) == 0
    x, y = 200, 780
    touch(client, "touchStart", (x, y))
    for step in range(1, 20):
        touch(client, "touchMove", (x, y - 15 * step))
    touch(client, "touchEnd")
    page.wait_for_function(f"({scrolled})() > 50")
    assert drawn(page) == 1


def test_pressure_of_a_pen_changes_the_size(open_page):
    page = open_page()
    client = page.context.new_cdp_session(page)
    points = [place(page, x, 0.5) for x in np.linspace(0.2, 0.8, 13)]
    forces = [0.15] * 6 + [0.9] * 7
    kinds = ["mousePressed"] + ["mouseMoved"] * 12
    for kind, (x, y), force in zip(kinds, points, forces, strict=True):
        client.send(
            "Input.dispatchMouseEvent",
            {
                "type": kind,
                "x": x,
                "y": y,
                "button": "left",
                "buttons": 1,
                "clickCount": 1,
                "force": force,
                "pointerType": "pen",
            },
        )
    x, y = points[-1]
    client.send(
        "Input.dispatchMouseEvent",
        {"type": "mouseReleased", "x": x, "y": y, "button": "left", "pointerType": "pen"},
    )
    # One gesture is one stroke, on the canvas as on the server.
    expect_strokes(page, 1)
    (stroke,) = strokes_of(page)
    assert len(stroke.radius_px) == len(stroke.points) >= 4
    assert stroke.radius_px[-1] > 1.8 * stroke.radius_px[0]
    assert stroke.radius_px == tuple(sorted(stroke.radius_px))
    # Half way the canvas shows it thick on the right hand only.
    assert ink_at(page, 0.3, 0.51) == (0, 0, 0, 0)
    assert ink_at(page, 0.75, 0.51) == (*MARK_COLORS[Label.FOREGROUND], 255)
    page.keyboard.press("Control+z")
    expect_strokes(page, 0)


def test_tools_fill_few_lines_and_say_what_they_are_and_which_key_they_have(open_page):
    page = open_page(1280, 844)
    # The one in bold is wider.
    button(page, "Only here").click()
    for width, lines in ((1280, 1), (475, 1), (390, 2)):
        page.set_viewport_size({"width": width, "height": 844})
        wait_until_fitted(page)
        parts = page.locator(".top button:visible, .top input").all()
        boxes = [part.bounding_box() for part in parts]
        assert len(boxes) == 10
        assert len({round(box["y"] + box["height"] / 2) for box in boxes}) == lines
        ends = [box["x"] + box["width"] for box in boxes]
        right = canvas_of(page).bounding_box()
        assert max(ends) <= right["x"] + right["width"]
    for control in page.locator(".brush button").all():
        name, title, key, pressed = control.evaluate(
            """element => [
                element.ariaLabel || element.textContent.trim(),
                element.title,
                element.ariaKeyShortcuts,
                element.ariaPressed,
            ]"""
        )
        assert name
        if key:
            assert f"({key.replace('Control', 'Ctrl')})" in title
        if control.locator("xpath=ancestor::*[contains(@class, 'tools')]").count():
            assert title.startswith(f"{name}: ")
            assert key
            assert pressed in ("true", "false")


@pytest.mark.parametrize(
    ("name", "width", "height", "ratio"), [("wide", 1400, 900, 1), ("phone", 390, 844, 2)]
)
def test_fits_its_column_sharply_in_every_look(
    open_page, take_screenshot, name, width, height, ratio
):
    page = open_page(width, height, device_scale_factor=ratio)
    drag(page, *KEEP)
    page.keyboard.press("r")
    drag(page, *REMOVE)
    expect_strokes(page, 2)
    box = canvas_of(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["height"] < height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in page.locator(".bar button:visible, .bar select, .bar input").all():
        inner = part.bounding_box()
        assert inner["x"] >= box["x"] - 1
        assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1
    sharp = canvas_of(page).evaluate("canvas => [canvas.width, canvas.height]")
    assert sharp == [round(box["width"] * ratio), round(box["height"] * ratio)]
    for scheme in ("dark", "light"):
        change_look(page, scheme)
        take_screenshot(page, f"brush-{name}-{scheme}")
        colors = button(page, "Undo").evaluate(
            """element => {
                const { color, backgroundColor } = getComputedStyle(element);
                return [color, backgroundColor];
            }"""
        )
        text, background = (sum(map(int, re.findall(r"\d+", color)[:3])) for color in colors)
        assert (text > background) == (scheme == "dark")
