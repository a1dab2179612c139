"""The result on the page, and the files one can take away."""

import functools
import time
from pathlib import PurePath

import streamlit as st

import segmentation
from page.components.fabric import canvas_shape
from page.components.viewer import show_result
from page.computed import cut_out, export_lock, look_closely, photo_picture
from page.sidebar import KEPT
from page.state import digest_of, look_at, look_away, looked_at, photo_id, viewer_key
from segmentation import (
    Cutout,
    ImageError,
    Recipe,
    WorkingPhoto,
    encode,
    encode_gray,
    to_notebook,
    to_script,
)

# What can be downloaded: button, end of the file's name, how the file is made.
KINDS = {
    "cutout": "Download cutout",
    "mask": "Mask",
    "opacity": "Opacity",
    "trimap": "Trimap",
}
FACTORS = {1: "1:1", 4: "4:1"}
LOUPE_GROUNDS = {"checkerboard": "Checkerboard", "white": "White", "black": "Black"}
MIME = {"png": "image/png", "webp": "image/webp", "tiff": "image/tiff", "jpeg": "image/jpeg"}
ENDS = {"png": "png", "webp": "webp", "tiff": "tif", "jpeg": "jpg"}
# What makes the cutout again: button, function, end of the file's name, type, explanation.
TAKEAWAYS = {
    "Notebook": (
        to_notebook,
        "ipynb",
        "application/x-ipynb+json",
        "Makes this cutout from your photo step by step, explained, in Jupyter.",
    ),
    "Python": (
        to_script,
        "py",
        "text/x-python",
        "The same as a short program.",
    ),
}
# Presses the button that has the file; the number makes it run anew each time.
SAVE = """<script data-number="{number}">
(function save() {{
    const button = document.querySelector(".st-key-save button");
    if (button) button.click(); else requestAnimationFrame(save);
}})();
</script>"""


def show_outcome(
    picture: bytes, photo: WorkingPhoto, view: WorkingPhoto, recipe: Recipe, behind: bytes | None
) -> None:
    """Show the result beside the photo before, and its pixels where it was clicked."""
    digest = st.session_state.photo["digest"]
    spot = looked_at()
    show_result(
        picture,
        photo_picture(digest, view),
        width_px=canvas_shape(photo.photo_shape)[1],
        spot=spot,
        key=viewer_key(),
        on_pick=look_at,
    )
    if spot is None:
        st.caption(":material/search: Click the result to look closely at its edge.")
    else:
        show_loupe(spot, recipe, behind)


def show_loupe(spot: tuple[float, float], recipe: Recipe, behind: bytes | None) -> None:
    """Show the pixels around a spot, as the file has them."""
    photo = st.session_state.photo
    with st.container(horizontal=True, vertical_alignment="center"):
        factor = st.segmented_control(
            "Loupe",
            list(FACTORS),
            format_func=FACTORS.get,
            default=4,
            required=True,
            key="loupe_factor",
            label_visibility="collapsed",
            **KEPT,
        )
        ground = st.segmented_control(
            "Ground of the loupe",
            list(LOUPE_GROUNDS),
            format_func=LOUPE_GROUNDS.get,
            default="checkerboard",
            required=True,
            key="loupe_ground",
            label_visibility="collapsed",
            **KEPT,
        )
        st.button(":material/close:", key="loupe_close", on_click=look_away, help="Close the loupe")
    with st.spinner("Looking closely, at full resolution…"):
        piece = look_closely(
            photo["digest"], recipe, behind and digest_of(behind), spot, photo["data"], behind
        )
    st.image(segmentation.encode_jpeg(segmentation.magnify(piece, factor=factor, ground=ground)))


