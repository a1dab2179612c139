"""Pictures of every step from a photo to its cutout, for the page, for slides and for notebooks.

In come the arrays of a step, out go (h, w, 3) arrays of uint8, at the size of a screen. May import
`finishing`, `markers`, `photo` and `recipe`.
"""

from .flood import flood_frames, flood_levels
from .heights import gray_picture, height_picture, surface
from .labels import labels_picture, neighbor_colors
from .plain import ground_picture, light_picture, palette_picture
from .regions import color_models_picture, confidence_picture, regions_picture
from .seeds import seeds_picture, spots_picture

__all__ = [
    "color_models_picture",
    "confidence_picture",
    "flood_frames",
    "flood_levels",
    "gray_picture",
    "ground_picture",
    "height_picture",
    "labels_picture",
    "light_picture",
    "neighbor_colors",
    "palette_picture",
    "regions_picture",
    "seeds_picture",
    "spots_picture",
    "surface",
]
