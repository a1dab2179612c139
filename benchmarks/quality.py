"""How good are the cutouts? Scores of the graph cut beside classic engines.

    python benchmarks/quality.py DATA [--every K] [--random-walker] [--grab-cut]
                                 [--megapixels N] [--json FILE] [--worst DIR]

DATA holds the folders images, masks, scribbles1 and scribbles2 (the GrabCut pictures; masks are
0 background, 255 object, 128 unknown), or images, alphas and trimaps1 (alphamatting.com; there
are no scribbles, so only the robot user works, and tables of mattes follow, see `mattes.py`).
Per engine the table shows, for each set of scribbles,
the mean intersection over union and the share of wrong unmarked pixels; and how many clicks a
robot user needs to reach an IoU of .85 and of .90: one that clicks in the middle of the largest
error, and one that starts so and then clicks where the engine says that it is unsure.
A second table is about what is proposed without any mark, over all pictures and over each half of
them: mean IoU of the first proposal, of the best of nine, of the first of each kind of seeds and of
the tutorial's automatic result (spots, the largest group is the background), and the robot's
clicks from nothing and from the first proposal.
"""

import argparse
import functools
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage as ndi
from skimage.color import rgb2lab
from skimage.segmentation import random_walker, watershed

sys.path.insert(0, str(Path(__file__).parents[1]))

import mattes

import segmentation
from segmentation import Label, Photo, Recipe
from segmentation.flooding.elevation import gray_elevation
from segmentation.graph_cut.regions import lab_gradient
from segmentation.photo.read import resize
from segmentation.preparing import GRAPH_CUT_PIXELS, working_shape

BACKGROUND, FOREGROUND = Label.BACKGROUND, Label.FOREGROUND
# The scribble files number the object 1 and the background 2: the other way round.
LABEL_OF_SCRIBBLE = np.array([0, FOREGROUND, BACKGROUND], np.int32)

CLICK_LIMIT = 20
CLICK_RADIUS_PX = 5.0
TARGETS = (0.85, 0.90)

Segment = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Engine:
    """A picture, ready to be cut by markers; `find_doubt` says where it is unsure.

    `start` is the mask before any mark, if there is one.
    """

    segment: Segment
    find_doubt: Segment | None = None
    start: np.ndarray | None = None


@dataclass(frozen=True)
class Case:
    """A picture, its truth, where the truth is known, and the users' scribbles."""

    name: str
    image: np.ndarray
    truth: np.ndarray
    known: np.ndarray
    scribbles: dict[str, np.ndarray]


