"""Robots that correct a mask as a person does: with clicks, or one straight stroke at a time."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from cases import Case, intersection_over_union
from engines import Engine
from scipy import ndimage as ndi

from segmentation import Label, Stroke

RADIUS_PX = 5.0
CLICK_LIMIT = 20
TARGETS = (0.85, 0.90)

DIRECTIONS = np.pi * np.arange(36) / 36

# A stroke keeps to the middle: nowhere less than half as deep in the error as at its middle.
LEAST_DEPTH = 0.5

# Of the clumsy robot: the longest stroke, as a share of the image's long side, and how often it
# does not care for the error's edge.
LONGEST = 0.15
CARELESS = 0.5


def clicks_needed(engine: Engine, case: Case, *, hinted: bool = False) -> dict[float, int]:
    """Return how many clicks a robot user needs to reach each target.

    Each click is a disk in the middle of the largest error, or, from the second click on, of the
    part that the engine hints at. It never leaves that part, nor the side of the truth that its
    middle lies on. Without a hint, that robot gives up.
    """
    needed = dict.fromkeys(TARGETS, CLICK_LIMIT)
    for click, mask in enumerate(clicked(engine, case, hinted=hinted)):
        reached = intersection_over_union(mask, case)
        for target in TARGETS:
            if reached >= target:
                needed[target] = min(needed[target], click)
        if reached >= max(TARGETS):
            break
    return needed


def clicked(engine: Engine, case: Case, *, hinted: bool) -> Iterator[np.ndarray]:
    """Yield the masks before the first click and after each; clicks of one kind are one step."""
    markers = np.zeros(case.truth.shape, np.int32)
    step = before = None
    mask = np.zeros(case.truth.shape, bool) if engine.start is None else engine.start
    yield mask
    for click in range(CLICK_LIMIT):
        if hinted and click:
            part = engine.find_doubt(markers) & case.known
        else:
            part = (mask != case.truth) & case.known
        if not part.any():
            break
        disk = one_sided(middle_of_largest(part), case)
        labels = np.where(case.truth[disk], Label.FOREGROUND, Label.BACKGROUND)
        if step is None or step.max() != labels[0]:
            step, before = np.zeros_like(markers), mask if click else engine.start
        step[disk] = markers[disk] = labels
        mask = engine.answer(before, markers, step)
        yield mask


def one_sided(disk: tuple[np.ndarray, ...], case: Case) -> tuple[np.ndarray, ...]:
    """Return the part of a disk that lies on the same side of the truth as its middle."""
    middle = tuple(round(index.mean()) for index in disk)
    side = case.truth[disk] == case.truth[middle]
    return tuple(index[side] for index in disk)


def middle_of_largest(part: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the pixels of a disk around the innermost pixel of the largest component."""
    components, _ = ndi.label(part)
    largest = np.bincount(components.ravel())[1:].argmax() + 1
    box = ndi.find_objects(components, largest)[-1]
    depth = ndi.distance_transform_edt(np.pad(components[box] == largest, 1))[1:-1, 1:-1]
    center = np.unravel_index(depth.argmax(), depth.shape)
    row, col = np.indices(depth.shape, sparse=True)
    distance = np.hypot(row - center[0], col - center[1])
    disk = np.nonzero((distance < depth[center]) & (distance <= RADIUS_PX))
    return tuple(index + side.start for index, side in zip(disk, box, strict=True))


@dataclass(frozen=True)
class Error:
    """The largest connected error of a mask.

    Attributes
    ----------
    label : Label
        What its pixels are in truth.
    depth : (m, n) ndarray of float
        Distance to what is no part of it, 0 outside.
    corner : (row, col)
        Where `depth` lies in the image.
    """

    label: Label
    depth: np.ndarray
    corner: tuple[int, int]


Robot = Callable[[Error, np.random.Generator, tuple[int, int]], Stroke]


