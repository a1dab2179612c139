"""Marks → what they say of colors, wherever these are."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi

from ..photo.tiling import tiles
from ..recipe import SIDES, Label
from .mixtures import cluster, distance

TILE_PX = 512
APART = 24.0
MOST_COLORS = 6
# Of the marked pixels; what is less was touched by accident.
LEAST_SHARE = 0.1
MOST_PIXELS = 50_000


def spread_marks(
    image: np.ndarray, markers: np.ndarray, *, reach: float, connected: bool
) -> np.ndarray | None:
    """Return the pixels that have the colors of marks.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else a `Label`.
    reach : float
        How far a pixel may be from a marked color and still have it, in levels.
    connected : bool
        Whether only what hangs together with a mark counts.

    Returns
    -------
    sides : (M, N) ndarray of uint8, or None
        0, or the `Label` of the side that the nearest marked color belongs to; marked pixels have
        their own. None if neither side is marked.
    """
    marked = [(label, mean) for label in SIDES for mean in marked_colors(image, markers, label)]
    if not marked:
        return None
    labels, colors = zip(*marked, strict=True)
    sides = np.empty(markers.shape, np.uint8)
    for tile in tiles(markers.shape, tile_px=TILE_PX):
        piece = image[tile.box].astype(np.float32)
        off = np.stack([distance(piece - color) for color in colors])
        nearest = np.array(labels, np.uint8)[off.argmin(axis=0)]
        sides[tile.box] = np.where(off.min(axis=0) <= reach, nearest, 0)
    for label in SIDES:
        sides[markers == label] = label
    if connected:
        for label in SIDES:
            _keep_touched(sides, markers, label)
    return sides


def marked_colors(image: np.ndarray, markers: np.ndarray, label: Label) -> list[np.ndarray]:
    """Return the colors below the marks of a label, sRGB, the most frequent first."""
    place = np.flatnonzero(markers == label)
    colors = image.reshape(-1, 3)[place[:: 1 + len(place) // MOST_PIXELS]].astype(np.float32)
    clusters = cluster(colors, np.ones(len(colors)), apart=APART, most=MOST_COLORS)
    return [mean for mean, own in clusters if len(own) >= LEAST_SHARE * len(colors)]


def _keep_touched(sides: np.ndarray, markers: np.ndarray, label: Label) -> None:
    """Leave of a side, in place, what hangs together with its marks."""
    parts, count = ndi.label(sides == label)
    touched = np.zeros(count + 1, bool)
    touched[parts[markers == label]] = True
    touched[0] = True
    sides[~touched[parts]] = 0