def cut_regions(image: np.ndarray) -> Engine:
    """Return our graph cut."""
    prepared = segmentation.prepare(image)
    return Engine(
        functools.partial(segmentation.segment, prepared),
        functools.partial(segmentation.find_doubt, prepared),
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


def load(folder: Path, every: int) -> list[Case]:
    """Return every K-th picture of a folder, in alphabetical order."""
    return [load_case(folder, path) for path in sorted((folder / "images").iterdir())[::every]]


def load_case(folder: Path, path: Path) -> Case:
    """Return one picture with its truth and scribbles."""
    image = np.array(Image.open(path).convert("RGB"))
    file = f"{path.stem}.png"
    if (folder / "alphas").exists():
        # The robot marks the image that the engines work on.
        shape = working_shape(image.shape[:2], pixels=GRAPH_CUT_PIXELS)
        image = resize(image, shape)
        alpha = resize(np.array(Image.open(folder / "alphas" / file).convert("L")), shape) / 255
        return Case(path.stem, image, alpha > 0.5, abs(alpha - 0.5) >= 0.4, {})
    mask = np.array(Image.open(folder / "masks" / file))
    scribbles = {
        name: LABEL_OF_SCRIBBLE[np.array(Image.open(folder / name / file))]
        for name in ("scribbles1", "scribbles2")
    }
    return Case(path.stem, image, mask == 255, mask != 128, scribbles)


def intersection_over_union(mask: np.ndarray, case: Case) -> float:
    """Return the IoU over the known pixels; 1 if neither mask nor truth has any object."""
    union = ((mask | case.truth) & case.known).sum()
    return float((mask & case.truth & case.known).sum() / union) if union else 1.0


def wrong_share(mask: np.ndarray, case: Case, markers: np.ndarray) -> float:
    """Return the share of wrong pixels among the known, unmarked ones."""
    open_pixels = case.known & (markers == 0)
    return float((mask != case.truth)[open_pixels].mean())


def clicks_needed(engine: Engine, case: Case, *, hinted: bool = False) -> dict[float, int]:
    """Return how many clicks a robot user needs to reach each target.

    Each click is a disk in the middle of the largest error, and never leaves that error; or, from
    the second click on, of the part that the engine hints at. A hinted disk never leaves the side
    of the truth that its middle lies on. Without a hint, that robot gives up.
    """
    needed = dict.fromkeys(TARGETS, CLICK_LIMIT)
    markers = np.zeros(case.truth.shape, np.int32)
    mask = np.zeros(case.truth.shape, bool) if engine.start is None else engine.start
    for click in range(CLICK_LIMIT + 1):
        if click:
            if hinted and click > 1:
                disk = hinted_disk(engine.find_doubt(markers) & case.known, case)
            else:
                disk = middle_of_largest((mask != case.truth) & case.known)
            if disk is None:
                break
            markers[disk] = np.where(case.truth[disk], FOREGROUND, BACKGROUND)
            mask = engine.segment(markers)
        reached = intersection_over_union(mask, case)
        for target in TARGETS:
            if reached >= target:
                needed[target] = min(needed[target], click)
        if reached >= max(TARGETS):
            break
    return needed


def hinted_disk(doubtful: np.ndarray, case: Case) -> tuple[np.ndarray, ...] | None:
    """Return the part of a disk in the middle of a hint that lies on one side of the truth."""
    if not doubtful.any():
        return None
    disk = middle_of_largest(doubtful)
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
    disk = np.nonzero((distance < depth[center]) & (distance <= CLICK_RADIUS_PX))
    return tuple(index + side.start for index, side in zip(disk, box, strict=True))


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
    found = []
    for seeds in segmentation.PROPOSED_SEEDS:
        started = time.perf_counter()
        of_kind = segmentation.propose(prepared[False], prepared[Recipe(seeds=seeds).floods], seeds)
        figures[f"{seeds}_ms"] = 1000 * (time.perf_counter() - started)
        first = segmentation.rank(of_kind, most=1)
        figures[f"first_of_{seeds}_iou"] = best_iou(first, case)
        found += of_kind
    ranked = segmentation.rank(found)
    figures["first_proposal_iou"] = best_iou(ranked[:1], case)
    figures["best_of_nine_iou"] = best_iou(ranked, case)
    tutorial, nothing = Recipe(seeds="spots"), np.zeros(case.truth.shape, np.int32)
    has_spots = not segmentation.missing_marks(prepared[True], nothing, tutorial)
    figures["tutorial_iou"] = has_spots and intersection_over_union(
        segmentation.segment(prepared[True], nothing, tutorial), case
    )
    recipe = ranked[0].recipe if ranked else Recipe()
    engines = {
        "from_nothing": Engine(functools.partial(segmentation.segment, prepared[False])),
        "from_first": Engine(
            functools.partial(segmentation.segment, prepared[recipe.floods], recipe=recipe),
            start=ranked[0].mask if ranked else None,
        ),
    }
    for name, engine in engines.items():
        for target, clicks in clicks_needed(engine, case).items():
            figures[f"clicks_{100 * target:.0f}_{name}"] = clicks
    return figures


def best_iou(proposals: tuple[segmentation.Proposal, ...], case: Case) -> float:
    """Return the largest IoU of some proposals, 0 if there is none."""
    return max((intersection_over_union(p.mask, case) for p in proposals), default=0.0)


def with_progress(cases: list[Case], title: str) -> Iterator[Case]:
    """Yield the cases while a line on stderr shows how far we are."""
    for done, case in enumerate(cases, 1):
        bar = "#" * (30 * done // len(cases))
        print(f"\r{title:15} [{bar:30}] {done}/{len(cases)}", end="", file=sys.stderr, flush=True)
        yield case
    print(file=sys.stderr)


def average(rows: list[dict[str, float]]) -> dict[str, float]:
    """Return the mean of every figure; of times, which have outliers, the median."""
    return {
        key: float((np.median if key.endswith(("_s", "_ms")) else np.mean)(values))
        for key in rows[0]
        if (values := [row[key] for row in rows])
    }


def enlarged(case: Case, megapixels: float) -> Case:
    """Return the case as a camera of more pixels would have taken it."""
    rows, cols = case.truth.shape
    factor = (megapixels * 1e6 / (rows * cols)) ** 0.5
    size = round(cols * factor), round(rows * factor)

    def stretch(array: np.ndarray, resampling: Image.Resampling) -> np.ndarray:
        return np.array(Image.fromarray(array).resize(size, resampling))

    nearest = Image.Resampling.NEAREST
    return Case(
        case.name,
        stretch(case.image, Image.Resampling.BICUBIC),
        stretch(case.truth, nearest),
        stretch(case.known, nearest),
        {
            name: stretch(markers.astype(np.uint8), nearest)
            for name, markers in case.scribbles.items()
        },
    )


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


def print_table(table: dict[str, dict[str, float]]) -> None:
    """Print one line per figure, one column per engine."""
    print(f"{'':26}" + "".join(f"{engine:>16}" for engine in table))
    for name in next(iter(table.values())):
        row = "".join(f"{figures.get(name, np.nan):16.3f}" for figures in table.values())
        print(f"{name.replace('_', ' '):26}{row}")


def main() -> None:
    """Score the engines the user asked for."""
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
    options = parser.parse_args()

    engines = {"graph cut": cut_regions, "Lab watershed": flood_lab, "gray watershed": flood_gray}
    if options.random_walker:
        engines["random walker"] = walk_randomly
    if options.grab_cut:
        engines["GrabCut"] = grab

    cases = load(options.data, options.every)
    if options.megapixels:
        large = (enlarged(case, options.megapixels) for case in with_progress(cases, "large"))
        figures = average([score_large(case) for case in large])
        print(f"mean IoU at {options.megapixels:g} megapixels")
        for name, value in figures.items():
            print(f"{name.replace('_', ' '):45}{value:8.3f}")
        if options.json:
            options.json.write_text(json.dumps(figures, indent=1))
        return
    rows = {
        name: [score(prepare, case) for case in with_progress(cases, name)]
        for name, prepare in engines.items()
    }
    table = {name: average(scores) for name, scores in rows.items()}
    print_table(table)
    proposed = [score_proposals(case) for case in with_progress(cases, "proposals")]
    halves = {"all": proposed, "1st, 3rd, ...": proposed[::2], "2nd, 4th, ...": proposed[1::2]}
    proposal_table = {name: average(part) for name, part in halves.items() if part}
    print("\nwithout any mark")
    print_table(proposal_table)
    if (options.data / "trimaps1").exists():
        mattes.print_tables(
            mattes.score(
                mattes.load(options.data, options.every),
                with_closed_form=find_spec("pymatting") is not None,
            )
        )
    if options.json:
        names = [case.name for case in cases]
        per_picture = {name: dict(zip(names, scores, strict=True)) for name, scores in rows.items()}
        per_picture["proposals"] = dict(zip(names, proposed, strict=True))
        means = {**table, "proposals": proposal_table["all"]}
        options.json.write_text(json.dumps({"mean": means, "pictures": per_picture}, indent=1))
    if options.worst:
        save_worst(options.worst, cases, rows["graph cut"], count=10)


if __name__ == "__main__":
    main()
