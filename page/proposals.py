"""What Seedcut proposes without any mark, and starting from it."""

from collections import Counter

import streamlit as st

from page.components.controls import picture_button
from page.components.spoken import tell_pressed
from page.computed import (
    TILE_PX,
    proposal_pictures,
    propose,
    propose_unmixing,
    rank_proposals,
    view_of,
)
from page.state import grow_from, improve_start, is_start, note_faces
from segmentation import PROPOSED_SEEDS, Proposal, Recipe, WorkingPhoto
from segmentation.recipe import FLOODED

# What takes least time, and is mostly right.
FIRST = ("likely",)
SHOWN = 5
TRYING = {
    "likely": "Looking for what stands out…",
    "people": "Looking for people…",
    "tap": "Trying one thing after the other…",
    "spots": "Trying bright and dark spots as seeds…",
    "peaks": "Trying the places farthest from any edge as seeds…",
}
FOUND_BY = {
    "unmixing": "Every pixel by its color: the background is plain.",
    "likely": "What is likely the subject.",
    "people": "People, found by their faces.",
    "tap": "What somebody might tap there.",
    "spots": "Grown from bright and dark spots.",
    "peaks": "Grown from the places farthest from any edge.",
    "strokes": "Nothing but what you draw.",
}
STYLE = """<style>
/* A strip that scrolls where it is too long. */
.st-key-proposals {flex-flow: row nowrap; gap: 0.5rem; overflow-x: auto; min-height: 4.5rem;
    align-items: center;}
.st-key-proposals > * {flex: none; width: auto;}
.st-key-proposals .stButton button {height: 4.5rem; min-height: 0; min-width: 6rem;}
.st-key-proposals .stButton button p {font-size: 0.7rem; line-height: 1.1;}
</style>"""


def find_first_start(photo: WorkingPhoto) -> Recipe | None:
    """Return the best proposal for a photo that was just opened, None if there are none.

    Others can wait until this one is seen.
    """
    with st.spinner("Looking at the background…"):
        unmixed = propose_unmixing(photo)
    if unmixed:
        return unmixed.recipe
    proposals = find_proposals(photo, FIRST) or find_proposals(photo, FLOODED)
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
    """Draw what one can start from: the proposals and strokes alone, or nothing."""
    proposals = find_proposals(photo, PROPOSED_SEEDS)
    if not proposals:
        return
    note_faces(next((each.recipe.faces for each in proposals if each.recipe.faces), ()))
    if improve_start(proposals[0].recipe):
        st.rerun()
    *pictures, whole = proposal_pictures(PROPOSED_SEEDS, photo)
    rows, cols = view_of(photo, TILE_PX).rgb.shape[:2]
    recipes = [proposal.recipe for proposal in proposals]
    tiles = list(zip(names_of(proposals), recipes, pictures, strict=True))
    strokes_only = ("Strokes only", Recipe(), whole)
    for name, recipe, picture in [*tiles[:SHOWN], strokes_only]:
        show_tile(name, recipe, picture, f"{cols} / {rows}")
    if tiles[SHOWN:]:
        with st.popover("More starts", width="content"):
            for name, recipe, picture in tiles[SHOWN:]:
                show_tile(name, recipe, picture, f"{cols} / {rows}")
    pressed = {key_of(name): is_start(recipe) for name, recipe, _ in [*tiles, strokes_only]}
    tell_pressed(pressed, key="pressed-starts")


def key_of(name: str) -> str:
    """Return the key of the tile with a name."""
    return f"start-{name}".replace(" ", "-").lower()


def names_of(proposals: tuple[Proposal, ...]) -> list[str]:
    """Return what the proposals are, numbered where several are the same."""
    seen: Counter[str] = Counter()
    names = []
    for proposal in proposals:
        seen[proposal.name] += 1
        count = seen[proposal.name]
        names.append(proposal.name if count == 1 else f"{proposal.name} {count}")
    return names


def show_tile(name: str, recipe: Recipe, picture: bytes, aspect: str) -> None:
    """Draw a button that starts from a recipe."""
    picture_button(
        key_of(name),
        name,
        picture,
        aspect,
        type="primary" if is_start(recipe) else "secondary",
        help=FOUND_BY["unmixing" if recipe.unmixes else recipe.seeds],
        on_click=grow_from,
        args=(recipe,),
    )
