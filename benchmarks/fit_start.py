"""Fit what the automatic start knows about photos: the tables of `graph_cut/fitted.json`.

    python benchmarks/fit_start.py DATA... [--folds K] [--held-out DIR] [--write]

DATA are folders with images and masks (0 background, 255 object, 128 unknown). Photos whose names
differ only in what follows the last underscore are frames of one film and never divided. With
--held-out, the tables that have not seen a photo are written to DIR, one file per photo, by which
`starts.py` judges. With --write, the tables that are fitted on all photos are written beside the
package's modules.
"""

import argparse
import contextlib
import dataclasses
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage as ndi

sys.path.insert(0, str(Path(__file__).parents[1]))

import segmentation
from segmentation.graph_cut import Cues, logistic
from segmentation.graph_cut.judging import mask_cues
from segmentation.graph_cut.likely import context_cues
from segmentation.graph_cut.logistic import FARTHEST, FITTED, Logistic
from segmentation.graph_cut.tap import tap_cues
from segmentation.photo import resize_nearest
from segmentation.preparing import PreparedCut
from segmentation.proposals import judging_maps, sampled

Tables = dict[str, Logistic]
Trial = tuple[Cues, float]

OBJECT, UNKNOWN = 255, 128
CUT_SEEDS = ("likely", "people", "tap")

FOLDS = 5

# What a squared weight costs beside the photos, each of which counts 1. From 1 to 10, held-out
# photos fare alike.
RIDGE = 3.0
ROUNDS = 12

# One of so many regions is fitted on: neighbors are alike.
EVERY = 2

# Taps are in the middle of the object and anywhere that is this share as deep.
TAPS = 3
INNER = 0.4

# Frames of one film count less, for they are alike.
FRAME_WEIGHT = 0.5


@dataclass(frozen=True)
class Example:
    """A prepared photo, its object at the working size, faces, its cues and those of some taps."""

    name: str
    prepared: PreparedCut
    truth: np.ndarray
    faces: tuple[tuple[float, float, float, float], ...]
    cues: Cues
    taps: tuple[Cues, ...]

    @cached_property
    def is_object(self) -> np.ndarray:
        """Whether most of each region is the object's."""
        scene = self.prepared.scene
        return scene.mean(self.truth == OBJECT) > scene.mean(self.truth != UNKNOWN) / 2

    def in_context(self, model: Logistic) -> Cues:
        """Return the cues, with those that a regression of them gives."""
        cues = self.cues | context_cues(self.prepared.scene, model(self.cues))
        self.prepared.give_up()
        return cues

    @property
    def weight(self) -> float:
        """What the photo counts."""
        return FRAME_WEIGHT if "_" in self.name else 1.0

    @cached_property
    def region_weight(self) -> np.ndarray:
        """What each region counts."""
        scene = self.prepared.scene
        return self.weight * scene.area * (scene.mean(self.truth != UNKNOWN) > 0)

    def judged(self, mask: np.ndarray) -> float:
        """Return the intersection over union of a mask and the object."""
        is_known, is_object = self.truth != UNKNOWN, self.truth == OBJECT
        common = (mask & is_object).sum()
        return float(common / max(((mask | is_object) & is_known).sum(), 1))


