"""Photo and recipe → cutout at full resolution, or a window of it.

May import `finishing`, `markers`, `photo`, `preparing`, `recipe`, `segmenting` and `unmixing`.
"""

from .whole import cut_out, unmix_photo
from .window import cut_out_window, has_windows

__all__ = ["cut_out", "cut_out_window", "has_windows", "unmix_photo"]
