"""What test files share: a browser, servers with pages, and figures for the log."""

import contextlib
import functools
import gc
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

PROJECT = Path(__file__).parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT_MS = 30_000
expect.set_options(timeout=TIMEOUT_MS)
# Forgets what a browser keeps for the page, as if nobody had ever been there.
FORGET = """async () => {
    localStorage.clear();
    sessionStorage.clear();
    for (const { name } of await indexedDB.databases()) {
        await new Promise((done, fail) => {
            const request = indexedDB.deleteDatabase(name);
            Object.assign(request, { onsuccess: done, onerror: fail });
        });
    }
}"""


def pytest_addoption(parser):
    parser.addoption("--screenshots", metavar="DIR", help="write pictures of the page there")


def pytest_collection_modifyitems(items):
    """Mark what starts a browser, for `-m "not browser"`."""
    for item in items:
        if {"browser", "serve"} & set(item.fixturenames):
            item.add_marker("browser")


def pytest_collection_finish():
    """Spare collections of garbage what was imported, a quarter of a million objects."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter):
    """Log the medians of what tests recorded as `record_property(what, [milliseconds, ...])`."""
    durations = defaultdict(list)
    for report in terminalreporter.getreports("passed"):
        for what, values_ms in report.user_properties:
            durations[what] += values_ms
    for what, values_ms in durations.items():
        terminalreporter.write_line(
            f"{what}: median {statistics.median(values_ms):.0f} ms, "
            f"longest {max(values_ms):.0f} ms of {len(values_ms)}"
        )


@pytest.fixture(scope="session", autouse=True)
def look_for_components_once():
    """Have pages look for components in what is installed once, as a server does, not each."""
    with pytest.MonkeyPatch.context() as patch:
        # Takes a second to import, for nothing where no test is about the page.
        if "streamlit" in sys.modules:
            from streamlit.components.v2 import manifest_scanner

            scan = functools.cache(manifest_scanner.scan_component_manifests)
            patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


def find_chromium():
    named = os.environ.get("SEEDCUT_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    executable = find_chromium()
    if executable is None:
        reason = "no Chromium on PATH or in SEEDCUT_CHROMIUM"
        # A build that silently leaves the browser out would prove nothing.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def serve():
    """Serve the page of a script until the session ends; return its address."""
    with contextlib.ExitStack() as servers:
        yield lambda *script: servers.enter_context(running_server(*script))


@pytest.fixture(scope="session")
def address(serve):
    """Return the address of the page."""
    return serve(PROJECT / "app.py")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_server(script, *more_options, port=None):
    port = port or free_port()
    options = [
        "--server.headless=true",
        "--server.address=127.0.0.1",
        f"--server.port={port}",
        "--server.fileWatcherType=none",
        *more_options,
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options],
        # Where the configuration lies.
        cwd=PROJECT,
        # Each run of a page would end with a tenth of a second's collection of garbage.
        env=os.environ | {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "false"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        for line in server.stdout:
            if "URL:" in line:
                break
        # A full pipe would hold the server up.
        threading.Thread(target=server.stdout.read, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            # Open sessions would keep a politely asked server waiting.
            server.kill()


@pytest.fixture(scope="session")
def idle_pages():
    """Return the pages that tests are done with, by the kind of their window."""
    return defaultdict(list)


@pytest.fixture
def new_page(request, browser, idle_pages):
    """Open an empty page as a visitor of its own; errors on its console fail the test.

    A browser that has shown the page before has its scripts compiled, so pages are used again.
    """
    taken, running_first, errors = [], [], []

    def note(error):
        errors.append(str(error))

    def new_page(width, height, *, scripts=(), color_scheme="light", **kind):
        idle = idle_pages[tuple(kind.items())]
        page = idle.pop() if idle else browser.new_context(**kind).new_page()
        running_first.extend(page.add_init_script(script) for script in scripts)
        taken.append((page, idle))
        page.set_default_timeout(TIMEOUT_MS)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=color_scheme)
        page.on("pageerror", note)
        return page

    failed_before = request.session.testsfailed
    yield new_page
    for script in running_first:
        script.close()
    for page, idle in taken:
        page.remove_listener("pageerror", note)
        is_served = not page.is_closed() and page.url.startswith("http")
        if request.session.testsfailed > failed_before or not is_served:
            # Whatever state it is in.
            page.context.close()
        else:
            leave(page)
            idle.append(page)
    assert errors == []


def leave(page):
    """Leave the page as somebody finds it who has never been there."""
    context = page.context
    for tab in context.pages:
        if tab is not page:
            tab.close()
    page.mouse.move(0, 0)
    page.unroute_all()
    # A page that needs no server, where everything was kept.
    page.route("**/blank", lambda route: route.fulfill(body=""))
    page.goto(f"{page.evaluate('origin')}/blank")
    page.evaluate(FORGET)
    page.unroute_all()
    context.clear_cookies()
    context.clear_permissions()


def change_look(page, scheme):
    """Change between the light and the dark look."""
    page.emulate_media(color_scheme=scheme)
    ground = expect(page.get_by_test_id("stApp"))
    wait = ground.to_have_css if scheme == "light" else ground.not_to_have_css
    wait("background-color", "rgb(255, 255, 255)")


@pytest.fixture
def take_screenshot(request):
    folder = request.config.getoption("--screenshots")

    def take_screenshot(page, name):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take_screenshot
