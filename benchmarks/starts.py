"""How good are the starts? Scores of what is proposed without any mark, and after one tap.

    python benchmarks/starts.py DATA... [--every K] [--held-out DIR] [--json FILE]

DATA are folders with images and masks (0 background, 255 object, 128 unknown). For each set of
photos, named by what their names start with or else by their folder, the table shows the mean
intersection over union of the first proposal, of the best of five, of what one tap in the middle of
the object gives (the pixel farthest from its outline) and one anywhere deep inside; the same of the
first proposal where the score calls it a mere guess, and where it does not; and CPU times: of what
is prepared anyway, of the first proposal, of the search for faces, of a tap. With --held-out, a
photo is judged by the tables that `fit_start.py` fitted on others.
"""

import argparse
import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from fit_start import OBJECT, UNKNOWN, find_taps, load

import segmentation
from segmentation import Recipe
from segmentation.graph_cut import logistic
from segmentation.proposals import TAP_THRESHOLD

TILES = 5

Result = TypeVar("Result")


def score_starts(image: np.ndarray, mask: np.ndarray, seed: int) -> dict[str, float]:
    """Return the figures of one photo."""
    figures = {}

    def timed(name: str, work: Callable[[], Result]) -> Result:
        started = time.process_time()
        result = work()
        figures[name] = 1000 * (time.process_time() - started)
        return result

    cut = timed("prepare_ms", lambda: segmentation.prepare(image))
    found = timed("first_ms", lambda: propose(cut, ("likely", "tap")))
    faces = timed("faces_ms", lambda: segmentation.find_faces(image))
    found += timed("people_ms", lambda: propose(cut, ("people",), faces=faces))
    ranked = segmentation.rank(found, most=TILES)
    figures["first"] = best([each.mask for each in ranked[:1]], mask)
    figures["best_of_five"] = best([each.mask for each in ranked], mask)
    is_guess = not ranked or ranked[0].is_guess
    figures["guessed"] = float(is_guess)
    figures["first_if_guessed" if is_guess else "first_if_not"] = figures["first"]
    middle, inner, *_ = find_taps(mask == OBJECT, seed)
    tapped = timed("tap_ms", lambda: cut_at(cut, middle))
    figures["tap_in_middle"] = best([tapped], mask)
    figures["tap_inside"] = best([cut_at(cut, inner)], mask)
    return figures


def propose(
    cut: segmentation.preparing.PreparedCut, kinds: tuple[str, ...], **options: object
) -> list[segmentation.Proposal]:
    """Return the proposals of some kinds."""
    return [each for seeds in kinds for each in segmentation.propose(cut, cut, seeds, **options)]


def cut_at(cut: segmentation.preparing.PreparedCut, tap: tuple[float, float]) -> np.ndarray:
    """Return the mask that a tap makes, in shares of the sides."""
    place = tuple(at * size - 0.5 for at, size in zip(tap, cut.photo_shape, strict=True))
    recipe = Recipe(seeds="tap", salient=TAP_THRESHOLD, tap=place)
    return segmentation.segment(cut, np.zeros(cut.shape, np.uint8), recipe)


def best(masks: list[np.ndarray], truth: np.ndarray) -> float:
    """Return the largest intersection over union of some masks with a truth, 0 for none."""
    is_known, is_object = truth != UNKNOWN, truth == OBJECT
    figures = [0.0]
    for mask in masks:
        mask = segmentation.photo.resize_nearest(mask, truth.shape)
        figures.append((mask & is_object).sum() / ((mask | is_object) & is_known).sum())
    return float(max(figures))


@contextlib.contextmanager
def tables_of(name: str, folder: Path | None) -> Iterator[None]:
    """Have the package use the tables that have not seen a photo, if there are any."""
    shipped = logistic.FITTED
    logistic.FITTED = folder / f"{name}.json" if folder else shipped
    logistic.fitted.cache_clear()
    try:
        yield
    finally:
        logistic.FITTED = shipped
        logistic.fitted.cache_clear()


def set_of(name: str, folder: Path) -> str:
    """Return the name of the set that a photo is of."""
    return name.partition("-")[0] if "-" in name else folder.name


def average(rows: list[dict[str, float]]) -> dict[str, float]:
    """Return the mean of every figure; of times the median."""
    names = sorted({name for row in rows for name in row}, key=list(NAMES).index)
    return {
        name: float((np.median if name.endswith("_ms") else np.mean)(values))
        for name in names
        if (values := [row[name] for row in rows if name in row])
    }


NAMES = dict.fromkeys(
    (
        "first", "best_of_five", "tap_in_middle", "tap_inside", "guessed", "first_if_guessed",
        "first_if_not", "prepare_ms", "first_ms", "faces_ms", "people_ms", "tap_ms",
    )
)  # fmt: skip


def print_table(rows: dict[str, dict[str, dict[str, float]]]) -> None:
    """Print one line per figure, one column per set."""
    sets = {name: average(list(photos.values())) for name, photos in rows.items()}
    sets["all"] = average([each for photos in rows.values() for each in photos.values()])
    print(f"{'':18}" + "".join(f"{name:>10}" for name in sets))
    for figure in NAMES:
        row = "".join(f"{each.get(figure, np.nan):10.3f}" for each in sets.values())
        print(f"{figure.replace('_', ' '):18}{row}")


def main() -> None:
    """Score the starts of all photos."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+", help="folders with images and masks")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="only every K-th photo")
    parser.add_argument("--held-out", type=Path, metavar="DIR", help="what fit_start.py wrote")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures here")
    options = parser.parse_args()
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for folder in options.data:
        for number, (name, image, mask) in enumerate(load([folder])):
            if number % options.every:
                continue
            with tables_of(name, options.held_out):
                figures = score_starts(image, mask, seed=number)
            rows.setdefault(set_of(name, folder), {})[name] = figures
    print_table(rows)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
