"""What input breaks what strangers send? Coverage-guided fuzzing, by atheris.

    python benchmarks/fuzz.py [--minutes 10] [--only read_image ...] [--corpus FOLDER]

Needs `pip install atheris`. Each target runs in a process of its own, one after the other, for
an equal share of the time; what breaks one is written into the corpus' folder as `crash-…`, with
the traceback on the screen. Prints the number of runs. A target may give a result or the error
that it promises, and nothing else. Texts are changed as JSON, so that they stay JSON.
"""

import argparse
import contextlib
import dataclasses
import io
import json
import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
from json_mutations import mutate
from PIL import Image

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

# Larger pictures would only take time.
MAX_PIXELS = 20_000
MAX_BYTES = 4_096
TIMEOUT_S = 20
MEMORY_MB = 2_048


def fuzz_read_image(data: bytes) -> None:
    photo_or_error(data)


def fuzz_read_marks(data: bytes) -> None:
    with contextlib.suppress(ImageError):
        assert read_marks(data).ndim == 2


def photo_or_error(data: bytes) -> None:
    with contextlib.suppress(ImageError):
        photo = read_image(data, max_pixels=MAX_PIXELS)
        assert photo.rgb.dtype == np.uint8
        assert photo.alpha is None or photo.alpha.shape == photo.rgb.shape[:2]
        rgba = np.zeros((1, 1, 4), np.uint8)
        for format in ("png", "jpeg", "webp", "tiff") if len(photo.info) > 1 else ():
            encode_rgba(rgba, info=photo.info, format=format, keep_metadata=True)


def fuzz_recipe(data: bytes) -> None:
    with contextlib.suppress(InputError):
        recipe = Recipe.from_json(data)
        assert Recipe.from_json(recipe.to_json()) == recipe
        recipe.stretched(0.5, 2)
    with contextlib.suppress(InputError):
        read_photo_id(data)


def fuzz_drawing(data: bytes) -> None:
    drawing, acts = Drawing(token="token").receive(parsed(data))
    for act in acts:
        if act.kind not in ("undo", "redo"):
            drawing = drawing.do(act)
    assert [read_mark(write_mark(stroke)) for stroke in drawing.strokes] == [*drawing.strokes]
    Recipe(strokes=drawing.strokes)


def fuzz_shapes(data: bytes) -> None:
    strokes = to_strokes(parsed(data), (300, 400), (600, 800))
    Recipe(strokes=strokes)


