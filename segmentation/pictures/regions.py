"""Regions, color models and confidence of the graph cut → pictures."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageOps
from skimage.color import rgb2gray

from ..photo import fit_shape, resize, resize_nearest
from ..recipe import Label
from .canvas import VIEW_PX, blend, font
from .preview import MARK_COLORS

KEEP, REMOVE = MARK_COLORS[Label.FOREGROUND], MARK_COLORS[Label.BACKGROUND]
OUTLINE_COLOR = (255, 255, 255)
PAPER, INK, UNDECIDED = (240, 240, 240), (40, 40, 40), (225, 225, 225)
# How much the colors of confidence cover the photo.
COVER = 0.8
# The color models: all colors of the photo in so many tiles, and their bars.
TILE_ROWS, TILE_COLS = 10, 40
STRIP_ROWS, STRIP_COLS = 3, TILE_COLS // 2 - 1


def regions_picture(
    image: np.ndarray, labels: np.ndarray, *, filled: bool = True, size_px: int = VIEW_PX
) -> np.ndarray:
    """Return a picture of regions with their outlines.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        The photo, at any size.
    labels : (m, n) ndarray of int
        Region of each pixel.
    filled : bool
        Whether regions are filled with their mean color; else the photo shows.
    size_px : int
        Longest side of the picture at the most.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        Outlines are white and one pixel wide.
    """
    shape = fit_shape(labels.shape, size_px)
    region = resize_nearest(labels, shape)
    colors = mean_colors(image, labels)
    picture = colors[region] if filled else resize(image, shape)
    outline = np.zeros((*shape, 1), bool)
    outline[:, :-1, 0] = region[:, :-1] != region[:, 1:]
    outline[:-1, :, 0] |= region[:-1] != region[1:]
    return np.where(outline, blend(picture, np.array(OUTLINE_COLOR), 0.6), picture)


def confidence_picture(
    image: np.ndarray, confidence: np.ndarray, *, size_px: int = VIEW_PX
) -> np.ndarray:
    """Return a map of what speaks for keeping each pixel, and what for removing it.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        The photo, at any size.
    confidence : (m, n) ndarray of float
        From -1, surely removed, to 1, surely kept.
    size_px : int
        Longest side of the picture at the most.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        Blue where something speaks for keeping, orange where it speaks for removing, the stronger
        the surer; over the photo in gray.
    """
    shape = fit_shape(confidence.shape, size_px)
    gray = (255 * rgb2gray(resize(image, shape)))[..., None].repeat(3, axis=-1)
    return blend(gray, sided_colors(resize_nearest(confidence, shape)), COVER)


def color_models_picture(
    image: np.ndarray,
    labels: np.ndarray,
    markers: np.ndarray,
    evidence: np.ndarray,
    *,
    size_px: int = VIEW_PX,
) -> np.ndarray:
    """Return a chart of the photo's colors: from those to remove to those to keep.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        The photo, at any size.
    labels : (m, n) ndarray of int
        Region of each pixel.
    markers : (m, n) ndarray of int
        0 where nothing is marked, else a `Label`.
    evidence : (R,) ndarray of float
        What the color of each region says, from -1, surely removed, to 1, surely kept.
    size_px : int
        Width of the picture at the most.

    Returns
    -------
    picture : (h, w, 3) ndarray of uint8
        At the top the colors below the marks. Below them, every tile is the same share of the
        photo; from left to right, its colors speak ever more for keeping. Bars below tell how
        much: orange for removing, blue for keeping.
    """
    colors = mean_colors(image, labels)
    area, removed, kept = (
        np.bincount(labels[chosen].ravel(), minlength=len(colors))
        for chosen in (..., markers == Label.BACKGROUND, markers == Label.FOREGROUND)
    )
    # One more for the margins.
    tile = size_px // (TILE_COLS + 1)
    line = 2 * tile
    strips = line + STRIP_ROWS * tile
    tiles = strips + line + TILE_ROWS * tile
    bars = tiles + tile // 2, tiles + 6 * tile
    canvas = Image.new("RGB", (TILE_COLS * tile, bars[1] + line), PAPER)
    _draw_marked(canvas, colors, removed, 0, "Colors below Remove")
    _draw_marked(canvas, colors, kept, TILE_COLS - STRIP_COLS, "Colors below Keep")
    shares = _draw_all(canvas, colors, area, evidence, strips)
    _draw_bars(canvas, shares, bars)
    return np.array(ImageOps.expand(canvas, tile // 2, PAPER))


def _draw_marked(
    canvas: Image.Image, colors: np.ndarray, weight: np.ndarray, col: int, name: str
) -> None:
    """Draw the colors of marked regions at the top from a column of tiles on, darkest first."""
    draw, tile = ImageDraw.Draw(canvas), canvas.width // TILE_COLS
    write(draw, (col * tile, tile), name, tile, anchor="lm")
    if weight.any():
        chosen = sorted_tiles(weight, lightness(colors), STRIP_ROWS * STRIP_COLS)
        paste(canvas, colors[chosen], STRIP_ROWS, (col * tile, 2 * tile), tile)
    else:
        write(draw, (col * tile, 3 * tile), "no stroke yet", tile, anchor="lm")


def _draw_all(
    canvas: Image.Image, colors: np.ndarray, area: np.ndarray, evidence: np.ndarray, top: int
) -> np.ndarray:
    """Draw all colors from a row on, by what they speak for; return that of each column."""
    tile = canvas.width // TILE_COLS
    write(ImageDraw.Draw(canvas), (0, top + tile), "All colors of the photo", tile, anchor="lm")
    chosen = sorted_tiles(area, evidence, TILE_ROWS * TILE_COLS)
    chosen = chosen.reshape(TILE_COLS, TILE_ROWS)
    order = np.argsort(lightness(colors)[chosen], axis=1)
    chosen = np.take_along_axis(chosen, order, axis=1)
    paste(canvas, colors[chosen.ravel()], TILE_ROWS, (0, top + 2 * tile), tile)
    return evidence[chosen].mean(axis=1)


def _draw_bars(canvas: Image.Image, shares: np.ndarray, rows: tuple[int, int]) -> None:
    """Draw between two rows what the colors of each column speak for, and below it how."""
    draw, tile = ImageDraw.Draw(canvas), canvas.width // TILE_COLS
    middle = sum(rows) / 2
    for col, share in enumerate(shares):
        ends = sorted((middle, middle - share * (rows[1] - rows[0]) / 2))
        box = (col * tile + 1, ends[0], (col + 1) * tile - 2, ends[1])
        draw.rectangle(box, KEEP if share > 0 else REMOVE)
    draw.line((0, middle, canvas.width, middle), INK)
    bottom = rows[1] + tile
    write(draw, (0, bottom), "speak for Remove", tile, anchor="lm")
    write(draw, (canvas.width, bottom), "speak for Keep", tile, anchor="rm")


def mean_colors(image: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the mean color of every region, (regions, 3) uint8."""
    flat = labels.ravel()
    channels = resize(image, labels.shape).reshape(-1, 3).T
    sums = np.stack([np.bincount(flat, channel) for channel in channels], axis=1)
    return np.rint(sums / np.bincount(flat)[:, None]).astype(np.uint8)


