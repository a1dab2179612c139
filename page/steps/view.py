"""How it works: the steps from this photo to its cutout, one at a time like slides."""

import streamlit as st

from page.sidebar import KEPT, choose_photo_behind
from page.state import switch_tool
from page.steps.graph_cut import CUT_STEPS
from page.steps.slide import Slide, Step
from page.steps.watershed import FLOOD_STEPS
from segmentation import WorkingPhoto

VIEWS = {
    "cutout": ":material/content_cut: Cut out",
    "steps": ":material/school: How it works",
}
CHAPTERS = {"flood": "Watershed", "cut": "Graph cut"}
STEPS = {"flood": FLOOD_STEPS, "cut": CUT_STEPS}
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


def choose_view() -> str:
    """Draw the switch between the cutout and the steps; return what is chosen."""
    return st.segmented_control(
        "View",
        list(VIEWS),
        format_func=VIEWS.get,
        default="cutout",
        required=True,
        key="view",
        label_visibility="collapsed",
        on_change=switch_tool,
        width="content",
        **KEPT,
    )


def show_steps(photo: WorkingPhoto, view: WorkingPhoto) -> None:
    """Draw the step that is chosen."""
    st.html(STYLE)
    keep_upload()
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
        step.draw(Slide(photo, view, notes, stage))


def choose_chapter() -> str:
    """Draw the switch between the two ways to a cutout; return what is chosen."""
    return st.segmented_control(
        "Chapter",
        list(CHAPTERS),
        format_func=CHAPTERS.get,
        default="flood",
        required=True,
        key="chapter",
        label_visibility="collapsed",
        width="content",
        **KEPT,
    )


def turn_page(chapter: str, number: int, count: int) -> None:
    """Draw the buttons to the step before and to the next one."""
    st.button(
        "Back",
        icon=":material/arrow_back:",
        key="step-back",
        disabled=number == 1,
        on_click=jump,
        args=(chapter, number - 1),
    )
    st.button(
        "Next",
        icon=":material/arrow_forward:",
        icon_position="right",
        key="step-next",
        type="primary",
        disabled=number == count,
        on_click=jump,
        args=(chapter, number + 1),
    )


def choose_step(chapter: str, steps: tuple[Step, ...]) -> int:
    """Draw the names of all steps; return the number of the chosen one."""
    with st.container(key="jump"):
        return st.pills(
            "Step",
            range(1, len(steps) + 1),
            format_func=lambda number: f"**{number}** {steps[number - 1].name}",
            default=1,
            required=True,
            key=jump_key(chapter),
            label_visibility="collapsed",
            **KEPT,
        )


def jump(chapter: str, number: int) -> None:
    """Go to a step."""
    st.session_state[jump_key(chapter)] = number


def jump_key(chapter: str) -> str:
    """Return the name of the choice of a step, one for each chapter."""
    return f"jump-{chapter}"


def keep_upload() -> None:
    """Draw the upload of a photo that goes behind out of sight: undrawn, it forgets its file."""
    if st.session_state.get("backdrop") == "photo":
        st.html("<style>.stSidebar, .stExpandSidebarButton {display: none;}</style>")
        with st.sidebar:
            choose_photo_behind()
