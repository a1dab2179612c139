"""The settings: three controls, and the finer ones folded away below them.

`settings` draws all of them and says what they add up to, `growth` those of where the cutout grows
from, `widgets` what both are made of; `recipe_file` opens what sets them all.
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
from page.sidebar.recipe_file import ask_about_recipe, choose_recipe
from page.sidebar.settings import choose_photo_behind, choose_settings

__all__ = [
    "SEEDS",
    "ask_about_recipe",
    "choose_dark",
    "choose_groups",
    "choose_light",
    "choose_peak_distance",
    "choose_photo_behind",
    "choose_recipe",
    "choose_salient",
    "choose_settings",
    "choose_sigma",
    "pick_groups",
]
