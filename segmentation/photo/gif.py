"""GIF files: the first picture, without what is said beside it."""

from __future__ import annotations

from .container import Contents
from .errors import DAMAGED, TOO_COSTLY, ImageError

HEADER_BYTES = 13
EXTENSION, PICTURE = 0x21, 0x2C
PICTURE_BYTES = 10
# It tells which color is transparent.
GRAPHIC_CONTROL = 0xF9
# Some 1 s of time to walk through.
MAX_BLOCKS = 500_000


def take_apart(data: bytes) -> Contents:
    """Return the first picture of a GIF file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    contents : Contents
        The file without comments and other extensions before its first picture, and without
        what comes after it.

    Raises
    ------
    ImageError
        If there is no picture, or too much before it.
    """
    if len(data) <= HEADER_BYTES:
        raise ImageError(DAMAGED)
    at = HEADER_BYTES + _palette_bytes(data[10:11])
    kept, room = [data[:at]], MAX_BLOCKS
    while data[at : at + 1] == bytes([EXTENSION]):
        start = at
        at, room = _skip_blocks(data, at + 2, room)
        if data[start + 1 : start + 2] == bytes([GRAPHIC_CONTROL]):
            kept[1:] = [data[start:at]]
    if data[at : at + 1] != bytes([PICTURE]):
        raise ImageError(DAMAGED)
    start = at
    # Its place, its colors if it has its own, and the size of its codes.
    at += PICTURE_BYTES + _palette_bytes(data[start + 9 : start + 10]) + 1
    at, _ = _skip_blocks(data, at, room)
    return Contents(b"".join([*kept, memoryview(data)[start:at]]))


def _skip_blocks(data: bytes, at: int, room: int) -> tuple[int, int]:
    """Return where a row of blocks ends, and how many more may follow."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
        room -= 1
        if room < 0:
            raise ImageError(TOO_COSTLY)
    return at + 1, room - 1


def _palette_bytes(flags: bytes) -> int:
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0
