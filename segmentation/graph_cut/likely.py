"""Scene to likelihood: how likely each region is the subject, fitted on photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .cues import RARE, Cues
from .logistic import fitted, log_odds
from .unary import share

if TYPE_CHECKING:
    from .scene import Scene

# Of a prior, per unit of the log odds. From .3 to .6, cuts are alike.
PRIOR_PER_ODDS = 0.4

# What hangs together with a region is asked after so many rounds of mixing.
NEAR_ROUNDS, FAR_ROUNDS = 5, 30

# No subject is smaller than this share of the image's size.
LEAST_SPREAD = 0.02


def likelihood(scene: Scene, cues: Cues) -> np.ndarray:
    """Return how likely each region is the subject, by itself and beside the others.

    Parameters
    ----------
    scene : Scene
        The regions of the image.
    cues : dict of str to (R,) ndarray of float
        What `region_cues` returned.

    Returns
    -------
    (R,) ndarray of float64
        From 0 to 1.

    Notes
    -----
    Two logistic regressions: the second one also knows what the first one made of the whole image,
    in the manner of [1]_.

    References
    ----------
    .. [1] Tu, Z. & Bai, X. (2010). Auto-context and its application to high-level vision tasks and
       3D brain image segmentation. IEEE Transactions on Pattern Analysis and Machine Intelligence,
       32(10), 1744-1757. :DOI:`10.1109/TPAMI.2009.186`
    """
    first = fitted("first")(cues)
    return fitted("second")(cues | context_cues(scene, first))


def likely_prior(likely: np.ndarray, threshold: float) -> np.ndarray:
    """Return what a likelihood says for each region before anything is marked.

    Parameters
    ----------
    likely : (R,) ndarray of float
        How likely each region is the subject, from 0 to 1.
    threshold : float
        The likelihood that says nothing.

    Returns
    -------
    (R,) ndarray of float64
        From -1 to 1; its end is reached where the odds are 12 times as large or as small as those
        of the threshold.
    """
    return np.clip(PRIOR_PER_ODDS * (log_odds(likely) - log_odds(threshold)), -1, 1)


def context_cues(scene: Scene, likely: np.ndarray) -> Cues:
    """Return what a likelihood of all regions says about each one of them."""
    return {
        "odds": log_odds(likely),
        "beside_most": likely / likely.max(),
        **resemblance_cues(scene, likely),
        **surrounding_cues(scene, likely),
        **subject_cues(scene, likely),
    }


def resemblance_cues(scene: Scene, likely: np.ndarray) -> Cues:
    """Return how much more the colors resemble the likely regions than the others."""
    masses = [share(scene.area * each) for each in (likely, likely**2, 1 - likely)]
    mass = np.column_stack(masses).astype(np.float32)
    cues: Cues = {}
    for name, kernel in (("color", scene.likeness), ("near", scene.graph.kernel)):
        some, most, others = np.log(kernel @ mass + RARE).T
        cues |= {f"{name}_of_likely": some - others, f"{name}_of_likeliest": most - others}
    return cues


def surrounding_cues(scene: Scene, likely: np.ndarray) -> Cues:
    """Return how likely that is what hangs together with each region."""
    near = scene.smoothed(likely, rounds=NEAR_ROUNDS)
    return {"near": near, "around": scene.smoothed(near, rounds=FAR_ROUNDS - NEAR_ROUNDS)}


def subject_cues(scene: Scene, likely: np.ndarray) -> Cues:
    """Return where each region lies in the likely subject, and how that lies in the image."""
    mass, position = share(scene.area * likely**2), scene.graph.position
    offset = position - mass @ position
    spread = np.sqrt(mass @ offset**2) + LEAST_SPREAD
    down, right = (offset / spread).T
    of_all = {
        "subject_share": scene.area @ likely,
        "subject_most": likely.max(),
        "subject_spread": np.sqrt(spread.prod()),
        "subject_top": scene.sides[:, 0] @ likely,
        "subject_bottom": scene.sides[:, 1] @ likely,
        "subject_beside": scene.sides[:, 2:].sum(axis=1) @ likely,
    }
    return {
        "subject_row": down,
        "subject_off_center": abs(right),
        "subject_radius": np.hypot(down, right),
        **{name: np.full(len(likely), value) for name, value in of_all.items()},
    }
