"""How the widgets show a recipe: what their sliders allow, and what each of them is set to."""

from collections.abc import Set
from math import log, pi, sqrt
from typing import Any

from segmentation import Edge, File, Frame, Plain, Recipe, Shadow

# 35 × 45 mm at 300 pixels per inch.
PASSPORT: dict[str, Any] = {"aspect": "7:9", "width_px": 413, "height_px": 531, "dpi": 300}
ASPECTS = ("1:1", "4:5", "3:4", "2:3", "9:16", "4:3", "3:2", "16:9")
USUAL, USUAL_SHADOW = Recipe(), Shadow()
# Of the sliders for lengths, in percent of the photo's size, which is the side of a square with as
# many pixels: lowest, highest, initial value and step. They are seen as well in a large photo as in
# a small one; recipes have pixels, and in the largest photo the highest is what those may have.
LENGTHS = {
    "backdrop_blur": (0.1, 10.0, 2.0, 0.1),
    "feather": (0.01, 1.25, 0.2, 0.01),
    "shift": (-1.25, 1.25, 0.0, 0.01),
    "smooth": (0.0, 1.25, 0.0, 0.01),
    "holes": (0.0, 30.0, 0.0, 0.1),
    "islands": (0.0, 30.0, 0.0, 0.1),
    "shadow_down": (-20.0, 20.0, 2.0, 0.05),
    "shadow_right": (-20.0, 20.0, 1.0, 0.05),
    "shadow_blur": (0.0, 12.5, 2.0, 0.05),
    "margin": (0.0, 30.0, 2.0, 0.1),
}
# The same of all sliders; but for lengths, what a newcomer sees is what a recipe has by default.
RANGES = {
    **LENGTHS,
    "tolerance": (0.0, 100.0, Plain().tolerance, 1.0),
    "salient": (0.0, 1.0, USUAL.salient, 0.05),
    "dark": (0, 255, USUAL.dark, 1),
    "light": (0, 255, USUAL.light, 1),
    "peak_distance": (5, 200, USUAL.peak_distance_working_px, 1),
    "sigma": (0.0, 10.0, USUAL.sigma_working_px, 0.5),
    "shadow_opacity": (0.0, 1.0, USUAL_SHADOW.opacity, 0.05),
    "frame_margin": (0.0, 45.0, Frame().margin_percent, 0.5),
    "quality": (10, 100, File().quality, 1),
}


# Parts of a recipe that people see as one: its fields, and the widgets that show them.
PARTS = {
    "Background": (
        ("backdrop",),
        ("backdrop", "color", "end_color", "backdrop_blur"),
    ),
    "Edge": (
        ("edge",),
        (
            "softness",
            "feather",
            "shift",
            "smooth",
            "holes",
            "islands",
            "largest_only",
            "clean_colors",
            "find_hair",
        ),
    ),
    "Shape and size": (
        ("margin_px", "frame"),
        ("frame_shape", "frame_width", "frame_height", "frame_margin", "margin", "enlarge"),
    ),
    "Shadow": (
        ("shadow",),
        ("shadow", "shadow_down", "shadow_right", "shadow_blur", "shadow_opacity"),
    ),
    "Place of subject": (("placement",), ("placement",)),
    "File": (("file",), ("format", "lossless", "quality", "metadata")),
}


# What has no first settings to go back to, but those of each photo.
UNRESET = {
    "Start": (
        "method",
        "seeds",
        "follows_edges",
        "salient",
        "dark",
        "light",
        "peak_distance",
        "sigma",
        "background_groups",
        "tap",
        "tapped_faces",
        "start_file",
    ),
    "Plain background": (
        "ground_colors",
        "ground_kind",
        "tolerance",
        "see_through",
        "keep_shadow",
        "connected",
    ),
}


def changed_parts(recipe: Recipe) -> tuple[str, ...]:
    """Return the names of a recipe's parts that are not as they are at first."""
    return tuple(
        part
        for part, (fields, _) in PARTS.items()
        if any(getattr(recipe, name) != getattr(USUAL, name) for name in fields)
    )


def name_change(keys: Set[str]) -> str:
    """Return in a word what changed where widgets of some keys changed."""
    shown = {**{part: shown for part, (_, shown) in PARTS.items()}, **UNRESET}
    names = {part.lower() for part, widgets in shown.items() if not keys.isdisjoint(widgets)}
    return names.pop() if len(names) == 1 else "settings"


def first_values(*parts: str) -> dict[str, object]:
    """Return the session state that has the widgets of some parts show what they do at first."""
    first = widget_values(USUAL, 1)
    return {key: first[key] for part in parts for key in PARTS[part][1]}


