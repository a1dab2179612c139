"""The steps on the way to seeds, and the seeds that all further steps are about."""

import dataclasses

import streamlit as st

from page.computed import draw_markers, find_groups, suggest_thresholds, unpicked
from page.sidebar import KEPT, SEEDS, choose_dark, choose_light, choose_peak_distance
from page.state import forget_groups, use_thresholds
from page.steps.pictures import find_seeds, seeds_picture, spots_picture
from page.steps.slide import Slide, setting
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
    prepared = slide.prepared(recipe)
    seeds, found = find_seeds(slide.digest, recipe, prepared)
    slide.show(spots_picture(slide.digest, recipe, color, prepared, seeds), f"What is {side}")
    if found:
        slide.notes.markdown(
            f"**{counted(found, f'{kind} spot')}**, {(seeds > 0).mean():.1%} of the photo."
        )
        return
    slide.notes.info(f"Nothing in this photo is {side}.", icon=":material/search_off:")
    suggested = suggest_thresholds(slide.digest, prepared)
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
        seeds_kind = choose_kind()
        if seeds_kind == "spots":
            choose_light()
            choose_dark()
        else:
            choose_peak_distance()
    recipe = seed_recipe()
    prepared = slide.prepared(recipe)
    seeds, found = find_seeds(slide.digest, recipe, prepared)
    picture, numbered = seeds_picture(slide.digest, recipe, prepared, seeds)
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


def choose_kind() -> str:
    """Draw which seeds the steps are about; return it. If the cutout grows from such, the same."""
    if st.session_state.seeds in FLOODED:
        st.session_state.flooded = st.session_state.seeds
    return st.segmented_control(
        "Seeds",
        list(FLOODED),
        format_func=SEEDS.get,
        default="spots",
        required=True,
        key="flooded",
        on_change=change_kind,
        **KEPT,
    )


def change_kind() -> None:
    """Have the cutout follow if it grows from seeds of the other kind."""
    forget_groups()
    if st.session_state.seeds in FLOODED:
        st.session_state.seeds = st.session_state.flooded


def seed_recipe() -> Recipe:
    """Return the recipe that the steps are about, without strokes or picked groups."""
    seeds = st.session_state.seeds
    if seeds not in FLOODED:
        seeds = st.session_state.get("flooded", "spots")
    return Recipe(
        method="watershed",
        seeds=seeds,
        dark=setting("dark"),
        light=setting("light"),
        peak_distance_working_px=setting("peak_distance"),
        sigma_working_px=setting("sigma"),
    )


def picked_recipe() -> Recipe:
    """Return the recipe that the steps are about, with the groups that are background."""
    return dataclasses.replace(seed_recipe(), background_groups=st.session_state.background_groups)


def grown(slide: Slide, recipe: Recipe) -> Groups | None:
    """Return the groups that the seeds of a recipe grow to; None if there are no seeds."""
    prepared = slide.prepared(recipe)
    if not find_seeds(slide.digest, recipe, prepared)[1]:
        return None
    unmarked = draw_markers(slide.digest, Recipe(seeds=recipe.seeds), prepared)
    with slide.stage, st.spinner("Flooding…"):
        return find_groups(slide.digest, unpicked(recipe), prepared, unmarked)


def offer_seeds(slide: Slide, recipe: Recipe) -> None:
    """Say that there are no seeds, and offer thresholds that give some."""
    if recipe.seeds == "peaks":
        slide.notes.info("This photo has no edges, so no place is far from them.")
        return
    slide.notes.info(
        f"There are no seeds: nothing is lighter than {recipe.light} or darker than {recipe.dark}.",
        icon=":material/search_off:",
    )
    suggested = suggest_thresholds(slide.digest, slide.prepared(recipe))
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
