"""Opening a recipe: its settings go to the sidebar, its strokes to the canvases."""

import streamlit as st

from page.state import (
    forget_recipe,
    has_start,
    note_recipe,
    photo_file,
    photo_id,
    recipe_error,
    recipe_note,
    recipe_offer,
    refuse_recipe,
    take_over,
    take_recipe,
    with_strokes,
)
from segmentation import InputError, PhotoId, Recipe, is_of_earlier_engine, read_photo_id
from segmentation.shell.mending import Batch

MASKED = (
    "This recipe starts from the mask of another program. Please open that mask first, under "
    "*Where it grows from*."
)
EARLIER = "This recipe was made by an earlier engine. Its cutout may be another one today."


def choose_recipe() -> None:
    """Draw the upload of a recipe."""
    st.file_uploader(
        "Open a recipe",
        type=["json"],
        key="recipe_file",
        on_change=read_recipe,
        help="A file that you saved with More, Recipe: it brings back strokes and settings.",
    )
    if recipe_error():
        st.error(recipe_error(), icon=":material/error:")
    if recipe_note():
        st.info(recipe_note(), icon=":material/history:")


def read_recipe() -> None:
    """Take over the recipe that was chosen, or ask first if it belongs to another photo."""
    uploaded = st.session_state.recipe_file
    forget_recipe()
    if uploaded is None:
        return
    try:
        recipe = Recipe.from_json(uploaded.getvalue())
        made_for = read_photo_id(uploaded.getvalue())
        is_earlier = is_of_earlier_engine(uploaded.getvalue())
    except InputError as error:
        refuse_recipe(f"This file is not a recipe that can be read: {error}.")
        return
    if recipe.seeds == "mask" and not has_start(recipe.mask_digest):
        refuse_recipe(MASKED)
        return
    take_recipe(recipe, made_for)
    if is_earlier:
        note_recipe(EARLIER)


def ask_about_recipe() -> None:
    """Ask whether to use a recipe that was made for another photo."""
    offer = recipe_offer()
    if offer is None:
        return
    recipe, made_for = offer
    rows, cols = made_for.shape
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"This recipe was made for another photo ({cols} × {rows} pixels). Use it here, with "
            "its strokes scaled to this one? It takes the place of your strokes and settings."
        )
        st.button("Use it", type="primary", on_click=take_over_scaled, args=(recipe, made_for))
        st.button("Leave it", on_click=forget_recipe)


def take_over_scaled(recipe: Recipe, made_for: PhotoId) -> None:
    """Use a recipe of another photo."""
    rows, cols = photo_id().shape
    take_over(recipe.stretched(rows / made_for.shape[0], cols / made_for.shape[1]))


def offer_saving(settings: Recipe, batch: Batch) -> None:
    """Draw the buttons that save the recipe beside the photo, if it is one of a batch."""
    name = photo_file().name
    if not batch.holds(name, photo_file().digest):
        return
    following = batch.next_after(name)
    with st.container(horizontal=True):
        st.button(
            "Save for the batch",
            icon=":material/save:",
            type="primary",
            on_click=save_beside,
            args=(settings, batch),
            help="Writes the recipe beside the photo. The next run of the batch takes it.",
        )
        st.button(
            "Save, then the next",
            icon=":material/skip_next:",
            on_click=save_beside,
            args=(settings, batch, following),
            disabled=following is None,
            help="Goes on with the photo that is the next doubtful one.",
        )


def save_beside(settings: Recipe, batch: Batch, following: str | None = None) -> None:
    """Save the recipe beside its photo, and ask for the photo that is to be opened then."""
    name = photo_file().name
    batch.save(name, with_strokes(settings), photo_id())
    st.toast("Saved. The next run of the batch takes it.", icon=":material/save:")
    if following is not None:
        st.query_params["photo"] = following
