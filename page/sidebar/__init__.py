"""The settings: two controls, and the finer ones folded away below them.

`settings` draws all of them and says what they add up to, `growth` those of where the cutout grows
from, `plain` those of a plain background, `widgets` what both are made of.
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
from page.sidebar.settings import choose_settings

__all__ = [
    "SEEDS",
    "choose_dark",
    "choose_ground_kind",
    "choose_groups",
    "choose_light",
    "choose_peak_distance",
    "choose_salient",
    "choose_see_through",
    "choose_settings",
    "choose_sigma",
    "choose_tolerance",
    "pick_groups",
]
