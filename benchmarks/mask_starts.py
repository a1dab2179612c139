"""Masks that are almost right, made of the truth with errors on purpose: how fast are they mended?

A mask lacks a limb, or has a piece of the background too much, each .15 of the object's area in a
disk about a point of its outline: IoU at the start and after each stroke of the careful robot. Or
its outline is off by five pixels, outward, inward or aslant: mean distance from the truth's outline
before and after it follows the photo's edges, both ways.
"""

import zlib
from collections.abc import Callable

import numpy as np
import robots
from cases import Case, intersection_over_union, with_progress
from scipy import ndimage as ndi

import segmentation
from segmentation import PreparedCut, Recipe, StartMask, Stroke

WRONG_SHARE = 0.15
OFF_PX = 5
STROKES = 3


def without_limb(truth: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the truth without a piece at its outline."""
    return truth & ~piece_of(truth, truth, rng)


def with_background(truth: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the truth with a piece of what lies beside it."""
    return truth | piece_of(~truth, truth, rng)


def piece_of(side: np.ndarray, truth: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return what of a side of the outline is nearest to a point of it, of a share of the area."""
    center = rng.choice(np.argwhere(outline(truth)))
    rows, cols = np.ogrid[tuple(map(slice, truth.shape))]
    distance = np.hypot(rows - center[0], cols - center[1])
    count = min(int(WRONG_SHARE * truth.sum()), side.sum() - 1)
    return side & (distance <= np.partition(distance[side], count)[count])


def too_wide(truth: np.ndarray) -> np.ndarray:
    """Return the truth grown by some pixels."""
    return ndi.distance_transform_edt(~truth) < OFF_PX


def too_narrow(truth: np.ndarray) -> np.ndarray:
    """Return the truth shrunk by some pixels."""
    return ndi.distance_transform_edt(truth) > OFF_PX


def moved_aside(truth: np.ndarray) -> np.ndarray:
    """Return the truth moved by some pixels, aslant."""
    step = OFF_PX / np.sqrt(2)
    return ndi.shift(truth.astype(float), (step, step), order=0) > 0.5


PIECES = {"limb missing": without_limb, "background too much": with_background}
OUTLINES = {"too wide": too_wide, "too narrow": too_narrow, "moved aside": moved_aside}


def score(case: Case) -> dict[str, list[float]]:
    """Return the figures of every kind of error on one picture."""
    prepared = segmentation.prepare(case.image)
    figures = {name: mended(make, case, prepared) for name, make in PIECES.items()}
    truth = nearest_side(case)
    for name, move in OUTLINES.items():
        if (mask := move(truth)).any():
            figures[name] = followed(mask, truth, prepared)
    return figures


def nearest_side(case: Case) -> np.ndarray:
    """Return the truth, what is unknown being of the side that is nearer."""
    nearest = ndi.distance_transform_edt(~case.known, return_distances=False, return_indices=True)
    return case.truth[tuple(nearest)]


def mended(
    damage: Callable[[np.ndarray, np.random.Generator], np.ndarray],
    case: Case,
    prepared: PreparedCut,
) -> list[float]:
    """Return the IoU of a damaged mask and after each stroke on it."""
    start = damage(case.truth, np.random.default_rng(zlib.crc32(case.name.encode())))

    def cut(strokes: tuple[Stroke, ...]) -> np.ndarray:
        recipe = Recipe(seeds="mask", strokes=strokes)
        return segmentation.fold(prepared, recipe, start=start)

    made = robots.correct(
        cut,
        case.truth,
        case.known,
        start=start,
        robot=robots.careful_stroke,
        count=STROKES,
        name=case.name,
    )
    reached = [intersection_over_union(mask, case) for mask in (start, *(mask for _, mask in made))]
    return reached + reached[-1:] * (STROKES + 1 - len(reached))


def followed(mask: np.ndarray, truth: np.ndarray, prepared: PreparedCut) -> list[float]:
    """Return how far the outline is off, before and after it follows the photo's edges."""
    recipe = Recipe(seeds="mask", follows_edges=True)
    settled = segmentation.start_from(prepared, StartMask(mask * np.uint8(255)), recipe)
    return [outline_distance(each, truth) for each in (mask, settled)]


def outline_distance(mask: np.ndarray, truth: np.ndarray) -> float:
    """Return the mean distance of two outlines in pixels, both ways; the diagonal for none."""
    edges = outline(mask), outline(truth)
    if not all(edge.any() for edge in edges):
        return float(np.hypot(*truth.shape))
    away = [ndi.distance_transform_edt(~edge) for edge in edges]
    return float((away[1][edges[0]].mean() + away[0][edges[1]].mean()) / 2)


def outline(mask: np.ndarray) -> np.ndarray:
    """Return the foreground's outermost pixels; the image's border is no outline."""
    return mask ^ ndi.binary_erosion(mask, border_value=1)


def run(cases: list[Case]) -> dict[str, dict[str, list[float]]]:
    """Print the table and return all figures, by picture."""
    rows = [score(case) for case in with_progress(cases, "masks")]
    sets = dict.fromkeys(case.set for case in cases)
    for name in (*PIECES, *OUTLINES):
        counted = f"after 0 to {STROKES} strokes: IoU" if name in PIECES else "before, after: px"
        print(f"\n{name}, {counted}")
        for each in sets:
            found = [
                row[name]
                for case, row in zip(cases, rows, strict=True)
                if case.set == each and name in row
            ]
            means = "".join(f"{value:8.3f}" for value in np.mean(found, axis=0))
            print(f"{each:12}{len(found):5}{means}")
    return dict(zip([case.name for case in cases], rows, strict=True))
