"""PNG files: chunks that make up the picture, and chunks that say what it means."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence

from .colors import Encoding, from_chromaticities, from_code_points, open_profile
from .container import Contents, Said
from .errors import DAMAGED, TOO_COSTLY, ImageError
from .metadata import MAX_EXIF_BYTES, open_exif

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# They change what the decoder does; pixels are put together apart.
NEEDED = (b"IHDR", b"PLTE", b"tRNS")
# Counted only before the pixels, as the specification has it.
COLOR_CHUNKS = (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM")
# EXIF as ImageMagick writes it.
TEXT_CHUNKS = (b"tEXt", b"zTXt")
TEXT_START = b"Raw profile type exif\0"
MAX_TEXT_BYTES = 4 * MAX_EXIF_BYTES
# By the color type: gray, color, palette.
TRANSPARENT_BYTES = {0: (2,), 2: (6,), 3: range(1, 257)}
# Some 1 s of time to walk through.
MAX_CHUNKS = 500_000
MAX_PROFILE_BYTES = 8_000_000
METERS_PER_INCH = 0.0254
# A gamma alone that stands for the curve of sRGB.
SRGB_GAMMA = 45_455
NO_HEX = re.compile(rb"[^0-9a-fA-F]")


def take_apart(data: bytes) -> Contents:
    """Return the picture of a PNG file, and what the file says of it.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    contents : Contents
        The file with the chunks that its decoder needs. Chunks beside the picture never keep it
        from being read, whatever their size or state.

    Raises
    ------
    ImageError
        If there is no picture, or too many chunks.
    """
    needed: dict[bytes, memoryview] = {}
    said: dict[bytes, bytes] = {}
    pixels, is_cut_off = [], True
    for name, body, is_whole in _chunks(data):
        if name == b"IEND":
            is_cut_off = False
            break
        if name == b"IDAT":
            pixels.append(body)
        elif is_whole and name in NEEDED:
            needed.setdefault(name, body)
        elif is_whole and _is_telling(name, body, bool(pixels)):
            said.setdefault(name, bytes(body))
    if len(needed.get(b"IHDR", b"")) != 13:
        raise ImageError(DAMAGED)
    return Contents(_plain(needed, pixels), _read_said(said), is_cut_off)


def _is_telling(name: bytes, body: memoryview, is_late: bool) -> bool:
    """Return whether a chunk says something of the picture, at a place where it may."""
    if name in COLOR_CHUNKS:
        return not is_late
    if name in TEXT_CHUNKS:
        return body[: len(TEXT_START)] == TEXT_START and len(body) <= MAX_TEXT_BYTES
    return name in (b"eXIf", b"pHYs") and len(body) <= MAX_EXIF_BYTES


def _plain(needed: dict[bytes, memoryview], pixels: list[memoryview]) -> bytes:
    """Return the file with the needed chunks alone, and all pixels in one."""
    header = bytes(needed[b"IHDR"])
    kept: list[bytes | memoryview] = [_chunk(b"IHDR", header)]
    if b"PLTE" in needed:
        kept.append(_chunk(b"PLTE", needed[b"PLTE"]))
    transparent = needed.get(b"tRNS", b"")
    if len(transparent) in TRANSPARENT_BYTES.get(header[9], ()):
        kept.append(_chunk(b"tRNS", _as_decoded(transparent, header)))
    # Without any the decoder still tells the size, but shows nothing.
    if any(map(len, pixels)):
        kept += _joined(pixels)
    return b"".join([SIGNATURE, *kept, _chunk(b"IEND", b"")])


def _as_decoded(transparent: bytes | memoryview, header: bytes) -> bytes | memoryview:
    """Return a transparent color of 16 bits as the decoder keeps colors: by its high bytes."""
    if header[8:10] != b"\x10\2":
        return transparent
    return bytes(each for high in transparent[::2] for each in (0, high))


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview, bool]]:
    """Yield name and contents of each chunk, and whether it is there to its end."""
    view, at = memoryview(data), len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if at + 8 > len(data):
            return
        (length,) = struct.unpack_from(">I", data, at)
        body = view[at + 8 : at + 8 + length]
        yield data[at + 4 : at + 8], body, len(body) == length
        at += 12 + length
    raise ImageError(TOO_COSTLY)


def _chunk(name: bytes, body: bytes | memoryview) -> bytes:
    return b"".join(_joined([body], name))


def _joined(
    bodies: Sequence[bytes | memoryview], name: bytes = b"IDAT"
) -> list[bytes | memoryview]:
    """Return the pieces of one chunk with all contents."""
    check = zlib.crc32(name)
    for body in bodies:
        check = zlib.crc32(body, check)
    length = sum(map(len, bodies))
    return [struct.pack(">I", length) + name, *bodies, struct.pack(">I", check)]


def _read_said(said: dict[bytes, bytes]) -> Said:
    # Code points come first, then the profile, then the rest.
    encoding, profile = _read_code_points(said), b""
    if encoding is None:
        profile = _read_profile(said.get(b"iCCP", b""))
    if encoding is None and open_profile(profile) is None:
        encoding = _read_gamma(said)
    exif = open_exif(said.get(b"eXIf", b"") or _read_exif_text(said))
    return Said(exif, profile, encoding, _read_dpi(said.get(b"pHYs", b"")))


def _read_code_points(said: dict[bytes, bytes]) -> Encoding | None:
    body = said.get(b"cICP", b"")
    # Pixels of a PNG are RGB of the full range, or the chunk is wrong.
    if len(body) != 4 or body[2:] != b"\0\1":
        return None
    return from_code_points(body[0], body[1])


def _read_gamma(said: dict[bytes, bytes]) -> Encoding | None:
    gamma, chromaticities = said.get(b"gAMA", b""), said.get(b"cHRM", b"")
    if b"sRGB" in said or len(gamma) != 4 or not any(gamma):
        return None
    (value,) = struct.unpack(">I", gamma)
    if len(chromaticities) != 32:
        return None if value == SRGB_GAMMA else from_chromaticities(None, 100_000 / value)
    points = [number / 100_000 for number in struct.unpack(">8I", chromaticities)]
    return from_chromaticities(tuple(points), 100_000 / value)


def _read_profile(body: bytes) -> bytes:
    _, _, packed = body.partition(b"\0")
    return _inflate(packed[1:], MAX_PROFILE_BYTES)


def _inflate(packed: bytes | memoryview, most: int) -> bytes:
    """Return what was compressed; nothing if it is broken or too long."""
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(packed, most)
    except zlib.error:
        return b""
    return found if unpacker.eof else b""


def _read_exif_text(said: dict[bytes, bytes]) -> bytes:
    """Return EXIF out of the hexadecimal digits of a text; nothing if they are none."""
    if b"tEXt" in said:
        text = said[b"tEXt"][len(TEXT_START) :]
    else:
        text = _inflate(said.get(b"zTXt", b"")[len(TEXT_START) + 1 :], MAX_TEXT_BYTES)
    # A line with the kind and one with the length come first.
    digits = b"".join(text.split(b"\n")[3:]).replace(b" ", b"")
    if len(digits) % 2 or NO_HEX.search(digits):
        return b""
    return bytes.fromhex(digits.decode("ascii"))


def _read_dpi(body: bytes) -> tuple[float, float] | None:
    if len(body) != 9 or body[8] != 1:
        return None
    across, down = struct.unpack(">II", body[:8])
    return across * METERS_PER_INCH, down * METERS_PER_INCH
