"""How fast are many photos? Figures for docs/scale.md.

    python benchmarks/scale.py [--photos N] [--megapixels M] [--tasks T]

The photos are scikit-image's own, enlarged. First, what it takes to plan, note and report many.
Then what the time of one photo goes to, in CPU seconds of one core, beside a plain loop that
proposes, cuts and encodes. Then a batch by one worker bound to one core, and by two on two cores.
Then what each photo costs beside the work itself, by processes and by a Dask cluster on this
machine: photos that are empty files, which fail at once. At last, empty tasks for Dask's scheduler
alone. Wall times mean something on an idle machine only; the load is printed.
"""

import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

sys.path.insert(0, str(Path(__file__).parents[1]))

from local_cluster import local_cluster

import segmentation
from segmentation.shell import making
from segmentation.shell.batch import plan, run_batch
from segmentation.shell.making import Job, Order, Outcome
from segmentation.shell.manifest import Manifest
from segmentation.shell.storage import LocalFolder

PROJECT = Path(__file__).parents[1]
PICTURES = (data.astronaut, data.coffee, data.chelsea, data.rocket)
# What a photo goes through, where its name is looked up.
STAGES = {
    "read_image_apart": "read",
    "prepare": "prepare",
    "recipe_for": "find the start",
    "cut_out": "cut out",
    "rate_doubt": "rate doubt",
    "encode": "encode, and a small picture",
}
EMPTY = 1000
PLANNED = 100_000


def write_photos(folder: Path, count: int, megapixels: float) -> None:
    """Write photos, no two alike."""
    folder.mkdir()
    for number in range(count):
        picture = Image.fromarray(np.roll(PICTURES[number % len(PICTURES)](), number, axis=1))
        factor = (megapixels * 1e6 / (picture.width * picture.height)) ** 0.5
        size = round(picture.width * factor), round(picture.height * factor)
        picture.resize(size).save(folder / f"{number:04}.jpg", quality=90)


def print_stages(folder: Path) -> None:
    """Print what the time of a photo goes to."""
    spent: dict[str, float] = defaultdict(float)
    names = sorted(path.name for path in (folder / "photos").iterdir())[: len(PICTURES)]
    order = Order(LocalFolder(folder / "photos"), LocalFolder(folder / "staged"))
    # In this process, the time of which is counted.
    making.read_image_apart = segmentation.read_image
    making.perform(order, Job(names[0], "warm"))
    started = time.process_time()
    with contextlib.ExitStack() as stack:
        for function, stage in STAGES.items():
            stack.enter_context(counted(function, stage, spent))
        for name in names:
            making.perform(order, Job(name, name))
    whole = (time.process_time() - started) / len(names)
    print(f"one photo: {whole:.2f} CPU s, peak of this process {peak_mb()} MB")
    for stage, seconds in spent.items():
        print(f"  {stage:28}{seconds / len(names):6.2f} s {seconds / len(names) / whole:6.0%}")
    started = time.process_time()
    for name in names:
        cut_plainly(folder / "photos" / name)
    print(f"plain loop: {(time.process_time() - started) / len(names):.2f} CPU s a photo")


@contextlib.contextmanager
def counted(function: str, stage: str, spent: dict[str, float]) -> Iterator[None]:
    """Add up the CPU time of a function."""
    real = getattr(making, function)

    def wrapped(*arguments: object, **options: object) -> object:
        started = time.process_time()
        try:
            return real(*arguments, **options)
        finally:
            spent[stage] += time.process_time() - started

    setattr(making, function, wrapped)
    try:
        yield
    finally:
        setattr(making, function, real)


def cut_plainly(path: Path) -> bytes:
    """Return a cutout as one would write it down first."""
    photo = segmentation.read_image(path)
    working = segmentation.reduce(photo)
    best, *_ = segmentation.propose_cutouts(
        working.rgb, photo_shape=working.photo_shape, alpha=working.alpha
    )
    return segmentation.encode(segmentation.cut_out(photo, best.recipe))


