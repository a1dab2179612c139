"""Pictures with their truth, and what is said of masks of them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from segmentation import Label
from segmentation.photo import resize, working_shape
from segmentation.preparing import GRAPH_CUT_PIXELS

# The scribble files number the object 1 and the background 2: the other way round.
LABEL_OF_SCRIBBLE = np.array([0, Label.FOREGROUND, Label.BACKGROUND], np.int32)


@dataclass(frozen=True)
class Case:
    """A picture, its truth, where the truth is known, and the users' scribbles."""

    name: str
    set: str
    image: np.ndarray
    truth: np.ndarray
    known: np.ndarray
    scribbles: dict[str, np.ndarray]


def load(folder: Path, every: int) -> list[Case]:
    """Return every K-th picture of each set, in alphabetical order.

    A folder of pictures is one set, or more if file names start with the set's; a folder of such
    folders is all of them.
    """
    folders = [folder] if (folder / "images").exists() else sorted(folder.iterdir())
    paths = [
        (each, path)
        for each in folders
        if (each / "masks").exists() or each == folder
        for path in sorted((each / "images").iterdir())
    ]
    sets = {name_of_set(*found): None for found in paths}
    return [
        load_case(*found)
        for name in sets
        for found in [each for each in paths if name_of_set(*each) == name][::every]
    ]


def name_of_set(folder: Path, path: Path) -> str:
    """Return the set that a picture belongs to."""
    head, dash, _ = path.stem.partition("-")
    return head if dash and folder.name == "objects" else folder.name


def load_case(folder: Path, path: Path) -> Case:
    """Return one picture with its truth and scribbles."""
    image = np.array(Image.open(path).convert("RGB"))
    file = f"{path.stem}.png"
    if (folder / "alphas").exists():
        # The robot marks the image that the engines work on.
        shape = working_shape(image.shape[:2], pixels=GRAPH_CUT_PIXELS)
        image = resize(image, shape)
        alpha = resize(np.array(Image.open(folder / "alphas" / file).convert("L")), shape) / 255
        return Case(path.stem, folder.name, image, alpha > 0.5, abs(alpha - 0.5) >= 0.4, {})
    mask = np.array(Image.open(folder / "masks" / file))
    scribbles = {
        name: LABEL_OF_SCRIBBLE[np.array(Image.open(folder / name / file))]
        for name in ("scribbles1", "scribbles2")
        if (folder / name).exists()
    }
    return Case(path.stem, name_of_set(folder, path), image, mask == 255, mask != 128, scribbles)


def intersection_over_union(mask: np.ndarray, case: Case) -> float:
    """Return the IoU over the known pixels; 1 if neither mask nor truth has any object."""
    union = ((mask | case.truth) & case.known).sum()
    return float((mask & case.truth & case.known).sum() / union) if union else 1.0


def wrong_share(mask: np.ndarray, case: Case, markers: np.ndarray) -> float:
    """Return the share of wrong pixels among the known, unmarked ones."""
    open_pixels = case.known & (markers == 0)
    return float((mask != case.truth)[open_pixels].mean())


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
        case.set,
        stretch(case.image, Image.Resampling.BICUBIC),
        stretch(case.truth, nearest),
        stretch(case.known, nearest),
        {
            name: stretch(markers.astype(np.uint8), nearest)
            for name, markers in case.scribbles.items()
        },
    )


def print_table(table: dict[str, dict[str, float]]) -> None:
    """Print one line per figure, one column per engine."""
    print(f"{'':26}" + "".join(f"{engine:>16}" for engine in table))
    for name in next(iter(table.values())):
        row = "".join(f"{figures.get(name, np.nan):16.3f}" for figures in table.values())
        print(f"{name.replace('_', ' '):26}{row}")
