"""The command line: ``seedcut cut``, ``seedcut batch`` and ``seedcut info``."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import functools
import json
import logging
import signal
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence

from .. import ImageError, InputError
from .about import describe
from .batch import Perform, plan, run_batch
from .cluster import perform_on_cluster
from .cutting import PIPE, cut_photo, cut_photos, errands
from .making import TOO_LITTLE_MEMORY, UNEXPECTED, Order, Outcome, describe_error
from .manifest import Manifest
from .parser import build_parser
from .processes import perform_in_processes
from .progress import with_progress
from .recipes import parse_recipe
from .report import SHEET
from .storage import open_folder, read_file

DONE, SOME_FAILED, WRONG_USE, STOPPED = 0, 1, 2, 130
# What the notes of a batch hold beside what people ask for.
NOTES_ALONE = ("stamp", "inputs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code of the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the name of the program; by default, what the shell passes.

    Returns
    -------
    code : int
        0 if all is done; 1 if some photos failed, or by a fault of ours; 2 for wrong use, of which
        a single photo that can't be read is part; 130 after Ctrl+C, or where it is to end.
    """
    options = build_parser().parse_args(arguments)
    try:
        with _undisturbed(), _ended_like_stopped():
            return COMMANDS[options.command](options)
    except (ImageError, InputError, OSError) as error:
        return _say(" ".join(describe_error(error).split()), code=WRONG_USE)
    except KeyboardInterrupt:
        return _say("stopped; what is written is whole", code=STOPPED)
    except Exception as error:
        logging.exception("unexpected error")
        is_full = isinstance(error, MemoryError)
        sentence = TOO_LITTLE_MEMORY if is_full else f"{UNEXPECTED}; see above"
        return _say(sentence, code=SOME_FAILED)


def _cut(options: argparse.Namespace) -> int:
    if options.json and options.output == PIPE:
        raise InputError("--json and a cutout can't both go to the pipe")
    some = errands(options)
    if len(some) == 1:
        outcomes: Iterable[Outcome] = [cut_photo(some[0], options)]
        return _tell(outcomes, options)
    return _tell(_watched(cut_photos(some, options), options, total=len(some)), options)


def _batch(options: argparse.Namespace) -> int:
    order = _order(options)
    manifest = Manifest(order.destination)
    perform = _perform(options)
    todo = plan(order, manifest, patterns=tuple(options.pattern))
    outcomes = run_batch(order, manifest, todo, perform=perform)
    code = _tell(_watched(outcomes, options, total=len(todo.missing)), options)
    if not options.quiet and not options.json:
        kept = len(todo.jobs) - len(todo.missing)
        sheet = f"{order.destination}/{SHEET}"
        print(f"{len(todo.jobs)} photos, {kept} of them done before; see {sheet}", file=sys.stderr)
    return code


def _info(options: argparse.Namespace) -> int:
    said = describe(options.photo)
    if options.json:
        print(json.dumps(said))
    else:
        print("\n".join(f"{name}: {value}" for name, value in said.items()))
    return DONE


COMMANDS = {"cut": _cut, "batch": _batch, "info": _info}


def _order(options: argparse.Namespace) -> Order:
    recipe = read_file(options.recipe) if options.recipe else b""
    wants_backdrop = recipe and parse_recipe(recipe)[0].backdrop.kind == "photo"
    if wants_backdrop and not options.backdrop:
        raise InputError("--backdrop must name the photo that the recipe puts behind, got none")
    return Order(
        open_folder(options.source),
        open_folder(options.destination),
        recipe,
        ranks_anew=options.anew,
        by_histogram=options.thresholds == "histogram",
        backdrop=options.backdrop or "",
    )


def _perform(options: argparse.Namespace) -> Perform:
    """Return what does the work: processes, or a cluster."""
    if not options.scheduler:
        return functools.partial(
            perform_in_processes, workers=options.workers, timeout_s=options.timeout
        )
    if options.timeout:
        raise InputError("--timeout can't be held on a cluster; its own limits hold there")
    return functools.partial(perform_on_cluster, scheduler=options.scheduler)


def _watched(
    outcomes: Iterable[Outcome], options: argparse.Namespace, *, total: int
) -> Iterable[Outcome]:
    if options.quiet or options.json:
        return outcomes
    return with_progress(outcomes, total=total)


def _tell(outcomes: Iterable[Outcome], options: argparse.Namespace) -> int:
    """Say what became of each photo; return the exit code."""
    code = DONE
    for outcome in outcomes:
        if options.json:
            said = dataclasses.asdict(outcome)
            print(
                json.dumps({key: said[key] for key in said if key not in NOTES_ALONE}), flush=True
            )
        if not outcome.is_done:
            code = _say(f"{outcome.photo}: {outcome.error}", code=SOME_FAILED)
    return code


def _say(sentence: str, *, code: int) -> int:
    print(f"error: {sentence}", file=sys.stderr)
    return code


@contextlib.contextmanager
def _ended_like_stopped() -> Iterator[None]:
    """Have whoever ends this program, as clusters do, leave things as tidy as Ctrl+C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep Pillow's remarks on odd files from the terminal: whatever matters is an error."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
