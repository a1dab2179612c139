"""TIFF directories: the tags of a TIFF file, and what EXIF is made of."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

# Bytes of a value of each type, and how it is unpacked.
TYPES = {
    1: (1, "B"),
    2: (1, "c"),
    3: (2, "H"),
    4: (4, "I"),
    5: (8, "II"),
    6: (1, "b"),
    7: (1, "c"),
    8: (2, "h"),
    9: (4, "i"),
    10: (8, "ii"),
    11: (4, "f"),
    12: (8, "d"),
    13: (4, "I"),
    16: (8, "Q"),
    17: (8, "q"),
    18: (8, "Q"),
}
# The strips or tiles of the largest pictures are fewer.
MAX_WHOLE_NUMBERS = 1_000_000
WHOLE_TYPES = (1, 3, 4, 13, 16, 18)
RATIONAL = 5
SHORT, LONG = 3, 4
Order = Literal["<", ">"]
ORDERS: dict[bytes, Order] = {b"II": "<", b"MM": ">"}


class Entry(NamedTuple):
    """A tag's value as it stands in a file."""

    type: int
    length: int
    raw: bytes


@dataclass(frozen=True)
class Directory:
    """The tags of one directory; what lies outside the file is not there.

    Attributes
    ----------
    data : bytes
        The whole file.
    order : {'<', '>'}
        Byte order.
    places : dict
        Type, number of values and offset of each tag's values.
    is_big : bool
        Whether offsets have 64 bits.
    """

    data: bytes
    order: Order
    places: dict[int, tuple[int, int, int]]
    is_big: bool = False

    def entry(self, tag: int) -> Entry | None:
        """Return the value of a tag as it stands in the file; None if there is none."""
        if tag not in self.places:
            return None
        type_, count, start = self.places[tag]
        return Entry(type_, count, self.data[start : start + count * TYPES[type_][0]])

    def whole_numbers(self, tag: int) -> tuple[int, ...]:
        """Return the whole numbers of a tag; none if it has others, or is not there."""
        found = self.entry(tag)
        if found is None or found.type not in WHOLE_TYPES or found.length > MAX_WHOLE_NUMBERS:
            return ()
        return unpack(found, self.order)

    def whole_number(self, tag: int, default: int) -> int:
        """Return the first whole number of a tag, or the default."""
        return next(iter(self.whole_numbers(tag)), default)

    def ratio(self, tag: int) -> float | None:
        """Return the fraction that a tag holds; None if there is none."""
        found = self.entry(tag)
        if found is None or found.type != RATIONAL or found.length != 1:
            return None
        above, below = struct.unpack(f"{self.order}II", found.raw)
        return above / below if below else None

    def part(self, tag: int) -> Directory | None:
        """Return the directory that a tag points to."""
        start = self.whole_number(tag, 0)
        return _read_at(self.data, start, self.order, self.is_big) if start else None


def unpack(entry: Entry, order: str) -> tuple[int, ...]:
    """Return the whole numbers of an entry."""
    return struct.unpack(f"{order}{entry.length}{TYPES[entry.type][1]}", entry.raw)


def read_directory(data: bytes) -> Directory | None:
    """Return the first directory of a TIFF file; None if there is none."""
    order = ORDERS.get(data[:2])
    if order is None or len(data) < 16:
        return None
    (version,) = struct.unpack_from(f"{order}H", data, 2)
    if version not in (42, 43):
        return None
    is_big = version == 43
    (start,) = struct.unpack_from(*((f"{order}Q", data, 8) if is_big else (f"{order}I", data, 4)))
    return _read_at(data, start, order, is_big)


def _read_at(data: bytes, start: int, order: Order, is_big: bool) -> Directory | None:
    count_format, entry_format, inline = ("Q", "HHQQ", 8) if is_big else ("H", "HHII", 4)
    first = start + struct.calcsize(f"{order}{count_format}")
    if first > len(data):
        return None
    (count,) = struct.unpack_from(f"{order}{count_format}", data, start)
    size = struct.calcsize(f"{order}{entry_format}")
    count = min(count, (len(data) - first) // size)
    places: dict[int, tuple[int, int, int]] = {}
    for at in range(first, first + count * size, size):
        tag, type_, values, offset = struct.unpack_from(f"{order}{entry_format}", data, at)
        if type_ not in TYPES or not values:
            continue
        length = values * TYPES[type_][0]
        begin = at + size - inline if length <= inline else offset
        if begin + length <= len(data):
            places.setdefault(tag, (type_, values, begin))
    return Directory(data, order, places, is_big)


def pack_directory(entries: dict[int, Entry], order: str, start: int) -> bytes:
    """Return the bytes of a directory that begins at an offset, with the values behind it."""
    table, behind = struct.pack(f"{order}H", len(entries)), b""
    values_start = start + 2 + 12 * len(entries) + 4
    for tag, (type_, count, raw) in sorted(entries.items()):
        table += struct.pack(f"{order}HHI", tag, type_, count)
        if len(raw) <= 4:
            table += raw.ljust(4, b"\0")
        else:
            table += struct.pack(f"{order}I", values_start + len(behind))
            behind += raw + bytes(len(raw) % 2)
    return table + bytes(4) + behind


def header(order: str, start: int) -> bytes:
    """Return the first bytes of a TIFF file whose directory begins at an offset."""
    mark = next(mark for mark, known in ORDERS.items() if known == order)
    return mark + struct.pack(f"{order}HI", 42, start)


def numbers(values: Iterable[int], order: str, type_: int = LONG) -> Entry:
    """Return the entry that holds whole numbers."""
    values = tuple(values)
    return Entry(type_, len(values), struct.pack(f"{order}{len(values)}{TYPES[type_][1]}", *values))
