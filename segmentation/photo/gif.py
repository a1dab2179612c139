"""GIF files: the first picture, without what is said beside it."""

from __future__ import annotations

from .container import Contents
from .errors import DAMAGED, TOO_COSTLY, ImageError

HEADER_BYTES = 13
EXTENSION, PICTURE = 0x21, 0x2C
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
        The file without comments and other extensions before its first picture.

    Raises
    ------
    ImageError
        If there is no picture, or too much before it.
    """
    if len(data) <= HEADER_BYTES:
        raise ImageError(DAMAGED)
    at = HEADER_BYTES
    if data[10] & 0x80:
        at += 3 << (data[10] & 7) + 1
    kept, blocks = [data[:at]], 0
    while data[at : at + 1] == bytes([EXTENSION]):
        start, at = at, at + 2
        while at < len(data) and data[at]:
            at += 1 + data[at]
            blocks += 1
        at += 1
        blocks += 1
        if blocks > MAX_BLOCKS:
            raise ImageError(TOO_COSTLY)
        if data[start + 1 : start + 2] == bytes([GRAPHIC_CONTROL]):
            kept[1:] = [data[start:at]]
    if data[at : at + 1] != bytes([PICTURE]):
        raise ImageError(DAMAGED)
    return Contents(b"".join([*kept, memoryview(data)[at:]]))
