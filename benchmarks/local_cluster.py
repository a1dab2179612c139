"""A Dask cluster on this machine, of programs of its own, as one would find elsewhere."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
# So that workers find what benchmarks hand to them.
SETTINGS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(PROJECT)}


@contextlib.contextmanager
def local_cluster(folder: Path, *, workers: int) -> Iterator[Any]:
    """Run a scheduler and some workers of one thread each; yield a client of theirs."""
    from distributed import Client

    file = folder / f"scheduler-{time.monotonic_ns()}.json"
    local = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with contextlib.ExitStack() as programs:
        programs.enter_context(dask("scheduler", *local, "--scheduler-file", file))
        alone = ("--nthreads", "1", "--no-dashboard", "--local-directory", folder)
        for _ in range(workers):
            programs.enter_context(dask("worker", *alone, "--scheduler-file", file))
        while not file.exists() or not file.read_text().endswith("}"):
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers)
            yield client


@contextlib.contextmanager
def dask(*arguments: object) -> Iterator[None]:
    """Run a program of Dask's."""
    program = subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, arguments)],
        cwd=PROJECT / "benchmarks",
        env={**os.environ, **SETTINGS},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        program.terminate()
        program.wait()
