"""What the steps are made of: a step is shown on a slide."""

from collections.abc import Callable
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from page.computed import cut, result_picture
from page.state import leave_steps, use_growth
from segmentation import Label, Recipe, WorkingPhoto

CHECKERBOARD = "checkerboard"


@dataclass(frozen=True)
class Slide:
    """Where a step is drawn.

    Attributes
    ----------
    photo : WorkingPhoto
        The photo.
    notes : DeltaGenerator
        The place of controls and sentences.
    stage : DeltaGenerator
        The place of pictures.
    """

    photo: WorkingPhoto
    notes: DeltaGenerator
    stage: DeltaGenerator

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


def result_of(slide: Slide, recipe: Recipe) -> bytes | None:
    """Return the picture of the cutout that a recipe makes; None where marks are missing.

    Say so, and why, if the cutout is empty or looks like the photo.
    """
    done = cut(recipe, slide.photo)
    if done.mask is None:
        return None
    if done.is_empty:
        slide.notes.info("Nothing is kept.")
    if done.is_everything:
        slide.notes.info(f"The cutout looks like the photo: {why_everything(recipe)}")
    return result_picture(done, CHECKERBOARD, None)


def why_everything(recipe: Recipe) -> str:
    """Return why nothing is removed."""
    if recipe.unmixes:
        return "no color in it is near enough to the background's."
    if all(stroke.label != Label.BACKGROUND for stroke in recipe.strokes):
        return "nothing says what goes. A stroke with **Remove** does."
    return "what is marked with **Keep** outweighs what is marked with **Remove** everywhere."


def offer_result(slide: Slide, recipe: Recipe) -> None:
    """Draw the button that makes the cutout grow as on this slide."""
    slide.notes.button(
        "Use this for my cutout",
        icon=":material/content_cut:",
        key="use",
        on_click=use_growth,
        args=(recipe,),
    )


def offer_drawing(slide: Slide, sentence: str) -> None:
    """Say that strokes are missing, and draw the button that leads to where they are drawn."""
    slide.notes.info(sentence, icon=":material/brush:")
    slide.notes.button(
        "Draw on the photo", icon=":material/brush:", key="draw", on_click=leave_steps
    )
