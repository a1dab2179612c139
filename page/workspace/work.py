"""Photo and result side by side."""

import streamlit as st
from numpy import ndarray
from streamlit.delta_generator import DeltaGenerator

from page.components.brush import show_hint, show_mask
from page.computed import Cut, cut, find_doubt, open_photo, prepare, suggest_thresholds
from page.state import (
    PhotoFile,
    brush_key,
    drawing,
    has_other_start,
    photo_file,
    record,
    undo_mark,
    use_thresholds,
    with_strokes,
)
from page.workspace.advice import advice, warning, why_no_file
from page.workspace.canvas import show_marking
from page.workspace.downloads import offer_downloads
from page.workspace.result import show_outcome
from segmentation import Groups, Recipe, WorkingPhoto

STYLE = """<style>
/* About as high as the tools beside it, so that photo and result lie side by side. */
.st-key-status p {font-size: 0.9rem; line-height: 1.25;}
@media (min-width: 641px) { .st-key-status {min-height: 2.25rem; justify-content: end;} }
@media (max-width: 640px) { .st-key-status {min-height: 3rem;} }
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
    return below, right, right.container(key="status")


def work(
    recipe: Recipe,
    tool: str,
    *,
    ground: str,
    wants_hint: bool,
    behind: PhotoFile | None,
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

    Returns
    -------
    groups : Groups, or None
        None where the seeds are not automatic, or missing.
    """
    if has_other_start(recipe):
        # A box was drawn or taken away, which the sidebar shows as well.
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
    with right:
        if settled.is_empty or settled.is_everything:
            st.info(why_no_file(settled), icon=":material/image_not_supported:")
        else:
            show_outcome(settled, ground, behind)
    doubtful = None
    reason = why_no_file(settled)
    if wants_hint and tool == "brush" and not is_live and not reason:
        doubtful = find_doubt(settled.recipe, photo)
    if tool == "brush":
        with below:
            show_hint(drawing(), doubtful, key=brush_key())
    with status:
        advise(settled, doubtful)
    record(recipe)
    with right:
        offer_downloads(settled.recipe, behind, missing=reason)
    return settled.groups


def cut_telling(recipe: Recipe, photo: WorkingPhoto) -> Cut:
    """Return what a recipe makes of the photo; say what takes its time."""
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
            st.button("Undo", icon=":material/undo:", key="undo-stroke", on_click=undo_mark)
        return
    st.markdown(advice(done, doubtful))
    if done.missing and done.recipe.seeds == "spots":
        thresholds = suggest_thresholds(done.recipe, done.photo)
        if thresholds:
            dark, light = thresholds
            st.button(f"Use {dark} and {light}", on_click=use_thresholds, args=thresholds)
