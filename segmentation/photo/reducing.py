"""An image that comes in strips, made smaller on the way, so that it is never there as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, floor

import numpy as np
from PIL import Image

FILTER = Image.Resampling.HAMMING


def reduce_strips(
    strips: Iterable[np.ndarray], source_shape: tuple[int, int], shape: tuple[int, int]
) -> Iterator[np.ndarray]:
    """Yield the strips of an image at a smaller size.

    Parameters
    ----------
    strips : iterable of (m, N, 3) or (m, N, 4) ndarray of uint8
        Rows of the image from top to bottom, each time any number of them; colors with opacity
        are straight, and mixed by their opacity.
    source_shape : (int, int)
        Rows and columns of the image.
    shape : (int, int)
        Rows and columns of the smaller one.

    Yields
    ------
    strip : (k, n, 3) or (k, n, 4) ndarray of uint8
        Rows of the smaller image from top to bottom; together what `resize` makes of the whole,
        up to rounding.
    """
    scale = source_shape[0] / shape[0]
    # The filter takes in one row of the result above and below each.
    reach = ceil(scale) + 1
    held: np.ndarray = np.empty(0, np.uint8)
    top = done = 0
    for strip in strips:
        held = np.concatenate([held, strip]) if len(held) else strip
        bottom = top + len(held)
        stop = shape[0] if bottom == source_shape[0] else max(done, floor((bottom - reach) / scale))
        if stop > done:
            box = (0, done * scale - top, source_shape[1], stop * scale - top)
            yield np.asarray(Image.fromarray(held).resize((shape[1], stop - done), FILTER, box))
            done = stop
            needed = max(top, floor(done * scale) - reach)
            held, top = held[needed - top :], needed
