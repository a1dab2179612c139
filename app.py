"""Seedcut's page, from top to bottom; see `page` for its parts and the rerun contract."""

import base64
import re
from pathlib import Path

import streamlit as st
from numpy import ndarray
from streamlit_drawable_canvas import st_canvas

import segmentation
from editor.fabric import CANVAS_PX, COLORS, canvas_shape, to_drawing
from page.decided import (
    adopt_drawing,
    canvas_key,
    choose_photo,
    digest_of,
    start,
    toggle_group,
    travel,
    with_strokes,
)
from page.derived import (
    divide,
    draw_markers,
    find_doubt,
    group_pictures,
    missing_marks,
    open_photo,
    open_view,
    photo_picture,
    preparation,
    prepare,
    result_picture,
    sample,
    sample_picture,
    unpicked,
)
from page.outcome import offer_downloads, show_outcome
from page.settings import KEPT, PICTURE_TYPES, Settings, choose_settings
from segmentation import Groups, Label, Recipe, WorkingPhoto

# A file of our own: named icons are fetched from elsewhere.
ICON = Path(__file__).parent / "docs" / "icon.png"
VIEW_PX = 800
GROUP_PX = 160
SAMPLES = {"Astronaut": "astronaut.png", "Cat": "chelsea.png", "Coffee": "coffee.png"}
STEPS = (
    ":material/add_photo_alternate: **1. Choose** a photo of yours, or a sample.",
    ":material/brush: **2. Draw** over what to keep and what to remove.",
    ":material/download: **3. Download** the cutout at full resolution.",
)
TOOLS = {
    Label.FOREGROUND: ":blue[:material/add_circle:] Keep",
    Label.BACKGROUND: ":orange[:material/do_not_disturb_on:] Remove",
    Label.FUZZY: ":green[:material/grass:] Hair / fuzzy",
}
# The canvas can't know its column's width: it is drawn at CANVAS_PX and zoomed to fit. Its own
# toolbar pops up outside of its box and would double the page's undo, redo and clear.
STYLE = f"""<style>
.stMainBlockContainer {{padding: 4rem clamp(1rem, 3vw, 4rem) 2rem;}}
.stImage img {{border-radius: 0;}}
.st-key-samples, .st-key-groups {{display: grid; grid-template-columns: repeat(3, 1fr);}}
.st-key-groups {{gap: 0.4rem;}}
.st-key-groups button p {{font-size: 0.7rem; line-height: 1.1;}}
@media (max-width: 640px) {{
    .st-key-status {{min-height: 3rem;}}
    /* Leaves room for the button beside the title. */
    .st-key-header .stCaption, .st-key-header [data-testid="stCaptionContainer"] {{display: none;}}
}}
.st-key-marking {{container-type: inline-size;}}
.st-key-marking [data-testid^="stBidiComponent"] {{
    zoom: min(1, tan(atan2(100cqw, {CANVAS_PX}px)));
    clip-path: inset(0);
}}
</style>"""
PICTURE_BUTTON_STYLE = """<style>
.st-key-{key} button {{
    aspect-ratio: {aspect}; padding: 0; align-items: end; overflow: hidden; border-width: 3px;
    background: url(data:image/jpeg;base64,{data}) center / cover border-box;
}}
.st-key-{key} button > div {{width: 100%; padding: 0.1rem; color: #fff; background: #000a;}}
</style>"""


def landing() -> None:
    st.title("Seedcut")
    st.markdown(
        "Cut the subject out of a photo with a few strokes, and download it with a transparent "
        "background."
    )
    for column, step in zip(st.columns(len(STEPS)), STEPS, strict=True):
        column.markdown(step)
    if "photo" in st.session_state:
        st.button(
            f"Back to {plain(st.session_state.photo['name'])}",
            icon=":material/arrow_back:",
            on_click=choose_photo,
            args=(False,),
        )
    uploaded = st.file_uploader("Your photo", type=PICTURE_TYPES, key="upload")
    message = st.container()
    st.markdown("No photo at hand? Try a sample:")
    clicked = None
    with st.container(key="samples"):
        for title, name in SAMPLES.items():
            if picture_button(f"sample-{title.lower()}", title, sample_picture(name), "4 / 3"):
                clicked = title
    with message:
        if clicked:
            start(f"{clicked.lower()}.png", sample(SAMPLES[clicked]))
        elif uploaded:
            start(uploaded.name, uploaded.getvalue())


