"""Where the user marks the photo: with the brush, or with shapes."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from page.components.brush import show_canvas
from page.components.fabric import COLORS, canvas_shape
from page.computed import marked_picture
from page.sidebar import KEPT
from page.state import (
    adopt_shapes,
    adopt_strokes,
    brush_key,
    drop_shapes,
    shape_strokes,
    shapes_key,
    switch_tool,
)
from segmentation import Label, WorkingPhoto

TOOLS = {"brush": ":material/brush: Brush", "shapes": ":material/shape_line: Shapes"}
SHAPES = {"rect": "Rectangle", "polygon": "Polygon", "line": "Line"}
SHAPE_LABELS = {
    Label.FOREGROUND: ":blue[:material/add_circle:] Keep",
    Label.BACKGROUND: ":orange[:material/do_not_disturb_on:] Remove",
    Label.FUZZY: ":green[:material/grass:] Hair",
}
SHAPE_HELP = {
    "rect": "Draw a rectangle around your subject: everything outside is removed.",
    "polygon": "Click the corners, and the first one again to close the polygon.",
    "line": "Drag from one end to the other.",
}
LINE_PX = 14


def choose_tool() -> str:
    """Draw the switch between brush and shapes; return what is chosen."""
    return st.segmented_control(
        "Mark with",
        list(TOOLS),
        format_func=TOOLS.get,
        default="brush",
        required=True,
        key="tool",
        label_visibility="collapsed",
        on_change=switch_tool,
        width="content",
        **KEPT,
    )


def show_marking(tool: str, photo: WorkingPhoto) -> None:
    """Draw the photo to mark, with the marks of both tools."""
    if tool == "brush":
        show_brush(photo)
    else:
        show_shapes(photo)


def show_brush(photo: WorkingPhoto) -> None:
    """Draw the brush's canvas on the photo and its shapes."""
    digest = st.session_state.photo["digest"]
    show_canvas(
        st.session_state.drawing,
        marked_picture(digest, shape_strokes(), photo),
        photo.photo_shape,
        digest=digest,
        key=brush_key(),
        on_change=adopt_strokes,
    )


def show_shapes(photo: WorkingPhoto) -> None:
    """Draw the canvas for shapes on the photo and the brush's strokes."""
    with st.container(horizontal=True, vertical_alignment="center"):
        shape = st.segmented_control(
            "Shape",
            list(SHAPES),
            format_func=SHAPES.get,
            default="rect",
            required=True,
            key="shape",
            label_visibility="collapsed",
            width="content",
            **KEPT,
        )
        label = Label.BACKGROUND
        if shape != "rect":
            label = st.segmented_control(
                "What the shape marks",
                list(SHAPE_LABELS),
                format_func=SHAPE_LABELS.get,
                default=Label.FOREGROUND,
                required=True,
                key="shape_label",
                label_visibility="collapsed",
                width="content",
                **KEPT,
            )
        possible = bool(st.session_state.shapes.get("objects"))
        for name, icon, kept in (("Undo shape", "undo", -1), ("Clear shapes", "delete", 0)):
            st.button(
                f":material/{icon}:",
                key=name,
                help=name,
                on_click=drop_shapes,
                args=(kept,),
                disabled=not possible,
            )
    st.caption(SHAPE_HELP[shape])
    rows, cols = canvas_shape(photo.photo_shape)
    digest = st.session_state.photo["digest"]
    with st.container(key="marking"):
        st_canvas(
            drawing_mode=shape,
            stroke_color=COLORS[label],
            fill_color="rgba(0, 0, 0, 0)" if shape == "rect" else COLORS[label],
            stroke_width=LINE_PX if shape == "line" else 2,
            background_image=marked_picture(digest, st.session_state.drawing.strokes, photo),
            height=rows,
            width=cols,
            initial_drawing=st.session_state.shown_shapes,
            on_change=adopt_shapes,
            key=shapes_key(),
        )
