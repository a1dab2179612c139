"""JPEG files: segments that make up the picture, and segments that say what it means."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from .container import PIXEL_BYTES, Contents, Said
from .errors import DAMAGED, TOO_COSTLY, ImageError
from .metadata import CM_PER_INCH, PREFIX, open_exif

SIGNATURE = b"\xff\xd8\xff"
END = b"\xff\xd9"
START_OF_SCAN = 0xDA
# Frames whose numbers come block by block, if one scan has all channels.
SEQUENTIAL = (0xC0, 0xC1, 0xC9)
# A scan of these takes much time even where its numbers are missing.
ARITHMETIC = (0xC9, 0xCA)
FRAMES = (*SEQUENTIAL, 0xC2, 0xCA)
COMMENT = 0xFE
APPLICATION = range(0xE0, 0xF0)
# What tells how colors are stored.
JFIF, ADOBE = (0xE0, b"JFIF\0"), (0xEE, b"Adobe")
EXIF, PROFILE = (0xE1, PREFIX), (0xE2, b"ICC_PROFILE\0")
# The decoder needs no resolution.
PLAIN_JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
ADOBE_BYTES = 12
# The next segment, in the numbers of a scan.
MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
# Longer than any encoder fills up, and slow to decode.
FILLING = re.compile(rb"\xff{1000,}")
# Encoders need ten; each one beyond costs as much time as a picture.
MAX_SCANS = 60
MAX_SEGMENTS = 20_000


def take_apart(data: bytes) -> Contents:
    """Return the picture of a JPEG file, and what the file says of it.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    contents : Contents
        The file up to its first end, with the segments that its decoder needs.

    Raises
    ------
    ImageError
        If there is no picture, if it has more than `MAX_SCANS` scans, or several that are
        arithmetically coded.
    """
    kept: list[bytes | memoryview] = [b"\xff\xd8"]
    said: dict[tuple[int, bytes], list[bytes]] = {EXIF: [], PROFILE: [], JFIF: []}
    frames, scans, is_whole = [], [], False
    for marker, segment in _segments(data):
        if marker == END[1]:
            is_whole = True
            break
        frames += [segment] * (marker in FRAMES)
        scans += [segment] * (marker == START_OF_SCAN)
        if len(scans) > MAX_SCANS:
            raise ImageError(TOO_COSTLY)
        kind = next((kind for kind in said if _is(kind, marker, segment)), None)
        if kind and not scans:
            said[kind].append(bytes(segment[4 + len(kind[1]) :]))
        kept.append(_needed(marker, segment))
    if not scans:
        raise ImageError(DAMAGED)
    is_one_pass = _is_one_pass(frames, scans)
    if not is_one_pass and any(segment[1] in ARITHMETIC for segment in frames):
        raise ImageError(TOO_COSTLY)
    held = PIXEL_BYTES if is_one_pass else PIXEL_BYTES + _bytes_of_numbers(frames)
    return Contents(b"".join([*kept, END]), _read_said(said), not is_whole, is_one_pass, held)


def _segments(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """Yield each segment with its marker; a scan ends where its numbers do."""
    view, at = memoryview(data), 2
    for _ in range(MAX_SEGMENTS):
        found = MARKER.search(data, at)
        if found is None:
            return
        start, at = found.span()
        marker = data[at - 1]
        # These two stand alone; the second only matters at the very beginning.
        if marker in (0x01, 0xD8):
            continue
        if marker == END[1]:
            yield marker, view[start:at]
            return
        if at + 2 > len(data):
            return
        at += max(2, struct.unpack_from(">H", data, at)[0])
        if marker == START_OF_SCAN:
            found = MARKER.search(data, at)
            at = found.start() if found else len(data)
        yield marker, view[start:at]
    raise ImageError(TOO_COSTLY)


def _is_one_pass(frames: list[memoryview], scans: list[memoryview]) -> bool:
    """Return whether all channels come at once, block by block, in the only scan."""
    channels = [segment[9:10] for segment in frames if segment[1] in SEQUENTIAL]
    return [segment[4:5] for segment in scans] == channels and len(channels) == 1


def _bytes_of_numbers(frames: list[memoryview]) -> float:
    """Return what a decoder keeps for each pixel until the last scan."""
    factors = [byte for segment in frames for byte in segment[11::3]]
    blocks = [(byte >> 4) * (byte & 15) for byte in factors]
    largest = max((byte >> 4 for byte in factors), default=1) * max(
        (byte & 15 for byte in factors), default=1
    )
    return 2 * sum(blocks) / max(largest, 1)


def _is(kind: tuple[int, bytes], marker: int, segment: memoryview) -> bool:
    return marker == kind[0] and segment[4 : 4 + len(kind[1])] == kind[1]


def _needed(marker: int, segment: memoryview) -> bytes | memoryview:
    """Return what the decoder needs of a segment."""
    if _is(JFIF, marker, segment):
        return PLAIN_JFIF
    if _is(ADOBE, marker, segment) and len(segment) >= 4 + ADOBE_BYTES:
        body = bytes(segment[4 : 4 + ADOBE_BYTES])
        return struct.pack(">BBH", 0xFF, marker, 2 + ADOBE_BYTES) + body
    if marker == START_OF_SCAN and FILLING.search(segment):
        return FILLING.sub(b"\xff", segment)
    return b"" if marker in APPLICATION or marker == COMMENT else segment


def _read_said(said: dict[tuple[int, bytes], list[bytes]]) -> Said:
    return Said(
        exif=open_exif(said[EXIF][0]) if said[EXIF] else None,
        profile=_join_profile(said[PROFILE]),
        dpi=_read_density(said[JFIF][0]) if said[JFIF] else None,
    )


def _join_profile(parts: list[bytes]) -> bytes:
    """Return the profile whose parts are numbered from 1 on, in any order."""
    parts = [part for part in parts if len(part) > 2]
    return b"".join(part[2:] for part in sorted(parts, key=lambda part: part[0]))


def _read_density(body: bytes) -> tuple[float, float] | None:
    if len(body) < 7 or body[2] not in (1, 2):
        return None
    across, down = struct.unpack(">HH", body[3:7])
    factor = CM_PER_INCH if body[2] == 2 else 1
    return across * factor, down * factor
