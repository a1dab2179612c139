"""Our engines and classic ones behind one face: markers to mask."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from skimage.color import rgb2lab
from skimage.segmentation import random_walker, watershed

import segmentation
from segmentation import Label, Recipe
from segmentation.graph_cut import correct
from segmentation.graph_cut.regions import lab_gradient

BACKGROUND, FOREGROUND = Label.BACKGROUND, Label.FOREGROUND

Segment = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Engine:
    """A picture, ready to be cut by markers; `find_doubt` says where it is unsure.

    `start` is the mask before any mark, if there is one; `correct` answers steps of marks one after
    the other, all others take all marks at once.
    """

    segment: Segment
    find_doubt: Segment | None = None
    start: np.ndarray | None = None
    correct: Callable[..., np.ndarray] | None = None

    def answer(
        self, before: np.ndarray | None, markers: np.ndarray, step: np.ndarray
    ) -> np.ndarray:
        """Return the mask after a step of marks; `before` is the one before it, None for none."""
        if self.correct is None or before is None:
            return self.segment(markers)
        return self.correct(before, markers, step)


def cut_regions(image: np.ndarray) -> Engine:
    """Return our graph cut."""
    prepared = segmentation.prepare(image)
    return Engine(
        functools.partial(segmentation.segment, prepared),
        functools.partial(segmentation.find_doubt, prepared),
        correct=functools.partial(correct, prepared.graph),
    )


def flood_gray(image: np.ndarray) -> Engine:
    """Return our watershed, which is that of scikit-image's tutorial."""
    recipe = Recipe(method="watershed")
    prepared = segmentation.prepare(image, recipe)
    return Engine(lambda markers: segmentation.segment(prepared, with_border(markers), recipe))


def flood_lab(image: np.ndarray) -> Engine:
    """Return the watershed of the color gradient."""
    elevation = lab_gradient(rgb2lab(image))
    return Engine(lambda markers: watershed(elevation, with_border(markers)) == FOREGROUND)


def walk_randomly(image: np.ndarray) -> Engine:
    """Return scikit-image's random walker."""

    def segment(markers: np.ndarray) -> np.ndarray:
        return (
            random_walker(image, with_border(markers), channel_axis=-1, mode="cg_j") == FOREGROUND
        )

    return Engine(segment)


def grab(image: np.ndarray) -> Engine:
    """Return OpenCV's GrabCut, five rounds from the markers."""
    import cv2

    def segment(markers: np.ndarray) -> np.ndarray:
        marked = with_border(markers)
        mask = np.full(marked.shape, cv2.GC_PR_BGD, np.uint8)
        mask[marked == BACKGROUND] = cv2.GC_BGD
        mask[marked == FOREGROUND] = cv2.GC_FGD
        models = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.grabCut(image[..., ::-1].copy(), mask, None, *models, 5, cv2.GC_INIT_WITH_MASK)
        return (mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)

    return Engine(segment)


def with_border(markers: np.ndarray) -> np.ndarray:
    """Return the markers; if none is background, the unmarked image border becomes background."""
    if (markers == BACKGROUND).any():
        return markers
    inside = np.zeros(markers.shape, bool)
    inside[1:-1, 1:-1] = True
    return np.where(inside | (markers > 0), markers, BACKGROUND)
