"""The keeper: lets photos in by paste and drop, and has the browser keep the last ones."""

from page.components.keeper.keeper import keep_recipe, show_keeper

__all__ = ["keep_recipe", "show_keeper"]
