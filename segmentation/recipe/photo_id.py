"""What tells the photo that a recipe was made for from all others."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import InputError, check_digest, check_whole, short

MAX_SIDE_PX = 1_000_000


@dataclass(frozen=True)
class PhotoId:
    """What tells the photo that a recipe was made for from others.

    Parameters
    ----------
    digest : str
        SHA-256 of the photo's file, as 64 hexadecimal digits in lower case.
    shape : tuple of (rows, cols)
        Shape of the photo at full resolution.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    digest: str
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        check_digest("digest", self.digest)
        if not isinstance(self.shape, tuple) or len(self.shape) != 2:
            raise InputError(f"shape must be a tuple of (rows, cols), got {short(self.shape)}")
        for side in self.shape:
            check_whole("shape", side, 1, MAX_SIDE_PX)
