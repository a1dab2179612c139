"""The steps of the graph cut."""

import streamlit as st
from numpy import ndarray

from page.computed import (
    draw_markers,
    marked_picture,
    missing_marks,
    photo_picture,
    unpicked,
)
from page.sidebar import KEPT, SEEDS, choose_salient
from page.state import with_strokes
from page.steps.pictures import (
    color_models_picture,
    confidence_picture,
    regions_picture,
    saliency_picture,
    salient_picture,
)
from page.steps.slide import (
    Slide,
    Step,
    offer_drawing,
    offer_result,
    result_of,
    setting,
)
from segmentation import PreparedCut, Recipe
from segmentation.recipe import GUESSED

FILLS = {True: "Mean colors", False: "Photo"}
STARTS = ("strokes", *GUESSED)
UNDRAWN = "You have drawn nothing yet. A stroke over what to keep is enough to start with."


def draw_regions(slide: Slide) -> None:
    """Draw the regions."""
    with slide.notes:
        filled = st.segmented_control(
            "Show the regions on",
            list(FILLS),
            format_func=FILLS.get,
            default=True,
            required=True,
            key="fill",
            **KEPT,
        )
    prepared = slide.prepared(Recipe())
    slide.show(regions_picture(slide.digest, filled, slide.photo, prepared), "The regions")
    rows, cols = prepared.shape
    count = len(prepared.graph.area)
    slide.notes.markdown(f"**{count} region{'s' * (count != 1)}** for {rows * cols} pixels.")


def draw_saliency(slide: Slide) -> None:
    """Draw what stands out."""
    with slide.notes:
        kind = st.segmented_control(
            "What to look for",
            list(GUESSED),
            format_func=SEEDS.get,
            default=GUESSED[0],
            required=True,
            key="guessed",
            on_change=change_guess,
            **KEPT,
        )
        choose_salient()
    recipe = Recipe(seeds=kind, salient=setting("salient"))
    prepared = slide.prepared(recipe)
    slide.show_beside(
        (saliency_picture(slide.digest, kind, prepared), "Yellow stands out"),
        (salient_picture(slide.digest, recipe, slide.view, prepared), "Not enough: red"),
    )


def draw_marks(slide: Slide) -> None:
    """Draw the strokes."""
    recipe = with_strokes(Recipe())
    slide.show(marked_picture(slide.digest, recipe.strokes, slide.photo), "Your strokes")
    if not recipe.strokes:
        offer_drawing(slide, UNDRAWN)


def draw_color_models(slide: Slide) -> None:
    """Draw what the colors speak for."""
    recipe = choose_start(slide)
    prepared = slide.prepared(recipe)
    markers = marked(slide, recipe, prepared)
    if markers is None:
        return
    picture = color_models_picture(slide.digest, recipe, slide.photo, prepared, markers)
    slide.show(picture, "The colors of the photo, sorted by what they speak for")
    slide.notes.markdown(
        "Every tile is the same share of the photo. Bars down, in orange: the colors above them "
        "speak for Remove. Bars up, in blue: they speak for Keep. Near counts more than far away."
    )


def draw_confidence(slide: Slide) -> None:
    """Draw what speaks for keeping each region."""
    recipe = choose_start(slide)
    prepared = slide.prepared(recipe)
    markers = marked(slide, recipe, prepared)
    if markers is None:
        return
    picture = confidence_picture(slide.digest, recipe, slide.photo, prepared, markers)
    slide.show(picture, "The confidence")
    slide.notes.markdown(
        ":blue-background[Blue]: rather kept. :orange-background[Orange]: rather removed. The "
        "paler, the less sure."
    )


def draw_result(slide: Slide) -> None:
    """Draw the photo and its cutout."""
    recipe = choose_start(slide)
    result = result_of(slide, recipe)
    if result is None:
        offer_marks(slide, recipe)
        return
    photo = marked_picture(slide.digest, recipe.strokes, slide.photo), "The photo"
    slide.show_beside(photo, (result, "The cutout"))
    offer_result(slide, recipe)


def marked(slide: Slide, recipe: Recipe, prepared: PreparedCut) -> ndarray | None:
    """Return the marked pixels; None, and say so, where marks are missing."""
    markers = draw_markers(slide.digest, recipe, prepared)
    if missing_marks(slide.digest, unpicked(recipe), prepared, markers):
        offer_marks(slide, recipe)
        return None
    return markers


def offer_marks(slide: Slide, recipe: Recipe) -> None:
    """Show the photo, and say that strokes are missing."""
    slide.show(photo_picture(slide.digest, slide.view), "The photo")
    sentence = "Nothing stands out in this photo." if recipe.guesses else UNDRAWN
    offer_drawing(slide, sentence)


def choose_start(slide: Slide) -> Recipe:
    """Draw what the cut starts from; return the recipe. If the cutout can, it does the same."""
    if st.session_state.seeds in STARTS:
        st.session_state.start = st.session_state.seeds
    with slide.notes:
        start = st.pills(
            "Start from",
            STARTS,
            format_func=SEEDS.get,
            default=GUESSED[0],
            required=True,
            key="start",
            wrap=True,
            on_change=change_start,
            **KEPT,
        )
    return with_strokes(Recipe(seeds=start, salient=setting("salient")))


def change_start() -> None:
    """Have the cutout follow if it is a graph cut."""
    if st.session_state.seeds in STARTS:
        st.session_state.seeds = st.session_state.start


def change_guess() -> None:
    """Have the cutout follow if it grows from what stands out another way."""
    if st.session_state.seeds in GUESSED:
        st.session_state.seeds = st.session_state.guessed


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
        draw_result,
    ),
)