def largest_error(mask: np.ndarray, truth: np.ndarray, known: np.ndarray) -> Error | None:
    """Return the largest connected error among the known pixels; None if there is none."""
    errors = [
        component
        for label, wrong in (
            (Label.FOREGROUND, truth & ~mask & known),
            (Label.BACKGROUND, mask & ~truth & known),
        )
        for component in [largest_component(label, wrong)]
        if component is not None
    ]
    return max(errors, key=lambda error: np.count_nonzero(error.depth), default=None)


def largest_component(label: Label, wrong: np.ndarray) -> Error | None:
    """Return the largest connected component of the pixels that should have a label."""
    components, count = ndi.label(wrong)
    if not count:
        return None
    number = np.bincount(components.ravel())[1:].argmax() + 1
    box = ndi.find_objects(components, number)[-1]
    inside = np.pad(components[box] == number, 1)
    depth = ndi.distance_transform_edt(inside)[1:-1, 1:-1]
    return Error(label, depth, (box[0].start, box[1].start))


def careful_stroke(error: Error, rng: np.random.Generator, shape: tuple[int, int]) -> Stroke:
    """Return the longest straight stroke through the innermost pixel that keeps to the middle."""
    middle = np.unravel_index(error.depth.argmax(), error.depth.shape)
    least = max(1.0, LEAST_DEPTH * error.depth[middle])
    length = max(shape)
    lines = [
        np.vstack([walk(error, middle, angle + np.pi, least, length)[::-1], line])
        for angle in DIRECTIONS
        for line in [walk(error, middle, angle, least, length)]
    ]
    longest = max(lines, key=len)
    return stroke_along(error, longest, radius_px=min(RADIUS_PX, shallowest(error, longest) - 1))


def clumsy_stroke(error: Error, rng: np.random.Generator, shape: tuple[int, int]) -> Stroke:
    """Return a short straight stroke from anywhere in the error, at times over its edge."""
    start = rng.choice(np.argwhere(error.depth > 0))
    length = rng.uniform(0, LONGEST) * max(shape)
    line = walk(error, start, rng.uniform(0, 2 * np.pi), 1.0, length)
    careless = rng.random() < CARELESS
    radius_px = RADIUS_PX if careless else min(RADIUS_PX, shallowest(error, line) - 1)
    return stroke_along(error, line, radius_px=radius_px)


def walk(error: Error, start: np.ndarray, angle: float, least: float, length: float) -> np.ndarray:
    """Return the pixels of a straight way through an error, as far as it is so deep."""
    steps = np.arange(int(length) + 1)[:, None] * (np.sin(angle), np.cos(angle))
    line = np.rint(start + steps).astype(int)
    within = ((line >= 0) & (line < error.depth.shape)).all(axis=1)
    deep = within.copy()
    deep[within] = error.depth[tuple(line[within].T)] >= least
    return line[: len(line) if deep.all() else deep.argmin()]


def shallowest(error: Error, line: np.ndarray) -> float:
    """Return how deep the shallowest pixel of a line is."""
    return float(error.depth[tuple(line.T)].min())


def stroke_along(error: Error, line: np.ndarray, *, radius_px: float) -> Stroke:
    """Return the stroke from the first pixel of a line to its last."""
    ends = dict.fromkeys(
        tuple((line[end] + error.corner).astype(float).tolist()) for end in (0, -1)
    )
    return Stroke(error.label, tuple(ends), max(radius_px, 0.5))


def correct(
    cut: Callable[[tuple[Stroke, ...]], np.ndarray],
    truth: np.ndarray,
    known: np.ndarray,
    *,
    start: np.ndarray,
    robot: Robot,
    count: int,
    name: str,
) -> list[tuple[Stroke, np.ndarray]]:
    """Return up to `count` strokes of a robot, each with the mask that it led to."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    mask, made = start, []
    for _ in range(count):
        error = largest_error(mask, truth, known)
        if error is None:
            break
        stroke = robot(error, rng, truth.shape)
        mask = cut((*(stroke for stroke, _ in made), stroke))
        made.append((stroke, mask))
    return made
