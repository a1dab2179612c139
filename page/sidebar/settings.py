"""The sidebar: two controls, and the finer ones folded away below them."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from page.components.controls import KEPT, choose_behind, choose_one
from page.computed import open_photo
from page.recipe_widgets import area_px
from page.sidebar.changes import show_changes
from page.sidebar.framing import choose_framing
from page.sidebar.growth import choose_seeds
from page.sidebar.plain import choose_plain
from page.sidebar.widgets import length_slider, slider, tick
from page.state import (
    PhotoFile,
    behind_file,
    is_unmixing,
    picked_groups,
    placement,
    take_behind,
)
from segmentation import Backdrop, Edge, File, ImageError, Plain, Recipe, Shadow
from segmentation.recipe import is_flooded

METHODS = {
    "graph_cut": "Edges and colors",
    "watershed": "Edges only",
    "unmixing": "Colors on a plain background",
}
SOFTNESS = {"guided": "Soft, as in the photo", "feather": "Feathered", "hard": "Hard"}
BACKDROPS = {
    "transparent": "Transparent",
    "color": "One color",
    "gradient": "Gradient",
    "photo": "Another photo",
    "blur": "Blurred original",
    "gray": "Original in gray",
}
FORMATS = {"png": "PNG", "webp": "WebP", "tiff": "TIFF", "jpeg": "JPEG"}
GROUNDS = {
    "checkerboard": "Checkerboard",
    "white": "White",
    "black": "Black",
    "red": "Photo, background red",
    "mask": "What stays in white (the opacity)",
    "hair": "Photo, hair green",
}


@dataclass(frozen=True)
class Settings:
    """What the sidebar says.

    Attributes
    ----------
    recipe : Recipe
        The recipe, without strokes.
    ground : str
        What the result is shown on.
    hint : bool
        Whether to show where a stroke would help most.
    behind : PhotoFile, or None
        The photo that goes behind the cutout.
    """

    recipe: Recipe
    ground: str
    hint: bool
    behind: PhotoFile | None


def choose_settings() -> tuple[Settings, DeltaGenerator]:
    """Draw the settings; return them, and the place where groups are chosen."""
    unmixes = is_unmixing()
    plain, softness = Plain(), Edge().softness
    # Folded groups stay as they are where those above them come and go, in places of their own.
    with st.container():
        backdrop, behind = choose_backdrop()
    with st.container():
        if unmixes:
            with st.expander("Plain background", icon=":material/colorize:", expanded=True):
                plain = choose_plain()
        else:
            softness = choose_softness()
    with st.expander("Where it grows from", icon=":material/psychiatry:") as seed_box:
        method = choose_method(st.session_state.get("seeds", "strokes"))
        growth = choose_seeds(method)
    with st.expander("Edge details", icon=":material/line_curve:"):
        edge = choose_parts() if unmixes else choose_edge(softness)
    with st.expander("Shape and size", icon=":material/crop:"):
        margin_px, frame = choose_framing()
    with st.expander("Shadow", icon=":material/ev_shadow:"):
        shadow = choose_shadow()
    with st.expander("File", icon=":material/description:"):
        file = choose_file()
    with st.expander("What is shown", icon=":material/visibility:"):
        ground = choose_ground()
        hint = not unmixes and choose_hint(growth["seeds"], method)
    recipe = Recipe(
        method=method,
        **growth,
        plain=plain,
        background_groups=picked_groups(),
        edge=edge,
        backdrop=backdrop,
        shadow=shadow,
        placement=placement(),
        margin_px=margin_px,
        frame=frame,
        file=file,
    )
    with st.container():
        show_changes(recipe)
    return Settings(recipe, ground, hint, behind), seed_box


def choose_method(seeds: str) -> str:
    """Draw what the cut follows; return it. Automatic seeds leave no choice."""
    look: dict[str, Any] = {
        "draw": st.radio,
        "label": "What the cut follows",
        "options": METHODS,
        "help": "**Edges and colors** (a graph cut) learns from your strokes what the subject and "
        "the background look like; a few strokes are enough. **Edges only** (the watershed) grows "
        "from the strokes up to the nearest edges. **Colors on a plain background** takes "
        "drawings, logos and products off paper, a wall or one color. Can be chosen where the "
        "cutout grows from your strokes alone.",
    }
    if seeds == "strokes":
        return choose_one(key="method", **look)
    followed = "watershed" if is_flooded(seeds, "graph_cut") else "graph_cut"
    shown = list(METHODS).index(followed)
    choose_one(key=f"method-{seeds}", index=shown, disabled=True, persist_state=None, **look)
    chosen = st.session_state.get("method", "graph_cut")
    return "graph_cut" if chosen == "unmixing" else chosen


def choose_softness() -> str:
    """Draw how soft the edge is; return it."""
    return choose_one(
        st.selectbox,
        "Edge",
        SOFTNESS,
        key="softness",
        help="**Soft** takes from the photo how sharp the outline is, hair by hair. **Feathered** "
        "blurs it evenly. **Hard** leaves steps, as for printing.",
    )


def choose_backdrop() -> tuple[Backdrop, PhotoFile | None]:
    """Draw what goes behind the cutout; return it, and the file of another photo."""
    kind = choose_one(
        st.selectbox,
        "Background",
        BACKDROPS,
        key="backdrop",
        help="What lies behind the cutout in the file.",
    )
    if kind == "photo":
        return choose_photo_behind()
    fields: dict[str, Any] = {}
    if kind in ("color", "gradient"):
        fields["color"] = st.color_picker(
            "Color" if kind == "color" else "Color at the top",
            Backdrop().color,
            key="color",
            **KEPT,
            help="Click to pick another one.",
        )
    if kind == "gradient":
        fields["end_color"] = st.color_picker(
            "Color at the bottom",
            Backdrop().end_color,
            key="end_color",
            **KEPT,
            help="Click to pick another one.",
        )
    if kind == "blur":
        fields["blur_px"] = length_slider(
            "Blur of the background",
            "backdrop_blur",
            help="The subject's own colors don't bleed into it.",
        )
    return Backdrop(kind=kind, **fields), None


def choose_photo_behind() -> tuple[Backdrop, PhotoFile | None]:
    """Draw the upload of a photo that goes behind; without one, nothing does."""
    choose_behind("behind", take_behind)
    behind = behind_file()
    if behind is None:
        return Backdrop(), None
    st.text(behind.name)
    try:
        open_photo(behind)
    except ImageError as error:
        st.error(str(error), icon=":material/broken_image:")
        return Backdrop(), None
    return Backdrop(kind="photo"), behind


def choose_edge(softness: str) -> Edge:
    """Draw the details of the edge; return them."""
    parts: dict[str, Any] = {
        "softness": softness,
        "feather_px": choose_feather() if softness == "feather" else Edge().feather_px,
        "shift_px": length_slider(
            "Move the edge",
            "shift",
            help="To the left the cutout shrinks, to the right it grows.",
        ),
        "smooth_px": length_slider(
            "Smooth the edge",
            "smooth",
            help="Takes bumps and dents of about this size out of the outline.",
        ),
    }
    edge = dataclasses.replace(choose_parts(), **parts)
    find_hair = tick(
        "Find hair by itself",
        "find_hair",
        help="Looks along the outline for hair and fur, as if you had marked it with Hair; "
        "*What is shown* can show what it finds. Rub out what is none.",
    )
    return dataclasses.replace(edge, find_hair=find_hair)


def choose_parts() -> Edge:
    """Draw which parts stay, and whether their colors are cleaned; return an edge that says so."""
    return Edge(
        hole_area_px=choose_area("Fill holes", "holes", "Holes in the subject", "filled"),
        island_area_px=choose_area(
            "Drop islands", "islands", "Specks beside the subject", "dropped"
        ),
        largest_only=tick(
            "Keep only the largest part",
            "largest_only",
            help="Drops everything else but what you marked with Keep.",
        ),
        clean_colors=tick(
            "Clean the colors of the edge",
            "clean_colors",
            value=Edge().clean_colors,
            help="Takes the light of the old background out of half-transparent pixels, so that "
            "no fringe shows on a new one.",
        ),
    )


def choose_feather() -> float:
    """Draw the blur of a feathered edge; return it."""
    return length_slider("Feather", "feather", help="Width of the blurred edge.")


def choose_area(label: str, key: str, parts: str, fate: str) -> int:
    """Draw up to which width parts of the cutout meet their fate; return their area."""
    return area_px(length_slider(label, key, help=f"{parts} up to this size are {fate}."))


def choose_shadow() -> Shadow | None:
    """Draw the settings of the shadow; return it, or None without one."""
    if not tick("Drop a shadow", "shadow", help="A soft black shadow behind the cutout."):
        return None
    return Shadow(
        down_px=length_slider(
            "Shadow down",
            "shadow_down",
            help="To the left of 0 it moves up.",
        ),
        right_px=length_slider(
            "Shadow to the right",
            "shadow_right",
            help="To the left of 0 it moves left.",
        ),
        blur_px=length_slider(
            "Blur of the shadow",
            "shadow_blur",
            help="0 is sharp.",
        ),
        opacity=slider(
            "Strength of the shadow",
            "shadow_opacity",
            help="0 is invisible, 1 is black.",
        ),
    )


def choose_file() -> File:
    """Draw how the file is written; return it."""
    format = choose_one(
        st.selectbox,
        "Format",
        FORMATS,
        key="format",
        help="**PNG** is understood everywhere. **WebP** is smaller. **TIFF** is for printing. "
        "**JPEG** knows no transparency: where there is no background, it becomes white.",
    )
    lossless = format != "webp" or tick(
        "Lossless",
        "lossless",
        value=File().lossless,
        help="Every pixel is kept; the file is larger.",
    )
    quality = File().quality
    if format == "jpeg" or not lossless:
        quality = int(slider("Quality", "quality", help="Higher looks better and takes more room."))
    keep_metadata = tick(
        "Keep camera, time and place",
        "metadata",
        help="Photos tell where and when they were taken. That is left out unless you want it in.",
    )
    return File(format=format, lossless=lossless, quality=quality, keep_metadata=keep_metadata)


def choose_ground() -> str:
    """Draw what the result is shown on; return it."""
    return choose_one(
        st.selectbox,
        "Show the result on",
        GROUNDS,
        key="ground",
        help="Only for looking at it; the file does not change. White and black show fringes, red "
        "shows what goes, the opacity is white where the photo stays, green shows what counts as "
        "hair.",
    )


def choose_hint(seeds: str, method: str) -> bool:
    """Draw whether to show where a stroke helps most; return it."""
    return (
        not is_flooded(seeds, method)
        and seeds != "mask"
        and tick(
            "Show where a stroke helps most",
            "hint",
            value=True,
            help="Outlines in pink the largest part that the cutout is unsure about.",
        )
    )