def sided_colors(shares: np.ndarray) -> np.ndarray:
    """Return colors from orange at -1 by gray at 0 to blue at 1."""
    side = np.where(shares[..., None] > 0, KEEP, REMOVE)
    # The root lets faint confidence be seen.
    return blend(np.array(UNDECIDED), side, np.sqrt(abs(shares))[..., None])


def lightness(colors: np.ndarray) -> np.ndarray:
    """Return how light colors are."""
    return rgb2gray(colors)


def sorted_tiles(weight: np.ndarray, key: np.ndarray, count: int) -> np.ndarray:
    """Return regions in the order of a key, each as often as its weight says, (count,) int."""
    order = np.argsort(key, kind="stable")
    ends = np.cumsum(weight[order])
    return order[np.searchsorted(ends, (np.arange(count) + 0.5) / count * ends[-1])]


def paste(
    canvas: Image.Image, colors: np.ndarray, rows: int, place: tuple[int, int], tile_px: int
) -> None:
    """Draw colors as tiles, column by column, in place."""
    tiles = colors.reshape(-1, rows, 3).swapaxes(0, 1)
    large = tiles.repeat(tile_px, axis=0).repeat(tile_px, axis=1)
    large[::tile_px] = large[:, ::tile_px] = PAPER
    canvas.paste(Image.fromarray(large), place)


def write(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, tile_px: int, *, anchor: str
) -> None:
    """Write a line of text, in place."""
    draw.text(place, text, INK, font=font(tile_px), anchor=anchor)
