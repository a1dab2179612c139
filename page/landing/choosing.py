"""Where one photo is chosen."""

import argparse
import re
import sys
from pathlib import Path

import streamlit as st

from page.components.controls import PICTURE_TYPES, picture_button, tile_grid
from page.computed import open_batch, open_photo, sample, sample_picture
from page.state import (
    PhotoFile,
    choose_photo,
    end_opening,
    has_photo,
    photo_file,
    see_many,
    start_over,
    take_over,
    take_start,
)
from segmentation import ImageError, InputError, Recipe, shown_name, tap_at
from segmentation.shell.mending import Batch

# Files of scikit-image, and where what their pictures show is found.
SAMPLES = {
    "Astronaut": (
        "astronaut.png",
        Recipe(seeds="people", faces=((64.0, 172.8, 97.3, 97.3),)),
    ),
    "Coffee": ("coffee.png", tap_at((312, 170))),
    "Coins": ("coins.png", tap_at((202, 172))),
}
# Folders are shown to those at this machine alone.
LOOPBACK = ("127.0.0.1", "localhost", "::1")
NOT_LOCAL = (
    "A folder is opened on this machine alone: "
    "`streamlit run app.py --server.address=127.0.0.1 -- --folder DEST`"
)
WAY = (
    ":material/add_photo_alternate: **1. Choose** a photo of yours, or a sample.",
    ":material/touch_app: **2. Tap** your subject, or take what is found. Draw where it is wrong.",
    ":material/download: **3. Download** the cutout at full resolution.",
)


def show_landing() -> None:
    """Draw the ways to a photo, and open the one that is chosen."""
    st.title("Seedcut")
    st.markdown(
        "Cut the subject out of a photo, by itself or with a few strokes, and download it with a "
        "transparent background."
    )
    for column, sentence in zip(st.columns(len(WAY)), WAY, strict=True):
        column.markdown(sentence)
    if has_photo():
        st.button(
            f"Back to {as_markdown(photo_file().name)}",
            icon=":material/arrow_back:",
            on_click=choose_photo,
            args=(False,),
        )
    uploaded = st.file_uploader("Your photo", type=PICTURE_TYPES, key="upload")
    st.button("Many photos", icon=":material/photo_library:", on_click=see_many, args=(True,))
    message = st.container()
    st.markdown("No photo at hand? Try a sample:")
    clicked = choose_sample()
    with message:
        if clicked:
            open_file(sample(clicked))
        elif uploaded:
            open_file(PhotoFile(uploaded.name, uploaded.getvalue()))


def choose_sample() -> str | None:
    """Draw the samples; return the file name of the one that was clicked."""
    clicked = None
    with tile_grid("samples"):
        for title, (name, recipe) in SAMPLES.items():
            picture = sample_picture(name, recipe)
            if picture_button(f"sample-{title.lower()}", title, picture, "4 / 3"):
                clicked = name
    return clicked


def open_file(file: PhotoFile) -> None:
    """Go on with a photo in place of the present one, or say why it can't be opened."""
    try:
        with st.spinner("Reading the photo…"):
            photo = open_photo(file)
    except ImageError as error:
        st.error(str(error), icon=":material/broken_image:")
        return
    start_over(file, photo.photo_shape)
    st.rerun()


def open_asked(batch: Batch) -> None:
    """Open the photo of a batch that the address asks for, with its recipe."""
    name = st.query_params.pop("photo", None)
    if name is None or name not in batch.jobs:
        return
    file = PhotoFile(name, batch.read(name))
    try:
        with st.spinner("Reading the photo…"):
            photo, recipe = open_photo(file), batch.recipe(name)
    except (ImageError, InputError) as error:
        st.error(f"{as_markdown(name)}: {error}", icon=":material/broken_image:")
        return
    start_over(file, photo.photo_shape)
    end_opening(None)
    if recipe.seeds == "mask":
        take_start(PhotoFile(name, batch.mask(name)))
    take_over(recipe)


def local_batch() -> Batch | None:
    """Return the batch that the page was started for; None unless it was, on this machine alone."""
    arguments = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    arguments.add_argument("--folder", type=Path)
    folder = arguments.parse_known_args(sys.argv[1:])[0].folder
    if folder is None:
        return None
    if st.get_option("server.address") not in LOOPBACK:
        st.error(NOT_LOCAL, icon=":material/lock:")
        st.stop()
    try:
        return open_batch(folder)
    except InputError as error:
        st.error(f"{error}.", icon=":material/folder_off:")
        st.stop()


def as_markdown(text: str) -> str:
    """Return the Markdown that shows a file's name as it is."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", shown_name(text))
