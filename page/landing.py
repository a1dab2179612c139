"""Where a photo is chosen."""

import re

import streamlit as st

from page.components.controls import PICTURE_TYPES, picture_button, tile_grid
from page.computed import find_room, open_photo, sample, sample_picture
from page.state import PhotoFile, choose_photo, has_photo, photo_file, start_over
from segmentation import ImageError, Recipe, shown_name, tap_at

# Files of scikit-image, and where what their pictures show is found.
SAMPLES = {
    "Astronaut": (
        "astronaut.png",
        Recipe(seeds="people", faces=((64.0, 172.8, 97.3, 97.3),)),
    ),
    "Coffee": ("coffee.png", tap_at((312, 170))),
    "Coins": ("coins.png", tap_at((202, 172))),
}
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


@st.fragment(run_every=TRY_AGAIN_S)
def wait_for_room() -> None:
    """Say that there is no room for a photo just now, and look again and again."""
    if find_room():
        st.rerun()
    st.info(BUSY, icon=":material/hourglass_top:")


def as_markdown(text: str) -> str:
    """Return the Markdown that shows a file's name as it is."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", shown_name(text))
