"""Marks to the unary term: what each region brings if it becomes foreground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from .graph import RegionGraph

# What the color models and the random walk say, per unit of area.
COLOR_WEIGHT = 2.0
WALK_WEIGHT = 3.0
# What a prior says, per unit of area; and what its colors count beside those of the marks.
PRIOR_WEIGHT = 10.0
# While nothing is marked, a prior is all that is known. Less leaves small subjects to what
# surrounds them; from 2 to 3.5 times as much, cuts are alike.
PRIOR_FACTOR_UNMARKED = 2.0
PRIOR_SHARE = 0.3

# The walk mostly follows the graph from the marks; colors decide where no path is clear.
WALK_PRIOR = 0.3
# Conjugate gradients: on average within .002 of the exact answer after 40 steps. The tolerance,
# relative to the forced marks, only stops them where they are done.
WALK_STEPS = 40
WALK_TOLERANCE = 1e-9

# No color is more than e^4 times as likely on one side, and an unseen color says nothing.
EVIDENCE_LIMIT = 4.0
UNSEEN = 0.001

# Objects rarely touch the image border. Per border pixel; more while the border is all that is
# known of the background.
BORDER_WEIGHT = 0.6
BORDER_WEIGHT_UNMARKED = 3.6
BORDER_SHARE = 0.3

# Decides a marked region against all its edges, yet a thousand times as much fits int32.
FORCED = 1e5


@dataclass(frozen=True, eq=False)
class Marks:
    """Where the markers are, region by region."""

    foreground_px: np.ndarray
    background_px: np.ndarray

    @property
    def contested(self) -> np.ndarray:
        """Regions that are marked both ways."""
        return (self.foreground_px > 0) & (self.background_px > 0)

    @property
    def inside(self) -> np.ndarray:
        """Regions that are certainly foreground."""
        return (self.foreground_px > 0) & (self.background_px == 0)

    @property
    def outside(self) -> np.ndarray:
        """Regions that are certainly background."""
        return (self.background_px > 0) & (self.foreground_px == 0)


def unary_term(
    graph: RegionGraph, marks: Marks, prior: np.ndarray, held: np.ndarray | float = 0.0
) -> np.ndarray:
    """Return what each region brings if it becomes foreground; forced where marked one way.

    `held` is what the region brings per unit of area because of the mask that is corrected.
    """
    border = border_price(graph, marks, prior)
    evidence = color_evidence(graph, marks, prior)
    is_marked = marks.foreground_px.any() or marks.background_px.any()
    factor = 1.0 if is_marked else PRIOR_FACTOR_UNMARKED
    known = PRIOR_WEIGHT * factor * prior + held
    walk = random_walk(graph, marks, np.tanh(evidence + known - border / graph.area))
    unary = graph.area * (COLOR_WEIGHT * evidence + WALK_WEIGHT * walk + known) - border
    return np.where(marks.inside, FORCED, np.where(marks.outside, -FORCED, unary))


def border_price(graph: RegionGraph, marks: Marks, prior: np.ndarray) -> np.ndarray:
    """Return what each region pays for its border pixels if it becomes foreground."""
    is_known = marks.background_px.any() or prior.any()
    weight = BORDER_WEIGHT if is_known else BORDER_WEIGHT_UNMARKED
    return np.where(marks.foreground_px > 0, 0, weight * graph.border_px)


def color_evidence(graph: RegionGraph, marks: Marks, prior: np.ndarray) -> np.ndarray:
    """Return how much more likely each region is foreground, a logarithm, by its color.

    The models are kernel density estimates from the marks; a prior counts as some more marks,
    the image border as some of the background's. The more the two overlap, the less they count.
    """
    likely, unlikely = (share(graph.area * np.maximum(sign * prior, 0)) for sign in (1, -1))
    foreground = share(share(marks.foreground_px) + PRIOR_SHARE * likely)
    background = share(share(marks.background_px) + PRIOR_SHARE * unlikely)
    background = share(background + BORDER_SHARE * share(graph.border_px))
    if not foreground.any():
        foreground = share(graph.area * unlike(graph, background))
    if not foreground.any():
        return np.full(len(graph.area), -EVIDENCE_LIMIT)

    models = np.stack([foreground, background], axis=1).astype(np.float32)
    density = (graph.kernel @ models).astype(float)
    overlap = models.T @ density
    unseen = UNSEEN * np.diag(overlap)
    ratio = np.log((density[:, 0] + unseen[0]) / (density[:, 1] + unseen[1]))
    confidence = 1 - overlap[0, 1] / np.sqrt(overlap[0, 0] * overlap[1, 1])
    return confidence * np.clip(ratio, -EVIDENCE_LIMIT, EVIDENCE_LIMIT)


def unlike(graph: RegionGraph, model: np.ndarray) -> np.ndarray:
    """Return how little each region resembles a color model, 0 for the most alike, to 1."""
    density = graph.kernel @ model
    return 1 - density / density.max()


def share(mass: np.ndarray) -> np.ndarray:
    """Return the masses as shares of their sum; zeros stay zeros."""
    return mass / max(mass.sum(), np.finfo(float).tiny)


def random_walk(graph: RegionGraph, marks: Marks, prior: np.ndarray) -> np.ndarray:
    """Return what a random walk from each region finds on average, from -1 to 1.

    The walk takes edges as often as their weights say and ends in a marked region, with 1 for
    foreground and -1 for background. At each step it may also end where it is, with the prior
    there; that is as likely as `WALK_PRIOR` times the area, beside the weights.
    """
    ending = np.where(marks.inside | marks.outside, FORCED, WALK_PRIOR * graph.area)
    prior = np.where(marks.inside, 1, np.where(marks.outside, -1, prior))
    total = graph.weights.sum(axis=1) + ending
    return solve(graph.weights, total, ending * prior, prior)


def solve(
    weights: sparse.csr_array, total: np.ndarray, right: np.ndarray, start: np.ndarray
) -> np.ndarray:
    """Return x with ``total x - weights @ x = right``, by conjugate gradients from a start.

    They are preconditioned by the diagonal [1]_, and do without the linear operators of scipy,
    which take more time than the numbers.

    References
    ----------
    .. [1] Shewchuk, J. R. (1994). An introduction to the conjugate gradient method without the
       agonizing pain. Carnegie Mellon University, CMU-CS-94-125.
    """
    solution, residual = start, right - (total * start - weights @ start)
    direction = scaled = residual / total
    error = residual @ scaled
    enough = (WALK_TOLERANCE**2) * (right @ (right / total))
    for _ in range(WALK_STEPS):
        if error <= enough:
            break
        image = total * direction - weights @ direction
        step = error / (direction @ image)
        solution = solution + step * direction
        residual = residual - step * image
        scaled = residual / total
        error, former = residual @ scaled, error
        direction = scaled + (error / former) * direction
    return solution
