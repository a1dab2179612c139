"""Mask → matte: how opaque the subject is at each pixel."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi

from ..markers import sides
from ..matting import find_alpha, find_hair
from ..recipe import Edge, Label
from .mask import clean_up, keep_marks, shift_edge, smooth

# Around holes and islands, so far reach their soft edges.
RIM_PX = 2


def matte_of_mask(
    image: np.ndarray,
    mask: np.ndarray,
    markers: np.ndarray,
    edge: Edge,
    *,
    scale: float = 1.0,
    rubbed: np.ndarray | None = None,
    long_px: int | None = None,
) -> np.ndarray:
    """Return the matte that a mask gives, of the whole photo at any size, or of a piece of it.

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
    rubbed : (M, N) ndarray of bool, optional
        True where hair that was found is rubbed out.
    long_px : int, optional
        As in `find_alpha`.

    Returns
    -------
    matte : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque.
    """
    edge = edge.stretched(scale)
    adjusted = smooth(mask, size_px=edge.smooth_px)
    adjusted = shift_edge(adjusted, distance_px=edge.shift_px)
    adjusted = keep_marks(adjusted, markers)
    fuzzy = markers == Label.FUZZY
    if edge.find_hair:
        fuzzy |= hair_of_mask(image, adjusted, markers, rubbed=rubbed)
    return find_alpha(
        image,
        adjusted,
        softness=edge.softness,
        feather_px=edge.feather_px,
        fuzzy=fuzzy,
        markers=sides(markers),
        long_px=long_px,
    )


def hair_of_mask(
    image: np.ndarray,
    mask: np.ndarray,
    markers: np.ndarray,
    *,
    rubbed: np.ndarray | None = None,
) -> np.ndarray:
    """Return the hair that is found along the outline of a mask, as far as no mark denies it.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image, of the whole photo at any size.
    mask : (M, N) ndarray of bool
        True in the foreground.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else a `Label`.
    rubbed : (M, N) ndarray of bool, optional
        True where hair that was found is rubbed out.

    Returns
    -------
    hair : (M, N) ndarray of bool
        True where nothing is marked and nothing rubbed out.
    """
    hair = find_hair(image, mask) & (markers == Label.NONE)
    return hair if rubbed is None else hair & ~rubbed


def tidy(
    matte: np.ndarray,
    markers: np.ndarray,
    edge: Edge,
    *,
    photo_shape: tuple[int, int] | None = None,
) -> np.ndarray:
    """Return a matte without small holes and islands.

    Parameters
    ----------
    matte : (M, N) ndarray of uint8
        Opacity, 255 being opaque, for the photo at any size.
    markers : (M, N) ndarray of int
        0 where nothing is marked, else a `Label`.
    edge : Edge
        What is small, in pixels of the photo.
    photo_shape : (int, int), optional
        Rows and columns of the photo; those of the matte by default.

    Returns
    -------
    tidied : (M, N) ndarray of uint8
        The matte itself if nothing is filled and nothing dropped. What is less than half opaque
        is a hole.
    """
    mask = matte > 127
    shape = matte.shape if photo_shape is None else photo_shape
    cleaned = clean_up(mask, sides(markers), edge, photo_shape=shape)
    for changed, opacity in ((cleaned & ~mask, 255), (mask & ~cleaned, 0)):
        if changed.any():
            rim = ndi.binary_dilation(changed, np.ones((3, 3)), iterations=RIM_PX)
            matte = np.where(rim & (cleaned == (opacity > 0)), np.uint8(opacity), matte)
    return matte


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
        The matte itself if nothing is settled.
    """
    if not exact.any():
        return matte
    settled = np.where(exact > 0, np.where(exact == Label.FOREGROUND, 255, 0), matte)
    inside = ndi.binary_erosion(exact > 0, border_value=1)
    rim = (exact > 0) & ~inside
    settled[rim] = (settled[rim] + matte[rim].astype(int) + 1) // 2
    return settled.astype(np.uint8)
