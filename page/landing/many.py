"""Where many photos are chosen, cut out in one go, looked at and taken away."""

import dataclasses
import functools
import io
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from page.components.controls import PICTURE_TYPES
from page.computed import batch_turn, open_batch
from page.landing.choosing import as_markdown
from page.state import (
    decided_recipe,
    drop_many,
    many,
    photo_id,
    see_many,
    take_many,
)
from segmentation import Backdrop
from segmentation.shell.background import BackgroundBatch, write_zip, zip_parts
from segmentation.shell.making import Outcome
from segmentation.shell.mending import Batch
from segmentation.shell.report import ORDER

MOST_PHOTOS = 50
# Together, in the memory of the server until they are all there.
MOST_BYTES = 500_000_000
ZIP_BYTES = 200_000_000
# How often progress is looked at.
LOOKS_S = 1.0
GRID_STYLE = """<style>
.st-key-many-grid {
    display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0.75rem;
}
.st-key-many-grid img {
    width: 100%; aspect-ratio: 1; object-fit: contain;
    background: repeating-conic-gradient(#ccc 0 25%, #fff 0 50%) 0 / 20px 20px;
}
</style>"""


def many_batch() -> Batch | None:
    """Return the many photos as a batch to be mended; None unless they are cut out."""
    photos = many()
    if photos is None or photos.is_running or not (photos.cutouts / ORDER).exists():
        return None
    return open_batch(photos.cutouts)


def show_many() -> None:
    """Draw the many photos, or where they are chosen."""
    st.title("Many photos", anchor=False)
    st.button("Back to one photo", icon=":material/arrow_back:", on_click=see_many, args=(False,))
    photos = many()
    if photos is None:
        choose_many()
        return
    if photos.has_corrections and not photos.is_running:
        photos.start(batch_turn())
    if photos.is_running:
        st.fragment(watch, run_every=LOOKS_S)(photos)
    else:
        show_results(photos)


def choose_many() -> None:
    """Draw where the photos are chosen, and cut them out if that is wanted."""
    is_open = decided_recipe() is not None
    by = ", with the settings of the photo that is open; strokes are scaled from it" * is_open
    st.markdown(
        f"Up to {MOST_PHOTOS} photos are cut out one after the other{by}. You see the doubtful "
        "ones first, mend what is wrong, and take all of them away."
    )
    uploaded = st.file_uploader(
        "Your photos", type=PICTURE_TYPES, accept_multiple_files=True, key="many_upload"
    )
    anew = is_open and st.checkbox(
        "Find the subject of each photo anew",
        value=True,
        key="many_anew",
        help="Otherwise each starts from what the open photo starts from, at the same place.",
    )
    reason = why_not(uploaded)
    if reason:
        st.error(reason, icon=":material/error:")
    if st.button("Cut out all", type="primary", disabled=not uploaded or reason is not None):
        take_many(begin(uploaded, ranks_anew=anew))
        # The next run does not draw the upload, which frees its memory.
        st.rerun()


def why_not(uploaded: list[UploadedFile]) -> str | None:
    """Return why the photos can't be cut out in one go; None if they can."""
    if len(uploaded) > MOST_PHOTOS:
        return f"These are {len(uploaded)} photos; please choose {MOST_PHOTOS} at the most."
    if sum(file.size for file in uploaded) > MOST_BYTES:
        return f"These photos have more than {MOST_BYTES / 1e6:.0f} MB in all; please choose fewer."
    return None


def begin(uploaded: list[UploadedFile], *, ranks_anew: bool) -> BackgroundBatch:
    """Return photos that are being cut out."""
    recipe = decided_recipe()
    if recipe is not None and recipe.backdrop.kind == "photo":
        # It is not handed over.
        recipe = dataclasses.replace(recipe, backdrop=Backdrop())
    text = "" if recipe is None else recipe.to_json(photo=photo_id())
    batch = BackgroundBatch(text.encode(), ranks_anew=ranks_anew)
    for file in uploaded:
        batch.add(file.name, file.getbuffer())
    batch.start(batch_turn())
    return batch


def watch(batch: BackgroundBatch) -> None:
    """Draw how far the photos are; at the end, have the whole page drawn."""
    if not batch.is_running:
        st.rerun()
    done, total = len(batch.outcomes()), len(batch.names)
    waits = ", as soon as those of others are done" if batch.is_waiting else ""
    st.progress(done / total, f"{done} of {total} photos are cut out{waits}")
    st.button("Stop", icon=":material/stop:", on_click=drop_many)


def show_results(batch: BackgroundBatch) -> None:
    """Draw what became of the photos, and offer them."""
    outcomes = batch.outcomes()
    failed = [outcome for outcome in outcomes if not outcome.is_done]
    done = [outcome for outcome in outcomes if outcome.is_done]
    missing = len(batch.names) - len(outcomes)
    if missing:
        st.error(f"{missing} photos were not reached.", icon=":material/error:")
    for outcome in failed:
        st.warning(f"{as_markdown(outcome.photo)}: {as_markdown(outcome.error)}")
    offer_zips(batch, done)
    st.caption(
        "The most doubtful come first. Open one to mend it, and save it; it is cut anew when you "
        "return."
    )
    st.html(GRID_STYLE)
    with st.container(key="many-grid"):
        for place, outcome in enumerate(done):
            show_cutout(batch, outcome, place)
    st.button("Choose others", icon=":material/delete:", on_click=drop_many)


def show_cutout(batch: BackgroundBatch, outcome: Outcome, place: int) -> None:
    """Draw a cutout, and the button that opens its photo."""
    with st.container():
        st.image(batch.thumbnail(outcome))
        if st.button(as_markdown(outcome.photo), key=f"many-{place}", width="stretch"):
            st.query_params["photo"] = outcome.photo
            st.rerun()


def offer_zips(batch: BackgroundBatch, done: list[Outcome]) -> None:
    """Draw the buttons that hand over the cutouts."""
    parts = zip_parts([batch.cutouts / each.output for each in done], most_bytes=ZIP_BYTES)
    with st.container(horizontal=True):
        for number, paths in enumerate(parts, 1):
            name = "cutouts.zip" if len(parts) == 1 else f"cutouts-{number}.zip"
            st.download_button(
                f"Download {name}",
                functools.partial(zip_of, paths),
                name,
                "application/zip",
                key=f"many-zip-{number}",
                on_click="ignore",
                icon=":material/download:",
                type="primary",
            )


def zip_of(paths: list[Path]) -> bytes:
    """Return a ZIP file of some files."""
    buffer = io.BytesIO()
    write_zip(paths, buffer)
    return buffer.getvalue()
