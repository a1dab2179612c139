"""Seedcut's page, from top to bottom; see `page` for its parts and the rerun contract."""

from pathlib import Path

import streamlit as st

from page.computed import open_photo
from page.landing import as_markdown, show_landing
from page.proposals import find_first_start, keep_place, show_proposals
from page.recipe_file import ask_about_recipe, choose_recipe
from page.sidebar import choose_groups, choose_settings
from page.state import (
    choose_photo,
    end_opening,
    is_choosing_photo,
    is_opening,
    photo_file,
    take_better_start,
    with_strokes,
)
from page.steps.view import choose_view, show_steps
from page.workspace import choose_tool, show_opening, work
from segmentation import WorkingPhoto
from segmentation.recipe import FLOODED

# A file of our own: named icons are fetched from elsewhere.
ICON = Path(__file__).parent / "docs" / "icon.png"
STYLE = """<style>
.stMainBlockContainer {padding: 4rem clamp(1rem, 3vw, 4rem) 2rem;}
.stImage img {border-radius: 0;}
@media (max-width: 640px) {
    /* Leaves room for the buttons beside the title. */
    .st-key-header button span:has(> [data-testid="stIconMaterial"]) {display: none;}
    .st-key-header .stCaption, .st-key-header [data-testid="stCaptionContainer"] {display: none;}
}
</style>"""


def show_header(photo: WorkingPhoto) -> str | None:
    """Draw the topmost line; return the tool that is chosen in it, None to see the steps."""
    rows, cols = photo.photo_shape
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        st.subheader("Seedcut", width="content", anchor=False)
        st.caption(f"{as_markdown(photo_file().name)}, {cols} × {rows} pixels")
        tool = choose_tool() if choose_view() == "cutout" else None
        st.button(
            "Another photo",
            icon=":material/add_photo_alternate:",
            on_click=choose_photo,
            args=(True,),
        )
    return tool


st.set_page_config("Seedcut", str(ICON), layout="wide")
st.html(STYLE)
# Empty again as soon as a photo is opened, not only after the slow part.
choice = st.empty()
if is_choosing_photo():
    with choice.container():
        show_landing()
    st.stop()

photo = open_photo(photo_file())
tool = show_header(photo)
if tool is None:
    show_steps(photo)
    st.stop()
take_better_start()
ask_about_recipe()
if photo.remark:
    st.warning(photo.remark, icon=":material/broken_image:")
with st.sidebar:
    st.header("Settings", anchor=False)
starts = st.container(key="proposals")
with starts:
    keep_place()
if is_opening():
    # The photo is seen at once, and the browser has the time to load the page: the widgets that
    # show what the cutout starts from come when it is known.
    with show_opening(tool, photo):
        end_opening(find_first_start(photo))
    st.rerun()

with st.sidebar:
    settings, seed_box = choose_settings()
    with st.expander("Recipe", icon=":material/receipt_long:"):
        choose_recipe()
# What a stroke changes.
shown = {"ground": settings.ground, "wants_hint": settings.hint, "behind": settings.behind}
if settings.recipe.seeds not in FLOODED:
    # Reruns alone, which is faster and leaves the rest of the page in peace.
    st.fragment(work)(settings.recipe, tool, **shown)
else:
    groups = work(settings.recipe, tool, **shown)
    with seed_box:
        choose_groups(photo, groups, with_strokes(settings.recipe))
with starts:
    # What can wait until the cutout is seen.
    show_proposals(photo)
