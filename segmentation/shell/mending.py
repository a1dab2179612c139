"""A batch whose results are looked at on this machine: its photos, their recipes, better ones."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from .. import InputError, PhotoId, Recipe, prepare, read_image_apart
from .batch import find_jobs
from .making import Job, Order, given_for
from .manifest import Manifest
from .recipes import BESIDE, MASK, RECIPE, beside_name, recipe_for
from .report import ORDER
from .storage import LocalFolder


@dataclass(frozen=True)
class Batch:
    """A folder of cutouts on this machine, and what they were made of.

    Attributes
    ----------
    order : Order
        What was wanted of all photos.
    source : LocalFolder
        Where they are.
    jobs : dict of str to Job
        The photos, by their names, the most doubtful first.
    digests : dict of str to str
        SHA-256 of each photo's file; empty where it could not be read.
    """

    order: Order
    source: LocalFolder
    jobs: dict[str, Job]
    digests: dict[str, str]

    def read(self, name: str) -> bytes:
        """Return the file of a photo; raise KeyError unless it is one of the batch."""
        return self.source.read(self.jobs[name].photo)

    def holds(self, name: str, digest: str) -> bool:
        """Return whether a photo is one of the batch, as it was when it was cut."""
        return name in self.jobs and self.digests[name] == digest

    def recipe(self, name: str) -> Recipe:
        """Return the recipe that the batch makes the cutout of a photo by."""
        photo = read_image_apart(self.read(name))
        prepared = prepare(photo.rgb, alpha=photo.alpha)
        return recipe_for(photo, given_for(self.order, self._job(name)), prepared)

    def mask(self, name: str) -> bytes | None:
        """Return the mask of another program that lies beside a photo, if there is one."""
        is_there = MASK in self._job(name).beside
        return self.source.read(beside_name(name, MASK)) if is_there else None

    def save(self, name: str, recipe: Recipe, photo: PhotoId) -> None:
        """Write a recipe beside its photo, where the next run takes it from."""
        beside = beside_name(self.jobs[name].photo, RECIPE)
        self.source.write(beside, recipe.to_json(photo=photo).encode())

    def next_after(self, name: str) -> str | None:
        """Return the photo that is the next to look at, if there is one."""
        names = list(self.jobs)
        return dict(pairwise(names)).get(name)

    def _job(self, name: str) -> Job:
        """Return the job of a photo with what lies beside it by now."""
        folder = self.source.root
        beside = tuple(end for end in BESIDE if (folder / beside_name(name, end)).is_file())
        return dataclasses.replace(self.jobs[name], beside=beside)


def open_batch(folder: Path) -> Batch:
    """Return the batch whose cutouts a folder holds.

    Raises
    ------
    InputError
        If no batch has written there, or its photos are gone.
    """
    destination = LocalFolder(folder.resolve())
    try:
        said = json.loads(destination.read(ORDER))
    except OSError:
        raise InputError(f"no batch from this machine has written to {folder}") from None
    source = LocalFolder(Path(said["source"]))
    said |= {"source": source, "destination": destination}
    order = Order(**{**said, "recipe": said["recipe"].encode()})
    manifest = Manifest(destination)
    manifest.look(sorted(destination.find()))
    known = manifest.known
    jobs = [job for job in find_jobs(order) if job.photo in known]
    jobs.sort(key=lambda job: (known[job.photo].is_done, -known[job.photo].doubt))
    digests = {job.photo: known[job.photo].digest for job in jobs}
    return Batch(order, source, {job.photo: job for job in jobs}, digests)
