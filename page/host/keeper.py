"""Who is at work on a photo, and what each keeps in memory.

Whatever a session keeps beside what its user decided can be worked out again. Those who answered a
stroke last have all of it at hand; the others give up what is large and soon made again. Who rests
gives up everything as soon as somebody needs the room; who does nothing for minutes, or closed the
tab, in any case.
"""

import contextlib
import ctypes
import functools
import gc
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from page.host.capacity import Capacity

# Opening a photo anew takes a second or two.
RESTING_S = 30.0
IDLE_S = 300.0
TIDYING_S = 5.0
# Of all memory: what is left beside the page.
USABLE_SHARE = 0.9
STATUS = Path("/proc/self/statm")
PAGE_BYTES = 4096
# What `mallopt` calls its settings. Every thread would have a pool of its own, which keeps what it
# got; photos at full size go back to the system at once, always.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
POOLS = 1
LARGE_BYTES = 8 * 1024 * 1024


@dataclass
class Desk:
    """What is known of a session at work: when it did something, and what could be given up."""

    used_s: float
    things: dict[int, weakref.ref[Any]] = field(default_factory=dict)

    def give_up(self) -> None:
        """Have things forget what is large and soon made again."""
        for reference in list(self.things.values()):
            if (thing := reference()) is not None:
                thing.give_up()


class Keeper:
    """Keeps the desks of all sessions at work, in the order in which they were used.

    Parameters
    ----------
    limits : Capacity
        How many photos may be at work, and how many of them may keep everything at hand.
    clear : callable
        Clears the caches of a session.
    used_bytes : callable
        Returns how much memory is used.
    now_s : callable
        Returns the time.
    """

    def __init__(
        self,
        limits: Capacity,
        clear: Callable[[str], None],
        *,
        used_bytes: Callable[[], int] = lambda: used_memory(),
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._clear = clear
        self._used_bytes = used_bytes
        self._now_s = now_s
        self._desks: dict[str, Desk] = {}
        self._lock = threading.Lock()

    def admit(self, session: str) -> bool:
        """Give a session a desk if it has one or there is room for one more; return whether.

        Where all are taken, somebody who rests makes room.
        """
        resting = self._longest_idle(RESTING_S)
        if resting and not self._has_room(session):
            self._empty(resting[0])
        with self._lock:
            if not self._has_room(session):
                return False
            self._use(session)
            return True

    def use(self, session: str, thing: Any = None) -> None:
        """Note that a session is at work, whether there is room or not, with a large thing.

        The thing has a method `give_up`, and nothing here keeps it alive.
        """
        with self._lock:
            desk = self._use(session)
            if thing is not None:
                desk.things[id(thing)] = weakref.ref(thing)
        self.cool()

    def leave(self, session: str) -> bool:
        """Take away the desk of a session; return whether it had one."""
        with self._lock:
            return self._desks.pop(session, None) is not None

    def cool(self) -> None:
        """Have all but those who were at work last give up what is soon made again."""
        with self._lock:
            cold = list(self._desks.values())[: -self._limits.most_warm]
        for desk in cold:
            desk.give_up()

    def tidy(self) -> None:
        """Have sessions that did nothing for minutes give up everything."""
        # What was at work meanwhile has made again what it had given up.
        self.cool()
        for session in self._longest_idle(IDLE_S):
            self._empty(session)

    def make_room(self, needed_bytes: int) -> bool:
        """Have sessions give up what they can while room is needed; return whether there is then.

        The least recently used first, and at first what is soon made again; if that is not enough,
        those who rest give up everything.
        """
        most = USABLE_SHARE * self._limits.memory_bytes - needed_bytes
        with self._lock:
            steps: list[Callable[[], None]] = [desk.give_up for desk in self._desks.values()]
        resting = self._longest_idle(RESTING_S)
        steps += [functools.partial(self._empty, session) for session in resting]
        for give_up in steps:
            if self._used_bytes() <= most:
                return True
            give_up()
        return self._used_bytes() <= most

    def _has_room(self, session: str) -> bool:
        return session in self._desks or len(self._desks) < self._limits.most_photos

    def _longest_idle(self, seconds: float) -> list[str]:
        """Return the sessions that did nothing for so long, the least recently used first."""
        with self._lock:
            soonest = self._now_s() - seconds
            return [name for name, desk in self._desks.items() if desk.used_s <= soonest]

    def _use(self, session: str) -> Desk:
        desk = self._desks.pop(session, None) or Desk(0.0)
        desk.used_s = self._now_s()
        self._desks[session] = desk
        return desk

    def _empty(self, session: str) -> None:
        if self.leave(session):
            self._clear(session)


def keep_house(keeper: Keeper) -> None:
    """Tidy up for as long as the server runs, in a thread of its own."""
    tame_allocator()

    def tidy() -> None:
        while True:
            time.sleep(TIDYING_S)
            keeper.tidy()
            collect_circles()
            give_back()

    threading.Thread(target=tidy, name="housekeeping", daemon=True).start()


def collect_circles() -> None:
    """Free what only refers to itself, as closed tabs leave it behind; set all the rest aside.

    Streamlit collects after every run, and would look at all modules again each time, for a
    twentieth of a second. What is set aside is looked at here, the next time.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def used_memory() -> int:
    """Return how many bytes of memory the process has; 0 where the system does not say."""
    give_back()
    return PAGE_BYTES * int(STATUS.read_text().split()[1]) if STATUS.exists() else 0


def tame_allocator() -> None:
    """Have freed memory go back to the system, where the C library can be told so."""
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_ARENA_MAX, POOLS)
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(M_TRIM_THRESHOLD, LARGE_BYTES)


def give_back() -> None:
    """Give freed memory back to the system, where the C library can be told so."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
