"""What a user decided: labels, strokes and the recipe, in JSON and out of it."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION = 1
METHODS = ("graph_cut", "watershed")
SEED_SOURCES = ("strokes", "spots", "peaks")

# Far beyond what a hand draws; they keep a hostile file from using up memory.
MAX_STROKES = 10_000
MAX_POINTS = 10_000
MAX_COORDINATE = 1e6
MAX_SIGMA = 100.0


class Label(enum.IntEnum):
    """The side of the cut that a marked pixel belongs to; NONE erases marks."""

    NONE = 0
    BACKGROUND = 1
    FOREGROUND = 2


@dataclass(frozen=True)
class Stroke:
    """A gesture of the user on the photo.

    Parameters
    ----------
    label : Label
        The side that the marked pixels belong to.
    points : tuple of (row, col)
        Corners of the path in pixels of the photo at full resolution; the center of the
        upper left pixel is (0, 0). A single point is a dot.
    radius_px : float
        Half the width of the path, in pixels of the photo.
    filled : bool
        Whether the area that the closed path encloses is marked as well.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    label: Label
    points: tuple[tuple[float, float], ...]
    radius_px: float
    filled: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.label, Label):
            raise ValueError(f"label must be a Label, got {self.label!r}")
        if not isinstance(self.points, tuple) or not 1 <= len(self.points) <= MAX_POINTS:
            raise ValueError(
                f"points must be a tuple of 1 to {MAX_POINTS} (row, col) pairs, "
                f"got {_short(self.points)}"
            )
        for point in self.points:
            if not isinstance(point, tuple) or len(point) != 2:
                raise ValueError(f"points must be (row, col) pairs, got {_short(point)}")
            for coordinate in point:
                _check_range("points", coordinate, -MAX_COORDINATE, MAX_COORDINATE)
        _check_range("radius_px", self.radius_px, 0, MAX_COORDINATE)
        _check_type("filled", self.filled, bool)


