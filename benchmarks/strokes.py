"""Robots with strokes: what each stroke does to a mask, set by set."""

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path

import boxes
import numpy as np
import robots
from cases import Case, intersection_over_union, with_progress
from PIL import Image

import segmentation
from segmentation import PreparedCut, Recipe, Stroke
from segmentation.graph_cut import cut_box
from segmentation.recipe import FLOODED

COUNT = 6
# A stroke that lowers the IoU by more than this is a loss; a photo is done at this IoU, and what
# counts is how many are after so many strokes.
LOSS = 0.1
DONE = 0.9
DONE_AFTER = 4

ROBOTS = {"careful": robots.careful_stroke, "clumsy": robots.clumsy_stroke}

Start = tuple[Recipe, np.ndarray | None]


def start_of_itself(case: Case, prepared: PreparedCut) -> Start:
    """Return the first proposal; nothing if there is none."""
    faces = segmentation.find_faces(case.image)
    found = [
        proposal
        for seeds in segmentation.PROPOSED_SEEDS
        if seeds not in FLOODED
        for proposal in segmentation.propose(prepared, prepared, seeds, faces=faces)
    ]
    best = segmentation.rank(found, most=1)
    return (best[0].recipe, best[0].mask) if best else (Recipe(), None)


def start_from_nothing(case: Case, prepared: PreparedCut) -> Start:
    """Return no mask."""
    return Recipe(), None


def start_from_box(case: Case, prepared: PreparedCut) -> Start:
    """Return the mask of the box around the truth."""
    return Recipe(), cut_box(prepared.graph, boxes.loose_box(case.truth))


def start_from_file(case: Case, prepared: PreparedCut, *, folder: Path) -> Start:
    """Return the mask that a file holds."""
    return Recipe(), np.array(Image.open(folder / f"{case.name}.png").convert("L")) > 127


def starts(masks: Path | None) -> dict[str, Callable[[Case, PreparedCut], Start]]:
    """Return where the robots start from."""
    known = {
        "automatic": start_of_itself,
        "nothing": start_from_nothing,
        "box": start_from_box,
    }
    if masks:
        known["mask file"] = functools.partial(start_from_file, folder=masks)
    return known


def score(case: Case, *, masks: Path | None = None) -> dict[str, dict]:
    """Return the IoU after each stroke, and the strokes' labels, of each robot and start."""
    prepared = segmentation.prepare(case.image)
    figures = {}
    for name, make in starts(masks).items():
        recipe, mask = make(case, prepared)
        start = np.zeros(case.truth.shape, bool) if mask is None else mask
        for robot, draw in ROBOTS.items():
            made = robots.correct(
                folding(prepared, recipe, mask),
                case.truth,
                case.known,
                start=start,
                robot=draw,
                count=COUNT,
                name=case.name,
            )
            reached = [
                intersection_over_union(each, case) for each in (start, *(m for _, m in made))
            ]
            figures[f"{robot} robot from {name}"] = {
                "iou": reached + [reached[-1]] * (COUNT + 1 - len(reached)),
                "labels": [stroke.label.name.lower() for stroke, _ in made],
            }
    return figures


def folding(
    prepared: PreparedCut, recipe: Recipe, start: np.ndarray | None
) -> Callable[[tuple[Stroke, ...]], np.ndarray]:
    """Return the function from strokes to their mask; it remembers what earlier strokes made."""
    known: dict[Recipe, np.ndarray] = {}

    def cut(strokes: tuple[Stroke, ...]) -> np.ndarray:
        mask = start
        for step in segmentation.steps(prepared, dataclasses.replace(recipe, strokes=strokes)):
            if step not in known:
                known[step] = segmentation.fold_step(prepared, step, mask)
            mask = known[step]
        return mask

    return cut


def print_tables(cases: list[Case], rows: list[dict[str, dict]]) -> None:
    """Print one table per robot and start, with a line per set and one for each kind of photo."""
    for title in rows[0]:
        found = [row[title] for row in rows]
        print(f"\n{title}: mean IoU after 0 to {COUNT} strokes")
        for name, of_kind in groups(cases, found).items():
            if of_kind:
                print(f"{name:22}{line(of_kind)}")
        worst = np.sort([each["iou"] for each in found], axis=0)[: max(1, len(found) // 10)]
        print(f"{'worst tenth':22}{'':5}" + "".join(f"{v:7.3f}" for v in worst.mean(axis=0)))


def groups(cases: list[Case], found: list[dict]) -> dict[str, list[dict]]:
    """Return the figures of each set, of each sequence, of all, by first stroke, and of halves."""
    pairs = list(zip(cases, found, strict=True))
    sets = {case.set: None for case in cases}
    sequences = {sequence(case): None for case in cases if sequence(case)}
    return {
        **{name: [each for case, each in pairs if case.set == name] for name in sets},
        **{name: [each for case, each in pairs if sequence(case) == name] for name in sequences},
        "all": found,
        "first stroke Remove": [f for f in found if f["labels"][:1] == ["background"]],
        "first stroke Keep": [f for f in found if f["labels"][:1] == ["foreground"]],
        "1st, 3rd, ...": found[::2],
        "2nd, 4th, ...": found[1::2],
    }


def sequence(case: Case) -> str:
    """Return the sequence that a picture is a frame of, empty if it is none."""
    return case.name.rpartition("_")[0] if case.set == "davis" else ""


def line(found: list[dict]) -> str:
    """Return the figures of some photos: mean IoU, losses, share of photos that are done."""
    reached = np.array([each["iou"] for each in found])
    lost = np.diff(reached, axis=1) < -LOSS
    means = "".join(f"{value:7.3f}" for value in reached.mean(axis=0))
    return (
        f"{len(found):5}{means}   lose > {LOSS}: first {lost[:, 0].mean():.1%}, "
        f"any {lost.mean():.1%}; {DONE} after {DONE_AFTER}: "
        f"{(reached[:, DONE_AFTER] >= DONE).mean():.0%}"
    )


def run(cases: list[Case], *, masks: Path | None) -> dict[str, dict]:
    """Print the tables and return all figures, by picture."""
    rows = [score(case, masks=masks) for case in with_progress(cases, "strokes")]
    print_tables(cases, rows)
    return dict(zip([case.name for case in cases], rows, strict=True))
