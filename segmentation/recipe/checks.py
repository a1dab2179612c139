"""Checks of what a user decided; the errors name the argument, what it must be and what it is."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

Number = TypeVar("Number", int, float)


class InputError(ValueError):
    """What somebody asked for can't be done; the message says what is wrong with it."""


DIGEST = re.compile(r"[0-9a-f]{64}")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def check_choice(name: str, value: Any, choices: tuple[str, ...]) -> None:
    """Raise ValueError unless the value is one of the choices."""
    if not isinstance(value, str) or value not in choices:
        raise InputError(f"{name} must be one of {', '.join(choices)}, got {short(value)}")


def check_type(name: str, value: Any, expected: type) -> None:
    """Raise ValueError unless the value is of the type."""
    # bool is a subclass of int, but True is no length.
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise InputError(f"{name} must be of type {expected.__name__}, got {short(value)}")


def check_range(name: str, value: Any, low: float, high: float) -> None:
    """Raise ValueError unless the value is a number of the range, ends included."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:
        raise InputError(f"{name} must be a number from {low:g} to {high:g}, got {short(value)}")


def check_whole(name: str, value: Any, low: int, high: int) -> None:
    """Raise ValueError unless the value is a whole number of the range, ends included."""
    check_type(name, value, int)
    check_range(name, value, low, high)


def check_count(name: str, values: tuple[Any, ...], most: int) -> None:
    """Raise ValueError if there are too many values."""
    if len(values) > most:
        raise InputError(f"{name} must be {most} at the most, got {len(values)}")


def check_color(name: str, value: Any) -> None:
    """Raise ValueError unless the value is a color as #rrggbb."""
    if not isinstance(value, str) or not COLOR.fullmatch(value):
        raise InputError(f"{name} must be a color like '#1a2b3c', got {short(value)}")


def check_digest(name: str, value: Any) -> None:
    """Raise InputError unless the value is a SHA-256."""
    if not isinstance(value, str) or not DIGEST.fullmatch(value):
        raise InputError(f"{name} must be 64 hexadecimal digits in lower case, got {short(value)}")


def check_names(name: str, fields: Mapping[str, Any], known: Collection[str]) -> None:
    """Raise ValueError unless all fields are known."""
    unknown = sorted(set(fields).difference(known))
    if unknown:
        raise InputError(f"{name} must have no other fields than {sorted(known)}, got {unknown}")


def check_needed(name: str, fields: Mapping[str, Any], needed: Collection[str]) -> None:
    """Raise ValueError unless all needed fields are there."""
    for field in needed:
        if field not in fields:
            raise InputError(f"{name} must have a {field}, got none")


def read_object(name: str, value: Any) -> dict[str, Any]:
    """Return the fields of a JSON object, or raise ValueError."""
    if not isinstance(value, dict):
        raise InputError(f"{name} must be a JSON object, got {short(value)}")
    return dict(value)


def read_list(name: str, value: Any) -> tuple[Any, ...]:
    """Return the items of a JSON list, or raise ValueError."""
    if not isinstance(value, list):
        raise InputError(f"{name} must be a list, got {short(value)}")
    return tuple(value)


def field_names(cls: type) -> list[str]:
    """Return the names of a dataclass' fields."""
    return [field.name for field in dataclasses.fields(cls)]


def clamped(value: Number, low: Number, high: Number) -> Number:
    """Return the value, or the end of the range that it lies beyond."""
    return min(max(value, low), high)


def short(value: Any) -> str:
    """Return what a value looks like, in 80 characters at the most."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
