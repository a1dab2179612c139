"""Controls that several parts of the page draw: choices, and buttons that are pictures."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

# Browsers on Windows save JPEG files under the third and the fourth name.
PICTURE_TYPES = [
    "jpg",
    "jpeg",
    "jfif",
    "jpe",
    "png",
    "webp",
    "tif",
    "tiff",
    "bmp",
    "gif",
    "avif",
    # Not read everywhere; where not, a sentence says what to do.
    "heic",
    "heif",
]
# Choices outlive the runs that don't draw their widgets.
KEPT: dict[str, Any] = {"persist_state": "session"}
# Beside others, without a label above.
BARE: dict[str, Any] = {"label_visibility": "collapsed", "width": "content"}
GRID_STYLE = """<style>
.st-key-{key} {{display: grid; grid-template-columns: repeat(3, 1fr);}}
</style>"""
TILE_STYLE = """<style>
.st-key-{key} button {{
    aspect-ratio: {aspect}; padding: 0; align-items: end; overflow: hidden; border-width: 3px;
    background: url(data:image/jpeg;base64,{data}) center 15% / cover border-box;
}}
/* Seen alone: who hears the page is told of it. */
.st-key-{key} button[aria-pressed="true"] p::before {{content: "✓ " / "";}}
.st-key-{key} button > div {{width: 100%; padding: 0.1rem; color: #fff; background: #000a;}}
</style>"""

AHEAD_STYLE = "<style>.st-key-ahead {display: none;}</style>"


def choose_one(
    draw: Callable[..., Any], label: str, options: Mapping[Any, str], *, key: str, **look: Any
) -> Any:
    """Draw a choice that is kept, by a function of Streamlit; return which option is chosen.

    Options are shown by their names.
    """
    look = {**KEPT, **look}
    return draw(label, list(options), format_func=options.get, key=key, **look)


def load_ahead() -> None:
    """Have the browser load what all kinds of controls are drawn with, unseen.

    It loads a kind when the first of them is drawn; all at once, just when a photo was opened, they
    would keep its first cutout waiting.
    """
    st.html(AHEAD_STYLE)
    with st.container(key="ahead"):
        st.slider("Not seen")
        st.number_input("Not seen")
        st.checkbox("Not seen")
        st.color_picker("Not seen")
        st.selectbox("Not seen", ())
        st.radio("Not seen", ())
        st.segmented_control("Not seen", ())


def switch(label: str, options: Mapping[Any, str], *, key: str, **look: Any) -> Any:
    """Draw options side by side, at first the first one chosen; return which one is."""
    look = {"default": next(iter(options)), "required": True, **look}
    return choose_one(st.segmented_control, label, options, key=key, **look)


def choose_behind(key: str, take: Callable[[str], None]) -> None:
    """Draw the upload of a photo that goes behind the cutout; `take` is called with its key."""
    st.file_uploader(
        "Photo to put behind",
        type=PICTURE_TYPES,
        key=key,
        on_change=take,
        args=(key,),
        help="It is enlarged or reduced to fill the frame, never stretched.",
    )


def tile_grid(key: str) -> DeltaGenerator:
    """Draw a grid of three columns; return it, for tiles."""
    st.html(GRID_STYLE.format(key=key))
    return st.container(key=key)


def picture_button(key: str, label: str, picture: bytes, aspect: str, **options: Any) -> bool:
    """Draw a button that shows a JPEG, under its label; return whether it was pressed."""
    data = base64.b64encode(picture).decode()
    st.html(TILE_STYLE.format(key=key, aspect=aspect, data=data))
    return st.button(label, key=key, width="stretch", **options)
