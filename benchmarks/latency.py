"""How long from lifting the mouse to the new mask on the screen? In a real Chromium, as ratios.

    python benchmarks/latency.py [--only opening|windows|strokes] [--rounds 3] [--strokes 20]
                                 [--megapixels 12] [--json FILE]

One page shows, by turns: an echo, a component that sends a number at every stroke and paints what
comes back, which is the floor for anything that asks the server; the brush; and
streamlit-drawable-canvas. The last two have the same photo and the same engine behind them.
Rounds alternate, so that a busy moment of the machine hits all alike. A last part draws one
stroke of two seconds with the brush and counts the masks painted meanwhile. Before all that,
a large photo is opened on Seedcut's own page: how long until the first proposal is painted, as a
multiple of what it takes to decode the photo? And once one has zoomed in and moved that photo: how
long from the last movement until photo and result are there at the resolution of the screen? The
same walk adds up how far what is seen jumped, as browsers count it (layout shift).
"""

import argparse
import contextlib
import io
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from skimage import data

PROJECT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu"]
SUBJECTS = ("echo", "brush", "drawable canvas")
KEEP = [(0.45, 0.12), (0.42, 0.2), (0.45, 0.5), (0.2, 0.62), (0.1, 0.9)]
REMOVE = [(0.04, 0.5), (0.16, 0.3), (0.25, 0.02), (0.7, 0.02), (0.7, 0.35), (0.95, 0.5)]
LIVE_SECONDS = 2.0
LIVE_STEPS = 100
PARTS = ["opening", "windows", "strokes"]

APP = '''
import io, sys
import numpy as np
import streamlit as st
from PIL import Image
from skimage import data
sys.path.insert(0, PROJECT)
import segmentation
from page.components.brush import Drawing, show_canvas, show_hint, show_mask
from segmentation import Recipe

ECHO_JS = """
export default ({ data, parentElement, setStateValue }) => {
  const canvas = parentElement.querySelector("canvas");
  canvas.onpointerup = () => setStateValue("number", data.number + 1);
  requestAnimationFrame(() => {
    const pen = canvas.getContext("2d");
    pen.fillStyle = data.number % 2 ? "red" : "blue";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    canvas.dataset.painted = data.number;
  });
};
"""
ECHO_HTML = '<canvas style="width: 500px; height: 500px; background: gray"></canvas>'
PHOTO = data.astronaut()


@st.cache_resource
def prepare():
    return segmentation.prepare(PHOTO, Recipe())


@st.cache_resource
def jpeg():
    return segmentation.encode_jpeg(PHOTO)


def cut(strokes):
    """Return the mask, as both pages need it."""
    recipe = Recipe(strokes=strokes)
    markers = segmentation.find_markers(prepare(), recipe)
    if segmentation.missing_marks(prepare(), markers):
        return None
    return segmentation.segment(prepare(), markers, recipe)


def adopt(message):
    drawing, acts = st.session_state.drawing.receive(message)
    for act in acts:
        drawing = drawing.do(act)
    st.session_state.drawing = drawing


@st.fragment
def echo():
    component = st.components.v2.component("echo", html=ECHO_HTML, js=ECHO_JS)
    number = st.session_state.get("echo", {}).get("number", 0)
    component(data={"number": number}, key="echo", on_number_change=lambda: None)


@st.fragment
def brush():
    drawing = st.session_state.setdefault("drawing", Drawing())
    with st.container(width=500):
        show_canvas(drawing, jpeg(), PHOTO.shape[:2], photo_id="d", key="brush", on_change=adopt)
        show_mask(drawing, cut(drawing.strokes), key="brush")


@st.fragment
def drawable_canvas():
    from streamlit_drawable_canvas import st_canvas
    from page.components.fabric import COLORS, to_strokes
    tool = st.radio("Tool", list(COLORS), format_func=lambda label: label.name)
    left, right = st.columns(2)
    with left:
        result = st_canvas(
            stroke_width=14, stroke_color=COLORS[tool], background_image=jpeg(), height=500,
            width=500, key="canvas",
        )
    strokes = to_strokes(result.json_data or {}, (500, 500), PHOTO.shape[:2])
    mask = cut(strokes)
    view = segmentation.WorkingPhoto(PHOTO, None, PHOTO.shape[:2])
    picture = segmentation.preview(view, mask)
    # A stroke that changes nothing else still gives a new picture to wait for.
    picture[:16, :16] = 8 * len(strokes)
    right.image(segmentation.encode_jpeg(picture), alt="Result")


st.set_page_config(layout="wide")
{"echo": echo, "brush": brush, "drawable canvas": drawable_canvas}[st.query_params["subject"]]()
'''
# Notes when the pointer was lifted, and when what is shown changed after that.
WATCH = """subject => {
    window.lifted = null;
    window.paints = [];
    addEventListener("pointerup", () => { window.lifted = performance.now(); }, true);
    const roots = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
    const find = (selector) => roots.map(r => r.shadowRoot.querySelector(selector)).find(Boolean);
    if (subject === "drawable canvas") {
        let seen = null;
        setInterval(() => {
            const image = document.querySelector("img[alt=Result]");
            if (!image || !image.complete || image.src === seen) return;
            seen = image.src;
            window.paints.push([performance.now(), true]);
        }, 2);
        return;
    }
    const element = find(subject === "echo" ? "canvas" : ".brush");
    new MutationObserver(() => {
        window.paints.push([performance.now(), !element.classList.contains("busy")]);
    }).observe(element, { attributeFilter: ["data-painted"] });
}"""
# Notes when a photo was chosen, and when its cutout and the mask on the canvas were painted.
WATCH_OPENING = """() => {
    window.opened = null;
    const input = document.querySelector("input[type=file]");
    input.addEventListener("change", () => { window.chosen = performance.now(); }, true);
    const watch = setInterval(() => {
        const image = document.querySelector("img[alt=Result]");
        const roots = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
        const painted = roots.some(
            root => root.shadowRoot?.querySelector(".brush[data-painted]:not(.busy)"));
        if (!image || !image.complete || !painted) return;
        clearInterval(watch);
        requestAnimationFrame(() => { window.opened = performance.now() - window.chosen; });
    }, 20);
}"""
# Adds up how far things jump, after a photo is there: all, and what no input may excuse.
WATCH_SHIFT = """() => {
    window.shift = { all: 0, unexpected: 0, top: [] };
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            window.shift.all += entry.value;
            if (!entry.hadRecentInput) window.shift.unexpected += entry.value;
        }
    }).observe({ type: "layout-shift" });
    const roots = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
    const stage = roots.map((root) => root.shadowRoot.querySelector(".stage")).find(Boolean);
    const note = () => {
        const top = stage.getBoundingClientRect().y + scrollY;
        if (stage.isConnected && window.shift.top.at(-1) !== top) window.shift.top.push(top);
        requestAnimationFrame(note);
    };
    note();
}"""
# Notes when the photo was moved last, and when the result was sharp after that.
WATCH_WINDOW = """() => {
    const note = () => { window.moved = performance.now(); window.sharp = null; };
    for (const type of ["wheel", "keydown"]) addEventListener(type, note, true);
    document.querySelector(".viewer-sharp").addEventListener("load", () => {
        requestAnimationFrame(() => { window.sharp = performance.now() - window.moved; });
    });
}"""