def parsed(data: bytes) -> object:
    """Return what a message says; None if it is no JSON, which the server never sees."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


TARGETS = {
    "read_image": fuzz_read_image,
    "read_marks": fuzz_read_marks,
    "recipe": fuzz_recipe,
    "drawing": fuzz_drawing,
    "shapes": fuzz_shapes,
}


def write_seeds(target: str, folder: Path) -> None:
    """Write small sound inputs, from which the fuzzer starts."""
    seeds = picture_seeds() if target.startswith("read") else text_seeds()[target]
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number}").write_bytes(seed)


def picture_seeds() -> list[bytes]:
    rgb = np.random.default_rng(0).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    kinds = [
        ("JPEG", "RGB", {"exif": exif, "dpi": (72, 72)}),
        ("JPEG", "CMYK", {"progressive": True}),
        ("PNG", "RGBA", {"exif": exif}),
        ("PNG", "P", {}),
        ("PNG", "I;16", {}),
        ("WEBP", "RGBA", {"exif": exif}),
        ("WEBP", "RGB", {"lossless": True}),
        ("AVIF", "RGB", {"exif": exif}),
        ("GIF", "P", {}),
        ("BMP", "RGB", {}),
        *[("TIFF", mode, {}) for mode in ("1", "P", "LA", "CMYK", "LAB", "F", "I;16", "RGBA")],
        *[("TIFF", "RGB", {"compression": each}) for each in ("tiff_lzw", "jpeg", "packbits")],
    ]
    return [encoded(rgb, *kind) for kind in kinds]


def encoded(rgb: np.ndarray, format: str, mode: str, options: dict) -> bytes:
    image, buffer = Image.fromarray(rgb), io.BytesIO()
    image = image.convert("L").convert(mode) if mode in ("F", "I;16", "LA") else image.convert(mode)
    image.save(buffer, format, **options)
    return buffer.getvalue()


def text_seeds() -> dict[str, list[bytes]]:
    strokes = (Stroke(Label.FOREGROUND, ((1.0, 2.0), (3.0, 4.0)), 5.0),)
    recipe = Recipe(seeds="spots", strokes=strokes, background_groups=(1, 2), margin_px=3)
    stroke = {"label": "keep", "radius": 12, "points": [4, 4, 8, 8]}
    line = {"type": "Line", "left": 3, "top": 4, "x1": 0, "y1": 0, "x2": 9, "y2": 7}
    path = {"type": "Path", "path": [["M", 1, 2], ["Q", 3, 4, 5, 6], ["L", 7, 8]]}
    look = {"stroke": "#00ff00", "strokeWidth": 3, "scaleX": 1, "angle": 0}
    shapes = [
        {**shape, **look} for shape in (line, path, {"type": "Rect", "width": 5, "height": 4})
    ]
    pen = {"label": "hair", "radius": [4, 8], "points": [4, 4, 8, 8], "exact": True}
    box = {"label": "box", "points": [4, 4, 80, 80]}
    acts = [{"do": "add", "marks": [stroke]}, {"do": "undo", "foreseen": True}, {"do": "redo"}]
    first = {"token": "token", "revision": 1, "first": 1, "acts": acts, "live": None}
    second = first | {"acts": [{"do": "put", "marks": [stroke, pen, box]}], "live": pen}
    boxed = dataclasses.replace(recipe, seeds="box", box=((1.0, 2.0), (30.0, 40.0)))
    photo = PhotoId("0" * 64, (600, 800))
    return {
        "recipe": [recipe.to_json().encode(), boxed.to_json(photo=photo).encode()],
        "drawing": [json.dumps(each).encode() for each in (first, second)],
        "shapes": [json.dumps({"objects": shapes}).encode()],
    }


def run(target: str, corpus: Path, seconds: int) -> int:
    """Fuzz a target in a process of its own; return the number of runs."""
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    write_seeds(target, folder)
    command = [
        *(sys.executable, __file__, "--target", target, str(folder)),
        *(f"-max_total_time={seconds}", f"-max_len={MAX_BYTES}", f"-timeout={TIMEOUT_S}"),
        *(f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={folder}/", "-print_final_stats=1"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    counted = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    runs = int(counted.group(1)) if counted else 0
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:], sep="\n")
    print(f"{target}: {runs} runs, {'broken' if done.returncode else 'nothing found'}", flush=True)
    return runs


def fuzz(target: str, options: list[str]) -> None:
    """Fuzz a target in this process, which ends with it."""
    is_text = not target.startswith("read")
    mutator = {"custom_mutator": mutate} if is_text else {}
    atheris.Setup([sys.argv[0], *options], TARGETS[target], **mutator)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--only", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    seconds = max(1, round(60 * options.minutes / len(options.only)))
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.corpus or Path(folder)
        print(sum(run(target, corpus, seconds) for target in options.only), "runs in all")


if __name__ == "__main__":
    if "--target" in sys.argv:
        import atheris

        with atheris.instrument_imports(include=["segmentation", "page", "PIL"]):
            from page.components.brush.drawing import Drawing, read_mark, write_mark
            from page.components.fabric import to_strokes
            from segmentation import (
                ImageError,
                InputError,
                Label,
                PhotoId,
                Recipe,
                Stroke,
                read_photo_id,
            )
            from segmentation.photo import encode_rgba, read_image, read_marks
        warnings.simplefilter("ignore")
        fuzz(sys.argv[2], sys.argv[3:])
    else:
        from segmentation import Label, PhotoId, Recipe, Stroke

        main()
