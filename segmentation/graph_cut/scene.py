"""Region graph to what every start is read from, worked out when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.spatial.distance import cdist

from .cues import Cues, region_cues
from .likely import likelihood
from .unary import share
from .walk import Walks, places, stay_time

if TYPE_CHECKING:
    from .graph import RegionGraph

# Colors of one object, in light and shade, differ more than those that a mark speaks for.
COLOR_SCALE = 10.0

# A step across a flat boundary has a price too, or distance would mean nothing there.
FLAT_STEPS = {"height": 0.01, "barrier": 0.001, "color": 0.01}


@dataclass(frozen=True, eq=False)
class Scene:
    """A region graph and what starts share. Its arrays must not be changed.

    Attributes
    ----------
    graph : RegionGraph
        The regions of the image.
    photo_shape : (int, int)
        Rows and columns of the photo that the image was reduced from.
    """

    graph: RegionGraph
    photo_shape: tuple[int, int]

    @cached_property
    def cues(self) -> Cues:
        """What may tell the subject from its surroundings."""
        return region_cues(self)

    @cached_property
    def likelihood(self) -> np.ndarray:
        """How likely each region is the subject."""
        return read_only(likelihood(self, self.cues))

    @cached_property
    def saliency(self) -> dict[str, np.ndarray]:
        """How much each region stands out, by the kind of seeds."""
        return {
            kind: read_only(stay_time(self.graph, self.walks[kind]))
            for kind in ("salient", "border")
        }

    @cached_property
    def remembered(self) -> dict[tuple[object, ...], np.ndarray]:
        """What recipes have asked for, by what they said; every stroke asks for it again."""
        return {}

    @cached_property
    def color(self) -> np.ndarray:
        """Mean color of each region in Lab, (R, 3)."""
        return self.graph.color

    @cached_property
    def area(self) -> np.ndarray:
        """Share of the image that each region has."""
        return share(self.graph.area)

    @cached_property
    def area_px(self) -> np.ndarray:
        """Pixels of each region."""
        return np.bincount(self.graph.labels.ravel())

    @cached_property
    def place(self) -> np.ndarray:
        """Mean row and column of each region in shares of the image's sides, (R, 2)."""
        return places(self.graph)

    @cached_property
    def sides(self) -> np.ndarray:
        """Share of the upper, lower, left and right side that each region has, (R, 4)."""
        labels, count = self.graph.labels, len(self.graph.area)
        lines = labels[0], labels[-1], labels[:, 0], labels[:, -1]
        return np.stack([share(np.bincount(line, minlength=count)) for line in lines], axis=1)

    @cached_property
    def likeness(self) -> np.ndarray:
        """How alike the colors of any two regions are, wherever they are, (R, R) float32."""
        return np.exp(-(self.color_distance**2) / np.float32(2 * COLOR_SCALE**2))

    @cached_property
    def color_distance(self) -> np.ndarray:
        """Distance of the mean colors, (R, R) float32."""
        return cdist(self.color, self.color).astype(np.float32)

    @cached_property
    def walks(self) -> Walks:
        """The walks through the image, see `find_walk`."""
        return Walks(self.graph)

    @cached_property
    def height(self) -> np.ndarray:
        """Height of each boundary over the mean of all."""
        boundaries = self.graph.boundaries
        total = (boundaries.height * boundaries.length_px).sum()
        mean = total / max(boundaries.length_px.sum(), 1)
        return boundaries.height / max(mean, np.finfo(np.float32).eps)

    @cached_property
    def paths(self) -> dict[str, sparse.csr_array]:
        """What a step to a neighbor costs: by height, by its square, by the colors."""
        boundaries = self.graph.boundaries
        contrast = self.color[boundaries.first] - self.color[boundaries.second]
        costs = {
            "height": self.height**2,
            "barrier": self.height**4,
            "color": np.sqrt((contrast**2).sum(axis=1)) / COLOR_SCALE,
        }
        return {name: self._steps(cost + FLAT_STEPS[name]) for name, cost in costs.items()}

    @cached_property
    def neighbors(self) -> sparse.csr_array:
        """The mean over what hangs together with each region, as a matrix."""
        weights = self.graph.weights
        total = np.maximum(weights.sum(axis=1), np.finfo(np.float32).eps)
        return (sparse.diags_array(1 / total) @ weights).tocsr()

    def give_up(self) -> None:
        """Forget what is large and soon worked out again; what was learned from it stays."""
        self.graph.give_up()
        for name in ("likeness", "color_distance", "walks", "paths"):
            vars(self).pop(name, None)

    def smoothed(self, values: np.ndarray, *, rounds: int) -> np.ndarray:
        """Return values of the regions, mixed with those of their neighbors."""
        for _ in range(rounds):
            values = (values + self.neighbors @ values) / 2
        return values

    def mean(self, pixels: np.ndarray) -> np.ndarray:
        """Return the mean of some pixels' values over each region."""
        return np.bincount(self.graph.labels.ravel(), pixels.ravel()) / self.area_px

    def _steps(self, cost: np.ndarray) -> sparse.csr_array:
        boundaries, count = self.graph.boundaries, len(self.graph.area)
        half = sparse.coo_array((cost, (boundaries.first, boundaries.second)), (count, count))
        return half.tocsr() + half.T.tocsr()


def read_only(values: np.ndarray) -> np.ndarray:
    """Forbid writing to an array; return it."""
    values.setflags(write=False)
    return values
