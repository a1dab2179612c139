"""Seedcut's page, from top to bottom; see `page` for its parts and the rerun contract."""

import re
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from numpy import ndarray

import segmentation
from page.canvas import choose_tool, show_marking
from page.components.brush import show_hint, show_mask
from page.components.fabric import CANVAS_PX
from page.computed import (
    divide,
    draw_markers,
    find_doubt,
    missing_marks,
    open_photo,
    open_view,
    preparation,
    prepare,
    result_picture,
    sample,
    sample_picture,
    suggest_thresholds,
    unpicked,
)
from page.groups import pick_groups
from page.proposals import find_first_start, is_first_start_known, show_proposals, take_first_start
from page.recipe_file import ask_about_recipe, choose_recipe
from page.result import offer_downloads, show_outcome
from page.sidebar import PICTURE_TYPES, Settings, choose_settings
from page.state import (
    brush_key,
    choose_photo,
    digest_of,
    start,
    use_thresholds,
    with_strokes,
)
from page.steps.view import choose_view, show_steps
from page.tiles import picture_button
from segmentation import Groups, Label, Prepared, Recipe, WorkingPhoto
from segmentation.recipe import FLOODED, SIDES

# A file of our own: named icons are fetched from elsewhere.
ICON = Path(__file__).parent / "docs" / "icon.png"
VIEW_PX = 800
SAMPLES = {"Astronaut": "astronaut.png", "Cat": "chelsea.png", "Coffee": "coffee.png"}
STEPS = (
    ":material/add_photo_alternate: **1. Choose** a photo of yours, or a sample.",
    ":material/brush: **2. Draw** over what to keep or remove, where the proposal is wrong.",
    ":material/download: **3. Download** the cutout at full resolution.",
)
# The canvas can't know its column's width: it is drawn at CANVAS_PX and zoomed to fit. Its own
# toolbar pops up outside of its box and would double the page's undo, redo and clear.
STYLE = f"""<style>
.stMainBlockContainer {{padding: 4rem clamp(1rem, 3vw, 4rem) 2rem;}}
.stImage img {{border-radius: 0;}}
.st-key-samples, .st-key-groups {{display: grid; grid-template-columns: repeat(3, 1fr);}}
.st-key-groups {{gap: 0.4rem;}}
.st-key-groups button p {{font-size: 0.7rem; line-height: 1.1;}}
/* About as high as the tools beside it, so that photo and result lie side by side. */
@media (min-width: 641px) {{ .st-key-status {{min-height: 4.35rem; justify-content: end;}} }}
@media (max-width: 640px) {{
    .st-key-status {{min-height: 3rem;}}
    /* Leaves room for the buttons beside the title. */
    .st-key-header button span:has(> [data-testid="stIconMaterial"]) {{display: none;}}
    .st-key-header .stCaption, .st-key-header [data-testid="stCaptionContainer"] {{display: none;}}
}}
/* A strip that scrolls where it is too long. */
.st-key-proposals {{flex-flow: row nowrap; gap: 0.5rem; overflow-x: auto; min-height: 4.5rem;}}
.st-key-proposals > * {{flex: none; width: auto;}}
.st-key-proposals button {{height: 4.5rem; min-height: 0;}}
.st-key-proposals button p {{font-size: 0.7rem; line-height: 1.1;}}
.st-key-marking {{container-type: inline-size;}}
.st-key-marking [data-testid^="stBidiComponent"] {{
    zoom: min(1, tan(atan2(100cqw, {CANVAS_PX}px)));
    clip-path: inset(0);
}}
</style>"""


def landing() -> None:
    st.title("Seedcut")
    st.markdown(
        "Cut the subject out of a photo, by itself or with a few strokes, and download it with a "
        "transparent background."
    )
    for column, step in zip(st.columns(len(STEPS)), STEPS, strict=True):
        column.markdown(step)
    if "photo" in st.session_state:
        st.button(
            f"Back to {plain(st.session_state.photo['name'])}",
            icon=":material/arrow_back:",
            on_click=choose_photo,
            args=(False,),
        )
    uploaded = st.file_uploader("Your photo", type=PICTURE_TYPES, key="upload")
    message = st.container()
    st.markdown("No photo at hand? Try a sample:")
    clicked = None
    with st.container(key="samples"):
        for title, name in SAMPLES.items():
            if picture_button(f"sample-{title.lower()}", title, sample_picture(name), "4 / 3"):
                clicked = title
    with message:
        if clicked:
            start(SAMPLES[clicked], sample(SAMPLES[clicked]))
        elif uploaded:
            start(uploaded.name, uploaded.getvalue())