def load(folders: Sequence[Path]) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield the name, image and mask of every photo."""
    for folder in folders:
        for path in sorted((folder / "images").iterdir()):
            mask = np.array(
                Image.open(next((folder / "masks").glob(f"{path.stem}.*"))).convert("L")
            )
            yield path.stem, segmentation.read_image(path.read_bytes()).rgb, mask


def example(name: str, image: np.ndarray, mask: np.ndarray, seed: int) -> Example:
    """Return what a photo teaches."""
    prepared = segmentation.prepare(image)
    taps = [tap_cues(prepared.scene, tap) for tap in find_taps(mask == OBJECT, seed)]
    truth = resize_nearest(mask, prepared.shape)
    cues = prepared.scene.cues
    # Hundreds of photos are held at a time.
    prepared.give_up()
    return Example(name, prepared, truth, segmentation.find_faces(image), cues, tuple(taps))


def find_taps(truth: np.ndarray, seed: int) -> list[tuple[float, float]]:
    """Return the middle of an object and random places deep inside, in shares of the sides."""
    depth = ndi.distance_transform_edt(np.pad(truth, 1))[1:-1, 1:-1]
    middle = np.unravel_index(depth.argmax(), depth.shape)
    inner = np.argwhere(depth > INNER * depth.max())
    random = inner[np.random.default_rng(seed).integers(len(inner), size=TAPS - 1)]
    return [tuple((np.array(place) + 0.5) / truth.shape) for place in (middle, *random)]


def fit(cues: Sequence[Cues], truth: np.ndarray, weight: np.ndarray) -> Logistic:
    """Return the logistic regression of a truth from 0 to 1, by Newton's method with a ridge.

    A cue is clipped `FARTHEST` standard deviations from its mean.
    """
    names = list(cues[0])
    values = np.concatenate([np.column_stack([each[name] for name in names]) for each in cues])
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    values = np.clip((values - mean) / scale, -FARTHEST, FARTHEST).astype(np.float32)
    values = np.column_stack([values, np.ones(len(values), np.float32)])
    ridge = np.append(np.full(len(names), RIDGE), 0)
    slope = np.zeros(len(names) + 1)
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-values @ slope.astype(np.float32)))
        gradient = values.T @ (weight * (truth - likely)).astype(np.float32) - ridge * slope
        curved = (weight * likely * (1 - likely)).astype(np.float32)
        hessian = values.T @ (values * curved[:, None]) + np.diag(ridge)
        slope = slope + np.linalg.solve(hessian, gradient)
    return Logistic(
        *(dict(zip(names, rounded(each), strict=True)) for each in (mean, scale, slope[:-1])),
        rounded(slope)[-1],
    )


def fit_regions(examples: Sequence[Example], cues: Sequence[Cues]) -> Logistic:
    """Return the regression that tells an object's regions from the others."""
    some = [{name: values[::EVERY] for name, values in each.items()} for each in cues]
    truth = np.concatenate([each.is_object[::EVERY] for each in examples])
    weight = EVERY * np.concatenate([each.region_weight[::EVERY] for each in examples])
    return fit(some, truth, weight)


def rounded(values: np.ndarray) -> list[float]:
    """Return some numbers with four digits."""
    return [float(f"{value:.4g}") for value in values]


def fit_likelihoods(examples: Sequence[Example], *, folds: int = FOLDS) -> Tables:
    """Return the regressions of regions; the second learns from what the first has not seen."""

    def fit_first(some: Sequence[Example]) -> Logistic:
        return fit_regions(some, [each.cues for each in some])

    second_cues = [
        each.in_context(model)
        for each, model in zip(examples, held_out(examples, folds, fit_first), strict=True)
    ]
    tapped = [(each, each.cues | tap) for each in examples for tap in each.taps]
    return {
        "first": fit_first(examples),
        "second": fit_regions(examples, second_cues),
        "tap": fit_regions(*zip(*tapped, strict=True)),
    }


def fit_score(examples: Sequence[Example], tried: Sequence[list[Trial]]) -> Logistic:
    """Return the regression of the intersection over union of what was tried."""
    pairs = [
        (each, *trial) for each, trials in zip(examples, tried, strict=True) for trial in trials
    ]
    count = {each.name: len(trials) for each, trials in zip(examples, tried, strict=True)}
    return fit(
        [cues for _, cues, _ in pairs],
        np.array([judged for _, _, judged in pairs]),
        np.array([each.weight / count[each.name] for each, _, _ in pairs]),
    )


