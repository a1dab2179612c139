"""Scene and faces to the odds of bodies: a head, a trunk and legs below each face."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from .logistic import log_odds

if TYPE_CHECKING:
    from .scene import Scene

# Ellipses in units of a face's box: the row of the center below that of the face, the half axes
# (rows, columns), and what being inside adds to the log odds. Head and hair, trunk, legs.
BODY = ((-0.1, 0.85, 0.6, 4.0), (2.6, 2.4, 1.15, 3.0), (5.4, 3.0, 0.95, 2.0))
# Outside of all bodies, and how softly the ellipses end.
ELSEWHERE = -1.0
SOFTNESS = 0.12

# A face is one if its middle is likely the subject, or a little so and of a color of skin.
LIKELY_FACE = 0.5
LIKELY_SKIN = 0.15
LEAST_RED, LEAST_YELLOW = 3.5, 3.0
MIDDLE_OF_FACE = 0.6

Box = tuple[float, float, float, float]


def body_odds(scene: Scene, faces: Iterable[Box]) -> np.ndarray:
    """Return what bodies below some faces add to the log odds of each region.

    Parameters
    ----------
    scene : Scene
        The regions of the image.
    faces : iterable of (row, col, rows, cols)
        Boxes of the faces in shares of the image's sides.

    Returns
    -------
    (R,) ndarray of float64
        From -1 far from all bodies to 4 in the middle of a head.
    """
    row, col = ((np.arange(size) + 0.5) / size for size in scene.graph.labels.shape)
    odds = np.full(scene.graph.labels.shape, ELSEWHERE)
    for top, left, height, width in faces:
        for below, half_height, half_width, inside in BODY:
            down = (row - top - (0.5 + below) * height) / (half_height * height)
            right = (col - left - width / 2) / (half_width * width)
            outside = np.hypot(down[:, None], right) - 1
            # Far outside, the exponential would overflow.
            weight = 1 / (1 + np.exp(np.minimum(outside / SOFTNESS, 50)))
            odds = np.maximum(odds, ELSEWHERE + (inside - ELSEWHERE) * weight)
    return scene.mean(odds)


def is_face(scene: Scene, likely: np.ndarray, face: Box) -> bool:
    """Return whether a found face is likely one.

    Parameters
    ----------
    scene : Scene
        The regions of the image.
    likely : (R,) ndarray of float
        How likely each region is the subject.
    face : (row, col, rows, cols)
        A box in shares of the image's sides.

    Returns
    -------
    bool
    """
    labels, lab = scene.graph.labels, scene.graph.guide.lab
    middle = tuple(
        slice(int((start + cut * size) * side), int((start + (1 - cut) * size) * side) + 1)
        for start, size, side in zip(face[:2], face[2:], labels.shape, strict=True)
        for cut in [(1 - MIDDLE_OF_FACE) / 2]
    )
    if not labels[middle].size:
        return False
    chance = likely[labels[middle]].mean()
    _, red, yellow = lab[middle].mean(axis=(0, 1))
    is_skin = red > LEAST_RED and yellow > LEAST_YELLOW
    return bool(chance > LIKELY_FACE or (chance > LIKELY_SKIN and is_skin))


def people_likelihood(scene: Scene, likely: np.ndarray, faces: Iterable[Box]) -> np.ndarray:
    """Return how likely each region is the subject if that is people with these faces.

    Parameters
    ----------
    scene : Scene
        The regions of the image.
    likely : (R,) ndarray of float
        How likely each region is the subject, whatever it is.
    faces : iterable of (row, col, rows, cols)
        Boxes in shares of the image's sides.

    Returns
    -------
    (R,) ndarray of float64
        From 0 to 1.
    """
    return 1 / (1 + np.exp(-log_odds(likely) - body_odds(scene, faces)))
