"""How it works: the steps from this photo to its cutout, one at a time like slides."""

import streamlit as st

from page.components.controls import BARE, choose_one, switch
from page.state import decided_recipe, jump, reload_shapes, show_chapter, show_step
from page.steps.graph_cut import CUT_STEPS
from page.steps.slide import Slide, Step
from page.steps.unmixing import COLOR_STEPS
from page.steps.watershed import FLOOD_STEPS
from segmentation import Recipe, WorkingPhoto
from segmentation.recipe import is_flooded

VIEWS = {
    "cutout": ":material/content_cut: Cut out",
    "steps": ":material/school: How it works",
}
CHAPTERS = {"flood": "Watershed", "cut": "Graph cut", "color": "By color"}
STEPS = {"flood": FLOOD_STEPS, "cut": CUT_STEPS, "color": COLOR_STEPS}
STYLE = """<style>
/* The whole slide is seen at once. */
.st-key-slide .stImage img {max-height: calc(100vh - 16.5rem); object-fit: contain;}
.st-key-slide .st-key-groups button p {font-size: 0.9rem;}
@media (max-width: 640px) {
    .st-key-slide .stImage img {max-height: none;}
    /* Numbers only. */
    .st-key-jump p {font-size: 0;}
    .st-key-jump p strong {font-size: 0.875rem;}
    .st-key-jump button {padding: 0.25rem 0.55rem;}
    /* One line each; another photo can be chosen beside the cutout. */
    .st-key-step-back p, .st-key-step-next p {display: none;}
    .st-key-header .stButton {display: none;}
}
</style>"""


def step_names() -> dict[str, tuple[str, int]]:
    """Return the chapter and the number of each step, by its name in addresses."""
    places: dict[str, tuple[str, int]] = {}
    for chapter, steps in STEPS.items():
        for number, step in enumerate(steps, 1):
            name = step.name.lower().replace(" ", "-")
            # Some chapters end alike.
            places[f"{chapter}-{name}" if name in places else name] = chapter, number
    return places


def go_to_step(name: str) -> None:
    """Show the step of a name, if there is one."""
    if name in step_names():
        chapter, number = step_names()[name]
        show_step(chapter, jump_key(chapter), number)


def shown_step() -> str:
    """Return the name of the step that is shown."""
    chapter = st.session_state.get("chapter", next(iter(CHAPTERS)))
    shown = chapter, st.session_state.get(jump_key(chapter), 1)
    return next(name for name, place in step_names().items() if place == shown)


def choose_view() -> str:
    """Draw the switch between the cutout and the steps; return what is chosen."""
    return switch("View", VIEWS, key="view", on_change=turn_to_view, **BARE)


def turn_to_view() -> None:
    """Show the other view; the steps begin with the way that led to the cutout."""
    reload_shapes()
    recipe = decided_recipe()
    if st.session_state.view == "steps" and recipe is not None:
        show_chapter(chapter_of(recipe))


def chapter_of(recipe: Recipe) -> str:
    """Return the chapter about the way that a recipe goes."""
    if recipe.unmixes:
        return "color"
    return "flood" if is_flooded(recipe.seeds, recipe.method) else "cut"


def show_steps(photo: WorkingPhoto) -> None:
    """Draw the step that is chosen."""
    st.html(STYLE)
    with st.container(key="steps-bar", horizontal=True, vertical_alignment="center"):
        chapter = choose_chapter()
        steps = STEPS[chapter]
        number = st.session_state.get(jump_key(chapter), 1)
        turn_page(chapter, number, len(steps))
    number = choose_step(chapter, steps)
    step = steps[number - 1]
    with st.container(key="slide"):
        notes, stage = st.columns([1, 2], gap="medium")
        notes.subheader(f"{number}. {step.title}", anchor=False)
        notes.markdown(step.text)
        step.draw(Slide(photo, notes, stage))


def choose_chapter() -> str:
    """Draw the switch between the ways to a cutout; return what is chosen."""
    return switch("Chapter", CHAPTERS, key="chapter", **BARE)


def turn_page(chapter: str, number: int, count: int) -> None:
    """Draw the buttons to the step before and to the next one."""
    st.button(
        "Back",
        icon=":material/arrow_back:",
        key="step-back",
        disabled=number == 1,
        on_click=jump,
        args=(jump_key(chapter), number - 1),
    )
    st.button(
        "Next",
        icon=":material/arrow_forward:",
        icon_position="right",
        key="step-next",
        type="primary",
        disabled=number == count,
        on_click=jump,
        args=(jump_key(chapter), number + 1),
    )


def choose_step(chapter: str, steps: tuple[Step, ...]) -> int:
    """Draw the names of all steps; return the number of the chosen one."""
    names = {number: f"**{number}** {step.name}" for number, step in enumerate(steps, 1)}
    look = {"default": 1, "required": True, "label_visibility": "collapsed"}
    with st.container(key="jump"):
        return choose_one(st.pills, "Step", names, key=jump_key(chapter), **look)


def jump_key(chapter: str) -> str:
    """Return the name of the choice of a step, one for each chapter."""
    return f"jump-{chapter}"
