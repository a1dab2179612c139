"""Picture and its layers → how much of each pixel is ink, and which."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import ndimage as ndi

from ..photo.tiling import Box, tiles
from ..recipe import Label, Plain
from .ground import Ground
from .layers import Layers
from .mark_colors import spread_marks
from .mixtures import distance, length, opponent, project, rgb_of

TILE_PX = 512
NEAR_PX, CLOSE_PX = 5, 3
# Neighbors by distance.
NEIGHBORS = sorted(
    (
        (row, col)
        for row in range(-NEAR_PX, NEAR_PX + 1)
        for col in range(-NEAR_PX, NEAR_PX + 1)
        if 0 < row**2 + col**2 <= NEAR_PX**2
    ),
    key=lambda step: (step[0] ** 2 + step[1] ** 2, step),
)
# Cores weaker than the strongest pixel around by so many levels may be mixtures after all: with a
# share of ink of less than this, as far as noise and ringing allow.
GAP_LEVELS = 8.0
PURE_SHARE, RINGING_SLACK = 0.93, 3.0
# In a JPEG, so pale ones beside strong ones are blur, and so little ink is ringing. From .06 to .1,
# errors differ by a twentieth.
PALE, JPEG_LEAST = 0.3, 0.1
MARK_LEVELS = 10.0
# Noise leaves specks of up to so many pixels that are up to so many of its deviations farther.
SPECK_PX, SPECK_NOISE, LEAST_NOISE = 12, 5.0, 0.3
# How far a pixel may be from a mixture that explains it, in levels.
REST_LEVELS = 4.0
STRONGEST_PX = 7
# Of opacity, per level of noise.
LEAST_SLACK = 4 / 64

Pixels = tuple[np.ndarray, np.ndarray]
Mixtures = tuple[np.ndarray, np.ndarray, np.ndarray]


def unmix(
    image: np.ndarray,
    layers: Layers,
    plain: Plain | None = None,
    *,
    markers: np.ndarray | None = None,
    box: Box | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return how opaque what lies on a plain ground is, and its own colors.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    layers : Layers
        What `find_layers` found in it.
    plain : Plain, optional
        How it is taken off the ground.
    markers : (M, N) ndarray of int, optional
        0 where nothing is marked, else a `Label`. A side counts for the colors below its marks;
        fuzzy pixels are as transparent as their colors allow.
    box : (slice, slice), optional
        Rows and columns that are wanted; all by default.

    Returns
    -------
    matte : (M, N) ndarray of uint8, or of the shape of the box
        Opacity, 255 being opaque.
    foreground : (M, N, 3) ndarray of uint8, or of the rows and columns of the box
        Colors that, laid onto the ground by the matte, give the image again, as far as 8 bits
        can; those of the image where it is opaque.

    Notes
    -----
    Every pixel is taken for ``alpha * ink + (1 - alpha) * ground``. What is near the ground's
    color is ground, what is not near the ground is ink; between, alpha follows by least squares
    from the nearest ink, or from the ink of the palette that explains the pixel best. The shares
    are those of sRGB levels, not of linear light: that is how text and shapes are drawn, and how
    pictures are reduced. Worked out in tiles; time and memory grow with the pixels on outlines.
    """
    plain = Plain() if plain is None else plain
    reach = layers.ground.reach(plain.tolerance)
    sides = None
    if markers is not None:
        mark_reach = max(reach, MARK_LEVELS)
        sides = spread_marks(image, markers, reach=mark_reach, connected=plain.connected)
    # Memory that is never written to costs nothing.
    matte, foreground = np.empty(image.shape[:2], np.uint8), np.empty(image.shape, np.uint8)
    reach_px = NEAR_PX + layers.edge_px + SPECK_PX
    for tile in tiles(image.shape[:2], tile_px=TILE_PX, reach_px=reach_px, within=box):
        around = tile.padded
        piece = Piece(
            image[around].astype(np.float32),
            layers.ground.colors(image.shape[:2], around),
            None if layers.shadow is None else layers.shadow.depth(image.shape[:2], around),
            None if sides is None else sides[around],
            None if markers is None else markers[around] == Label.FUZZY,
        )
        alpha, behind = _mix(piece, layers, plain, reach)
        alpha = np.rint(255 * alpha[tile.inner]).astype(np.uint8)
        matte[tile.box] = alpha
        foreground[tile.box] = image[tile.box]
        _clean(foreground[tile.box], behind[tile.inner], alpha)
    wanted = box or (slice(None), slice(None))
    return matte[wanted], foreground[wanted]


