"""Seedcut's page, from top to bottom; see `page` for its parts and the rerun contract."""

from pathlib import Path
from typing import Any

import streamlit as st

from page.address import Address, read_address, write_address
from page.boundary import explained
from page.computed import open_photo
from page.journal import start_logging
from page.landing import (
    as_markdown,
    keep_photo,
    local_batch,
    many_batch,
    open_asked,
    open_sample,
    open_sample_title,
    show_landing,
    show_many,
    welcome_back,
)
from page.proposals import find_first_start, keep_place, show_proposals
from page.sidebar import (
    ask_about_recipe,
    choose_groups,
    choose_recipe,
    choose_settings,
    offer_saving,
)
from page.state import (
    choose_photo,
    decided_recipe,
    end_opening,
    has_photo,
    is_choosing_photo,
    is_opening,
    is_seeing_many,
    open_with,
    photo_file,
    take_better_start,
    with_strokes,
)
from page.steps.view import choose_view, go_to_step, show_steps, shown_step
from page.workspace import choose_tool, look_closely, show_opening, work
from segmentation import Recipe, WorkingPhoto
from segmentation.recipe import FLOODED

# A file of our own: named icons are fetched from elsewhere.
ICON = Path(__file__).parent / "docs" / "icon.png"
STYLE = """<style>
.stMainBlockContainer {padding: 4rem clamp(1rem, 3vw, 4rem) 2rem;}
.stImage img {border-radius: 0;}
/* Nothing moves aside for a scroll bar that comes and goes. */
.stMain {scrollbar-gutter: stable;}
/* Streamlit's own have too little contrast, captions everywhere and buttons in the dark. */
[data-testid="stCaptionContainer"] {color: inherit; opacity: 0.75;}
[data-testid="stBaseButton-primary"] {color: light-dark(#fff, #0e1117);}
/* What the arrows lead to. */
[data-testid="stExpandSidebarButton"]::after {content: "Settings"; padding-left: 0.25rem;}
@media (min-width: 641px) {
    /* A long name gives way to the buttons. */
    .st-key-header > :has([data-testid="stCaptionContainer"]) {flex: 1 1 6rem; min-width: 0;}
}
.st-key-header [data-testid="stCaptionContainer"] p {
    white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
}
@media (prefers-reduced-motion: reduce) {
    *, ::before, ::after {
        animation-duration: 0.01ms !important; animation-iteration-count: 1 !important;
        transition-duration: 0.01ms !important;
    }
}
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
        st.caption(f"{as_markdown(photo_file().name)}, {cols} × {rows}")
        tool = choose_tool() if choose_view() == "cutout" else None
        st.button(
            "Another photo",
            icon=":material/add_photo_alternate:",
            on_click=choose_photo,
            args=(True,),
        )
    return tool


def follow_address() -> None:
    """Open what the page's address names."""
    address = read_address(st.query_params)
    if address is None or not open_sample(address.sample):
        return
    if address.recipe is not None:
        open_with(address.recipe)
    go_to_step(address.step)


def offer_address(recipe: Recipe | None, step: str = "") -> None:
    """Draw the address that opens a sample as it is now."""
    sample = open_sample_title()
    text = sample and write_address(st.context.url or "", Address(sample, recipe, step))
    if text:
        st.caption("A link that shows this sample as it is here:")
        st.code(text, language=None, wrap_lines=True)


st.set_page_config("Seedcut", str(ICON), layout="wide")
st.html(STYLE)
start_logging()
with explained("page", ends_page=True):
    # Empty again as soon as a photo is opened, not only after the slow part.
    choice = st.empty()
    batch = local_batch() or many_batch()
    if batch:
        open_asked(batch)
    elif not has_photo():
        follow_address()
    if is_choosing_photo():
        with choice.container():
            show = show_many if is_seeing_many() else show_landing
            show()
        st.stop()

    photo = open_photo(photo_file())
    tool = show_header(photo)
    keep_photo()
    welcome_back()
    if tool is None:
        show_steps(photo)
        if open_sample_title():
            with st.popover("Link"):
                offer_address(decided_recipe(), shown_step())
        st.stop()
    take_better_start()
    ask_about_recipe()
    if photo.remark:
        st.warning(photo.remark, icon=":material/broken_image:")
    with st.sidebar:
        st.header("Settings", anchor=False)
    saving = st.container()
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
    if batch:
        with saving:
            offer_saving(settings.recipe, batch)
    # What a stroke changes.
    shown: dict[str, Any] = {
        "ground": settings.ground,
        "wants_hint": settings.hint,
        "behind": settings.behind,
        "offer_address": offer_address,
        # Asked for again and again while one moves the photo.
        "look": st.fragment(explained("look")(look_closely)),
    }
    if settings.recipe.seeds not in FLOODED:
        # Reruns alone, which is faster and leaves the rest of the page in peace.
        st.fragment(explained("work")(work))(settings.recipe, tool, **shown)
    else:
        groups = work(settings.recipe, tool, **shown)
        with seed_box:
            choose_groups(photo, groups, with_strokes(settings.recipe))
    with starts:
        # What can wait until the cutout is seen.
        show_proposals(photo)
