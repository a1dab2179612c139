"""Sliders and ticks of the sidebar, which are kept."""

from typing import Any

import streamlit as st

from page.components.controls import KEPT
from page.recipe_widgets import RANGES


def slider(label: str, key: str, **look: Any) -> float:
    """Draw a slider within the range of its key; return its value."""
    return st.slider(label, *RANGES[key], key=key, **KEPT, **look)


def tick(label: str, key: str, **look: Any) -> bool:
    """Draw a box to tick; return whether it is ticked."""
    return st.checkbox(label, key=key, **KEPT, **look)
