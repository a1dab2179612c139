"""How the sidebar shows a recipe that was opened from a file."""

from page.sidebar import RANGES, width_px
from segmentation import Edge, Recipe, Shadow


def widget_values(recipe: Recipe) -> dict[str, object]:
    """Return the session state that has the sidebar's widgets show a recipe.

    Sliders show what is nearest to a recipe that goes beyond or between what they allow. What a
    recipe leaves open, such as the blur of a shadow that it does not have, is shown as to a
    newcomer.
    """
    return {
        "method": recipe.method,
        **growth_values(recipe),
        **edge_choices(recipe.edge),
        "backdrop": recipe.backdrop.kind,
        "color": recipe.backdrop.color,
        "end_color": recipe.backdrop.end_color,
        "shadow": recipe.shadow is not None,
        "crop": recipe.margin_px is not None,
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
    return {"seeds": recipe.seeds} | {key: nearest(key, value) for key, value in values.items()}


def edge_choices(edge: Edge) -> dict[str, object]:
    """Return what the widgets of the edge show that are no sliders."""
    return {
        "softness": edge.softness,
        "largest_only": edge.largest_only,
        "clean_colors": edge.clean_colors,
    }


def slider_values(recipe: Recipe) -> dict[str, float]:
    """Return what the sliders would show if they could show every number."""
    edge, shadow = recipe.edge, recipe.shadow or Shadow()
    _, _, usual_margin_px, _ = RANGES["margin"]
    return {
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
        "quality": recipe.file.quality,
    }


def nearest(key: str, value: float) -> float:
    """Return the number nearest to a value that a slider can be moved to, of the slider's type."""
    low, high, _, step = RANGES[key]
    steps = round((min(max(value, low), high) - low) / step)
    # Steps such as 0.05 add up to a bit more or less than the slider's own number.
    return round(low + steps * step, 9)
