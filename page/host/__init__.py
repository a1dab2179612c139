"""What lets many people work on a small host at once.

`capacity` says how much the host has and how it is shared out, `turns` has people take what is
large one after the other, and `keeper` has sessions give up what can be worked out again.
"""

from page.host.capacity import (
    BYTES_PER_PIXEL,
    WEBP_BYTES_PER_PIXEL,
    Capacity,
    read_capacity,
)
from page.host.keeper import Keeper, keep_house
from page.host.turns import Turns

__all__ = [
    "BYTES_PER_PIXEL",
    "WEBP_BYTES_PER_PIXEL",
    "Capacity",
    "Keeper",
    "Turns",
    "keep_house",
    "read_capacity",
]
