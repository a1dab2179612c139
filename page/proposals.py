"""What Seedcut proposes without any mark, and starting from it."""

import streamlit as st

import segmentation
from page.computed import open_view, proposal_pictures, propose
from page.recipe_widgets import growth_values
from page.tiles import picture_button
from segmentation import Proposal, Recipe, WorkingPhoto
from segmentation.recipe import FLOODED

TILE_PX = 160
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


def is_first_start_known() -> bool:
    """Return whether it is known what the photo starts from."""
    return st.session_state.first_start != "unknown"


def find_first_start(photo: WorkingPhoto) -> None:
    """Find the best proposal for a photo that was just opened, and rerun the page with it.

    The page is there already, so that the browser has the time to load it. The graph cut's
    proposals are ahead of the others, which can wait until this one is seen.
    """
    if not is_first_start_known():
        proposals = find_proposals(photo, ("likely",)) or find_proposals(photo, FLOODED)
        st.session_state.first_start = proposals[0].recipe if proposals else None
        st.rerun()


def take_first_start() -> None:
    """Start from the proposal that was found, before the widgets are drawn that show it."""
    if isinstance(st.session_state.first_start, Recipe):
        start_from(st.session_state.first_start)
        st.session_state.first_start = None


def find_proposals(photo: WorkingPhoto, kinds: tuple[str, ...]) -> tuple[Proposal, ...]:
    """Return the proposals that some kinds of seeds make, best first; say what is being tried."""
    digest = st.session_state.photo["digest"]
    found = []
    for seeds in kinds:
        with st.spinner(TRYING[seeds]):
            found += propose(digest, seeds, photo)
    return segmentation.rank(found)


def start_from(recipe: Recipe) -> None:
    """Have the cutout grow from what a recipe says. Strokes and all other settings stay."""
    st.session_state.update(growth_values(recipe))
    st.session_state.background_groups = recipe.background_groups


def show_proposals(photo: WorkingPhoto) -> None:
    """Draw what one can start from: the proposals, or nothing."""
    proposals = find_proposals(photo, TRIED)
    if not proposals:
        return
    digest = st.session_state.photo["digest"]
    view = open_view(digest, TILE_PX, photo)
    *pictures, whole = proposal_pictures(digest, view, proposals)
    rows, cols = view.rgb.shape[:2]
    tiles = [
        (str(number), proposal.recipe, picture, FOUND_BY[proposal.recipe.seeds])
        for number, (proposal, picture) in enumerate(zip(proposals, pictures, strict=True), 1)
    ]
    tiles.append(("Strokes only", Recipe(), whole, "Nothing but what you draw."))
    for label, recipe, picture, help in tiles:
        picture_button(
            f"start-{label}".replace(" ", "-").lower(),
            label,
            picture,
            f"{cols} / {rows}",
            type="primary" if is_start(recipe) else "secondary",
            help=help,
            on_click=start_from,
            args=(recipe,),
        )


def is_start(recipe: Recipe) -> bool:
    """Return whether the cutout grows from what a recipe says."""
    if recipe.seeds == "strokes":
        return st.session_state.seeds == "strokes"
    values = growth_values(recipe)
    return (
        all(st.session_state[key] == value for key, value in values.items())
        and st.session_state.background_groups == recipe.background_groups
    )
