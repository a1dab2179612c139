"""Photo and result side by side."""

from collections.abc import Callable

import streamlit as st
from numpy import ndarray
from streamlit.delta_generator import DeltaGenerator

from page.components.brush import show_hint, show_mask
from page.components.keeper import keep_recipe
from page.components.spoken import tell_live
from page.computed import (
    Cut,
    cut,
    find_doubt,
    open_photo,
    prepare,
    recipe_hash,
    start_by_photo_engine,
    suggest_thresholds,
)
from page.state import (
    PhotoFile,
    brush_key,
    drawing,
    grow_from,
    has_other_start,
    is_first_hint,
    note_settings,
    photo_file,
    record,
    take_back_mark,
    use_thresholds,
    was_relaid,
    with_strokes,
)
from page.workspace.advice import advice, warning, why_no_file
from page.workspace.backgrounds import offer_backgrounds
from page.workspace.canvas import show_marking
from page.workspace.downloads import offer_downloads
from page.workspace.result import show_outcome
from segmentation import Groups, Recipe, WorkingPhoto

STYLE = """<style>
/* Photo and result are as high as the window allows, with everything that belongs to them. */
:root {--most-height: max(14rem, 100svh - 30rem);}
/* About as high as the tools beside it, so that photo and result lie side by side. */
.st-key-status p {font-size: 0.9rem; line-height: 1.25;}
.st-key-status .stButton button {min-height: 2.25rem; padding-block: 0;}
@media (min-width: 641px) {
    .st-key-status {min-height: 2.25rem; justify-content: end;}
    /* A longer sentence grows upward. */
    .st-key-status:not(:has(button)) {height: 2.25rem;}
}
@media (max-width: 640px) {
    :root {--most-height: 62svh;}
    .st-key-status {min-height: 3rem;}
}
/* Goes on after the sentence, like a link. */
.st-key-status .st-key-photo-engine button {
    min-height: 0; padding: 0; text-decoration: underline;
}
.st-key-telling {gap: 0.1rem 0.75rem;}
</style>"""


def show_opening(tool: str, photo: WorkingPhoto) -> DeltaGenerator:
    """Draw the photo where it is going to be marked; return the place of the status."""
    _, _, status = show_photo(tool, photo)
    return status


def show_photo(tool: str, photo: WorkingPhoto) -> tuple[DeltaGenerator, ...]:
    """Draw the photo to mark; return the places below it, beside it, and on top of the latter."""
    st.html(STYLE)
    left, right = st.columns(2)
    with left:
        show_marking(tool, photo)
        below = st.container(key="status-brush")
    tell_live("status", key="live-status")
    return below, right, right.container(key="status")


def work(
    recipe: Recipe,
    tool: str,
    *,
    ground: str,
    wants_hint: bool,
    behind: PhotoFile | None,
    offer_address: Callable[[Recipe], None],
    look: Callable[[Cut, str, PhotoFile | None], None],
) -> Groups | None:
    """Draw everything that a stroke changes; return the groups of automatic seeds.

    Parameters
    ----------
    recipe : Recipe
        The settings, without strokes.
    tool : {'brush', 'shapes'}
        What the photo is marked with.
    ground : str
        What the result is shown on.
    wants_hint : bool
        Whether to show where a stroke would help most.
    behind : PhotoFile, or None
        The photo that goes behind the cutout.
    offer_address : callable
        Draws the address that opens the page with a recipe, where there can be one.
    look : callable
        Sends what is seen of a zoomed photo and its result.

    Returns
    -------
    groups : Groups, or None
        None where the seeds are not automatic, or missing.
    """
    record()
    if has_other_start(recipe) or was_relaid():
        # What was chosen beside the photo, the sidebar shows as well.
        st.rerun()
    # Not handed in, for a fragment keeps what it is given as long as the tab is known.
    photo = open_photo(photo_file())
    # Before the slow part, so that one can draw on at once.
    below, right, status = show_photo(tool, photo)
    is_live = drawing().live
    with status:
        latest = cut_telling(with_strokes(recipe, live=True), photo)
        if tool == "brush":
            with below:
                show_mask(drawing(), latest.kept, key=brush_key())
        # While a stroke is drawn, the mask follows it, and the rest waits for its end.
        settled = cut_telling(with_strokes(recipe), photo) if is_live else latest
    reason = why_no_file(settled)
    with right:
        show_settled(settled, ground, behind)
    doubtful = None
    if wants_hint and tool == "brush" and not is_live and not reason:
        doubtful = find_doubt(settled.recipe, photo)
    if tool == "brush":
        with below:
            show_hint(drawing(), doubtful, key=brush_key())
    with status:
        advise(settled, doubtful)
    note_settings(recipe)
    keep_recipe(brush_key(), recipe_hash(settled.recipe))
    with right:
        offer_downloads(settled, behind, missing=reason, offer_address=offer_address)
    look(settled, ground, behind)
    return settled.groups


def show_settled(done: Cut, ground: str, behind: PhotoFile | None) -> None:
    """Draw the result, or say why there is none to look at."""
    if done.is_empty or done.is_everything:
        st.info(why_no_file(done), icon=":material/image_not_supported:")
    else:
        show_outcome(done, ground, behind)
        offer_backgrounds()


def cut_telling(recipe: Recipe, photo: WorkingPhoto) -> Cut:
    """Return what a recipe makes of the photo; say what takes its time."""
    if not recipe.unmixes:
        with st.spinner("Finding the edges…"):
            prepare(recipe, photo)
    with st.spinner("Cutting out…"):
        return cut(recipe, photo)


def advise(done: Cut, doubtful: ndarray | None) -> None:
    """Draw what to do next, with a button where one does it."""
    odd = None if drawing().live else warning(done)
    if odd:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(odd, width="content")
            st.button("Take it back", icon=":material/undo:", on_click=take_back_mark)
        return
    if done.recipe.unmixes and not done.recipe.strokes:
        with st.container(key="telling", horizontal=True, vertical_alignment="center"):
            st.markdown(advice(done, doubtful), width="content")
            offer_photo_engine(done.photo)
        return
    is_hinted = doubtful is not None and bool(doubtful.any())
    explains = is_hinted and is_first_hint(len(done.recipe.strokes))
    st.markdown(advice(done, doubtful, explains=explains))
    if done.missing and done.recipe.seeds == "spots":
        thresholds = suggest_thresholds(done.recipe, done.photo)
        if thresholds:
            dark, light = thresholds
            st.button(f"Use {dark} and {light}", on_click=use_thresholds, args=thresholds)


def offer_photo_engine(photo: WorkingPhoto) -> None:
    """Draw the button that cuts out as any other photo."""
    st.button(
        ":blue[Use the photo engine instead]",
        key="photo-engine",
        type="tertiary",
        on_click=lambda: grow_from(start_by_photo_engine(photo)),
        help="It looks for one subject with an outline, by edges and colors.",
    )
