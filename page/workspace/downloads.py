"""The files that one can take away."""

import dataclasses
import functools
import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from page.components.clipboard import deliver_copy, offer_copy, wanted_copy
from page.computed import Cut, about, check_room_to_write, cut_out, full_size, output_shape
from page.journal import logged
from page.state import PhotoFile, photo_file, photo_id, start_file
from segmentation import (
    Cutout,
    File,
    ImageError,
    InputError,
    Recipe,
    download_name,
    encode,
    encode_gray,
    to_notebook,
    to_script,
)
from segmentation.photo import SUFFIXES

# What can be downloaded, by the end of the file's name.
KINDS = {
    "cutout": "Download cutout",
    "mask": "Mask, black and white",
    "opacity": "Soft mask (opacity)",
    "trimap": "Sure and unsure (trimap)",
}
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
COPY_KEY = "copy"
# What browsers and the programs that one pastes into take without trouble.
CLIPBOARD_PX = 4096
# In sight wherever one is on a phone's page.
STYLE = """<style>
.st-key-files {gap: 0.75rem;}
/* In two lines rather than below the buttons. */
.st-key-files > :has([data-testid="stCaptionContainer"]) {flex: 1 1 4.5rem;}
@media (max-width: 640px) {
    .st-key-files {
        position: fixed; inset: auto 0 0; z-index: 99; padding: 0.6rem 1rem;
        background: color-mix(in srgb, Canvas 85%, transparent); backdrop-filter: blur(6px);
        box-shadow: 0 -1px 0 #8884;
    }
    .st-key-files [data-testid="stCaptionContainer"] {display: none;}
    .stMainBlockContainer {padding-bottom: 9.5rem;}
}
</style>"""
# Presses the button that has the file; the number makes it run anew each time.
SAVE = """<script data-number="{number}">
(function save() {{
    const button = document.querySelector(".st-key-save button");
    if (button) button.click(); else requestAnimationFrame(save);
}})();
</script>"""


def offer_downloads(
    done: Cut,
    behind: PhotoFile | None,
    *,
    missing: str | None,
    offer_address: Callable[[Recipe], None],
) -> None:
    """Draw the download buttons; make and hand over the file whose button was pressed.

    Where something is missing for a file, they say what it is.
    """
    recipe, disabled = done.recipe, missing is not None
    st.html(STYLE)
    files = st.container(key="files", horizontal=True, vertical_alignment="center")
    with files:
        pressed = [
            kind_button(
                "cutout",
                type="primary",
                disabled=disabled,
                help=missing or "The finished picture, with as many pixels as are named beside it.",
            )
        ]
        offer_copy(disabled=disabled, key=COPY_KEY)
        with st.popover(
            "More", disabled=disabled, help="Masks for other programs, and how the cutout is made."
        ):
            pressed += [kind_button(kind, disabled=disabled) for kind in list(KINDS)[1:]]
            offer_recipe(recipe, disabled=disabled)
            offer_takeaways(recipe, behind, disabled=disabled)
            offer_address(recipe)
        if not disabled and done.mask is not None:
            rows, cols = output_shape(done, behind)
            st.caption(f"{cols} × {rows} pixels{name_enlarging(recipe)}", width="content")
    kind = next(filter(None, pressed), None)
    number = wanted_copy(st.session_state.get(COPY_KEY))
    # What is said of it is in sight as the buttons are.
    with files:
        if kind:
            hand_over(kind, recipe, behind)
        if number and not disabled:
            copy(number, recipe, behind)


def name_enlarging(recipe: Recipe) -> str:
    """Return what is said of a subject that has more pixels than the photo has of it."""
    scale = recipe.placement.scale
    return f", subject enlarged {scale:.2g} times" if scale > 1 else ""


def kind_button(kind: str, **look: Any) -> str | None:
    """Draw the button of a kind of file; return the kind if it was pressed."""
    pressed = st.button(KINDS[kind], icon=":material/download:", key=f"make-{kind}", **look)
    return kind if pressed else None