@dataclass(frozen=True)
class Recipe:
    """Everything that is needed to reproduce a cutout from the photo.

    Parameters
    ----------
    method : {'graph_cut', 'watershed'}
        The engine that answers strokes: by edges and colors, or by edges alone.
    seeds : {'strokes', 'spots', 'peaks'}
        Where the seeds come from: the strokes alone, very dark and very light spots of the
        photo, or the places farthest from any edge. Strokes join automatic seeds, which always
        grow by the watershed.
    dark, light : float
        A spot is a pixel whose gray value on the scale from 0 to 255 is less than `dark` or
        greater than `light`.
    peak_distance_px : int
        Peaks are at least this far apart, in pixels of the working image.
    sigma : float
        Standard deviation of the Gaussian blur of the watershed's edges, in pixels of the
        working image.
    background_groups : tuple of int
        The groups, by the number of their seed, that automatic seeds leave to the background.
        Empty stands for the largest group.
    strokes : tuple of Stroke
        The strokes, oldest first.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    method: str = "graph_cut"
    seeds: str = "strokes"
    dark: float = 3
    light: float = 245
    peak_distance_px: int = 20
    sigma: float = 2.0
    background_groups: tuple[int, ...] = ()
    strokes: tuple[Stroke, ...] = ()

    def __post_init__(self) -> None:
        _check_choice("method", self.method, METHODS)
        _check_choice("seeds", self.seeds, SEED_SOURCES)
        _check_range("dark", self.dark, 0, 255)
        _check_range("light", self.light, 0, 255)
        _check_type("peak_distance_px", self.peak_distance_px, int)
        _check_range("peak_distance_px", self.peak_distance_px, 1, 10_000)
        _check_range("sigma", self.sigma, 0, MAX_SIGMA)
        _check_type("background_groups", self.background_groups, tuple)
        for group in self.background_groups:
            if not isinstance(group, int) or isinstance(group, bool) or group < 1:
                raise ValueError(
                    f"background_groups must be whole numbers from 1 on, got {_short(group)}"
                )
        _check_type("strokes", self.strokes, tuple)
        if len(self.strokes) > MAX_STROKES:
            raise ValueError(
                f"strokes must be {MAX_STROKES} strokes at the most, got {len(self.strokes)}"
            )
        for stroke in self.strokes:
            _check_type("strokes", stroke, Stroke)

    @property
    def floods(self) -> bool:
        """Whether the watershed does the work: it is the method, or the seeds are automatic."""
        return self.method == "watershed" or self.seeds != "strokes"

    def to_json(self) -> str:
        """Return the recipe as a JSON text that `from_json` reads back.

        Returns
        -------
        text : str
            A JSON object with the version of the layout and every field of the recipe.
        """
        fields = _shallow_dict(self)
        fields["strokes"] = [
            {**_shallow_dict(stroke), "label": stroke.label.name.lower()} for stroke in self.strokes
        ]
        return json.dumps({"version": VERSION, **fields})

    @classmethod
    def from_json(cls, text: str | bytes) -> Recipe:
        """Return the recipe that a JSON text describes.

        Parameters
        ----------
        text : str or bytes
            A JSON object with a version number; fields left out keep their defaults.

        Returns
        -------
        recipe : Recipe
            Equal to the recipe whose `to_json` gave the text.

        Raises
        ------
        ValueError
            If the text is no JSON object, its version is not known, a field has an unknown
            name, or a value is of the wrong type, out of range or too long.
        """
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(
                f"recipe must be a JSON object, got text that is not: {error}"
            ) from None
        fields = _read_object("recipe", document)
        version = fields.pop("version", None)
        if type(version) is not int or version != VERSION:
            raise ValueError(f"version must be {VERSION}, got {_short(version)}")
        _check_names("recipe", fields, cls)
        if "background_groups" in fields:
            fields["background_groups"] = _read_list("background_groups", fields)
        if "strokes" in fields:
            strokes = _read_list("strokes", fields)
            fields["strokes"] = tuple(_read_stroke(i, stroke) for i, stroke in enumerate(strokes))
        return cls(**fields)


def _shallow_dict(instance: Any) -> dict[str, Any]:
    # dataclasses.asdict copies every point of every stroke, one by one.
    return {field.name: getattr(instance, field.name) for field in dataclasses.fields(instance)}


def _read_stroke(index: int, value: Any) -> Stroke:
    name = f"strokes[{index}]"
    fields = _read_object(name, value)
    _check_names(name, fields, Stroke)
    for required in ("label", "points", "radius_px"):
        if required not in fields:
            raise ValueError(f"{name} must have a {required}, got none")
    labels = {label.name.lower(): label for label in Label}
    if not isinstance(fields["label"], str) or fields["label"] not in labels:
        raise ValueError(
            f"{name}.label must be one of {', '.join(labels)}, got {_short(fields['label'])}"
        )
    fields["label"] = labels[fields["label"]]
    fields["points"] = tuple(
        tuple(point) if isinstance(point, list) else point
        for point in _read_list("points", fields, of=f"{name}.")
    )
    try:
        return Stroke(**fields)
    except ValueError as error:
        raise ValueError(f"{name}.{error}") from None


def _read_object(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be a JSON object, got {_short(value)}")
    return dict(value)


def _read_list(name: str, fields: Mapping[str, Any], *, of: str = "") -> tuple[Any, ...]:
    if not isinstance(fields[name], list):
        raise ValueError(f"{of}{name} must be a list, got {_short(fields[name])}")
    return tuple(fields[name])


def _check_names(name: str, fields: Mapping[str, Any], cls: type) -> None:
    known = {field.name for field in dataclasses.fields(cls)}
    unknown = sorted(set(fields) - known)
    if unknown:
        raise ValueError(f"{name} must have no other fields than {sorted(known)}, got {unknown}")


def _check_choice(name: str, value: Any, choices: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {_short(value)}")


def _check_type(name: str, value: Any, expected: type) -> None:
    # bool is a subclass of int, but True is no length.
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise ValueError(f"{name} must be of type {expected.__name__}, got {_short(value)}")


def _check_range(name: str, value: Any, low: float, high: float) -> None:
    if not _is_number(value) or not low <= value <= high:
        raise ValueError(f"{name} must be a number from {low:g} to {high:g}, got {_short(value)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
