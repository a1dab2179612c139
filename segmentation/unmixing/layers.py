"""Picture → what it is made of: ground, shadow and inks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..photo.tiling import tiles
from ..recipe import Plain
from .ground import Box, Ground, find_ground
from .mixtures import distance, rgb_of
from .palette import Palette, find_palette
from .shadow import SoftShadow, find_shadow, shaded_ground
from .sharpness import find_edge_px

LEAST_EDGE_PX = 2
TILE_PX = 512


@dataclass(frozen=True, eq=False)
class Layers:
    """What a picture is made of.

    Attributes
    ----------
    ground : Ground
        What everything lies on.
    shadow : SoftShadow, or None
        The soft shadow on it.
    palette : Palette
        The inks of what lies on it.
    edge_px : int
        How many pixels beside the ground may be mixtures with it.
    """

    ground: Ground
    shadow: SoftShadow | None
    palette: Palette
    edge_px: int

    def behind(self, shape: tuple[int, int], box: Box) -> np.ndarray:
        """Return what lies behind a piece of a picture, ground and shadow, (h, w, 3) float32."""
        return shaded_ground(self.ground, self.shadow, shape, box)


def find_layers(
    image: np.ndarray, plain: Plain | None = None, *, ground: Ground | None = None
) -> Layers:
    """Return what a picture is made of, before any pixel is unmixed.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    plain : Plain, optional
        `kind`, `colors` and `tolerance` matter here.
    ground : Ground, optional
        What `find_ground` finds in it, if that is known already.

    Returns
    -------
    layers : Layers
        For `unmix`, which answers marks from them again and again.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentation.unmixing import find_layers
    >>> image = np.full((60, 80, 3), 255, np.uint8)
    >>> image[20:40, 30:50] = 200, 0, 0
    >>> layers = find_layers(image)
    >>> layers.ground.kind, layers.ground.color, layers.palette.inks.tolist()
    ('flat', '#ffffff', [[200.0, 0.0, 0.0]])
    """
    plain = Plain() if plain is None else plain
    if ground is None:
        color = rgb_of(plain.colors[0]) if plain.colors else None
        ground = find_ground(image, kind=plain.kind, color=color)
    shadow = find_shadow(image, ground, tolerance=plain.tolerance)
    palette = find_palette(image, ground, tolerance=plain.tolerance)
    reach = ground.reach(plain.tolerance)
    edge_px = find_edge_px(image, ground, shadow, reach=reach)
    # Ink may hide ground in its corners, and JPEG blurs it; only photos gain from less.
    if palette.is_drawing or ground.is_jpeg:
        edge_px = max(edge_px, LEAST_EDGE_PX)
    return Layers(ground, shadow, palette, edge_px)


def ground_distance(image: np.ndarray, layers: Layers) -> np.ndarray:
    """Return how far the pixels of a picture are from its ground.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    layers : Layers
        What it is made of.

    Returns
    -------
    distance : (M, N) ndarray of float32
        In levels of gray, those of color counting less.
    """
    off = np.empty(image.shape[:2], np.float32)
    for tile in tiles(image.shape[:2], tile_px=TILE_PX):
        behind = layers.behind(image.shape[:2], tile.box)
        off[tile.box] = distance(image[tile.box].astype(np.float32) - behind)
    return off
