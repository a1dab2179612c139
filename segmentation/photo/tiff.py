"""TIFF files: the tags that say where the picture lies and how it is stored."""

from __future__ import annotations

from dataclasses import dataclass

from .container import Said
from .directory import (
    TYPES,
    WHOLE_TYPES,
    Directory,
    Entry,
    Order,
    header,
    numbers,
    pack_directory,
    read_directory,
    unpack,
)
from .errors import DAMAGED, TOO_COSTLY, UNKNOWN_LAYOUT, ImageError
from .metadata import read_dpi

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER = 256, 257, 258, 259, 262, 266
STRIP_OFFSETS, SAMPLES, ROWS_PER_STRIP, STRIP_COUNTS, PLANES = 273, 277, 278, 279, 284
PREDICTOR, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS = 317, 322, 323, 324, 325
EXTRA_SAMPLES, SAMPLE_FORMAT, PROFILE = 338, 339, 34675
# Tags that a decoder needs, with those of fax, palettes, JPEG and YCbCr.
NEEDED = (
    *(WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER, STRIP_OFFSETS, SAMPLES),
    *(ROWS_PER_STRIP, STRIP_COUNTS, PLANES, 292, 293, PREDICTOR, 320, TILE_WIDTH, TILE_HEIGHT),
    *(TILE_OFFSETS, TILE_COUNTS, EXTRA_SAMPLES, SAMPLE_FORMAT, 347, *range(512, 522)),
    *(529, 530, 531, 532),
)
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, CMYK, LAB = 0, 1, 2, 5, 8
COLOR_CHANNELS = {WHITE_IS_ZERO: 1, BLACK_IS_ZERO: 1, RGB: 3, CMYK: 4, LAB: 3}
# Compressions of bytes, whatever these mean: none, LZW, deflate twice, PackBits, LZMA, Zstandard.
UNCOMPRESSED = 1
BYTE_COMPRESSIONS = (UNCOMPRESSED, 5, 8, 32946, 32773, 34925, 50000)
KINDS = {1: "u", 2: "i", 3: "f"}
NUMBERS = ("u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8")
MAX_SAMPLES = 16
# Decoders take them for 16 bits, and show them far too dark.
UNSCALED_BITS = range(9, 16)
# Tiles are larger than small pictures; what they hold beyond the picture is bounded.
MAX_TILE_EXCESS = 4_000_000
# More of the slowest numbers, those of 64 bits, takes longer than a picture may.
MAX_UNPACKED_BYTES = 1_000_000_000
# What is decoded at once. Strips of whole pictures of 24 megapixels at 16 bits have less.
MAX_PIECE_BYTES = 150_000_000


