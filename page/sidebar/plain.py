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
.st-key-ground-{number} button {{box-shadow: inset 1.6rem 0 {color}; padding-left: 2.1rem;}}
</style>"""
FOUND_STYLE = """<style>
.ground {
    display: inline-block; width: 1.6rem; height: 1.6rem; margin-right: 0.5rem;
    vertical-align: middle; border: 1px solid #8888; border-radius: 0.3rem;
}
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
    st.markdown(
        "Color of the background",
        help="To add one, pick the tool **Background** above the photo and click on the color.",
    )
    if not ground_colors():
        found = found_ground(plain_setting(), open_photo(photo_file()))
        st.html(f'{FOUND_STYLE}<span class="ground" style="background: {found}"></span>{found}')
        return
    with st.container(key="grounds", horizontal=True):
        for number, color in enumerate(ground_colors()):
            st.html(SWATCH_STYLE.format(number=number, color=color))
            st.button(
                color,
                key=f"ground-{number}",
                icon=":material/close:",
                on_click=drop_ground,
                args=(color,),
                help="Click to count it as background no longer.",
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
        format="%d",
        help="Beyond its noise, in levels from 0 to 255. Higher removes stains and texture of the "
        "paper, lower keeps what is pale.",
    )
