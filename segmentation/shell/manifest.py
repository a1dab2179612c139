"""What is done already: notes beside the cutouts, by which a second run does only the rest.

Each run that leads writes notes of its own, so that two at once never write into one file; on
this machine at the end of one file, elsewhere, where files have no end to write at, into a new one
every few seconds. A note is a line of JSON; what a run that was killed left unfinished is passed
over.
"""

from __future__ import annotations

import dataclasses
import json
import time
import uuid
from typing import Any

from .making import Outcome
from .storage import Folder, LocalFolder

NOTES = ".seedcut/notes"
FIELDS = {field.name for field in dataclasses.fields(Outcome)}
# Of what is kept elsewhere: after so many photos, or so long, it is written down.
MOST_PENDING = 1000
MOST_PENDING_S = 5.0


class Manifest:
    """The notes of one run, and what it knows of others.

    Parameters
    ----------
    folder : Folder
        Where the cutouts go.

    Attributes
    ----------
    known : dict of str to Outcome
        What became of each photo at last, by its name.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.known: dict[str, Outcome] = {}
        self._name = f"{NOTES}/{time.time_ns():020}-{uuid.uuid4().hex[:8]}"
        self._pending: list[bytes] = []
        self._written = 0
        self._since = time.monotonic()

    def look(self, names: list[str]) -> None:
        """Read what all runs have noted so far; `names` are the files of the folder."""
        notes = [
            note
            for name in names
            if name.startswith(f"{NOTES}/")
            for note in _read_notes(self.folder.read(name))
        ]
        self.known = {note.photo: note for _, note in sorted(notes, key=lambda each: each[0])}

    def add(self, outcome: Outcome) -> None:
        """Note what became of a photo."""
        self.known[outcome.photo] = outcome
        note = {"time": time.time(), **dataclasses.asdict(outcome)}
        self._pending.append(json.dumps(note).encode() + b"\n")
        waited_s = time.monotonic() - self._since
        is_here = isinstance(self.folder, LocalFolder)
        if is_here or len(self._pending) >= MOST_PENDING or waited_s > MOST_PENDING_S:
            self.flush()

    def flush(self) -> None:
        """Write down what is not yet."""
        if not self._pending:
            return
        data = b"".join(self._pending)
        if isinstance(self.folder, LocalFolder):
            self.folder.append(f"{self._name}.jsonl", data)
        else:
            self.folder.write(f"{self._name}-{self._written:06}.jsonl", data)
        self._pending = []
        self._written += 1
        self._since = time.monotonic()


def _read_notes(data: bytes) -> list[tuple[float, Outcome]]:
    notes = filter(None, map(_read_note, data.splitlines()))
    return [(note["time"], Outcome(**{key: note[key] for key in FIELDS})) for note in notes]


def _read_note(line: bytes) -> dict[str, Any] | None:
    """Return what a line notes; None if it ends too early, or is another version's."""
    try:
        note = json.loads(line)
    except ValueError:
        return None
    return note if isinstance(note, dict) and note.keys() == FIELDS | {"time"} else None
