"""The steps of the graph cut."""

import streamlit as st

from page.components.controls import switch
from page.computed import marked_picture, missing_marks, photo_picture, prepare_cut
from page.sidebar import choose_salient
from page.state import setting, with_strokes
from page.steps.pictures import (
    color_models_picture,
    confidence_picture,
    regions_picture,
    saliency_picture,
    salient_picture,
)
from page.steps.seeds import choose_among
from page.steps.slide import Slide, Step, offer_drawing, offer_result, result_of
from segmentation import Recipe
from segmentation.recipe import GUESSED

FILLS = {True: "Mean colors", False: "Photo"}
STARTS = ("strokes", *GUESSED)
UNDRAWN = "You have drawn nothing yet. A stroke over what to keep is enough to start with."


def draw_regions(slide: Slide) -> None:
    """Draw the regions."""
    with slide.notes:
        filled = switch("Show the regions on", FILLS, key="fill")
    prepared = prepare_cut(slide.photo)
    slide.show(regions_picture(filled, slide.photo), "The regions")
    rows, cols = prepared.shape
    count = len(prepared.graph.area)
    slide.notes.markdown(f"**{count} region{'s' * (count != 1)}** for {rows * cols} pixels.")


def draw_saliency(slide: Slide) -> None:
    """Draw what stands out."""
    with slide.notes:
        kind = choose_among(GUESSED, st.segmented_control, "What to look for", key="guessed")
        choose_salient()
    recipe = Recipe(seeds=kind, salient=setting("salient"))
    salient, is_all = salient_picture(recipe, slide.photo)
    slide.show_beside(
        (saliency_picture(kind, slide.photo), "Yellow stands out"),
        (salient, "Not enough: red"),
    )
    if is_all:
        slide.notes.info("Nothing is red: all of the photo stands out more than the threshold.")


def draw_marks(slide: Slide) -> None:
    """Draw the strokes."""
    recipe = with_strokes(Recipe())
    slide.show(marked_picture(recipe.strokes, slide.photo), "Your strokes")
    if not recipe.strokes:
        offer_drawing(slide, UNDRAWN)


def draw_color_models(slide: Slide) -> None:
    """Draw what the colors speak for."""
    recipe = choose_start(slide)
    if missing_marks(recipe, slide.photo):
        offer_marks(slide, recipe)
        return
    picture = color_models_picture(recipe, slide.photo)
    slide.show(picture, "The colors of the photo, sorted by what they speak for")
    slide.notes.markdown(
        "Every tile is the same share of the photo. Bars down, in orange: the colors above them "
        "speak for Remove. Bars up, in blue: they speak for Keep. Near counts more than far away."
    )


def draw_confidence(slide: Slide) -> None:
    """Draw what speaks for keeping each region."""
    recipe = choose_start(slide)
    if missing_marks(recipe, slide.photo):
        offer_marks(slide, recipe)
        return
    picture = confidence_picture(recipe, slide.photo)
    slide.show(picture, "The confidence")
    slide.notes.markdown(
        ":blue-background[Blue]: rather kept. :orange-background[Orange]: rather removed. The "
        "paler, the less sure."
    )


def draw_cheapest_cut(slide: Slide) -> None:
    """Draw the photo and its cutout."""
    recipe = choose_start(slide)
    result = result_of(slide, recipe)
    if result is None:
        offer_marks(slide, recipe)
        return
    photo = marked_picture(recipe.strokes, slide.photo), "The photo"
    slide.show_beside(photo, (result, "The cutout"))
    offer_result(slide, recipe)


def offer_marks(slide: Slide, recipe: Recipe) -> None:
    """Show the photo, and say that strokes are missing."""
    slide.show(photo_picture(slide.photo), "The photo")
    sentence = "Nothing stands out in this photo." if recipe.guesses else UNDRAWN
    offer_drawing(slide, sentence)


def choose_start(slide: Slide) -> Recipe:
    """Draw what the cut starts from; return the recipe. If the cutout can, it does the same."""
    with slide.notes:
        start = choose_among(STARTS, st.pills, "Start from", key="start", wrap=True)
    return with_strokes(Recipe(seeds=start, salient=setting("salient")))


CUT_STEPS = (
    Step(
        "Regions",
        "Pixels become regions",
        "Neighboring pixels of like color join to regions, so that there are fewer to decide on. "
        "Outlines of things stay outlines of regions.",
        draw_regions,
    ),
    Step(
        "Stands out",
        "What stands out",
        "Without any stroke, the computer guesses: what looks unlike the border of the photo may "
        "be the subject. Where it stands out more than the threshold, it is taken for it.",
        draw_saliency,
    ),
    Step(
        "Strokes",
        "Your strokes",
        "You say what is what: blue is kept, orange is removed. Everything else about the photo "
        "is learned from these strokes.",
        draw_marks,
    ),
    Step(
        "Colors",
        "What the colors say",
        "The colors below your strokes, or of what stands out, tell what the subject looks like. "
        "All colors of the photo are compared with them, and with those of the background.",
        draw_color_models,
    ),
    Step(
        "Confidence",
        "How sure it is",
        "Colors, neighbors and the border of the photo together speak for keeping a region or for "
        "removing it. This is the sum of what they say.",
        draw_confidence,
    ),
    Step(
        "Result",
        "The cheapest cut",
        "Going against what a region says has a price, and so has every cut between regions that "
        "belong together. Of all outlines, the cheapest is the result.",
        draw_cheapest_cut,
    ),
)