class Piece(NamedTuple):
    """A piece of a picture, with all that is known of its pixels.

    Attributes
    ----------
    colors, ground : (h, w, 3) ndarray of float32
        sRGB colors of the picture and of the ground without shadow.
    depth : (h, w, 1) ndarray of float32, or None
        How much light the shadow takes.
    sides : (h, w) ndarray of uint8, or None
        What marks say: 0, or a `Label`.
    fuzzy : (h, w) ndarray of bool, or None
        Where everything is as transparent as its color allows.
    """

    colors: np.ndarray
    ground: np.ndarray
    depth: np.ndarray | None
    sides: np.ndarray | None
    fuzzy: np.ndarray | None


def color_to_alpha(colors: np.ndarray, behind: np.ndarray) -> np.ndarray:
    """Return the least opacity with which any color over the ground gives a picture.

    Parameters
    ----------
    colors, behind : (..., 3) ndarray of float32
        sRGB colors of the picture and of the ground.

    Returns
    -------
    alpha : (...) ndarray of float32
        In [0, 1]; GIMP's "Color to Alpha".
    """
    room = np.where(colors > behind, 255 - behind, behind)
    return (abs(colors - behind) / np.maximum(room, 1e-3)).max(axis=-1).clip(0, 1)


def _clean(image: np.ndarray, behind: np.ndarray, matte: np.ndarray) -> None:
    """Free colors of what is behind them, in place, where they are half transparent."""
    mixed = (matte > 0) & (matte < 255)
    if mixed.any():
        alpha = matte[mixed][:, None] / np.float32(255)
        colors = (image[mixed] - (1 - alpha) * behind[mixed]) / alpha
        image[mixed] = np.rint(colors).clip(0, 255)


