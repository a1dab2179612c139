"""Picture → the plain ground that a drawing or a product lies on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.polynomial.legendre import legvander
from scipy import ndimage as ndi

from ..photo.tiling import is_uniform
from .mixtures import BIN_LEVELS, EVENLY, distance, hex_of, length, opponent

Box = tuple[slice, slice]
KINDS = ("flat", "gradient", "uneven")

# The ground is looked for among pixels picked evenly, about so many along the shorter side.
SAMPLE_PX = 256
NODES = 33
BORDER_PART = 0.03
# From so many levels off the ground on, a pixel is something else, whatever the noise.
FIRST_REACH = 24.0
LEAST_REACH = 6.0
ROUNDS = 12
# Of the length of opponent differences, most of which is lightness.
SIGMA_OF_MEDIAN = 1 / 0.8
# Surfaces to try, by degree; None is free.
SURFACES = (("flat", 0), ("gradient", 2), ("uneven", 4), ("uneven", None))
# A surface that bends more must explain so much more of the picture, or as much better.
MORE_GROUND, LESS_NOISE, LESS_NOISE_LEVELS = 1.1, 0.8, 0.2
# Means over wide windows count where narrow ones find nothing; sigma in nodes, weight.
WINDOWS = ((1, 1.0), (2, 1e-2), (4, 1e-4), (12, 1e-6))
# Below things, a surface has no reason to keep its hue: of 95 in 100 nodes.
MOST_TINT, MOST_NODES = 35.0, 0.95
MOST_RINGING = 4.0
EXACT_LEVELS, EXACT_BORDER = 0.6, 0.97
PIECE_PX, PIECES = 160, 5
# In a JPEG, whose ringing gives it away, colors say even less of a pixel's mixture.
JPEG_RINGING = 1.2
JPEG_MIX = np.array([1, 0.5, 0.5], np.float32)


@dataclass(frozen=True, eq=False)
class Ground:
    """What a drawing or a product lies on.

    Attributes
    ----------
    nodes : (m, n, 3) ndarray of float32
        sRGB colors at the nodes of a grid from corner to corner; linear between.
    kind : {'flat', 'gradient', 'uneven'}
        One color, a surface of second order, or one that bends more.
    noise : float
        Standard deviation of its pixels, in levels of gray.
    ringing : float
        The same close to what lies on it, where a JPEG is less exact.
    share : float
        Part of the picture that is ground, from 0 to 1.
    border_share : float
        The same along the border.
    """

    nodes: np.ndarray
    kind: str
    noise: float
    ringing: float
    share: float
    border_share: float

    @property
    def is_jpeg(self) -> bool:
        """Whether the picture was a JPEG once: there is more noise beside things than elsewhere."""
        return self.ringing > JPEG_RINGING * self.noise + 0.1

    @property
    def color(self) -> str:
        """The color that it has between its lightest and its darkest places, as #rrggbb."""
        colors = self.nodes.reshape(-1, 3)
        order = colors.sum(axis=1).argsort(kind="stable")
        return hex_of(colors[order[len(order) // 2]])

    def reach(self, tolerance: float) -> float:
        """Return up to which distance pixels are ground, from a tolerance beyond the noise."""
        return tolerance + max(3 * self.noise, self.noise + self.ringing)

    @property
    def mix(self) -> np.ndarray:
        """How much each opponent color tells of a mixture, (3,) float32."""
        return JPEG_MIX if self.is_jpeg else EVENLY

    def colors(self, shape: tuple[int, int], box: Box) -> np.ndarray:
        """Return the ground's colors in a piece of a picture.

        Parameters
        ----------
        shape : (int, int)
            Rows and columns of the picture, at any size.
        box : (slice, slice)
            Rows and columns of the piece.

        Returns
        -------
        colors : (h, w, 3) ndarray of float32
            sRGB colors; read-only where the ground is flat.
        """
        if self.kind == "flat":
            return np.broadcast_to(self.nodes[0, 0], (*(s.stop - s.start for s in box), 3))
        return spread(self.nodes, shape, box)

    def whole(self, shape: tuple[int, int]) -> np.ndarray:
        """Return the ground's colors in a whole picture, as `colors`."""
        return self.colors(shape, (slice(0, shape[0]), slice(0, shape[1])))


def find_ground(
    image: np.ndarray, *, kind: str = "auto", color: tuple[int, int, int] | None = None
) -> Ground:
    """Return the plain ground of a picture.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    kind : {'auto', 'flat', 'gradient', 'uneven'}
        How much the ground may bend; as little as explains the picture by default.
    color : (int, int, int), optional
        A color that the ground has somewhere; by default, the one that is most frequent, the
        border counting as much as the whole picture.

    Returns
    -------
    ground : Ground
        There always is one; its share says whether it deserves the name.

    Raises
    ------
    ValueError
        If the kind is not known.

    Notes
    -----
    Strategy: start from the color, fit a surface to what is near it, take in what is near the
    surface, and so on, one degree more each round. Found among about 256 × 256 pixels, so the cost
    hardly depends on the picture's size.
    """
    sample, places = pick_evenly(image)
    border = _border(sample.shape[:2])
    seed = _most_frequent(sample, border) if color is None else np.array(color, np.float32)
    best = None
    for name, degree in SURFACES:
        if kind in ("auto", name) and not (best and _is_exact(best)):
            found = _describe(sample, border, name, *_fit(sample, places, seed, degree))
            best = found if best is None or _is_better(found, best) else best
    if best is None:
        kinds = ("auto", *dict(SURFACES))
        raise ValueError(f"kind must be one of {', '.join(kinds)}, got {kind!r}")
    return replace(best, ringing=_find_ringing(image, best))


def pick_evenly(image: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return evenly picked pixels as they are, and their rows' and columns' places in [0, 1]."""
    step = max(1, min(image.shape[:2]) // SAMPLE_PX)
    index = [np.arange(step // 2, size, step) for size in image.shape[:2]]
    places = [(i + 0.5) / size for i, size in zip(index, image.shape[:2], strict=True)]
    return image[np.ix_(*index)].astype(np.float32), places


def pieces(shape: tuple[int, int]) -> Iterator[Box]:
    """Yield pieces of a picture at full size, evenly spread: all of a small one."""
    starts = [
        np.linspace(0, max(0, size - PIECE_PX), min(PIECES, -(-size // PIECE_PX))).astype(int)
        for size in shape
    ]
    for row in starts[0]:
        for col in starts[1]:
            rows, cols = (
                slice(start, min(start + PIECE_PX, size))
                for start, size in zip((row, col), shape, strict=True)
            )
            yield rows, cols


def spread(nodes: np.ndarray, shape: tuple[int, int], box: Box) -> np.ndarray:
    """Return values between nodes, (h, w, k), in a piece of a picture of any size."""
    sides = [
        (np.arange(side.start, side.stop, dtype=np.float32) + 0.5) / size
        for side, size in zip(box, shape, strict=True)
    ]
    return at_places(nodes, sides)


def at_places(nodes: np.ndarray, places: list[np.ndarray]) -> np.ndarray:
    """Return values between nodes, at rows and columns given by their places in [0, 1]."""
    # Columns first, in the few rows of nodes.
    return _between(_between(nodes, places[1], axis=1), places[0], axis=0)


def _between(nodes: np.ndarray, places: np.ndarray, *, axis: int) -> np.ndarray:
    last = nodes.shape[axis] - 1
    before = np.minimum((places * last).astype(np.intp), max(last - 1, 0))
    share = (places * last - before).astype(np.float32)
    first = nodes.take(before, axis)
    step = nodes.take(np.minimum(before + 1, last), axis) - first
    step *= share.reshape([-1 if i == axis else 1 for i in range(3)])
    return np.add(first, step, out=step)


def _border(shape: tuple[int, int]) -> np.ndarray:
    border = np.ones(shape, bool)
    rows, cols = (max(1, round(BORDER_PART * size)) for size in shape)
    border[rows:-rows, cols:-cols] = False
    return border


def _most_frequent(sample: np.ndarray, border: np.ndarray) -> np.ndarray:
    """Return the color of most pixels, those of the border counting as much as all together."""
    bins = (sample // BIN_LEVELS).astype(np.intp)
    size = 256 // BIN_LEVELS
    weights = 1 / border.size + border / border.sum()
    flat = np.ravel_multi_index(np.moveaxis(bins, -1, 0), (size,) * 3)
    counts = np.bincount(flat.ravel(), weights.ravel(), minlength=size**3)
    # Light is seldom all even, so neighboring bins count, too.
    counts = ndi.uniform_filter(counts.reshape((size,) * 3), 3, mode="constant")
    middle = np.array(np.unravel_index(counts.argmax(), counts.shape))
    near = (abs(bins - middle) <= 1).all(axis=-1)
    return np.median(sample[near], axis=0)


def _fit(
    sample: np.ndarray, places: list[np.ndarray], seed: np.ndarray, degree: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the nodes of a surface and how far the picked pixels are from it."""
    most = 2 if degree is None else degree
    terms, at_nodes = (_terms(each, most) for each in (places, [np.linspace(0, 1, NODES)] * 2))
    nodes = np.broadcast_to(seed.astype(np.float32), (NODES, NODES, 3))
    surface, reach, inside = seed, FIRST_REACH, np.zeros(0, np.intp)
    for turn in range(ROUNDS):
        off, before = distance(sample - surface), inside
        # Taking pixels by their numbers is several times as fast as by a mask.
        inside = np.flatnonzero(off < reach)
        if turn > most + 1 and np.array_equal(inside, before):
            break
        if degree is None and turn >= most:
            # What is left, again and again, loses less of slopes than means at once.
            nodes = nodes + _means(sample - surface, places, inside)
            surface = at_places(nodes, places)
        else:
            count = min(turn + 1, most)
            count = (count + 1) * (count + 2) // 2
            weights = _solve(_pixels(terms, inside)[:, :count], _pixels(sample, inside))
            nodes, surface = ((t[..., :count] @ weights) for t in (at_nodes, terms))
        if turn > most:
            reach = _reach(off.take(inside))
    return nodes.astype(np.float32), distance(sample - surface)


def _reach(off: np.ndarray) -> float:
    """Return up to which distance pixels are ground, from those that were."""
    sigma = np.median(off) * SIGMA_OF_MEDIAN if len(off) else 0
    return float(np.clip(4 * sigma + 2, LEAST_REACH, FIRST_REACH))


def _terms(places: list[np.ndarray], degree: int) -> np.ndarray:
    """Return polynomials (m, n, k) up to a degree, lowest first."""
    down, along = (legvander(2 * np.asarray(each) - 1, degree) for each in places)
    pairs = sorted((i + j, i, j) for i in range(degree + 1) for j in range(degree + 1 - i))
    return np.stack([down[:, None, i] * along[None, :, j] for _, i, j in pairs], axis=-1)


def _solve(terms: np.ndarray, values: np.ndarray) -> np.ndarray:
    # So that a few pixels, or none, have a solution.
    ridge = (1e-6 * len(terms) + 1e-9) * np.eye(terms.shape[1])
    return np.linalg.solve(terms.T @ terms + ridge, terms.T @ values)


def _pixels(values: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return the values (p, k) of pixels of an image (m, n, k), counted row by row."""
    return values.reshape(-1, values.shape[-1]).take(numbers, axis=0)


def _means(values: np.ndarray, places: list[np.ndarray], inside: np.ndarray) -> np.ndarray:
    """Return means of chosen pixels around each node."""
    rows, cols = (np.rint(each * (NODES - 1)).astype(np.intp) for each in places)
    flat = (rows[:, None] * NODES + cols).take(inside)
    layers = [None, *_pixels(values, inside).T]
    sums = [np.bincount(flat, layer, minlength=NODES**2) for layer in layers]
    grid = np.stack(sums, axis=-1).reshape(NODES, NODES, 4).astype(float)
    total = sum(weight * ndi.gaussian_filter(grid, (s, s, 0)) for s, weight in WINDOWS)
    return (total[..., 1:] / np.maximum(total[..., :1], 1e-12)).astype(np.float32)


def _describe(
    sample: np.ndarray,
    border: np.ndarray,
    kind: str,
    nodes: np.ndarray,
    off: np.ndarray,
) -> Ground:
    """Return a surface as a ground, with how much of the picture it explains."""
    reach = _reach(off[off < FIRST_REACH])
    if kind == "flat" and (off < reach).any():
        # Levels are whole numbers, and a shadow moves a median less than a mean.
        nodes = np.median(sample[off < reach], axis=0).astype(np.float32)[None, None]
        off = distance(sample - nodes)
        reach = _reach(off[off < FIRST_REACH])
    inside = off < reach
    noise = float(np.median(off[inside]) * SIGMA_OF_MEDIAN) if inside.any() else FIRST_REACH
    share, border_share = float(inside.mean()), float(inside[border].mean())
    return Ground(nodes, kind, noise, noise, share, border_share)


def _is_exact(ground: Ground) -> bool:
    """Return whether a surface explains the border so well that what bends more explains less.

    It would follow shadows instead.
    """
    return ground.noise < EXACT_LEVELS and ground.border_share > EXACT_BORDER


def _is_better(found: Ground, best: Ground) -> bool:
    """Return whether a surface that bends more is worth it.

    Light that is uneven changes how light a ground is, and hardly its hue: a surface of many hues
    runs through what lies on it.
    """
    if found.kind == "uneven" and _tint(found.nodes) > MOST_TINT:
        return False
    is_quieter = found.noise < LESS_NOISE * best.noise - LESS_NOISE_LEVELS
    return found.share > MORE_GROUND * best.share or (
        is_quieter and MORE_GROUND * found.share > best.share
    )


def _tint(nodes: np.ndarray) -> float:
    """Return how far colors are from being the same one, lighter and darker, in levels."""
    colors = nodes.reshape(-1, 3)
    mean = colors.mean(axis=0)
    light = colors @ mean / max(float(mean @ mean), 1)
    off = abs(colors - light[:, None] * mean).max(axis=1)
    return float(np.quantile(off, MOST_NODES))


def _find_ringing(image: np.ndarray, ground: Ground) -> float:
    """Return how much the ground's lightness changes from pixel to pixel close to other things."""
    picked = [np.empty(0, np.float32)]
    for box in pieces(image.shape[:2]):
        off = opponent(image[box].astype(np.float32) - ground.colors(image.shape[:2], box))
        size = length(off)
        thing = size > 2 * FIRST_REACH
        if is_uniform(thing):
            continue
        near = ndi.maximum_filter(thing, 13) & ~ndi.maximum_filter(thing, 5)
        rough = abs(off[..., 0] - ndi.uniform_filter(off[..., 0], 3))
        picked.append(rough[near & (size < FIRST_REACH)])
    rough = np.concatenate(picked)
    found = np.quantile(rough, 0.75) if len(rough) else 0
    return float(np.clip(found, ground.noise, max(ground.noise, MOST_RINGING)))
