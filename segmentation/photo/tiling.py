"""Tiles of an image, so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

Box = tuple[slice, slice]
# As fast as all rows at once.
STRIP_ROWS = 256


class Tile(NamedTuple):
    """A piece of an image.

    Attributes
    ----------
    box : (slice, slice)
        Rows and columns of the piece.
    padded : (slice, slice)
        The piece with a margin, as far as the image has it.
    inner : (slice, slice)
        The piece within its padded box.
    """

    box: Box
    padded: Box
    inner: Box


def tiles(
    shape: tuple[int, int], *, tile_px: int, reach_px: int = 0, within: Box | None = None
) -> Iterator[Tile]:
    """Yield tiles that cover an image.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the image.
    tile_px : int
        Side of a tile; those at the lower and the right border are smaller.
    reach_px : int
        Width of the margin.
    within : (slice, slice), optional
        Rows and columns that are to be covered; all of the image by default. The tiles are those
        of the whole image, as far as they meet it.

    Yields
    ------
    tile : Tile
        Row by row.
    """
    rows, cols = within or (slice(0, shape[0]), slice(0, shape[1]))
    for row in range(rows.start // tile_px * tile_px, rows.stop, tile_px):
        for col in range(cols.start // tile_px * tile_px, cols.stop, tile_px):
            box = _within(shape, slice(row, row + tile_px), slice(col, col + tile_px))
            padded = _within(shape, *(_widened(side, reach_px) for side in box))
            yield Tile(box, padded, relative(box, padded))


def strips(row_count: int) -> Iterator[slice]:
    """Yield the rows of an image, some after the other, so that what is worked out stays small.

    Parameters
    ----------
    row_count : int
        How many rows the image has.

    Yields
    ------
    rows : slice
        At most 256 of them; the last ones may be fewer.
    """
    for start in range(0, row_count, STRIP_ROWS):
        yield slice(start, min(start + STRIP_ROWS, row_count))


def _within(shape: tuple[int, int], rows: slice, cols: slice) -> Box:
    """Return rows and columns as far as an image has them."""
    rows, cols = (
        slice(max(side.start, 0), min(side.stop, size))
        for side, size in zip((rows, cols), shape, strict=True)
    )
    return rows, cols


def _widened(side: slice, by_px: int) -> slice:
    return slice(side.start - by_px, side.stop + by_px)


def relative(box: Box, outer: Box) -> Box:
    """Return the rows and columns that a box has within another one."""
    rows, cols = (
        slice(side.start - whole.start, side.stop - whole.start)
        for side, whole in zip(box, outer, strict=True)
    )
    return rows, cols


def is_uniform(piece: np.ndarray) -> bool:
    """Return whether all values of an array are the same."""
    return piece.size == 0 or bool((piece == piece.flat[0]).all())
