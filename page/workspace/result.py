"""The result on the page."""

import streamlit as st

from page.components.controls import switch
from page.components.viewer import show_result
from page.computed import Cut, before_picture, look_closely, result_picture
from page.state import PhotoFile, look_at, look_away, looked_at, photo_file, viewer_key
from segmentation import Recipe, encode_jpeg, magnify

FACTORS = {1: "1:1", 4: "4:1"}
LOUPE_GROUNDS = {"checkerboard": "Checkerboard", "white": "White", "black": "Black"}


def show_outcome(done: Cut, ground: str, behind: PhotoFile | None) -> None:
    """Show the result beside the photo before, and its pixels where it was clicked."""
    spot = looked_at()
    rows, cols = done.photo.photo_shape
    show_result(
        result_picture(done, shown_on(ground, done.recipe), behind),
        before_picture(done, behind),
        aspect=cols / rows,
        spot=spot,
        key=viewer_key(),
        on_pick=look_at,
    )
    if spot is None:
        st.caption(":material/search: Click the result to look closely at its edge.")
    else:
        show_loupe(spot, done.recipe, behind)


def shown_on(ground: str, recipe: Recipe) -> str:
    """Return what the result is shown on: white where the file will be, which knows no nothing."""
    is_white = recipe.file.format == "jpeg" and ground == "checkerboard"
    return "white" if is_white else ground


def show_loupe(spot: tuple[float, float], recipe: Recipe, behind: PhotoFile | None) -> None:
    """Show the pixels around a spot, as the file has them."""
    hidden = {"label_visibility": "collapsed"}
    with st.container(horizontal=True, vertical_alignment="center"):
        factor = switch("Loupe", FACTORS, default=4, key="loupe_factor", **hidden)
        ground = switch("Ground of the loupe", LOUPE_GROUNDS, key="loupe_ground", **hidden)
        st.button(":material/close:", key="loupe_close", on_click=look_away, help="Close the loupe")
    with st.spinner("Looking closely, at full resolution…"):
        piece = look_closely(photo_file(), recipe, behind, spot)
    st.image(encode_jpeg(magnify(piece, factor=factor, ground=ground)))
