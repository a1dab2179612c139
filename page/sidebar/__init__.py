"""The settings: two controls, and the finer ones folded away below them.

`settings` draws all of them and says what they add up to, `growth` those of where the cutout grows
from, `plain` those of a plain background, `framing` those of the picture's shape and size,
`widgets` what they are made of; `changes` takes settings back, and `recipe_file` opens what sets
them all.
"""

from page.sidebar.growth import (
    SEEDS,
    choose_dark,
    choose_groups,
    choose_light,
    choose_peak_distance,
    choose_salient,
    choose_sigma,
    pick_groups,
)
from page.sidebar.plain import choose_ground_kind, choose_see_through, choose_tolerance
from page.sidebar.recipe_file import ask_about_recipe, choose_recipe, offer_saving
from page.sidebar.settings import choose_settings

__all__ = [
    "SEEDS",
    "ask_about_recipe",
    "choose_dark",
    "choose_ground_kind",
    "choose_groups",
    "choose_light",
    "choose_peak_distance",
    "choose_recipe",
    "choose_salient",
    "choose_see_through",
    "choose_settings",
    "choose_sigma",
    "choose_tolerance",
    "offer_saving",
    "pick_groups",
]
