"""Photos are cut out by an existing Dask cluster."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from .. import InputError
from .making import Job, Order, Outcome, failed, perform

# Enough that no worker waits for its next photo, few enough for the scheduler's memory.
IN_FLIGHT_PER_THREAD = 8
LEAST_IN_FLIGHT = 64
CONNECTS_S = 10
KILLED = "this photo ended each worker that worked on it"
MISSING = "--scheduler needs Dask: pip install 'seedcut[cluster]'"


def perform_on_cluster(order: Order, jobs: Iterable[Job], *, scheduler: str) -> Iterator[Outcome]:
    """Yield what became of each photo, as it comes.

    Parameters
    ----------
    order : Order
        What is wanted of all photos. The workers must reach its folders under the same names, and
        have this program in the same version.
    jobs : iterable of Job
        The photos.
    scheduler : str
        The address of the scheduler, as 'tcp://host:8786'.

    Yields
    ------
    outcome : Outcome
        Once for each photo, however many workers are lost meanwhile. What takes several workers
        with it is tried again alone, after all others, and has failed if it does the same then.

    Raises
    ------
    InputError
        If there is no Dask here, or no scheduler there.

    Notes
    -----
    Names go through the scheduler, and what became of them; photos and cutouts do not. Only so
    many photos are handed over at a time that no worker waits. Which worker takes over from a lost
    one, and how often, is Dask's part.
    """
    suspects: list[Job] = []
    with _connect(scheduler) as client:
        for job, outcome in _at_work(client, order, jobs):
            if outcome is None:
                suspects.append(job)
            else:
                yield outcome
        # Most of those that were on a lost worker have not lost it. Alone, each answers for itself.
        for suspect in suspects:
            for job, outcome in _at_work(client, order, [suspect]):
                yield outcome or failed(job, KILLED)


def _at_work(
    client: Any, order: Order, jobs: Iterable[Job]
) -> Iterator[tuple[Job, Outcome | None]]:
    """Yield what became of each photo, as it comes; None if it lost several workers."""
    from distributed import as_completed

    jobs, run = iter(jobs), uuid.uuid4().hex
    waiting: dict[Any, Job] = {}

    def submit(most: int) -> list[Any]:
        some = list(islice(jobs, most))
        keys = [f"cut-{run}-{job.photo}" for job in some]
        found = client.map(perform, [order] * len(some), some, key=keys, pure=False)
        waiting.update(zip(found, some, strict=True))
        return found

    # With results, for asking for each would take longer than most else.
    first = submit(_in_flight(client))
    ready = as_completed(first, loop=client.loop, with_results=True, raise_errors=False)
    for batch in ready.batches():
        for future, result in batch:
            job = waiting.pop(future)
            yield job, _outcome(future, result, job)
        ready.update(submit(len(batch)))


def _outcome(future: Any, result: Any, job: Job) -> Outcome | None:
    from distributed import KilledWorker

    if isinstance(result, Outcome):
        return result
    error = future.exception()
    if isinstance(error, KilledWorker):
        return None
    return failed(job, f"the cluster gave it up: {error}")


def _in_flight(client: Any) -> int:
    threads = sum(client.nthreads().values())
    return max(LEAST_IN_FLIGHT, IN_FLIGHT_PER_THREAD * threads)


def _connect(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise InputError(MISSING) from None
    try:
        return Client(scheduler, timeout=CONNECTS_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"--scheduler: there is none at {scheduler!r}: {error}") from None
