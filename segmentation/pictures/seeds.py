"""Seeds → pictures of where they are."""

from __future__ import annotations

from functools import partial

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage as ndi

from ..photo import fit_shape, resize_nearest
from .canvas import VIEW_PX, blend, font, view_gray
from .labels import BRIGHT

SPOT_COLOR = (213, 94, 0)
# Behind seeds the photo is paler, so that they are seen.
PALE = 0.35
# A seed is drawn at least so large.
DOT_PX = 9
STROKE_PX = 2
SPECK_PX = 3
# More numbers than this can't be read.
MOST_NUMBERS = 60
NUMBER_SHARE = 1 / 36


def spots_picture(
    gray: np.ndarray,
    seeds: np.ndarray,
    *,
    color: tuple[int, int, int] = SPOT_COLOR,
    size_px: int = VIEW_PX,
) -> np.ndarray:
    """Return a pale gray image with spots in a color.

    Parameters
    ----------
    gray : (M, N) ndarray
        Gray values from 0 to 255.
    seeds : (M, N) ndarray
        Not 0 where a spot is.
    color : (int, int, int)
        Color of the spots.
    size_px : int
        Longest side of the picture at the most.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        Spots are at least three pixels wide, so that small ones are seen.
    """
    picture = pale(gray, fit_shape(gray.shape, size_px))
    picture[enlarged(seeds != 0, picture.shape[:2], SPECK_PX) > 0] = color
    return picture


def seeds_picture(
    gray: np.ndarray,
    seeds: np.ndarray,
    *,
    most: int = MOST_NUMBERS,
    size_px: int = VIEW_PX,
) -> tuple[np.ndarray, int]:
    """Return a picture of seeds, the largest with their numbers, and how many have one.

    Parameters
    ----------
    gray : (M, N) ndarray
        Gray values of the photo from 0 to 255, shown pale.
    seeds : (M, N) ndarray of int
        0, or the number of a seed.
    most : int
        How many numbers are drawn at the most.
    size_px : int
        Longest side of the picture.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        Every seed in one of seven colors, at least nine pixels wide. Small photos are enlarged,
        so that the numbers can be read.
    numbered : int
        How many seeds have a number: of those that would lie on top of each other, only the
        largest does; of equal ones the lowest.
    """
    rows, cols = gray.shape
    factor = size_px / max(rows, cols)
    shape = max(1, round(rows * factor)), max(1, round(cols * factor))
    picture = pale(gray, shape)
    dots = enlarged(seeds, shape, DOT_PX)
    picture[dots > 0] = BRIGHT[dots[dots > 0] % len(BRIGHT)]
    canvas = Image.fromarray(picture)
    numbered = write_numbers(canvas, middles(seeds, most), shape, seeds.shape)
    return np.array(canvas), numbered


def pale(gray: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return a gray image at a size, in three channels and paler."""
    shade = Image.fromarray(view_gray(gray, max(gray.shape))).resize(
        shape[::-1], Image.Resampling.HAMMING
    )
    return blend(np.array(shade)[..., None].repeat(3, axis=-1), np.array(255), PALE)


def enlarged(seeds: np.ndarray, shape: tuple[int, int], least_px: int) -> np.ndarray:
    """Return seeds at another size, none lost and none smaller than a square."""
    rows, cols = np.nonzero(seeds)
    place = rows * shape[0] // seeds.shape[0], cols * shape[1] // seeds.shape[1]
    # Whole areas where the picture is larger, single pixels where it is smaller.
    sized = resize_nearest(seeds, shape).astype(np.int32)
    sized[place] = seeds[rows, cols]
    return np.where(sized > 0, sized, ndi.maximum_filter(sized, least_px))


def middles(seeds: np.ndarray, most: int) -> dict[int, list[int]]:
    """Return a pixel of each of the largest seeds, by number: the middle one in reading order."""
    where = np.flatnonzero(seeds)
    order = np.argsort(seeds.flat[where], kind="stable")
    numbers, starts, sizes = np.unique(
        seeds.flat[where][order], return_index=True, return_counts=True
    )
    largest = np.argsort(-sizes, kind="stable")[:most]
    middle = where[order[starts[largest] + sizes[largest] // 2]]
    places = np.stack(np.unravel_index(middle, seeds.shape), axis=1)
    return dict(zip(numbers[largest].tolist(), places.tolist(), strict=True))


def write_numbers(
    canvas: Image.Image,
    places: dict[int, list[int]],
    shape: tuple[int, int],
    seeds_shape: tuple[int, int],
) -> int:
    """Write numbers at their places, in place, unless they hide another one; return how many."""
    draw = ImageDraw.Draw(canvas)
    written: list[tuple[float, float, float, float]] = []
    face = font(NUMBER_SHARE * max(shape))
    for number, (row, col) in places.items():
        x, y = (col + 0.5) * shape[1] / seeds_shape[1], (row + 0.5) * shape[0] / seeds_shape[0]
        # Beside the middle, so that small seeds stay visible.
        text = str(number)
        measure = partial(draw.textbbox, text=text, font=face, stroke_width=STROKE_PX)
        place, anchor = (x + DOT_PX, y), "lm"
        if measure(place, anchor=anchor)[2] > shape[1]:
            place, anchor = (x - DOT_PX, y), "rm"
        box = measure(place, anchor=anchor)
        if any(overlap(box, other) for other in written):
            continue
        draw.text(place, text, "white", face, anchor, stroke_width=STROKE_PX, stroke_fill="black")
        written.append(box)
    return len(written)


def overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    """Return whether two boxes (left, top, right, bottom) share a point."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