@dataclass(frozen=True)
class Layout:
    """How a TIFF file stores its picture.

    Attributes
    ----------
    width, height : int
        Size of the picture.
    samples : int
        Numbers of each pixel.
    bits : int
        Bits of the first number.
    number : str
        Type of the numbers as NumPy writes it, without byte order; empty if they have none.
    order : {'<', '>'}
        Byte order.
    photometric, compression, predictor, fill_order : int
        As TIFF has them.
    alpha : {0, 1, 2}
        Whether the first sample beyond the colors is opacity: no, premultiplied, straight.
    planes : int
        One plane for all samples, or one for each.
    block : (int, int)
        Columns and rows of each strip or tile.
    is_tiled : bool
        Whether it is tiles.
    offsets, counts : tuple of int
        Where each strip or tile begins, and its bytes.
    """

    width: int
    height: int
    samples: int
    bits: int
    number: str
    order: Order
    photometric: int
    compression: int
    predictor: int
    fill_order: int
    alpha: int
    planes: int
    block: tuple[int, int]
    is_tiled: bool
    offsets: tuple[int, ...]
    counts: tuple[int, ...]

    @property
    def colors(self) -> int:
        """Channels of each pixel's color; 0 if the photometric interpretation is a rare one."""
        return COLOR_CHANNELS.get(self.photometric, 0)

    @property
    def blocks_across(self) -> int:
        """Strips or tiles beside each other."""
        return -(-self.width // self.block[0])

    @property
    def blocks_down(self) -> int:
        """Strips or tiles below each other."""
        return -(-self.height // self.block[1])

    @property
    def is_of_numbers(self) -> bool:
        """Whether bytes are unpacked first, and then are numbers of one type."""
        known = self.number and self.compression in BYTE_COMPRESSIONS
        return bool(known) and 0 < self.colors <= self.samples


def take_apart(data: bytes) -> tuple[Directory, Said, Layout]:
    """Return the tags of a TIFF file, what it says of its picture, and how that is stored.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    tags : Directory
        The tags of its first picture.
    said : Said
        What the file says beside it.
    layout : Layout
        How the picture is stored.

    Raises
    ------
    ImageError
        If there is no picture, or its strips or tiles are out of proportion.
    """
    tags = read_directory(data)
    if tags is None:
        raise ImageError(DAMAGED)
    layout = _read_layout(tags)
    profile = tags.entry(PROFILE)
    said = Said(exif=tags, profile=profile.raw if profile else b"", dpi=read_dpi(tags))
    return tags, said, layout


def check_blocks(layout: Layout) -> None:
    """Raise ImageError if strips or tiles are out of proportion, too much, or not all there."""
    cols, rows = layout.block
    if layout.bits in UNSCALED_BITS:
        raise ImageError(UNKNOWN_LAYOUT.format(format="TIFF"))
    if cols < 1 or rows < 1 or (layout.is_tiled and (cols % 16 or rows % 16)):
        raise ImageError(DAMAGED)
    if layout.is_tiled and cols * rows > layout.width * layout.height + MAX_TILE_EXCESS:
        raise ImageError(TOO_COSTLY)
    unpacked = layout.width * layout.height * layout.samples * layout.bits / 8
    if unpacked > MAX_UNPACKED_BYTES:
        raise ImageError(TOO_COSTLY)
    blocks = layout.blocks_across * layout.blocks_down * layout.planes
    if min(len(layout.offsets), len(layout.counts)) < blocks:
        raise ImageError(DAMAGED)


def plain(tags: Directory) -> bytes:
    """Return the file with a directory of the needed tags in place of its own."""
    found = {tag: tags.entry(tag) for tag in NEEDED}
    entries = {tag: _classic(entry, tags.order) for tag, entry in found.items() if entry}
    start = len(tags.data) + len(tags.data) % 2
    directory = pack_directory(entries, tags.order, start)
    padding = bytes(len(tags.data) % 2)
    return b"".join([header(tags.order, start), memoryview(tags.data)[8:], padding, directory])


def _read_layout(tags: Directory) -> Layout:
    width, height = (tags.whole_number(tag, 0) for tag in (WIDTH, HEIGHT))
    samples = tags.whole_number(SAMPLES, 1)
    if not width or not height or not 1 <= samples <= MAX_SAMPLES:
        raise ImageError(DAMAGED if samples else UNKNOWN_LAYOUT.format(format="TIFF"))
    is_tiled = TILE_WIDTH in tags.places
    rows_per_strip = min(tags.whole_number(ROWS_PER_STRIP, height) or height, height)
    block = (
        (tags.whole_number(TILE_WIDTH, 0), tags.whole_number(TILE_HEIGHT, 0))
        if is_tiled
        else (width, rows_per_strip)
    )
    photometric = tags.whole_number(PHOTOMETRIC, WHITE_IS_ZERO)
    return Layout(
        width=width,
        height=height,
        samples=samples,
        bits=tags.whole_number(BITS, 1),
        number=_read_number(tags),
        order=tags.order,
        photometric=photometric,
        compression=tags.whole_number(COMPRESSION, UNCOMPRESSED),
        predictor=tags.whole_number(PREDICTOR, 1),
        fill_order=tags.whole_number(FILL_ORDER, 1),
        alpha=_read_alpha(tags, photometric, samples),
        planes=samples if tags.whole_number(PLANES, 1) == 2 else 1,
        block=block,
        is_tiled=is_tiled,
        offsets=tags.whole_numbers(TILE_OFFSETS if is_tiled else STRIP_OFFSETS),
        counts=tags.whole_numbers(TILE_COUNTS if is_tiled else STRIP_COUNTS),
    )


def _read_number(tags: Directory) -> str:
    """Return the type of the numbers; empty if they differ, or are of no type of NumPy's."""
    bits = set(tags.whole_numbers(BITS) or (1,))
    formats = set(tags.whole_numbers(SAMPLE_FORMAT) or (1,))
    if len(bits) > 1 or len(formats) > 1:
        return ""
    number = f"{KINDS.get(formats.pop(), '?')}{bits.pop() / 8:g}"
    return number if number in NUMBERS else ""


def _read_alpha(tags: Directory, photometric: int, samples: int) -> int:
    extra = tags.whole_numbers(EXTRA_SAMPLES)
    if extra:
        return extra[0] if extra[0] in (1, 2) else 0
    # Some writers leave it to the reader to guess.
    return 2 if photometric == RGB and samples == 4 else 0


def _classic(entry: Entry, order: str) -> Entry:
    """Return an entry without numbers of 64 bits, which the files of old don't know."""
    if TYPES[entry.type][0] < 8 or entry.type not in WHOLE_TYPES:
        return entry
    return numbers((min(value, 0xFFFFFFFF) for value in unpack(entry, order)), order)
