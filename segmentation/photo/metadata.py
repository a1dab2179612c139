"""What camera and editor wrote beside the picture: orientation, resolution, author, place."""

from __future__ import annotations

from PIL import ExifTags

from .directory import LONG, Directory, Entry, header, numbers, pack_directory, read_directory

PREFIX = b"Exif\0\0"
# What a segment of a JPEG file holds. More is no photo's, and costs time.
MAX_EXIF_BYTES = 65_536
# Room for the header, so that what was read can be written as well.
MAX_KEPT_BYTES = 65_000
MIN_DPI, MAX_DPI = 1, 65_535
CM_PER_INCH = 2.54

EXIF_TAGS = (
    ExifTags.Base.ImageDescription,
    ExifTags.Base.Make,
    ExifTags.Base.Model,
    ExifTags.Base.Software,
    ExifTags.Base.DateTime,
    ExifTags.Base.Artist,
    ExifTags.Base.Copyright,
)
EXIF_PARTS = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
# They hold offsets into the file that they were written for.
POINTING_TAGS = (ExifTags.Base.MakerNote, ExifTags.IFD.Interop)


def open_exif(exif: bytes) -> Directory | None:
    """Return the directory that EXIF begins with; None if it is unreadable or too long."""
    exif = exif.removeprefix(PREFIX)
    return read_directory(exif) if len(exif) <= MAX_EXIF_BYTES else None


def read_orientation(said: Directory | None) -> int:
    """Return how the picture is turned, from 1 to 8; 1 is upright."""
    orientation = said.whole_number(ExifTags.Base.Orientation, 1) if said else 1
    return orientation if 1 <= orientation <= 8 else 1


def read_dpi(said: Directory | None) -> tuple[float, float] | None:
    """Return pixels per inch along rows and columns, as a directory has them."""
    if said is None:
        return None
    unit = said.whole_number(ExifTags.Base.ResolutionUnit, 2)
    across, down = (
        said.ratio(tag) for tag in (ExifTags.Base.XResolution, ExifTags.Base.YResolution)
    )
    if across is None or down is None or unit not in (2, 3):
        return None
    factor = CM_PER_INCH if unit == 3 else 1
    return across * factor, down * factor


def sane_dpi(dpi: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return the resolution if every format can hold it; else None."""
    if dpi is None or not all(MIN_DPI <= value <= MAX_DPI for value in dpi):
        return None
    return dpi


def kept_exif(said: Directory | None) -> bytes | None:
    """Return what EXIF says of the photo, but not of the file's layout; None if nothing."""
    if said is None:
        return None
    kept = _entries(said, EXIF_TAGS)
    parts = {}
    for tag in EXIF_PARTS:
        part = said.part(tag)
        if part:
            parts[tag] = _entries(part, [each for each in part.places if each not in POINTING_TAGS])
    packed = _pack(kept, {tag: entries for tag, entries in parts.items() if entries}, said.order)
    return PREFIX + packed if packed and len(packed) <= MAX_KEPT_BYTES else None


def _entries(said: Directory, tags: list[int] | tuple[int, ...]) -> dict[int, Entry]:
    """Return the entries of a directory as long as there is room for them."""
    found, room = {}, MAX_KEPT_BYTES
    for tag in tags:
        entry = said.entry(tag) if tag in said.places and said.places[tag][1] <= room else None
        if entry is not None and len(entry.raw) <= room:
            found[int(tag)] = entry
            room -= len(entry.raw)
    return found


def _pack(kept: dict[int, Entry], parts: dict[int, dict[int, Entry]], order: str) -> bytes:
    if not kept and not parts:
        return b""
    starts = dict.fromkeys(parts, 0)
    # Once for the lengths and once for the offsets.
    for _ in range(2):
        pointers = {int(tag): numbers((start,), order, LONG) for tag, start in starts.items()}
        packed = header(order, 8) + pack_directory({**kept, **pointers}, order, 8)
        for tag, entries in parts.items():
            starts[tag] = len(packed)
            packed += pack_directory(entries, order, len(packed))
    return packed