def offer_recipe(recipe: Recipe, *, disabled: bool) -> None:
    """Draw the button that hands over the recipe."""
    st.download_button(
        "Recipe",
        functools.partial(recipe.to_json, photo=photo_id()),
        download_name(photo_file().name, "-recipe.json"),
        "application/json",
        icon=":material/download:",
        key="recipe",
        on_click="ignore",
        disabled=disabled,
        help="Strokes and settings, for opening them again, or for the command line.",
    )


def offer_takeaways(recipe: Recipe, behind: PhotoFile | None, *, disabled: bool) -> None:
    """Draw the buttons that hand over what makes the cutout again, away from the page."""
    mask = start_file()
    about_files: dict[str, Any] = {
        "photo_name": photo_file().name,
        "photo": photo_id(),
        "mask_name": mask and mask.name,
        "backdrop_name": behind and behind.name,
    }
    for label, (make, end, mime, help) in TAKEAWAYS.items():
        st.download_button(
            label,
            functools.partial(make, recipe, **about_files),
            download_name(photo_file().name, f"-cutout.{end}"),
            mime,
            icon=":material/download:",
            key=label.lower(),
            on_click="ignore",
            disabled=disabled,
            help=help,
        )


def hand_over(kind: str, recipe: Recipe, behind: PhotoFile | None) -> None:
    """Make a file, show how large it is, and save it in the browser.

    Only what people can do something about is told to them; other errors are ours.
    """
    format = recipe.file.format if kind == "cutout" else "png"
    name = download_name(photo_file().name, f"-{kind}{SUFFIXES[format][0]}")
    try:
        data = make_file(kind, recipe, behind)
    except (ImageError, InputError) as error:
        st.error(str(error), icon=":material/error:")
        return
    st.download_button(
        f"{name}, {size_of(data)}",
        data,
        name,
        f"image/{format}",
        key="save",
        on_click="ignore",
        icon=":material/check:",
        help="Saved. Press to save it once more.",
    )
    st.html(SAVE.format(number=time.monotonic_ns()), unsafe_allow_javascript=True)


def copy(number: int, recipe: Recipe, behind: PhotoFile | None) -> None:
    """Make the picture that was promised to the clipboard, no larger than it takes."""
    frame = dataclasses.replace(
        recipe.frame,
        width_px=min(recipe.frame.width_px or CLIPBOARD_PX, CLIPBOARD_PX),
        height_px=min(recipe.frame.height_px or CLIPBOARD_PX, CLIPBOARD_PX),
    )
    png = None
    try:
        png = make_file("cutout", dataclasses.replace(recipe, frame=frame, file=File()), behind)
    except (ImageError, InputError) as error:
        st.error(str(error), icon=":material/error:")
    deliver_copy(number, png, key=COPY_KEY)


def make_file(kind: str, recipe: Recipe, behind: PhotoFile | None) -> bytes:
    """Return a file at full resolution, one at a time, while a message tells what is going on."""
    place = st.empty()
    status = place.status("Waiting…")

    def tell(before: int) -> None:
        status.update(label=f"Others' pictures are being made. {place_in_line(before)}")

    try:
        with full_size().take(tell), logged("export", kind=kind, **about(recipe)) as facts:
            status.update(label="Cutting out at full resolution…")
            cutout = cut_out(photo_file(), recipe, behind)
            status.update(label="Writing the file…")
            data = encode_kind(kind, cutout, recipe)
            rows, cols = cutout.mask.shape
            facts |= {"rows": rows, "cols": cols, "bytes": len(data)}
            return data
    finally:
        place.empty()


def place_in_line(before: int) -> str:
    """Return what is said to somebody who waits."""
    return "Yours is next…" if before == 1 else f"{before} before you…"


def encode_kind(kind: str, cutout: Cutout, recipe: Recipe) -> bytes:
    """Return the file of a kind that a cutout gives."""
    if kind == "cutout":
        check_room_to_write(cutout, recipe.file.format)
        return encode(cutout, **vars(recipe.file))
    grays = {"mask": cutout.mask, "opacity": cutout.matte, "trimap": cutout.trimap}
    return encode_gray(grays[kind])


def size_of(data: bytes) -> str:
    """Return how large a file is, for people."""
    return f"{len(data) / 1e6:.1f} MB" if len(data) >= 1e5 else f"{len(data) / 1e3:.0f} kB"
