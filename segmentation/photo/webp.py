"""WebP files: the first picture, without the others of an animation."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .container import Contents
from .errors import TOO_COSTLY, ImageError

HEADER_BYTES = 12
FRAME = b"ANMF"
# More than any animation has.
MAX_CHUNKS = 100_000
# The decoder keeps two frames, and hands a third one over.
HELD_BYTES_PER_PIXEL = 12


def take_apart(data: bytes) -> Contents:
    """Return the first picture of a WebP file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    contents : Contents
        The file without later frames. What is said beside the picture is left to the decoder.

    Raises
    ------
    ImageError
        If it has too many chunks.
    """
    chunks = list(_chunks(data))
    frames = [chunk for name, chunk in chunks if name == FRAME]
    if len(frames) < 2:
        return Contents(data, held_bytes_per_pixel=HELD_BYTES_PER_PIXEL)
    body = b"".join(chunk for name, chunk in chunks if name != FRAME or chunk is frames[0])
    plain = b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body
    return Contents(plain, held_bytes_per_pixel=HELD_BYTES_PER_PIXEL)


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    view, at = memoryview(data), HEADER_BYTES
    for _ in range(MAX_CHUNKS):
        if at + 8 > len(data):
            return
        (length,) = struct.unpack_from("<I", data, at + 4)
        stop = at + 8 + length + length % 2
        yield data[at : at + 4], view[at:stop]
        at = stop
    raise ImageError(TOO_COSTLY)
