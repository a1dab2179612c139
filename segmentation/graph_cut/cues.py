"""Scene to cues: what may tell a subject from its surroundings, some numbers per region."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csgraph

from .outline import window_mean
from .unary import share
from .walk import centrality, counting_time, stretched

if TYPE_CHECKING:
    from .scene import Scene

Cues = dict[str, np.ndarray]

SIDES = ("top", "bottom", "left", "right")
LIKE = (*SIDES, "border", "middle")

# Added to densities before a ratio or a logarithm: what nothing resembles says little.
RARE = 1e-3

# Contrast to what is near counts within a Gaussian of this share of the image's size.
LOCAL_SCALE = 0.15

# What a region's neighbors say as well, after so many rounds of mixing with them.
SMOOTHED = (
    "row", "off_center", "contrast_border", "like_border", "texture", "edges", "rarity",
    "color_spread", "height_least", "color_least", "border_density", "lighter", "redder",
    "yellower", "border_share",
)  # fmt: skip
SMOOTHING_ROUNDS = 8


def region_cues(scene: Scene) -> Cues:
    """Return what may tell a subject from its surroundings.

    Parameters
    ----------
    scene : Scene
        The regions of the image.

    Returns
    -------
    dict of str to (R,) ndarray of float
        By the name of the cue: place, color, texture, how rare and how widely spread the color is,
        likeness and contrast to each side, to the whole and to the middle of the image [1]_,
        geodesic distance to each side [2]_, how long walks stay and where they leave [3]_; and
        the mean of some of these over what hangs together.

    Notes
    -----
    Takes some 150 ms for 1500 regions.

    References
    ----------
    .. [1] Jiang, H., Wang, J., Yuan, Z., Wu, Y., Zheng, N. & Li, S. (2013). Salient object
       detection: a discriminative regional feature integration approach. CVPR.
       :DOI:`10.1109/CVPR.2013.271`
    .. [2] Zhu, W., Liang, S., Wei, Y. & Sun, J. (2014). Saliency optimization from robust
       background detection. CVPR. :DOI:`10.1109/CVPR.2014.360`
    .. [3] Jiang, B., Zhang, L., Lu, H., Yang, C. & Yang, M.-H. (2013). Saliency detection via
       absorbing Markov chain. ICCV. :DOI:`10.1109/ICCV.2013.209`
    """
    cues = {
        **place_cues(scene),
        **color_cues(scene),
        **texture_cues(scene),
        **likeness_cues(scene),
        **contrast_cues(scene),
        **density_cues(scene),
        **distance_cues(scene),
        **walk_cues(scene),
    }
    several = scene.smoothed(
        np.stack([cues[name] for name in SMOOTHED], axis=1), rounds=SMOOTHING_ROUNDS
    )
    return cues | {f"smooth_{name}": several[:, i] for i, name in enumerate(SMOOTHED)}


def place_cues(scene: Scene) -> Cues:
    """Return where the regions are and how large."""
    down, right = (scene.place - 0.5).T
    return {
        "row": scene.place[:, 0],
        "off_row": abs(down),
        "off_center": abs(right),
        "radius": np.hypot(down, right),
        "edge": np.minimum(scene.place, 1 - scene.place).min(axis=1),
        "size": np.log(scene.area),
        "border": scene.sides.sum(axis=1),
    }


def color_cues(scene: Scene) -> Cues:
    """Return the colors, and how they differ from the mean color."""
    lightness, red, yellow = scene.color.T
    lighter, redder, yellower = (scene.color - scene.area @ scene.color).T
    return {
        "lightness": lightness,
        "red": red,
        "yellow": yellow,
        "chroma": np.hypot(red, yellow),
        "lighter": lighter,
        "redder": redder,
        "yellower": yellower,
    }


def texture_cues(scene: Scene) -> Cues:
    """Return how rough the regions are, and how high their boundaries."""
    graph = scene.graph
    samples = np.maximum(window_mean(graph.guide.samples**2) - graph.guide.mean**2, 0)
    index = [np.arange(size) // graph.guide.step_px for size in graph.labels.shape]
    light, red, yellow = (scene.mean(channel[np.ix_(*index)]) for channel in np.sqrt(samples))
    variance = scene.mean(graph.guide.lab[..., 0] ** 2) - scene.color[:, 0] ** 2
    edges = scene.mean(graph.elevation)
    boundaries, count = graph.boundaries, len(graph.area)
    length, height = (
        np.bincount(boundaries.first, each, count) + np.bincount(boundaries.second, each, count)
        for each in (boundaries.length_px, boundaries.length_px * scene.height)
    )
    return {
        "variation": np.sqrt(np.maximum(variance, 0)),
        "texture": light,
        "rougher": light / (scene.area @ light + RARE),
        "color_texture": np.hypot(red, yellow),
        "edges": edges / (scene.area @ edges + RARE),
        "outline": height / np.maximum(length, 1),
    }


def likeness_cues(scene: Scene) -> Cues:
    """Return what the colors of the regions resemble, and how widely these are spread."""
    masses = np.column_stack([scene.sides, scene.sides.mean(axis=1), share(middle(scene))])
    moments = scene.area[:, None] * np.hstack([scene.place, scene.place**2])
    mass = np.column_stack([scene.area, masses, moments]).astype(np.float32)
    density, *alike = (scene.likeness @ mass).T
    moments = np.array(alike[6:]) / density
    ratios = np.log((np.array(alike[:6]) + RARE) / (density + RARE))
    variance = moments[2:] - moments[:2] ** 2
    return {
        "rarity": np.log(density + RARE),
        **{f"like_{name}": ratio for name, ratio in zip(LIKE, ratios, strict=True)},
        "color_spread": np.sqrt(np.maximum(variance.sum(axis=0), 0)),
        "color_radius": np.hypot(*(moments[:2] - 0.5)),
    }  # fmt: skip


def contrast_cues(scene: Scene) -> Cues:
    """Return how far the colors are from those elsewhere, on average."""
    mass = np.column_stack([scene.area, scene.sides.mean(axis=1), share(middle(scene))])
    overall, border, center = (scene.color_distance @ mass.astype(np.float32)).T
    offsets = scene.graph.position.astype(np.float32)
    squares = (offsets**2).sum(axis=1)
    apart = squares[:, None] + squares - 2 * offsets @ offsets.T
    near = np.exp(-apart / np.float32(2 * LOCAL_SCALE**2)) * scene.area.astype(np.float32)
    return {
        "contrast": overall,
        "contrast_border": border,
        "contrast_middle": center,
        "contrast_near": (near * scene.color_distance).sum(axis=1) / near.sum(axis=1),
    }


def density_cues(scene: Scene) -> Cues:
    """Return how much of what is alike and near lies on the border."""
    mass = np.column_stack([share(scene.graph.border_px), scene.area]).astype(np.float32)
    border, extent = (scene.graph.kernel @ mass).T
    return {
        "border_density": np.log(border + RARE) - np.log(extent + RARE) / 2,
        "border_share": np.log((border + RARE) / (extent + RARE)),
        "extent": np.log(extent + RARE),
    }


def distance_cues(scene: Scene) -> Cues:
    """Return geodesic distances to the sides, over the mean distance to the nearest."""
    return {
        f"{path}_{name}": value
        for path in ("height", "color")
        for name, value in distances(scene, path).items()
    }


def distances(scene: Scene, path: str) -> Cues:
    """Return the distances by one kind of path."""
    side = np.array(
        [
            csgraph.dijkstra(scene.paths[path], indices=np.flatnonzero(on_side), min_only=True)
            for on_side in scene.sides.T
        ]
    )
    side = side / max(scene.area @ side.min(axis=0), np.finfo(np.float32).eps)
    return {
        "top": side[0],
        "bottom": side[1],
        "beside": side[2:].min(axis=0),
        "upper": side[[0, 2, 3]].min(axis=0),
        "least": side.min(axis=0),
        "mean": side.mean(axis=0),
    }


def walk_cues(scene: Scene) -> Cues:
    """Return how long walks stay, and through which side they leave."""
    graph = scene.graph
    times = [counting_time(graph), graph.area, graph.area * centrality(graph)]
    exits = scene.sides * graph.labels.shape[0]
    solved = {
        kind: scene.walks[kind].solve(np.column_stack([*times, exits])).T
        for kind in ("salient", "border")
    }
    names = ("stay", "stay_anywhere", "stay_middle")
    cues = {
        f"{kind}_{name}": value
        for kind, stays in solved.items()
        for name, value in zip(names, map(stretched, stays[:3]), strict=True)
    }
    leaving = zip(SIDES, solved["salient"][3:], strict=True)
    return cues | dict(starmap(lambda side, value: (f"exit_{side}", value), leaving))


def middle(scene: Scene) -> np.ndarray:
    """Return the area of each region, less the farther it is from the middle."""
    return scene.area * centrality(scene.graph)
