"""Drawings and products on a plain ground: how much of each pixel is ground, and how much is not.

In come image, settings and marks, out go a matte and the foreground's own colors. May import
`photo` and `recipe`.

image ──surface through the most frequent color──▶ ground ──what is darker softly──▶ shadow
image, ground ──what is no mixture──▶ palette ──least squares, pixel by pixel──▶ matte, foreground
"""

from .ground import Ground, find_ground
from .layers import Layers, find_layers, ground_distance
from .mixtures import color_at
from .opacity import color_to_alpha, unmix
from .palette import Palette, find_palette
from .plainness import is_plain
from .shadow import SoftShadow, find_shadow

__all__ = [
    "Ground",
    "Layers",
    "Palette",
    "SoftShadow",
    "color_at",
    "color_to_alpha",
    "find_ground",
    "find_layers",
    "find_palette",
    "find_shadow",
    "ground_distance",
    "is_plain",
    "unmix",
]