def widget_values(recipe: Recipe, size_px: float) -> dict[str, object]:
    """Return the session state that has the sidebar's widgets show a recipe for a photo's size.

    Sliders show what is nearest to a recipe that goes beyond or between what they allow. What a
    recipe leaves open, such as the blur of a shadow that it does not have, is shown as to a
    newcomer.
    """
    return {
        "method": recipe.method,
        **growth_values(recipe),
        **plain_choices(recipe.plain),
        **edge_choices(recipe.edge),
        "backdrop": recipe.backdrop.kind,
        "color": recipe.backdrop.color,
        "end_color": recipe.backdrop.end_color,
        "shadow": recipe.shadow is not None,
        "placement": recipe.placement,
        **frame_choices(recipe),
        "format": recipe.file.format,
        "lossless": recipe.file.lossless,
        "metadata": recipe.file.keep_metadata,
        **{key: nearest(key, value) for key, value in slider_values(recipe).items()},
        **{key: first for key, (_, _, first, _) in LENGTHS.items()},
        **{
            key: nearest(key, 100 * value_px / size_px)
            for key, value_px in lengths_px(recipe).items()
        },
    }


def growth_values(recipe: Recipe) -> dict[str, object]:
    """Return what the widgets show that say where the cutout grows from."""
    values = {
        "salient": recipe.salient,
        "dark": recipe.dark,
        "light": recipe.light,
        "peak_distance": recipe.peak_distance_working_px,
        "sigma": recipe.sigma_working_px,
    }
    chosen = {"seeds": recipe.seeds, "follows_edges": recipe.follows_edges}
    return chosen | {key: nearest(key, value) for key, value in values.items()}


def plain_choices(plain: Plain) -> dict[str, object]:
    """Return what the widgets of a plain ground show that are no sliders."""
    return {
        "ground_kind": plain.kind,
        "see_through": plain.see_through,
        "keep_shadow": plain.keep_shadow,
        "connected": plain.connected,
    }


def frame_choices(recipe: Recipe) -> dict[str, object]:
    """Return what the widgets of shape and size show that are no sliders."""
    frame, shape = recipe.frame, frame_shape(recipe)
    sides = (None, None) if shape == "passport" else (frame.width_px, frame.height_px)
    return {
        "frame_shape": shape,
        "frame_width": sides[0],
        "frame_height": sides[1],
        "enlarge": frame.enlarge,
    }


def frame_shape(recipe: Recipe) -> str:
    """Return which of the shapes that can be chosen is nearest to a recipe's."""
    frame, ratio = recipe.frame, recipe.frame.ratio
    if ratio is None:
        return "photo" if recipe.margin_px is None else "cutout"
    if all(getattr(frame, name) == value for name, value in PASSPORT.items()):
        return "passport"
    return min(ASPECTS, key=lambda aspect: abs(log((Frame(aspect).ratio or 1) / ratio)))


def edge_choices(edge: Edge) -> dict[str, object]:
    """Return what the widgets of the edge show that are no sliders."""
    return {
        "softness": edge.softness,
        "largest_only": edge.largest_only,
        "clean_colors": edge.clean_colors,
        "find_hair": edge.find_hair,
    }


def slider_values(recipe: Recipe) -> dict[str, float]:
    """Return what sliders would show if they could show every number, but for lengths."""
    return {
        "tolerance": recipe.plain.tolerance,
        "shadow_opacity": (recipe.shadow or USUAL_SHADOW).opacity,
        "frame_margin": recipe.frame.margin_percent,
        "quality": recipe.file.quality,
    }


def lengths_px(recipe: Recipe) -> dict[str, float]:
    """Return the lengths that a recipe says, by the keys of their sliders."""
    edge, shadow, backdrop = recipe.edge, recipe.shadow, recipe.backdrop
    said = {
        "shift": edge.shift_px,
        "smooth": edge.smooth_px,
        "holes": width_px(edge.hole_area_px),
        "islands": width_px(edge.island_area_px),
        "feather": edge.feather_px if edge.softness == "feather" else None,
        "backdrop_blur": backdrop.blur_px if backdrop.kind == "blur" else None,
        "shadow_down": shadow.down_px if shadow else None,
        "shadow_right": shadow.right_px if shadow else None,
        "shadow_blur": shadow.blur_px if shadow else None,
        "margin": recipe.margin_px,
    }
    return {key: value_px for key, value_px in said.items() if value_px is not None}


def in_pixels(percent: float, size_px: float) -> float:
    """Return a length that is given in percent of a photo's size; finer ones are not seen."""
    return round(percent * size_px / 100, 2)


def nearest(key: str, value: float) -> float:
    """Return the number nearest to a value that a slider can be moved to, of the slider's type."""
    low, high, _, step = RANGES[key]
    steps = round((min(max(value, low), high) - low) / step)
    # Steps such as 0.05 add up to a bit more or less than the slider's own number.
    return round(low + steps * step, 9)


def area_px(width_px: float) -> int:
    """Return the area of a disk of a width."""
    return round(pi / 4 * width_px**2)


def width_px(area_px: int) -> float:
    """Return the width of a disk of an area."""
    return sqrt(4 / pi * area_px)
