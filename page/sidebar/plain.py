"""What counts as a plain ground, and what becomes of what lies on it."""

import streamlit as st

from page.components.controls import choose_one
from page.computed import found_ground, open_photo
from page.sidebar.widgets import slider, tick
from page.state import drop_ground, ground_colors, photo_file, plain_setting
from segmentation import Plain

KINDS = {
    "auto": "Found by itself",
    "flat": "One even color",
    "gradient": "A smooth gradient",
    "uneven": "Unevenly lit",
}
SWATCH_STYLE = """<style>
.st-key-{key} button {{border-left: 1.6rem solid {color};}}
</style>"""


def choose_plain() -> Plain:
    """Draw what counts as ground, and what becomes of the rest; return it."""
    show_swatches()
    choose_tolerance()
    choose_see_through()
    tick(
        "Keep the soft shadow",
        "keep_shadow",
        help="A shadow on the background stays, as black that is half transparent. Otherwise it "
        "goes with the background.",
    )
    tick(
        "Only what hangs together",
        "connected",
        help="A mark counts for its color only where that hangs together with the mark, as for "
        "the white of an eye. Otherwise it counts wherever the color is.",
    )
    choose_ground_kind()
    return plain_setting()


def show_swatches() -> None:
    """Draw the colors of the ground; a click takes one away."""
    colors = ground_colors()
    found = found_ground(plain_setting(), open_photo(photo_file()))
    st.markdown(
        "**Color of the background**",
        help="Pick the tool **Background** above the photo and click on a color to add it.",
    )
    with st.container(horizontal=True):
        for number, color in enumerate(colors or (found,)):
            key = f"ground-{number}"
            st.html(SWATCH_STYLE.format(key=key, color=color))
            st.button(
                color if colors else "Found by itself",
                key=key,
                icon=":material/close:" if colors else None,
                disabled=not colors,
                on_click=drop_ground,
                args=(color,),
                help=f"{color}. Click to count it as background no longer." if colors else color,
            )


def choose_see_through() -> bool:
    """Draw whether everything is as transparent as its color allows; return it."""
    return tick(
        "Everything that is not fully ink stays half transparent",
        "see_through",
        help="For glass, smoke, pencil and watercolor: every pixel becomes as transparent as its "
        "color allows. Otherwise only edges are soft.",
    )


def choose_ground_kind() -> str:
    """Draw how much the ground may change from place to place; return it."""
    return choose_one(
        st.selectbox,
        "The background is",
        KINDS,
        key="ground_kind",
        help="**Found by itself** takes as little change as explains the picture. **Unevenly lit** "
        "is for photographed paper and for walls with a spot of light.",
    )


def choose_tolerance() -> float:
    """Draw how far from the ground pixels still belong to it; return it, in levels."""
    return slider(
        "How different the background may look",
        "tolerance",
        help="Beyond its noise, in levels from 0 to 255. Higher removes stains and texture of the "
        "paper, lower keeps what is pale.",
    )
