"""The page in a real Chromium, with a real mouse."""

import base64
import dataclasses
import io
import re
from pathlib import Path

import numpy as np
import pytest
from conftest import change_look
from PIL import Image
from playwright.sync_api import expect

import segmentation
from segmentation import Backdrop, Label, Recipe
from segmentation.photo import Area

ROWS, COLS = 381, 550
# Notes when the pointer was lifted and when a picture of the result not seen before is painted.
WATCH_RESULT = """() => {
    const seen = new Set();
    window.painted = [];
    addEventListener("pointerup", () => { window.lifted = performance.now(); }, true);
    setInterval(() => {
        const image = document.querySelector("img[alt=Result]");
        if (!image || !image.complete || seen.has(image.src)) return;
        seen.add(image.src);
        if (window.lifted) window.painted.push(performance.now() - window.lifted);
    }, 2);
}"""
# The photo that is open lies where the last editor shows it.
PHOTO_ON_CANVAS = """() => {
    const { viewport: v } = Object.values(seedcutBrushes.editors).at(-1).stage;
    return [v.x, v.y, v.cols * v.scale, v.rows * v.scale];
}"""
# What the lens brought last, and whether it is on the screen.
SHARP = """() => Object.values(seedcutMailbox.letters)
    .map((letters) => letters.result).findLast((letter) => letter?.url)"""
