"""Command line: ``python -m segmentation cut PHOTO --recipe RECIPE.json -o CUTOUT.png``.

May import nothing but what the package exports.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from . import (
    SUFFIXES,
    ImageError,
    InputError,
    Photo,
    Recipe,
    cut_out,
    encode,
    encode_gray,
    propose_cutouts,
    read_image,
    read_marks,
    read_start_mask,
    reduce,
    tap_at,
)

TOO_LITTLE_MEMORY = "there is too little memory for this photo"
UNEXPECTED = "something went wrong that is no fault of yours; see above"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code of the command line: 0, 1 for a fault of ours, or 2 for bad input."""
    options = _parser().parse_args(arguments)
    try:
        _cut(options)
    except (ImageError, InputError, OSError) as error:
        return _failed(" ".join(_sentence(error).split()), code=2)
    except Exception as error:
        logging.exception("unexpected error")
        return _failed(TOO_LITTLE_MEMORY if isinstance(error, MemoryError) else UNEXPECTED, code=1)
    return 0


def _failed(sentence: str, *, code: int) -> int:
    print(f"error: {sentence}", file=sys.stderr)
    return code


def _sentence(error: Exception) -> str:
    """Return what is said of an error that the user can mend."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the file'}: {error.strerror}"
    return str(error)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, without the usage."""
        self.exit(2, f"error: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m segmentation", description="Cut the subject out of a photo.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    cut = commands.add_parser(
        "cut",
        help="write a cutout with transparency at full resolution",
        description="Without a recipe or marks, the subject is what stands out of the photo.",
    )
    cut.add_argument("photo", metavar="PHOTO", help="picture file")
    cut.add_argument("--recipe", metavar="R.json", help="recipe with strokes and settings")
    cut.add_argument(
        "--marks",
        metavar="MARKS.png",
        help="label image of the photo's size in place of the recipe's strokes: 0 none, "
        "1 background, 2 foreground, 3 hair or fuzz, 4 and 5 exactly background and foreground",
    )
    cut.add_argument(
        "--tap",
        metavar="ROW,COL",
        type=_point,
        help="a pixel of the subject, in the photo, to start from",
    )
    cut.add_argument(
        "--start",
        metavar="MASK",
        help="mask of another program to start from: a gray picture, or one with transparency",
    )
    cut.add_argument(
        "--backdrop",
        metavar="PHOTO",
        help="picture file to put behind the cutout, if the recipe asks for a photo",
    )
    cut.add_argument(
        "-o",
        "--output",
        metavar="OUT.png",
        required=True,
        help="cutout to write; .png, .webp, .tif or .jpg decides the format, else the recipe",
    )
    cut.add_argument("--mask", metavar="MASK.png", help="mask to write")
    cut.add_argument("--alpha", metavar="ALPHA.png", help="opacity of the subject to write")
    cut.add_argument("--trimap", metavar="TRIMAP.png", help="trimap to write")
    return parser


def _cut(options: argparse.Namespace) -> None:
    photo = read_image(options.photo)
    if photo.remark:
        print(f"note: {photo.remark}", file=sys.stderr)
    recipe = _recipe(options, photo)
    if recipe.backdrop.kind == "photo" and not options.backdrop:
        raise InputError("--backdrop must name the photo that the recipe puts behind, got none")
    file = dataclasses.asdict(recipe.file) | _format_of(options.output)
    markers = read_marks(options.marks) if options.marks else None
    start_mask = read_start_mask(options.start, photo.rgb.shape[:2]) if options.start else None
    backdrop = read_image(options.backdrop).rgb if options.backdrop else None
    cutout = cut_out(photo, recipe, markers=markers, start_mask=start_mask, backdrop_image=backdrop)
    del photo
    Path(options.output).write_bytes(encode(cutout, **file))
    if options.mask:
        Path(options.mask).write_bytes(encode_gray(cutout.mask))
    if options.alpha:
        Path(options.alpha).write_bytes(encode_gray(cutout.matte))
    if options.trimap:
        Path(options.trimap).write_bytes(encode_gray(cutout.trimap))


def _recipe(options: argparse.Namespace, photo: Photo) -> Recipe:
    """Return the recipe that the user names, or the best that can be done without a mark."""
    if options.recipe and options.tap:
        recipe, start = _read_recipe(options.recipe), tap_at(options.tap)
        return dataclasses.replace(recipe, seeds=start.seeds, salient=start.salient, tap=start.tap)
    if options.recipe:
        return _read_recipe(options.recipe)
    if options.start:
        return Recipe(seeds="mask")
    if options.tap:
        return tap_at(options.tap)
    if options.marks:
        return Recipe()
    working = reduce(photo)
    proposals = propose_cutouts(
        working.rgb, photo_shape=working.photo_shape, alpha=working.alpha, most=1
    )
    if not proposals:
        raise InputError(
            f"nothing stands out in {options.photo!r}; --marks or --recipe must say what to keep"
        )
    return proposals[0].recipe


def _point(text: str) -> tuple[float, float]:
    """Return the row and the column that an option holds."""
    row, col = map(float, text.split(","))
    return row, col


def _format_of(path: str) -> dict[str, str]:
    """Return the format that the end of a file's name asks for, if any."""
    end = Path(path).suffix.lower()
    formats = {end: name for name, ends in SUFFIXES.items() for end in ends}
    if end and end not in formats:
        raise InputError(f"--output must end in {', '.join(formats)}, got {path!r}")
    return {"format": formats[end]} if end else {}


def _read_recipe(path: str) -> Recipe:
    try:
        return Recipe.from_json(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"the recipe {path!r} can't be opened: {error.strerror}") from None


if __name__ == "__main__":
    # Whatever matters is an error; Pillow's remarks on odd files are no help here.
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    sys.exit(main())
