"""What a user decided: labels, strokes and the recipe, in JSON and out of it."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .checks import check_choice, check_names, check_range, check_type, check_whole, short
from .finish import Backdrop, Edge, File, Shadow

VERSION = 1
METHODS = ("graph_cut", "watershed")
SEED_SOURCES = ("strokes", "spots", "peaks")
# Fields of a recipe that have fields of their own.
FINISH = {"edge": Edge, "backdrop": Backdrop, "shadow": Shadow, "file": File}

# Far beyond what a hand draws; they keep a hostile file from using up memory.
MAX_STROKES = 10_000
MAX_POINTS = 10_000
MAX_COORDINATE = 1e6
MAX_SIGMA = 100.0
MAX_MARGIN_PX = 10_000


class Label(enum.IntEnum):
    """What a mark says of a pixel: the side of the cut it belongs to, or that it is open."""

    # Erases the marks below.
    NONE = 0
    BACKGROUND = 1
    FOREGROUND = 2
    # Hair, fur, glass: foreground and background in one pixel. To the cut it is unmarked.
    FUZZY = 3


SIDES = (Label.BACKGROUND, Label.FOREGROUND)


@dataclass(frozen=True)
class Stroke:
    """A gesture of the user on the photo.

    Parameters
    ----------
    label : Label
        The side that the marked pixels belong to, or that they are of both.
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
                f"got {short(self.points)}"
            )
        for point in self.points:
            if not isinstance(point, tuple) or len(point) != 2:
                raise ValueError(f"points must be (row, col) pairs, got {short(point)}")
            for coordinate in point:
                check_range("points", coordinate, -MAX_COORDINATE, MAX_COORDINATE)
        check_range("radius_px", self.radius_px, 0, MAX_COORDINATE)
        check_type("filled", self.filled, bool)


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
    edge : Edge
        How the outline is treated.
    backdrop : Backdrop
        What lies behind the cutout.
    shadow : Shadow, or None
        The shadow that the cutout drops.
    margin_px : int, or None
        Room around the cutout when the picture is cropped to it, in pixels of the photo; None
        keeps the photo's frame.
    file : File
        How the cutout is written.

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
    edge: Edge = field(default_factory=Edge)
    backdrop: Backdrop = field(default_factory=Backdrop)
    shadow: Shadow | None = None
    margin_px: int | None = None
    file: File = field(default_factory=File)

    def __post_init__(self) -> None:
        check_choice("method", self.method, METHODS)
        check_choice("seeds", self.seeds, SEED_SOURCES)
        check_range("dark", self.dark, 0, 255)
        check_range("light", self.light, 0, 255)
        check_whole("peak_distance_px", self.peak_distance_px, 1, 10_000)
        check_range("sigma", self.sigma, 0, MAX_SIGMA)
        check_type("background_groups", self.background_groups, tuple)
        for group in self.background_groups:
            if not isinstance(group, int) or isinstance(group, bool) or group < 1:
                raise ValueError(
                    f"background_groups must be whole numbers from 1 on, got {short(group)}"
                )
        check_type("strokes", self.strokes, tuple)
        if len(self.strokes) > MAX_STROKES:
            raise ValueError(
                f"strokes must be {MAX_STROKES} strokes at the most, got {len(self.strokes)}"
            )
        for stroke in self.strokes:
            check_type("strokes", stroke, Stroke)
        for name, cls in FINISH.items():
            if name != "shadow" or self.shadow is not None:
                check_type(name, getattr(self, name), cls)
        if self.margin_px is not None:
            check_whole("margin_px", self.margin_px, 0, MAX_MARGIN_PX)

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
        for name in FINISH:
            fields[name] = fields[name] and _shallow_dict(fields[name])
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
            raise ValueError(f"version must be {VERSION}, got {short(version)}")
        check_names("recipe", fields, _names(cls))
        if "background_groups" in fields:
            fields["background_groups"] = _read_list("background_groups", fields)
        if "strokes" in fields:
            strokes = _read_list("strokes", fields)
            fields["strokes"] = tuple(_read_stroke(i, stroke) for i, stroke in enumerate(strokes))
        for name, part in FINISH.items():
            if fields.get(name) is not None:
                fields[name] = _read_part(name, fields[name], part)
        return cls(**fields)


def _read_part(name: str, value: Any, cls: type) -> Any:
    fields = _read_object(name, value)
    check_names(name, fields, _names(cls))
    try:
        return cls(**fields)
    except ValueError as error:
        raise ValueError(f"{name}.{error}") from None


def _names(cls: type) -> list[str]:
    return [known.name for known in dataclasses.fields(cls)]


def _shallow_dict(instance: Any) -> dict[str, Any]:
    # dataclasses.asdict copies every point of every stroke, one by one.
    return {name: getattr(instance, name) for name in _names(type(instance))}


def _read_stroke(index: int, value: Any) -> Stroke:
    name = f"strokes[{index}]"
    fields = _read_object(name, value)
    check_names(name, fields, _names(Stroke))
    for required in ("label", "points", "radius_px"):
        if required not in fields:
            raise ValueError(f"{name} must have a {required}, got none")
    labels = {label.name.lower(): label for label in Label}
    if not isinstance(fields["label"], str) or fields["label"] not in labels:
        raise ValueError(
            f"{name}.label must be one of {', '.join(labels)}, got {short(fields['label'])}"
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
        raise ValueError(f"{name} must be a JSON object, got {short(value)}")
    return dict(value)


def _read_list(name: str, fields: Mapping[str, Any], *, of: str = "") -> tuple[Any, ...]:
    if not isinstance(fields[name], list):
        raise ValueError(f"{of}{name} must be a list, got {short(fields[name])}")
    return tuple(fields[name])
