"""What lets many people work on a small host at once.

`limits` says how much the host has and how it is shared out, `turns` has people take what is large
one after the other, and `keeper` has sessions give up what can be worked out again.
"""

from page.host.keeper import Keeper, keep_house
from page.host.limits import BYTES_PER_PIXEL, Limits, read_limits
from page.host.turns import Turns

__all__ = ["BYTES_PER_PIXEL", "Keeper", "Limits", "Turns", "keep_house", "read_limits"]
