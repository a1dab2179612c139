"""Mask → matte: how opaque the subject is at each pixel."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi

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


def settle_exactly(matte: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """Return a matte with the pixels that exact strokes settle.

    Parameters
    ----------
    matte : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque.
    exact : (M, N) ndarray of int
        0 where nothing is settled, else 1 for background and 2 for foreground.

    Returns
    -------
    settled : (M, N) ndarray of uint8
        All other pixels are what they were; the outermost settled ones lie halfway in between.
    """
    settled = np.where(exact > 0, np.where(exact == Label.FOREGROUND, 255, 0), matte)
    inside = ndi.binary_erosion(exact > 0, border_value=1)
    rim = (exact > 0) & ~inside
    settled[rim] = (settled[rim] + matte[rim].astype(int) + 1) // 2
    return settled.astype(np.uint8)
