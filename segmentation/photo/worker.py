"""What runs in the process that pictures are read in, see `apart`."""

from __future__ import annotations

import os
import signal
import sys
import types
from pathlib import Path
from typing import IO, Any

if sys.platform != "win32":
    import resource

TIME_S, TIME_S_PER_PIXEL = 3, 0.15e-6
MEMORY_BYTES, MEMORY_BYTES_PER_PIXEL = 300_000_000, 8


def allow(pixels: int) -> None:
    """Give a picture of so many pixels its time and memory; with more the process dies."""
    if hasattr(signal, "setitimer"):
        # Nobody handles the signal, so that it ends the process even within a decoder.
        signal.setitimer(signal.ITIMER_PROF, TIME_S + TIME_S_PER_PIXEL * pixels)
    _limit_memory(MEMORY_BYTES + MEMORY_BYTES_PER_PIXEL * pixels)


def rest() -> None:
    """Take all limits away."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)
    _limit_memory(None)


def _limit_memory(most_bytes: int | None) -> None:
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most_bytes or hard, hard))


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    from segmentation.photo import apart

    # All that reading needs has been imported.
    apart.send(answers, {"ready": True}, {})
    while True:
        try:
            said, bodies = apart.receive(requests)
        except EOFError:
            return
        apart.send(answers, *_answer(bodies.pop("file"), *said["limits"]))


def _answer(
    data: bytes, max_pixels: int, fit_pixels: int | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    from segmentation.photo import apart, decode, errors, read

    allow(0)
    try:
        photo = read.read_within(data, decode.Limits(max_pixels, fit_pixels, announce=allow))
    except errors.ImageError as error:
        return {"error": str(error)}, {}
    except MemoryError:
        return {"error": errors.TOO_COSTLY}, {}
    finally:
        rest()
    return apart.pack_photo(photo)


def _import_nothing_else() -> None:
    """Let modules be imported without their packages, which import what reading needs not."""
    folder = Path(__file__).parent
    for name, place in (("segmentation", folder.parent), ("segmentation.photo", folder)):
        package = types.ModuleType(name)
        package.__path__ = [str(place)]
        sys.modules[name] = package


def _use_few_threads() -> None:
    """Keep each thread's stack from being taken for memory of the picture."""
    from PIL import AvifImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 2


if __name__ == "__main__":
    # Whoever started it stops it, by closing its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _import_nothing_else()
    _use_few_threads()
    answers = os.fdopen(os.dup(1), "wb")
    # What decoders print must not come between answers.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)
