"""What Seedcut proposes without any mark, and starting from it."""

import streamlit as st

from page.computed import TILE_PX, proposal_pictures, propose, rank_proposals, view_of
from page.controls import picture_button
from page.state import grow_from, is_start
from segmentation import Proposal, Recipe, WorkingPhoto
from segmentation.recipe import FLOODED

# The kinds whose recipes the widgets can hold.
TRIED = ("likely", *FLOODED)

TRYING = {
    "likely": "Looking for what stands out…",
    "spots": "Trying bright and dark spots as seeds…",
    "peaks": "Trying the places farthest from any edge as seeds…",
}
FOUND_BY = {
    "likely": "What is likely the subject.",
    "spots": "Grown from bright and dark spots.",
    "peaks": "Grown from the places farthest from any edge.",
}
STYLE = """<style>
/* A strip that scrolls where it is too long. */
.st-key-proposals {flex-flow: row nowrap; gap: 0.5rem; overflow-x: auto; min-height: 4.5rem;}
.st-key-proposals > * {flex: none; width: auto;}
.st-key-proposals button {height: 4.5rem; min-height: 0;}
.st-key-proposals button p {font-size: 0.7rem; line-height: 1.1;}
</style>"""


def find_first_start(photo: WorkingPhoto) -> Recipe | None:
    """Return the best proposal for a photo that was just opened, None if there are none.

    The graph cut's proposals are ahead of the others, which can wait until this one is seen.
    """
    proposals = find_proposals(photo, ("likely",)) or find_proposals(photo, FLOODED)
    return proposals[0].recipe if proposals else None


def find_proposals(photo: WorkingPhoto, kinds: tuple[str, ...]) -> tuple[Proposal, ...]:
    """Return the proposals that some kinds of seeds make, best first; say what is being tried."""
    for seeds in kinds:
        with st.spinner(TRYING[seeds]):
            propose(seeds, photo)
    return rank_proposals(kinds, photo)


def keep_place() -> None:
    """Take the room that the proposals will need."""
    st.html(STYLE)
    st.empty()


def show_proposals(photo: WorkingPhoto) -> None:
    """Draw what one can start from: the proposals, or nothing."""
    proposals = find_proposals(photo, TRIED)
    if not proposals:
        return
    *pictures, whole = proposal_pictures(TRIED, photo)
    tiles = [
        (str(number), proposal.recipe, picture, FOUND_BY[proposal.recipe.seeds])
        for number, (proposal, picture) in enumerate(zip(proposals, pictures, strict=True), 1)
    ]
    tiles.append(("Strokes only", Recipe(), whole, "Nothing but what you draw."))
    rows, cols = view_of(photo, TILE_PX).rgb.shape[:2]
    for label, recipe, picture, help in tiles:
        picture_button(
            f"start-{label}".replace(" ", "-").lower(),
            label,
            picture,
            f"{cols} / {rows}",
            type="primary" if is_start(recipe) else "secondary",
            help=help,
            on_click=grow_from,
            args=(recipe,),
        )
