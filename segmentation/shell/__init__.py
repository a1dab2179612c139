"""The shell: photos → cutouts, one or a hundred thousand, on one machine or on many.

`parser` knows the words, `command` runs them; `making` makes one cutout from what `recipes` finds
to be its recipe; `batch` leads many, in `processes` or on a `cluster`, and notes in `manifest` what
is done, which `report` shows, and `mending` corrects; `background` is a batch beside all else.
`storage` is where files are. May import nothing but what the package exports.
"""

from .command import main

__all__ = ["main"]
