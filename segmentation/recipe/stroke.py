"""What a gesture of the user says of the photo's pixels, and how it is read from JSON."""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass
from math import sqrt
from typing import Any

from .checks import (
    InputError,
    check_names,
    check_needed,
    check_range,
    check_type,
    clamped,
    field_names,
    read_list,
    read_object,
    short,
)

# Far beyond what a hand draws; they keep a hostile file from using up memory.
MAX_POINTS = 10_000
MAX_COORDINATE = 1e6


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
    radius_px : float, or tuple of float
        Half the width of the path, in pixels of the photo: everywhere, or at each of its points,
        as where a pen was pressed more or less.
    filled : bool
        Whether the area that the closed path encloses is marked as well.
    exact : bool
        Whether the stroke says of the pixels that it covers what they are, and nothing of any
        other.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.

    Examples
    --------
    >>> from segmentation import Label, Stroke
    >>> dot = Stroke(Label.FOREGROUND, points=((12, 30),), radius_px=4)
    >>> twice = dot.stretched(2, 2)
    >>> twice.points, twice.radius_px
    (((24.5, 60.5),), 8.0)
    """

    label: Label
    points: tuple[tuple[float, float], ...]
    radius_px: float | tuple[float, ...]
    filled: bool = False
    exact: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.label, Label):
            raise InputError(f"label must be a Label, got {self.label!r}")
        if not isinstance(self.points, tuple) or not 1 <= len(self.points) <= MAX_POINTS:
            raise InputError(
                f"points must be a tuple of 1 to {MAX_POINTS} (row, col) pairs, "
                f"got {short(self.points)}"
            )
        for point in self.points:
            check_point("points", point)
        if isinstance(self.radius_px, tuple) and len(self.radius_px) != len(self.points):
            raise InputError(
                f"radius_px must be one number or {len(self.points)}, as many as there are points, "
                f"got {len(self.radius_px)}"
            )
        for radius_px in self.radii_px:
            check_range("radius_px", radius_px, 0, MAX_COORDINATE)
        check_type("filled", self.filled, bool)
        check_type("exact", self.exact, bool)

    @property
    def radii_px(self) -> tuple[float, ...]:
        """Half the width of the path, in pixels of the photo: one number, or one for each point."""
        return self.radius_px if isinstance(self.radius_px, tuple) else (self.radius_px,)

    def stretched(self, rows_factor: float, cols_factor: float) -> Stroke:
        """Return the stroke on a photo of another shape.

        Parameters
        ----------
        rows_factor, cols_factor : float
            Rows and columns of the other photo, per row and column of this one.

        Returns
        -------
        stroke : Stroke
            Points at the same place of the picture, and the radius by the geometric mean of
            the factors; both within what a stroke allows.
        """
        points = tuple(stretched_point(point, rows_factor, cols_factor) for point in self.points)
        factor = sqrt(rows_factor * cols_factor)
        radii_px = tuple(clamped(each * factor, 0, MAX_COORDINATE) for each in self.radii_px)
        radius_px = radii_px if isinstance(self.radius_px, tuple) else radii_px[0]
        return dataclasses.replace(self, points=points, radius_px=radius_px)


def check_point(name: str, value: Any) -> None:
    """Raise InputError unless the value is a (row, col) pair."""
    if not isinstance(value, tuple) or len(value) != 2:
        raise InputError(f"{name} must be (row, col) pairs, got {short(value)}")
    for coordinate in value:
        check_range(name, coordinate, -MAX_COORDINATE, MAX_COORDINATE)


def stretched_point(
    point: tuple[float, float], rows_factor: float, cols_factor: float
) -> tuple[float, float]:
    """Return where a point lies on a photo of another shape."""
    row, col = point
    return stretched_coordinate(row, rows_factor), stretched_coordinate(col, cols_factor)


def stretched_coordinate(coordinate: float, factor: float) -> float:
    """Return where a coordinate, counted from the center of pixel 0, comes to lie."""
    # (coordinate + 0.5) * factor - 0.5, written so that a factor of 1 changes no bit.
    stretched = coordinate * factor + (factor - 1) / 2
    return clamped(stretched, -MAX_COORDINATE, MAX_COORDINATE)


def read_stroke(name: str, value: Any) -> Stroke:
    """Return the stroke that a value out of a JSON text describes.

    Parameters
    ----------
    name : str
        What errors call it.
    value : object
        The value.

    Returns
    -------
    stroke : Stroke
        The stroke.

    Raises
    ------
    ValueError
        If the value is no object, a field is missing or has an unknown name, or a value is of
        the wrong type or out of range.
    """
    fields = read_object(name, value)
    check_names(name, fields, field_names(Stroke))
    check_needed(name, fields, ("label", "points", "radius_px"))
    labels = {label.name.lower(): label for label in Label}
    if not isinstance(fields["label"], str) or fields["label"] not in labels:
        raise InputError(
            f"{name}.label must be one of {', '.join(labels)}, got {short(fields['label'])}"
        )
    fields["label"] = labels[fields["label"]]
    fields["points"] = tuple(
        tuple(point) if isinstance(point, list) else point
        for point in read_list(f"{name}.points", fields["points"])
    )
    if isinstance(fields["radius_px"], list):
        fields["radius_px"] = tuple(fields["radius_px"])
    try:
        return Stroke(**fields)
    except ValueError as error:
        raise InputError(f"{name}.{error}") from None