def offer_downloads(recipe: Recipe, behind: bytes | None, *, disabled: bool) -> None:
    """Draw the download buttons; make and hand over the file whose button was pressed."""
    with st.container(horizontal=True):
        pressed = [
            st.button(
                KINDS["cutout"],
                type="primary",
                icon=":material/download:",
                key="make-cutout",
                disabled=disabled,
                help="At the photo's full resolution.",
            )
            and "cutout"
        ]
        with st.popover(
            "More", disabled=disabled, help="Masks for other programs, and how the cutout is made."
        ):
            pressed += [
                st.button(
                    KINDS[kind],
                    icon=":material/download:",
                    key=f"make-{kind}",
                    disabled=disabled,
                )
                and kind
                for kind in list(KINDS)[1:]
            ]
            st.download_button(
                "Recipe",
                functools.partial(recipe.to_json, photo=photo_id()),
                f"{stem()}-recipe.json",
                "application/json",
                icon=":material/download:",
                key="recipe",
                on_click="ignore",
                disabled=disabled,
                help="Strokes and settings, for opening them again, or for the command line.",
            )
            offer_takeaways(recipe, disabled=disabled)
    kind = next(filter(None, pressed), None)
    if kind:
        hand_over(kind, recipe, behind)


def offer_takeaways(recipe: Recipe, *, disabled: bool) -> None:
    """Draw the buttons that hand over what makes the cutout again, away from the page."""
    about_files = {
        "photo_name": st.session_state.photo["name"],
        "photo": photo_id(),
        "backdrop_name": getattr(st.session_state.get("behind"), "name", None),
    }
    for label, (make, end, mime, help) in TAKEAWAYS.items():
        st.download_button(
            label,
            functools.partial(make, recipe, **about_files),
            f"{stem()}-cutout.{end}",
            mime,
            icon=":material/download:",
            key=label.lower(),
            on_click="ignore",
            disabled=disabled,
            help=help,
        )


def hand_over(kind: str, recipe: Recipe, behind: bytes | None) -> None:
    """Make a file, show how large it is, and save it in the browser."""
    photo = st.session_state.photo
    format = recipe.file.format if kind == "cutout" else "png"
    name = f"{stem()}-{kind}.{ENDS[format]}"
    try:
        data = make_file(kind, photo["data"], recipe, behind)
    except (ImageError, ValueError) as error:
        st.error(str(error), icon=":material/error:")
        return
    st.download_button(
        f"{name}, {size_of(data)}",
        data,
        name,
        MIME[format],
        key="save",
        on_click="ignore",
        icon=":material/check:",
        help="Saved. Press to save it once more.",
    )
    st.html(SAVE.format(number=time.monotonic_ns()), unsafe_allow_javascript=True)


def make_file(kind: str, data: bytes, recipe: Recipe, behind: bytes | None) -> bytes:
    """Return a file at full resolution, one at a time, while a message tells what is going on."""
    place = st.empty()
    status = place.status("Waiting…")
    lock = export_lock()
    if not lock.acquire(blocking=False):
        status.update(label="Somebody else's picture is being made. Yours is next…")
        lock.acquire()
    try:
        status.update(label="Cutting out at full resolution…")
        cutout = cut_out(data, recipe, behind)
        status.update(label="Writing the file…")
        return encode_kind(kind, cutout, recipe)
    finally:
        lock.release()
        place.empty()


def encode_kind(kind: str, cutout: Cutout, recipe: Recipe) -> bytes:
    """Return the file of a kind that a cutout gives."""
    if kind == "cutout":
        return encode(cutout, **vars(recipe.file))
    grays = {"mask": cutout.mask, "opacity": cutout.matte, "trimap": cutout.trimap}
    return encode_gray(grays[kind])


def stem() -> str:
    """Return what the names of all files of the photo start with."""
    return PurePath(st.session_state.photo["name"]).stem


def size_of(data: bytes) -> str:
    """Return how large a file is, for people."""
    return f"{len(data) / 1e6:.1f} MB" if len(data) >= 1e5 else f"{len(data) / 1e3:.0f} kB"
