"""Command line: ``python -m segmentation`` is ``seedcut``.

May import `shell`.
"""

from __future__ import annotations

import sys

from .shell import main

if __name__ == "__main__":
    sys.exit(main())
