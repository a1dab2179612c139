"""What a file holds, taken apart: the picture itself, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .colors import Encoding
from .directory import Directory

# Whatever the channels, at the most.
PIXEL_BYTES = 4


@dataclass(frozen=True)
class Said:
    """What a file says of its picture, as far as it can be read; nothing of it is needed.

    Attributes
    ----------
    exif : Directory, or None
        What a camera or an editor wrote.
    profile : bytes
        ICC profile; empty if there is none.
    encoding : Encoding, or None
        What the numbers mean, where the format itself says so.
    dpi : (float, float), or None
        Pixels per inch along the rows and along the columns.
    """

    exif: Directory | None = None
    profile: bytes = b""
    encoding: Encoding | None = None
    dpi: tuple[float, float] | None = None


@dataclass(frozen=True)
class Contents:
    """A picture file without all that its decoder doesn't need.

    Attributes
    ----------
    data : bytes
        A file of the same format with the picture alone.
    said : Said
        What the file said beside it.
    is_cut_off : bool
        Whether the end of the file is missing.
    is_reducible : bool
        Whether its decoder can give the picture at reduced size without holding all of it.
    held_bytes_per_pixel : float
        What its decoder holds at once for each pixel, the picture included.
    """

    data: bytes
    said: Said = field(default_factory=Said)
    is_cut_off: bool = False
    is_reducible: bool = False
    held_bytes_per_pixel: float = PIXEL_BYTES
