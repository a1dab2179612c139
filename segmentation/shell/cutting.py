"""The command `cut`: one photo, or some, one after the other."""

from __future__ import annotations

import argparse
import dataclasses
import glob
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .. import (
    SUFFIXES,
    ImageError,
    InputError,
    Photo,
    PhotoId,
    Recipe,
    encode,
    encode_gray,
    read_image,
    read_image_apart,
)
from .batch import name_outputs
from .making import Made, Outcome, describe_error, make, outcome_of
from .recipes import BESIDE, Given, beside_name, parse_recipe, with_beside
from .storage import write_whole

PIPE = "-"
# By the ends of names.
FORMATS = {end: name for name, ends in SUFFIXES.items() for end in ends}
# These hold for the photo that they are made for.
OF_ONE_PHOTO = ("marks", "tap", "start", "mask", "alpha", "trimap")


@dataclass(frozen=True)
class Errand:
    """A photo, and the file to write, whose end says its format, if it has one already."""

    photo: str
    output: str
    has_end: bool = True


def errands(options: argparse.Namespace) -> list[Errand]:
    """Return the photos that are asked for, and where their cutouts go.

    Raises
    ------
    InputError
        If a pattern matches nothing, an option holds for one photo alone and there are more, or
        cutouts would take the place of photos or of each other.
    """
    photos = [path for photo in options.photos for path in _expanded(photo)]
    folder = Path(options.output)
    if len(photos) == 1 and not (folder.is_dir() or options.output.endswith("/")):
        _format_of(options.output)
        return [Errand(photos[0], options.output)]
    if len(photos) > 1:
        _refuse_options_of_one(options)
    if PIPE in (*photos, options.output):
        raise InputError("- must be the only photo, and needs an --output that is no folder")
    if len(photos) > 1 and folder.suffix.lower() in FORMATS:
        raise InputError(f"--output must be a folder for several photos, got {options.output!r}")
    if folder.resolve() in {Path(photo).resolve().parent for photo in photos}:
        raise InputError("--output must be another folder than that of the photos")
    names = name_outputs([Path(photo).name for photo in photos])
    if len(names) < len(photos):
        raise InputError("photos must have different names where they go to one folder")
    folder.mkdir(parents=True, exist_ok=True)
    return [
        Errand(photo, str(folder / name), has_end=False)
        for photo, name in zip(photos, names.values(), strict=True)
    ]


def cut_photo(errand: Errand, options: argparse.Namespace) -> Outcome:
    """Write the cutout of a photo, and what else is asked for; return what became of it."""
    started = time.perf_counter()
    photo = read_photo(errand.photo)
    if photo.remark and not options.quiet:
        print(f"note: {photo.remark}", file=sys.stderr)
    given = _given(errand.photo, options)
    if given.recipe and given.recipe.backdrop.kind == "photo" and not options.backdrop:
        raise InputError("--backdrop must name the photo that the recipe puts behind, got none")
    backdrop = read_image(options.backdrop).rgb if options.backdrop else None
    made = make(photo, given, backdrop_image=backdrop)
    output = _write(errand, made, options)
    outcome = outcome_of(photo, made, name=errand.photo, output=output)
    return dataclasses.replace(outcome, seconds=round(time.perf_counter() - started, 3))


def cut_photos(some: list[Errand], options: argparse.Namespace) -> Iterator[Outcome]:
    """Yield what became of each photo, going on after those that fail."""
    for errand in some:
        try:
            yield cut_photo(errand, options)
        except (ImageError, InputError, OSError) as error:
            yield Outcome(errand.photo, error=" ".join(describe_error(error).split()))


def read_photo(path: str) -> Photo:
    """Return the photo at a path, or from the pipe, whatever its file does to its decoder."""
    data = sys.stdin.buffer.read() if path == PIPE else Path(path).read_bytes()
    return read_image_apart(data)


def read_given(options: argparse.Namespace) -> Given:
    """Return what is given for all photos."""
    recipe, made_for = _read_recipe(options.recipe) if options.recipe else (None, None)
    return Given(
        recipe,
        made_for,
        ranks_anew=options.anew,
        by_histogram=options.thresholds == "histogram",
    )


def _given(photo: str, options: argparse.Namespace) -> Given:
    given = read_given(options)
    if not (options.marks or options.tap or options.start):
        return with_beside(given, _beside(photo))
    marks, mask = _read(options.marks), _read(options.start)
    return dataclasses.replace(given, tap=options.tap, marks=marks, mask=mask)


def _beside(photo: str) -> dict[str, bytes]:
    if photo == PIPE:
        return {}
    paths = {end: Path(beside_name(photo, end)) for end in BESIDE}
    return {end: path.read_bytes() for end, path in paths.items() if path.is_file()}


def _write(errand: Errand, made: Made, options: argparse.Namespace) -> str:
    """Write the cutout and what else is asked for; return where the cutout is."""
    file, output = dataclasses.asdict(made.recipe.file), errand.output
    if errand.has_end:
        file |= _format_of(output)
    else:
        output += SUFFIXES[file["format"]][0]
    data = encode(made.cutout, **file)
    if output == PIPE:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(Path(output), data)
    grays = {"mask": made.cutout.mask, "alpha": made.cutout.matte, "trimap": made.cutout.trimap}
    for name, gray in grays.items():
        if getattr(options, name):
            write_whole(Path(getattr(options, name)), encode_gray(gray))
    return output


def _expanded(photo: str) -> list[str]:
    """Return the files that a pattern matches, if it is one: not every shell does that."""
    if photo == PIPE or Path(photo).exists() or not glob.has_magic(photo):
        return [photo]
    found = sorted(glob.glob(photo, recursive=True))
    if not found:
        raise InputError(f"PHOTO must match a file, got {photo!r}")
    return found


def _refuse_options_of_one(options: argparse.Namespace) -> None:
    for name in OF_ONE_PHOTO:
        if getattr(options, name):
            raise InputError(f"--{name} holds for one photo alone, got several")


def _format_of(path: str) -> dict[str, str]:
    """Return the format that the end of a file's name asks for, if any."""
    end = Path(path).suffix.lower()
    if end and end not in FORMATS:
        raise InputError(f"--output must end in {', '.join(FORMATS)}, got {path!r}")
    return {"format": FORMATS[end]} if end else {}


def _read(path: str | None) -> bytes | None:
    return None if path is None else Path(path).read_bytes()


def _read_recipe(path: str) -> tuple[Recipe, PhotoId | None]:
    try:
        return parse_recipe(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"the recipe {path!r} can't be opened: {error.strerror}") from None