def try_cuts(each: Example, tables: Tables) -> list[Trial]:
    """Return the cues of the proposals that some tables make, and how good these are."""
    with using(tables):
        cut = fresh(each.prepared)
        maps = judging_maps(cut)
        return [
            (mask_cues(sampled(proposal.mask), maps, seeds), each.judged(proposal.mask))
            for seeds in CUT_SEEDS
            for proposal in segmentation.propose(cut, cut, seeds, faces=each.faces)
        ]


@contextlib.contextmanager
def using(tables: Tables) -> Iterator[None]:
    """Have the package use some tables; without a score, all scores are alike."""
    shipped = logistic.FITTED
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(to_json({"score": Logistic({}, {}, {}, 0.0)} | tables))
        file.flush()
        logistic.FITTED = Path(file.name)
        logistic.fitted.cache_clear()
        try:
            yield
        finally:
            logistic.FITTED = shipped
            logistic.fitted.cache_clear()


def fresh(prepared: PreparedCut) -> PreparedCut:
    """Return a prepared photo that has no likelihood yet."""
    copy = dataclasses.replace(prepared)
    copy.scene.__dict__.update(prepared.scene.__dict__)
    copy.scene.__dict__.pop("likelihood", None)
    copy.scene.__dict__.pop("remembered", None)
    return copy


def held_out(
    examples: Sequence[Example], folds: int, make: Callable[[list[Example]], object]
) -> list:
    """Return for each example what is made from the other folds."""
    fold = fold_of(examples, folds)
    made = [
        make([each for each, own in zip(examples, fold, strict=True) if own != number])
        for number in range(folds)
    ]
    return [made[number] for number in fold]


def fold_of(examples: Sequence[Example], folds: int) -> list[int]:
    """Return the number of a fold for each example; frames of one film share theirs."""
    films = sorted({each.name.rpartition("_")[0] or each.name for each in examples})
    order = np.random.default_rng(0).permutation(len(films))
    number = {film: int(place) % folds for film, place in zip(films, order, strict=True)}
    return [number[each.name.rpartition("_")[0] or each.name] for each in examples]


def to_json(tables: Tables) -> str:
    """Return the tables as the package reads them."""
    return json.dumps({name: asdict(table) for name, table in tables.items()}, indent=1)


def fit_all(examples: Sequence[Example], *, folds: int = FOLDS) -> tuple[Tables, list[Tables]]:
    """Return the tables of all photos, and for each photo those that have not seen it."""
    unseen = held_out(examples, folds, fit_likelihoods)
    tried = [try_cuts(each, tables) for each, tables in zip(examples, unseen, strict=True)]
    by_name = dict(zip([each.name for each in examples], tried, strict=True))

    def fit_some(some: Sequence[Example]) -> Logistic:
        return fit_score(some, [by_name[each.name] for each in some])

    scores = held_out(examples, folds, fit_some)
    tables = fit_likelihoods(examples) | {"score": fit_some(examples)}
    return tables, [
        likelihoods | {"score": score} for likelihoods, score in zip(unseen, scores, strict=True)
    ]


def main() -> None:
    """Fit the tables, say how the photos fare that they have not seen, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+", help="folders with images and masks")
    parser.add_argument("--folds", type=int, default=FOLDS, metavar="K")
    parser.add_argument(
        "--held-out", type=Path, metavar="DIR", help="write each fold's tables here"
    )
    parser.add_argument("--write", action="store_true", help="replace the package's tables")
    options = parser.parse_args()
    examples = [example(*photo, seed=number) for number, photo in enumerate(load(options.data))]
    tables, unseen = fit_all(examples, folds=options.folds)
    if options.held_out:
        save_held_out(options.held_out, examples, unseen)
    if options.write:
        FITTED.write_text(to_json(tables))
    print(f"fitted on {len(examples)} photos, {len(to_json(tables))} bytes")


def save_held_out(folder: Path, examples: Sequence[Example], unseen: Sequence[Tables]) -> None:
    """Write the tables that have not seen a photo, by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for each, tables in zip(examples, unseen, strict=True):
        (folder / f"{each.name}.json").write_text(to_json(tables))


if __name__ == "__main__":
    main()
