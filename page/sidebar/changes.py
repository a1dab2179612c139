"""Which settings differ from the first ones, and taking them back."""

import streamlit as st

from page.recipe_widgets import changed_parts
from page.sidebar.widgets import tick
from page.state import reset_settings
from segmentation import Recipe

STYLE = """<style>
.st-key-changes {gap: 0.35rem;}
.st-key-changes button {min-height: 1.75rem; padding: 0 0.5rem; border-radius: 1rem;}
.st-key-changes button p {font-size: 0.8rem;}
</style>"""


def show_changes(recipe: Recipe) -> None:
    """Draw what differs from the first settings, each with a click that takes it back."""
    # Always: where a style comes and goes, those after it are put up anew, and things jump.
    st.html(STYLE)
    changed = changed_parts(recipe)
    if not changed:
        return
    with st.container(key="changes", horizontal=True):
        for part in changed:
            st.button(
                part,
                icon=":material/close:",
                icon_position="right",
                key=f"reset-{part}".replace(" ", "-").lower(),
                on_click=reset_settings,
                args=(part,),
                help=f"{part}: back to the first settings",
            )
        if len(changed) > 1:
            st.button("Reset all", on_click=reset_settings, args=changed, type="tertiary")
    tick(
        "Keep settings for the next photo",
        "keep_settings",
        help="Otherwise the next photo starts with the first settings.",
    )
