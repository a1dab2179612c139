"""The words of the command line."""

from __future__ import annotations

import argparse
import contextlib
import os
from typing import NoReturn

from .version import VERSION

EXAMPLES = """examples:
  seedcut cut holiday.jpg -o holiday-cutout.png
  seedcut cut *.jpg --recipe recipe.json -o cutouts
  cat holiday.jpg | seedcut cut - -o - > cutout.png
  seedcut batch photos cutouts
  seedcut batch s3://shop/photos s3://shop/cutouts --scheduler tcp://farm:8786
  seedcut info holiday.jpg
"""
CUT_EXAMPLES = """examples:
  seedcut cut holiday.jpg -o holiday-cutout.png
  seedcut cut holiday.jpg --recipe recipe.json -o holiday.webp
  seedcut cut holiday.jpg --tap 300,420 -o holiday-cutout.png --mask mask.png
  seedcut cut *.jpg --recipe recipe.json -o cutouts
"""
BATCH_EXAMPLES = """examples:
  seedcut batch photos cutouts
  seedcut batch photos cutouts --recipe recipe.json --pattern "2026/*.jpg" --timeout 60
  seedcut batch s3://shop/photos s3://shop/cutouts --scheduler tcp://farm:8786

NAME.recipe.json, NAME.marks.png or NAME.mask.png beside a photo say how it is cut out.
A second run does only what is missing or has changed; report.html shows what to look at.
"""
OUTCOMES = "The exit code is 0 if all is done, 1 if some photos failed, 2 for wrong use."


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, without the usage."""
        self.exit(2, f"error: {message}; see {self.prog} --help\n")


def build_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = _Parser(
        prog="seedcut",
        description="Cut the subject out of photos.",
        epilog=EXAMPLES + "\n" + OUTCOMES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_cut(_add_command(commands, "cut", CUT_EXAMPLES, "write cutouts of one photo or some"))
    _add_batch(
        _add_command(commands, "batch", BATCH_EXAMPLES, "write cutouts of a folder of photos")
    )
    _add_info(_add_command(commands, "info", "", "say what a photo is, and where to start"))
    return parser


def _add_command(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    examples: str,
    help: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=help,
        description=f"{help[0].upper()}{help[1:]}.",
        epilog=f"{examples}\n{OUTCOMES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--json", action="store_true", help="one line of JSON for each photo")
    command.add_argument("--quiet", action="store_true", help="say nothing but errors")
    return command


def _add_cut(cut: argparse.ArgumentParser) -> None:
    cut.add_argument(
        "photos",
        metavar="PHOTO",
        nargs="+",
        help="picture file, or a pattern such as '*.jpg'; - reads a picture from the pipe",
    )
    cut.add_argument(
        "-o",
        "--output",
        metavar="OUT.png",
        required=True,
        help="cutout to write; .png, .webp, .tif or .jpg decides the format, else the recipe; of "
        "several photos, the folder to write to; - writes to the pipe",
    )
    _add_recipe(cut)
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
    cut.add_argument("--mask", metavar="MASK.png", help="mask to write")
    cut.add_argument("--alpha", metavar="ALPHA.png", help="opacity of the subject to write")
    cut.add_argument("--trimap", metavar="TRIMAP.png", help="trimap to write")


def _add_recipe(command: argparse.ArgumentParser) -> None:
    """Add what is given for all photos."""
    command.add_argument(
        "--recipe",
        metavar="R.json",
        help="recipe with strokes and settings, scaled to each photo; without one, or where it "
        "names no start, the subject is what stands out",
    )
    command.add_argument(
        "--anew",
        action="store_true",
        help="start each photo from what stands out in it, whatever start the recipe names",
    )
    command.add_argument(
        "--thresholds",
        choices=("fixed", "histogram"),
        default="fixed",
        help="where bright and dark spots begin: as the recipe says, or by each photo's histogram",
    )
    command.add_argument(
        "--backdrop",
        metavar="PHOTO",
        help="picture file to put behind the cutout, if the recipe asks for a photo",
    )


def _add_batch(batch: argparse.ArgumentParser) -> None:
    batch.add_argument("source", metavar="SOURCE", help="folder of photos, or its address")
    batch.add_argument("destination", metavar="DEST", help="folder of cutouts, or its address")
    _add_recipe(batch)
    batch.add_argument(
        "--pattern",
        metavar="GLOB",
        action="append",
        default=[],
        help="only photos whose names match, as '*.jpg' or '2026/*'; may be given several times",
    )
    batch.add_argument(
        "--workers",
        metavar="N",
        type=_count,
        default=_cores(),
        help="photos worked on at a time, each by a process (default: one for each core)",
    )
    batch.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        help="how long a photo may take; then its process is ended, and it has failed",
    )
    batch.add_argument(
        "--scheduler", metavar="ADDRESS", help="Dask cluster to work on, as tcp://host:8786"
    )


def _add_info(info: argparse.ArgumentParser) -> None:
    info.add_argument("photo", metavar="PHOTO", help="picture file, or - for the pipe")


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 up, got {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    with contextlib.suppress(ValueError):
        if float(text) > 0:
            return float(text)
    raise argparse.ArgumentTypeError(f"must be a number above 0, got {text!r}")


def _point(text: str) -> tuple[float, float]:
    """Return the row and the column that an option holds."""
    try:
        row, col = map(float, text.split(","))
    except ValueError:
        sentence = f"must be a row and a column, as 300,420, got {text!r}"
        raise argparse.ArgumentTypeError(sentence) from None
    return row, col
