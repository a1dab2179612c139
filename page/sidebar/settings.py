"""The sidebar: three controls, and the finer ones folded away below them."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from page.components.controls import KEPT, PICTURE_TYPES, choose_one
from page.computed import open_photo
from page.recipe_widgets import area_px
from page.sidebar.growth import choose_seeds
from page.sidebar.widgets import slider, tick
from page.state import PhotoFile, picked_groups
from segmentation import Backdrop, Edge, File, ImageError, Recipe, Shadow
from segmentation.recipe import is_flooded

METHODS = {
    "graph_cut": "Edges and colors (graph cut)",
    "watershed": "Edges only (watershed)",
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
    "mask": "Opacity",
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
    method = choose_method(st.session_state.get("seeds", "strokes"))
    softness = choose_one(
        st.selectbox,
        "Edge",
        SOFTNESS,
        key="softness",
        help="**Soft** takes from the photo how sharp the outline is, hair by hair. **Feathered** "
        "blurs it evenly. **Hard** leaves steps, as for printing.",
    )
    backdrop, behind = choose_backdrop()
    with st.expander("Where it grows from", icon=":material/psychiatry:") as seed_box:
        growth = choose_seeds(method)
    with st.expander("Edge details", icon=":material/line_curve:"):
        edge = choose_edge(softness)
    with st.expander("Shadow and crop", icon=":material/crop:"):
        shadow, margin_px = choose_shadow(), choose_margin()
    with st.expander("File", icon=":material/description:"):
        file = choose_file()
    with st.expander("What is shown", icon=":material/visibility:"):
        ground = choose_ground()
        hint = choose_hint(growth["seeds"], method)
    recipe = Recipe(
        method=method,
        **growth,
        background_groups=picked_groups(),
        edge=edge,
        backdrop=backdrop,
        shadow=shadow,
        margin_px=margin_px,
        file=file,
    )
    return Settings(recipe, ground, hint, behind), seed_box


def choose_method(seeds: str) -> str:
    """Draw what the cut follows; return it. Automatic seeds leave no choice."""
    look = {
        "draw": st.radio,
        "label": "What the cut follows",
        "options": METHODS,
        "help": "**Edges and colors** learns from your strokes what the subject and the background "
        "look like; a few strokes are enough. **Edges only** grows from the strokes up to the "
        "nearest edges. Can be chosen where the cutout grows from your strokes alone.",
    }
    if seeds == "strokes":
        return choose_one(key="method", **look)
    followed = "watershed" if is_flooded(seeds, "graph_cut") else "graph_cut"
    shown = list(METHODS).index(followed)
    choose_one(key=f"method-{seeds}", index=shown, disabled=True, persist_state=None, **look)
    return st.session_state.get("method", "graph_cut")


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
    fields = {}
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
        fields["blur_px"] = slider(
            "Blur of the background",
            "backdrop_blur",
            help="In pixels of the photo. The subject's own colors don't bleed into it.",
        )
    return Backdrop(kind=kind, **fields), None


def choose_photo_behind() -> tuple[Backdrop, PhotoFile | None]:
    """Draw the upload of a photo that goes behind; without one, nothing does."""
    uploaded = st.file_uploader(
        "Photo to put behind",
        type=PICTURE_TYPES,
        key="behind",
        help="It is enlarged or reduced to fill the frame, never stretched.",
    )
    if uploaded is None:
        return Backdrop(), None
    behind = PhotoFile(uploaded.name, uploaded.getvalue())
    try:
        open_photo(behind)
    except ImageError as error:
        st.error(str(error), icon=":material/broken_image:")
        return Backdrop(), None
    return Backdrop(kind="photo"), behind


def choose_edge(softness: str) -> Edge:
    """Draw the details of the edge; return them."""
    return Edge(
        softness=softness,
        feather_px=choose_feather() if softness == "feather" else Edge().feather_px,
        shift_px=slider(
            "Move the edge",
            "shift",
            help="In pixels of the photo: to the left the cutout shrinks, to the right it grows.",
        ),
        smooth_px=slider(
            "Smooth the edge",
            "smooth",
            help="Takes bumps and dents of about this many pixels out of the outline.",
        ),
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
        find_hair=tick(
            "Find hair by itself",
            "find_hair",
            help="Looks along the outline for hair and fur, as if you had marked it with Hair; "
            "*What is shown* can show what it finds. Rub out what is none.",
        ),
    )


def choose_feather() -> float:
    """Draw the blur of a feathered edge; return it."""
    return slider("Feather", "feather", help="Width of the blurred edge, in pixels of the photo.")


def choose_area(label: str, key: str, parts: str, fate: str) -> int:
    """Draw up to which width parts of the cutout meet their fate; return their area."""
    return area_px(slider(label, key, help=f"{parts} up to this many pixels across are {fate}."))


def choose_shadow() -> Shadow | None:
    """Draw the settings of the shadow; return it, or None without one."""
    if not tick("Drop a shadow", "shadow", help="A soft black shadow behind the cutout."):
        return None
    return Shadow(
        down_px=slider(
            "Shadow down",
            "shadow_down",
            help="In pixels of the photo; to the left of 0 it moves up.",
        ),
        right_px=slider(
            "Shadow to the right",
            "shadow_right",
            help="In pixels of the photo; to the left of 0 it moves left.",
        ),
        blur_px=slider(
            "Blur of the shadow",
            "shadow_blur",
            help="In pixels of the photo; 0 is sharp.",
        ),
        opacity=slider(
            "Strength of the shadow",
            "shadow_opacity",
            help="0 is invisible, 1 is black.",
        ),
    )


def choose_margin() -> int | None:
    """Draw whether to crop; return the margin, or None without a crop."""
    if not tick("Crop to the cutout", "crop", help="Cuts off the empty frame around it."):
        return None
    return slider(
        "Margin",
        "margin",
        help="Room left around the cutout, in pixels of the photo.",
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
        quality = slider(
            "Quality",
            "quality",
            help="Higher looks better and takes more room.",
        )
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
