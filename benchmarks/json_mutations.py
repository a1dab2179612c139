"""Changed JSON that is still JSON, so that a fuzzer gets past the parser."""

import copy
import json
import math
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

MOST_CHANGES = 4
# Longer lists are not repeated.
LONG = 500
NUMBERS = (0, 1, -1, 0.5, 3, 4, 255, 10_000, 10_001, 1e6, 2**31, 2**53, 2**64, 1e308, math.nan)
ODD = (None, True, False, "", "\ud800", "0" * 64, math.inf, [], {}, [[]], [{}], *NUMBERS)
# The root stands in a list of its own, so that each value has a container.
Place = tuple[Any, Any]


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Return a JSON text with some values changed, as `atheris.Setup` wants it."""
    random = Random(seed)
    try:
        root = [json.loads(data)]
        for _ in range(random.randint(1, MOST_CHANGES)):
            random.choice(CHANGES)(list(_places(root)), random)
        changed = json.dumps(root[0]).encode()
    except (ValueError, RecursionError):
        return b"{}"
    return changed if len(changed) <= max_size else data[:max_size]


def _places(root: list[Any]) -> Iterator[Place]:
    waiting = [root]
    while waiting:
        container = waiting.pop()
        keys = container if isinstance(container, dict) else range(len(container))
        for key in keys:
            yield container, key
            if isinstance(container[key], dict | list):
                waiting.append(container[key])


def _replace(places: list[Place], random: Random) -> None:
    container, key = random.choice(places)
    container[key] = copy.deepcopy(random.choice(ODD))


def _copy(places: list[Place], random: Random) -> None:
    container, key = random.choice(places)
    source, source_key = random.choice(places)
    container[key] = copy.deepcopy(source[source_key])


def _nudge(places: list[Place], random: Random) -> None:
    numbers = [(each, key) for each, key in places if type(each[key]) in (int, float)]
    if numbers:
        container, key = random.choice(numbers)
        value = container[key]
        near = (value + 1, value - 1, value / 2, value * 2, -value, value + random.random())
        container[key] = random.choice((*near, random.choice(NUMBERS)))


def _remove(places: list[Place], random: Random) -> None:
    container, key = random.choice(places)
    # The root stays.
    if (container, key) != places[0]:
        del container[key]


def _repeat(places: list[Place], random: Random) -> None:
    lists = [each[key] for each, key in places if isinstance(each[key], list)]
    lists = [each for each in lists if 0 < len(each) <= LONG]
    if lists:
        chosen = random.choice(lists)
        chosen.extend(copy.deepcopy(random.choice((chosen, chosen[-1:]))))


def _rename(places: list[Place], random: Random) -> None:
    fields = [(each, key) for each, key in places if isinstance(each, dict)]
    if fields:
        container, key = random.choice(fields)
        container[random.choice(fields)[1]] = container.pop(key)


def _wrap(places: list[Place], random: Random) -> None:
    container, key = random.choice(places)
    container[key] = [container[key]]


CHANGES: tuple[Callable[[list[Place], Random], None], ...] = (
    *(_replace, _copy, _nudge, _nudge, _remove, _repeat, _rename, _wrap),
)
