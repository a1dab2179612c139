"""How good are the cutouts? Scores of the graph cut beside classic engines.

    python benchmarks/quality.py DATA [--every K] [--random-walker] [--grab-cut]
                                 [--megapixels N] [--json FILE] [--worst DIR]
    python benchmarks/quality.py DATA --strokes [--masks DIR] [--every K] [--json FILE]
    python benchmarks/quality.py DATA --box [--every K] [--json FILE]
    python benchmarks/quality.py DATA --mask [--every K] [--json FILE]

DATA holds the folders images and masks (0 background, 255 object, 128 unknown), with scribbles1
and scribbles2 for the GrabCut pictures, or folders that do; or images, alphas
and trimaps1 (alphamatting.com; there are no scribbles, so only the robot user works, and tables of
mattes follow, see `mattes.py`).
Per engine the table shows, for each set of scribbles,
the mean intersection over union and the share of wrong unmarked pixels; and how many clicks a
robot user needs to reach an IoU of .85 and of .90: one that clicks in the middle of the largest
error, and one that starts so and then clicks where the engine says that it is unsure.
A second table is about what is proposed without any mark, over all pictures and over each half of
them: mean IoU of the first proposal, of the best of five, of the first of each kind of seeds and of
the tutorial's automatic result (spots, the largest group is the background), and the robot's
clicks from nothing and from the first proposal.

With --strokes, robots draw one straight stroke at a time, Keep or Remove as the truth says: one
along the middle of the largest error, and a clumsier one that starts anywhere in it, is short, and
half of the time does not care for its edge. They start from the first proposal, from nothing, from
a box and from masks in files. With --box, the box around the truth, a little loose, is cut by us
and by OpenCV's grabCut. With --mask, masks that are the truth with errors made on purpose are
mended by strokes, or follow the photo's edges, see `mask_starts.py`.
"""

import argparse
import functools
import json
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage as ndi
from skimage.segmentation import watershed

sys.path.insert(0, str(Path(__file__).parents[1]))

import boxes
import mask_starts
import mattes
import strokes
from cases import (
    Case,
    average,
    enlarged,
    intersection_over_union,
    load,
    print_table,
    with_progress,
    wrong_share,
)
from engines import Engine, cut_regions, flood_gray, flood_lab, grab, walk_randomly
from robots import clicks_needed

import segmentation
from segmentation import Label, Photo, Recipe
from segmentation.flooding.elevation import gray_elevation
from segmentation.graph_cut import correct
from segmentation.recipe import FLOODED
from segmentation.segmenting import find_prior

BACKGROUND, FOREGROUND = Label.BACKGROUND, Label.FOREGROUND


def score(prepare: Callable[[np.ndarray], Engine], case: Case) -> dict[str, float]:
    """Return the figures of one engine on one picture."""
    figures = {}
    started = time.perf_counter()
    engine = prepare(case.image)
    figures["prepare_s"] = time.perf_counter() - started
    for name, markers in case.scribbles.items():
        started = time.perf_counter()
        mask = engine.segment(markers)
        figures[f"{name}_ms"] = 1000 * (time.perf_counter() - started)
        figures[f"{name}_iou"] = intersection_over_union(mask, case)
        figures[f"{name}_wrong_percent"] = 100 * wrong_share(mask, case, markers)
    for target, clicks in clicks_needed(engine, case).items():
        figures[f"clicks_{100 * target:.0f}"] = clicks
    if engine.find_doubt:
        for target, clicks in clicks_needed(engine, case, hinted=True).items():
            figures[f"hinted_clicks_{100 * target:.0f}"] = clicks
    return figures


