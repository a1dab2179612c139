"""Photos come in by paste and drop, and come back after a reload or a restart."""

import base64
import io
import re
from pathlib import Path

import numpy as np
from conftest import free_port, running_server
from PIL import Image
from playwright.sync_api import expect

APP = Path(__file__).parents[1] / "app.py"
# Has a file arrive as by paste, or by a drop on a part of the page.
ARRIVE = """([kind, name, data, where]) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], name, { type: "image/png" }));
    const options = { bubbles: true, cancelable: true, composed: true };
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { ...options, clipboardData: files })
        : new DragEvent("drop", { ...options, dataTransfer: files });
    document.querySelector(where).dispatchEvent(event);
}"""
READ_DATABASE = """(name) => new Promise((resolve) => {
    indexedDB.open("seedcut").onsuccess = ({ target: { result } }) => {
        const request = result.transaction(name).objectStore(name).getAll();
        request.onsuccess = () => (result.close(), resolve(JSON.stringify(request.result)));
    };
})"""


def egg_photo():
    """A PNG of a bright egg before a dark wall, another one each time."""
    rows, cols = np.mgrid[:300, :400]
    egg = ((rows - 150) / 100) ** 2 + ((cols - 200) / 130) ** 2 <= 1
    noise = np.random.default_rng().integers(-9, 10, (300, 400, 1))
    rgb = np.where(egg[..., None], (225, 190, 150), (60, 80, 110)) + noise
    buffer = io.BytesIO()
    Image.fromarray(rgb.astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def arrive(page, kind, name, where="body"):
    data = base64.b64encode(egg_photo()).decode()
    page.evaluate(ARRIVE, [kind, name, data, where])
    page.get_by_text(f"{name}, 400 × 300").wait_for()
    wait_until_idle(page)


def wait_until_idle(page):
    page.locator(".brush[data-painted]:not(.busy)").wait_for()
    page.get_by_role("button", name="Strokes only").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def draw(page, *, answered=True):
    """Draw a stroke, each time at another place; wait until the browser keeps it, too."""
    count = strokes_on(page)
    canvas = page.locator(".stage canvas")
    canvas.hover()
    box = canvas.bounding_box()
    x = box["x"] + (0.4 + 0.05 * count) * box["width"]
    page.mouse.move(x, box["y"] + 0.4 * box["height"])
    page.mouse.down()
    page.mouse.move(x, box["y"] + 0.6 * box["height"], steps=5)
    page.mouse.up()
    expect_strokes(page, count + 1)
    if answered:
        page.wait_for_function(
            f"async (n) => (await ({READ_DATABASE})('recipes')).split('radius').length > n",
            arg=count + 1,
        )
        wait_until_idle(page)


def edge_of(page):
    return page.locator(".st-key-softness input")


def strokes_on(page):
    return int(page.locator(".brush").get_attribute("data-strokes"))


def expect_strokes(page, count):
    expect(page.locator(".brush")).to_have_attribute("data-strokes", str(count))


def test_restart_of_the_server_is_told_and_nothing_is_lost(new_page):
    port = free_port()
    page = new_page(1400, 900)
    with running_server(APP, port=port) as address:
        page.goto(address)
        page.get_by_text("anywhere on this page").wait_for()
        arrive(page, "paste", "pasted.png")
        edge_of(page).click()
        page.get_by_role("option", name="Hard").click()
        wait_until_idle(page)
        draw(page)
        draw(page)
    # Killed. What is drawn now stays in the browser.
    draw(page, answered=False)
    with running_server(APP, port=port):
        page.get_by_text("The server was restarted").wait_for(timeout=120_000)
        expect(page.get_by_text("pasted.png, 400 × 300")).to_be_visible()
        expect_strokes(page, 2)
        wait_until_idle(page)
        expect(page.get_by_text("You drew 1 stroke")).to_be_visible()
        page.get_by_role("button", name="Restore").click()
        expect_strokes(page, 3)
        expect(edge_of(page)).to_have_value(re.compile("^Hard"))


def test_photos_are_dropped_reloaded_offered_and_forgotten(new_page, address):
    page = new_page(1400, 900)
    page.goto(address)
    page.get_by_text("anywhere on this page").wait_for()
    arrive(page, "drop", "first.png", ".st-key-upload section")
    draw(page)
    # On the page of a photo as well.
    arrive(page, "drop", "second.png", ".st-key-header")
    expect_strokes(page, 0)
    draw(page)
    page.reload()
    page.get_by_text("back as you left them").wait_for()
    expect(page.get_by_text("second.png, 400 × 300")).to_be_visible()
    expect_strokes(page, 1)
    expect(page.get_by_text("You drew")).to_be_hidden()

    tab = page.context.new_page()
    tab.goto(address)
    tab.get_by_role("button", name="second.png").wait_for()
    tab.get_by_role("button", name="first.png").click()
    tab.get_by_text("first.png, 400 × 300").wait_for()
    expect_strokes(tab, 1)
    wait_until_idle(tab)

    tab.get_by_role("button", name="Another photo").click()
    tab.get_by_role("button", name="Forget them").click()
    expect(tab.get_by_role("button", name="first.png", exact=True)).to_be_hidden()
    for store in ("photos", "recipes"):
        tab.wait_for_function(f"async (name) => await ({READ_DATABASE})(name) === '[]'", arg=store)
    assert tab.evaluate("Object.keys(localStorage).filter((n) => n.includes('strokes'))") == []
    # A sample comes back as well.
    tab.get_by_role("button", name="Coins").click()
    wait_until_idle(tab)
    tab.reload()
    tab.get_by_text("back as you left them").wait_for()
    expect(tab.get_by_text("coins.png")).to_be_visible()


def test_failed_upload_is_told_and_a_browser_that_others_use_keeps_nothing(new_page, address):
    page = new_page(1400, 900)
    page.goto(address)
    page.get_by_text("anywhere on this page").wait_for()
    # As with a full disk, or without a folder for temporary files.
    page.route("**/upload_file/**", lambda route: route.fulfill(status=500))
    page.locator("input[type=file]").set_input_files(
        {"name": "egg.png", "mimeType": "image/png", "buffer": egg_photo()}
    )
    expect(page.get_by_text("which may have no room for it just now")).to_be_visible()
    page.unroute("**/upload_file/**")

    page.get_by_label("This browser keeps").uncheck()
    arrive(page, "paste", "secret.png")
    draw(page, answered=False)
    wait_until_idle(page)
    assert page.evaluate(READ_DATABASE, "photos") == "[]"
    assert page.evaluate("Object.keys(localStorage).filter((n) => n.includes('strokes'))") == []
    page.reload()
    page.get_by_text("anywhere on this page").wait_for()
    page.get_by_role("button", name="Coffee").wait_for()
    expect(page.get_by_text("secret.png")).to_be_hidden()
