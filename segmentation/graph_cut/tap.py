"""Scene and a tap to likelihood: how likely each region belongs to what was tapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csgraph

from .cues import RARE, Cues
from .likely import NEAR_ROUNDS
from .logistic import fitted
from .unary import share, unlike
from .walk import WALKS, closeness

if TYPE_CHECKING:
    from .scene import Scene

# What is tapped lies within a Gaussian of this share of the sides, its color is that within one
# of the second share of the size.
TAPPED_SCALE = 0.22
FINGER_SCALE = 0.04

# A value this many times as large as at the tap, or a way this many times as long as to the
# border, is far.
FAR = 5.0

# Where what surrounds it is less likely, nobody would tap.
LEAST_TAPPED = 0.03


def tapped_likelihood(scene: Scene, cues: Cues, tap: tuple[float, float]) -> np.ndarray:
    """Return how likely each region belongs to what was tapped.

    Parameters
    ----------
    scene : Scene
        The regions of the image.
    cues : dict of str to (R,) ndarray of float
        What `region_cues` returned.
    tap : (float, float)
        Row and column of the tap in shares of the image's sides, from 0 to 1.

    Returns
    -------
    (R,) ndarray of float64
        From 0 to 1; at least what it is anywhere for the tapped region.

    Notes
    -----
    A logistic regression on the cues of the image and those of `tap_cues`. Takes some 30 ms.
    """
    likely = fitted("tap")(cues | tap_cues(scene, tap))
    likely[tapped_region(scene, tap)] = likely.max()
    return likely


def likely_taps(
    scene: Scene, cues: Cues, likely: np.ndarray, *, count: int
) -> Iterator[tuple[float, float]]:
    """Yield where somebody may tap, the likeliest first.

    Parameters
    ----------
    scene : Scene
        The regions of the image.
    cues : dict of str to (R,) ndarray of float
        What `region_cues` returned.
    likely : (R,) ndarray of float
        How likely each region is the subject.
    count : int
        Most taps wanted.

    Yields
    ------
    (float, float)
        Row and column in shares of the image's sides. No tap lies in what belongs to an earlier
        one.
    """
    promising = scene.smoothed(likely, rounds=NEAR_ROUNDS)
    for _ in range(count):
        region = int(promising.argmax())
        tap = inside(scene, region)
        yield tap
        promising[tapped_likelihood(scene, cues, tap) > 0.5] = 0
        promising[region] = 0
        if promising.max() < LEAST_TAPPED:
            return


def inside(scene: Scene, region: int) -> tuple[float, float]:
    """Return the place in a region that is nearest to its mean place."""
    labels, box = scene.graph.labels, scene.graph.boxes[region]
    pixels = np.argwhere(labels[box] == region) + [side.start for side in box]
    nearest = pixels[((pixels - pixels.mean(axis=0)) ** 2).sum(axis=1).argmin()]
    row, col = (nearest + 0.5) / labels.shape
    return float(row), float(col)


def tapped_region(scene: Scene, tap: tuple[float, float]) -> int:
    """Return the region that was tapped."""
    labels = scene.graph.labels
    row, col = (
        min(max(int(place * size), 0), size - 1)
        for place, size in zip(tap, labels.shape, strict=True)
    )
    return int(labels[row, col])


def tap_cues(scene: Scene, tap: tuple[float, float]) -> Cues:
    """Return how each region lies to the tap, by place, by path, by walk and by color."""
    region = tapped_region(scene, tap)
    finger = np.exp(-(finger_distance(scene, tap) ** 2) / (2 * FINGER_SCALE**2))
    finger[region] = 1
    return {
        **tap_place_cues(scene, tap),
        **tap_distance_cues(scene, region),
        **tap_walk_cues(scene, tap, region, finger),
        **tap_color_cues(scene, tap, region, share(scene.area * finger)),
    }


def finger_distance(scene: Scene, tap: tuple[float, float]) -> np.ndarray:
    """Return the distance of each region from the tap over the image's size."""
    shape = np.array(scene.graph.labels.shape)
    return np.hypot(*((scene.place - tap) * shape / np.sqrt(shape.prod())).T)


def tap_place_cues(scene: Scene, tap: tuple[float, float]) -> Cues:
    """Return where each region lies, seen from the tap."""
    down, right = (scene.place - tap).T
    return {
        "tap_row": down,
        "tap_off_row": abs(down),
        "tap_off_col": abs(right),
        "tap_radius": finger_distance(scene, tap),
        "tap_close": closeness(scene.graph, tap, TAPPED_SCALE),
    }


def tap_distance_cues(scene: Scene, region: int) -> Cues:
    """Return how far it is from the tapped region, also beside the way to the border."""
    cues = {}
    for name, path in scene.paths.items():
        distance = csgraph.dijkstra(path, indices=region)
        to_border = distance[scene.graph.border_px > 0].min()
        cues[f"tap_{name}"] = distance / max(scene.area @ distance, RARE)
        cues[f"tap_{name}_border"] = np.minimum(distance / max(to_border, RARE), FAR)
    return cues


def tap_walk_cues(scene: Scene, tap: tuple[float, float], region: int, finger: np.ndarray) -> Cues:
    """Return how long walks stay near the tap, beside those from the tapped region."""
    graph = scene.graph
    border = share(graph.border_px).astype(np.float32)
    close = graph.area * closeness(graph, tap, TAPPED_SCALE)
    visit = np.zeros(len(graph.area))
    visit[region] = 1
    times = np.column_stack([close * unlike(graph, border), close, graph.area * finger, visit])
    cues: Cues = {}
    for kind in WALKS:
        stay = scene.walks[kind].solve(times)
        stay = stay - stay.min(axis=0)
        stay = stay / np.maximum(stay[region], np.finfo(np.float32).eps)
        unlike_border, anywhere, near, visits = np.minimum(stay, FAR).T
        cues |= {
            f"tap_{kind}_stay": unlike_border,
            f"tap_{kind}_stay_anywhere": anywhere,
            f"tap_{kind}_stay_near": near,
            f"tap_{kind}_visits": np.log(visits + RARE),
        }
    return cues


def tap_color_cues(scene: Scene, tap: tuple[float, float], region: int, finger: np.ndarray) -> Cues:
    """Return how the colors resemble those at the tap, beside those of the border and of all."""
    around = share(scene.area * closeness(scene.graph, tap, TAPPED_SCALE / 2))
    border = share(scene.graph.border_px)
    mass = np.column_stack([finger, around, border, scene.area]).astype(np.float32)
    cues = {
        "tap_contrast": scene.color_distance[region],
        "tap_contrast_near": np.sqrt(((scene.color - finger @ scene.color) ** 2).sum(axis=1)),
    }
    for name, kernel in (("color", scene.likeness), ("kernel", scene.graph.kernel)):
        near, about, at_border, overall = np.log(kernel @ mass + RARE).T
        cues |= {
            f"tap_{name}_like_border": near - at_border,
            f"tap_{name}_like_all": near - overall,
            f"tap_{name}_around_border": about - at_border,
        }
    return cues