@contextlib.contextmanager
def serve(app: Path) -> Iterator[str]:
    """Run a page in a server of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", str(app), *options]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            for line in server.stdout:
                if "URL:" in line:
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            # Open sessions would keep a politely asked server waiting.
            server.kill()


def canvas_of(page: Page, subject: str):
    selectors = {"echo": "canvas", "brush": ".stage canvas"}
    return page.locator(selectors.get(subject, "canvas.upper-canvas"))


def open_subject(page: Page, address: str, subject: str, *, live: bool = False) -> None:
    settings = json.dumps({"live": live})
    page.add_init_script(f"localStorage.setItem('seedcut:brush', {json.dumps(settings)})")
    page.goto(f"{address}/?subject={subject}")
    canvas_of(page, subject).wait_for()
    if subject == "drawable canvas":
        page.get_by_alt_text("Result").wait_for()
    else:
        page.locator("[data-painted]").first.wait_for()
    page.evaluate(WATCH, subject)


def pick(page: Page, subject: str, tool: str) -> None:
    if subject == "brush":
        page.get_by_role("button", name=tool).click()
    if subject == "drawable canvas":
        name = {"Keep": "FOREGROUND", "Remove": "BACKGROUND"}[tool]
        page.get_by_text(name, exact=True).click()
        page.wait_for_timeout(1500)


def drag(page: Page, subject: str, points: list[tuple[float, float]]) -> float:
    """Draw a stroke; return milliseconds from lifting the mouse to the last paint."""
    box = canvas_of(page, subject).bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.evaluate("() => { window.lifted = null; window.paints = []; }")
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
    page.wait_for_function("() => paints.some(([time, done]) => lifted && time > lifted && done)")
    return page.evaluate("paints.find(([time, done]) => time > lifted && done)[0] - lifted")


def measure(page: Page, subject: str, strokes: int) -> list[float]:
    """Return the latencies of strokes along the border, which each change the marks."""
    if subject != "echo":
        pick(page, subject, "Keep")
        drag(page, subject, KEEP)
        pick(page, subject, "Remove")
        drag(page, subject, REMOVE)
    latencies = []
    for number in range(strokes):
        x = 0.03 + 0.45 * number / strokes
        latencies.append(drag(page, subject, [(x, 0.7), (x + 0.02, 0.75), (x, 0.8)]))
        # The run goes on after the paint; the next stroke must not wait for its end.
        page.wait_for_timeout(250)
    return latencies


def count_live_masks(page: Page) -> int:
    """Return how many masks are painted while a stroke of two seconds is drawn."""
    pick(page, "brush", "Keep")
    drag(page, "brush", KEEP)
    pick(page, "brush", "Remove")
    drag(page, "brush", REMOVE)
    box = canvas_of(page, "brush").bounding_box()
    page.evaluate("() => { window.lifted = null; window.paints = []; }")
    page.mouse.move(box["x"] + 0.05 * box["width"], box["y"] + 0.95 * box["height"])
    page.mouse.down()
    started = time.monotonic()
    while (share := (time.monotonic() - started) / LIVE_SECONDS) < 1:
        x, y = 0.05 + 0.9 * share, 0.95 - 0.6 * share
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        time.sleep(LIVE_SECONDS / LIVE_STEPS)
    count = page.evaluate("paints.length")
    page.mouse.up()
    return count


def large_photo(megapixels: float) -> bytes:
    """Return a JPEG of so many megapixels, with the noise of a camera."""
    side = round((megapixels * 1e6) ** 0.5)
    image = np.asarray(Image.fromarray(data.astronaut()).resize((side, side), Image.LANCZOS))
    noise = np.random.default_rng(0).integers(-6, 7, image.shape, np.int8)
    noisy = np.clip(image.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noisy).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def time_decoding(photo: bytes) -> float:
    """Return milliseconds for decoding a photo alone."""
    started = time.perf_counter()
    Image.open(io.BytesIO(photo)).load()
    return (time.perf_counter() - started) * 1000


def time_opening(browser: Browser, address: str, photo: bytes) -> float:
    """Return milliseconds from choosing a photo to its first painted proposal."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(address)
    page.get_by_role("button", name="Astronaut").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate(WATCH_OPENING)
    page.locator("input[type=file]").set_input_files(
        {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    page.wait_for_function("() => window.opened", timeout=60_000)
    milliseconds = page.evaluate("window.opened")
    page.context.close()
    return milliseconds


def measure_openings(browser: Browser, megapixels: float, rounds: int) -> dict[str, float]:
    """Print and return how long a large photo takes to open."""
    photo = large_photo(megapixels)
    with serve(PROJECT / "app.py") as address:
        opening = [time_opening(browser, address, photo) for _ in range(rounds)]
    figures = {
        "megapixels": megapixels,
        "opening_ms": statistics.median(opening),
        "decoding_ms": statistics.median(time_decoding(photo) for _ in range(rounds)),
    }
    print(
        f"{megapixels:g} MP chosen to first proposal painted: {figures['opening_ms']:.0f} ms, "
        f"{figures['opening_ms'] / figures['decoding_ms']:.1f} times as long as decoding it"
    )
    return figures


def open_large(browser: Browser, address: str, photo: bytes) -> Page:
    """Open a photo and wait until nothing goes on."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(address)
    page.locator("input[type=file]").set_input_files(
        {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    page.locator(".brush[data-painted]").wait_for()
    page.evaluate(WATCH_SHIFT)
    page.get_by_role("button", name="Strokes only").wait_for()
    wait_until_idle(page)
    return page


def wait_until_idle(page: Page) -> None:
    page.locator(".brush[data-painted]:not(.busy)").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(500)


def time_windows(page: Page, moves: int) -> list[float]:
    """Return milliseconds from the last movement to the sharp result: of zooming, then of moves."""
    page.evaluate(WATCH_WINDOW)
    box = canvas_of(page, "brush").bounding_box()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.6 * box["height"])
    page.keyboard.down("Control")
    # Until about one pixel of the photo fills one of the screen.
    for _ in range(4):
        page.mouse.wheel(0, -50)
    page.keyboard.up("Control")
    milliseconds = [wait_for_window(page)]
    canvas_of(page, "brush").focus()
    for move in range(moves):
        page.keyboard.press(("ArrowLeft", "ArrowUp")[move % 2])
        milliseconds.append(wait_for_window(page))
    return milliseconds


def wait_for_window(page: Page) -> float:
    page.wait_for_function("() => window.sharp", timeout=60_000)
    return page.evaluate("window.sharp")


def use_everything(page: Page) -> None:
    """Press whatever changes what is shown around the photo."""
    for tool in ("Remove", "Only here", "Only here", "Hair", "Box", "Keep"):
        page.locator(".brush").get_by_role("button", name=tool, exact=True).click()
    page.locator("[data-do=fit]").click()
    pick(page, "brush", "Remove")
    drag_on(page, [(0.45, 0.5), (0.5, 0.9)])
    drag_on(page, [(0.1, 0.1), (0.9, 0.1)])
    page.locator("[data-do=undo]").click()
    wait_until_idle(page)
    for name in ("White", "Blur", "Transparent"):
        page.get_by_role("button", name=name, exact=True).first.click()
        wait_until_idle(page)


def drag_on(page: Page, points: list[tuple[float, float]]) -> None:
    box = canvas_of(page, "brush").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
    wait_until_idle(page)


def measure_windows(browser: Browser, megapixels: float, rounds: int) -> dict[str, object]:
    """Print and return how long a zoomed part takes to become sharp, and how far things jump."""
    photo = large_photo(megapixels)
    first, later, shifts = [], [], []
    with serve(PROJECT / "app.py") as address:
        for _ in range(rounds):
            page = open_large(browser, address, photo)
            zoomed, *moved = time_windows(page, 8)
            first.append(zoomed)
            later += moved
            use_everything(page)
            shifts.append(page.evaluate("window.shift"))
            page.context.close()
    figures = {
        "window_first_ms": statistics.median(first),
        "window_ms": statistics.median(later),
        "layout_shift": max(shift["unexpected"] for shift in shifts),
        "layout_shift_with_input": max(shift["all"] for shift in shifts),
        "photo_tops_px": sorted({top for shift in shifts for top in shift["top"]}),
    }
    print(
        f"{megapixels:g} MP zoomed: sharp {figures['window_first_ms']:.0f} ms after the first "
        f"movement, {figures['window_ms']:.0f} ms after later ones; layout shift "
        f"{figures['layout_shift']:.4f}, {figures['layout_shift_with_input']:.4f} with what input "
        f"excuses; the photo's upper edge at {figures['photo_tops_px']}"
    )
    return figures


def measure_strokes(browser: Browser, strokes: int, rounds: int) -> dict[str, object]:
    """Print and return how long strokes take, and how often the mask follows a long one."""
    latencies: dict[str, list[float]] = {subject: [] for subject in SUBJECTS}
    live_masks = []
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder) / "app.py"
        app.write_text(APP.replace("PROJECT", repr(str(PROJECT))))
        with serve(app) as address:
            for _ in range(rounds):
                for subject in SUBJECTS:
                    page = browser.new_page(viewport={"width": 1400, "height": 900})
                    open_subject(page, address, subject)
                    latencies[subject] += measure(page, subject, strokes)
                    page.context.close()
                page = browser.new_page(viewport={"width": 1400, "height": 900})
                open_subject(page, address, "brush", live=True)
                live_masks.append(count_live_masks(page))
                page.context.close()

    floor = statistics.median(latencies["echo"])
    rows = []
    print(f"{'mouse-up to painted':<24}{'median ms':>10}{'ratio':>8}{'95 % ms':>9}{'ratio':>8}")
    for subject, values in latencies.items():
        median = statistics.median(values)
        late = statistics.quantiles(values, n=20)[-1]
        rows.append({"name": subject, "median_ms": median, "late_ms": late})
        print(f"{subject:<24}{median:>10.0f}{median / floor:>8.2f}{late:>9.0f}{late / floor:>8.2f}")
    print(f"masks painted during a stroke of {LIVE_SECONDS:g} s: {live_masks}")
    return {"latencies": rows, "live_masks": live_masks}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PARTS, help="leave out the other parts")
    parser.add_argument("--strokes", type=int, default=20, help="strokes of each in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megapixels", type=float, default=12, help="of the photo to open")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()

    executable = os.environ.get("SEEDCUT_CHROMIUM") or shutil.which("chromium")
    figures = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        if options.only in (None, "opening"):
            figures |= measure_openings(browser, options.megapixels, options.rounds)
        if options.only in (None, "windows"):
            figures |= measure_windows(browser, options.megapixels, options.rounds)
        if options.only in (None, "strokes"):
            figures |= measure_strokes(browser, options.strokes, options.rounds)
        browser.close()
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
