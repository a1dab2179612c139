"""Does a batch of bad photos, killed in mid-run, still do its work? Once, and all of it?

    python benchmarks/catalogue.py [--photos N] [--cluster]

Of N photos of mixed sizes, made from scikit-image's own, 10 are broken and 1 takes its process with
it. The program that leads is killed (-9) when a third is done, and started again. With --cluster,
Dask's workers do the work, three of them, of which one is killed, too. At the end: what was done,
what was done twice, whether cutouts have the bytes that the page hands over, and the most memory
that all processes of the batch, not of the cluster, had together.
"""

import argparse
import contextlib
import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

sys.path.insert(0, str(Path(__file__).parents[1]))

from local_cluster import local_cluster

import segmentation
from segmentation import Label, PhotoId, Recipe, Stroke
from segmentation.shell.batch import plan, run_batch
from segmentation.shell.cluster import perform_on_cluster
from segmentation.shell.making import Order
from segmentation.shell.manifest import NOTES, Manifest
from segmentation.shell.processes import perform_in_processes
from segmentation.shell.storage import LocalFolder

PICTURES = (data.astronaut, data.coffee, data.chelsea, data.rocket)
# Pixels of the longer side; the last is that of a camera.
SIDES_PX = (120, 200, 320, 500, 640) * 8 + (4000,)
BROKEN = 10
DEADLY = "deadly.jpg"
WORKERS = 2
CLUSTERED = 3
MADE_FOR = PhotoId("0" * 64, (1000, 1000))
RECIPE = Recipe(
    strokes=(
        Stroke(Label.FOREGROUND, ((450, 500), (600, 520)), 40),
        Stroke(Label.BACKGROUND, ((20, 20), (20, 980)), 15),
    )
)


@dataclass(frozen=True)
class DeadlyFolder(LocalFolder):
    """A folder with a photo that ends the process that reads it."""

    def read(self, name: str) -> bytes:
        if name == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(name)


def write_photos(folder: Path, count: int) -> None:
    """Write the photos, good and bad."""
    folder.mkdir()
    (folder / DEADLY).touch()
    for number in range(BROKEN):
        (folder / f"broken-{number}.jpg").write_bytes(b"\xff\xd8\xff" + bytes([number]) * 500)
    for number in range(count - BROKEN - 1):
        picture = Image.fromarray(np.roll(PICTURES[number % 4](), number, axis=1))
        factor = SIDES_PX[number % len(SIDES_PX)] / max(picture.size)
        size = tuple(round(side * factor) for side in picture.size)
        picture.resize(size).save(folder / f"{number:04}.jpg", quality=90)


def order_of(folder: Path) -> Order:
    """Return what is wanted of the photos."""
    recipe = RECIPE.to_json(photo=MADE_FOR).encode()
    return Order(DeadlyFolder(folder / "photos"), LocalFolder(folder / "cutouts"), recipe)


def lead(folder: Path, scheduler: str | None) -> None:
    """Do what is missing, as the shell does."""
    order = order_of(folder)
    manifest = Manifest(order.destination)
    todo = plan(order, manifest)
    print(len(todo.missing), flush=True)
    perform = functools.partial(perform_in_processes, workers=WORKERS, timeout_s=300)
    if scheduler:
        perform = functools.partial(perform_on_cluster, scheduler=scheduler)
    for outcome in run_batch(order, manifest, todo, perform=perform):
        print(outcome.photo, flush=True)


def start(folder: Path, client: Any) -> subprocess.Popen:
    """Return a program that leads, in a session of its own, by which its memory is found."""
    scheduler = ["--scheduler", client.scheduler.address] if client else []
    return subprocess.Popen(
        [sys.executable, __file__, "--lead", folder, *scheduler],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kill_worker(client: Any) -> None:
    """Kill one of the workers of a cluster."""
    address, pid = next(iter(client.run(os.getpid).items()))
    print(f"the worker at {address} is killed")
    os.kill(pid, signal.SIGKILL)


class Memory(threading.Thread):
    """The most memory that the processes of a session have at a time."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session, self.peak_mb = session, 0

    def run(self) -> None:
        """Look until the program ends."""
        while now_mb := sum(map(self._memory_mb, Path("/proc").glob("[0-9]*"))):
            self.peak_mb = max(self.peak_mb, round(now_mb))
            time.sleep(0.05)

    def _memory_mb(self, process: Path) -> float:
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            pages = int((process / "statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 if int(fields[3]) == self.session else 0


def run(
    folder: Path,
    client: Any,
    *,
    after: int = 0,
    happens: Callable[[subprocess.Popen], None] = print,
) -> None:
    """Run the batch; something happens after some photos."""
    started = time.perf_counter()
    program = start(folder, client)
    memory = Memory(program.pid)
    memory.start()
    missing, told = int(program.stdout.readline()), 0
    for told, _ in enumerate(program.stdout, 1):
        if told == after:
            happens(program)
    code = program.wait()
    memory.join()
    print(
        f"{missing} missing, {told} told of, {time.perf_counter() - started:.0f} s, exit code "
        f"{code}, peak {memory.peak_mb} MB in all processes"
    )


def notes(folder: Path) -> list[dict]:
    """Return what all runs noted, passing over what ends too early."""
    found = []
    for path in sorted((folder / "cutouts" / NOTES).iterdir()):
        for line in path.read_text().splitlines():
            if line.endswith("}"):
                found.append(json.loads(line))
    return found


def check(folder: Path, count: int) -> None:
    """Print whether all is as it should be."""
    found = notes(folder)
    done = Counter(note["photo"] for note in found if not note["error"])
    failed = {note["photo"]: note["error"] for note in found if note["error"]}
    print(f"{len(done)} of {count} cut, {sum(done.values()) - len(done)} of them noted twice")
    for photo, error in sorted(failed.items()):
        print(f"  {photo}: {error}")
    left = list((folder / "cutouts").rglob("*.part"))
    print(f"{len(left)} files in part")
    some = sorted(done)[:: max(1, len(done) // 20)]
    alike = sum(is_alike(folder, photo) for photo in some)
    print(f"{alike} of {len(some)} cutouts have the bytes of the page")


def is_alike(folder: Path, name: str) -> bool:
    """Return whether a cutout has the bytes that the page hands over for its recipe."""
    photo = segmentation.read_image(folder / "photos" / name)
    shapes = zip(photo.rgb.shape[:2], MADE_FOR.shape, strict=True)
    recipe = RECIPE.stretched(*(new / old for new, old in shapes))
    data = segmentation.encode(segmentation.cut_out(photo, recipe), **vars(recipe.file))
    return (folder / "cutouts" / name).with_suffix(".png").read_bytes() == data


def main() -> None:
    """Run the batch twice, and look at what it has done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, default=500, metavar="N")
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--lead", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--scheduler", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.lead:
        lead(options.lead, options.scheduler)
        return
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        write_photos(folder / "photos", options.photos)
        client = None
        if options.cluster:
            client = stack.enter_context(local_cluster(folder, workers=CLUSTERED))
        third = options.photos // 3
        run(folder, client, after=third, happens=subprocess.Popen.kill)
        run(folder, client, after=third // 2, happens=lambda _: client and kill_worker(client))
        check(folder, options.photos)
        run(folder, client)


if __name__ == "__main__":
    # Other processes know its folder by the name of this module.
    from catalogue import main

    main()
