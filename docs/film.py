"""Films the page for README: a photo is dropped, one stroke, a white ground, the download.

    python docs/film.py

It works in a real Chromium, needs tests/requirements.txt, and leaves docs/film.webp. The pointer is
drawn into the pictures, and while the page works, the film stands still: it shows what happens, not
how fast.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, sync_playwright
from skimage import data

PROJECT = Path(__file__).parents[1]
sys.path.append(str(PROJECT / "tests"))

from conftest import CHROMIUM_FLAGS, find_chromium, running_server  # noqa: E402
from test_walk_browser import drop, wait_until_idle  # noqa: E402

WINDOW = {"width": 1280, "height": 800}
SHARE = 0.75
FRAME_MS = 60
PATIENCE_MS = 180_000
# Pixels of the screen that the pointer moves between two frames.
STEP_PX = 32
DRAWING_STEP_PX = 8
ARROW = [(0, 0), (0, 17), (4, 13.5), (6.5, 19), (9, 18), (6.6, 12.5), (12, 12.5)]
CARRIED_PX = 110
# As shares of the canvas: along the helmet, which the first proposal lacks.
HELMET = [(0.62, 0.72), (0.72, 0.78), (0.82, 0.9)]


class Film:
    """What is seen of a page, with a pointer that moves over it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[Image.Image] = []
        self.durations_ms: list[int] = []
        self.pointer = (900.0, 700.0)
        # What the pointer holds.
        self.carried: Image.Image | None = None

    def shoot(self, duration_ms: int = FRAME_MS) -> None:
        """Take a picture of the page, and of the pointer above it."""
        picture = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        if self.carried:
            picture.paste(self.carried, (round(self.pointer[0]) + 8, round(self.pointer[1]) + 12))
        draw_arrow(picture, self.pointer)
        size = tuple(round(side * SHARE) for side in picture.size)
        self.frames.append(picture.resize(size, Image.Resampling.LANCZOS))
        self.durations_ms.append(duration_ms)

    def move(
        self,
        x: float,
        y: float,
        *,
        step_px: float = STEP_PX,
        wait: Callable[[Page], None] = lambda page: None,
    ) -> None:
        """Move the pointer to a place of the window; wait for something before each picture."""
        left, top = self.pointer
        steps = max(1, round(max(abs(x - left), abs(y - top)) / step_px))
        for i in range(1, steps + 1):
            share = i / steps
            self.pointer = (left + share * (x - left), top + share * (y - top))
            self.page.mouse.move(*self.pointer)
            wait(self.page)
            self.shoot()

    def move_onto(self, target: Locator, *, at: tuple[float, float] = (0.5, 0.6)) -> None:
        """Move the pointer onto a part of the page."""
        self.move(*place_on(target, at))

    def click(self, target: Locator) -> None:
        """Press a button of the page, and wait until it is answered."""
        self.move_onto(target)
        self.page.mouse.down()
        self.shoot(2 * FRAME_MS)
        self.page.mouse.up()
        wait_until_idle(self.page)

    def draw(self, places: list[tuple[float, float]]) -> None:
        """Draw a stroke through places of the window, each part of which is answered."""
        self.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.move(*place, step_px=DRAWING_STEP_PX, wait=wait_until_idle)
        self.page.mouse.up()
        wait_until_idle(self.page)

    def save(self, path: Path) -> None:
        """Write an animated WebP, which begins again and again."""
        first, *others = self.frames
        first.save(
            path,
            save_all=True,
            append_images=others,
            duration=self.durations_ms,
            loop=0,
            quality=85,
            method=6,
            minimize_size=True,
        )


def draw_arrow(picture: Image.Image, place: tuple[float, float]) -> None:
    """Draw a pointer whose tip is at a place."""
    corners = [(place[0] + 1.4 * x, place[1] + 1.4 * y) for x, y in ARROW]
    ImageDraw.Draw(picture).polygon(corners, fill="black", outline="white", width=2)


def place_on(target: Locator, at: tuple[float, float]) -> tuple[float, float]:
    """Return a place of the window, given as shares of a part's width and height."""
    box = target.bounding_box()
    return box["x"] + at[0] * box["width"], box["y"] + at[1] * box["height"]


def film_walk(page: Page, address: str) -> Film:
    """Return the film of a first visit."""
    film = Film(page)
    page.goto(address)
    page.get_by_role("button", name="Coins").wait_for()
    film.carried = Image.fromarray(data.astronaut()).resize((CARRIED_PX, CARRIED_PX))
    film.shoot(600)
    film.move(560, 330)
    film.shoot(300)
    film.carried = None
    buffer = io.BytesIO()
    Image.fromarray(data.astronaut()).save(buffer, "JPEG", quality=92)
    drop(page, "astronaut.jpg", buffer.getvalue())
    film.shoot(1800)
    canvas = page.locator(".stage canvas")
    film.draw([place_on(canvas, place) for place in HELMET])
    film.shoot(1500)
    film.click(page.get_by_role("button", name="White", exact=True))
    film.shoot(1200)
    film.click(page.get_by_role("button", name="Download cutout"))
    page.locator(".st-key-save").wait_for()
    film.shoot(2200)
    return film


def main() -> None:
    """Film the page, and say how long the film is."""
    with running_server(PROJECT / "app.py") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport=WINDOW)
        page.set_default_timeout(PATIENCE_MS)
        film = film_walk(page, address)
        browser.close()
    path = Path(__file__).with_suffix(".webp")
    film.save(path)
    seconds = sum(film.durations_ms) / 1000
    print(f"{path}: {seconds:.1f} s, {len(film.frames)} frames, {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
