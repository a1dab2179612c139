"""The sidebar: three controls, and the finer ones folded away below them."""

from dataclasses import dataclass
from math import pi, sqrt

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from page.computed import open_photo
from page.state import digest_of, forget_groups
from segmentation import Backdrop, Edge, File, ImageError, Recipe, Shadow
from segmentation.recipe import GUESSED

PICTURE_TYPES = ["jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "gif", "avif"]
METHODS = {
    "graph_cut": "Edges and colors (graph cut)",
    "watershed": "Edges only (watershed)",
}
SEEDS = {
    "salient": "What stands out",
    "likely": "What is likely the subject",
    "border": "What is unlike the border",
    "strokes": "My strokes alone",
    "spots": "Bright and dark spots",
    "peaks": "Distance peaks",
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
}
# Of the sliders, by their keys: lowest, highest, initial value and step.
RANGES = {
    "backdrop_blur": (1.0, 100.0, 20.0, 1.0),
    "salient": (0.0, 1.0, 0.5, 0.05),
    "dark": (0, 255, 3, 1),
    "light": (0, 255, 245, 1),
    "peak_distance": (5, 200, 20, 1),
    "sigma": (0.0, 10.0, 2.0, 0.5),
    "feather": (0.5, 30.0, 2.0, 0.5),
    "shift": (-20.0, 20.0, 0.0, 0.5),
    "smooth": (0.0, 20.0, 0.0, 0.5),
    "holes": (0, 300, 0, 1),
    "islands": (0, 300, 0, 1),
    "shadow_down": (-200, 200, 20, 1),
    "shadow_right": (-200, 200, 10, 1),
    "shadow_blur": (0, 200, 20, 1),
    "shadow_opacity": (0.0, 1.0, 0.5, 0.05),
    "margin": (0, 300, 20, 1),
    "quality": (10, 100, 90, 1),
}
# Settings outlive the runs that don't draw their widgets.
KEPT = {"persist_state": "session"}


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
    behind : bytes, or None
        The file of the photo that goes behind the cutout.
    """

    recipe: Recipe
    ground: str
    hint: bool
    behind: bytes | None


def choose_settings() -> tuple[Settings, DeltaGenerator]:
    """Draw the settings; return them, and the place where groups are chosen."""
    method = choose_method(st.session_state.get("seeds", "strokes"))
    softness = st.selectbox(
        "Edge",
        list(SOFTNESS),
        format_func=SOFTNESS.get,
        key="softness",
        **KEPT,
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
        background_groups=st.session_state.background_groups,
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
        "label": "What the cut follows",
        "options": list(METHODS),
        "format_func": METHODS.get,
        "help": "**Edges and colors** learns from your strokes what the subject and the background "
        "look like; a few strokes are enough. **Edges only** grows from the strokes up to the "
        "nearest edges. Can be chosen where the cutout grows from your strokes alone.",
    }
    if seeds == "strokes":
        return st.radio(key="method", **look, **KEPT)
    followed = "watershed" if Recipe(seeds=seeds).floods else "graph_cut"
    st.radio(key=f"method-{seeds}", index=list(METHODS).index(followed), disabled=True, **look)
    return st.session_state.get("method", "graph_cut")


def choose_backdrop() -> tuple[Backdrop, bytes | None]:
    """Draw what goes behind the cutout; return it, and the file of another photo."""
    kind = st.selectbox(
        "Background",
        list(BACKDROPS),
        format_func=BACKDROPS.get,
        key="backdrop",
        **KEPT,
        help="What lies behind the cutout in the file.",
    )
    if kind == "photo":
        return choose_photo_behind()
    fields = {}
    if kind in ("color", "gradient"):
        fields["color"] = st.color_picker(
            "Color" if kind == "color" else "Color at the top",
            "#ffffff",
            key="color",
            **KEPT,
            help="Click to pick another one.",
        )
    if kind == "gradient":
        fields["end_color"] = st.color_picker(
            "Color at the bottom",
            "#9fb4cc",
            key="end_color",
            **KEPT,
            help="Click to pick another one.",
        )
    if kind == "blur":
        fields["blur_px"] = st.slider(
            "Blur of the background",
            *RANGES["backdrop_blur"],
            key="backdrop_blur",
            **KEPT,
            help="In pixels of the photo. The subject's own colors don't bleed into it.",
        )
    return Backdrop(kind=kind, **fields), None


def choose_photo_behind() -> tuple[Backdrop, bytes | None]:
    """Draw the upload of a photo that goes behind; without one, nothing does."""
    uploaded = st.file_uploader(
        "Photo to put behind",
        type=PICTURE_TYPES,
        key="behind",
        help="It is enlarged or reduced to fill the frame, never stretched.",
    )
    if uploaded is None:
        return Backdrop(), None
    data = uploaded.getvalue()
    try:
        open_photo(digest_of(data), data)
    except ImageError as error:
        st.error(str(error), icon=":material/broken_image:")
        return Backdrop(), None
    return Backdrop(kind="photo"), data


def choose_seeds(method: str) -> dict[str, object]:
    """Draw where the cutout grows from; return the recipe's fields."""
    seeds = st.radio(
        "Seeds",
        list(SEEDS),
        format_func=SEEDS.get,
        key="seeds",
        **KEPT,
        on_change=forget_groups,
        help="**What stands out**: what edges close in, unlike the border and near the middle. "
        "**What is unlike the border**: the same, but it may rise from the lower border. "
        "**My strokes alone**: only what you draw. **Bright and dark spots**: the lightest and the "
        "darkest places of the photo. **Distance peaks**: the places farthest from any edge. "
        "Strokes correct what the others find.",
    )
    fields = {"seeds": seeds}
    if seeds in GUESSED:
        fields["salient"] = choose_salient()
    if seeds == "spots":
        fields["dark"] = choose_dark()
        fields["light"] = choose_light()
    if seeds == "peaks":
        fields["peak_distance_working_px"] = choose_peak_distance()
    if Recipe(seeds=seeds, method=method).floods:
        fields["sigma_working_px"] = choose_sigma()
    return fields


def choose_salient() -> float:
    """Draw how much the subject must stand out; return it."""
    return st.slider(
        "How much it must stand out",
        *RANGES["salient"],
        key="salient",
        **KEPT,
        help="A higher value keeps less of the photo, a lower one more.",
    )


def choose_dark() -> int:
    """Draw the threshold of dark spots; return it."""
    return st.slider(
        "Dark threshold",
        *RANGES["dark"],
        key="dark",
        **KEPT,
        on_change=forget_groups,
        help="What is darker than this becomes a seed. 0 is black, 255 is white; a higher "
        "value finds more.",
    )


def choose_light() -> int:
    """Draw the threshold of light spots; return it."""
    return st.slider(
        "Light threshold",
        *RANGES["light"],
        key="light",
        **KEPT,
        on_change=forget_groups,
        help="What is lighter than this becomes a seed. 0 is black, 255 is white; a lower "
        "value finds more.",
    )


def choose_peak_distance() -> int:
    """Draw the distance between peaks, in pixels; return it."""
    return st.slider(
        "Distance between peaks",
        *RANGES["peak_distance"],
        key="peak_distance",
        **KEPT,
        on_change=forget_groups,
        help="Seeds are at least this many pixels apart; a higher value gives fewer and "
        "larger groups.",
    )


def choose_sigma() -> float:
    """Draw the blur of the edges, in pixels; return it."""
    return st.slider(
        "Blur of the edges",
        *RANGES["sigma"],
        key="sigma",
        **KEPT,
        on_change=forget_groups,
        help="How much the edges are smoothed before the cutout grows up to them. A higher "
        "value ignores fine texture, a lower one follows fine outlines.",
    )


def choose_edge(softness: str) -> Edge:
    """Draw the details of the edge; return them."""
    feather_px = Edge().feather_px
    if softness == "feather":
        feather_px = st.slider(
            "Feather",
            *RANGES["feather"],
            key="feather",
            **KEPT,
            help="Width of the blurred edge, in pixels of the photo.",
        )
    shift_px = st.slider(
        "Move the edge",
        *RANGES["shift"],
        key="shift",
        **KEPT,
        help="In pixels of the photo: to the left the cutout shrinks, to the right it grows.",
    )
    smooth_px = st.slider(
        "Smooth the edge",
        *RANGES["smooth"],
        key="smooth",
        **KEPT,
        help="Takes bumps and dents of about this many pixels out of the outline.",
    )
    hole_px = st.slider(
        "Fill holes",
        *RANGES["holes"],
        key="holes",
        **KEPT,
        help="Holes in the subject up to this many pixels across are filled.",
    )
    island_px = st.slider(
        "Drop islands",
        *RANGES["islands"],
        key="islands",
        **KEPT,
        help="Specks beside the subject up to this many pixels across are dropped.",
    )
    largest_only = st.checkbox(
        "Keep only the largest part",
        key="largest_only",
        **KEPT,
        help="Drops everything else but what you marked with Keep.",
    )
    clean_colors = st.checkbox(
        "Clean the colors of the edge",
        value=True,
        key="clean_colors",
        **KEPT,
        help="Takes the light of the old background out of half-transparent pixels, so that no "
        "fringe shows on a new one.",
    )
    return Edge(
        hole_area_px=area_px(hole_px),
        island_area_px=area_px(island_px),
        largest_only=largest_only,
        smooth_px=smooth_px,
        shift_px=shift_px,
        softness=softness,
        feather_px=feather_px,
        clean_colors=clean_colors,
    )


def area_px(width_px: int) -> int:
    """Return the area of a disk of a width."""
    return round(pi / 4 * width_px**2)


def width_px(area_px: int) -> float:
    """Return the width of a disk of an area."""
    return sqrt(4 / pi * area_px)


def choose_shadow() -> Shadow | None:
    """Draw the settings of the shadow; return it, or None without one."""
    if not st.checkbox(
        "Drop a shadow", key="shadow", **KEPT, help="A soft black shadow behind the cutout."
    ):
        return None
    return Shadow(
        down_px=st.slider(
            "Shadow down",
            *RANGES["shadow_down"],
            key="shadow_down",
            **KEPT,
            help="In pixels of the photo; to the left of 0 it moves up.",
        ),
        right_px=st.slider(
            "Shadow to the right",
            *RANGES["shadow_right"],
            key="shadow_right",
            **KEPT,
            help="In pixels of the photo; to the left of 0 it moves left.",
        ),
        blur_px=st.slider(
            "Blur of the shadow",
            *RANGES["shadow_blur"],
            key="shadow_blur",
            **KEPT,
            help="In pixels of the photo; 0 is sharp.",
        ),
        opacity=st.slider(
            "Strength of the shadow",
            *RANGES["shadow_opacity"],
            key="shadow_opacity",
            **KEPT,
            help="0 is invisible, 1 is black.",
        ),
    )


def choose_margin() -> int | None:
    """Draw whether to crop; return the margin, or None without a crop."""
    if not st.checkbox(
        "Crop to the cutout", key="crop", **KEPT, help="Cuts off the empty frame around it."
    ):
        return None
    return st.slider(
        "Margin",
        *RANGES["margin"],
        key="margin",
        **KEPT,
        help="Room left around the cutout, in pixels of the photo.",
    )


def choose_file() -> File:
    """Draw how the file is written; return it."""
    format = st.selectbox(
        "Format",
        list(FORMATS),
        format_func=FORMATS.get,
        key="format",
        **KEPT,
        help="**PNG** is understood everywhere. **WebP** is smaller. **TIFF** is for printing. "
        "**JPEG** knows no transparency: where there is no background, it becomes white.",
    )
    lossless = format != "webp" or st.checkbox(
        "Lossless",
        value=True,
        key="lossless",
        **KEPT,
        help="Every pixel is kept; the file is larger.",
    )
    quality = File().quality
    if format == "jpeg" or not lossless:
        quality = st.slider(
            "Quality",
            *RANGES["quality"],
            key="quality",
            **KEPT,
            help="Higher looks better and takes more room.",
        )
    keep_metadata = st.checkbox(
        "Keep camera, time and place",
        key="metadata",
        **KEPT,
        help="Photos tell where and when they were taken. That is left out unless you want it in.",
    )
    return File(format=format, lossless=lossless, quality=quality, keep_metadata=keep_metadata)


def choose_ground() -> str:
    """Draw what the result is shown on; return it."""
    return st.selectbox(
        "Show the result on",
        list(GROUNDS),
        format_func=GROUNDS.get,
        key="ground",
        **KEPT,
        help="Only for looking at it; the file does not change. White and black show fringes, red "
        "shows what goes, the opacity is white where the photo stays.",
    )


def choose_hint(seeds: str, method: str) -> bool:
    """Draw whether to show where a stroke helps most; return it."""
    return not Recipe(seeds=seeds, method=method).floods and st.checkbox(
        "Show where a stroke helps most",
        value=True,
        key="hint",
        **KEPT,
        help="Outlines in pink the largest part that the cutout is unsure about.",
    )
