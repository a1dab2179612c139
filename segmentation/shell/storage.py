"""Folders of files, on this machine or at any address that fsspec knows."""

from __future__ import annotations

import contextlib
import functools
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import InputError

# What storages call that which changes with a file, the surest first.
CHANGING = ("ETag", "etag", "mtime", "LastModified", "updated", "created", "date_time")
MISSING = "{!r} is an address, for which fsspec is needed: pip install 'seedcut[remote]'"


@dataclass(frozen=True)
class LocalFolder:
    """A folder on this machine, or on a disk that others share."""

    root: Path

    def find(self) -> dict[str, str]:
        """Return the names of all files below, each with what changes when its file does."""
        return {
            Path(path).relative_to(self.root).as_posix(): f"{status.st_size}-{status.st_mtime_ns}"
            for path, status in _walk(self.root)
        }

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        return (self.root / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Write a file, as a whole or not at all."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)

    def append(self, name: str, data: bytes) -> None:
        """Write at the end of a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(data)

    def name_in(self, other: Folder) -> str | None:
        """Return what another folder calls this one, if it lies in it."""
        if isinstance(other, LocalFolder) and self.root.is_relative_to(other.root):
            return self.root.relative_to(other.root).as_posix()
        return None

    def __str__(self) -> str:
        return str(self.root)


@dataclass(frozen=True)
class RemoteFolder:
    """A folder at an address; its files are written as a whole by whatever stores them."""

    address: str

    def find(self) -> dict[str, str]:
        """Return the names of all files below, each with what changes when its file does."""
        files, root = _file_system(self.address)
        files.invalidate_cache()
        with _reaching(self.address):
            found = files.find(root, detail=True)
        return {_name_below(root, path): _stamp(about) for path, about in sorted(found.items())}

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        files, root = _file_system(self.address)
        return files.cat_file(_join(root, name))

    def write(self, name: str, data: bytes) -> None:
        """Write a file, as a whole or not at all."""
        files, root = _file_system(self.address)
        path = _join(root, name)
        try:
            files.pipe_file(path, data)
        except FileNotFoundError:
            # Only some storages have folders that must be there first.
            files.makedirs(path.rpartition("/")[0], exist_ok=True)
            files.pipe_file(path, data)

    def name_in(self, other: Folder) -> str | None:
        """Return what another folder calls this one, if it lies in it."""
        if not isinstance(other, RemoteFolder):
            return None
        (files, root), (_, above) = _file_system(self.address), _file_system(other.address)
        is_same = type(files) is type(_file_system(other.address)[0])
        if is_same and f"{root}/".startswith(f"{above.rstrip('/')}/"):
            return _name_below(above, root) or "."
        return None

    def __str__(self) -> str:
        return self.address


Folder = LocalFolder | RemoteFolder


def open_folder(address: str) -> Folder:
    """Return the folder that a path or an address names; it need not be there."""
    if is_remote(address):
        _file_system(address)
        return RemoteFolder(address)
    return LocalFolder(Path(address.removeprefix("file://")).resolve())


def is_remote(address: str) -> bool:
    """Return whether it takes fsspec to reach an address."""
    return ("://" in address or "::" in address) and not address.startswith("file://")


def read_file(address: str) -> bytes:
    """Return what the file at a path or an address holds."""
    if not is_remote(address):
        return Path(address).read_bytes()
    files, path = _file_system(address)
    with _reaching(address):
        return files.cat_file(path)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that it is never there in part."""
    if path.exists() and not path.is_file():
        # Nothing can take the place of a device.
        path.write_bytes(data)
        return
    beside = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        beside.unlink(missing_ok=True)


def _walk(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            elif entry.is_file():
                yield entry.path, entry.stat()


@contextlib.contextmanager
def _reaching(address: str) -> Iterator[None]:
    """Say of what keeps one from an address that it does: mostly, it is for the user to mend."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        # What storages raise has nothing in common.
        raise InputError(f"{address!r} can't be reached: {error}") from error


@functools.lru_cache
def _file_system(address: str) -> tuple[Any, str]:
    """Return what reaches an address, and what it calls it."""
    try:
        import fsspec.core
    except ImportError:
        raise InputError(MISSING.format(address)) from None
    try:
        return fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise InputError(f"{address!r} can't be reached: {error}") from None


def _stamp(about: dict[str, Any]) -> str:
    changing = next((about[key] for key in CHANGING if about.get(key)), "")
    return f"{about.get('size')}-{changing}"


def _join(root: str, name: str) -> str:
    return f"{root.rstrip('/')}/{name}" if root.strip("/") else root + name


def _name_below(root: str, path: str) -> str:
    return path.removeprefix(root).lstrip("/")
