"""Picture → whether it has a plain ground, or is a photo as any other."""

from __future__ import annotations

import numpy as np

from .ground import Ground, find_ground

# Of 40 made pictures and 215 photos, all of the former and 6 of the latter, things on tables and
# the moon, pass. From .88 to .905 and from 3 to 4 levels, at most one decision is another one.
LEAST_BORDER = 0.9
MOST_NOISE = 4.0
LEAST_SHARE = 0.1


def is_plain(
    image: np.ndarray, ground: Ground | None = None, *, alpha: np.ndarray | None = None
) -> bool:
    """Return whether a picture shows a drawing or a product on a plain ground.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image, at any size.
    ground : Ground, optional
        What `find_ground` finds in it, if that is known already.
    alpha : (M, N) ndarray of uint8, optional
        The picture's own opacity.

    Returns
    -------
    is_plain : bool
        Whether nearly all of the border is ground, and the ground has little noise: sensors and
        textures of photos have more. Where something is transparent, the picture is cut out
        already.
    """
    if alpha is not None and alpha.min() < 255:
        return False
    ground = find_ground(image) if ground is None else ground
    return (
        ground.border_share >= LEAST_BORDER
        and ground.noise <= MOST_NOISE
        and ground.share >= LEAST_SHARE
    )
