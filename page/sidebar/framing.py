"""What shape the picture has, and how large it is."""

from typing import Any

import streamlit as st

from page.components.controls import KEPT, choose_one
from page.recipe_widgets import PASSPORT
from page.sidebar.widgets import length_slider, slider, tick
from segmentation import Frame
from segmentation.recipe import MAX_FRAME_PX

SHAPES = {
    "photo": "As the photo",
    "cutout": "Cropped to the cutout",
    "1:1": "Square, 1:1",
    "4:5": "Portrait, 4:5",
    "3:4": "Portrait, 3:4",
    "2:3": "Portrait, 2:3",
    "9:16": "Tall, 9:16",
    "4:3": "Landscape, 4:3",
    "3:2": "Landscape, 3:2",
    "16:9": "Wide, 16:9",
    "passport": "Passport photo, 35 × 45 mm",
}


def choose_framing() -> tuple[int | None, Frame]:
    """Draw the shape of the picture and its size; return the margin of a crop, and the frame."""
    shape = choose_one(
        st.selectbox,
        "Shape",
        SHAPES,
        key="frame_shape",
        help="A square and the like have the subject in the middle, and may leave the photo.",
    )
    if shape == "cutout":
        return choose_margin(), Frame(**choose_size())
    if shape == "photo":
        return None, Frame(**choose_size())
    margin_percent = slider(
        "Margin in percent",
        "frame_margin",
        help="How much of the picture's width and height is free on each side, at the least.",
    )
    if shape == "passport":
        return None, Frame(**PASSPORT, margin_percent=margin_percent, enlarge=choose_enlarging())
    return None, Frame(shape, margin_percent, **choose_size())


def choose_margin() -> int:
    """Draw the margin of a crop; return it."""
    return round(length_slider("Margin", "margin", help="Room left around the cutout."))


def choose_size() -> dict[str, Any]:
    """Draw how large the picture is; return it as fields of a frame."""
    sides = {}
    with st.container(horizontal=True):
        for name, label in (("width", "Width"), ("height", "Height")):
            sides[f"{name}_px"] = st.number_input(
                f"{label}, in pixels",
                min_value=1,
                max_value=MAX_FRAME_PX,
                value=None,
                placeholder="any",
                key=f"frame_{name}",
                **KEPT,
                help=f"The picture becomes smaller until its {name} is no more than that.",
            )
    return sides | ({"enlarge": choose_enlarging()} if any(sides.values()) else {})


def choose_enlarging() -> bool:
    """Draw whether the picture may be made larger than the photo has it; return it."""
    return tick(
        "Enlarge if need be",
        "enlarge",
        help="A picture that has fewer pixels than that is made larger, and no sharper.",
    )
