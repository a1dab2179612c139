"""AVIF files: boxes that make up the picture, and boxes that say what it means."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .colors import Encoding, from_code_points
from .container import Contents, Said
from .metadata import MAX_EXIF_BYTES, open_exif

MAX_BOXES = 10_000
# Boxes with boxes inside, and the bytes before these.
FOLDERS = {b"meta": 4, b"iprp": 0, b"ipco": 0, b"iinf": 6}
ITEM_INFO, ITEM_PLACES, COLOR = b"infe", b"iloc", b"colr"
# How the picture is coded, and what says that one is the opacity of another.
CODING, AUXILIARY = b"av1C", b"auxC"
HIGH_BIT_DEPTH, MONOCHROME = 0x40, 0x10
# Code points that say nothing, and curves of cameras, which browsers take for that of sRGB here.
UNSAID, VIDEO_CURVES = 2, (1, 2, 6, 11, 14, 15)
# Unknown to every decoder.
NOTHING = b"none"


def take_apart(data: bytes) -> Contents:
    """Return the picture of an AVIF file, and what the file says of it.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    contents : Contents
        The file with its EXIF hidden from the decoder, which stumbles over some. How the picture
        is turned is said by boxes that the decoder obeys, not by EXIF.

    Notes
    -----
    ICC profiles are left to the decoder. The code points are those of the first box that has
    some; opacity has none, and the tiles of a grid have those of the whole.
    """
    hidden, encoding, number = [], None, None
    boxes = list(find_boxes(data))
    for name, start, end in boxes:
        body = data[start:end] if name in (ITEM_INFO, COLOR) else b""
        if name == COLOR and body[:4] == b"nclx" and len(body) >= 11 and encoding is None:
            encoding = _read_code_points(*struct.unpack(">HH", body[4:8]))
        if name == ITEM_INFO and body[:1] in (b"\2", b"\3"):
            at = start + (8 if body[0] == 2 else 10)
            if data[at : at + 4] == b"Exif":
                hidden.append(at)
                if number is None:
                    number = int.from_bytes(data[start + 4 : at - 2], "big")
    exif = b"" if number is None else _read_item(data, boxes, number)
    # Four bytes say where the TIFF directory begins.
    begin = 4 + int.from_bytes(exif[:4], "big")
    said = Said(exif=open_exif(exif[begin:]), encoding=encoding)
    return Contents(
        _hide(data, hidden), said, held_bytes_per_pixel=_held_bytes_per_pixel(data, boxes)
    )


def _hide(data: bytes, places: list[int]) -> bytes:
    """Return the file with the kinds of items at some places changed to one that is not known."""
    starts = [0, *(place + 4 for place in places)]
    stops = [*places, len(data)]
    pieces = [memoryview(data)[start:stop] for start, stop in zip(starts, stops, strict=True)]
    return NOTHING.join(pieces) if places else data


def _held_bytes_per_pixel(data: bytes, boxes: list[tuple[bytes, int, int]]) -> float:
    """Return what a decoder keeps: the channels as they were coded, and the picture twice."""
    with_opacity = any(name == AUXILIARY for name, *_ in boxes)
    held = [0.0]
    for name, start, _ in boxes:
        flags = data[start + 2] if name == CODING and start + 2 < len(data) else MONOCHROME
        chroma = 0 if flags & MONOCHROME else 2 / (1 << (flags >> 3 & 1)) / (1 << (flags >> 2 & 1))
        held.append((1 + chroma + with_opacity) * (2 if flags & HIGH_BIT_DEPTH else 1))
    return max(held) + (8 if with_opacity else 6)


def _read_code_points(primaries: int, transfer: int) -> Encoding | None:
    return from_code_points(
        1 if primaries == UNSAID else primaries, 13 if transfer in VIDEO_CURVES else transfer
    )


def find_boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, begin and end of what each box holds, on all levels."""
    stack = [(0, len(data))]
    for _ in range(MAX_BOXES):
        while stack and stack[-1][0] + 8 > stack[-1][1]:
            stack.pop()
        if not stack:
            return
        at, end = stack.pop()
        (length,), name, head = struct.unpack_from(">I", data, at), data[at + 4 : at + 8], 8
        if length == 1 and at + 16 <= end:
            (length,), head = struct.unpack_from(">Q", data, at + 8), 16
        stop = min(at + length, end) if length else end
        if stop < at + head:
            return
        stack.append((stop, end))
        yield name, at + head, stop
        if name in FOLDERS:
            stack.append((at + head + FOLDERS[name], stop))


def _read_item(data: bytes, boxes: list[tuple[bytes, int, int]], number: int) -> bytes:
    """Return the contents of an item that lies in one piece in the file; else nothing."""
    tables = (data[start:end] for name, start, end in boxes if name == ITEM_PLACES)
    table = next(tables, b"")
    if table[:1] in (b"\0", b"\1"):
        for found, begin, length in _places(table):
            if found == number and length <= MAX_EXIF_BYTES:
                return data[begin : begin + length]
    return b""


def _places(body: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield number, offset and length of the items of a table of version 0 or 1."""
    reader = _Reader(body)
    version = reader.take(1)
    reader.take(3)
    sizes = reader.take(2)
    offset_size, length_size, base_size, index_size = (
        sizes >> shift & 15 for shift in (12, 8, 4, 0)
    )
    for _ in range(reader.take(2)):
        if reader.at > len(body):
            return
        number = reader.take(2)
        method = reader.take(2) if version else 0
        reader.take(2)
        base, pieces = reader.take(base_size), reader.take(2)
        if pieces != 1:
            reader.at += pieces * (index_size * version + offset_size + length_size)
            continue
        reader.take(index_size * version)
        offset, length = reader.take(offset_size), reader.take(length_size)
        if not method & 15:
            yield number, base + offset, length


class _Reader:
    """Takes whole numbers off the front of bytes; zeros behind the end."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def take(self, size: int) -> int:
        """Return the next number, of so many bytes."""
        self.at += size
        return int.from_bytes(self.body[self.at - size : self.at], "big")
