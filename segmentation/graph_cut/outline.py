"""Outline of regions to outline of the object: pixels side with the colors next to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Colors are compared within windows of nine by nine samples. They are about so many, yet never
# closer than every other row and column.
SAMPLES = 60_000
LEAST_STEP_PX = 2
WINDOW = 9

# Covariance added to every window's, in squared Lab units: such differences are noise.
NOISE = 1.0

# The outline may move as far as windows reach that have this share of either side.
LEAST_SHARE = 0.2

# A pixel changes side together with so many of its neighbors; fewer make a speck.
NEIGHBORS = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right]
LEAST_ALIKE = 4


@dataclass(frozen=True, eq=False)
class Guide:
    """What an image tells about the outlines of its objects. Read-only arrays.

    Attributes
    ----------
    step_px : int
        Rows and columns from one sample to the next.
    lab : (M, N, 3) ndarray of float32
        The image.
    samples : (3, m, n) ndarray of float32
        The colors of the samples.
    mean : (3, m, n) ndarray of float32
        Mean color of the window around each sample.
    precision : (3, 3, m, n) ndarray of float32
        Inverse of the covariance of its colors.
    """

    step_px: int
    lab: np.ndarray
    samples: np.ndarray
    mean: np.ndarray
    precision: np.ndarray

    def __post_init__(self) -> None:
        for array in (self.lab, self.samples, self.mean, self.precision):
            array.setflags(write=False)


def find_guide(lab: np.ndarray) -> Guide:
    """Return what `refine` needs to know about an image in CIE Lab, (M, N, 3)."""
    # A copy, for it becomes read-only.
    lab = np.array(lab, np.float32)
    step = max(LEAST_STEP_PX, round((lab.shape[0] * lab.shape[1] / SAMPLES) ** 0.5))
    samples = np.ascontiguousarray(np.moveaxis(lab[::step, ::step], -1, 0))
    mean = window_mean(samples)
    covariance = window_mean(samples[:, None] * samples) - mean[:, None] * mean
    covariance = np.moveaxis(covariance, (0, 1), (-2, -1)) + NOISE * np.eye(3, dtype=np.float32)
    precision = np.ascontiguousarray(np.moveaxis(np.linalg.inv(covariance), (-2, -1), (0, 1)))
    return Guide(step, lab, samples, mean, precision)


def refine(guide: Guide, mask: np.ndarray) -> np.ndarray:
    """Return a mask whose outline follows the image.

    Parameters
    ----------
    guide : Guide
        What the image tells.
    mask : (M, N) ndarray of bool
        A mask whose outline is a few pixels off.

    Returns
    -------
    (M, N) ndarray of bool
        Changed only next to the outline.

    Notes
    -----
    A guided filter [1]_, sampled [2]_: in each window, the side is fitted as a linear function of
    the color; a pixel gets the average of the functions of all windows that it is in.

    References
    ----------
    .. [1] He, K., Sun, J. & Tang, X. (2013). Guided image filtering. IEEE Transactions on Pattern
       Analysis and Machine Intelligence, 35(6), 1397-1409. :DOI:`10.1109/TPAMI.2012.213`
    .. [2] He, K. & Sun, J. (2015). Fast guided filter. :DOI:`10.48550/arXiv.1505.00996`
    """
    side = mask[:: guide.step_px, :: guide.step_px]
    box = surroundings(side)
    if box is None:
        return mask
    side, samples, mean = side[box].astype(np.float32), guide.samples[:, *box], guide.mean[:, *box]
    share = window_mean(side)
    covariance = window_mean(samples * side) - mean * share
    slope = np.einsum("ijmn,jmn->imn", guide.precision[:, :, *box], covariance)
    level = share - (slope * mean).sum(axis=0)
    row, col = np.nonzero(abs(share - 0.5) < 0.5 - LEAST_SHARE)
    slope, level = window_mean(slope)[:, row, col], window_mean(level)[row, col]

    refined = mask.copy()
    pixels = covered_pixels(guide, row + box[0].start, col + box[1].start)
    score = np.einsum("kpc,ck->kp", guide.lab[pixels], slope) + level[:, None]
    refined[pixels] = score > 0.5
    drop_specks(refined, mask, pixels)
    return refined


def drop_specks(
    refined: np.ndarray, mask: np.ndarray, pixels: tuple[np.ndarray, np.ndarray]
) -> None:
    """Give pixels that changed side, but few of their neighbors with them, back, in place."""
    changed = refined[pixels] != mask[pixels]
    row, col = (places[changed] for places in pixels)
    side = refined[row, col]
    alike = np.zeros(len(row), np.uint8)
    for down, right in NEIGHBORS:
        neighbor = (row + down).clip(0, mask.shape[0] - 1), (col + right).clip(0, mask.shape[1] - 1)
        alike += refined[neighbor] == side
    lonely = alike < LEAST_ALIKE
    refined[row[lonely], col[lonely]] = ~side[lonely]


def surroundings(side: np.ndarray) -> tuple[slice, slice] | None:
    """Return the box of all windows that touch the outline; None if there is no outline."""
    below, beside = side[1:] != side[:-1], side[:, 1:] != side[:, :-1]
    rows = np.flatnonzero(below.any(axis=1)), np.flatnonzero(beside.any(axis=1))
    cols = np.flatnonzero(below.any(axis=0)), np.flatnonzero(beside.any(axis=0))
    if not any(found.size for found in rows):
        return None
    return stretch(np.concatenate(rows)), stretch(np.concatenate(cols))


def stretch(found: np.ndarray) -> slice:
    """Return the slice from the first to the last of what was found, and a window more."""
    return slice(max(0, found.min() - WINDOW), found.max() + 1 + WINDOW)


def covered_pixels(guide: Guide, row: np.ndarray, col: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and columns, both (K, pixels), of the pixels that each sample stands for."""
    step, shape = guide.step_px, guide.lab.shape
    down, right = np.indices((step, step)).reshape(2, -1)
    return (
        np.minimum(step * row[:, None] + down, shape[0] - 1),
        np.minimum(step * col[:, None] + right, shape[1] - 1),
    )


def window_mean(values: np.ndarray) -> np.ndarray:
    """Return the mean of the window around each sample, along the last two axes."""
    # Sums of 2, 4, 8 and at last 9 neighbors; several times as fast as scipy's filters.
    for axis in (-1, -2):
        margin = [(0, 0)] * values.ndim
        margin[axis] = (WINDOW // 2, WINDOW // 2)
        one = np.moveaxis(np.pad(values, margin, mode="edge"), axis, 0)
        two = one[:-1] + one[1:]
        four = two[:-2] + two[2:]
        eight = four[:-4] + four[4:]
        values = np.moveaxis(eight[:-1] + one[8:], 0, axis)
    return values / np.float32(WINDOW**2)
