"""Does the sheet of a batch show what went wrong first?

    python benchmarks/doubt.py DATA... [--every K] [--held-out DIR]

DATA are folders with images and masks (0 background, 255 object, 128 unknown). Each photo is cut
by itself, as a batch does without a recipe; after one tap in the middle of the object; and from a
box around it. For each of these, and each set of photos, the table shows the share of results with
an intersection over union below .8 (failures), how many of these are in the first fifth of the
sheet, and how many could be, for there is only room for a fifth; how likely a failure comes before
a success (AUC); and how many failures would be in the first fifth if only a fifth of all results
failed, each counted for as much. With --held-out, a photo is judged by the tables that
`fit_start.py` fitted on others.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from fit_start import OBJECT, find_taps, load
from starts import best, set_of, tables_of

import segmentation
from segmentation import Recipe

FAILED_BELOW = 0.8
FIRST_SHARE = 0.2
# Of the sides: how far the box is from the object.
BOX_MARGIN = 0.03

Result = tuple[float, float]


def results(image: np.ndarray, mask: np.ndarray, seed: int) -> Iterator[tuple[str, Result]]:
    """Yield doubt and intersection over union of each way to cut a photo."""
    prepared = segmentation.prepare(image)
    for name, recipe in recipes(image, mask, seed, prepared):
        markers = np.zeros(prepared.shape, np.uint8)
        found = segmentation.segment(prepared, markers, recipe)
        doubt = segmentation.rate_doubt(prepared, found, recipe)
        yield name, (doubt, best([found], mask))


def recipes(
    image: np.ndarray, mask: np.ndarray, seed: int, prepared: segmentation.PreparedCut
) -> Iterator[tuple[str, Recipe]]:
    """Yield the ways to start."""
    proposals = segmentation.propose_cutouts(image, most=1, prepared=prepared)
    if proposals:
        yield "by itself", proposals[0].recipe
    middle, *_ = find_taps(mask == OBJECT, seed)
    tap = tuple(at * size - 0.5 for at, size in zip(middle, mask.shape, strict=True))
    yield "tap", segmentation.tap_at(tap)
    places = np.argwhere(mask == OBJECT)
    margin = BOX_MARGIN * np.array(mask.shape)
    corners = np.maximum(places.min(0) - margin, 0), places.max(0) + margin
    yield "box", Recipe(seeds="box", box=tuple(tuple(map(float, corner)) for corner in corners))


def figures(found: list[Result]) -> str:
    """Return a line of the table."""
    doubt, overlap = np.array(found).T
    failed = overlap < FAILED_BELOW
    first = np.argsort(-doubt, kind="stable")[: round(FIRST_SHARE * len(doubt))]
    most = min(1, len(first) / max(failed.sum(), 1))
    caught = failed[first].sum() / max(failed.sum(), 1)
    return (
        f"{len(doubt):6} {failed.mean():9.2f} {caught:9.2f} {most:9.2f} "
        f"{auc(doubt, failed):9.2f} {if_a_fifth_failed(doubt, failed):9.2f}"
    )


def auc(doubt: np.ndarray, failed: np.ndarray) -> float:
    """Return the chance that a failure is more doubtful than a success."""
    if failed.all() or not failed.any():
        return np.nan
    margin = doubt[failed][:, None] - doubt[~failed]
    return float(((margin > 0) + 0.5 * (margin == 0)).mean())


def if_a_fifth_failed(doubt: np.ndarray, failed: np.ndarray) -> float:
    """Return the share of failures in the first fifth if failures were a fifth of all."""
    if failed.all() or not failed.any():
        return np.nan
    share = np.where(failed, FIRST_SHARE / failed.sum(), (1 - FIRST_SHARE) / (~failed).sum())
    order = np.argsort(-doubt, kind="stable")
    is_first = np.cumsum(share[order]) <= FIRST_SHARE
    return float(share[order][is_first & failed[order]].sum() / FIRST_SHARE)


def main() -> None:
    """Score the sheet on all photos."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+", help="folders with images and masks")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="only every K-th photo")
    parser.add_argument("--held-out", type=Path, metavar="DIR", help="what fit_start.py wrote")
    options = parser.parse_args()
    rows: dict[tuple[str, str], list[Result]] = {}
    for folder in options.data:
        for number, (name, image, mask) in enumerate(load([folder])):
            if number % options.every:
                continue
            with tables_of(name, options.held_out):
                for way, result in results(image, mask, number):
                    for kind in (set_of(name, folder), "all"):
                        rows.setdefault((way, kind), []).append(result)
    columns = ("photos", "failed", "in first", "at most", "AUC", "if fifth")
    print(f"{'':22}" + "".join(f"{name:>{6 if i == 0 else 10}}" for i, name in enumerate(columns)))
    for (way, kind), found in sorted(rows.items()):
        print(f"{way:12}{kind:10}{figures(found)}")


if __name__ == "__main__":
    main()
