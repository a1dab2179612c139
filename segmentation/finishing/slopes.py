"""Photo → where its colors change, for the outline at full resolution."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi


def color_gradient(image: np.ndarray, *, sigma: float = 0.5) -> np.ndarray:
    """Return the gradient magnitude over the three channels of the blurred image.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    sigma : float
        Standard deviation of the Gaussian blur in pixels.

    Returns
    -------
    gradient : (M, N) ndarray of float32
        Root of the summed squares of the channels' central differences, in levels per pixel;
        0 in flat areas.
    """
    # By channels, whose sums are fast.
    channels = np.moveaxis(image, -1, 0).astype(np.float32, order="C")
    blurred = ndi.gaussian_filter(channels, (0, sigma, sigma))
    squares = np.zeros(image.shape[:2], np.float32)
    # Differences of slices are several times as fast as Sobel's filter and cut no worse.
    for values in (blurred, blurred.swapaxes(1, 2)):
        difference = np.empty_like(values)
        np.subtract(values[:, 2:], values[:, :-2], out=difference[:, 1:-1])
        # At the border, a pixel stands for the one beyond.
        difference[:, 0] = values[:, min(1, values.shape[1] - 1)] - values[:, 0]
        difference[:, -1] = values[:, -1] - values[:, max(values.shape[1] - 2, 0)]
        difference *= difference
        total = difference.sum(axis=0)
        squares += total if values is blurred else total.T
    return np.sqrt(squares) / 2