def header(photo: WorkingPhoto) -> None:
    rows, cols = photo.photo_shape
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        st.subheader("Seedcut", width="content", anchor=False)
        st.caption(f"{plain(st.session_state.photo['name'])}, {cols} × {rows} pixels")
        st.button(
            "Another photo",
            icon=":material/add_photo_alternate:",
            on_click=choose_photo,
            args=(True,),
        )


def choose_groups(photo: WorkingPhoto, groups: Groups | None, recipe: Recipe) -> None:
    if groups is None or not groups.ranking:
        st.caption("0 seeds found")
        return
    st.markdown(
        f"**Background** ({groups.count} seeds)",
        help="Every seed has grown into a group; the largest are shown here in red. Click all "
        "groups that belong to the background; at least one does.",
    )
    chosen = groups.background(recipe.background_groups)
    digest = st.session_state.photo["digest"]
    view = open_view(digest, GROUP_PX, photo)
    pictures = group_pictures(digest, unpicked(recipe), view, groups)
    rows, cols = photo.photo_shape
    with st.container(key="groups"):
        for rank, picture in enumerate(pictures):
            group = groups.ranking[rank]
            picture_button(
                f"group-{group}",
                f"{groups.sizes[rank] / groups.labels.size:.0%}",
                picture,
                f"{cols} / {rows}",
                type="primary" if group in chosen else "secondary",
                on_click=toggle_group,
                args=(group, chosen),
            )


def work(settings: Settings, photo: WorkingPhoto, view: WorkingPhoto) -> Groups | None:
    """Draw everything that a stroke changes; return the groups of automatic seeds."""
    digest = st.session_state.photo["digest"]
    recipe = with_strokes(settings.recipe)
    tool, brush_px = choose_tool()
    status = st.container(key="status", horizontal=True)
    left, right = st.columns(2)
    with left:
        draw_canvas(view, tool, brush_px)
    with status:
        with st.spinner("Finding the edges…"):
            prepared = prepare(digest, preparation(recipe), photo)
        with st.spinner("Cutting out…"):
            markers = draw_markers(digest, unpicked(recipe), prepared)
            missing = missing_marks(digest, unpicked(recipe), prepared, markers)
            groups, mask = (None, None) if missing else divide(digest, recipe, prepared, markers)
            doubtful = None
            if settings.hint and not missing:
                doubtful = find_doubt(digest, unpicked(recipe), prepared, markers)
            picture = draw_result(settings, recipe, view, mask, doubtful)
        st.markdown(advice(recipe, missing, segmentation.unmarked_labels(markers), doubtful))
    with right:
        show_outcome(picture, photo, view, recipe, settings.behind)
        offer_downloads(recipe, settings.behind, disabled=bool(missing))
    return groups


def draw_result(
    settings: Settings,
    recipe: Recipe,
    view: WorkingPhoto,
    mask: ndarray | None,
    doubtful: ndarray | None,
) -> bytes:
    behind = settings.behind and digest_of(settings.behind)
    backdrop = behind and open_view(behind, VIEW_PX, open_photo(behind, settings.behind))
    return result_picture(
        st.session_state.photo["digest"],
        recipe,
        settings.ground,
        settings.hint,
        behind,
        view,
        mask,
        doubtful,
        backdrop,
    )