def time_batch(folder: Path, source: str, *options: str, cores: set[int]) -> float:
    """Return the seconds that a batch takes on some cores."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "segmentation", "batch", folder / source, out, *options],
            cwd=PROJECT,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return time.perf_counter() - started


@dataclass(frozen=True)
class ImaginaryFolder(LocalFolder):
    """A folder with many photos that nobody has taken."""

    def find(self) -> dict[str, str]:
        """Return their names."""
        return {f"2026/{number:09}.jpg": f"{number}-0" for number in range(PLANNED)}


def print_plan(folder: Path) -> None:
    """Print what it takes to lead many photos, before and after they are cut."""
    order = Order(ImaginaryFolder(folder / "nowhere"), LocalFolder(folder / "planned"))
    manifest, before, started = Manifest(order.destination), peak_mb(), time.process_time()
    todo = plan(order, manifest)
    print(f"plan of {PLANNED} photos: {time.process_time() - started:.1f} CPU s")
    started = time.process_time()
    for _ in run_batch(order, manifest, todo, perform=pretend):
        pass
    print(f"  notes and reports: {time.process_time() - started:.1f} CPU s")
    print(f"  memory: {peak_mb() - before} MB")


def pretend(order: Order, jobs: Iterable[Job]) -> Iterator[Outcome]:
    """Yield outcomes of photos that nobody has cut."""
    for job in jobs:
        yield Outcome(job.photo, job.stamp, job.inputs, "0" * 64, f"{job.output}.png")


def print_workers(folder: Path, count: int) -> None:
    """Print how fast one worker is, and two."""
    cores = sorted(os.sched_getaffinity(0))
    for workers in (1, 2):
        some = set(cores[:workers])
        took = time_batch(folder, "photos", "--workers", str(workers), cores=some)
        print(f"{workers} workers: {took:.1f} s for {count} photos, {count / took:.2f} photos/s")


def print_overhead(folder: Path) -> None:
    """Print what a photo costs beside the work itself."""
    (folder / "empty").mkdir()
    for number in range(EMPTY):
        (folder / "empty" / f"{number:04}.jpg").touch()
    (folder / "one").mkdir()
    (folder / "one/0.jpg").touch()
    with local_cluster(folder, workers=2) as client:
        on_cluster = ("--scheduler", client.scheduler.address)
        time_empty(folder, "one", *on_cluster)
        for name, options in (("processes", ("--workers", "2")), ("Dask", on_cluster)):
            # The start of the program is in both.
            many, one = (time_empty(folder, source, *options) for source in ("empty", "one"))
            before = cluster_cpu_s(client)
            print(f"{name}: {1000 * (many - one) / (EMPTY - 1):.1f} ms a photo")
        time_empty(folder, "empty", *on_cluster)
        spent = cluster_cpu_s(client) - before
        print(f"  of which scheduler and workers: {1000 * spent / EMPTY:.1f} CPU ms a photo")


def time_empty(folder: Path, source: str, *options: str) -> float:
    """Return the seconds of a batch of empty files on all cores."""
    return time_batch(folder, source, *options, cores=set(os.sched_getaffinity(0)))


def print_empty_tasks(folder: Path, tasks: int) -> None:
    """Print how many tasks the scheduler hands out."""
    from distributed import wait

    with local_cluster(folder, workers=1) as client:
        before, started = client.run_on_scheduler(time.process_time), time.perf_counter()
        with client.as_current():
            wait(client.map(bool, range(tasks), pure=False))
        took = time.perf_counter() - started
        cpu = client.run_on_scheduler(time.process_time) - before
        memory = client.run_on_scheduler(peak_mb)
    print(f"Dask's scheduler: {tasks} empty tasks in {took:.0f} s, {tasks / took:.0f}/s")
    print(f"  {1000 * cpu / tasks:.2f} CPU ms a task in the scheduler, peak {memory} MB")


def cluster_cpu_s(client: Any) -> float:
    """Return the CPU seconds of a scheduler and its workers."""
    workers = client.run(time.process_time).values()
    return client.run_on_scheduler(time.process_time) + sum(workers)


def peak_mb() -> int:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, default=20, metavar="N", help="0 for none")
    parser.add_argument("--megapixels", type=float, default=12, metavar="M")
    parser.add_argument("--tasks", type=int, default=100_000, metavar="T")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, before this starts")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # While the most memory that this process has had is still little.
        print_plan(folder)
        write_photos(folder / "photos", options.photos, options.megapixels)
        if options.photos:
            print_stages(folder)
            print_workers(folder, options.photos)
        print_overhead(folder)
        print_empty_tasks(folder, options.tasks)


if __name__ == "__main__":
    main()
