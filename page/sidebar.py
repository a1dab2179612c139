"""The sidebar: three controls, and the finer ones folded away below them."""

from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from page.computed import group_pictures, open_photo
from page.controls import KEPT, PICTURE_TYPES, choose_one, picture_button, tile_grid
from page.recipe_widgets import RANGES, area_px
from page.state import PhotoFile, change_seeds, forget_groups, picked_groups, toggle_group
from segmentation import Backdrop, Edge, File, Groups, ImageError, Recipe, Shadow, WorkingPhoto
from segmentation.recipe import GUESSED

METHODS = {
    "graph_cut": "Edges and colors (graph cut)",
    "watershed": "Edges only (watershed)",
}
SEEDS = {
    "salient": "What stands out",
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
GROUPS_STYLE = """<style>
.st-key-groups {gap: 0.4rem;}
.st-key-groups button p {font-size: 0.7rem; line-height: 1.1;}
</style>"""


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
    followed = "watershed" if Recipe(seeds=seeds).floods else "graph_cut"
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


def choose_seeds(method: str) -> dict[str, object]:
    """Draw where the cutout grows from; return the recipe's fields."""
    seeds = choose_one(
        st.radio,
        "Seeds",
        SEEDS,
        key="seeds",
        on_change=change_seeds,
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
    return slider(
        "How much it must stand out",
        "salient",
        help="A higher value keeps less of the photo, a lower one more.",
    )


def choose_dark() -> int:
    """Draw the threshold of dark spots; return it."""
    return slider(
        "Dark threshold",
        "dark",
        on_change=forget_groups,
        help="What is darker than this becomes a seed. 0 is black, 255 is white; a higher "
        "value finds more.",
    )


def choose_light() -> int:
    """Draw the threshold of light spots; return it."""
    return slider(
        "Light threshold",
        "light",
        on_change=forget_groups,
        help="What is lighter than this becomes a seed. 0 is black, 255 is white; a lower "
        "value finds more.",
    )


def choose_peak_distance() -> int:
    """Draw the distance between peaks, in pixels; return it."""
    return slider(
        "Distance between peaks",
        "peak_distance",
        on_change=forget_groups,
        help="Seeds are at least this many pixels apart; a higher value gives fewer and "
        "larger groups.",
    )


def choose_sigma() -> float:
    """Draw the blur of the edges, in pixels; return it."""
    return slider(
        "Blur of the edges",
        "sigma",
        on_change=forget_groups,
        help="How much the edges are smoothed before the cutout grows up to them. A higher "
        "value ignores fine texture, a lower one follows fine outlines.",
    )


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
        "shows what goes, the opacity is white where the photo stays.",
    )


def choose_hint(seeds: str, method: str) -> bool:
    """Draw whether to show where a stroke helps most; return it."""
    return not Recipe(seeds=seeds, method=method).floods and tick(
        "Show where a stroke helps most",
        "hint",
        value=True,
        help="Outlines in pink the largest part that the cutout is unsure about.",
    )


def slider(label: str, key: str, **look: Any) -> float:
    """Draw a slider within the range of its key; return its value."""
    return st.slider(label, *RANGES[key], key=key, **KEPT, **look)


def tick(label: str, key: str, **look: Any) -> bool:
    """Draw a box to tick; return whether it is ticked."""
    return st.checkbox(label, key=key, **KEPT, **look)


def choose_groups(photo: WorkingPhoto, groups: Groups | None, recipe: Recipe) -> None:
    """Draw the groups of automatic seeds, to choose the background from."""
    if groups is None or not groups.ranking:
        st.caption("0 seeds found")
        return
    seeds = f"{groups.count} seeds"
    if groups.found > groups.count:
        seeds = f"{groups.found} seeds found, the largest {groups.count} are used"
    st.markdown(
        f"**Background** ({seeds})",
        help="Every seed has grown into a group; the largest are shown here in red. Click all "
        "groups that belong to the background; at least one does.",
    )
    pick_groups(photo, groups, recipe)


def pick_groups(photo: WorkingPhoto, groups: Groups, recipe: Recipe) -> None:
    """Draw the largest groups; a click takes one for the background, or no longer."""
    chosen = groups.background(recipe.background_groups)
    rows, cols = photo.photo_shape
    st.html(GROUPS_STYLE)
    with tile_grid("groups"):
        for rank, picture in enumerate(group_pictures(recipe, photo)):
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
