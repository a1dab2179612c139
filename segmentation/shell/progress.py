"""How far many photos are, on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from .making import Outcome


def with_progress(outcomes: Iterable[Outcome], *, total: int) -> Iterator[Outcome]:
    """Yield outcomes while a line on the terminal tells how many there are, and what is left."""
    try:
        from tqdm import tqdm
    except ImportError:
        # A host that shows the page alone has no use for it.
        yield from outcomes
        return
    failed = 0
    # None shows it on terminals alone.
    with tqdm(total=total, unit=" photos", file=sys.stderr, disable=None) as bar:
        for outcome in outcomes:
            bar.update()
            if not outcome.is_done:
                failed += 1
                bar.set_postfix_str(f"{failed} failed", refresh=False)
                # Why it failed is said on a line of its own.
                bar.clear()
            yield outcome
