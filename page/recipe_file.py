"""Opening a recipe: its settings go to the sidebar, its strokes to the canvases."""

import streamlit as st

from page.components.fabric import canvas_shape, to_drawing
from page.recipe_widgets import widget_values
from page.state import photo_id, show_shapes
from segmentation import PhotoId, Recipe, read_photo_id


def choose_recipe() -> None:
    """Draw the upload of a recipe."""
    st.file_uploader(
        "Open a recipe",
        type=["json"],
        key="recipe_file",
        on_change=read_recipe,
        help="A file that you saved with More, Recipe: it brings back strokes and settings.",
    )
    if st.session_state.get("recipe_error"):
        st.error(st.session_state.recipe_error, icon=":material/error:")


def read_recipe() -> None:
    """Take over the recipe that was chosen, or ask first if it belongs to another photo."""
    uploaded = st.session_state.recipe_file
    st.session_state.recipe_error = st.session_state.recipe_offer = None
    if uploaded is None:
        return
    try:
        recipe = Recipe.from_json(uploaded.getvalue())
        made_for = read_photo_id(uploaded.getvalue())
    except ValueError as error:
        st.session_state.recipe_error = f"This file is not a recipe that can be read: {error}."
        return
    if made_for is None or made_for.digest == photo_id().digest:
        take_over(recipe)
    else:
        st.session_state.recipe_offer = (recipe, made_for)


def ask_about_recipe() -> None:
    """Ask whether to use a recipe that was made for another photo."""
    if st.session_state.recipe_offer is None:
        return
    recipe, made_for = st.session_state.recipe_offer
    rows, cols = made_for.shape
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"This recipe was made for another photo ({cols} × {rows} pixels). Use it here, with "
            "its strokes scaled to this one? It takes the place of your strokes and settings."
        )
        st.button("Use it", type="primary", on_click=take_over_scaled, args=(recipe, made_for))
        st.button("Leave it", on_click=decline)


def take_over_scaled(recipe: Recipe, made_for: PhotoId) -> None:
    """Use a recipe of another photo."""
    rows, cols = photo_id().shape
    take_over(recipe.stretched(rows / made_for.shape[0], cols / made_for.shape[1]))


def decline() -> None:
    """Leave everything as it is."""
    st.session_state.recipe_offer = None


def take_over(recipe: Recipe) -> None:
    """Put a recipe in place of all strokes and settings."""
    decline()
    st.session_state.update(widget_values(recipe))
    st.session_state.background_groups = recipe.background_groups
    photo_shape = photo_id().shape
    filled = [stroke for stroke in recipe.strokes if stroke.filled]
    show_shapes(
        to_drawing(
            filled,
            canvas_shape(photo_shape),
            photo_shape,
            revision=st.session_state.revision,
        )
    )
    st.session_state.drawing = st.session_state.drawing.replace(
        stroke for stroke in recipe.strokes if not stroke.filled
    )
    st.session_state.settled = st.session_state.drawing.strokes
