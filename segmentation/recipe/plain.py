"""How a drawing or a product is taken off a plain ground."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import InputError, check_choice, check_color, check_range, check_type, short

PLAIN_KINDS = ("auto", "flat", "gradient", "uneven")
MAX_GROUNDS = 8
MAX_TOLERANCE = 100.0


@dataclass(frozen=True)
class Plain:
    """How a drawing or a product is taken off a plain ground.

    Parameters
    ----------
    kind : {'auto', 'flat', 'gradient', 'uneven'}
        Whether the ground has one color, changes smoothly, or is lit unevenly; as little as
        explains the picture by default.
    colors : tuple of str
        Colors of the ground, as #rrggbb; found by themselves if there are none. The first one
        stands for wherever the light makes it lighter or darker, the others are flat.
    tolerance : float
        How far a pixel may be from the ground, beyond the ground's noise, and still belong to it:
        from 0 to 100 levels.
    see_through : bool
        Whether everything is as transparent as its color allows, as glass and smoke are; else
        only edges are.
    keep_shadow : bool
        Whether a soft shadow on the ground stays, as black that is half transparent.
    connected : bool
        Whether a mark counts for its color only where that hangs together with the mark; else
        wherever the color is.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    kind: str = "auto"
    colors: tuple[str, ...] = ()
    tolerance: float = 4.0
    see_through: bool = False
    keep_shadow: bool = False
    connected: bool = False

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, PLAIN_KINDS)
        check_type("colors", self.colors, tuple)
        if len(self.colors) > MAX_GROUNDS:
            raise InputError(
                f"colors must be {MAX_GROUNDS} colors at the most, got {short(self.colors)}"
            )
        for color in self.colors:
            check_color("colors", color)
        check_range("tolerance", self.tolerance, 0, MAX_TOLERANCE)
        for name in ("see_through", "keep_shadow", "connected"):
            check_type(name, getattr(self, name), bool)
