"""How fast, and in how much memory? Measured in one run, as ratios to the first line.

    python benchmarks/speed.py [--megapixels 0.3 1 3 12] [--repeats 3] [--only WORD] [--json FILE]

The photo is the astronaut of scikit-image, enlarged, with noise so that no area is flat; two
strokes keep and two remove. Every measurement runs in a process of its own; times are the best
of the repeats. Memory is the peak above that of a process that has only imported and loaded the
photo; for "JPEG bytes to PNG bytes", above that of one that has only imported.
"""

import argparse
import io
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data
from skimage.color import rgb2gray
from skimage.filters import gaussian, sobel
from skimage.segmentation import random_walker, watershed

sys.path.insert(0, str(Path(__file__).parents[1]))

import segmentation
from segmentation import Label, Photo, Recipe, Stroke
from segmentation.photo import read_image_apart

# Slower than anybody waits for, above these sizes.
RANDOM_WALKER_MEGAPIXELS = 1.0
GRAB_CUT_MEGAPIXELS = 1.0


def setup(megapixels: float, folder: Path) -> None:
    """Write the photo, which takes more memory to make than to use."""
    side = round((megapixels * 1e6) ** 0.5)
    image = Image.fromarray(data.astronaut()).resize((side, side), Image.Resampling.BICUBIC)
    noise = np.random.default_rng(0).integers(-4, 5, (side, side, 1))
    rgb = (np.array(image, np.int16) + noise).clip(0, 255).astype(np.uint8)
    np.save(folder / "photo.npy", rgb)
    Image.fromarray(rgb).save(folder / "photo.jpg", quality=92)
    (folder / "side.txt").write_text(str(side))


def draw_strokes(side: int) -> Recipe:
    """Return a recipe with two strokes that keep and two that remove."""

    def stroke(label: Label, *points: tuple[float, float]) -> Stroke:
        return Stroke(label, tuple((r * side, c * side) for r, c in points), 0.01 * side)

    return Recipe(
        strokes=(
            stroke(Label.FOREGROUND, (0.2, 0.42), (0.5, 0.45), (0.62, 0.2), (0.9, 0.1)),
            stroke(Label.FOREGROUND, (0.5, 0.45), (0.65, 0.6), (0.8, 0.7), (0.8, 0.9)),
            stroke(Label.BACKGROUND, (0.3, 0.16), (0.02, 0.25), (0.02, 0.7), (0.5, 0.95)),
            stroke(Label.BACKGROUND, (0.58, 0.8), (0.58, 0.95), (0.7, 0.98)),
        )
    )


def full_markers(rgb: np.ndarray, recipe: Recipe) -> np.ndarray:
    return segmentation.rasterize(recipe.strokes, rgb.shape[:2]).astype(np.int32)


def time_full_size_watershed(rgb: np.ndarray, recipe: Recipe) -> Callable[[], object]:
    markers = full_markers(rgb, recipe)
    return lambda: watershed(gaussian(sobel(rgb2gray(rgb)), sigma=2.0), markers)


def time_random_walker(rgb: np.ndarray, recipe: Recipe) -> Callable[[], object]:
    markers = full_markers(rgb, recipe)
    return lambda: random_walker(rgb, markers, channel_axis=-1, mode="cg_j")


def time_grab_cut(rgb: np.ndarray, recipe: Recipe) -> Callable[[], object]:
    import cv2

    markers = full_markers(rgb, recipe)
    kinds = np.array([cv2.GC_PR_BGD, cv2.GC_BGD, cv2.GC_FGD], np.uint8)

    def grab_cut() -> object:
        models = np.zeros((1, 65)), np.zeros((1, 65))
        return cv2.grabCut(
            rgb[..., ::-1].copy(), kinds[markers], None, *models, 5, cv2.GC_INIT_WITH_MASK
        )

    return grab_cut


def with_method(method: str, work: Callable) -> Callable:
    """Return the setup of a measurement of one of our engines."""

    def setup_work(rgb: np.ndarray, recipe: Recipe) -> Callable[[], object]:
        return work(rgb, Recipe(method=method, strokes=recipe.strokes))

    return setup_work


def time_prepare(rgb: np.ndarray, recipe: Recipe) -> Callable[[], object]:
    return lambda: segmentation.prepare(rgb, recipe)


def time_stroke(rgb: np.ndarray, recipe: Recipe) -> Callable[[], object]:
    prepared = segmentation.prepare(rgb, recipe)
    markers = segmentation.find_markers(prepared, recipe)
    return lambda: segmentation.segment(prepared, markers, recipe)


