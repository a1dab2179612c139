"""How good are the mattes? Errors of our alpha beside a binary mask and the plain guided filter.

    python benchmarks/mattes.py DATA [--every K] [--closed-form] [--json FILE]

DATA holds the folders images, alphas and trimaps1 (alphamatting.com). The first two tables start
from a mask: where the true alpha is above one half; and the same, reduced to a quarter of each
side (a cell is foreground if most of it is) and brought back to full size by repeating pixels.
Their errors are sums over the whole picture. The third table starts from the trimaps, beside
PyMatting's closed form with --closed-form; its errors are sums over the unknown pixels.

SAD is the sum of absolute differences over 1000, MSE the mean squared difference over the same
pixels times 1000, gradient the sum of squared differences of the gradient magnitudes (Gaussian,
sigma 1.4) over 1000. Times are the best of three.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage as ndi

sys.path.insert(0, str(Path(__file__).parents[1]))

from segmentation.matting import find_alpha, solve_trimap

Table = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Matte:
    """A picture, its true alpha in [0, 1], and its trimap: 0, 128 (unknown) or 255."""

    name: str
    image: np.ndarray
    alpha: np.ndarray
    trimap: np.ndarray


def load(folder: Path, every: int) -> list[Matte]:
    """Return every K-th picture of a folder, in alphabetical order."""
    return [load_matte(folder, path) for path in sorted((folder / "images").iterdir())[::every]]


def load_matte(folder: Path, path: Path) -> Matte:
    """Return one picture with its truth and trimap."""
    file = f"{path.stem}.png"
    image = np.array(Image.open(path).convert("RGB"))
    alpha = np.array(Image.open(folder / "alphas" / file).convert("L")) / 255
    trimap = np.array(Image.open(folder / "trimaps1" / file).convert("L"))
    return Matte(path.stem, image, alpha, trimap)


def quarter_size(mask: np.ndarray) -> np.ndarray:
    """Return a mask reduced to a quarter of each side and brought back."""
    rows, cols = mask.shape
    image = Image.fromarray(mask * np.uint8(255))
    small = image.resize((cols // 4, rows // 4), Image.Resampling.BOX).point(lambda v: v > 127)
    return np.array(small.resize((cols, rows), Image.Resampling.NEAREST)).astype(bool)


def plain_guided(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the color guided filter of a mask as published, at full size."""
    radius = round(0.02 * max(mask.shape))

    def mean(layer: np.ndarray) -> np.ndarray:
        return ndi.uniform_filter(layer, 2 * radius + 1)

    colors = np.moveaxis(image / 255, -1, 0)
    mean_color, mean_mask = np.stack([mean(color) for color in colors]), mean(mask.astype(float))
    covariance = np.empty((*mask.shape, 3, 3))
    shared = np.empty((*mask.shape, 3, 1))
    for i in range(3):
        shared[..., i, 0] = mean(colors[i] * mask) - mean_color[i] * mean_mask
        for j in range(3):
            covariance[..., i, j] = mean(colors[i] * colors[j]) - mean_color[i] * mean_color[j]
    slopes = np.moveaxis(np.linalg.solve(covariance + 1e-5 * np.eye(3), shared)[..., 0], -1, 0)
    offset = mean_mask - (slopes * mean_color).sum(axis=0)
    values = sum(mean(slope) * color for slope, color in zip(slopes, colors, strict=True))
    return (values + mean(offset)).clip(0, 1)


FROM_MASK: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "ours": lambda image, mask: find_alpha(image, mask) / 255,
    "plain guided": plain_guided,
    "feather": lambda image, mask: find_alpha(image, mask, softness="feather") / 255,
    "binary": lambda image, mask: mask.astype(float),
}


def closed_form(image: np.ndarray, trimap: np.ndarray) -> np.ndarray:
    """Return PyMatting's closed form."""
    import pymatting

    return pymatting.estimate_alpha_cf(image / 255, trimap / 255)


