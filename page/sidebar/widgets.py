"""Sliders and ticks of the sidebar, which are kept."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from page.components.controls import KEPT
from page.recipe_widgets import RANGES, in_pixels
from page.state import photo_size_px, slide


def slider(
    label: str, key: str, *, on_change: Callable[[], None] | None = None, **look: Any
) -> float:
    """Draw a slider within the range of its key; return its value."""
    look |= {"on_change": slide, "args": (key, on_change), **KEPT}
    return st.slider(label, *RANGES[key], key=key, **look)


def length_slider(label: str, key: str, *, help: str) -> float:
    """Draw a slider for a length; return it in pixels of the photo."""
    percent = slider(label, key, format="%g %%", help=f"{help} In percent of the photo's size.")
    return in_pixels(percent, photo_size_px())


def tick(label: str, key: str, **look: Any) -> bool:
    """Draw a box to tick; return whether it is ticked."""
    return st.checkbox(label, key=key, **KEPT, **look)
