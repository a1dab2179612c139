"""The steps of the watershed, as in the tutorial; those of its seeds are in `seeds`."""

import streamlit as st

from page.components.controls import switch
from page.components.landscape import show_landscape
from page.computed import marked_picture, photo_picture, prepare_flood
from page.sidebar import choose_sigma, pick_groups
from page.state import setting, with_strokes
from page.steps.pictures import (
    colors_of_heights,
    colors_of_photo,
    flood_film,
    gray_picture,
    height_picture,
    labels_picture,
    surface,
)
from page.steps.seeds import (
    choose_flooded,
    counted,
    draw_dark,
    draw_light,
    draw_seeds,
    grown,
    offer_seeds,
    picked_recipe,
    seed_recipe,
)
from page.steps.slide import Slide, Step, offer_drawing, offer_result, result_of
from segmentation import Recipe

EDGES = Recipe(method="watershed", sigma_working_px=0)
LOOKS = {"map": "From above", "heights": "Landscape", "photo": "Photo on it"}
PACES = {"film": "Film", "hand": "By hand"}
# All three rows are seen at once.
ROWS_STYLE = """<style>
@media (min-width: 641px) {{
    .st-key-slide .st-key-groups {{max-width: calc((100vh - 18rem) * {share});}}
}}
</style>"""


def draw_gray(slide: Slide) -> None:
    """Draw the gray image, and what the computer knows of it."""
    gray = prepare_flood(EDGES, slide.photo).gray
    rows, cols = slide.photo.photo_shape
    slide.show(gray_picture(EDGES, slide.photo), "The photo in gray")
    facts = [
        f"Shape: `{gray.shape}`, which is {gray.shape[0]} rows of {gray.shape[1]} pixels",
        f"Type of the numbers: `{gray.dtype}`",
        f"Range: {gray.min():.0f} to {gray.max():.0f}",
    ]
    if gray.shape != slide.photo.photo_shape:
        facts[0] += f" (the photo has {cols} × {rows}; the steps work on a smaller copy)"
    slide.notes.markdown("\n".join(f"- {fact}" for fact in facts))


def draw_edges(slide: Slide) -> None:
    """Draw the edges."""
    slide.show(height_picture(EDGES, slide.photo), "Sobel edges")
    show_scale(slide, "no edge", "sharp edge")
    if not prepare_flood(EDGES, slide.photo).elevation.any():
        slide.notes.info("This photo is all one gray: it has no edges.")


def draw_elevation(slide: Slide) -> None:
    """Draw the elevation, and the groups that it leads to."""
    with slide.notes:
        choose_sigma()
        look = switch("Look at it", LOOKS, key="look")
    if look != "photo":
        show_scale(slide, "low", "high")
    recipe = seed_recipe()
    left, right = slide.stage.columns(2)
    with left:
        if look == "map":
            picture = height_picture(recipe, slide.photo)
            st.image(picture, "The elevation", width="stretch", alt="The elevation")
        else:
            color = colors_of_photo if look == "photo" else colors_of_heights
            heights, colors = surface(recipe, slide.photo), color(recipe, slide.photo)
            show_landscape(heights, colors, key="landscape")
            st.caption("Drag to turn it.", text_alignment="center")
    groups = grown(slide, recipe)
    if groups:
        picture = labels_picture(recipe, slide.photo)
        name = "What the flood makes of it: one color per group"
        right.image(picture, name, width="stretch", alt=name)
    else:
        right.info("There are no seeds yet for a flood to rise from: see steps 4 to 6.")


def draw_flood(slide: Slide) -> None:
    """Draw the rising flood."""
    with slide.notes:
        pace = switch("Show it as", PACES, key="pace")
        share = 50
        if pace == "hand":
            share = st.slider("Under water, in percent of the photo", 0, 100, 50, key="share")
        choose_sigma()
    recipe = seed_recipe()
    groups = grown(slide, recipe)
    if groups is None:
        offer_seeds(slide, recipe)
        return
    with slide.stage, st.spinner("Filming the flood…"):
        film, frames = flood_film(recipe, slide.photo)
    if pace == "hand":
        film = frames[round(share / 100 * (len(frames) - 1))]
    slide.show(film, "The flood rises from the seeds")
    slide.notes.caption("High land is light, low land is dark, water has the color of its seed.")


