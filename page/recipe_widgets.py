"""How the widgets show a recipe: what their sliders allow, and what each of them is set to."""

from math import log, pi, sqrt

from segmentation import Backdrop, Edge, File, Frame, Plain, Recipe, Shadow

# 35 × 45 mm at 300 pixels per inch.
PASSPORT = {"aspect": "7:9", "width_px": 413, "height_px": 531, "dpi": 300}
ASPECTS = ("1:1", "4:5", "3:4", "2:3", "9:16", "4:3", "3:2", "16:9")
USUAL, USUAL_SHADOW = Recipe(), Shadow()
# Of the sliders, by their keys: lowest, highest, initial value and step; what a newcomer sees is
# what a recipe has by default.
RANGES = {
    "backdrop_blur": (1.0, 100.0, Backdrop().blur_px, 1.0),
    "tolerance": (0.0, 100.0, Plain().tolerance, 1.0),
    "salient": (0.0, 1.0, USUAL.salient, 0.05),
    "dark": (0, 255, USUAL.dark, 1),
    "light": (0, 255, USUAL.light, 1),
    "peak_distance": (5, 200, USUAL.peak_distance_working_px, 1),
    "sigma": (0.0, 10.0, USUAL.sigma_working_px, 0.5),
    "feather": (0.5, 30.0, Edge().feather_px, 0.5),
    "shift": (-20.0, 20.0, Edge().shift_px, 0.5),
    "smooth": (0.0, 20.0, Edge().smooth_px, 0.5),
    "holes": (0, 300, Edge().hole_area_px, 1),
    "islands": (0, 300, Edge().island_area_px, 1),
    "shadow_down": (-200, 200, int(USUAL_SHADOW.down_px), 1),
    "shadow_right": (-200, 200, int(USUAL_SHADOW.right_px), 1),
    "shadow_blur": (0, 200, int(USUAL_SHADOW.blur_px), 1),
    "shadow_opacity": (0.0, 1.0, USUAL_SHADOW.opacity, 0.05),
    "margin": (0, 300, 20, 1),
    "frame_margin": (0.0, 45.0, Frame().margin_percent, 0.5),
    "quality": (10, 100, File().quality, 1),
}


# Parts of a recipe that people see as one: its fields, and the widgets that show them.
PARTS = {
    "Background": (("backdrop",), ("backdrop", "color", "end_color", "backdrop_blur")),
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
    "File": (("file",), ("format", "lossless", "quality", "metadata")),
}


def changed_parts(recipe: Recipe) -> tuple[str, ...]:
    """Return the names of a recipe's parts that are not as they are at first."""
    return tuple(
        part
        for part, (fields, _) in PARTS.items()
        if any(getattr(recipe, name) != getattr(USUAL, name) for name in fields)
    )


def first_values(*parts: str) -> dict[str, object]:
    """Return the session state that has the widgets of some parts show what they do at first."""
    first = widget_values(USUAL)
    return {key: first[key] for part in parts for key in PARTS[part][1]}


def widget_values(recipe: Recipe) -> dict[str, object]:
    """Return the session state that has the sidebar's widgets show a recipe.

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
        **frame_choices(recipe),
        "format": recipe.file.format,
        "lossless": recipe.file.lossless,
        "metadata": recipe.file.keep_metadata,
        **{key: nearest(key, value) for key, value in slider_values(recipe).items()},
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
    frame = recipe.frame
    if frame.aspect is None:
        return "photo" if recipe.margin_px is None else "cutout"
    if all(getattr(frame, name) == value for name, value in PASSPORT.items()):
        return "passport"
    return min(ASPECTS, key=lambda aspect: abs(log(Frame(aspect).ratio / frame.ratio)))


def edge_choices(edge: Edge) -> dict[str, object]:
    """Return what the widgets of the edge show that are no sliders."""
    return {
        "softness": edge.softness,
        "largest_only": edge.largest_only,
        "clean_colors": edge.clean_colors,
        "find_hair": edge.find_hair,
    }


def slider_values(recipe: Recipe) -> dict[str, float]:
    """Return what the sliders would show if they could show every number."""
    edge, shadow = recipe.edge, recipe.shadow or USUAL_SHADOW
    _, _, usual_margin_px, _ = RANGES["margin"]
    return {
        "tolerance": recipe.plain.tolerance,
        "feather": edge.feather_px,
        "shift": edge.shift_px,
        "smooth": edge.smooth_px,
        "holes": width_px(edge.hole_area_px),
        "islands": width_px(edge.island_area_px),
        "backdrop_blur": recipe.backdrop.blur_px,
        "shadow_down": shadow.down_px,
        "shadow_right": shadow.right_px,
        "shadow_blur": shadow.blur_px,
        "shadow_opacity": shadow.opacity,
        "margin": usual_margin_px if recipe.margin_px is None else recipe.margin_px,
        "frame_margin": recipe.frame.margin_percent,
        "quality": recipe.file.quality,
    }


def nearest(key: str, value: float) -> float:
    """Return the number nearest to a value that a slider can be moved to, of the slider's type."""
    low, high, _, step = RANGES[key]
    steps = round((min(max(value, low), high) - low) / step)
    # Steps such as 0.05 add up to a bit more or less than the slider's own number.
    return round(low + steps * step, 9)


def area_px(width_px: int) -> int:
    """Return the area of a disk of a width."""
    return round(pi / 4 * width_px**2)


def width_px(area_px: int) -> float:
    """Return the width of a disk of an area."""
    return sqrt(4 / pi * area_px)
