"""What the steps are made of: a step is shown on a slide."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from page.computed import (
    divide,
    draw_markers,
    missing_marks,
    preparation,
    prepare,
    result_picture,
    unpicked,
)
from page.sidebar import RANGES
from page.state import switch_tool
from segmentation import Prepared, Recipe, WorkingPhoto

CHECKERBOARD = "checkerboard"


@dataclass(frozen=True)
class Slide:
    """Where a step is drawn.

    Attributes
    ----------
    photo : WorkingPhoto
        The photo.
    view : WorkingPhoto
        The photo at the size of a picture on the page.
    notes : DeltaGenerator
        The place of controls and sentences.
    stage : DeltaGenerator
        The place of pictures.
    """

    photo: WorkingPhoto
    view: WorkingPhoto
    notes: DeltaGenerator
    stage: DeltaGenerator

    @property
    def digest(self) -> str:
        """What tells the photo from all others."""
        return st.session_state.photo["digest"]

    def prepared(self, recipe: Recipe) -> Prepared:
        """Return what a recipe needs of the photo."""
        return prepare(self.digest, preparation(recipe), self.photo)

    def show(self, picture: bytes, alt: str) -> None:
        """Draw a picture on the stage."""
        self.stage.image(picture, width="stretch", alt=alt)

    def show_beside(self, *pictures: tuple[bytes, str]) -> None:
        """Draw pictures with what they are called, beside each other where there is room."""
        for column, (picture, name) in zip(
            self.stage.columns(len(pictures)), pictures, strict=True
        ):
            column.image(picture, name, width="stretch", alt=name)


@dataclass(frozen=True)
class Step:
    """A step from the photo to its cutout.

    Attributes
    ----------
    name : str
        What it is called where there is little room.
    title : str
        What it is called on its slide.
    text : str
        Two sentences on what happens.
    draw : callable
        Draws controls, facts and pictures on a slide.
    """

    name: str
    title: str
    text: str
    draw: Callable[[Slide], None]


def setting(key: str) -> float:
    """Return what a slider of the sidebar says, drawn or not."""
    return st.session_state.get(key, RANGES[key][2])


def result_of(slide: Slide, recipe: Recipe) -> bytes | None:
    """Return the picture of the cutout that a recipe makes; None where marks are missing.

    Say so if the cutout is empty.
    """
    prepared = slide.prepared(recipe)
    markers = draw_markers(slide.digest, unpicked(recipe), prepared)
    if missing_marks(slide.digest, unpicked(recipe), prepared, markers):
        return None
    _, mask = divide(slide.digest, recipe, prepared, markers)
    if not mask.any():
        slide.notes.info("Nothing is kept.")
    return result_picture(slide.digest, recipe, CHECKERBOARD, None, slide.view, mask, None)


def offer_result(slide: Slide, recipe: Recipe) -> None:
    """Draw the button that makes the cutout grow as on this slide."""
    slide.notes.button(
        "Use this for my cutout",
        icon=":material/content_cut:",
        key="use",
        on_click=use,
        args=(recipe,),
    )


def offer_drawing(slide: Slide, sentence: str) -> None:
    """Say that strokes are missing, and draw the button that leads to where they are drawn."""
    slide.notes.info(sentence, icon=":material/brush:")
    slide.notes.button("Draw on the photo", icon=":material/brush:", key="draw", on_click=leave)


def use(recipe: Recipe) -> None:
    """Have the cutout grow as a recipe says, and go there."""
    st.session_state.seeds = recipe.seeds
    if recipe.seeds == "strokes":
        st.session_state.method = recipe.method
    leave()


def leave() -> None:
    """Go back to the cutout."""
    st.session_state.view = "cutout"
    switch_tool()