def draw_labels(slide: Slide) -> None:
    """Draw the groups in colors."""
    with slide.notes:
        choose_sigma()
    recipe = seed_recipe()
    groups = grown(slide, recipe)
    if groups is None:
        offer_seeds(slide, recipe)
        return
    picture = labels_picture(recipe, slide.photo)
    slide.show(picture, "The groups in colors")
    slide.notes.markdown(f"**{counted(groups.count, 'seed')}**, as many groups.")


def draw_largest(slide: Slide) -> None:
    """Draw the largest groups, each a button."""
    recipe = picked_recipe()
    groups = grown(slide, recipe)
    if groups is None:
        offer_seeds(slide, recipe)
        return
    rows, cols = slide.photo.photo_shape
    with slide.stage:
        st.html(ROWS_STYLE.format(share=cols / rows))
        pick_groups(slide.photo, groups, recipe)
    slide.notes.markdown(
        "Share of the photo below each; a blue frame says background. "
        f"{counted(len(groups.background(recipe.background_groups)), 'group')} picked."
    )


def draw_manual(slide: Slide) -> None:
    """Draw the strokes, and what the watershed makes of them alone."""
    recipe = with_strokes(Recipe(method="watershed", sigma_working_px=setting("sigma")))
    if not recipe.strokes:
        slide.show(photo_picture(slide.photo), "The photo")
        offer_drawing(slide, "You have drawn nothing yet.")
        return
    with slide.notes:
        choose_sigma()
    marked = marked_picture(recipe.strokes, slide.photo), "Your strokes"
    result = result_of(slide, recipe)
    if result is None:
        slide.show(*marked)
        offer_drawing(slide, "The watershed needs both kinds of strokes: Keep and Remove.")
        return
    slide.show_beside(marked, (result, "What they make"))
    offer_result(slide, recipe)


def draw_kept_groups(slide: Slide) -> None:
    """Draw the photo and its cutout."""
    with slide.notes:
        choose_flooded()
        choose_sigma()
    recipe = with_strokes(picked_recipe())
    result = result_of(slide, recipe)
    if result is None:
        offer_seeds(slide, recipe)
        return
    photo = photo_picture(slide.photo), "The photo"
    slide.show_beside(photo, (result, "The cutout"))
    offer_result(slide, recipe)


def show_scale(slide: Slide, low: str, high: str) -> None:
    """Draw what the colors of heights mean."""
    slide.notes.caption(f"Dark blue: {low}. Yellow: {high}.")


FLOOD_STEPS = (
    Step(
        "Gray",
        "The photo as numbers",
        "To a computer, a photo is a table of numbers. Here every pixel has one: from 0 for black "
        "to 255 for white.",
        draw_gray,
    ),
    Step(
        "Edges",
        "Sobel edges",
        "Where light meets dark, neighboring numbers differ. The Sobel filter measures how much, "
        "at every pixel.",
        draw_edges,
    ),
    Step(
        "Elevation",
        "Blurred edges: the elevation",
        "A blur joins the edges and smooths small ones away. Read as heights, they are mountain "
        "ridges around the things in the photo.",
        draw_elevation,
    ),
    Step(
        "Light spots",
        "Light spots",
        "A flood needs places to rise from: the seeds. Everything lighter than a threshold "
        "becomes one.",
        draw_light,
    ),
    Step(
        "Dark spots",
        "Dark spots",
        "Everything darker than another threshold becomes a seed, too. Light and dark spots are "
        "treated alike from here on.",
        draw_dark,
    ),
    Step(
        "Seeds",
        "Numbered seeds",
        "Pixels that touch are one seed, and each seed gets a number. Distance peaks are another "
        "way to find seeds: the places farthest from any edge.",
        draw_seeds,
    ),
    Step(
        "Flood",
        "The flood rises",
        "Water rises from all seeds at once and fills the lowest land first. Where the waters of "
        "two seeds meet, they stop at each other.",
        draw_flood,
    ),
    Step(
        "Groups",
        "Groups in colors",
        "In the end every pixel belongs to the seed whose water reached it first: that is its "
        "group. Groups that touch have different colors; the same color elsewhere means nothing.",
        draw_labels,
    ),
    Step(
        "Largest",
        "The nine largest groups",
        "These are the largest groups, in red. The background is often the largest of all; click "
        "the groups that belong to it.",
        draw_largest,
    ),
    Step(
        "By hand",
        "Seeds drawn by hand",
        "Your strokes can be the seeds: blue to keep, orange to remove. The same flood rises from "
        "them alone.",
        draw_manual,
    ),
    Step(
        "Result",
        "The result",
        "The groups picked as background go, all others stay. Your strokes, if there are any, "
        "correct it.",
        draw_kept_groups,
    ),
)
