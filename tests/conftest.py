"""What test files share: a browser, servers with pages, and figures for the log."""

import contextlib
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


def pytest_addoption(parser):
    parser.addoption("--screenshots", metavar="DIR", help="write pictures of the page there")


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


def find_chromium():
    named = os.environ.get("SEEDCUT_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def browser():
    executable = find_chromium()
    if executable is None:
        reason = "no Chromium on PATH or in SEEDCUT_CHROMIUM"
        # A build that silently leaves the browser out would prove nothing.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve():
    """Serve the page of a script until the session ends; return its address."""
    with contextlib.ExitStack() as servers:
        yield lambda *script: servers.enter_context(running_server(*script))


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


@pytest.fixture
def new_page(browser):
    """Open an empty page as a visitor of its own; errors on its console fail the test."""
    contexts, errors = [], []

    def new_page(width, height, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def take_screenshot(request):
    folder = request.config.getoption("--screenshots")

    def take_screenshot(page, name):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take_screenshot
