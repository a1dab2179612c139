"""The files that one can take away."""

import functools
import time

import streamlit as st

from page.computed import cut_out, full_size
from page.state import PhotoFile, photo_file, photo_id, start_file
from segmentation import (
    Cutout,
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
    "mask": "Mask",
    "opacity": "Opacity",
    "trimap": "Trimap",
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
# Presses the button that has the file; the number makes it run anew each time.
SAVE = """<script data-number="{number}">
(function save() {{
    const button = document.querySelector(".st-key-save button");
    if (button) button.click(); else requestAnimationFrame(save);
}})();
</script>"""


def offer_downloads(recipe: Recipe, behind: PhotoFile | None, *, missing: str | None) -> None:
    """Draw the download buttons; make and hand over the file whose button was pressed.

    Where something is missing for a file, they say what it is.
    """
    disabled = missing is not None
    with st.container(horizontal=True):
        pressed = [
            kind_button(
                "cutout",
                type="primary",
                disabled=disabled,
                help=missing or "At the photo's full resolution.",
            )
        ]
        with st.popover(
            "More", disabled=disabled, help="Masks for other programs, and how the cutout is made."
        ):
            pressed += [kind_button(kind, disabled=disabled) for kind in list(KINDS)[1:]]
            offer_recipe(recipe, disabled=disabled)
            offer_takeaways(recipe, behind, disabled=disabled)
    kind = next(filter(None, pressed), None)
    if kind:
        hand_over(kind, recipe, behind)


def kind_button(kind: str, **look: object) -> str | None:
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
    about_files = {
        "photo_name": photo_file().name,
        "photo": photo_id(),
        "mask_name": start_file() and start_file().name,
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


def make_file(kind: str, recipe: Recipe, behind: PhotoFile | None) -> bytes:
    """Return a file at full resolution, one at a time, while a message tells what is going on."""
    place = st.empty()
    status = place.status("Waiting…")

    def tell(before: int) -> None:
        status.update(label=f"Others' pictures are being made. {place_in_line(before)}")

    try:
        with full_size().take(tell):
            status.update(label="Cutting out at full resolution…")
            cutout = cut_out(photo_file(), recipe, behind)
            status.update(label="Writing the file…")
            return encode_kind(kind, cutout, recipe)
    finally:
        place.empty()


def place_in_line(before: int) -> str:
    """Return what is said to somebody who waits."""
    return "Yours is next…" if before == 1 else f"{before} before you…"


def encode_kind(kind: str, cutout: Cutout, recipe: Recipe) -> bytes:
    """Return the file of a kind that a cutout gives."""
    if kind == "cutout":
        return encode(cutout, **vars(recipe.file))
    grays = {"mask": cutout.mask, "opacity": cutout.matte, "trimap": cutout.trimap}
    return encode_gray(grays[kind])


def size_of(data: bytes) -> str:
    """Return how large a file is, for people."""
    return f"{len(data) / 1e6:.1f} MB" if len(data) >= 1e5 else f"{len(data) / 1e3:.0f} kB"
