"""Photos are cut out by several processes, none of which can stop the others."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection, wait
from types import ModuleType

from .making import Job, Order, Outcome, failed, perform

KILLED = "this photo ended the process that worked on it (exit code {})"
NOT_BEGUN = "a process ended before it had begun (exit code {})"
TOO_LONG = "this photo took longer than {:g} seconds"
# A process that starts takes the package over from one that has imported it already.
CONTEXT = (
    multiprocessing.get_context("forkserver")
    if "forkserver" in multiprocessing.get_all_start_methods()
    else multiprocessing.get_context("spawn")
)
# Several processes share the cores; each would otherwise take them all.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE_S = 5.0


def perform_in_processes(
    order: Order, jobs: Iterable[Job], *, workers: int, timeout_s: float | None = None
) -> Iterator[Outcome]:
    """Yield what became of each photo, as it comes.

    Parameters
    ----------
    order : Order
        What is wanted of all photos.
    jobs : iterable of Job
        The photos.
    workers : int
        How many photos are worked on at a time, each by a process of its own.
    timeout_s : float, optional
        How long a photo may take; without limit by default.

    Yields
    ------
    outcome : Outcome
        Of a photo that ends its process, or takes too long, as of any other that fails; a new
        process goes on with the next photo.

    Raises
    ------
    RuntimeError
        If a process ends before it has begun.

    Notes
    -----
    No more photos are in memory than there are workers. Processes whose leader is gone end after
    the photo that they are at.
    """
    jobs = iter(jobs)
    idle: list[_Worker] = []
    busy: list[_Worker] = []
    _share_cores()
    try:
        while True:
            for job in islice(jobs, workers - len(busy)):
                worker = idle.pop() if idle else _Worker(order)
                worker.begin(job)
                busy.append(worker)
            if not busy:
                return
            for worker in _ready(busy, timeout_s):
                outcome = worker.end(timeout_s)
                if outcome is not None:
                    busy.remove(worker)
                    if worker.process.is_alive():
                        idle.append(worker)
                    yield outcome
    finally:
        for worker in (*idle, *busy):
            worker.stop()


class _Worker:
    """A process that works on one photo at a time, as its leader sees it."""

    def __init__(self, order: Order) -> None:
        self.pipe, theirs = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=_serve, args=(theirs, order), daemon=True)
        with _hidden_script():
            self.process.start()
        theirs.close()
        self.has_begun = False
        self.since = time.monotonic()

    def begin(self, job: Job) -> None:
        """Have the process work on a photo."""
        self.job = job
        self.since = time.monotonic()
        self.pipe.send(job)

    def lasts(self, timeout_s: float | None) -> bool:
        """Return whether the photo may still take its time."""
        return timeout_s is None or not self.has_begun or self.left_s(timeout_s) > 0

    def left_s(self, timeout_s: float) -> float:
        """Return how long the photo may still take."""
        return self.since + timeout_s - time.monotonic()

    def end(self, timeout_s: float | None) -> Outcome | None:
        """Return what became of the photo, or None if the process has only just begun."""
        if not self.pipe.poll():
            self.kill()
            return failed(self.job, TOO_LONG.format(timeout_s))
        try:
            outcome = self.pipe.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            if not self.has_begun:
                raise RuntimeError(NOT_BEGUN.format(self.process.exitcode)) from None
            return failed(self.job, KILLED.format(self.process.exitcode))
        if outcome is None:
            self.has_begun = True
            self.since = time.monotonic()
        return outcome

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def stop(self) -> None:
        """End the process; what it writes is there as a whole or not at all."""
        self.process.terminate()
        self.process.join(PATIENCE_S)
        self.kill()


def _ready(busy: list[_Worker], timeout_s: float | None) -> list[_Worker]:
    """Return the workers that have something to say, and those that have had their time."""
    limits = [worker.left_s(timeout_s) for worker in busy if timeout_s and worker.has_begun]
    said = wait([worker.pipe for worker in busy], max(0, min(limits)) if limits else None)
    return [worker for worker in busy if worker.pipe in said or not worker.lasts(timeout_s)]


@contextlib.contextmanager
def _hidden_script() -> Iterator[None]:
    """Keep new processes from running the script of this one, which may do anything."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _share_cores() -> None:
    for name in THREADS:
        os.environ.setdefault(name, "1")
    if CONTEXT.get_start_method() == "forkserver":
        CONTEXT.set_forkserver_preload([__name__])


def _serve(pipe: Connection, order: Order) -> None:
    """Work on one photo after the other, until the leader ends this process or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    try:
        pipe.send(None)
        while True:
            pipe.send(perform(order, pipe.recv()))
    except (EOFError, ConnectionError):
        return
