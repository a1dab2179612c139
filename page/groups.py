"""The largest groups, each a button that takes it for the background."""

import streamlit as st

from page.computed import group_pictures, open_view, unpicked
from page.controls import picture_button
from page.state import toggle_group
from segmentation import Groups, Recipe, WorkingPhoto

GROUP_PX = 320


def pick_groups(photo: WorkingPhoto, groups: Groups, recipe: Recipe) -> None:
    """Draw the largest groups; a click takes one for the background, or no longer."""
    chosen = groups.background(recipe.background_groups)
    digest = st.session_state.photo["digest"]
    view = open_view(digest, GROUP_PX, photo)
    pictures = group_pictures(digest, unpicked(recipe), view, groups)
    rows, cols = photo.photo_shape
    with st.container(key="groups"):
        for rank, picture in enumerate(pictures):
            group = groups.ranking[rank]
            picture_button(
                f"group-{group}",
                f"{groups.sizes[rank] / groups.labels.size:.0%}",
                picture,
                f"{cols} / {rows}",
                type="primary" if group in chosen else "secondary",
                on_click=toggle_group,
                args=(group, chosen),
            )
