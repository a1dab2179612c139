"""Mask → matte: how opaque the subject is at each pixel."""

from __future__ import annotations

import numpy as np

from ..markers import sides
from ..matting import find_alpha
from ..recipe import Edge, Label
from .mask import keep_marks, shift_edge, smooth


def matte_of_mask(
    image: np.ndarray,
    mask: np.ndarray,
    markers: np.ndarray,
    edge: Edge,
    *,
    scale: float = 1.0,
) -> np.ndarray:
    """Return the matte that a mask gives, of the whole photo at any size.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    mask : (M, N) ndarray of bool
        True in the foreground.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else a `Label`.
    edge : Edge
        How the outline is treated.
    scale : float
        Pixels of the image per pixel of the photo: what the lengths of the edge are multiplied
        with.

    Returns
    -------
    matte : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque.
    """
    edge = edge.stretched(scale)
    adjusted = smooth(mask, size_px=edge.smooth_px)
    adjusted = shift_edge(adjusted, distance_px=edge.shift_px)
    return find_alpha(
        image,
        keep_marks(adjusted, markers),
        softness=edge.softness,
        feather_px=edge.feather_px,
        fuzzy=markers == Label.FUZZY,
        markers=sides(markers),
    )
