"""The log: one line for each upload, cut and export, without names or content.

A line is `key=value` pairs on the logger `seedcut`, at level INFO::

    2026-11-25T07:13:09+0000 INFO event=cut seconds=0.031 memory_mb=412 done=yes method=graph_cut …

Values are numbers and words of ours: what a person calls a file, or has in it, can't get here.
"""

import contextlib
import logging
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

LOG = logging.getLogger("seedcut")
LINE = "%(asctime)s %(levelname)s %(message)s"
TIME = "%Y-%m-%dT%H:%M:%S%z"
WORD = re.compile(r"\w{1,20}")
# What Linux says of the process: pages in all, pages in memory, and so on.
MEMORY = Path("/proc/self/statm")
Fact = float | str


@contextlib.contextmanager
def logged(event: str, **facts: Fact) -> Iterator[dict[str, Fact]]:
    """Write a line about what is done inside, whether or not it comes to its end.

    Parameters
    ----------
    event : str
        What is done.
    **facts : number or str
        What else the line says; more can be put into the mapping that is returned.

    Raises
    ------
    ValueError
        If a fact is neither a number nor a single word.
    """
    start, done = time.perf_counter(), "no"
    try:
        yield facts
        done = "yes"
    finally:
        spent = {"seconds": round(time.perf_counter() - start, 3), "memory_mb": memory_mb()}
        LOG.info(pairs({"event": event, **spent, "done": done, **facts}))


def pairs(facts: dict[str, Fact]) -> str:
    """Return facts as `key=value` pairs."""
    for key, value in facts.items():
        if isinstance(value, str) and not WORD.fullmatch(value):
            raise ValueError(f"{key} must be a number or a single word, got another text")
    return " ".join(f"{key}={value}" for key, value in facts.items())


def memory_mb() -> int:
    """Return how much memory the process has now; 0 where the system does not say."""
    if not MEMORY.exists():
        return 0
    return round(int(MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)


def start_logging() -> None:
    """Have the lines written to the standard error stream, unless the host takes them already."""
    if LOG.hasHandlers():
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(LINE, TIME))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
