"""How much memory the host has, and how it is shared out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segmentation.photo import MAX_PIXELS

MB = 1_000_000
SETTING = "SEEDCUT_MAX_MEGAPIXELS"
# Where Linux says how much memory a control group may have, by the version of control groups.
GROUPS = {
    "sys/fs/cgroup": "memory.max",
    "sys/fs/cgroup/memory": "memory.limit_in_bytes",
}
# Of systems that don't say how much they have.
ASSUMED_BYTES = 4000 * MB
# The page with all that it imports, and what comes and goes at once.
FOR_PAGE = 350 * MB
# Measured: at most 14 while a photo of 48 megapixels is cut out, with blur and shadow.
BYTES_PER_PIXEL = 15
# WebP is written from copies, whether it keeps every pixel or not: 14 were measured.
WEBP_BYTES_PER_PIXEL = 24
# Beside the page there is room for one export of 12 megapixels.
FOR_EXPORT = 12 * MB * BYTES_PER_PIXEL
# What a photo at work keeps, with what is needed while all draw at once on a busy machine
# (`benchmarks/load.py`), and what more as long as strokes are answered fastest.
PER_PHOTO = 45 * MB
PER_WARM_PHOTO = 36 * MB
WARM_SHARE = 0.1


@dataclass(frozen=True)
class Capacity:
    """How much of the host people may take.

    Attributes
    ----------
    memory_bytes : int
        What the page may use in all.
    max_pixels : int
        Larger photos are opened at reduced size.
    most_photos : int
        When so many photos are at work, newcomers have to wait.
    most_warm : int
        So many of them have everything at hand that answers strokes fastest.
    """

    memory_bytes: int
    max_pixels: int
    most_photos: int
    most_warm: int


def read_capacity(root: Path = Path("/"), environment: Mapping[str, str] = os.environ) -> Capacity:
    """Return what the host allows.

    Parameters
    ----------
    root : Path
        Where the host's files lie.
    environment : mapping
        May hold `SEEDCUT_MAX_MEGAPIXELS`, the size from which photos are reduced.

    Returns
    -------
    limits : Capacity
        By the memory of the container, or of the machine. At least one photo and one megapixel;
        never more than `MAX_PIXELS`.

    Raises
    ------
    ValueError
        If the environment holds something else than a positive number.
    """
    memory = find_memory(root)
    given = environment.get(SETTING)
    pixels = (memory - FOR_PAGE) / BYTES_PER_PIXEL if given is None else 1e6 * positive(given)
    return Capacity(
        memory_bytes=memory,
        max_pixels=round(min(max(pixels, 1e6), MAX_PIXELS)),
        most_photos=max(1, (memory - FOR_PAGE - FOR_EXPORT) // PER_PHOTO),
        most_warm=max(1, int(WARM_SHARE * memory) // PER_WARM_PHOTO),
    )


def find_memory(root: Path) -> int:
    """Return how many bytes of memory there are for the page."""
    # A container mostly sees its own group as the outermost one.
    places = ["", *own_groups(root / "proc/self/cgroup")]
    files = [root / group / place / file for group, file in GROUPS.items() for place in places]
    texts = (path.read_text() for path in files if path.exists())
    # A group without a limit says "max".
    return min([machine_memory(), *(int(text) for text in texts if text.strip().isdigit())])


def own_groups(path: Path) -> list[str]:
    """Return the control groups that limit the memory of this process."""
    lines = path.read_text().splitlines() if path.exists() else []
    groups = (line.split(":", 2) for line in lines)
    return [place.strip("/") for _, kinds, place in groups if kinds in ("", "memory")]


def machine_memory() -> int:
    """Return how many bytes of memory the machine has."""
    if not hasattr(os, "sysconf"):
        return ASSUMED_BYTES
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def positive(text: str) -> float:
    """Return the positive number that the setting holds."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ValueError(f"{SETTING} must be a positive number, got {text!r}")
    return number
