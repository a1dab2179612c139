"""Where the user marks the photo: with the brush, or with shapes."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from page.components.brush import show_canvas
from page.components.brush.drawing import TOOLS as BRUSHES
from page.components.controls import BARE, switch
from page.components.fabric import CANVAS_PX, COLORS, canvas_shape
from page.computed import found_ground, marked_picture, photo_color
from page.state import (
    add_ground,
    adopt_shapes,
    adopt_strokes,
    brush_key,
    drawing,
    drop_shapes,
    is_unmixing,
    marks,
    reload_shapes,
    shapes_key,
    shown_shapes,
    strokes_of_shapes,
)
from segmentation import Label, Plain, WorkingPhoto

TOOLS = {"brush": ":material/brush: Brush", "shapes": ":material/shape_line: Shapes"}
SHAPES = {"line": "Line", "polygon": "Polygon"}
SHAPE_LABELS = {
    Label.FOREGROUND: ":blue[:material/add_circle:] Keep",
    Label.BACKGROUND: ":orange[:material/do_not_disturb_on:] Remove",
    Label.FUZZY: ":green[:material/grass:] Hair",
}
SHAPE_HELP = {
    "polygon": "Click the corners, and the first one again to close the polygon.",
    "line": "Drag from one end to the other.",
}
LINE_PX = 14
# Where colors decide, nothing is fuzzy and no box is needed.
COLOR_BRUSHES = ("keep", "remove", "exact", "erase", "ground")


# The canvas can't know its column's width: it is drawn at CANVAS_PX and zoomed to fit. Its own
# toolbar pops up outside of its box and would double the page's undo, redo and clear.
STYLE = f"""<style>
.st-key-marking {{container-type: inline-size;}}
.st-key-marking [data-testid^="stBidiComponent"] {{
    zoom: min(1, tan(atan2(100cqw, {CANVAS_PX}px)));
    clip-path: inset(0);
}}
</style>"""


def choose_tool() -> str:
    """Draw the switch between brush and shapes; return what is chosen."""
    return switch("Mark with", TOOLS, key="tool", on_change=reload_shapes, **BARE)


def show_marking(tool: str, photo: WorkingPhoto) -> None:
    """Draw the photo to mark, with the marks of both tools."""
    if tool == "brush":
        show_brush(photo)
    else:
        show_shapes(photo)


def show_brush(photo: WorkingPhoto) -> None:
    """Draw the brush's canvas on the photo and its shapes."""
    show_canvas(
        drawing(),
        marked_picture(strokes_of_shapes(), photo),
        photo.photo_shape,
        photo_id=photo.digest,
        key=brush_key(),
        on_change=adopt_strokes,
        tools=COLOR_BRUSHES if is_unmixing() else BRUSHES,
        on_pick=lambda point: pick_ground(photo, point),
    )


def pick_ground(photo: WorkingPhoto, point: tuple[float, float]) -> None:
    """Take the color of a place for ground as well."""
    add_ground(photo_color(photo, point), found=found_ground(Plain(), photo))


def show_shapes(photo: WorkingPhoto) -> None:
    """Draw the canvas for shapes on the photo and the brush's strokes."""
    with st.container(horizontal=True, vertical_alignment="center"):
        shape = switch("Shape", SHAPES, key="shape", **BARE)
        label = switch("What the shape marks", SHAPE_LABELS, key="shape_label", **BARE)
        offer_undo()
    st.caption(SHAPE_HELP[shape])
    rows, cols = canvas_shape(photo.photo_shape)
    st.html(STYLE)
    with st.container(key="marking"):
        st_canvas(
            drawing_mode=shape,
            stroke_color=COLORS[label],
            fill_color=COLORS[label],
            stroke_width=LINE_PX if shape == "line" else 2,
            background_image=marked_picture(drawing().strokes, photo),
            height=rows,
            width=cols,
            initial_drawing=shown_shapes(),
            on_change=adopt_shapes,
            key=shapes_key(),
        )


def offer_undo() -> None:
    """Draw the buttons that take back shapes."""
    for name, icon, kept in (("Undo shape", "undo", -1), ("Clear shapes", "delete", 0)):
        st.button(
            f":material/{icon}:",
            key=name,
            help=name,
            on_click=drop_shapes,
            args=(kept,),
            disabled=not marks().shapes,
        )
