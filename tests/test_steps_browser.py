"""The steps in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from page.steps.graph_cut import CUT_STEPS
from page.steps.watershed import FLOOD_STEPS

CHAPTERS = {"Watershed": FLOOD_STEPS, "Graph cut": CUT_STEPS}
# A single picture, two, buttons, a chart.
LAYOUTS = {"Watershed": (7, 3, 9), "Graph cut": (4, 6)}
LOWEST = """Math.max(...[...document.querySelectorAll(".st-key-slide img, .st-key-slide button")]
    .map((shown) => shown.getBoundingClientRect().bottom))"""


@pytest.fixture
def open_steps(new_page, address):
    """Open the steps of a sample in a window of a size."""

    def open_steps(width, height, **options):
        page = new_page(width, height, **options)
        page.goto(address)
        page.get_by_role("button", name="Astronaut").click()
        page.get_by_role("radio", name="How it works").click()
        expect(heading(page, FLOOD_STEPS, 1)).to_be_visible()
        return page

    return open_steps


def heading(page, steps, number):
    return page.get_by_role("heading", name=f"{number}. {steps[number - 1].title}", exact=True)


def jump(page, steps, number):
    page.locator(".st-key-jump button").nth(number - 1).click()
    expect(heading(page, steps, number)).to_be_visible()


def wait_for_pictures(page):
    """Wait until the run is over and all pictures of the slide are loaded."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function(
        "[...document.querySelectorAll('.st-key-slide img')].every(i => i.complete && i.width)"
    )


def drag(page, place, right, down):
    box = place.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=5)
    page.mouse.up()
    # Everything is painted within the next frame.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def look_through(page, take_screenshot, name, width):
    """Look at steps of every layout; after each, yield."""
    for chapter, steps in CHAPTERS.items():
        page.get_by_role("radio", name=chapter, exact=True).click()
        # Until then, the pills are those of the other chapter.
        expect(heading(page, steps, 1)).to_be_visible()
        for number in LAYOUTS[chapter]:
            jump(page, steps, number)
            wait_for_pictures(page)
            take_screenshot(page, f"steps-{chapter.split()[0].lower()}-{number}-{name}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            yield


def test_steps_fit_a_phone(open_steps, take_screenshot):
    page = open_steps(390, 844)
    assert len(list(look_through(page, take_screenshot, "phone", 390))) == 5


def test_steps_fit_the_screen_and_the_landscape_turns(open_steps, take_screenshot):
    page = open_steps(1280, 800)
    for _ in look_through(page, take_screenshot, "wide", 1280):
        assert page.evaluate(LOWEST) <= 800
    page.get_by_role("radio", name="Watershed", exact=True).click()
    expect(heading(page, FLOOD_STEPS, LAYOUTS["Watershed"][-1])).to_be_visible()
    assert_landscape_turns_and_stays_turned_when_the_blur_changes(page)


def assert_landscape_turns_and_stays_turned_when_the_blur_changes(page):
    jump(page, FLOOD_STEPS, 3)
    page.get_by_role("radio", name="Landscape", exact=True).click()
    landscape = page.locator("canvas.landscape")
    expect(landscape).to_have_attribute("data-turn", re.compile(r"\d"))
    wait_for_pictures(page)
    before = landscape.get_attribute("data-turn")
    drag(page, landscape, -60, 0)
    expect(landscape).not_to_have_attribute("data-turn", before)
    turned = landscape.get_attribute("data-turn")
    picture = landscape.evaluate("canvas => canvas.toDataURL()")

    page.locator(".st-key-sigma").get_by_role("slider").focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "old => document.querySelector('canvas.landscape').toDataURL() !== old", arg=picture
    )
    expect(landscape).to_have_attribute("data-turn", turned)
    landscape.focus()
    page.keyboard.press("ArrowLeft")
    expect(landscape).not_to_have_attribute("data-turn", turned)