def choose_tool() -> tuple[Label, int]:
    history = st.session_state.history
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tool = st.segmented_control(
            "Tool",
            list(TOOLS),
            format_func=TOOLS.get,
            default=Label.FOREGROUND,
            required=True,
            key="tool",
            **KEPT,
            help="Click for a dot, drag for a stroke. A few are enough; the later one wins.",
        )
        brush_px = st.slider(
            "Brush size",
            *(2, 80, 14),
            key="brush",
            **KEPT,
            width=150,
            help="Width of the next stroke. Stay inside of what you mark; there is no need to "
            "reach its outline.",
        )
        with st.container(horizontal=True, width="content"):
            for step, icon, possible in (
                ("Undo", "undo", history.past),
                ("Redo", "redo", history.future),
                ("Clear", "delete", history.strokes),
            ):
                st.button(
                    step,
                    icon=f":material/{icon}:",
                    on_click=travel,
                    args=(step,),
                    disabled=not possible,
                )
    return tool, brush_px


def draw_canvas(view: WorkingPhoto, tool: Label, brush_px: int) -> None:
    shape = canvas_shape(view.photo_shape)
    with st.container(key="marking"):
        st_canvas(
            drawing_mode="freedraw",
            stroke_color=COLORS[tool],
            stroke_width=brush_px,
            background_image=photo_picture(st.session_state.photo["digest"], view),
            height=shape[0],
            width=shape[1],
            initial_drawing=to_drawing(
                st.session_state.shown,
                shape,
                view.photo_shape,
                revision=st.session_state.revision,
            ),
            on_change=adopt_drawing,
            key=canvas_key(),
        )


def advice(
    recipe: Recipe,
    missing: tuple[Label, ...],
    unmarked: tuple[Label, ...],
    doubtful: ndarray | None,
) -> str:
    """Return the sentence that says what to do next."""
    drawn = {stroke.label for stroke in recipe.strokes}
    buried = drawn.intersection(unmarked)
    if len(buried) == 1 and len(drawn) == 2:
        (label,) = buried
        tool, winner = ("Keep", "Remove") if label == Label.FOREGROUND else ("Remove", "Keep")
        return (
            f"Your {winner} strokes cover all of your {tool} strokes, and the later one wins. "
            f"Pick **{tool}** and draw somewhere else, or undo."
        )
    if missing and recipe.seeds == "spots":
        return (
            "No spot is that dark or that light. Raise the dark threshold or lower the light "
            "one, or draw what to keep and what to remove."
        )
    if missing and recipe.seeds == "peaks":
        return "This photo has no edges to keep away from. Draw what to keep and what to remove."
    if recipe.seeds == "strokes" and not drawn:
        return "Pick **Keep** and draw over your subject, then **Remove** and draw over the rest."
    if recipe.seeds == "strokes" and Label.FOREGROUND in unmarked:
        return "Now pick **Keep** and draw over what should stay."
    if missing:
        return "Now pick **Remove** and draw over what should go."
    if doubtful is not None and doubtful.any():
        return "A stroke inside the purple outline would help most: **Keep** or **Remove**?"
    return "Something wrong? Draw over it with **Keep** or **Remove** until the cutout is right."


def picture_button(key: str, label: str, picture: bytes, aspect: str, **options: object) -> bool:
    data = base64.b64encode(picture).decode()
    st.html(PICTURE_BUTTON_STYLE.format(key=key, aspect=aspect, data=data))
    return st.button(label, key=key, width="stretch", **options)


def plain(text: str) -> str:
    """Return the Markdown that shows a text as it is."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", text)


# The page.

st.set_page_config("Seedcut", str(ICON), layout="wide")
st.html(STYLE)
if "photo" not in st.session_state or st.session_state.choosing:
    landing()
    st.stop()

digest, data = st.session_state.photo["digest"], st.session_state.photo["data"]
photo = open_photo(digest, data)
view = open_view(digest, VIEW_PX, photo)
header(photo)
with st.sidebar:
    settings, seed_box = choose_settings()
if settings.recipe.seeds == "strokes":
    # A stroke reruns this part alone, which is faster and leaves the rest of the page in peace.
    st.fragment(work)(settings, photo, view)
else:
    groups = work(settings, photo, view)
    with seed_box:
        choose_groups(photo, groups, with_strokes(settings.recipe))
