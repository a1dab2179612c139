"""A batch beside all else: of photos that somebody hands over, by a program of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from .. import download_name
from .making import Outcome, thumbnail_of
from .manifest import Manifest
from .recipes import RECIPE
from .storage import LocalFolder

# Whatever else the machine does comes first.
NICENESS = 10
# A photo of 64 megapixels takes a tenth of that.
TIMEOUT_S = 300
# Until a batch that is to end has ended its process, which writes no files then.
PATIENCE_S = 10


class BackgroundBatch:
    """Some photos, in a folder that goes with this object, and their cutouts.

    Parameters
    ----------
    recipe : bytes
        A recipe as JSON, for all photos; empty if each starts by itself.
    ranks_anew : bool
        Whether each photo starts by itself whatever start the recipe names.

    Attributes
    ----------
    photos, cutouts : Path
        The folders of both.
    names : tuple of str
        What the photos are called there.

    Notes
    -----
    One photo is in memory at a time, and that in another process than this one.
    """

    def __init__(self, recipe: bytes = b"", *, ranks_anew: bool = False) -> None:
        folder = Path(tempfile.mkdtemp(prefix="seedcut-"))
        self.photos, self.cutouts = folder / "photos", folder / "cutouts"
        self.photos.mkdir()
        self.names: tuple[str, ...] = ()
        self._options = ["--anew"] if ranks_anew else []
        if recipe:
            (folder / "recipe.json").write_bytes(recipe)
            self._options += ["--recipe", str(folder / "recipe.json")]
        self._started_ns = 0
        self._program = _Program()
        self._finalize = weakref.finalize(self, _end, self._program, folder)

    def add(self, name: str, data: bytes | memoryview) -> None:
        """Take a photo, under a name that no other one has, whatever its end."""
        # Dots would make it a recipe or a mask of another photo.
        safe = download_name(name, "").replace(".", "-")
        if safe.lower() in {Path(each).stem.lower() for each in self.names}:
            safe = f"{len(self.names) + 1} {safe}"
        safe += f".{name.rpartition('.')[2].lower()}"
        (self.photos / safe).write_bytes(data)
        self.names += (safe,)

    def start(self, turn: threading.Lock) -> None:
        """Cut out what is not yet, or not by its present recipe, as soon as it is one's turn."""
        command = [sys.executable, "-m", "segmentation", "batch", self.photos, self.cutouts]
        limits = ["--workers", "1", "--timeout", str(TIMEOUT_S), "--quiet"]
        self._started_ns = max((path.stat().st_mtime_ns for path in self._recipes()), default=0)
        self._program.start([*command, *self._options, *limits], turn)

    def close(self) -> None:
        """End what is running, and remove all files."""
        self._finalize()

    @property
    def is_running(self) -> bool:
        """Whether there is more to come."""
        return self._program.is_running

    @property
    def is_waiting(self) -> bool:
        """Whether it is the turn of others."""
        return self._program.is_waiting

    @property
    def has_corrections(self) -> bool:
        """Whether a recipe was saved beside a photo since the last start."""
        return any(path.stat().st_mtime_ns > self._started_ns for path in self._recipes())

    def outcomes(self) -> list[Outcome]:
        """Return what became of the photos so far: first what failed, then the most doubtful."""
        folder = LocalFolder(self.cutouts)
        manifest = Manifest(folder)
        manifest.look(sorted(folder.find()) if self.cutouts.exists() else [])
        return sorted(manifest.known.values(), key=lambda each: (each.is_done, -each.doubt))

    def thumbnail(self, outcome: Outcome) -> bytes:
        """Return the small picture of a cutout, as WebP with transparency."""
        return (self.cutouts / thumbnail_of(outcome.output)).read_bytes()

    def _recipes(self) -> list[Path]:
        return list(self.photos.glob(f"*{RECIPE}"))


def zip_parts(paths: Sequence[Path], *, most_bytes: int) -> list[list[Path]]:
    """Return files, in their order, in parts that each go into a ZIP file.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    most_bytes : int
        How many bytes the files of a part have at the most; a larger file has a part of its own.

    Returns
    -------
    parts : list of list of Path
        As few as the order allows.
    """
    parts: list[list[Path]] = []
    room = -1
    for path in paths:
        size = path.stat().st_size
        if size > room:
            parts.append([])
            room = most_bytes
        parts[-1].append(path)
        room -= size
    return parts


def write_zip(paths: Sequence[Path], file: BinaryIO) -> None:
    """Write files into a ZIP file, as they are: pictures don't become smaller."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path in paths:
            archive.write(path, path.name)


class _Program:
    """A program that waits for its turn, and can be ended at any time."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._change = threading.Lock()
        self._is_ended = False

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def is_waiting(self) -> bool:
        return self.is_running and self._process is None

    def start(self, command: list[object], turn: threading.Lock) -> None:
        self._process = None
        self._thread = threading.Thread(target=self._run, args=(command, turn), daemon=True)
        self._thread.start()

    def end(self) -> None:
        with self._change:
            self._is_ended = True
            if self._process is None:
                return
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE_S)
            self._process.kill()

    def _run(self, command: list[object], turn: threading.Lock) -> None:
        with turn:
            with self._change:
                if self._is_ended:
                    return
                self._process = subprocess.Popen(
                    list(map(str, command)),
                    cwd=Path(__file__).parents[2],
                    stdin=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                if hasattr(os, "setpriority"):
                    os.setpriority(os.PRIO_PROCESS, self._process.pid, NICENESS)
            self._process.wait()


def _end(program: _Program, folder: Path) -> None:
    program.end()
    shutil.rmtree(folder, ignore_errors=True)