ANOTHER_SHARP = f"""(old) => {{
    const sharp = ({SHARP})();
    const image = document.querySelector(".viewer-sharp");
    return sharp && sharp.url !== old && !image.hidden && image.src === sharp.url;
}}"""
# From the middle of the canvas to that of the result, in pixels of the screen.
BETWEEN_MIDDLES = """() => {
    const { viewport: v } = Object.values(seedcutBrushes.editors).at(-1).stage;
    const [frame, plate] = ["frame", "plate"].map(
        (name) => document.querySelector(`.viewer-${name}`).getBoundingClientRect());
    return [
        frame.x + frame.width / 2 - plate.x - (v.width / 2 - v.x),
        frame.y + frame.height / 2 - plate.y - (v.height / 2 - v.y),
    ];
}"""
# Colors of the canvas at the middles of pixels of the photo, without anything that lies above it.
ON_CANVAS = """(places) => {
    const { stage, toolbar } = Object.values(seedcutBrushes.editors).at(-1);
    toolbar.set({ view: "none" });
    stage.paint();
    const { viewport: v, canvas } = stage;
    const at = (offset, place) => Math.floor(offset + (place + 0.5) * v.scale);
    return places.map(([row, col]) => [
        ...canvas.getContext("2d").getImageData(at(v.x, col), at(v.y, row), 1, 1).data,
    ].slice(0, 3));
}"""
READ_CLIPBOARD = """async () => {
    const [item] = await navigator.clipboard.read();
    const bytes = new Uint8Array(await (await item.getType("image/png")).arrayBuffer());
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""


@pytest.fixture
def open_page(new_page, address):
    """Open the page in a window of a size."""

    def open_page(width, height, **options):
        page = new_page(width, height, **options)
        page.goto(address)
        return page

    return open_page


def egg():
    rows, cols = np.mgrid[:ROWS, :COLS]
    return ((rows - 200) / 130) ** 2 + ((cols - 260) / 165) ** 2 <= 1


def egg_photo():
    """A JPEG of a bright egg before a dark, noisy wall."""
    noise = np.random.default_rng(2).integers(-9, 10, (ROWS, COLS, 1))
    rgb = np.where(egg()[..., None], (225, 190, 150), (60, 80, 110)) + noise
    buffer = io.BytesIO()
    Image.fromarray(rgb.astype(np.uint8)).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def upload(page, name, data):
    """Open a photo, to start from strokes alone."""
    choose(page, name, data)
    start_from_strokes(page)


def start_from_strokes(page):
    # The picture comes after the canvas.
    expect(result_of(page)).to_have_attribute("src", re.compile("^data:"))
    proposed = result_of(page).get_attribute("src")
    page.get_by_role("button", name="Strokes only").click()
    expect(result_of(page)).not_to_have_attribute("src", proposed)
    wait_until_idle(page)


def choose(page, name, data):
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": data}
    )
    canvas_of(page).wait_for()
    wait_until_idle(page)


def canvas_of(page):
    return page.locator(".stage canvas")


def result_of(page):
    return page.get_by_alt_text("Result")


def wait_until_painted(page):
    """Wait until the canvas shows the answer to all strokes on it."""
    page.locator(".brush[data-painted]:not(.busy)").wait_for()


def wait_until_idle(page):
    """Wait until the run that changed the page has come to its end."""
    wait_until_painted(page)
    wait_until_run_ends(page)


def wait_until_run_ends(page):
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def follow(page, method):
    if method == "watershed":
        page.get_by_text("Where it grows from").click()
        page.get_by_text("Edges only").click()
        wait_until_painted(page)


def pick(page, tool):
    page.locator(f"[data-tool={tool}]").click()


def drag(page, points, *, tool=None, strokes=1):
    """Draw so many strokes through points given as shares of the photo's (width, height)."""
    if tool:
        pick(page, tool)
    count = int(page.locator(".brush").get_attribute("data-strokes"))
    # Waits until the canvas stays where it is: the sidebar slides in.
    canvas_of(page).hover()
    box = canvas_of(page).bounding_box()
    left, top, width, height = page.evaluate(PHOTO_ON_CANVAS)
    places = [(box["x"] + left + x * width, box["y"] + top + y * height) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()
    expect(page.locator(".brush")).to_have_attribute("data-strokes", str(count + strokes))


def draw(page, points, *, tool=None):
    """Draw and wait for a new result."""
    before = result_of(page).get_attribute("src")
    drag(page, points, tool=tool)
    expect(result_of(page)).not_to_have_attribute("src", before)
    wait_until_painted(page)


def download(page, button):
    with page.expect_download() as waiting:
        if button != "Download cutout":
            page.get_by_role("button", name="More", exact=True).click()
        page.get_by_role("button", name=button, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def recipe_of(page):
    """Return the recipe that can be downloaded."""
    wait_until_idle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="More", exact=True).click()
        page.get_by_role("button", name="Recipe", exact=True).click()
    return Recipe.from_json(Path(waiting.value.path()).read_bytes())


def copied(page):
    """Return the file that "Copy" puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    return base64.b64decode(page.evaluate(READ_CLIPBOARD))


def assert_same_picture(first, second):
    """Assert that what is seen is the same; browsers write clipboards in their own way."""
    first, second = (
        np.array(Image.open(io.BytesIO(data)).convert("RGBA").convert("RGBa"), int)
        for data in (first, second)
    )
    assert np.abs(first - second).max() <= 1


KEEP_POINTS = [(0.35, 0.4), (0.5, 0.6), (0.6, 0.45)]
REMOVE_POINTS = [(0.06, 0.9), (0.06, 0.08), (0.9, 0.08)]
DOTS = [(0.38, 0.44), (0.42, 0.493), (0.46, 0.547), (0.53, 0.555), (0.57, 0.495)]


def cut_out(data, recipe):
    return segmentation.cut_out(segmentation.read_image(data), recipe)


def test_upload_draw_compare_and_download(open_page, record_property):
    page = open_page(1400, 900)
    data = egg_photo()
    upload(page, "holiday.jpg", data)
    assert_same_scale(page)
    page.evaluate(WATCH_RESULT)
    draw(page, REMOVE_POINTS, tool="remove")
    expect(page.get_by_text("Now pick Keep")).to_be_visible()
    drag(page, KEEP_POINTS, tool="keep")
    expect(page.get_by_text("Now pick Keep")).to_be_hidden()
    assert_slider_uncovers_the_photo(page)
    pick(page, "remove")
    for method in ("graph_cut", "watershed"):
        follow(page, method)
        assert_downloads(page, data, method)
        # Dots on the Keep stroke take it away piece by piece, so that each gives a new picture.
        for dot in DOTS:
            draw(page, [dot, dot])
        record_property(f"mouse-up to new result, {method}", page.evaluate("window.painted")[-5:])
        for left in range(len(DOTS) - 1, -1, -1):
            page.keyboard.press("Control+z")
            expect(page.locator(".brush")).to_have_attribute("data-strokes", str(2 + left))
        wait_until_idle(page)


def assert_same_scale(page):
    """Assert that canvas and result lie side by side at the same scale."""
    expect(result_of(page)).to_have_js_property("complete", True)
    canvas, result = canvas_of(page).bounding_box(), result_of(page).bounding_box()
    assert result["x"] > canvas["x"] + canvas["width"]
    assert result["y"] == pytest.approx(canvas["y"], abs=6)
    for side in ("width", "height"):
        assert result[side] == pytest.approx(canvas[side], abs=1.5)


def assert_slider_uncovers_the_photo(page):
    cover = page.locator(".viewer-cover")
    expect(cover).to_have_css("clip-path", "inset(0px 100% 0px 0px)")
    page.get_by_label("How much of the photo before").fill("50")
    expect(cover).to_have_css("clip-path", "inset(0px 50% 0px 0px)")
    expect(page.get_by_alt_text("The photo before")).to_have_js_property("complete", True)
    size = page.get_by_alt_text("The photo before").evaluate("e => e.naturalWidth")
    assert size == result_of(page).evaluate("e => e.naturalWidth")


def assert_downloads(page, data, method):
    """Assert that the files are those that the package makes by the recipe."""
    recipe = recipe_of(page)
    assert recipe.method == method
    assert [stroke.label for stroke in recipe.strokes] == [Label.BACKGROUND, Label.FOREGROUND]
    expected = cut_out(data, recipe)
    name, cutout = download(page, "Download cutout")
    assert name == "holiday-cutout.png"
    assert cutout == segmentation.encode(expected)
    name, mask = download(page, "Mask, black and white")
    assert name == "holiday-mask.png"
    assert mask == segmentation.encode_gray(expected.mask)


def test_first_proposal_is_right_for_a_clear_subject_and_strokes_correct_it(open_page):
    page = open_page(1400, 900)
    data = egg_photo()
    choose(page, "holiday.jpg", data)
    # A better start may come until all are known.
    expect(page.get_by_role("button", name="Strokes only")).to_be_visible()
    proposed = recipe_of(page)
    assert proposed.strokes == ()
    _, cutout = download(page, "Download cutout")
    assert cutout == segmentation.encode(cut_out(data, proposed))
    opacity = np.array(Image.open(io.BytesIO(cutout)))[..., 3]
    assert ((opacity > 127) != egg()).mean() < 0.005
    assert_same_picture(copied(page), cutout)

    draw(page, [(0.5, 0.4), (0.5, 0.6)], tool="remove")
    recipe = recipe_of(page)
    assert [stroke.label for stroke in recipe.strokes] == [Label.BACKGROUND]
    assert dataclasses.replace(recipe, strokes=()) == proposed
    _, cutout = download(page, "Download cutout")
    assert cutout == segmentation.encode(cut_out(data, recipe))


def test_brush_and_shapes_mark_the_same_photo(open_page):
    page = open_page(1400, 900)
    upload(page, "both.jpg", egg_photo())
    draw(page, KEEP_POINTS, tool="keep")
    page.get_by_text("Shapes", exact=True).click()
    shapes = page.locator("canvas.upper-canvas")
    shapes.wait_for()
    wait_until_run_ends(page)
    box = shapes.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=8)
    page.mouse.up()
    expect(page.locator(".st-key-Clear-shapes button").first).to_be_enabled()
    page.get_by_text("Brush", exact=True).click()
    wait_until_painted(page)
    # The strokes are still there.
    expect(page.locator(".brush")).to_have_attribute("data-strokes", "1")
    # Everything counts in the order in which it was drawn.
    drag(page, REMOVE_POINTS, tool="remove")
    wait_until_painted(page)
    strokes = recipe_of(page).strokes
    assert [stroke.label for stroke in strokes] == [
        Label.FOREGROUND,
        Label.FOREGROUND,
        Label.BACKGROUND,
    ]
    # To look at the shapes again changes nothing.
    page.get_by_text("Shapes", exact=True).click()
    shapes.wait_for()
    wait_until_run_ends(page)
    page.get_by_text("Brush", exact=True).click()
    wait_until_painted(page)
    drag(page, KEEP_POINTS, tool="keep")
    wait_until_painted(page)
    assert recipe_of(page).strokes[:-1] == strokes
    # Strokes and shapes go in the order in which they came.
    for kind in ("stroke", "stroke", "shape"):
        undo(page, kind)
    page.keyboard.press("Escape")
    assert recipe_of(page).strokes == strokes[:1]


def undo(page, what):
    """Press the keys once they are said to undo something."""
    page.get_by_role("button", name=f"Undo: {what}").wait_for()
    page.keyboard.press("Control+z")


def test_undo_goes_through_strokes_and_settings_in_their_order(open_page):
    page = open_page(1400, 900)
    choose(page, "undo.jpg", egg_photo())
    page.get_by_role("button", name="Strokes only").wait_for()
    before = recipe_of(page)
    page.keyboard.press("Escape")
    drag(page, KEEP_POINTS, tool="keep")
    wait_until_painted(page)
    page.get_by_role("button", name="White", exact=True).click()
    page.get_by_role("button", name="Undo: background").wait_for()
    drag(page, REMOVE_POINTS, tool="remove")
    wait_until_painted(page)
    page.locator(".st-key-softness input").click()
    page.get_by_role("option", name="Hard").click()
    page.get_by_role("button", name="Undo: edge").wait_for()
    last = recipe_of(page)
    assert (last.backdrop.color, last.edge.softness, len(last.strokes)) == ("#ffffff", "hard", 2)
    page.keyboard.press("Escape")

    undo(page, "edge")
    undo(page, "stroke")
    expect(page.locator(".brush")).to_have_attribute("data-strokes", "1")
    undo(page, "background")
    page.get_by_role("button", name="Undo: stroke").wait_for()
    third = recipe_of(page)
    assert third == dataclasses.replace(before, strokes=last.strokes[:1])
    expect(page.locator(".st-key-backdrop input")).to_have_value("Transparent")
    page.keyboard.press("Escape")
    for _ in range(3):
        page.keyboard.press("Control+Shift+z")
    page.get_by_role("button", name="Undo: edge").wait_for()
    assert recipe_of(page) == last


PHONE = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}


@pytest.mark.parametrize(
    ("name", "size", "kind"), [("wide", (1400, 860), {}), ("phone", (390, 844), PHONE)]
)
def test_sample_can_be_cut_out_in_every_look(open_page, take_screenshot, name, size, kind):
    page = open_page(*size, **kind)

    def take_looks(state):
        for scheme in ("dark", "light"):
            change_look(page, scheme)
            take_screenshot(page, f"{state}-{name}-{scheme}")

    page.get_by_role("button", name="Coffee").wait_for()
    take_looks("start")
    page.get_by_role("button", name="Astronaut").click()
    canvas_of(page).wait_for()
    wait_until_idle(page)
    take_looks("proposal")
    start_from_strokes_by_key(page)
    if name == "phone":
        assert_fits(page, size[0])
    draw(page, [(0.45, 0.12), (0.42, 0.2), (0.45, 0.5), (0.2, 0.62), (0.1, 0.9)])
    draw(page, [(0.45, 0.5), (0.6, 0.65), (0.7, 0.8), (0.9, 0.8)])
    pick(page, "remove")
    draw(page, [(0.04, 0.5), (0.16, 0.3), (0.25, 0.02), (0.7, 0.02), (0.7, 0.35), (0.95, 0.5)])
    draw(page, [(0.8, 0.58), (0.95, 0.58), (0.98, 0.7)])
    draw(page, [(0.48, 0.68), (0.5, 0.97), (0.33, 0.95)], tool="keep")
    page.mouse.move(1, 1)
    take_looks("result")
    expect(page.get_by_role("button", name=re.compile("Download cutout"))).to_be_enabled()
    points = recipe_of(page).strokes[0].points
    assert points[0] == pytest.approx((0.12 * 512, 0.45 * 512), abs=3)
    assert points[-1] == pytest.approx((0.9 * 512, 0.1 * 512), abs=3)


def start_from_strokes_by_key(page):
    """Start from strokes alone with the keyboard; starts say whether they are pressed."""
    pressed = page.locator(".st-key-proposals").get_by_role("button", pressed=True)
    expect(pressed).to_have_count(1)
    page.get_by_role("button", name="Strokes only", exact=True, pressed=False).focus()
    page.keyboard.press("Enter")
    expect(pressed).to_have_accessible_name("Strokes only")
    wait_until_idle(page)


def assert_fits(page, width):
    """Assert that canvas and result fill the width of a narrow window, one below the other."""
    box, result = canvas_of(page).bounding_box(), result_of(page).bounding_box()
    assert box["x"] >= 0
    assert box["width"] <= width - 32
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert result["width"] == pytest.approx(box["width"], abs=1)
    assert result["y"] > box["y"] + box["height"]


def shown_result(page):
    return np.array(Image.open(io.BytesIO(page.locator(".viewer-frame").screenshot())), int)


def test_subject_is_dragged_to_another_place_and_back(open_page, take_screenshot):
    page = open_page(1400, 900)
    choose(page, "moved.jpg", egg_photo())
    expect(page.locator(".viewer-move")).to_be_hidden()
    page.get_by_role("button", name="Blue", exact=True).click()
    page.get_by_role("button", name="Move subject").click()
    page.locator(".viewer-moving").wait_for()
    wait_until_idle(page)
    before = recipe_of(page)
    page.keyboard.press("Escape")
    box = page.locator(".viewer-frame").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 0.2 * box["width"], middle[1] - 0.1 * box["height"], steps=4)
    dragged = shown_result(page)
    take_screenshot(page, "move-subject")
    page.mouse.up()
    page.get_by_role("button", name="Undo: place of subject").wait_for()
    expect(page.locator(".viewer-scene")).to_be_hidden()
    # What was seen meanwhile is what the server makes of it.
    assert np.abs(shown_result(page) - dragged).mean() < 2
    moved = recipe_of(page)
    page.keyboard.press("Escape")
    down, right, scale = dataclasses.astuple(moved.placement)
    assert (down, right, scale) == (pytest.approx(-10, abs=0.2), pytest.approx(20, abs=0.2), 1)
    assert moved == dataclasses.replace(before, placement=moved.placement)

    page.locator(".viewer-frame").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("subject enlarged 1.1 times")).to_be_visible()
    page.get_by_role("button", name="Back to its place").click()
    expect(page.get_by_text("subject enlarged")).to_be_hidden()
    undo(page, "place of subject")
    undo(page, "place of subject")
    expect(page.get_by_role("button", name="Place of subject")).to_be_visible()
    assert recipe_of(page) == moved


def zoom(page, x, y, turns=4):
    """Zoom in around a place given as shares of the photo's (width, height)."""
    canvas_of(page).hover()
    box = canvas_of(page).bounding_box()
    left, top, width, height = page.evaluate(PHOTO_ON_CANVAS)
    page.mouse.move(box["x"] + left + x * width, box["y"] + top + y * height)
    page.keyboard.down("Control")
    for _ in range(turns):
        page.mouse.wheel(0, -50)
    page.keyboard.up("Control")


def sharp_result(page, *, unlike=None):
    """Return the zoomed result as its file, and the part of the picture that it shows.

    Both pictures show the same place.
    """
    page.wait_for_function(ANOTHER_SHARP, arg=unlike and unlike["url"])
    wait_until_run_ends(page)
    distance = page.evaluate(BETWEEN_MIDDLES)
    assert distance == pytest.approx([0, 0], abs=1)
    return page.evaluate(SHARP)


def assert_is_part_of(sharp, rgba):
    image = np.array(Image.open(io.BytesIO(base64.b64decode(sharp["url"].split(",")[1]))))
    rows, cols = Area(*sharp["area"]).box(rgba.shape)
    part = rgba[rows, cols]
    image = image if image.shape[2] == 4 else np.dstack([image, np.full(image.shape[:2], 255)])
    seen = part[..., 3] > 0
    assert seen.any()
    np.testing.assert_array_equal(image[..., 3] > 0, seen)
    assert np.abs(image[seen].astype(int) - part[seen]).max() <= 2


def test_zoomed_result_has_the_pixels_of_the_file_and_follows(open_page, take_screenshot):
    page = open_page(1400, 900)
    data = egg_photo()
    choose(page, "zoom.jpg", data)
    expect(page.get_by_role("button", name="Strokes only")).to_be_visible()
    wait_until_idle(page)
    expect(page.locator(".viewer-sharp").first).to_be_hidden()
    # The egg's right end.
    zoom(page, 0.77, 0.52)
    first = sharp_result(page)
    assert (np.diff(np.reshape(first["area"], (2, 2)), axis=0) < 0.5).all()
    take_screenshot(page, "zoomed-wide-light")
    canvas_of(page).focus()
    page.keyboard.press("ArrowUp")
    moved = sharp_result(page, unlike=first)
    assert moved["area"] != first["area"]
    places = [(round(0.47 * ROWS) + 2 * i, round(0.73 * COLS) + 3 * i) for i in range(-3, 4)]
    photo = segmentation.read_image(data).rgb
    assert page.evaluate(ON_CANVAS, places) == [photo[place].tolist() for place in places]
    # A blur behind takes all of the picture.
    page.get_by_role("button", name="Blur", exact=True).click()
    blurred = sharp_result(page, unlike=moved)
    page.locator("[data-do=fit]").click()
    expect(page.locator(".viewer-sharp").first).to_be_hidden()

    recipe = recipe_of(page)
    assert_is_part_of(blurred, cut_out(data, recipe).rgba)
    whole = cut_out(data, dataclasses.replace(recipe, backdrop=Backdrop())).rgba
    for sharp in (first, moved):
        assert_is_part_of(sharp, whole)


def test_tap_and_box_are_starts(open_page):
    page = open_page(1400, 900)
    data = egg_photo()
    choose(page, "tap.jpg", data)
    expect(page.get_by_role("button", name="Strokes only")).to_be_visible()
    wait_until_idle(page)
    before = recipe_of(page)
    drag(page, [(0.47, 0.52), (0.47, 0.52)], tool="keep")
    expect(page.get_by_text("Tap your subject")).to_be_hidden()
    tapped = recipe_of(page)
    assert tapped.seeds == "tap"
    assert tapped.tap == pytest.approx((0.52 * ROWS, 0.47 * COLS), abs=3)
    assert [stroke.label for stroke in tapped.strokes] == [Label.FOREGROUND]
    page.keyboard.press("Escape")
    page.locator("[data-do=undo]").click()
    expect(page.get_by_text("Tap your subject")).to_be_visible()
    assert recipe_of(page).seeds == before.seeds
    page.keyboard.press("Escape")

    start_from_strokes(page)
    drag(page, [(0.14, 0.15), (0.5, 0.5), (0.81, 0.89)], tool="box", strokes=0)
    wait_until_idle(page)
    expect(result_of(page)).to_be_visible()
    recipe = recipe_of(page)
    assert recipe.seeds == "box"
    assert recipe.box[0] == pytest.approx((0.15 * ROWS, 0.14 * COLS), abs=4)
    assert recipe.box[1] == pytest.approx((0.89 * ROWS, 0.81 * COLS), abs=4)
    prepared = segmentation.prepare(segmentation.read_image(data).rgb)
    assert (segmentation.fold(prepared, recipe) != egg_at(prepared.shape)).mean() < 0.01


def egg_at(shape):
    return np.array(Image.fromarray(egg()).resize(shape[::-1]))


def bars():
    """A PNG of 800 × 600 pixels: a red and a blue bar on white paper."""
    image = np.full((600, 800, 3), 255, np.uint8)
    image[100:500, 100:350], image[100:500, 450:700] = (214, 39, 40), (29, 63, 143)
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def test_click_adds_a_color_to_the_background(open_page):
    page = open_page(1400, 900)
    choose(page, "bars.png", bars())
    expect(page.get_by_text("Plain background found")).to_be_visible()
    expect(page.locator("[data-tool=hair]")).to_be_hidden()
    pick(page, "ground")
    canvas_of(page).hover()
    box = canvas_of(page).bounding_box()
    page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    expect(page.get_by_role("button", name="#d62728")).to_be_visible()
    wait_until_idle(page)
    recipe = recipe_of(page)
    assert recipe.plain.colors == ("#ffffff", "#d62728")
    assert recipe.strokes == ()
    opacity = np.array(Image.open(io.BytesIO(download(page, "Download cutout")[1])))[..., 3]
    assert not opacity[:, :400].any()
    assert (opacity[110:490, 460:690] == 255).all()
    # The photo engine has tools of its own; what is no longer offered is put down.
    page.get_by_role("button", name="Use the photo engine instead").click()
    expect(page.locator("[data-tool=hair]")).to_be_visible()
    expect(page.locator("[data-tool=keep]")).to_have_attribute("aria-pressed", "true")
