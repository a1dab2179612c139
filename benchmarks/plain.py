"""How well are drawings and products taken off plain grounds?

    python benchmarks/plain.py [--held-out] [--every K] [--peers K] [--photos DIR ...]
                               [--json FILE]

Pictures are made by code and have known opacity, see `drawings.py`: letters, a chart, rings, a
logo, a signature, colors that change, shaded solids and pieces of photos, with and without a
shadow; on white, a color, a gradient, shaded paper, a studio wall and a scan, as PNG and as JPEG of
quality 95, 80 and 60.

With --held-out, other drawings on other grounds take their place. One constant, how much the hue of
an uneven ground may change, was chosen after a look at them; nothing else was.

The table shows, per engine: mean absolute error of opacity within two pixels of outlines ("edge")
and everywhere ("all"); IoU of what is more than half opaque, over pixels whose true opacity is not
one half; share of the true background's holes that are open; the most by which the cutout, laid
back onto its ground, is off the picture, in levels, at the 99.9th percentile of what is seen of it
and within two levels of what was drawn ("round trip"); and
the mean error, in levels, of colors times opacity within two pixels of outlines ("on black").
Peers see every K-th picture (--peers): GIMP's color to alpha from the true ground's mean color, the
photo engine from its first proposal, and OpenCV's GrabCut from the border.

With --photos, folders of photos (each with a folder images) and 40 made pictures are told apart.
Holes of the size of a product's highlights are filled for products, as a user would ask.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage as ndi

sys.path.insert(0, str(Path(__file__).parents[1]))

import drawings
from drawings import Case

import segmentation
from segmentation import Edge, Photo, Recipe
from segmentation.unmixing import color_to_alpha, is_plain

# Found opacity in [0, 1], and colors times opacity, in levels.
Found = tuple[np.ndarray, np.ndarray]
PRODUCTS = "solids", "solids with shadow", "china", "rocket", "cone", "cat"
HOLES_PX = 3000
EDGE_PX = 2
QUIET_LEVELS = 2
# Holes of fewer pixels are no more than a dent of letters.
LEAST_HOLE_PX = 4


def unmix(case: Case) -> Found:
    """Return what our engine finds by itself."""
    edge = Edge(hole_area_px=HOLES_PX if case.drawing.name in PRODUCTS else 0)
    recipe = Recipe(method="unmixing", edge=edge)
    return straight(segmentation.cut_out(Photo(case.image), recipe))


def cut(case: Case) -> Found:
    """Return what the photo engine makes of its first proposal."""
    proposals = segmentation.propose_cutouts(case.image, most=2)
    proposals = [proposal for proposal in proposals if not proposal.recipe.unmixes]
    if not proposals:
        return np.zeros(case.image.shape[:2]), np.zeros(case.image.shape)
    return straight(segmentation.cut_out(Photo(case.image), proposals[0].recipe))


def straight(cutout: segmentation.Cutout) -> Found:
    """Return opacity, and colors times opacity, of a cutout."""
    alpha = cutout.rgba[..., 3] / 255
    return alpha, alpha[..., None] * cutout.rgba[..., :3]


def gimp(case: Case) -> Found:
    """Return color to alpha, from the mean color of the true ground."""
    behind = case.ground.mean(axis=(0, 1), keepdims=True)
    alpha = color_to_alpha(case.image.astype(float), behind)
    return alpha, case.image - (1 - alpha[..., None]) * behind


def grab_cut(case: Case) -> Found:
    """Return OpenCV's GrabCut, five rounds, the border being background."""
    import cv2

    rows, cols = case.image.shape[:2]
    mask, models = np.zeros((rows, cols), np.uint8), (np.zeros((1, 65)), np.zeros((1, 65)))
    box = 2, 2, cols - 4, rows - 4
    cv2.grabCut(case.image[..., ::-1].copy(), mask, box, *models, 5, cv2.GC_INIT_WITH_RECT)
    alpha = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(float)
    return alpha, alpha[..., None] * case.image


PEERS: dict[str, Callable[[Case], Found]] = {
    "color to alpha": gimp,
    "photo engine": cut,
    "GrabCut": grab_cut,
}


def score(case: Case, found: Found) -> dict[str, float]:
    """Return the errors of one result."""
    alpha, colors = found
    truth = case.drawing.alpha
    off = abs(alpha - truth)
    inside, outline = truth > 0.5, edge_of(truth > 0.5)
    known = abs(truth - 0.5) > 1 / 60
    mask = alpha > 0.5
    union = ((mask | inside) & known).sum()
    back = abs(colors + (1 - alpha[..., None]) * case.ground - case.image).max(axis=-1)
    drawn = case.drawing.colors + (1 - truth[..., None]) * case.ground
    quiet = abs(drawn - case.image).max(axis=-1) <= QUIET_LEVELS
    seen = (alpha > 0) & quiet & ~shaded(case)
    return {
        "edge": float(off[outline].mean()),
        "all": float(off.mean()),
        "IoU": float((mask & inside & known).sum() / max(1, union)),
        "open holes": open_holes(alpha, truth),
        "round trip": float(np.quantile(back[seen], 0.999)) if seen.any() else 0.0,
        "on black": float(abs(colors - case.drawing.colors)[outline].mean()),
    }


