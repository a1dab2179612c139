"""What most people want behind a cutout, one click away."""

import streamlit as st

from page.components.controls import choose_behind
from page.state import lay_on, lay_on_photo

COLORS = {
    "White": "#ffffff",
    "Black": "#000000",
    "Gray": "#d9d9d9",
    "Blue": "#a9cdf0",
    "Green": "#b8dfb0",
    "Yellow": "#ffe08a",
    "Red": "#f2a9a0",
    "Violet": "#cdbcf0",
}
CHECKERBOARD = "repeating-conic-gradient(#d6d6d6 0 25%, #fff 0 50%) 0 0 / 14px 14px"
STYLE = """<style>
.st-key-backgrounds {gap: 0.25rem;}
.st-key-own_color [data-testid="stColorPickerBlock"] {
    width: 1.75rem; height: 1.75rem; min-height: 0; margin: 0; border-radius: 0.5rem;
    background: conic-gradient(#f66, #fd5, #6d6, #5cf, #96f, #f66) !important;
}
.st-key-backgrounds .st-key-own_color {flex: none; height: 1.75rem; width: 1.75rem;}
.st-key-background-blur button, .st-key-backgrounds .stPopover button {
    min-height: 1.75rem; padding: 0 0.5rem;
}
"""
SWATCH_STYLE = """.st-key-{key} button:is(button, :hover, :active) {{
    background: {look}; width: 1.75rem; height: 1.75rem; min-height: 0; padding: 0;
    border: 1px solid #8888;
}}
.st-key-{key} button p {{font-size: 0;}}
"""


def offer_backgrounds() -> None:
    """Draw what can lie behind the cutout."""
    looks = {"Transparent": CHECKERBOARD, **COLORS}
    styles = (SWATCH_STYLE.format(key=swatch_key(name), look=look) for name, look in looks.items())
    st.html(f"{STYLE}{''.join(styles)}</style>")
    with st.container(key="backgrounds", horizontal=True, vertical_alignment="center"):
        offer_background("Transparent", "transparent")
        for name, color in COLORS.items():
            offer_background(name, "color", color)
        st.color_picker(
            "Your own color",
            "#e5e5e5",
            key="own_color",
            label_visibility="collapsed",
            on_change=lay_on_own,
        )
        offer_background("Blur", "blur")
        with st.popover("Photo"):
            choose_behind("behind_here", lay_on_photo)


def lay_on_own() -> None:
    """Lay the cutout on the color that was picked."""
    lay_on("color", st.session_state.own_color)


def offer_background(name: str, kind: str, color: str | None = None) -> None:
    """Draw the button of a background."""
    st.button(
        name, key=swatch_key(name), help=f"Background: {name}", on_click=lay_on, args=(kind, color)
    )


def swatch_key(name: str) -> str:
    """Return the name of a background's button on the page."""
    return f"background-{name.lower()}"
