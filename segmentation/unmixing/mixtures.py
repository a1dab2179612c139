"""Distances between colors, and the colors that many pixels have."""

from __future__ import annotations

import numpy as np

# A difference in color counts less than one in lightness: JPEG keeps colors at half the resolution.
CHROMA = 0.3
TO_OPPONENT = np.array(
    [[0.299, 0.587, 0.114], [-0.1687, -0.3313, 0.5], [0.5, -0.4187, -0.0813]], np.float32
)
TO_OPPONENT = (TO_OPPONENT * np.array([[1], [CHROMA], [CHROMA]], np.float32)).T
EVENLY = np.ones(3, np.float32)
BIN_LEVELS = 8


def rgb_of(color: str) -> tuple[int, int, int]:
    """Return the levels of a color given as #rrggbb."""
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue


def hex_of(levels: np.ndarray) -> str:
    """Return a color, given by its levels, as #rrggbb."""
    return f"#{bytes(np.rint(levels).clip(0, 255).astype(np.uint8)).hex()}"


def color_at(image: np.ndarray, point: tuple[float, float]) -> str:
    """Return the color of a picture at a place.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    point : (float, float)
        Row and column; what lies outside stands for the nearest pixel.

    Returns
    -------
    color : str
        The median of nine pixels, channel by channel, as #rrggbb.
    """
    rows, cols = (
        np.clip(round(at) + np.arange(-1, 2), 0, size - 1)
        for at, size in zip(point, image.shape[:2], strict=True)
    )
    return hex_of(np.median(image[np.ix_(rows, cols)], axis=(0, 1)))


def opponent(differences: np.ndarray) -> np.ndarray:
    """Return color differences as lightness and two colors, the latter reduced.

    Parameters
    ----------
    differences : (..., 3) ndarray of float32
        Differences of sRGB colors, in levels.

    Returns
    -------
    opponent : (..., 3) ndarray of float32
        A gray difference has its levels in the first channel.
    """
    return differences @ TO_OPPONENT


def length(vectors: np.ndarray) -> np.ndarray:
    """Return the Euclidean length of vectors along the last axis."""
    return np.sqrt(np.einsum("...c,...c", vectors, vectors))


def distance(differences: np.ndarray) -> np.ndarray:
    """Return how large color differences are, in levels of gray."""
    return length(opponent(differences))


def project(
    off: np.ndarray, toward: np.ndarray, mix: np.ndarray = EVENLY
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the shares of inks in mixtures with the ground, by least squares.

    Parameters
    ----------
    off : (..., 3) ndarray of float32
        From the ground to the pixel, as opponent colors.
    toward : (..., 3) ndarray of float32
        From the ground to the ink.
    mix : (3,) ndarray of float32
        How much each opponent color counts.

    Returns
    -------
    share : ndarray
        Part of the ink; nothing keeps it in [0, 1].
    rest : ndarray
        How far the pixel is from the nearest mixture.
    size : ndarray
        How far the ink is from the ground.
    """
    weighted = toward * mix
    squares = np.einsum("...c,...c", toward, weighted)
    share = np.einsum("...c,...c", off, weighted) / np.maximum(squares, 1e-6)
    rest = off - share[..., None].clip(0, 1) * toward
    return share, length(rest), length(toward)


def cluster(
    colors: np.ndarray, weights: np.ndarray, *, apart: float, most: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the colors that most pixels have, and whose they are.

    Parameters
    ----------
    colors : (P, 3) ndarray of float32
        sRGB colors.
    weights : (P,) ndarray of float
        How much each counts.
    apart : float
        Distance of colors within which pixels count as one.
    most : int
        Number of colors at the most.

    Returns
    -------
    clusters : list of ((3,) ndarray of float32, (p,) ndarray of int)
        Mean color and the indices of the pixels it was taken from, the heaviest first.
    """
    clusters: list[tuple[np.ndarray, np.ndarray]] = []
    bins = (colors // BIN_LEVELS).astype(np.intp) @ (1024, 32, 1)
    left = np.arange(len(colors))
    while len(left) and len(clusters) < most:
        fullest = np.bincount(bins[left], weights[left]).argmax()
        middle = np.median(colors[left[bins[left] == fullest]], axis=0)
        off = distance(colors[left] - middle)
        near = left[(off < apart / 2) | (bins[left] == fullest)]
        mean = np.average(colors[near], axis=0, weights=weights[near]).astype(np.float32)
        clusters.append((mean, near))
        left = left[(distance(colors[left] - mean) >= apart) & (bins[left] != fullest)]
        left = np.setdiff1d(left, near, assume_unique=True)
    return clusters
