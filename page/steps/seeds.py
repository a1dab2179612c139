"""The steps on the way to seeds, and the seeds that all further steps are about."""

import dataclasses
from collections.abc import Callable
from typing import Any

import streamlit as st

from page.components.controls import choose_one
from page.computed import find_groups, suggest_thresholds
from page.sidebar import SEEDS, choose_dark, choose_light, choose_peak_distance
from page.state import (
    choose_seeds_among,
    picked_groups,
    seeds_among,
    setting,
    use_thresholds,
)
from page.steps.pictures import find_seeds, seeds_picture, spots_picture
from page.steps.slide import Slide
from segmentation import Groups, Recipe
from segmentation.recipe import FLOODED

LIGHT_COLOR, DARK_COLOR = (213, 94, 0), (86, 180, 233)
# More seeds than this make confetti.
MANY_SEEDS = 1000


def draw_light(slide: Slide) -> None:
    """Draw the light spots."""
    with slide.notes:
        choose_light()
    draw_spots(slide, "light")


def draw_dark(slide: Slide) -> None:
    """Draw the dark spots."""
    with slide.notes:
        choose_dark()
    draw_spots(slide, "dark")


def draw_spots(slide: Slide, kind: str) -> None:
    """Draw the light or the dark spots; where there are none, offer a threshold that finds some."""
    dark, light = setting("dark"), setting("light")
    recipe = Recipe(seeds="spots", dark=0, light=light)
    color, side = LIGHT_COLOR, f"lighter than {light}"
    if kind == "dark":
        recipe = Recipe(seeds="spots", dark=dark, light=255)
        color, side = DARK_COLOR, f"darker than {dark}"
    seeds, found = find_seeds(recipe, slide.photo)
    slide.show(spots_picture(recipe, color, slide.photo), f"What is {side}")
    if found:
        slide.notes.markdown(
            f"**{counted(found, f'{kind} spot')}**, {(seeds > 0).mean():.1%} of the photo."
        )
        return
    slide.notes.info(f"Nothing in this photo is {side}.", icon=":material/search_off:")
    suggested = suggest_thresholds(recipe, slide.photo)
    if suggested is None:
        slide.notes.markdown("It is all one gray; no threshold tells its parts apart.")
        return
    low, high = suggested
    dark, light = (low, light) if kind == "dark" else (dark, high)
    slide.notes.button(
        f"Try {low if kind == 'dark' else high}",
        key="suggested",
        icon=":material/lightbulb:",
        on_click=use_thresholds,
        args=(dark, light),
        help="About a hundredth of the photo becomes seeds.",
    )


def draw_seeds(slide: Slide) -> None:
    """Draw the seeds with their numbers."""
    with slide.notes:
        seeds_kind = choose_flooded()
        if seeds_kind == "spots":
            choose_light()
            choose_dark()
        else:
            choose_peak_distance()
    recipe = seed_recipe()
    seeds, found = find_seeds(recipe, slide.photo)
    picture, numbered = seeds_picture(recipe, slide.photo)
    slide.show(picture, "The seeds and their numbers")
    if not found:
        offer_seeds(slide, recipe)
        return
    used = int(seeds.max())
    sentence = f"**{counted(found, 'seed')}**."
    if found > used:
        sentence = f"**{found} seeds found**, the largest {used} are used."
    if numbered < used:
        sentence += f" The largest show their number, as far as there is room: {numbered} of them."
    slide.notes.markdown(sentence)
    if used > MANY_SEEDS:
        slide.notes.info(
            "So many seeds cut the photo to shreds. "
            + (
                "Move the thresholds toward the ends, 0 and 255, to have fewer."
                if recipe.seeds == "spots"
                else "Raise the distance to have fewer."
            )
        )


def choose_among(kinds: tuple[str, ...], draw: Callable[..., str], label: str, **look: Any) -> str:
    """Draw which of some kinds of seeds the steps are about; return it.

    If the cutout grows from such, it grows from the same.
    """
    return choose_one(
        draw,
        label,
        {seeds: SEEDS[seeds] for seeds in kinds},
        default=seeds_among(kinds),
        required=True,
        # Drawn anew, it shows what was chosen elsewhere.
        persist_state=None,
        on_change=choose_seeds_among,
        args=(kinds, look["key"]),
        **look,
    )


def choose_flooded() -> str:
    """Draw which seeds the flood rises from; return it."""
    return choose_among(FLOODED, st.segmented_control, "Seeds", key="flooded")


def seed_recipe() -> Recipe:
    """Return the recipe that the steps are about, without strokes or picked groups."""
    return Recipe(
        method="watershed",
        seeds=seeds_among(FLOODED),
        dark=setting("dark"),
        light=setting("light"),
        peak_distance_working_px=int(setting("peak_distance")),
        sigma_working_px=setting("sigma"),
    )


def picked_recipe() -> Recipe:
    """Return the recipe that the steps are about, with the groups that are background."""
    return dataclasses.replace(seed_recipe(), background_groups=picked_groups())


def grown(slide: Slide, recipe: Recipe) -> Groups | None:
    """Return the groups that the seeds of a recipe grow to; None if there are no seeds."""
    if not find_seeds(recipe, slide.photo)[1]:
        return None
    with slide.stage, st.spinner("Flooding…"):
        return find_groups(recipe, slide.photo)


def offer_seeds(slide: Slide, recipe: Recipe) -> None:
    """Say that there are no seeds, and offer thresholds that give some."""
    if recipe.seeds == "peaks":
        slide.notes.info("This photo has no edges, so no place is far from them.")
        return
    slide.notes.info(
        f"There are no seeds: nothing is lighter than {recipe.light} or darker than {recipe.dark}.",
        icon=":material/search_off:",
    )
    suggested = suggest_thresholds(recipe, slide.photo)
    if suggested:
        dark, light = suggested
        slide.notes.button(
            f"Try {light} and {dark}",
            key="suggested",
            icon=":material/lightbulb:",
            on_click=use_thresholds,
            args=suggested,
        )
    else:
        slide.notes.markdown("It is all one gray; no threshold tells its parts apart.")


def counted(count: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{count} {noun}" + "s" * (count != 1)
