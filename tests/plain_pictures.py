"""Pictures on plain grounds whose opacity is known."""

import numpy as np

SHAPE = 120, 160
BLUE, RED, WHITE = (29, 63, 143), (214, 39, 40), (255, 255, 255)


def disk(row, col, radius, shape=SHAPE, fine=8):
    """Return how much of each pixel a disk covers."""
    rows, cols = ((np.arange(size * fine) + 0.5) / fine - 0.5 for size in shape)
    inside = np.hypot(rows[:, None] - row, cols - col) <= radius
    return inside.reshape(shape[0], fine, shape[1], fine).mean(axis=(1, 3))


def ring(row, col, outer, inner, shape=SHAPE):
    """Return how much of each pixel a ring covers."""
    return disk(row, col, outer, shape) - disk(row, col, inner, shape)


def lay(ground, *layers, noise=0.0):
    """Return the picture that layers of opacity and ink make on a ground."""
    picture = np.broadcast_to(np.array(ground, float), (*SHAPE, 3))
    for alpha, ink in layers:
        picture = alpha[..., None] * np.array(ink, float) + (1 - alpha[..., None]) * picture
    picture = picture + np.random.default_rng(0).normal(0, noise, picture.shape)
    return np.rint(picture).clip(0, 255).astype(np.uint8)


def tilted(low=170, high=240):
    """Return a ground that grows lighter from left to right, and bends."""
    along = np.linspace(0, 1, SHAPE[1])[None, :, None]
    down = np.linspace(-1, 1, SHAPE[0])[:, None, None]
    return low + (high - low) * along - 20 * down**2 + np.zeros(3)


def soft_shadow(row=80, col=90, width=14, depth=0.5):
    """Return how much light a soft shadow takes."""
    rows, cols = np.indices(SHAPE)
    return depth * np.exp(-((rows - row) ** 2 + (cols - col) ** 2) / (2 * width**2))
