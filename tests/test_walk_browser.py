"""A newcomer's walk through the page, in Chromium and in Firefox.

`--screenshots=DIR` leaves a film strip of it.
"""

import base64
import io
import os
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import TIMEOUT_MS
from PIL import Image
from playwright.sync_api import expect
from skimage import data

# Has a file arrive as by a drop.
DROP = """([name, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], name, { type: "image/jpeg" }));
    const options = { bubbles: true, cancelable: true, composed: true, dataTransfer: files };
    document.body.dispatchEvent(new DragEvent("drop", options));
}"""
# Whether nothing moves; colors fade for ever where Firefox need not paint them.
STILL = """() => document.getAnimations().every((animation) =>
    animation.playState !== "running" || animation.transitionProperty?.endsWith("color")
)"""
SPOON = [(0.66, 0.62), (0.66, 0.76)]
SQUARE = re.compile(r"^(\d+) × \1 pixels$")
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
TOUCH = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}


@pytest.fixture(scope="module")
def firefox(playwright, tmp_path_factory):
    """Debian's Firefox, or another one that is named in the environment."""
    program = os.environ.get("SEEDCUT_FIREFOX") or shutil.which("firefox-esr")
    if program is None:
        reason = "no firefox-esr on PATH, nor a Firefox in SEEDCUT_FIREFOX"
        # A build that silently leaves it out would prove nothing.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    starter = tmp_path_factory.mktemp("firefox") / "firefox"
    relay = Path(__file__).with_name("firefox.py")
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{relay}" "{program}" "$@"\n')
    starter.chmod(0o755)
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=starter)
    yield browser
    browser.close()


@pytest.fixture(params=["wide", "phone", "firefox"])
def page(request):
    """A window of a newcomer: wide and a phone's in Chromium, wide in Firefox."""
    if request.param == "phone" and not request.config.getoption("--screenshots"):
        pytest.skip("walked for the film strip alone")
    if request.param != "firefox":
        size, kind = {"wide": (WIDE, {}), "phone": (PHONE, TOUCH)}[request.param]
        yield request.getfixturevalue("new_page")(**size, **kind)
        return
    context = request.getfixturevalue("firefox").new_context(viewport=WIDE)
    page, errors = context.new_page(), []
    page.set_default_timeout(TIMEOUT_MS)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def film(page, request, take_screenshot):
    """Add what is seen to the film strip."""
    seen = []

    def film(step):
        seen.append(step)
        kind = request.node.callspec.params["page"]
        take_screenshot(page, f"walk-{kind}-{len(seen)}-{step}")

    return film


def coffee():
    """A photo of a cup, as a JPEG that is no sample."""
    buffer = io.BytesIO()
    Image.fromarray(data.coffee()).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def drop(page, name, photo):
    page.get_by_text("anywhere on this page").wait_for()
    page.evaluate(DROP, [name, base64.b64encode(photo).decode()])
    page.get_by_role("button", name="Strokes only").wait_for()
    wait_until_idle(page)


def wait_until_idle(page):
    page.locator(".brush[data-painted]:not(.busy)").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def wait_until_still(page):
    """Wait until nothing slides or unfolds: lists close when what they belong to moves."""
    page.wait_for_function(STILL)


def draw(page, tool, points):
    """Draw through points given as shares of the canvas."""
    page.locator(f"[data-tool={tool}]").click()
    canvas = page.locator(".stage canvas")
    canvas.hover()
    box = canvas.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()
    expect_strokes(page, 1)
    wait_until_idle(page)


def expect_strokes(page, count):
    expect(page.locator(".brush")).to_have_attribute("data-strokes", str(count))


def result_of(page):
    return page.get_by_alt_text("Result")


def change(page, act):
    """Do something that gives another result, and wait for it."""
    before = result_of(page).get_attribute("src")
    act()
    expect(result_of(page)).not_to_have_attribute("src", before)
    wait_until_idle(page)


def choose_white(page):
    change(page, lambda: page.get_by_role("button", name="White", exact=True).click())
    # The sidebar follows.
    expect(page.locator(".st-key-backdrop input")).to_have_value("One color")
    wait_until_idle(page)


def choose_square(page):
    """Choose a square; return how many pixels its sides are said to have."""
    is_folded = page.viewport_size["width"] < 640
    if is_folded:
        page.get_by_test_id("stExpandSidebarButton").click()
        wait_until_still(page)
    page.get_by_text("Shape and size").click()
    wait_until_still(page)
    page.locator(".st-key-frame_shape input").click()
    page.get_by_role("option", name="Square, 1:1").click()
    if is_folded:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    size = page.locator(".st-key-files").get_by_text(SQUARE)
    size.wait_for(state="attached")
    wait_until_idle(page)
    return int(SQUARE.match(size.text_content())[1])


def copy(page):
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Copied.")).to_be_visible()


def download(page):
    """Return the name and the pixels of the cutout's file."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download cutout").click()
    file = waiting.value
    wait_until_idle(page)
    return file.suggested_filename, np.array(Image.open(file.path()).convert("RGB"))


def assert_all_is_back(page, side_px):
    page.get_by_text("back as you left them").wait_for()
    wait_until_idle(page)
    expect_strokes(page, 1)
    expect(page.locator(".st-key-backdrop input")).to_have_value("One color")
    size = page.locator(".st-key-files").get_by_text(SQUARE)
    expect(size).to_have_text(f"{side_px} × {side_px} pixels")


def test_newcomer_walks_from_photo_to_file_and_back(page, address, film):
    page.goto(address)
    page.get_by_role("button", name="Coins").wait_for()
    film("first-screen")
    drop(page, "coffee.jpg", coffee())
    film("start")
    change(page, lambda: draw(page, "remove", SPOON))
    film("stroke")
    choose_white(page)
    film("white")
    side_px = choose_square(page)
    film("square")
    copy(page)
    film("copied")
    name, picture = download(page)
    film("downloaded")
    assert name == "coffee-cutout.png"
    assert picture.shape == (side_px, side_px, 3)
    assert (picture[[0, 0, -1, -1], [0, -1, 0, -1]] == 255).all()
    assert (picture[side_px // 2, side_px // 2] < 255).any()
    page.reload()
    assert_all_is_back(page, side_px)
    film("reloaded")