def errors(found: np.ndarray, truth: np.ndarray, where: np.ndarray) -> dict[str, float]:
    """Return the errors of an alpha over some pixels."""
    difference = (found - truth)[where]
    gradients = (ndi.gaussian_gradient_magnitude(alpha, 1.4)[where] for alpha in (found, truth))
    return {
        "sad": float(abs(difference).sum() / 1000),
        "mse": float(1000 * (difference**2).mean()),
        "gradient": float(((next(gradients) - next(gradients)) ** 2).sum() / 1000),
    }


def timed(compute: Callable[[], np.ndarray], runs: int) -> tuple[np.ndarray, float]:
    """Return a result and the best time it took, in seconds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        result = compute()
        times.append(time.perf_counter() - started)
    return result, min(times)


def score_masks(matte: Matte, mask: np.ndarray) -> Table:
    """Return the errors of every way from a mask to alpha."""
    everywhere = np.ones(mask.shape, bool)
    table = {}
    for name, find in FROM_MASK.items():
        found, seconds = timed(lambda find=find: find(matte.image, mask), runs=3)
        table[name] = errors(found, matte.alpha, everywhere) | {"time_s": seconds}
    return table


def score_trimaps(matte: Matte, with_closed_form: bool) -> Table:
    """Return the errors of every solver from the trimap."""
    solvers = {"ours": lambda image, trimap: solve_trimap(image, trimap) / 255}
    if with_closed_form:
        solvers["closed form"] = closed_form
    table = {}
    for name, solve in solvers.items():
        found, seconds = timed(lambda solve=solve: solve(matte.image, matte.trimap), runs=3)
        unknown = (matte.trimap > 0) & (matte.trimap < 255)
        table[name] = errors(found, matte.alpha, unknown) | {"time_s": seconds}
    return table


def score(mattes: list[Matte], with_closed_form: bool) -> dict[str, list[Table]]:
    """Return the tables of every picture, by what they start from."""
    if with_closed_form:
        # The first call compiles.
        corner = np.arange(256, dtype=np.uint8).reshape(16, 16)
        closed_form(np.dstack([corner] * 3), np.where(corner < 64, 0, corner | 1))
    tables = {"from the true mask": [], "from the quarter-size mask": [], "from the trimap": []}
    for matte in with_progress(mattes):
        mask = matte.alpha > 0.5
        tables["from the true mask"].append(score_masks(matte, mask))
        tables["from the quarter-size mask"].append(score_masks(matte, quarter_size(mask)))
        tables["from the trimap"].append(score_trimaps(matte, with_closed_form))
    return tables


def with_progress(mattes: list[Matte]) -> Iterator[Matte]:
    """Yield the pictures while a line on stderr shows how far we are."""
    for done, matte in enumerate(mattes, 1):
        print(f"\rmattes {done}/{len(mattes)}", end="", file=sys.stderr, flush=True)
        yield matte
    print(file=sys.stderr)


def average(tables: list[Table]) -> Table:
    """Return the mean of every figure."""
    return {
        name: {key: float(np.mean([table[name][key] for table in tables])) for key in figures}
        for name, figures in tables[0].items()
    }


def print_tables(tables: dict[str, list[Table]]) -> None:
    """Print one table per start: one line per figure, one column per way."""
    for title, pictures in tables.items():
        table = average(pictures)
        print(f"\n{title:26}" + "".join(f"{name:>16}" for name in table))
        for key in next(iter(table.values())):
            row = "".join(f"{figures[key]:16.3f}" for figures in table.values())
            print(f"{key.replace('_', ' '):26}{row}")


def main() -> None:
    """Score the mattes of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with images, alphas and trimaps1")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="only every K-th picture")
    parser.add_argument("--closed-form", action="store_true", help="needs PyMatting")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures here")
    options = parser.parse_args()

    mattes = load(options.data, options.every)
    tables = score(mattes, options.closed_form)
    print_tables(tables)
    if options.json:
        names = [matte.name for matte in mattes]
        per_picture = {
            title: dict(zip(names, pictures, strict=True)) for title, pictures in tables.items()
        }
        options.json.write_text(json.dumps(per_picture, indent=1))


if __name__ == "__main__":
    main()
