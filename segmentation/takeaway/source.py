"""What a user decided, as Python source code."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..recipe import Label, PhotoId, Recipe, Stroke


def recipe_source(recipe: Recipe) -> str:
    """Return Python code that makes a recipe from the names of this package.

    Parameters
    ----------
    recipe : Recipe
        The recipe.

    Returns
    -------
    source : str
        Lines that bind `recipe`; a stroke takes one line, and settings that are as they are by
        default take none.
    """
    strokes = "".join(f"    {_stroke(stroke)},\n" for stroke in recipe.strokes)
    settings = _changed(dataclasses.replace(recipe, strokes=()))
    arguments = "".join(f"    {name}={python(value)},\n" for name, value in settings.items())
    return f"strokes = (\n{strokes})\nrecipe = Recipe(\n{arguments}    strokes=strokes,\n)"


def python(value: Any) -> str:
    """Return Python code for a value out of a recipe, for a text, or for what tells a photo.

    Parameters
    ----------
    value : str, bool, int, float, tuple, PhotoId, a part of a recipe, or None
        The value.

    Returns
    -------
    source : str
        An expression that is equal to the value. Whatever a text holds, it stays within its
        quotes.
    """
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, PhotoId):
        arguments = f"{_quoted(value.digest)}, {python(value.shape)}"
        return f"segmentation.PhotoId(\n    {arguments}\n)"
    if _is_part(value):
        fields = (f"{name}={python(field)}" for name, field in _changed(value).items())
        return f"{type(value).__name__}({', '.join(fields)})"
    if isinstance(value, tuple):
        items = ", ".join(map(python, value))
        return f"({items},)" if len(value) == 1 else f"({items})"
    if value is None or isinstance(value, bool):
        return repr(value)
    # Numbers of NumPy are numbers, but don't look like it.
    return repr(int(value)) if value == int(value) else repr(float(value))


def _stroke(stroke: Stroke) -> str:
    options = "".join(f", {name}=True" for name in ("filled", "exact") if getattr(stroke, name))
    points, radius_px = python(stroke.points), python(stroke.radius_px)
    return f"Stroke(Label.{Label(stroke.label).name}, {points}, radius_px={radius_px}{options})"


def _changed(instance: Any) -> dict[str, Any]:
    """Return the fields of a dataclass that are not what they are by default."""
    usual = type(instance)()
    names = (field.name for field in dataclasses.fields(instance))
    fields = {name: getattr(instance, name) for name in names}
    return {name: value for name, value in fields.items() if value != getattr(usual, name)}


def _is_part(value: Any) -> bool:
    return dataclasses.is_dataclass(value)


def _quoted(text: str) -> str:
    """Return a Python string, in double quotes unless the text has some."""
    literal = repr(text)
    return literal if literal[0] == '"' or '"' in literal else f'"{literal[1:-1]}"'