def edge_of(mask: np.ndarray) -> np.ndarray:
    """Return the pixels within two of an outline."""
    grown = ndi.binary_dilation(mask, iterations=EDGE_PX)
    return grown & ~ndi.binary_erosion(mask, iterations=EDGE_PX, border_value=1)


def shaded(case: Case) -> np.ndarray:
    """Return where a shadow makes the ground another one than the case says."""
    if case.drawing.shadow is None:
        return np.zeros(case.image.shape[:2], bool)
    return case.drawing.shadow > 1 / 255


def open_holes(alpha: np.ndarray, truth: np.ndarray) -> float:
    """Return the share of the background's enclosed parts whose middle is transparent."""
    parts, count = ndi.label(truth == 0)
    border = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    sizes = np.bincount(parts.ravel(), minlength=count + 1)
    holes = [i for i in range(1, count + 1) if i not in border and sizes[i] >= LEAST_HOLE_PX]
    least = [alpha[parts == i].min() for i in holes]
    return float(np.mean([each < 0.05 for each in least])) if least else 1.0


def run(cases: Iterable[Case], every: int, peers: int) -> list[tuple[Case, str, dict[str, float]]]:
    """Return the scores of all engines."""
    table = []
    for i, case in enumerate(cases):
        print(f"\rplain {i + 1}", end="", file=sys.stderr, flush=True)
        if i % every == 0:
            table.append((case, "unmixing", score(case, unmix(case))))
        if peers and i % peers == 0:
            table += [(case, name, score(case, find(case))) for name, find in PEERS.items()]
    print(file=sys.stderr)
    return table


def print_means(table: list[tuple[Case, str, dict[str, float]]]) -> None:
    """Print means per engine, by quality, drawing and ground."""
    keys = list(table[0][2])
    print(f"{'':34}{'n':>5}" + "".join(f"{key:>12}" for key in keys))
    for engine in dict.fromkeys(name for _, name, _ in table):
        rows = [(case, scores) for case, name, scores in table if name == engine]
        for name, group in groups(rows).items():
            means = [np.mean([scores[key] for scores in group]) for key in keys]
            figures = "".join(f"{mean:12.4f}" for mean in means)
            print(f"{engine + ', ' + name:34}{len(group):5}{figures}")


def groups(rows: list[tuple[Case, dict[str, float]]]) -> dict[str, list[dict[str, float]]]:
    """Return scores by quality; and by drawing and ground, of PNG and of JPEG at quality 80."""
    found: dict[str, list[dict[str, float]]] = {}
    for case, scores in rows:
        quality = case.quality or "PNG"
        names = [f"{quality}"]
        if quality in ("PNG", 80):
            drawing, ground, _ = case.name.split(", ")
            names += [f"{quality}, {drawing}", f"{quality}, on {ground}"]
        for name in names:
            found.setdefault(name, []).append(scores)
    return dict(sorted(found.items(), key=lambda each: (each[0].count(","), each[0])))


def tell_modes(folders: list[Path]) -> None:
    """Print how often made graphics and photos are told apart."""
    made = [is_plain(image) for image in drawings.graphics()]
    print(f"{sum(made)} of {len(made)} made pictures have a plain ground")
    for folder in folders:
        paths = sorted((folder / "images").iterdir())
        plain = [p.name for p in paths if is_plain(np.array(Image.open(p).convert("RGB")))]
        print(f"{len(plain)} of {len(paths)} photos in {folder.name}: {', '.join(plain)}")


def main() -> None:
    """Score the made pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--held-out", action="store_true", help="other pictures")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="only every K-th picture")
    parser.add_argument("--peers", type=int, default=0, metavar="K", help="every K-th for peers")
    parser.add_argument("--photos", type=Path, nargs="+", default=[], metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures here")
    options = parser.parse_args()
    if options.photos:
        tell_modes(options.photos)
    cases = drawings.cases()
    if options.held_out:
        cases = drawings.cases(drawings.HELD_OUT, drawings.HELD_OUT_GROUNDS)
    table = run(cases, options.every, options.peers)
    print_means(table)
    if options.json:
        rows = [{"case": case.name, "engine": name, **scores} for case, name, scores in table]
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
