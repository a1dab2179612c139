"""A box around the subject: our cut beside OpenCV's grabCut, set by set."""

import time

import numpy as np
from cases import Case, intersection_over_union, with_progress

import segmentation
from segmentation.graph_cut import cut_box

# How far a box stays off the subject, as a share of the image's long side.
MARGIN = 0.02
ROUNDS = 5


def loose_box(truth: np.ndarray) -> tuple[int, int, int, int]:
    """Return the truth's bounding box with a margin: top, left, bottom, right."""
    margin_px = round(MARGIN * max(truth.shape))
    rows, cols = (np.flatnonzero(truth.any(axis=axis)) for axis in (1, 0))
    top, left = max(rows[0] - margin_px, 0), max(cols[0] - margin_px, 0)
    bottom, right = rows[-1] + 1 + margin_px, cols[-1] + 1 + margin_px
    return (
        int(top),
        int(left),
        *(int(min(end)) for end in zip((bottom, right), truth.shape, strict=True)),
    )


def grab_box(image: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """Return what OpenCV's grabCut finds in a box."""
    import cv2

    top, left, bottom, right = box
    mask = np.zeros(image.shape[:2], np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    inside = left, top, right - left, bottom - top
    cv2.setRNGSeed(0)
    cv2.grabCut(image[..., ::-1].copy(), mask, inside, *models, ROUNDS, cv2.GC_INIT_WITH_RECT)
    return (mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)


def score(case: Case) -> dict[str, float]:
    """Return IoU and time of both on one picture."""
    box = loose_box(case.truth)
    graph = segmentation.prepare(case.image).graph
    figures = {}
    for name, cut in (
        ("ours", lambda: cut_box(graph, box)),
        ("GrabCut", lambda: grab_box(case.image, box)),
    ):
        started = time.process_time()
        mask = cut()
        figures[f"{name}_ms"] = 1000 * (time.process_time() - started)
        figures[f"{name}_iou"] = intersection_over_union(mask, case)
    return figures


def run(cases: list[Case]) -> dict[str, dict[str, float]]:
    """Print the table and return all figures, by picture."""
    rows = [score(case) for case in with_progress(cases, "boxes")]
    sets = dict.fromkeys(case.set for case in cases)
    print(f"{'':12}{'photos':>8}" + "".join(f"{name:>14}" for name in rows[0]))
    means = []
    for name in sets:
        found = [row for case, row in zip(cases, rows, strict=True) if case.set == name]
        means.append({key: np.mean([row[key] for row in found]) for key in rows[0]})
        print(
            f"{name:12}{len(found):8}" + "".join(f"{value:14.3f}" for value in means[-1].values())
        )
    overall = {key: np.mean([mean[key] for mean in means]) for key in rows[0]}
    print(f"{'mean of sets':20}" + "".join(f"{value:14.3f}" for value in overall.values()))
    return dict(zip([case.name for case in cases], rows, strict=True))
