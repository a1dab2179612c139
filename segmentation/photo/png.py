"""PNG files: chunks that make up the picture, and chunks that say what it means."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from .colors import Encoding, from_chromaticities, from_code_points
from .container import Contents, Said
from .errors import DAMAGED, TOO_COSTLY, ImageError
from .metadata import MAX_EXIF_BYTES, PREFIX, open_exif

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# They change what the decoder does; IDAT is put together apart.
NEEDED = (b"IHDR", b"PLTE", b"tRNS")
# Counted only before the pixels, as the specification has it.
COLOR_CHUNKS = (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM")
TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt")
EXIF_TEXTS = (b"Raw profile type exif", b"Raw profile type APP1")
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
    kept, pixels, said = [], [], {}
    is_cut_off = True
    for name, body, is_whole in _chunks(data):
        if name == b"IEND":
            is_cut_off = False
            break
        if name == b"IDAT":
            pixels.append(body)
        elif name in NEEDED and is_whole and not pixels:
            kept.append(_chunk(name, _as_decoded(name, body, kept)))
        elif name in COLOR_CHUNKS and is_whole and not pixels:
            said.setdefault(name, bytes(body))
        elif name in (b"eXIf", b"pHYs") and is_whole and len(body) <= MAX_EXIF_BYTES:
            said.setdefault(name, bytes(body))
        elif name in TEXT_CHUNKS and is_whole and body[:16] == b"Raw profile type":
            said.setdefault(b"text", (name, body))
    if not kept:
        raise ImageError(DAMAGED)
    # Without any the decoder still tells the size, but shows nothing.
    joined = _joined(pixels) if any(map(len, pixels)) else []
    plain = b"".join([SIGNATURE, *kept, *joined, _chunk(b"IEND", b"")])
    return Contents(plain, _read_said(said), is_cut_off)


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


def _as_decoded(name: bytes, body: memoryview, kept: list[bytes]) -> bytes | memoryview:
    """Return a transparent color of 16 bits as the decoder keeps colors: by its high bytes."""
    header = kept[0][8:] if kept else b""
    if name == b"tRNS" and len(body) == 6 and header[8:10] == b"\x10\2":
        return bytes(each for pair in zip(bytes(3), body[::2], strict=True) for each in pair)
    return body


def _chunk(name: bytes, body: bytes | memoryview) -> bytes:
    return b"".join(_joined([body], name))


def _joined(bodies: list[bytes | memoryview], name: bytes = b"IDAT") -> list[bytes | memoryview]:
    """Return the pieces of one chunk with all contents."""
    check = zlib.crc32(name)
    for body in bodies:
        check = zlib.crc32(body, check)
    length = sum(map(len, bodies))
    return [struct.pack(">I", length) + name, *bodies, struct.pack(">I", check)]


def _read_said(said: dict[bytes, bytes]) -> Said:
    profile = _read_profile(said.get(b"iCCP", b""))
    return Said(
        exif=open_exif(said.get(b"eXIf", b"") or _read_exif_text(said.get(b"text"))),
        # Code points come first, then the profile, then the rest.
        profile=b"" if _read_code_points(said) else profile,
        encoding=_read_code_points(said) or (None if profile else _read_gamma(said)),
        dpi=_read_dpi(said.get(b"pHYs", b"")),
    )


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


def _read_exif_text(chunk: tuple[bytes, memoryview] | None) -> bytes:
    """Return EXIF as ImageMagick writes it: hexadecimal digits in a text."""
    if chunk is None or len(chunk[1]) > 4 * MAX_EXIF_BYTES:
        return b""
    name, body = chunk
    key, _, text = bytes(body).partition(b"\0")
    if name == b"zTXt":
        text = _inflate(text[1:], 4 * MAX_EXIF_BYTES)
    if name == b"iTXt" or key not in EXIF_TEXTS:
        return b""
    # A line with the kind and one with the length come first.
    digits = b"".join(text.split(b"\n")[3:]).replace(b" ", b"")
    if len(digits) % 2 or NO_HEX.search(digits):
        return b""
    return bytes.fromhex(digits.decode("ascii")).removeprefix(PREFIX)


def _read_dpi(body: bytes) -> tuple[float, float] | None:
    if len(body) != 9 or body[8] != 1:
        return None
    across, down = struct.unpack(">II", body[:8])
    return across * METERS_PER_INCH, down * METERS_PER_INCH
