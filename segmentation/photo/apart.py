"""Reading pictures in a process of its own, so that no file can hang the program or use it up.

The process stays for the next picture; `worker` is what runs in it. It is stopped where a picture
takes more than 3 s of processor time and .15 s per megapixel, or more than 300 MB of memory and 8
bytes per pixel (Linux and macOS; macOS knows no such limit of memory), and where it does not
answer for two minutes (everywhere). Where no process can be started, pictures are read in this one.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import numpy as np

from .errors import TOO_COSTLY, ImageError
from .read import MAX_PIXELS, Photo, read_image

WORKER = Path(__file__).with_name("worker.py")
# A busy computer may take many times longer than its processor works on a picture.
MOST_WAITING_S = 120
LENGTHS = struct.Struct("<II")

Bodies = dict[str, Any]


def read_image_apart(
    data: bytes, *, max_pixels: int = MAX_PIXELS, fit_pixels: int | None = None
) -> Photo:
    """Return the photo that a picture file holds, read in a process with limits.

    Parameters
    ----------
    data : bytes
        The file.
    max_pixels, fit_pixels : int, optional
        As `read_image` takes them.

    Returns
    -------
    photo : Photo
        As `read_image` returns it.

    Raises
    ------
    ImageError
        Where `read_image` raises it, and if the process dies or has to be stopped.

    Notes
    -----
    One picture is read at a time; others wait for their turn. A photo of 12 megapixels takes some
    40 ms longer than with `read_image`.
    """
    return _reader.read(data, max_pixels, fit_pixels)


def start_reading() -> None:
    """Start the process, so that it is ready when the first picture comes."""
    _reader.start()


def pack_photo(photo: Photo) -> tuple[dict[str, Any], Bodies]:
    """Return what `unpack_photo` makes a photo of: what JSON can hold, and what are bytes."""
    bodies = {key: value for key, value in photo.info.items() if isinstance(value, bytes)}
    info = {key: value for key, value in photo.info.items() if key not in bodies}
    said = {"info": info, "shape": photo.rgb.shape[:2]}
    said |= {"digest": photo.digest, "remark": photo.remark}
    alpha = {} if photo.alpha is None else {"alpha": photo.alpha.data.cast("B")}
    return said, {"rgb": photo.rgb.data.cast("B"), **alpha, **bodies}


def unpack_photo(said: dict[str, Any], bodies: Bodies) -> Photo:
    """Return the photo that `pack_photo` took apart."""
    info = said["info"] | {key: bodies[key] for key in bodies.keys() - {"rgb", "alpha"}}
    if "dpi" in info:
        info["dpi"] = tuple(info["dpi"])
    arrays = {key: np.frombuffer(bodies[key], np.uint8) for key in bodies.keys() & {"rgb", "alpha"}}
    for array in arrays.values():
        array.flags.writeable = False
    shape = tuple(said["shape"])
    return Photo(
        rgb=arrays["rgb"].reshape(*shape, 3),
        alpha=arrays["alpha"].reshape(shape) if "alpha" in arrays else None,
        info=MappingProxyType(info),
        digest=said["digest"],
        remark=said["remark"],
    )


def send(stream: IO[bytes], said: dict[str, Any], bodies: Bodies) -> None:
    """Write one message: a header in JSON, and bytes."""
    sizes = {name: len(body) for name, body in bodies.items()}
    head, table = (json.dumps(each).encode() for each in (said, sizes))
    stream.write(LENGTHS.pack(len(head), len(table)) + head + table)
    for body in bodies.values():
        stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], Bodies]:
    """Return the next message; EOFError if there is none, or not all of it."""
    lengths = LENGTHS.unpack(_read(stream, LENGTHS.size))
    said, sizes = (json.loads(_read(stream, length)) for length in lengths)
    return said, {name: _read(stream, size) for name, size in sizes.items()}


def _read(stream: IO[bytes], size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    return body


class Reader:
    """Has pictures read in a process of its own, one at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        # Whether it has shown that it can read.
        self._is_ready = False
        self._is_possible = True

    def start(self) -> None:
        """Start the process, unless it reads already."""
        if self._turn.acquire(blocking=False):
            self._start()
            self._turn.release()

    def read(self, data: bytes, max_pixels: int, fit_pixels: int | None) -> Photo:
        """Return the photo that a file holds, see `read_image_apart`."""
        with self._turn:
            answer = self._ask(data, max_pixels, fit_pixels)
        if answer is None:
            return read_image(data, max_pixels=max_pixels, fit_pixels=fit_pixels)
        said, bodies = answer
        if "error" in said:
            raise ImageError(said["error"])
        return unpack_photo(said, bodies)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            for stream in filter(None, (self._process.stdin, self._process.stdout)):
                # What could not be written any more is lost.
                with suppress(OSError):
                    stream.close()
            self._process.wait()
            self._process = None

    def _ask(self, data: bytes, *limits: int | None) -> tuple[dict[str, Any], Bodies] | None:
        """Return the answer of the process; None if there can be none."""
        self._start()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            with _killed_when_late(process):
                if not self._is_ready:
                    receive(process.stdout)
                    self._is_ready = True
                send(process.stdin, {"limits": limits}, {"file": data})
                return receive(process.stdout)
        except (OSError, EOFError):
            self.close()
            if not self._is_ready:
                self._is_possible = False
                return None
            # For the next one.
            self._start()
            raise ImageError(TOO_COSTLY) from None

    def _start(self) -> None:
        if not self._is_possible or (self._process and self._process.poll() is None):
            return
        self.close()
        self._is_ready = False
        # Without the script's own folder, whose modules have names of common ones.
        command = [sys.executable, "-P", str(WORKER)]
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except (OSError, TypeError, ValueError):
            self._is_possible = False


_reader = Reader()


@contextmanager
def _killed_when_late(process: subprocess.Popen[bytes]) -> Iterator[None]:
    timer = threading.Timer(MOST_WAITING_S, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