def time_hint(rgb: np.ndarray, recipe: Recipe) -> Callable[[], object]:
    prepared = segmentation.prepare(rgb, recipe)
    markers = segmentation.find_markers(prepared, recipe)
    return lambda: segmentation.find_doubt(prepared, markers)


def time_cut_out(rgb: np.ndarray, recipe: Recipe) -> Callable[[], object]:
    photo = Photo(rgb)
    return lambda: segmentation.cut_out(photo, recipe)


def time_bytes_to_bytes(jpeg: bytes, recipe: Recipe) -> Callable[[], object]:
    return lambda: segmentation.encode(segmentation.cut_out(segmentation.read_image(jpeg), recipe))


def time_files_alone(jpeg: bytes, recipe: Recipe) -> Callable[[], object]:
    cutout = segmentation.cut_out(segmentation.read_image(jpeg), recipe)

    def run() -> bytes:
        Image.open(io.BytesIO(jpeg)).load()
        return segmentation.encode(cutout)

    return run


def time_reading(jpeg: bytes, recipe: Recipe) -> Callable[[], object]:
    return lambda: segmentation.read_image(jpeg)


def time_reading_apart(jpeg: bytes, recipe: Recipe) -> Callable[[], object]:
    return lambda: read_image_apart(jpeg)


MEASUREMENTS = {
    "scikit-image: gray, sobel, gaussian, watershed": time_full_size_watershed,
    "scikit-image: random walker": time_random_walker,
    "OpenCV: grabCut, 5 rounds": time_grab_cut,
    "watershed: prepare": with_method("watershed", time_prepare),
    "watershed: stroke": with_method("watershed", time_stroke),
    "watershed: cut_out": with_method("watershed", time_cut_out),
    "watershed: JPEG bytes to PNG bytes": with_method("watershed", time_bytes_to_bytes),
    "graph cut: prepare": with_method("graph_cut", time_prepare),
    "graph cut: stroke": with_method("graph_cut", time_stroke),
    "graph cut: hint": with_method("graph_cut", time_hint),
    "graph cut: cut_out": with_method("graph_cut", time_cut_out),
    "reading that JPEG alone": time_reading,
    "reading it in a process with limits alone": time_reading_apart,
    "decoding that JPEG and encoding that PNG alone": time_files_alone,
    "graph cut: JPEG bytes to PNG bytes": with_method("graph_cut", time_bytes_to_bytes),
}


def measure(name: str, folder: Path, repeats: int) -> tuple[float, float]:
    """Return seconds, and megabytes above the start, of one measurement."""
    before = peak_megabytes()
    recipe = draw_strokes(int((folder / "side.txt").read_text()))
    if "bytes" in name or "alone" in name:
        run = MEASUREMENTS[name]((folder / "photo.jpg").read_bytes(), recipe)
    else:
        run = MEASUREMENTS[name](np.load(folder / "photo.npy"), recipe)
        before = peak_megabytes()
    durations = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        durations.append(time.perf_counter() - started)
    return min(durations), peak_megabytes() - before


def peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes on Linux, bytes on macOS.
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def is_measured(name: str, megapixels: float) -> bool:
    if "random walker" in name:
        return megapixels <= RANDOM_WALKER_MEGAPIXELS
    if "grabCut" in name:
        return megapixels <= GRAB_CUT_MEGAPIXELS and has_opencv()
    return True


def has_opencv() -> bool:
    try:
        import cv2  # noqa: F401
    except ImportError:
        return False
    return True


def main(folder: Path) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megapixels", type=float, nargs="+", default=[0.3, 1, 3, 12])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--only", default="", metavar="WORD", help="measure what has it in its name"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()

    rows = []
    # A fresh process for each, so that no peak hides behind an earlier one.
    context = multiprocessing.get_context("spawn")
    for megapixels in options.megapixels:
        # Not in this process: its peak would be handed down to the others.
        with context.Pool(1) as pool:
            pool.apply(setup, (megapixels, folder))
        reference = None
        print(f"\n{megapixels:g} megapixels{'seconds':>41}{'ratio':>9}{'MB':>8}")
        for name in MEASUREMENTS:
            if not is_measured(name, megapixels) or options.only not in name:
                continue
            with context.Pool(1) as pool:
                seconds, megabytes = pool.apply(measure, (name, folder, options.repeats))
            reference = seconds if reference is None else reference
            ratio = seconds / reference
            rows.append({"name": name, "megapixels": megapixels, "seconds": seconds})
            rows[-1] |= {"ratio": ratio, "megabytes": megabytes}
            print(f"{name:<48}{seconds:>8.3f}{ratio:>9.3f}{megabytes:>8.0f}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary))
