"""Where one photo is chosen."""

import argparse
import dataclasses
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from page.components.controls import PICTURE_TYPES, load_ahead, picture_button, tile_grid
from page.components.keeper import show_keeper
from page.computed import find_room, open_batch, open_photo, sample, sample_picture
from page.state import (
    PhotoFile,
    begin_again,
    bring_back,
    brush_key,
    came_back,
    choose_photo,
    end_opening,
    go_on,
    has_photo,
    is_choosing_photo,
    photo_file,
    see_many,
    start_over,
    take_over,
    take_start,
)
from segmentation import ImageError, InputError, Recipe, shown_name, tap_at
from segmentation.photo import start_reading
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
# What is said after a photo was brought back.
BACK = {
    "reload": "Your photo, strokes and settings are back as you left them.",
    "restart": "The server was restarted. Your photo, strokes and settings are back.",
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
TRY_AGAIN_S = 5
BUSY = (
    "Seedcut is busy just now: as many people are at work as it has room for. Your photo is opened "
    "as soon as one of them is done; please leave this page open."
)


def show_landing() -> None:
    """Draw the ways to a photo, and open the one that is chosen."""
    start_reading()
    st.title("Seedcut")
    st.markdown(
        "Cut the subject out of a photo, by itself or with a few strokes, and download it with a "
        "transparent background, at full size. All of it is free, without an account."
    )
    for column, sentence in zip(st.columns((3, 5, 4)), WAY, strict=True):
        column.markdown(sentence)
    if has_photo():
        st.button(
            f"Back to {as_markdown(photo_file().name)}",
            icon=":material/arrow_back:",
            on_click=choose_photo,
            args=(False,),
        )
    uploaded = st.file_uploader("Your photo", type=PICTURE_TYPES, key="upload")
    message = st.container()
    keep_photo()
    st.button("Many photos", icon=":material/photo_library:", on_click=see_many, args=(True,))
    st.markdown("No photo at hand? Try a sample:")
    clicked = choose_sample()
    load_ahead()
    with message:
        if clicked:
            open_file(sample(clicked))
        elif uploaded:
            open_file(PhotoFile(uploaded.name, uploaded.getvalue()))


def keep_photo() -> None:
    """Have the browser keep the photo that is open, and let others in by paste and drop."""
    show_keeper(
        brush_key() if has_photo() else None,
        shown_name(photo_file().name) if has_photo() else "",
        is_choosing=is_choosing_photo(),
        is_back=has_photo() and came_back() is not None,
        on_wish=lambda: choose_photo(True),
        on_back=take_back,
    )


def take_back() -> None:
    """Take over what the browser kept of the photo."""
    message = st.session_state.keeper.get("back")
    if not isinstance(message, Mapping) or message.get("photo") != brush_key():
        return
    try:
        recipe = Recipe.from_json(str(message.get("recipe")))
    except InputError:
        # Nothing was decided yet, or it is of no use.
        recipe = None
    if recipe is not None and recipe.seeds == "mask":
        # The file of the mask is not kept.
        recipe = without_mask(recipe)
    bring_back(recipe, "restart" if message.get("isRestarted") else "reload")


def without_mask(recipe: Recipe) -> Recipe:
    """Return a recipe that starts from a mask as it is where the mask is gone."""
    return dataclasses.replace(recipe, seeds="strokes")


def welcome_back() -> None:
    """Say what happened, if the browser brought the photo back."""
    after = came_back()
    if after is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/history: {BACK[after]}")
        st.button("Go on", type="primary", on_click=go_on)
        st.button("Start over", on_click=begin_again)


def choose_sample() -> str | None:
    """Draw the samples; return the file name of the one that was clicked."""
    clicked = None
    with tile_grid("samples"):
        for title, (name, recipe) in SAMPLES.items():
            picture = sample_picture(name, recipe)
            if picture_button(f"sample-{title.lower()}", title, picture, "4 / 3"):
                clicked = name
    return clicked


def open_sample(title: str) -> bool:
    """Open the sample of a title, in whatever case; return whether there is one."""
    names = {each.lower(): name for each, (name, _) in SAMPLES.items()}
    if title not in names:
        return False
    file = sample(names[title])
    start_over(file, open_photo(file).photo_shape)
    return True


def open_sample_title() -> str | None:
    """Return the title of the sample that is open, in lower case; None if it is no sample."""
    titles = (
        title for title, (name, _) in SAMPLES.items() if sample(name).data == photo_file().data
    )
    return next(map(str.lower, titles), None)


def open_file(file: PhotoFile) -> None:
    """Go on with a photo in place of the present one, or say why it can't be opened."""
    if not find_room():
        wait_for_room()
        return
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
    mask = batch.mask(name) if recipe.seeds == "mask" else None
    if mask is not None:
        take_start(PhotoFile(name, mask))
    elif recipe.seeds == "mask":
        recipe = without_mask(recipe)
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


@st.fragment(run_every=TRY_AGAIN_S)
def wait_for_room() -> None:
    """Say that there is no room for a photo just now, and look again and again."""
    if find_room():
        st.rerun()
    st.info(BUSY, icon=":material/hourglass_top:")


def as_markdown(text: str) -> str:
    """Return the Markdown that shows a file's name as it is."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", shown_name(text))
