"""What the user decided, and the only functions that change it."""

import dataclasses
import hashlib

import streamlit as st

from editor.fabric import canvas_shape, to_strokes
from editor.history import History
from editor.viewer import picked_spot
from page.derived import open_photo
from segmentation import ImageError, Recipe


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
    st.session_state.history = History()
    st.session_state.background_groups = ()
    st.session_state.loupe = None
    choose_photo(False)
    st.rerun()


def digest_of(data: bytes) -> str:
    """Return what tells a file from all others."""
    return hashlib.sha256(data).hexdigest()


def choose_photo(choosing: bool) -> None:
    """Show or leave the page where a photo is chosen."""
    st.session_state.choosing = choosing
    show_strokes()


def show_strokes() -> None:
    """Have the canvas load the strokes; otherwise it keeps what was drawn on it."""
    st.session_state.shown = st.session_state.history.strokes
    st.session_state.revision = st.session_state.get("revision", 0) + 1
    st.session_state.setdefault("echoes", []).append(st.session_state.shown)


def adopt_drawing() -> None:
    """Take over what was drawn on the canvas."""
    photo = st.session_state.photo
    photo_shape = open_photo(photo["digest"], photo["data"]).photo_shape
    drawing = st.session_state[canvas_key()]["drawing"]["raw"]
    strokes = to_strokes(drawing, canvas_shape(photo_shape), photo_shape)
    # The canvas echoes what it is told to show; a late echo must not undo what came after.
    if strokes in st.session_state.echoes:
        st.session_state.echoes.remove(strokes)
        return
    st.session_state.echoes = []
    st.session_state.history = st.session_state.history.change(strokes)


def travel(step: str) -> None:
    """Undo, redo or clear."""
    history = st.session_state.history
    steps = {"Undo": history.undo, "Redo": history.redo, "Clear": lambda: history.change(())}
    st.session_state.history = steps[step]()
    show_strokes()


def toggle_group(group: int, chosen: tuple[int, ...]) -> None:
    """Take a group for background, or no longer."""
    st.session_state.background_groups = tuple({group}.symmetric_difference(chosen))


def forget_groups() -> None:
    """Leave the background to the largest group again."""
    st.session_state.background_groups = ()


def look_at() -> None:
    """Open the loupe at the place that was clicked, as long as the strokes stay the same."""
    spot = picked_spot(st.session_state[viewer_key()])
    st.session_state.loupe = (spot, st.session_state.history.strokes)


def look_away() -> None:
    """Close the loupe."""
    st.session_state.loupe = None


def looked_at() -> tuple[float, float] | None:
    """Return where the loupe is. A stroke closes it: it would slow down all that follow."""
    spot, strokes = st.session_state.get("loupe") or (None, ())
    return spot if strokes == st.session_state.history.strokes else None


def viewer_key() -> str:
    """Return the viewer's name, another one for each photo."""
    return f"viewer-{st.session_state.photo['digest']}"


def canvas_key() -> str:
    """Return the canvas' name, another one for each photo."""
    return f"canvas-{st.session_state.photo['digest']}"


def with_strokes(settings: Recipe) -> Recipe:
    """Return the recipe that settings and strokes make."""
    return dataclasses.replace(settings, strokes=st.session_state.history.strokes)
