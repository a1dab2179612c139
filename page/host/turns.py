"""A queue for what only one may do at a time, in the order of coming."""

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator

# How often somebody who waits is told again, which also notices that the page was left.
PATIENCE_S = 1.0


class Turns:
    """Lets one in at a time, in the order of coming. Who has the turn may take it again."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._line: deque[object] = deque()
        self._holder = threading.local()

    @contextlib.contextmanager
    def take(self, tell: Callable[[int], None] = lambda before: None) -> Iterator[None]:
        """Wait for one's turn, and have it.

        Parameters
        ----------
        tell : callable
            Called with how many are before oneself, again and again while there are some. What it
            raises ends the waiting.
        """
        if getattr(self._holder, "has_turn", False):
            yield
            return
        ticket = object()
        with self._changed:
            self._line.append(ticket)
        try:
            self._wait(ticket, tell)
            self._holder.has_turn = True
            yield
        finally:
            self._holder.has_turn = False
            with self._changed:
                self._line.remove(ticket)
                self._changed.notify_all()

    def _wait(self, ticket: object, tell: Callable[[int], None]) -> None:
        while before := self._before(ticket):
            # Without the lock: it may take its time.
            tell(before)
            with self._changed:
                self._changed.wait_for(lambda: self._line.index(ticket) < before, PATIENCE_S)

    def _before(self, ticket: object) -> int:
        with self._changed:
            return self._line.index(ticket)
