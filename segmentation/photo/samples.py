"""TIFF files whose pixels are numbers of one type, from 8 to 64 bits, as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from .directory import SHORT, header, numbers, pack_directory
from .errors import DAMAGED, TOO_COSTLY, ImageError
from .tiff import (
    BITS,
    BLACK_IS_ZERO,
    COMPRESSION,
    FILL_ORDER,
    HEIGHT,
    LAB,
    MAX_PIECE_BYTES,
    PHOTOMETRIC,
    ROWS_PER_STRIP,
    STRIP_COUNTS,
    STRIP_OFFSETS,
    TILE_COUNTS,
    TILE_HEIGHT,
    TILE_OFFSETS,
    TILE_WIDTH,
    UNCOMPRESSED,
    WHITE_IS_ZERO,
    WIDTH,
    Layout,
)

# Some megabytes at once cost no time and little memory.
PIECE_BYTES = 8_000_000
MODES = {1: "L", 3: "RGB", 4: "CMYK"}


@dataclass(frozen=True)
class Samples:
    """The picture of a TIFF file, whose numbers are unpacked when they are asked for.

    Attributes
    ----------
    data : bytes
        The file.
    layout : Layout
        How the picture is stored.

    Raises
    ------
    ImageError
        When numbers are asked for, if the file is damaged, or too much of it would have to be
        unpacked at once.

    Notes
    -----
    libtiff unpacks bytes, whatever they mean, and never more than were asked for; predictor, byte
    order, planes and photometric interpretation are undone here. Numbers of more than 16 bits are
    looked through twice, as their largest decides what white is.

    References
    ----------
    .. [1] TIFF revision 6.0, Adobe 1992; technical note 3, floating point predictor, 2005.
    """

    data: bytes
    layout: Layout

    def __post_init__(self) -> None:
        object.__setattr__(self, "layout", _in_smaller_strips(self.layout))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.layout.width, self.layout.height

    def strips(self) -> Iterator[tuple[Image.Image, np.ndarray | None]]:
        """Yield rows of the picture from top to bottom.

        Yields
        ------
        colors : Pillow image
            Of mode L, RGB, CMYK or LAB, 8 bits per channel.
        alpha : (m, N) ndarray of uint8, or None
            Opacity, if the file has some.
        """
        layout = self.layout
        white = find_white(_largest(self.data, layout), layout.number)
        for _, values in _bands(self.data, layout):
            colors, alpha = values[..., : layout.colors], None
            if _has_alpha(layout):
                colors = _straight(colors, values[..., layout.colors], white, layout)
                alpha = to_eight_bits(values[..., layout.colors], white)
            yield _image(_to_bytes(colors, white, layout), layout), alpha

    def labels(self) -> np.ndarray | None:
        """Return the numbers as they are, (M, N), if each pixel has one whole one; else None."""
        layout = self.layout
        if layout.samples > 1 or layout.number[0] == "f":
            return None
        values = np.concatenate([values[..., 0] for _, values in _bands(self.data, layout)])
        return (
            values if layout.photometric == BLACK_IS_ZERO else np.iinfo(layout.number).max - values
        )


def _in_smaller_strips(layout: Layout) -> Layout:
    """Return the layout with each plane's only strip, if it is not compressed, as many."""
    row_bytes = layout.width * _pixel_bytes(layout)
    rows = max(1, PIECE_BYTES // row_bytes)
    is_whole = not layout.is_tiled and layout.blocks_down == 1 and rows < layout.height
    if layout.compression != UNCOMPRESSED or not is_whole:
        return layout
    tops = range(0, layout.height, rows)
    offsets = [start + top * row_bytes for start in layout.offsets for top in tops]
    counts = [min(rows, layout.height - top) * row_bytes for top in tops] * len(layout.offsets)
    return replace(layout, block=(layout.width, rows), offsets=tuple(offsets), counts=tuple(counts))


def find_white(largest: float, number: str) -> float:
    """Return the value that stands for white among numbers of a type."""
    if number in ("u1", "u2"):
        return float(np.iinfo(number).max)
    return next((full for full in (1.0, 255.0, 65535.0) if largest <= full), largest)


def to_eight_bits(values: np.ndarray, white: float) -> np.ndarray:
    """Return values from 0 to white as bytes; what is no number is black."""
    if values.dtype == np.uint8:
        return values
    if values.dtype != np.uint16:
        values = values.astype(np.float64 if values.dtype.itemsize > 4 else np.float32)
        values = np.nan_to_num(values, copy=False, posinf=0, neginf=0).clip(0, white)
    return np.rint(values * (255 / white)).astype(np.uint8)


def _has_alpha(layout: Layout) -> bool:
    return bool(layout.alpha) and layout.samples > layout.colors


def _largest(data: bytes, layout: Layout) -> float:
    if layout.number in ("u1", "u2"):
        return 0.0
    return max(
        float(np.nan_to_num(values, posinf=0, neginf=0).max()) for _, values in _bands(data, layout)
    )


def _straight(colors: np.ndarray, alpha: np.ndarray, white: float, layout: Layout) -> np.ndarray:
    """Return colors that are not multiplied by opacity."""
    if layout.alpha != 1:
        return colors
    divided = colors * (white / np.maximum(alpha, 1e-9))[..., None]
    straight = np.where(alpha[..., None] > 0, divided, 0).clip(0, white)
    return np.rint(straight).astype(colors.dtype) if colors.dtype.kind == "u" else straight


def _to_bytes(colors: np.ndarray, white: float, layout: Layout) -> np.ndarray:
    if layout.photometric == LAB and layout.number == "u2":
        # The last two have a sign.
        lightness = to_eight_bits(colors[..., :1], white)
        return np.concatenate([lightness, (colors[..., 1:] >> 8).astype(np.uint8)], axis=-1)
    pixels = to_eight_bits(colors, white)
    return 255 - pixels if layout.photometric == WHITE_IS_ZERO else pixels


def _image(pixels: np.ndarray, layout: Layout) -> Image.Image:
    mode = "LAB" if layout.photometric == LAB else MODES[layout.colors]
    size = pixels.shape[1::-1]
    return Image.frombuffer(mode, size, np.ascontiguousarray(pixels), "raw", mode, 0, 1)


def _bands(data: bytes, layout: Layout) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the first row of each band and its values, (rows, columns, samples)."""
    # Of planes that are no colors, only opacity is of use.
    planes = range(min(layout.planes, layout.colors + _has_alpha(layout)))
    step = max(1, PIECE_BYTES // (_band_bytes(layout) * len(planes)))
    for first in range(0, layout.blocks_down, step):
        bands = range(first, min(first + step, layout.blocks_down))
        values = np.concatenate([_plane(data, layout, bands, plane) for plane in planes], axis=-1)
        yield first * layout.block[1], values


def _band_bytes(layout: Layout) -> int:
    """Return what a row of strips or tiles holds unpacked, or raise ImageError."""
    cols, rows = layout.block
    size = cols * layout.blocks_across * rows * _pixel_bytes(layout)
    if size > MAX_PIECE_BYTES:
        raise ImageError(TOO_COSTLY)
    return size


def _pixel_bytes(layout: Layout) -> int:
    samples = layout.samples if layout.planes == 1 else 1
    return samples * np.dtype(layout.number).itemsize


def _plane(data: bytes, layout: Layout, bands: range, plane: int) -> np.ndarray:
    """Return the values of one plane in some rows of strips or tiles."""
    across, (cols, rows) = layout.blocks_across, layout.block
    first = plane * across * layout.blocks_down + bands.start * across
    blocks = range(first, first + len(bands) * across)
    height = len(bands) * rows
    if not layout.is_tiled:
        height = min(height, layout.height - bands.start * rows)
    packed = _unpack(data, layout, blocks, height)
    samples = layout.samples if layout.planes == 1 else 1
    values = _undo_predictor(packed.reshape(height, across, cols, -1), layout, samples)
    values = values.reshape(height, across * cols, samples)
    return values[: layout.height - bands.start * rows, : layout.width]


def _unpack(data: bytes, layout: Layout, blocks: range, height: int) -> np.ndarray:
    """Return the bytes of some strips or tiles, one row of pixels after the other."""
    block_bytes = layout.block[0] * _pixel_bytes(layout)
    pieces = [_piece(data, layout, block) for block in blocks]
    starts = np.cumsum([8, *map(len, pieces)]).tolist()
    start = starts[-1] + starts[-1] % 2
    place, counts = numbers(starts[:-1], "<"), numbers(map(len, pieces), "<")
    tags = {
        WIDTH: numbers([block_bytes * layout.blocks_across], "<"),
        HEIGHT: numbers([height], "<"),
        BITS: numbers([8], "<", SHORT),
        COMPRESSION: numbers([layout.compression], "<", SHORT),
        PHOTOMETRIC: numbers([BLACK_IS_ZERO], "<", SHORT),
        FILL_ORDER: numbers([layout.fill_order], "<", SHORT),
    }
    rows = numbers([layout.block[1]], "<")
    if layout.is_tiled:
        width = numbers([block_bytes], "<")
        tags |= {TILE_WIDTH: width, TILE_HEIGHT: rows, TILE_OFFSETS: place, TILE_COUNTS: counts}
    else:
        tags |= {ROWS_PER_STRIP: rows, STRIP_OFFSETS: place, STRIP_COUNTS: counts}
    body = b"".join(pieces).ljust(start - 8, b"\0")
    file = io.BytesIO(header("<", start) + body + pack_directory(tags, "<", start))
    with Image.open(file, formats=["TIFF"]) as image:
        return np.asarray(image)


def _piece(data: bytes, layout: Layout, block: int) -> bytes:
    start, count = layout.offsets[block], layout.counts[block]
    if start + count > len(data) or not count:
        raise ImageError(DAMAGED)
    return data[start : start + count]


def _undo_predictor(packed: np.ndarray, layout: Layout, samples: int) -> np.ndarray:
    """Return the values of blocks (rows, blocks across, bytes, 1), without differences."""
    number = np.dtype(layout.number)
    packed = packed.reshape(*packed.shape[:2], -1)
    if layout.predictor == 3:
        return _undo_float_predictor(packed, number, samples)
    values = packed.view(number.newbyteorder(layout.order)).astype(number)
    values = values.reshape(*packed.shape[:2], -1, samples)
    if layout.predictor != 2:
        return values
    whole = values.view(f"u{number.itemsize}")
    return np.cumsum(whole, axis=2, dtype=whole.dtype).view(number)


def _undo_float_predictor(packed: np.ndarray, number: np.dtype, samples: int) -> np.ndarray:
    # Differences of bytes, and all first bytes before all second ones.
    rows, across, _ = packed.shape
    pixels = packed.reshape(rows, across, -1, samples)
    summed = np.cumsum(pixels, axis=2, dtype=np.uint8).reshape(rows, across, number.itemsize, -1)
    big = np.ascontiguousarray(summed.swapaxes(2, 3)).view(number.newbyteorder(">"))
    return big.astype(number).reshape(rows, across, -1, samples)
