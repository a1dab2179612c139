"""A folder of photos → a folder of cutouts, of which only those are made that are missing."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from .. import METHOD_NUMBERS, InputError
from .making import Job, Order, Outcome, thumbnail_of
from .manifest import Manifest
from .recipes import BESIDE, beside_name
from .report import write_reports
from .storage import read_file
from .version import VERSION

# What is taken for a photo. Where HEIC can't be read, its photographer should learn so.
ENDS = (
    ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif", ".heic",
    ".heif",
)  # fmt: skip

Perform = Callable[[Order, Iterable[Job]], Iterator[Outcome]]


@dataclass(frozen=True)
class Plan:
    """What there is to do.

    Attributes
    ----------
    jobs : list of Job
        All photos.
    missing : list of Job
        Those that there is no cutout of, or of which photo, recipe or program have changed.
    """

    jobs: list[Job]
    missing: list[Job]


def plan(order: Order, manifest: Manifest, *, patterns: tuple[str, ...] = ()) -> Plan:
    """Return what there is to do.

    Parameters
    ----------
    order : Order
        What is wanted of all photos.
    manifest : Manifest
        What is done already; it is read anew.
    patterns : tuple of str
        Only photos whose names match one of these, as '*.jpg' or '2024/*'; all by default.

    Returns
    -------
    plan : Plan
        In the order of the photos' names.

    Raises
    ------
    InputError
        If there are no photos, or the cutouts would go where the photos are.
    """
    jobs = find_jobs(order, patterns)
    written = set(_find_written(order))
    manifest.look(sorted(written))
    return Plan(jobs, [job for job in jobs if not _is_done(order, job, manifest, written)])


def run_batch(
    order: Order, manifest: Manifest, plan: Plan, *, perform: Perform
) -> Iterator[Outcome]:
    """Yield what becomes of each missing photo, and note it; at the end, write the reports.

    Parameters
    ----------
    order : Order
        What is wanted of all photos.
    manifest : Manifest
        Where it is noted.
    plan : Plan
        What there is to do.
    perform : callable
        Yields what became of each photo, in any order.

    Yields
    ------
    outcome : Outcome
        When it is noted already.
    """
    try:
        for outcome in perform(order, plan.missing):
            manifest.add(outcome)
            yield outcome
    finally:
        manifest.flush()
        # What another run has done meanwhile belongs to the sheet, too.
        manifest.look(sorted(_find_written(order)))
        known = [manifest.known[job.photo] for job in plan.jobs if job.photo in manifest.known]
        write_reports(order, known)


def find_jobs(order: Order, patterns: tuple[str, ...] = ()) -> list[Job]:
    """Return all photos of a batch, in the order of their names; arguments as in `plan`."""
    inside = order.destination.name_in(order.source)
    if inside == ".":
        raise InputError(f"DEST must be another folder than SOURCE, got {order.source} for both")
    try:
        found = order.source.find()
    except FileNotFoundError:
        raise InputError(f"SOURCE must be a folder, and {order.source} is none") from None
    found = {name: stamp for name, stamp in found.items() if not _is_below(name, inside)}
    photos = [name for name in found if _is_photo(name) and _matches(name, patterns)]
    if not photos:
        raise InputError(f"SOURCE must hold photos, and {order.source} holds none that match")
    inputs = _inputs(order)
    outputs = name_outputs(photos)
    return [_job(name, outputs[name], found, inputs) for name in sorted(photos)]


def name_outputs(photos: list[str]) -> dict[str, str]:
    """Return what the cutout of each photo is called, without the end that says its format."""
    stems = {photo: str(PurePosixPath(photo).with_suffix("")) for photo in photos}
    # As on systems for which small and capital letters are one.
    count = Counter(stem.lower() for stem in stems.values())
    return {photo: stem if count[stem.lower()] == 1 else photo for photo, stem in stems.items()}


def _job(photo: str, output: str, found: dict[str, str], inputs: str) -> Job:
    beside = tuple(end for end in BESIDE if beside_name(photo, end) in found)
    stamps = [found[beside_name(photo, end)] for end in beside]
    return Job(photo, output, beside, found[photo], _digest([inputs, output, beside, stamps]))


def _inputs(order: Order) -> str:
    """Return what changes when the cutouts of all photos do."""
    backdrop = hashlib.sha256(read_file(order.backdrop)).hexdigest() if order.backdrop else ""
    recipe = hashlib.sha256(order.recipe).hexdigest()
    program = [VERSION, METHOD_NUMBERS]
    return _digest([program, recipe, order.ranks_anew, order.by_histogram, backdrop])


def _digest(values: list[object]) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def _is_photo(name: str) -> bool:
    is_hidden = any(part.startswith(".") for part in name.split("/"))
    return name.lower().endswith(ENDS) and not name.endswith(BESIDE) and not is_hidden


def _is_below(name: str, folder: str | None) -> bool:
    return folder is not None and name.startswith(f"{folder}/")


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(PurePosixPath(name).match(pattern) for pattern in patterns)


def _find_written(order: Order) -> dict[str, str]:
    try:
        return order.destination.find()
    except FileNotFoundError:
        return {}


def _is_done(order: Order, job: Job, manifest: Manifest, written: set[str]) -> bool:
    """Return whether there is a cutout of a photo, and it would be the same again."""
    known = manifest.known.get(job.photo)
    if known is None or not known.is_done or known.inputs != job.inputs:
        return False
    if not {known.output, thumbnail_of(known.output)} <= written:
        return False
    if known.stamp == job.stamp:
        return True
    # A copy has another date, and shows the same.
    if hashlib.sha256(order.source.read(job.photo)).hexdigest() != known.digest:
        return False
    manifest.add(dataclasses.replace(known, stamp=job.stamp))
    return True
