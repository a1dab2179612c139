"""The steps of unmixing, on a plain background."""

from page.computed import find_layers, marked_picture, photo_picture
from page.sidebar import choose_ground_kind, choose_see_through, choose_tolerance
from page.state import plain_setting, with_strokes
from page.steps.pictures import (
    distance_picture,
    ground_light_picture,
    ground_picture,
    opacity_picture,
    palette_picture,
)
from page.steps.slide import Slide, Step, offer_result, result_of
from segmentation import Recipe

KIND_NAMES = {
    "flat": "one even color",
    "gradient": "a smooth gradient",
    "uneven": "unevenly lit",
}


def draw_ground(slide: Slide) -> None:
    """Draw the ground as a surface."""
    with slide.notes:
        choose_ground_kind()
    recipe = color_recipe()
    ground = find_layers(recipe, slide.photo).ground
    slide.show_beside(
        (photo_picture(slide.photo), "The photo"),
        (ground_picture(recipe, slide.photo), "The background alone"),
        (ground_light_picture(recipe, slide.photo), "How light it is"),
    )
    slide.notes.markdown(
        f"It is **{KIND_NAMES[ground.kind]}**: {ground.share:.0%} of the photo and "
        f"{ground.border_share:.0%} of its border, give or take {ground.noise:.1f} levels."
    )


def draw_distance(slide: Slide) -> None:
    """Draw how far every pixel is from the ground."""
    with slide.notes:
        choose_tolerance()
    recipe = color_recipe()
    slide.show(distance_picture(recipe, slide.photo), "How far from the background")
    reach = find_layers(recipe, slide.photo).ground.reach(recipe.plain.tolerance)
    slide.notes.markdown(f"Up to **{reach:.0f} levels** away, a pixel is background.")


def draw_palette(slide: Slide) -> None:
    """Draw the inks and their mixtures with the ground."""
    recipe = color_recipe()
    layers = find_layers(recipe, slide.photo)
    inks = len(layers.palette.inks)
    if inks:
        slide.show(palette_picture(recipe, slide.photo), "The inks")
    slide.notes.markdown(
        f"**{inks} ink{'s' * (inks != 1)}**, edges {layers.edge_px} pixels wide. "
        + (
            "Nearly every pixel is one of them, or a mixture."
            if layers.palette.is_drawing
            else "Colors change from place to place here, so the color nearby counts for more."
        )
    )


def draw_matte(slide: Slide) -> None:
    """Draw the opacity of every pixel, and the cutout."""
    with slide.notes:
        choose_see_through()
    recipe = color_recipe()
    result = result_of(slide, recipe)
    shown = [
        (marked_picture(recipe.strokes, slide.photo), "The photo"),
        (opacity_picture(recipe, slide.photo), "Opacity"),
    ]
    slide.show_beside(*shown, *([(result, "The cutout")] if result else []))
    offer_result(slide, recipe)


def color_recipe() -> Recipe:
    """Return the recipe that the steps are about."""
    return with_strokes(Recipe(method="unmixing", plain=plain_setting()))


COLOR_STEPS = (
    Step(
        "Background",
        "The background as a surface",
        "Drawings and products lie on something plain: paper, a wall, one color. A surface is laid "
        "through the most frequent color of the border, bent only as much as the light bends it.",
        draw_ground,
    ),
    Step(
        "Distance",
        "How far each pixel is from it",
        "Dark is background, yellow is something else; between are edges, and what one can see "
        "through. The tolerance says where the background ends.",
        draw_distance,
    ),
    Step(
        "Inks",
        "The inks and their mixtures",
        "Colors farther from the background than all around them are pure inks. Each bar goes from "
        "the background to an ink: all that the soft edge of a letter can be.",
        draw_palette,
    ),
    Step(
        "Opacity",
        "Every pixel by itself",
        "If a pixel is a mixture of ink and background, and both are known, its share of ink "
        "follows. The background's share is then taken out of its color.",
        draw_matte,
    ),
)
