"""What the user decided, and the only functions that change it."""

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from page.components.brush import Drawing
from page.components.fabric import canvas_shape, to_strokes
from page.components.viewer import picked_spot
from page.computed import open_photo
from segmentation import ImageError, PhotoId, Recipe, Stroke


def start(name: str, data: bytes) -> None:
    """Open a photo in place of the present one, or say why it can't be opened."""
    digest = digest_of(data)
    try:
        with st.spinner("Reading the photo…"):
            open_photo(digest, data)
    except ImageError as error:
        st.error(str(error), icon=":material/broken_image:")
        return
    st.session_state.photo = {"name": name, "data": data, "digest": digest}
    st.session_state.drawing = Drawing()
    st.session_state.settled = ()
    show_shapes({})
    st.session_state.background_groups = ()
    st.session_state.loupe = None
    st.session_state.recipe_offer = None
    st.session_state.seeds = "strokes"
    st.session_state.first_start = "unknown"
    choose_photo(False)
    st.rerun()


def digest_of(data: bytes) -> str:
    """Return what tells a file from all others."""
    return hashlib.sha256(data).hexdigest()


def choose_photo(choosing: bool) -> None:
    """Show or leave the page where a photo is chosen."""
    st.session_state.choosing = choosing
    switch_tool()


def adopt_strokes(message: Mapping[str, Any] | None) -> None:
    """Take over what was drawn with the brush."""
    drawing = st.session_state.drawing.receive(message)
    st.session_state.drawing = drawing
    if not drawing.live:
        st.session_state.settled = drawing.strokes


def adopt_shapes() -> None:
    """Take over the shapes on their canvas."""
    st.session_state.shapes = st.session_state[shapes_key()]["drawing"]["raw"]


def switch_tool() -> None:
    """Have the canvas of the shapes load them anew; otherwise it keeps what is on it."""
    show_shapes(st.session_state.get("shapes", {}))


def drop_shapes(kept: int) -> None:
    """Keep some of the shapes, counted like the end of a slice."""
    show_shapes({"objects": st.session_state.shapes["objects"][:kept]})


def show_shapes(shapes: Mapping[str, Any]) -> None:
    """Put shapes on their canvas, in place of those that are there."""
    st.session_state.shapes = st.session_state.shown_shapes = dict(shapes)
    st.session_state.revision = st.session_state.get("revision", 0) + 1


def shape_strokes() -> tuple[Stroke, ...]:
    """Return what the shapes mark."""
    photo = st.session_state.photo
    photo_shape = open_photo(photo["digest"], photo["data"]).photo_shape
    return to_strokes(st.session_state.shapes, canvas_shape(photo_shape), photo_shape)


def with_strokes(settings: Recipe, *, live: bool = False) -> Recipe:
    """Return the recipe that settings and marks make, with or without an unfinished stroke."""
    strokes = (*shape_strokes(), *st.session_state.drawing.strokes) if live else marks()
    return dataclasses.replace(settings, strokes=strokes)


def photo_id() -> PhotoId:
    """Return what tells the photo from all others, for recipe files."""
    photo = st.session_state.photo
    return PhotoId(photo["digest"], open_photo(photo["digest"], photo["data"]).photo_shape)


def toggle_group(group: int, chosen: tuple[int, ...]) -> None:
    """Take a group for background, or no longer."""
    st.session_state.background_groups = tuple({group}.symmetric_difference(chosen))


def forget_groups() -> None:
    """Leave the background to the largest group again."""
    st.session_state.background_groups = ()


def use_thresholds(dark: float, light: float) -> None:
    """Take other spots for seeds."""
    forget_groups()
    st.session_state.update(dark=dark, light=light)


def look_at() -> None:
    """Open the loupe at the place that was clicked, as long as the marks stay the same."""
    st.session_state.loupe = (picked_spot(st.session_state[viewer_key()]), marks())


def look_away() -> None:
    """Close the loupe."""
    st.session_state.loupe = None


def looked_at() -> tuple[float, float] | None:
    """Return where the loupe is. A mark closes it: it would slow down all that follow."""
    spot, then = st.session_state.loupe or (None, None)
    return spot if then == marks() else None


def marks() -> tuple[Stroke, ...]:
    """Return all marks but an unfinished stroke."""
    return (*shape_strokes(), *st.session_state.settled)


def brush_key() -> str:
    """Return the name of the brush's canvas, another one for each photo."""
    return f"brush-{st.session_state.photo['digest']}"


def shapes_key() -> str:
    """Return the name of the shapes' canvas, another one whenever it is to load them."""
    return f"shapes-{st.session_state.revision}"


def viewer_key() -> str:
    """Return the viewer's name, another one for each photo."""
    return f"viewer-{st.session_state.photo['digest']}"