def score_proposals(case: Case) -> dict[str, float]:
    """Return the figures of what is proposed without any mark, beside the tutorial's result.

    The tutorial finds nothing in a picture without a spot: an IoU of 0. Where there is no
    proposal, the robot starts from nothing.
    """
    figures = {}
    prepared = {False: segmentation.prepare(case.image)}
    prepared[True] = segmentation.prepare(case.image, Recipe(method="watershed"))
    found, faces = [], segmentation.find_faces(case.image)
    for seeds in segmentation.PROPOSED_SEEDS:
        started = time.perf_counter()
        fitting = prepared[seeds in FLOODED]
        of_kind = segmentation.propose(prepared[False], fitting, seeds, faces=faces)
        figures[f"{seeds}_ms"] = 1000 * (time.perf_counter() - started)
        first = segmentation.rank(of_kind, most=1)
        figures[f"first_of_{seeds}_iou"] = best_iou(first, case)
        found += of_kind
    ranked = segmentation.rank(found)
    figures["first_proposal_iou"] = best_iou(ranked[:1], case)
    figures["best_of_five_iou"] = best_iou(ranked, case)
    tutorial, nothing = Recipe(seeds="spots"), np.zeros(case.truth.shape, np.int32)
    has_spots = not segmentation.missing_marks(prepared[True], nothing, tutorial)
    figures["tutorial_iou"] = has_spots and intersection_over_union(
        segmentation.segment(prepared[True], nothing, tutorial), case
    )
    recipe = ranked[0].recipe if ranked else Recipe()
    engines = {
        "from_nothing": cut_regions(case.image),
        "from_first": Engine(
            functools.partial(segmentation.segment, prepared[recipe.floods], recipe=recipe),
            start=ranked[0].mask if ranked else None,
            correct=None
            if recipe.floods
            else functools.partial(
                correct, prepared[False].graph, prior=find_prior(prepared[False], recipe)
            ),
        ),
    }
    for name, engine in engines.items():
        for target, clicks in clicks_needed(engine, case).items():
            figures[f"clicks_{100 * target:.0f}_{name}"] = clicks
    return figures


def best_iou(proposals: tuple[segmentation.Proposal, ...], case: Case) -> float:
    """Return the largest IoU of some proposals, 0 if there is none."""
    return max((intersection_over_union(p.mask, case) for p in proposals), default=0.0)


def score_large(case: Case) -> dict[str, float]:
    """Return the IoU of whole cutouts, and of scikit-image's watershed at full size."""
    figures = {}
    elevation = gray_elevation(case.image)
    for name, markers in case.scribbles.items():
        flooded = watershed(elevation, markers.astype(np.int32)) == FOREGROUND
        figures[f"{name}_full_size_watershed_iou"] = intersection_over_union(flooded, case)
        for method in ("watershed", "graph_cut"):
            recipe = Recipe(method=method)
            cutout = segmentation.cut_out(Photo(case.image), recipe, markers=markers)
            figures[f"{name}_{method}_iou"] = intersection_over_union(cutout.mask, case)
    return figures


def save_worst(folder: Path, cases: list[Case], rows: list[dict[str, float]], count: int) -> None:
    """Write the cutouts with the lowest IoU on the scribbles: mask, truth outline and marks."""
    folder.mkdir(parents=True, exist_ok=True)
    results = [
        (row[f"{name}_iou"], name, case)
        for case, row in zip(cases, rows, strict=True)
        for name in case.scribbles
    ]
    for reached, name, case in sorted(results, key=lambda result: result[0])[:count]:
        picture = overlay(case, name, cut_regions(case.image).segment(case.scribbles[name]))
        Image.fromarray(picture).save(folder / f"{reached:.3f}-{case.name}-{name}.png")


