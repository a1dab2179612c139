"""Picture and ground → the pure colors of a drawing: its inks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage as ndi

from .ground import Box, Ground, pieces
from .mixtures import cluster, distance, length, opponent, project

MOST_INKS = 24
APART = 24.0
LEAST_LEVELS = 10.0
# A pixel lies deep in an ink if all around it are about as far from the ground.
ALIKE = 0.85
DEPTHS_PX = (3, 5)
DEPTH_WEIGHT = 10.0
# An ink that a stronger one and the ground could give must have so many deep pixels.
DEEP_SHARE = 0.25
EXPLAINED = 0.9


@dataclass(frozen=True, eq=False)
class Palette:
    """The inks of a drawing.

    Attributes
    ----------
    inks : (K, 3) ndarray of float32
        sRGB colors that are no mixtures with the ground, the most frequent first.
    is_drawing : bool
        Whether they are the colors of nearly all pixels that lie deep in something: not so in
        photos, and where colors change from place to place.
    """

    inks: np.ndarray
    is_drawing: bool


def find_palette(image: np.ndarray, ground: Ground, *, tolerance: float) -> Palette:
    """Return the inks of a drawing.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    ground : Ground
        What it lies on.
    tolerance : float
        Levels, beyond the noise, that still are ground.

    Returns
    -------
    palette : Palette
        At most 24 inks; none where all is ground.

    Notes
    -----
    Looked for in at most 25 pieces of 160 × 160 pixels, at full size: reduced, thin lines would be
    pale. What is farther from the ground than its neighbors is taken for pure.
    """
    reach = max(ground.reach(tolerance), LEAST_LEVELS)
    found = [_pure(image, ground, box, reach) for box in pieces(image.shape[:2])]
    colors, behind, depths, weights = (np.concatenate(each) for each in zip(*found, strict=True))
    clusters = cluster(colors, weights, apart=APART, most=MOST_INKS)
    inks = np.array([mean for mean, _ in clusters], np.float32).reshape(-1, 3)
    bases = [np.average(behind[own], axis=0, weights=weights[own]) for _, own in clusters]
    is_deep = np.array([(depths[own] > 0).mean() > DEEP_SHARE for _, own in clusters], bool)
    slack = LEAST_LEVELS / 2 + 3 * ground.ringing
    mixed = [_is_mixed(*each, inks, slack, ground.mix) for each in zip(inks, bases, strict=True)]
    inks = inks[is_deep | ~np.array(mixed, bool)]
    deepest = colors[depths == len(DEPTHS_PX)]
    off = np.min([distance(deepest - ink) for ink in inks], axis=0, initial=np.inf)
    explained = off < LEAST_LEVELS + 2 * ground.ringing
    return Palette(inks, len(inks) > 0 and bool(explained.mean() > EXPLAINED if len(off) else True))


def _pure(
    image: np.ndarray, ground: Ground, box: Box, reach: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return colors that are no mixtures, the ground behind them, how deep they lie, weights."""
    colors = image[box].astype(np.float32)
    behind = ground.colors(image.shape[:2], box)
    off = distance(colors - behind)
    depth, pure = np.zeros(off.shape), off > reach
    # Most of a picture is ground, where there is nothing to find.
    if pure.any():
        for size in DEPTHS_PX:
            lowest, highest = ndi.minimum_filter(off, size), ndi.maximum_filter(off, size)
            depth += (lowest > ALIKE * off) & (ALIKE * highest < off)
        pure &= (off >= ndi.maximum_filter(off, 3) - 0.5) | (depth > 0)
    return colors[pure], behind[pure], depth[pure], (DEPTH_WEIGHT**depth * off)[pure]


def _is_mixed(
    ink: np.ndarray, base: np.ndarray, inks: np.ndarray, slack: float, mix: np.ndarray
) -> bool:
    """Return whether a stronger ink and the ground give a color, or ringing does."""
    off = opponent(ink - base) * mix
    if length(off) < 4 * slack:
        # Too near the ground to tell an ink from ringing.
        return True
    share, rest, _ = project(off, opponent(inks - base) * mix)
    return bool(((share > 0.05) & (share < 0.95) & (rest < slack)).any())