def header(photo: WorkingPhoto) -> str | None:
    """Draw the topmost line; return the tool that is chosen in it, None to see the steps."""
    rows, cols = photo.photo_shape
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        st.subheader("Seedcut", width="content", anchor=False)
        st.caption(f"{plain(st.session_state.photo['name'])}, {cols} × {rows} pixels")
        tool = choose_tool() if choose_view() == "cutout" else None
        st.button(
            "Another photo",
            icon=":material/add_photo_alternate:",
            on_click=choose_photo,
            args=(True,),
        )
    return tool


def choose_groups(photo: WorkingPhoto, groups: Groups | None, recipe: Recipe) -> None:
    if groups is None or not groups.ranking:
        st.caption("0 seeds found")
        return
    seeds = f"{groups.count} seeds"
    if groups.found > groups.count:
        seeds = f"{groups.found} seeds found, the largest {groups.count} are used"
    st.markdown(
        f"**Background** ({seeds})",
        help="Every seed has grown into a group; the largest are shown here in red. Click all "
        "groups that belong to the background; at least one does.",
    )
    pick_groups(photo, groups, recipe)


def work(
    settings: Settings | None, tool: str, photo: WorkingPhoto, view: WorkingPhoto
) -> Groups | None:
    """Draw everything that a stroke changes; return the groups of automatic seeds.

    Without settings, find what to start from, with which the page runs anew.
    """
    drawing = st.session_state.drawing
    left, right = st.columns(2)
    with left:
        # Before the slow part, so that one can draw on at once.
        show_marking(tool, photo)
        place = st.container(key="status-brush")
    with right:
        status = st.container(key="status")
    with status:
        find_first_start(photo)
        latest = cut(with_strokes(settings.recipe, live=True), photo)
        if tool == "brush":
            with place:
                show_mask(drawing, latest.mask, key=brush_key())
        # While a stroke is drawn, the mask follows it, and the rest waits for its end.
        settled = cut(with_strokes(settings.recipe), photo) if drawing.live else latest
    with right:
        picture = draw_result(settings, settled, view)
        show_outcome(picture, photo, view, settled.recipe, settings.behind)
    doubtful = None
    if settings.hint and tool == "brush" and not drawing.live and not settled.missing:
        doubtful = doubt_of(settled)
    if tool == "brush":
        with place:
            show_hint(drawing, doubtful, key=brush_key())
    with status:
        st.markdown(advice(settled, doubtful))
        if settled.missing and settled.recipe.seeds == "spots":
            offer_thresholds(settled.prepared)
    with right:
        offer_downloads(settled.recipe, settings.behind, disabled=bool(settled.missing))
    return settled.groups


@dataclass(frozen=True, eq=False)
class Cut:
    """What a recipe makes of the photo; `mask` and `groups` are None where marks are missing."""

    recipe: Recipe
    prepared: Prepared
    markers: ndarray
    missing: tuple[Label, ...]
    groups: Groups | None
    mask: ndarray | None


def cut(recipe: Recipe, photo: WorkingPhoto) -> Cut:
    digest = st.session_state.photo["digest"]
    with st.spinner("Finding the edges…"):
        prepared = prepare(digest, preparation(recipe), photo)
    with st.spinner("Cutting out…"):
        markers = draw_markers(digest, unpicked(recipe), prepared)
        missing = missing_marks(digest, unpicked(recipe), prepared, markers)
        groups, mask = (None, None) if missing else divide(digest, recipe, prepared, markers)
    return Cut(recipe, prepared, markers, missing, groups, mask)