def overlay(case: Case, name: str, mask: np.ndarray) -> np.ndarray:
    """Return the picture, darkened outside the mask, with the truth's outline and the marks."""
    picture = np.where(mask[..., None], case.image, case.image // 3)
    picture[case.truth ^ ndi.binary_erosion(case.truth)] = 255, 255, 0
    picture[case.scribbles[name] == FOREGROUND] = 0, 255, 0
    picture[case.scribbles[name] == BACKGROUND] = 255, 0, 0
    return picture


def main() -> None:
    """Score the engines the user asked for."""
    options = read_options()
    cases = load(options.data, options.every)
    alone = {
        "strokes": functools.partial(strokes.run, masks=options.masks),
        "box": boxes.run,
        "mask": mask_starts.run,
        "megapixels": functools.partial(score_all_large, megapixels=options.megapixels),
    }
    run = next((run for name, run in alone.items() if getattr(options, name)), None)
    figures = run(cases) if run else score_engines(cases, options)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def read_options() -> argparse.Namespace:
    """Return what the user asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with images and masks (or alphas)")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="only every K-th picture")
    parser.add_argument("--random-walker", action="store_true", help="slow: seconds per click")
    parser.add_argument("--grab-cut", action="store_true", help="needs OpenCV")
    parser.add_argument(
        "--megapixels", type=float, metavar="N", help="only whole cutouts of enlarged photos"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures here")
    parser.add_argument(
        "--worst", type=Path, metavar="DIR", help="write the ten worst cutouts here"
    )
    parser.add_argument(
        "--strokes", action="store_true", help="only robots that correct masks with strokes"
    )
    parser.add_argument(
        "--masks", type=Path, metavar="DIR", help="with --strokes: masks to start from as well"
    )
    parser.add_argument("--box", action="store_true", help="only boxes, beside OpenCV's grabCut")
    parser.add_argument("--mask", action="store_true", help="only masks that are almost right")
    return parser.parse_args()


def score_all_large(cases: list[Case], *, megapixels: float) -> dict[str, float]:
    """Print and return the figures of whole cutouts of enlarged photos."""
    large = (enlarged(case, megapixels) for case in with_progress(cases, "large"))
    figures = average([score_large(case) for case in large])
    print(f"mean IoU at {megapixels:g} megapixels")
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):45}{value:8.3f}")
    return figures


def score_engines(cases: list[Case], options: argparse.Namespace) -> dict[str, dict]:
    """Print and return the figures of the engines, and of what is proposed without any mark."""
    engines = {"graph cut": cut_regions, "Lab watershed": flood_lab, "gray watershed": flood_gray}
    if options.random_walker:
        engines["random walker"] = walk_randomly
    if options.grab_cut:
        engines["GrabCut"] = grab
    rows = {
        name: [score(prepare, case) for case in with_progress(cases, name)]
        for name, prepare in engines.items()
    }
    table = {name: average(scores) for name, scores in rows.items()}
    print_table(table)
    proposed = [score_proposals(case) for case in with_progress(cases, "proposals")]
    proposals = print_proposals(proposed)
    if (options.data / "trimaps1").exists():
        print_mattes(options)
    if options.worst:
        save_worst(options.worst, cases, rows["graph cut"], count=10)
    names = [case.name for case in cases]
    per_picture = {
        name: dict(zip(names, scores, strict=True))
        for name, scores in {**rows, "proposals": proposed}.items()
    }
    return {"mean": {**table, "proposals": proposals}, "pictures": per_picture}


def print_proposals(proposed: list[dict[str, float]]) -> dict[str, float]:
    """Print the figures of proposals, of all and of either half; return those of all."""
    halves = {"all": proposed, "1st, 3rd, ...": proposed[::2], "2nd, 4th, ...": proposed[1::2]}
    table = {name: average(part) for name, part in halves.items() if part}
    print("\nwithout any mark")
    print_table(table)
    return table["all"]


def print_mattes(options: argparse.Namespace) -> None:
    """Print the tables of mattes, with the closed form of another package where it is installed."""
    cases = mattes.load(options.data, options.every)
    with_closed_form = find_spec("pymatting") is not None
    mattes.print_tables(mattes.score(cases, with_closed_form=with_closed_form))


if __name__ == "__main__":
    main()
