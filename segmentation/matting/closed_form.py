"""True matting: closed form, from coarse to fine, helped by color samples."""

from __future__ import annotations

import numpy as np
from scipy import ndimage as ndi
from scipy import sparse
from scipy.sparse.linalg import spsolve
from scipy.spatial import cKDTree

from ..photo.tiling import tiles
from .linear import TILE_PX, evaluate, fit, shrink

# Few enough for a direct solution within a few hundredths of a second.
DIRECT_PIXELS = 3000
# Color samples steer the coarse levels; the fine ones follow, at a fraction of the cost.
SAMPLED_PIXELS = 10_000
ITERATIONS = 30
COLOR_VARIANCE = 1e-7
SAMPLE_WEIGHT = 0.03
SAMPLES = 8
SAMPLE_SPACING_PX = 2
COLOR_NOISE = 0.02
# Colors that differ by less than this (squared) tell little about alpha.
CONTRAST = 0.02
# Keeps what no known pixel determines where it started.
LEAST_HOLD = 1e-8
WINDOWS_AT_ONCE = 1 << 15
NEIGHBORS = [(row, col) for row in (-1, 0, 1) for col in (-1, 0, 1)]


def solve_trimap(image: np.ndarray, trimap: np.ndarray) -> np.ndarray:
    """Return the alpha of a photo whose open pixels are known.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    trimap : (M, N) ndarray of uint8
        0 in the background, 255 in the foreground, anything else where alpha is open.

    Returns
    -------
    alpha : (M, N) ndarray of uint8
        Opacity, 255 being opaque; 0 and 255 stay what they are.

    Raises
    ------
    ValueError
        If the shapes don't fit or the types are others.

    Notes
    -----
    See `solve` for the method. Time and memory follow the number of open pixels: about a second
    and 150 MB per 100 000.
    """
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(
            "image must be an (M, N, 3) array of uint8, "
            f"got shape {image.shape} and dtype {image.dtype}"
        )
    if trimap.shape != image.shape[:2] or trimap.dtype != np.uint8:
        raise ValueError(
            f"trimap must be an array of uint8 of shape {image.shape[:2]}, "
            f"got shape {trimap.shape} and dtype {trimap.dtype}"
        )
    unknown = (trimap > 0) & (trimap < 255)
    solved = solve(image, np.where(unknown, 0.5, trimap / 255.0), unknown)
    return np.where(unknown, np.rint(solved * 255), trimap).astype(np.uint8)


def solve(
    image: np.ndarray, alpha: np.ndarray, unknown: np.ndarray, *, hold: float = LEAST_HOLD
) -> np.ndarray:
    """Return alpha with its unknown pixels found by closed-form matting.

    Parameters
    ----------
    image : (m, n, 3) ndarray of uint8
        sRGB image.
    alpha : (m, n) ndarray of float
        Opacity in [0, 1]; at unknown pixels, that to start from.
    unknown : (m, n) ndarray of bool
        True where alpha is open.
    hold : float
        Weight of the alpha to start from, beside that of the windows, which is about 1.

    Returns
    -------
    solved : (m, n) ndarray of float
        Opacity in [0, 1].

    Notes
    -----
    Alpha is to be a linear function of color in each window of 3 × 3 pixels; on coarse levels it
    also is to agree with the best pair among nearby colors of foreground and background. Each
    level starts from the next coarser one, brought up by its linear functions, and is improved
    by a fixed number of conjugate gradient steps, so that time is linear in the number of
    unknown pixels. The result is smoother over long distances than an exact solution.

    References
    ----------
    Levin, Lischinski and Weiss: A Closed-Form Solution to Natural Image Matting. IEEE TPAMI 30
    (2008). https://doi.org/10.1109/TPAMI.2007.1177
    Wang and Cohen: Optimized Color Sampling for Robust Matting. CVPR 2007.
    https://doi.org/10.1109/CVPR.2007.383006
    """
    count = np.count_nonzero(unknown)
    if count == 0:
        return alpha
    if count > DIRECT_PIXELS:
        alpha = np.where(unknown, _from_coarser(image, alpha, unknown, hold), alpha)
    start = alpha[unknown]
    matrix, target = _equations(image, alpha, unknown)
    matrix, target = matrix + hold * sparse.eye_array(count), target + hold * start
    if count <= SAMPLED_PIXELS:
        sampled, trust = _sample(image, alpha, unknown)
        matrix = matrix + sparse.diags_array(SAMPLE_WEIGHT * trust)
        target = target + SAMPLE_WEIGHT * trust * sampled
    if count <= DIRECT_PIXELS:
        found = spsolve(matrix.tocsc(), target, permc_spec="MMD_AT_PLUS_A")
    else:
        found = _descend(matrix, target, start)
    solved = np.array(alpha, float)
    solved[unknown] = np.clip(found, 0, 1)
    return solved


