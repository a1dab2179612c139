"""Where the user marks the photo: with the brush, or with shapes."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from page.components.brush import show_canvas, show_history
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
    lens_key,
    marks,
    next_steps,
    reload_shapes,
    shapes_key,
    shown_shapes,
    step,
    strokes_of_shapes,
    viewer_key,
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
STEP_KEYS = {"undo": "Ctrl+Z", "redo": "Ctrl+Shift+Z"}
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
/* One line beside the result; the keys are said by the tooltips. */
.st-key-shape-bar {{gap: 0.4rem;}}
.st-key-shape-bar .stButton button {{padding: 0 0.3rem; min-height: 2rem;}}
.st-key-shape-bar [data-testid="stButtonGroup"] button {{padding: 0 0.55rem;}}
.st-key-undo kbd, .st-key-redo kbd {{display: none;}}
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
        viewer=viewer_key(),
        lens=lens_key(),
        on_change=adopt_strokes,
        tools=COLOR_BRUSHES if is_unmixing() else BRUSHES,
        on_pick=lambda point: pick_ground(photo, point),
    )
    show_history(drawing(), **next_steps(), key=brush_key())


def pick_ground(photo: WorkingPhoto, point: tuple[float, float]) -> None:
    """Take the color of a place for ground as well."""
    add_ground(photo_color(photo, point), found=found_ground(Plain(), photo))


def show_shapes(photo: WorkingPhoto) -> None:
    """Draw the canvas for shapes on the photo and the brush's strokes."""
    with st.container(key="shape-bar", horizontal=True, vertical_alignment="center"):
        shape = switch("Shape", SHAPES, key="shape", **BARE)
        label = switch("What the shape marks", SHAPE_LABELS, key="shape_label", **BARE)
        offer_steps()
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


def offer_steps() -> None:
    """Draw the buttons that go back and forth in the history, as the brush's toolbar has them."""
    for direction, keys in STEP_KEYS.items():
        what = next_steps()[direction]
        st.button(
            f":material/{direction}:",
            key=direction,
            help=f"{direction.capitalize()}: {what or 'nothing'} ({keys})",
            on_click=step,
            args=(direction,),
            disabled=what is None,
            shortcut=keys,
        )
    st.button(
        ":material/delete:",
        key="Clear shapes",
        help="Clear shapes",
        on_click=drop_shapes,
        args=(0,),
        disabled=not marks().shapes,
    )
