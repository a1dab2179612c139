"""Seedcut's page.

Rerun contract: session state holds only what the user decided: the photo, the history of the
strokes, what the canvas was told to show and has not echoed yet, the picked groups and the
widgets' own keys. Only callbacks and `start` write to it. Everything else is derived, through
caches keyed by the photo's digest and by recipes.
"""

import base64
import dataclasses
import functools
import hashlib
import re
import threading
from importlib.resources import files
from pathlib import Path, PurePath

import streamlit as st
from numpy import ndarray
from streamlit_drawable_canvas import st_canvas

import segmentation
from editor.fabric import CANVAS_PX, COLORS, canvas_shape, to_drawing, to_strokes
from editor.history import History
from segmentation import Cutout, Groups, ImageError, Label, Prepared, Recipe, WorkingPhoto

# A file of our own: named icons are fetched from elsewhere.
ICON = Path(__file__).parent / "docs" / "icon.png"
VIEW_PX = 800
THUMBNAIL_PX = 640
GROUP_PX = 160
MOST_GROUPS = 9
PICTURE_TYPES = ["jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "gif", "avif"]
SAMPLES = {"Astronaut": "astronaut.png", "Cat": "chelsea.png", "Coffee": "coffee.png"}
STEPS = (
    ":material/add_photo_alternate: **1. Choose** a photo of yours, or a sample.",
    ":material/brush: **2. Draw** over what to keep and what to remove.",
    ":material/download: **3. Download** the cutout at full resolution.",
)
TOOLS = {
    Label.FOREGROUND: ":blue[:material/add_circle:] Keep",
    Label.BACKGROUND: ":orange[:material/do_not_disturb_on:] Remove",
}
METHODS = {
    "graph_cut": "Edges and colors (graph cut)",
    "watershed": "Edges only (watershed)",
}
SEEDS = {
    "strokes": "My strokes",
    "spots": "Bright and dark spots",
    "peaks": "Distance peaks",
}
BACKDROPS = {
    "checkerboard": "Checkerboard",
    "white": "White",
    "black": "Black",
    "red": "Photo, background red",
    "mask": "Mask",
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

# Settings outlive the runs that don't draw their widgets.
KEPT = {"persist_state": "session"}
IN_SESSION = {"scope": "session", "show_spinner": False, "hash_funcs": {Recipe: Recipe.to_json}}


# Derived. Arguments that start with "_" follow from the others and are not part of the key.


@st.cache_data(show_spinner=False)
def sample(file_name: str) -> bytes:
    return files("skimage.data").joinpath(file_name).read_bytes()


@st.cache_data(show_spinner=False)
def sample_picture(file_name: str) -> bytes:
    photo = segmentation.reduce(segmentation.read_image(sample(file_name)))
    return whole_picture(segmentation.shrink(photo, THUMBNAIL_PX))


@st.cache_resource(max_entries=2, **IN_SESSION)
def open_photo(digest: str, _data: bytes) -> WorkingPhoto:
    return segmentation.reduce(segmentation.read_image(_data))


@st.cache_resource(max_entries=4, **IN_SESSION)
def open_view(digest: str, size_px: int, _photo: WorkingPhoto) -> WorkingPhoto:
    return segmentation.shrink(_photo, size_px)


@st.cache_data(max_entries=2, **IN_SESSION)
def canvas_picture(digest: str, _view: WorkingPhoto) -> bytes:
    return whole_picture(_view)


@st.cache_resource(max_entries=3, **IN_SESSION)
def prepare(digest: str, recipe: Recipe, _photo: WorkingPhoto) -> Prepared:
    return segmentation.prepare(_photo.rgb, recipe, photo_shape=_photo.photo_shape)


@st.cache_resource(max_entries=3, **IN_SESSION)
def draw_markers(digest: str, recipe: Recipe, _prepared: Prepared) -> ndarray:
    return segmentation.draw_markers(_prepared, recipe)


@st.cache_data(max_entries=20, **IN_SESSION)
def missing_marks(
    digest: str, recipe: Recipe, _prepared: Prepared, _markers: ndarray
) -> tuple[Label, ...]:
    return segmentation.missing_marks(_prepared, _markers, recipe)


@st.cache_resource(max_entries=3, **IN_SESSION)
def find_mask(digest: str, recipe: Recipe, _prepared: Prepared, _markers: ndarray) -> ndarray:
    return segmentation.segment(_prepared, _markers, recipe)


@st.cache_resource(max_entries=3, **IN_SESSION)
def find_doubt(digest: str, recipe: Recipe, _prepared: Prepared, _markers: ndarray) -> ndarray:
    return segmentation.find_doubt(_prepared, _markers)


@st.cache_resource(max_entries=3, **IN_SESSION)
def find_groups(digest: str, recipe: Recipe, _prepared: Prepared, _markers: ndarray) -> Groups:
    return segmentation.find_groups(_prepared, _markers, recipe)


@st.cache_data(max_entries=3, **IN_SESSION)
def group_pictures(
    digest: str, recipe: Recipe, _view: WorkingPhoto, _groups: Groups
) -> list[bytes]:
    pictures = segmentation.group_pictures(_view, _groups, most=MOST_GROUPS)
    return [segmentation.encode_jpeg(picture) for picture in pictures]


@st.cache_data(max_entries=20, **IN_SESSION)
def result_picture(
    digest: str,
    recipe: Recipe,
    backdrop: str,
    hint: bool,
    _view: WorkingPhoto,
    _mask: ndarray | None,
    _doubtful: ndarray | None,
) -> bytes:
    picture = segmentation.preview(_view, _mask, backdrop=backdrop, doubtful=_doubtful)
    return segmentation.encode_jpeg(picture)


def whole_picture(view: WorkingPhoto) -> bytes:
    return segmentation.encode_jpeg(segmentation.preview(view, None, backdrop="white"))


def divide(
    digest: str, recipe: Recipe, prepared: Prepared, markers: ndarray
) -> tuple[Groups | None, ndarray]:
    """Return the groups, if the seeds are automatic, and the mask."""
    if recipe.seeds == "strokes":
        return None, find_mask(digest, recipe, prepared, markers)
    groups = find_groups(digest, unpicked(recipe), prepared, markers)
    return groups, groups.foreground(recipe.background_groups)


def preparation(recipe: Recipe) -> Recipe:
    """Return what of a recipe `prepare` depends on, so that nothing else prepares anew."""
    return Recipe(method="watershed", sigma=recipe.sigma) if recipe.floods else Recipe()


def with_strokes(settings: Recipe) -> Recipe:
    return dataclasses.replace(settings, strokes=st.session_state.history.strokes)


def unpicked(recipe: Recipe) -> Recipe:
    """Return the recipe as it is before groups are picked, which need no new flood."""
    return dataclasses.replace(recipe, background_groups=())


@st.cache_resource(show_spinner=False)
def export_lock() -> threading.Lock:
    """Return the lock that keeps full-size photos in memory one at a time."""
    return threading.Lock()


def cutout_file(data: bytes, recipe: Recipe) -> bytes:
    return segmentation.encode(cut_out(data, recipe))


def mask_file(data: bytes, recipe: Recipe) -> bytes:
    return segmentation.encode_mask(cut_out(data, recipe).mask)


def cut_out(data: bytes, recipe: Recipe) -> Cutout:
    with export_lock():
        return segmentation.cut_out(segmentation.read_image(data), recipe)


# Decided.


def start(name: str, data: bytes) -> None:
    """Open a photo in place of the present one, or say why it can't be opened."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        with st.spinner("Reading the photo…"):
            open_photo(digest, data)
    except ImageError as error:
        st.error(str(error), icon=":material/broken_image:")
        return
    st.session_state.photo = {"name": name, "data": data, "digest": digest}
    st.session_state.history = History()
    st.session_state.background_groups = ()
    choose_photo(False)
    st.rerun()


def choose_photo(choosing: bool) -> None:
    st.session_state.choosing = choosing
    show_strokes()


def show_strokes() -> None:
    """Have the canvas load the strokes; otherwise it keeps what was drawn on it."""
    st.session_state.shown = st.session_state.history.strokes
    st.session_state.revision = st.session_state.get("revision", 0) + 1
    st.session_state.setdefault("echoes", []).append(st.session_state.shown)


def adopt_drawing() -> None:
    photo = st.session_state.photo
    photo_shape = open_photo(photo["digest"], photo["data"]).photo_shape
    drawing = st.session_state[canvas_key()]["drawing"]["raw"]
    strokes = to_strokes(drawing, canvas_shape(photo_shape), photo_shape)
    # The canvas echoes what it is told to show; a late echo must not undo what came after.
    if strokes in st.session_state.echoes:
        st.session_state.echoes.remove(strokes)
        return
    st.session_state.echoes = []
    st.session_state.history = st.session_state.history.change(strokes)


def travel(step: str) -> None:
    history = st.session_state.history
    steps = {"Undo": history.undo, "Redo": history.redo, "Clear": lambda: history.change(())}
    st.session_state.history = steps[step]()
    show_strokes()


def toggle_group(group: int, chosen: tuple[int, ...]) -> None:
    st.session_state.background_groups = tuple({group}.symmetric_difference(chosen))


def forget_groups() -> None:
    st.session_state.background_groups = ()


def canvas_key() -> str:
    return f"canvas-{st.session_state.photo['digest']}"


# Drawn.


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


def choose_settings() -> Recipe:
    """Draw the settings; return them as a recipe without strokes."""
    st.header("Settings", anchor=False)
    seeds = st.radio(
        "Where the cutout grows from",
        list(SEEDS),
        format_func=SEEDS.get,
        key="seeds",
        **KEPT,
        on_change=forget_groups,
        help="**My strokes**: only what you draw. **Bright and dark spots**: the lightest and the "
        "darkest places of the photo. **Distance peaks**: the places farthest from any edge. "
        "Strokes correct what the last two find.",
    )
    settings = {"seeds": seeds}
    if seeds == "strokes":
        settings["method"] = st.radio(
            "What it follows",
            list(METHODS),
            format_func=METHODS.get,
            key="method",
            **KEPT,
            help="**Edges and colors** learns from your strokes what the subject and the "
            "background look like; a few strokes are enough. **Edges only** grows from the "
            "strokes up to the nearest edges.",
        )
    if seeds == "spots":
        settings["dark"] = st.slider(
            "Dark threshold",
            *(0, 255, 3),
            key="dark",
            **KEPT,
            on_change=forget_groups,
            help="What is darker than this becomes a seed. 0 is black, 255 is white; a higher "
            "value finds more.",
        )
        settings["light"] = st.slider(
            "Light threshold",
            *(0, 255, 245),
            key="light",
            **KEPT,
            on_change=forget_groups,
            help="What is lighter than this becomes a seed. 0 is black, 255 is white; a lower "
            "value finds more.",
        )
    if seeds == "peaks":
        settings["peak_distance_px"] = st.slider(
            "Distance between peaks",
            *(5, 200, 20),
            key="peak_distance",
            **KEPT,
            on_change=forget_groups,
            help="Seeds are at least this many pixels apart; a higher value gives fewer and "
            "larger groups.",
        )
    if Recipe(**settings).floods:
        settings["sigma"] = st.slider(
            "Blur of the edges",
            *(0.0, 10.0, 2.0, 0.5),
            key="sigma",
            **KEPT,
            on_change=forget_groups,
            help="How much the edges are smoothed before the cutout grows up to them. A higher "
            "value ignores fine texture, a lower one follows fine outlines.",
        )
    return Recipe(**settings, background_groups=st.session_state.background_groups)


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


def choose_backdrop() -> str:
    return st.selectbox(
        "Show the result on",
        list(BACKDROPS),
        format_func=BACKDROPS.get,
        key="backdrop",
        **KEPT,
        help="Only for looking at it: the download is always transparent. White and black show "
        "fringes, red shows what goes, the mask is white where the photo stays.",
    )


def choose_hint(settings: Recipe) -> bool:
    return not settings.floods and st.checkbox(
        "Show where a stroke helps most",
        value=True,
        key="hint",
        **KEPT,
        help="Outlines in purple the largest part that the cutout is unsure about.",
    )


def work(
    settings: Recipe, backdrop: str, hint: bool, photo: WorkingPhoto, view: WorkingPhoto
) -> Groups | None:
    """Draw everything that a stroke changes; return the groups of automatic seeds."""
    digest = st.session_state.photo["digest"]
    recipe = with_strokes(settings)
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
            if hint and not missing:
                doubtful = find_doubt(digest, recipe, prepared, markers)
            picture = result_picture(digest, recipe, backdrop, hint, view, mask, doubtful)
        st.markdown(advice(recipe, missing, segmentation.unmarked_labels(markers), doubtful))
    with right:
        show_result(picture, photo)
        offer_downloads(recipe, disabled=bool(missing))
    return groups


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
            background_image=canvas_picture(st.session_state.photo["digest"], view),
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


def show_result(picture: bytes, photo: WorkingPhoto) -> None:
    # Given a width in pixels, st.image would scale and encode the picture once more.
    width_px = canvas_shape(photo.photo_shape)[1]
    st.html(f"<style>.stImage img {{max-width: min(100%, {width_px}px) !important;}}</style>")
    st.image(picture, width="stretch", alt="Result")


def offer_downloads(recipe: Recipe, *, disabled: bool) -> None:
    photo = st.session_state.photo
    stem = PurePath(photo["name"]).stem
    with st.container(horizontal=True):
        for label, kind, make_file, style in (
            ("Download cutout", "cutout", cutout_file, "primary"),
            ("Download mask", "mask", mask_file, "secondary"),
        ):
            st.download_button(
                label,
                functools.partial(make_file, photo["data"], recipe),
                f"{stem}-{kind}.png",
                "image/png",
                on_click="ignore",
                type=style,
                icon=":material/download:",
                disabled=disabled,
                help="PNG at the photo's full resolution.",
            )


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
    settings = choose_settings()
    backdrop = choose_backdrop()
    hint = choose_hint(settings)
if settings.seeds == "strokes":
    # A stroke reruns this part alone, which is faster and leaves the rest of the page in peace.
    st.fragment(work)(settings, backdrop, hint, photo, view)
else:
    groups = work(settings, backdrop, hint, photo, view)
    with st.sidebar:
        choose_groups(photo, groups, with_strokes(settings))