def _descend(matrix: sparse.csr_array, target: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return what some steps of Jacobi-preconditioned conjugate gradients make of a start.

    Sums instead of dot products: the linear algebra library would split those among threads,
    which takes longer on a busy machine and gives other last digits on another one.
    """
    scale = 1 / matrix.diagonal()
    found = start.astype(float)
    residual = target - matrix @ found
    direction = scale * residual
    slope = (residual * direction).sum()
    for _ in range(ITERATIONS):
        if slope <= 0:
            break
        product = matrix @ direction
        step = slope / (direction * product).sum()
        found += step * direction
        residual -= step * product
        scaled = scale * residual
        previous, slope = slope, (residual * scaled).sum()
        direction = scaled + (slope / previous) * direction
    return found


def _from_coarser(
    image: np.ndarray, alpha: np.ndarray, unknown: np.ndarray, hold: float
) -> np.ndarray:
    """Return alpha as found at half the size."""
    small = shrink(image, 2)
    coarse = solve(
        small,
        shrink(alpha.astype(np.float32), 2).astype(float),
        shrink(unknown * np.uint8(255), 2) > 0,
        hold=hold,
    )
    coefficients = fit(small, coarse, radius=1, smooth_radius=1, ridge=1e-6)
    found = alpha.astype(np.float32)
    for tile in tiles(unknown.shape, tile_px=TILE_PX):
        if unknown[tile.box].any():
            found[tile.box] = evaluate(coefficients, image, tile.box, factor=2)
    return found.clip(0, 1)


def _equations(
    image: np.ndarray, alpha: np.ndarray, unknown: np.ndarray
) -> tuple[sparse.csr_array, np.ndarray]:
    """Return the linear equations for the unknown pixels.

    The matting Laplacian L of all pixels near unknown ones falls into blocks,

        | L_uu  L_uk |   | x_u |     | 0 |
        |            | · |     |  =  |   |      so that  L_uu x_u = -L_uk x_k .
        | L_ku  L_kk |   | x_k |     | ~ |
    """
    near = ndi.binary_dilation(unknown, np.ones((5, 5)))
    laplacian = _laplacian(image, unknown, near)
    is_unknown = unknown[near]
    rows = laplacian[np.flatnonzero(is_unknown)]
    known = np.where(is_unknown, 0, alpha[near])
    return rows[:, np.flatnonzero(is_unknown)], -(rows @ known)


def _laplacian(image: np.ndarray, unknown: np.ndarray, near: np.ndarray) -> sparse.csr_array:
    """Return the matting Laplacian between the pixels near unknown ones.

    Strategy: a window of nine pixels with color deviations d adds
    ``I - (1 + dᵀ C⁻¹ d) / 9`` to the rows and columns of its pixels (Levin 2008, eq. 12). The
    same pair of places in all windows lies on one diagonal of the matrix, so nothing needs to
    be sorted; the lower triangle mirrors the upper one.
    """
    width = unknown.shape[1]
    index = np.zeros(near.shape, np.int32)
    index[near] = np.arange(np.count_nonzero(near))
    # Windows must lie within the image.
    center = ndi.binary_dilation(unknown, np.ones((3, 3)))
    center[[0, -1]] = center[:, [0, -1]] = False
    centers = np.flatnonzero(center)
    shifts = np.array([row * width + col for row, col in NEIGHBORS])
    flat_colors, flat_index = image.reshape(-1, 3), index.ravel()
    diagonals: dict[int, np.ndarray] = {}
    for start in range(0, len(centers), WINDOWS_AT_ONCE):
        places = shifts[:, None] + centers[start : start + WINDOWS_AT_ONCE]
        deviations, scaled = _windows(flat_colors[places] / 255.0)
        ends = flat_index[places]
        for p in range(9):
            for q in range(p, 9):
                shared = np.einsum("kc,kc->k", scaled[p], deviations[q])
                diagonal = diagonals.setdefault(shifts[q] - shifts[p], np.zeros(index[near].size))
                # Half of the main diagonal, as its mirror image adds the other half.
                diagonal[ends[p]] += 0.5 - (1 + shared) / 18 if p == q else -(1 + shared) / 9
    at = np.flatnonzero(near)
    entries = []
    for shift, diagonal in diagonals.items():
        used = np.flatnonzero(diagonal)
        entries.append((used, flat_index[at[used] + shift], diagonal[used]))
    if not entries:
        return sparse.csr_array((len(at), len(at)))
    first, second, values = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    upper = sparse.csr_array((values, (first, second)), shape=(len(at), len(at)))
    return upper + upper.T.tocsr()


def _windows(colors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the deviations (9, K, 3) from the windows' means, and C⁻¹ times them."""
    deviations = colors - colors.mean(axis=0)
    covariance = np.einsum("pki,pkj->kij", deviations, deviations) / 9
    covariance += COLOR_VARIANCE / 9 * np.eye(3)
    scaled = np.linalg.solve(covariance, np.moveaxis(deviations, 0, -1))
    return deviations, np.ascontiguousarray(np.moveaxis(scaled, -1, 0))


def _sample(
    image: np.ndarray, alpha: np.ndarray, unknown: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the alpha of unknown pixels by the best pair of nearby colors, and its trust."""
    pixels = np.argwhere(unknown)
    colors = image[unknown] / 255.0
    foreground = _nearby(image, ~unknown & (alpha > 0.95), pixels)
    background = _nearby(image, ~unknown & (alpha < 0.05), pixels)
    best = np.full(len(pixels), np.inf)
    sampled = np.full(len(pixels), 0.5)
    trust = np.zeros(len(pixels))
    for front, front_distance in foreground:
        for behind, behind_distance in background:
            span = front - behind
            contrast = (span**2).sum(axis=1) + 1e-4
            share = (((colors - behind) * span).sum(axis=1) / contrast).clip(0, 1)
            misfit = ((colors - behind - share[:, None] * span) ** 2).sum(axis=1) / COLOR_NOISE**2
            cost = misfit + 0.1 * (front_distance + behind_distance)
            cost += 0.3 * COLOR_NOISE / np.sqrt(contrast)
            better = cost < best
            best[better] = cost[better]
            sampled[better] = share[better]
            trust[better] = (np.exp(-misfit / 2) * contrast / (contrast + CONTRAST))[better]
    return sampled, trust


def _nearby(
    image: np.ndarray, known: np.ndarray, pixels: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the colors of the nearest known pixels, and their distances over the least one."""
    grid = np.zeros(known.shape, bool)
    grid[::SAMPLE_SPACING_PX, ::SAMPLE_SPACING_PX] = True
    places = np.argwhere(known & grid)
    if len(places) == 0:
        return []
    count = min(SAMPLES, len(places))
    distances, nearest = cKDTree(places).query(pixels, k=range(1, count + 1))
    colors = image[tuple(places[nearest].T)] / 255.0
    relative = distances / (distances[:, :1] + 1)
    return [(colors[k], relative[:, k]) for k in range(count)]
