"""Mask and what is known of the photo to a score: how much of the subject it may be."""

from __future__ import annotations

import numpy as np

from .cues import Cues
from .logistic import fitted
from .unary import share

# Masks of less than this share of the image are all equally small.
LEAST_SHARE = 1e-3


def score(mask: np.ndarray, maps: dict[str, np.ndarray], kind: str) -> float:
    """Return the intersection over union that a mask may have with the subject.

    Parameters
    ----------
    mask : (M, N) ndarray of bool
        True in the foreground.
    maps : dict of str to (M, N) ndarray of float
        'likely', 'salient' and 'border': how much each pixel stands out, from 0 to 1.
    kind : str
        What the mask grew from, see `Recipe.seeds`.

    Returns
    -------
    float
        From 0 to 1.

    Notes
    -----
    A logistic regression on what the mask has in common with each map and how much of it that
    explains [1]_, on its size, and on how much of each side of the image it takes.

    References
    ----------
    .. [1] Otsu, N. (1979). A threshold selection method from gray-level histograms. IEEE
       Transactions on Systems, Man, and Cybernetics, 9(1), 62-66. :DOI:`10.1109/TSMC.1979.4310076`
    """
    if not mask.any() or mask.all():
        return 0.0
    return float(fitted("score")(mask_cues(mask, maps, kind)))


def mask_cues(mask: np.ndarray, maps: dict[str, np.ndarray], kind: str) -> Cues:
    """Return what may tell a good mask, numbers by name; arguments as in `score`."""
    extent = mask.mean()
    size = np.log(extent + LEAST_SHARE)
    beside = mask[:, 0].mean(), mask[:, -1].mean()
    cues = {
        "size": size,
        "size_squared": size**2,
        "top": mask[0].mean(),
        "bottom": mask[-1].mean(),
        "beside": sum(beside),
        "both_sides": min(beside),
        "is_people": kind == "people",
        "is_tap": kind == "tap",
    }
    for name, values in maps.items():
        inside, outside = values[mask].mean(), values[~mask].mean()
        cues[f"{name}_inside"], cues[f"{name}_outside"] = inside, outside
        cues[f"{name}_explained"] = np.sqrt(extent * (1 - extent)) * (inside - outside)
        common = extent * inside
        cues[f"{name}_overlap"] = common / (extent + values.mean() - common)
    most = maps["likely"].max()
    common = extent * cues["likely_inside"] / most
    cues["likeliest_overlap"] = common / (extent + maps["likely"].mean() / most - common)
    cues["overlap_by_size"] = cues["likely_overlap"] * size
    return {name: np.asarray(value, float) for name, value in cues.items()}


def overlaps(masks: np.ndarray) -> np.ndarray:
    """Return the intersection over union of any two masks, (K, K), from masks (K, pixels)."""
    masks = masks.astype(np.float32)
    common = masks @ masks.T
    sizes = np.diag(common)
    return common / np.maximum(sizes[:, None] + sizes - common, 1)


def agreement(scores: np.ndarray, alike: np.ndarray, power: float) -> np.ndarray:
    """Return how much each mask overlaps with all on average, the better ones counting more."""
    return alike @ share(scores**power)
