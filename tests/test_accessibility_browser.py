"""What axe-core finds on the page, and the way through it with the keyboard alone."""

from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from segmentation import read_image

# Streamlit's own controls, with nothing of ours.
BARE = """
import streamlit as st

st.set_page_config("Bare", layout="wide")
with st.sidebar:
    st.header("Settings", anchor=False)
    with st.expander("More", expanded=True):
        for name in ("One", "Two"):
            st.selectbox(f"Choice {name}", ["one", "two"], help="Help")
            st.slider(f"Slider {name}", 0, 10, help="Help")
            st.number_input(f"Number {name}", value=None, placeholder="any")
            st.file_uploader(f"File {name}", help="Help")
st.title("Title")
st.caption("Caption")
st.segmented_control("Switch", ["one", "two"], default="one", label_visibility="collapsed")
st.button("Button", type="primary", help="Help")
with st.popover("Popover"):
    st.text("Text")
st.text("End")
"""
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# Of a part of the page, what it is a part of.
KIND = """target => {
    let element = document;
    for (const selector of [target].flat()) {
        element = (element.shadowRoot ?? element).querySelector(selector);
    }
    const place = element.closest("[data-testid]");
    return place ? place.dataset.testid : element.tagName;
}"""


def violations(page):
    """Return what violates level A or AA: the rules, and what the parts are that break them."""
    found = Axe().run(page, options=LEVELS).response["violations"]
    return {
        (rule["id"], page.evaluate(KIND, node["target"][0])): node["html"]
        for rule in found
        for node in rule["nodes"]
    }


# What people operate, and who does not see it is told of by its name.
CONTROLS = {"button", "checkbox", "combobox", "link", "radio", "slider", "spinbutton", "textbox"}


def controls(page):
    """Return what the browser tells of each control to who does not see it: role and name."""
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    seen = [node for node in nodes if not node["ignored"]]
    told = [(node["role"]["value"], node["name"]["value"]) for node in seen if "name" in node]
    return Counter(each for each in told if each[0] in CONTROLS)


def twice(page):
    """Return what is the name of several controls, or none."""
    return {each for each, count in controls(page).items() if count > 1 or not each[1]}


@pytest.fixture(scope="module")
def bare_address(serve, tmp_path_factory):
    script = tmp_path_factory.mktemp("bare") / "app.py"
    script.write_text(BARE)
    return serve(script)


def wait_until_idle(page):
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def draw(page):
    canvas = page.locator(".stage canvas")
    canvas.hover()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.6 * box["height"], steps=3)
    page.mouse.up()
    page.locator(".brush[data-strokes='1'][data-painted]:not(.busy)").wait_for()


def open_sample(page):
    page.get_by_role("button", name="Coins").click()
    page.locator(".brush[data-painted]:not(.busy)").wait_for()
    page.get_by_role("button", name="Strokes only").wait_for()


def open_expanders(page):
    for number in range(page.locator("[data-testid=stExpander]").count()):
        expander = page.locator("[data-testid=stExpander] details").nth(number)
        expander.locator("summary").click()
        expect(expander).to_have_attribute("open", "")


def show_shapes(page):
    page.get_by_text("Shapes", exact=True).click()
    page.locator(".st-key-marking canvas").first.wait_for()


def show_steps(page):
    page.get_by_text("How it works", exact=True).click()
    page.get_by_role("button", name="Next").wait_for()


WALK = (
    lambda page: page.get_by_role("button", name="Coins").wait_for(),
    open_sample,
    draw,
    open_expanders,
    lambda page: page.get_by_role("button", name="More", exact=True).click(),
    lambda page: page.keyboard.press("Escape"),
    show_shapes,
    show_steps,
)


# In the dark, only colors differ, and most of them are seen beside the photo.
@pytest.mark.parametrize(("scheme", "steps"), [("light", len(WALK)), ("dark", 3)])
def test_nothing_is_out_of_reach_beyond_what_a_bare_page_has(
    new_page, address, bare_address, scheme, steps
):
    bare = new_page(1400, 900, color_scheme=scheme)
    bare.goto(bare_address)
    for control in ("Number", "File"):
        bare.get_by_label(f"{control} Two").first.wait_for()
    wait_until_idle(bare)
    allowed, repeated = violations(bare).keys(), twice(bare)
    page = new_page(1400, 900, color_scheme=scheme)
    page.goto(address)
    for number, go in enumerate(WALK[:steps]):
        go(page)
        wait_until_idle(page)
        found = {kind: html for kind, html in violations(page).items() if kind not in allowed}
        assert found == {}, number
        assert twice(page) <= repeated, number
    bare.close()


def test_advice_is_read_out_and_nothing_moves_that_need_not(new_page, address):
    page = new_page(1400, 900, reduced_motion="reduce")
    page.goto(address)
    open_sample(page)
    advice = page.locator(".st-key-status")
    expect(advice).to_contain_text("cut out")
    expect(advice).to_have_attribute("aria-live", "polite")
    longest_s = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].flatMap((element) => {
            const { transitionDuration, animationDuration } = getComputedStyle(element);
            return `${transitionDuration},${animationDuration}`.split(",").map(parseFloat);
        }))"""
    )
    assert longest_s < 0.01


FOCUSED = """() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element.matches("button") ? element.ariaLabel || element.textContent.trim() : "";
}"""


def tab_to(page, name):
    """Go from control to control until one has a name."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if name in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"{name} is not reached")


def test_keyboard_alone_leads_from_a_sample_to_the_file(new_page, address):
    page = new_page(1400, 900)
    page.goto(address)
    page.get_by_role("button", name="Coins").wait_for()
    tab_to(page, "Coins")
    page.keyboard.press("Enter")
    page.locator(".brush[data-painted]:not(.busy)").wait_for()
    page.get_by_role("button", name="Strokes only").wait_for()
    wait_until_idle(page)
    starts = page.locator(".st-key-proposals")
    start = starts.get_by_role("button", pressed=False).first.inner_text()
    tab_to(page, start)
    page.keyboard.press("Enter")
    expect(starts.get_by_role("button", pressed=True)).to_contain_text(start)
    wait_until_idle(page)
    tab_to(page, "White")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo: background").wait_for()
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Undo: start").wait_for()
    page.keyboard.press("Control+Shift+z")
    page.get_by_role("button", name="Undo: background").wait_for()
    wait_until_idle(page)
    tab_to(page, "Download cutout")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    cutout = read_image(waiting.value.path())
    assert cutout.alpha is None
    assert (cutout.rgb[[0, 0, -1, -1], [0, -1, 0, -1]] == 255).all(axis=1).any()