def _mix(piece: Piece, layers: Layers, plain: Plain, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the opacity of a piece, and the colors behind it."""
    colors, lit, depth, _, fuzzy = piece
    if plain.see_through:
        size = distance(colors - lit)
        return np.where(size > reach, color_to_alpha(colors, lit), 0), lit
    shaded = lit if depth is None else (1 - depth) * lit
    alpha, behind = _solve(piece, shaded, layers, plain, reach)
    if depth is not None and plain.keep_shadow:
        alpha, behind = alpha + (1 - alpha) * depth[..., 0], lit
    if fuzzy is not None and fuzzy.any():
        alpha = np.where(fuzzy, color_to_alpha(colors, behind), alpha)
    return alpha, behind


def _solve(
    piece: Piece, behind: np.ndarray, layers: Layers, plain: Plain, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the opacity of what lies on a ground, and the ground that is nearest to each pixel."""
    off = opponent(piece.colors - behind)
    size = length(off)
    is_ground = _near_ground(piece, size, reach, layers.ground.noise)
    if is_ground.all() and piece.sides is None:
        return np.zeros(size.shape, np.float32), behind
    is_other = _other_grounds(piece, is_ground, plain, reach)
    is_ground, is_core = _certain(piece, off, behind, is_ground, is_other, layers)
    alpha = (~is_ground).astype(np.float32)
    rows, cols = np.nonzero(~is_ground & ~is_core)
    if len(rows) == 0:
        return alpha, behind
    place = rows, cols
    if is_other is not None:
        behind, between = _nearest_ground(piece, behind, place, is_ground, is_other, is_core)
        off = opponent(piece.colors - behind)
    share, rest, distances = _nearest_ink(
        piece.colors, off, behind, is_core, place, layers.ground.mix
    )
    slack = REST_LEVELS * (1 + layers.ground.noise)
    weak = np.flatnonzero((rest > slack) | (share > 1.1))
    some = rows[weak], cols[weak]
    found = _second_ink(piece.colors, off, size, behind, is_core, some, layers)
    better = found[1] < rest[weak]
    share[weak[better]], distances[weak[better]] = found[0][better], found[2][better]
    share = _snap(share, distances, layers.ground)
    if not layers.ground.is_jpeg:
        # With less, no ink in the range of colors would give the pixel.
        least = color_to_alpha(piece.colors[place], behind[place])
        least -= LEAST_SLACK * layers.ground.noise
        share = np.where(share > 0, np.maximum(share, least), 0)
    alpha[place] = share
    if is_other is not None:
        alpha[place] *= ~between
    return alpha, behind


def _near_ground(piece: Piece, size: np.ndarray, reach: float, noise: float) -> np.ndarray:
    """Return which pixels have the ground's color, or nearly so and a mark that removes it."""
    is_ground = size <= reach
    if noise >= LEAST_NOISE:
        is_ground |= _specks(~is_ground, size > reach + SPECK_NOISE * noise)
    if piece.sides is not None:
        is_ground |= (size <= MARK_LEVELS) & (piece.sides == Label.BACKGROUND)
    return is_ground


def _specks(is_off: np.ndarray, is_strong: np.ndarray) -> np.ndarray:
    """Return the small parts off the ground in which no pixel is far from it: noise."""
    parts, count = ndi.label(is_off, np.ones((3, 3)))
    small = np.bincount(parts.ravel(), minlength=count + 1) <= SPECK_PX
    small[parts[is_strong]] = False
    small[0] = False
    return small[parts]


def _other_grounds(
    piece: Piece, is_ground: np.ndarray, plain: Plain, reach: float
) -> np.ndarray | None:
    """Return which pixels have the color of another ground, or of a mark that removes it."""
    if len(plain.colors) < 2 and piece.sides is None:
        return None
    is_other = np.zeros(piece.colors.shape[:2], bool)
    for color in plain.colors[1:]:
        is_other |= distance(piece.colors - np.array(rgb_of(color), np.float32)) <= reach
    if piece.sides is not None:
        is_other |= piece.sides == Label.BACKGROUND
    return is_other & ~is_ground


def _certain(
    piece: Piece,
    off: np.ndarray,
    behind: np.ndarray,
    is_ground: np.ndarray,
    is_other: np.ndarray | None,
    layers: Layers,
) -> tuple[np.ndarray, np.ndarray]:
    """Return which pixels are ground, and which are nothing but ink."""
    is_kept = np.zeros(is_ground.shape, bool)
    if piece.sides is not None:
        is_kept = piece.sides == Label.FOREGROUND
    if is_other is not None:
        is_ground = is_ground | is_other
    is_ground = is_ground & ~is_kept
    is_core = ~ndi.maximum_filter(is_ground, 2 * layers.edge_px + 1)
    if layers.palette.is_drawing:
        # Mixtures of ink and what is kept are kept as well.
        is_free = is_core & ~ndi.maximum_filter(is_kept, STRONGEST_PX)
        is_core &= ~_mixed_cores(off, behind, is_free, layers)
    return is_ground, is_core | is_kept


def _mixed_cores(
    off: np.ndarray, behind: np.ndarray, is_core: np.ndarray, layers: Layers
) -> np.ndarray:
    """Return the seeming cores that are mixtures of an ink and the ground.

    So are gaps between lines that are too narrow to show any ground, and what JPEG blurs.
    """
    ground, size = layers.ground, length(off)
    strongest = ndi.maximum_filter(size, STRONGEST_PX)
    place = np.nonzero(is_core & (size < strongest - GAP_LEVELS - 4 * ground.noise))
    toward = opponent(layers.palette.inks - behind[place][:, None])
    color = off[place][:, None]
    share, rest, _ = project(color, toward, ground.mix)
    slack = REST_LEVELS * (1 + ground.noise) + RINGING_SLACK * ground.ringing
    is_mixture = ((share < PURE_SHARE) & (rest < slack)).any(axis=1)
    if ground.is_jpeg:
        is_mixture |= size[place] < PALE * strongest[place]
    is_pure = (length(color - toward) < slack).any(axis=1)
    mixed = np.zeros(is_core.shape, bool)
    mixed[place] = is_mixture & ~is_pure
    return mixed


def _nearest(mask: np.ndarray, place: Pixels) -> tuple[np.ndarray, Pixels]:
    """Return for which pixels there is a chosen one nearby, and the nearest one of each."""
    left = np.arange(len(place[0]))
    found = np.zeros(len(left), bool)
    nearest = place[0].copy(), place[1].copy()
    for row, col in NEIGHBORS:
        rows, cols = place[0][left] + row, place[1][left] + col
        hit = (rows >= 0) & (cols >= 0) & (rows < mask.shape[0]) & (cols < mask.shape[1])
        hit[hit] = mask[rows[hit], cols[hit]]
        found[left[hit]] = True
        nearest[0][left[hit]], nearest[1][left[hit]] = rows[hit], cols[hit]
        left = left[~hit]
        if len(left) == 0:
            break
    return found, nearest


def _nearest_ground(
    piece: Piece,
    behind: np.ndarray,
    place: Pixels,
    is_ground: np.ndarray,
    is_other: np.ndarray,
    is_core: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the colors behind pixels, and which of these are mixtures of two grounds alone."""
    has_other, other = _nearest(is_other, place)
    _, ground = _nearest(is_ground, place)
    toward = opponent(piece.colors[other] - behind[place])
    share, rest, _ = project(opponent(piece.colors[place] - behind[place]), toward)
    has_core, _ = _nearest(is_core, place)
    between = has_other & ~has_core & (rest < REST_LEVELS) & (share > 0) & (share < 1)
    is_nearer = is_other[ground]
    behind = behind.copy()
    behind[place[0][is_nearer], place[1][is_nearer]] = piece.colors[ground][is_nearer]
    return behind, between


def _nearest_ink(
    colors: np.ndarray,
    off: np.ndarray,
    behind: np.ndarray,
    is_core: np.ndarray,
    place: Pixels,
    mix: np.ndarray,
) -> Mixtures:
    """Return share, rest and distance of the nearest pure color; none has an infinite rest."""
    found, ink = _nearest(is_core, place)
    share, rest, distances = project(off[place], opponent(colors[ink] - behind[place]), mix)
    rest[~found] = np.inf
    return share, rest, distances


def _second_ink(
    colors: np.ndarray,
    off: np.ndarray,
    size: np.ndarray,
    behind: np.ndarray,
    is_core: np.ndarray,
    place: Pixels,
    layers: Layers,
) -> Mixtures:
    """Return the same for pixels that the nearest ink does not explain.

    From the palette in a drawing, and where no ink is close by; else from all inks close by.
    """
    inks, mix = layers.palette.inks, layers.ground.mix
    if layers.palette.is_drawing:
        return _palette_ink(off, size, behind, inks, place, mix)
    found = _best_ink(colors, off, behind, is_core, place, mix)
    lone = np.isinf(found[1])
    if len(inks) and lone.any():
        some = place[0][lone], place[1][lone]
        for kept, new in zip(found, _palette_ink(off, size, behind, inks, some, mix), strict=True):
            kept[lone] = new
    return found


def _best_ink(
    colors: np.ndarray,
    off: np.ndarray,
    behind: np.ndarray,
    is_core: np.ndarray,
    place: Pixels,
    mix: np.ndarray,
) -> Mixtures:
    """Return the same for the pure color close by that explains a pixel best."""
    count = len(place[0])
    best: Mixtures = (
        np.ones(count, np.float32),
        np.full(count, np.inf, np.float32),
        np.ones(count),
    )
    lowest = np.full(count, np.inf)
    for row, col in NEIGHBORS:
        if row**2 + col**2 > CLOSE_PX**2:
            break
        ink = tuple(
            (each + step).clip(0, size - 1)
            for each, step, size in zip(place, (row, col), is_core.shape, strict=True)
        )
        found = project(off[place], opponent(colors[ink] - behind[place]), mix)
        cost = found[1] + np.hypot(row, col) + 30 * (found[0] - 1).clip(0)
        better = (cost < lowest) & is_core[ink]
        lowest[better] = cost[better]
        for kept, new in zip(best, found, strict=True):
            kept[better] = new[better]
    return best


def _palette_ink(
    off: np.ndarray,
    size: np.ndarray,
    behind: np.ndarray,
    inks: np.ndarray,
    place: Pixels,
    mix: np.ndarray,
) -> Mixtures:
    """Return the same for the ink of a palette that explains a pixel and its neighbors best."""
    strongest = ndi.maximum_filter(size, STRONGEST_PX)[place][:, None]
    found = project(off[place][:, None], opponent(inks - behind[place][:, None]), mix)
    # Inks should be about as strong as the strongest pixel around, and hardly weaker.
    far = (0.05 * (found[2] - strongest)) ** 2 + (0.93 * strongest - found[2]).clip(0) ** 2
    best = np.arange(len(far)), (found[1] ** 2 + far).argmin(axis=1)
    return tuple(each[best] for each in found)


def _snap(share: np.ndarray, distances: np.ndarray, ground: Ground) -> np.ndarray:
    """Return shares in [0, 1], all or nothing where the noise explains the difference."""
    uncertain = 2.5 * max(ground.noise, ground.ringing) / np.maximum(distances, 1)
    rounding = 1.5 / np.maximum(distances, 1)
    share = np.where(share > 1 - uncertain - rounding, 1, share)
    if ground.is_jpeg:
        uncertain = np.maximum(uncertain, JPEG_LEAST)
    return np.where(share < uncertain, 0, share).clip(0, 1)