def offer_thresholds(prepared: Prepared) -> None:
    """Draw a button that takes thresholds which give spots, if there are any."""
    thresholds = suggest_thresholds(st.session_state.photo["digest"], prepared)
    if thresholds:
        dark, light = thresholds
        st.button(f"Use {dark} and {light}", on_click=use_thresholds, args=thresholds)


def doubt_of(done: Cut) -> ndarray:
    digest = st.session_state.photo["digest"]
    return find_doubt(digest, unpicked(done.recipe), done.prepared, done.markers)


def draw_result(settings: Settings, done: Cut, view: WorkingPhoto) -> bytes:
    behind = settings.behind and digest_of(settings.behind)
    backdrop = behind and open_view(behind, VIEW_PX, open_photo(behind, settings.behind))
    digest = st.session_state.photo["digest"]
    return result_picture(digest, done.recipe, settings.ground, behind, view, done.mask, backdrop)


def advice(done: Cut, doubtful: ndarray | None) -> str:
    """Return the sentence that says what to do next."""
    recipe, missing = done.recipe, done.missing
    unmarked = segmentation.unmarked_labels(done.markers)
    drawn = {stroke.label for stroke in recipe.strokes}.intersection(SIDES)
    buried = drawn.intersection(unmarked)
    if len(buried) == 1 and len(drawn) == 2:
        (label,) = buried
        tool, winner = ("Keep", "Remove") if label == Label.FOREGROUND else ("Remove", "Keep")
        return (
            f"Your {winner} strokes cover all of your {tool} strokes, and the later one wins. "
            f"Pick **{tool}** and draw somewhere else, or undo."
        )
    if missing and recipe.guesses:
        return "Nothing stands out in this photo. Draw what to keep and what to remove."
    if missing and recipe.seeds == "spots":
        return (
            "No spot is that dark or that light. Raise the dark threshold or lower the light "
            "one, or draw what to keep and what to remove."
        )
    if missing and recipe.seeds == "peaks":
        return "This photo has no edges to keep away from. Draw what to keep and what to remove."
    if recipe.seeds == "strokes" and not drawn:
        return "Pick **Keep** and draw over your subject, then **Remove** and draw over the rest."
    if recipe.seeds == "strokes" and Label.FOREGROUND in unmarked:
        return "Now pick **Keep** and draw over what should stay."
    if missing:
        return "Now pick **Remove** and draw over what should go."
    if recipe.guesses and not drawn:
        return (
            "Found without a stroke. Something wrong? Take another start above, or draw over it "
            "with **Keep** or **Remove**."
        )
    if doubtful is not None and doubtful.any():
        return "A stroke inside the pink outline would help most: **Keep** or **Remove**?"
    return "Something wrong? Draw over it with **Keep** or **Remove** until the cutout is right."


def plain(text: str) -> str:
    """Return the Markdown that shows a text as it is."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", text)


# The page.

st.set_page_config("Seedcut", str(ICON), layout="wide")
st.html(STYLE)
# Empty again as soon as a photo is opened, not only after the slow part.
choice = st.empty()
if "photo" not in st.session_state or st.session_state.choosing:
    with choice.container():
        landing()
    st.stop()

digest, data = st.session_state.photo["digest"], st.session_state.photo["data"]
photo = open_photo(digest, data)
view = open_view(digest, VIEW_PX, photo)
take_first_start()
tool = header(photo)
if tool is None:
    show_steps(photo, view)
    st.stop()
ask_about_recipe()
settings = seed_box = None
with st.sidebar:
    st.header("Settings", anchor=False)
    # Before that, the browser has enough to do without them.
    if is_first_start_known():
        settings, seed_box = choose_settings()
        with st.expander("Recipe", icon=":material/receipt_long:"):
            choose_recipe()
starts = st.container(key="proposals")
# Keeps the place of what comes later.
starts.empty()
if settings is None or settings.recipe.seeds not in FLOODED:
    # A stroke reruns this part alone, which is faster and leaves the rest of the page in peace.
    st.fragment(work)(settings, tool, photo, view)
else:
    groups = work(settings, tool, photo, view)
    with seed_box:
        choose_groups(photo, groups, with_strokes(settings.recipe))
with starts:
    # What can wait until the cutout is seen.
    show_proposals(photo)
