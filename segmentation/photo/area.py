"""A part of a picture, whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from .tiling import Box

# In pixels.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Area:
    """A part of a picture, as shares of its height and width.

    Parameters
    ----------
    top, left, bottom, right : float
        From 0 to 1; what is beyond is cut off.

    Raises
    ------
    ValueError
        If nothing of the picture is in it.
    """

    top: float = 0.0
    left: float = 0.0
    bottom: float = 1.0
    right: float = 1.0

    def __post_init__(self) -> None:
        for name in ("top", "left", "bottom", "right"):
            object.__setattr__(self, name, min(max(float(getattr(self, name)), 0.0), 1.0))
        if not (self.top < self.bottom and self.left < self.right):
            raise ValueError(f"an area must have a height and a width, got {self}")

    @classmethod
    def of_box(cls, box: Box, shape: tuple[int, int]) -> Area:
        """Return the area that rows and columns of a picture of some shape are."""
        (top, bottom), (left, right) = (
            (side.start / size, side.stop / size) for side, size in zip(box, shape[:2], strict=True)
        )
        return cls(top, left, bottom, right)

    def box(self, shape: tuple[int, int]) -> Box:
        """Return the rows and columns of a picture of some shape that the area touches."""
        rows, cols = shape[:2]
        return (
            slice(floor(self.top * rows + ROUNDING), ceil(self.bottom * rows - ROUNDING)),
            slice(floor(self.left * cols + ROUNDING), ceil(self.right * cols - ROUNDING)),
        )

    def whole_px(self, size_px: tuple[int, int]) -> float:
        """Return how long a picture is of which this area has so many rows and columns."""
        return max(size_px[0] / (self.bottom - self.top), size_px[1] / (self.right - self.left))
