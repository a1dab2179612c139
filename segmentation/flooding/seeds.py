"""Gray values and elevation → seeds: dark and light spots, distance peaks."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi
from skimage.feature import peak_local_max
from skimage.filters import threshold_otsu

# More seeds than anyone can pick from; ordinary photos have fewer.
MAX_SEEDS = 5000
# What differs by fewer steps of the number format is flat.
FLAT_STEPS = 512
# Such a share of the pixels, the darkest and the lightest ones, are seeds by suggestion.
SUGGESTED_SHARE = 0.01


def spots(
    gray: np.ndarray, *, dark: float = 3, light: float = 245, most: int = MAX_SEEDS
) -> tuple[np.ndarray, int]:
    """Return the numbered dark and light spots of a gray image, and how many there are.

    Parameters
    ----------
    gray : (M, N) ndarray
        Gray values from 0 to 255.
    dark, light : float
        Pixels below `dark` and pixels above `light` belong to a spot.
    most : int
        Only so many spots become seeds, the largest ones; of equal ones those that come first
        row by row.

    Returns
    -------
    seeds : (M, N) ndarray of int32
        0 outside the seeds; pixels that touch by an edge share a number, be they dark or light.
    found : int
        Number of spots, of which at the most `most` are seeds.
    """
    seeds, found = ndi.label((gray < dark) | (gray > light))
    if found > most:
        sizes = np.bincount(seeds.ravel())[1:]
        kept = np.zeros(found + 1, bool)
        kept[1 + np.argsort(-sizes, kind="stable")[:most]] = True
        seeds = (np.cumsum(kept) * kept).astype(np.int32)[seeds]
    return seeds, int(found)


def suggest_thresholds(gray: np.ndarray) -> tuple[int, int] | None:
    """Return thresholds that make spots of the darkest and the lightest pixels.

    Parameters
    ----------
    gray : (M, N) ndarray
        Gray values from 0 to 255.

    Returns
    -------
    thresholds : (dark, light), or None
        Whole numbers such that at least 1 % of the pixels are below `dark` and at least 1 % above
        `light`, as near to the ends of the scale as that allows. None where all pixels are within
        a gray level of each other, so that no thresholds tell them apart.
    """
    low, high = np.quantile(gray, (SUGGESTED_SHARE, 1 - SUGGESTED_SHARE), method="lower")
    dark, light = int(np.floor(low)) + 1, int(np.ceil(high)) - 1
    return (dark, light) if dark <= light else None


def distance_peaks(
    elevation: np.ndarray, *, peak_distance_px: int = 20, most: int = MAX_SEEDS
) -> tuple[np.ndarray, int]:
    """Return the numbered places farthest from any edge, and how many there are.

    Parameters
    ----------
    elevation : (M, N) ndarray of float
        Blurred edges.
    peak_distance_px : int
        Least distance between two peaks in pixels.
    most : int
        Only so many peaks become seeds, the highest ones.

    Returns
    -------
    seeds : (M, N) ndarray of int32
        0 except at the seeds, which are numbered from the highest peak on.
    found : int
        Number of peaks, of which at the most `most` are seeds.

    Notes
    -----
    Edges are the pixels whose elevation exceeds Otsu's threshold [1]_; peaks are the local maxima
    of the Euclidean distance to them. A flat image has no edges, hence no peaks;
    flat is what differs by rounding alone.

    References
    ----------
    .. [1] N. Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions
           on Systems, Man, and Cybernetics 9(1), 1979, :DOI:`10.1109/TSMC.1979.4310076`.
    """
    seeds = np.zeros(elevation.shape, np.int32)
    # So few steps of the number format have no histogram.
    if np.ptp(elevation) < FLAT_STEPS * np.spacing(elevation.max()):
        return seeds, 0
    edges = elevation > threshold_otsu(elevation)
    if not edges.any():
        return seeds, 0
    distance = ndi.distance_transform_edt(~edges)
    peaks = peak_local_max(distance, min_distance=peak_distance_px, exclude_border=False)
    highest = peaks[:most]
    seeds[tuple(highest.T)] = np.arange(1, len(highest) + 1)
    return seeds, len(peaks)
