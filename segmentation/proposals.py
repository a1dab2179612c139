"""Photo without any mark → cutouts to choose from, the likeliest first.

May import `flooding`, `photo`, `preparing`, `recipe` and `segmenting`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage as ndi

from .flooding import grow_groups, suggest_thresholds
from .photo import resize_nearest, working_shape
from .preparing import Prepared, PreparedCut, PreparedFlood, prepare
from .recipe import FLOODED, GUESSED, Recipe
from .segmenting import find_saliency, find_seeds, missing_marks, segment

# In the order in which they are worth trying.
PROPOSED_SEEDS = (*GUESSED, *FLOODED)
MOST_PROPOSALS = 9

# Of saliency: where the graph cut starts from, and what a group must have on average.
CUT_THRESHOLDS = (0.25, 0.35, 0.5, 0.65)
GROUP_THRESHOLDS = (0.3, 0.5)

# Masks are judged and compared at about this size; two that overlap by more look the same.
JUDGED_PIXELS = 30_000
MOST_ALIKE = 0.9


@dataclass(frozen=True, eq=False)
class Proposal:
    """A cutout that nobody asked for.

    Attributes
    ----------
    recipe : Recipe
        Makes the cutout from the photo alone.
    mask : (m, n) ndarray of bool
        True in the foreground, read-only; what `segment` gives for the recipe.
    score : float
        How likely the mask is the subject, from 0 to 1.
    """

    recipe: Recipe
    mask: np.ndarray
    score: float

    def __post_init__(self) -> None:
        self.mask.setflags(write=False)


def propose(cut: PreparedCut, prepared: Prepared, seeds: str) -> tuple[Proposal, ...]:
    """Return the proposals that one kind of seeds makes.

    Parameters
    ----------
    cut : PreparedCut
        The photo, prepared for the graph cut, by which the proposals are judged.
    prepared : Prepared
        The photo, prepared for a recipe with such seeds; for two kinds, the same as `cut`.
    seeds : {'salient', 'border', 'spots', 'peaks'}
        One of `PROPOSED_SEEDS`.

    Returns
    -------
    proposals : tuple of Proposal
        In no order. Empty if nothing stands out or there are no seeds, as in a flat image.

    Raises
    ------
    ValueError
        If `seeds` is of another kind, or the photo is prepared for another one.

    Notes
    -----
    'salient' and 'border' give one graph cut for each of four thresholds. 'spots', with thresholds
    from the photo's own gray values, and 'peaks' give the tutorial's result, in which the largest
    group is the background, and two in which it is all groups that hardly stand out.

    The score is the standard deviation that a mask explains of each of the two saliency maps [1]_,
    added; times the share of the image border that is left to the background; times the square
    root of the share of the mask's largest part.

    References
    ----------
    .. [1] N. Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions
           on Systems, Man, and Cybernetics 9(1), 1979, :DOI:`10.1109/TSMC.1979.4310076`.
    """
    if seeds not in PROPOSED_SEEDS:
        raise ValueError(f"seeds must be one of {', '.join(PROPOSED_SEEDS)}, got {seeds!r}")
    make = _cut_all if seeds in GUESSED else _flood_all
    maps = [_sampled(find_saliency(cut, Recipe(seeds=kind))) for kind in GUESSED]
    return tuple(
        Proposal(recipe, mask, _score(resize_nearest(mask, maps[0].shape), maps))
        for recipe, mask in make(cut, prepared, seeds)
        if mask.any() and not mask.all()
    )


def rank(proposals: Iterable[Proposal], *, most: int = MOST_PROPOSALS) -> tuple[Proposal, ...]:
    """Return the likeliest of some proposals that differ, best first.

    Parameters
    ----------
    proposals : iterable of Proposal
        Proposals for one photo.
    most : int
        How many to return at the most.

    Returns
    -------
    ranked : tuple of Proposal
        Those of the graph cut, then those of the watershed, each by falling score; of equal ones,
        the former. Of proposals that look the same, only the first.

    Notes
    -----
    The watershed's are worse on average, and strokes correct them less. That they come last also
    means that the best proposal is known before the watershed is tried.
    """
    kept: list[Proposal] = []
    for proposal in sorted(proposals, key=lambda each: (each.recipe.floods, -each.score)):
        if len(kept) < most and all(_differ(proposal.mask, other.mask) for other in kept):
            kept.append(proposal)
    return tuple(kept)


def propose_cutouts(
    image: np.ndarray,
    *,
    photo_shape: tuple[int, int] | None = None,
    most: int = MOST_PROPOSALS,
) -> tuple[Proposal, ...]:
    """Return proposals of all kinds for a photo, best first.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image, of any size; or that of a `WorkingPhoto`.
    photo_shape : (int, int), optional
        Rows and columns of the photo that the image was reduced from; those of the image by
        default.
    most : int
        How many to return at the most.

    Returns
    -------
    ranked : tuple of Proposal
        Empty if the image is flat.

    Raises
    ------
    ValueError
        If the image is no (M, N, 3) array of uint8 with at least one pixel.
    """
    cut = prepare(image, photo_shape=photo_shape)
    flood = prepare(image, Recipe(method="watershed"), photo_shape=photo_shape)
    return rank(
        [
            proposal
            for seeds in PROPOSED_SEEDS
            for proposal in propose(cut, flood if seeds in FLOODED else cut, seeds)
        ],
        most=most,
    )


def _cut_all(
    cut: PreparedCut, prepared: PreparedCut, seeds: str
) -> Iterable[tuple[Recipe, np.ndarray]]:
    """Yield the graph cut's recipes and masks, one per threshold."""
    nothing = np.zeros(cut.shape, np.uint8)
    for threshold in CUT_THRESHOLDS:
        recipe = Recipe(seeds=seeds, salient=threshold)
        if not missing_marks(prepared, nothing, recipe):
            yield recipe, segment(prepared, nothing, recipe)


def _flood_all(
    cut: PreparedCut, prepared: PreparedFlood, seeds: str
) -> Iterable[tuple[Recipe, np.ndarray]]:
    """Yield the watershed's recipes and masks, one per choice of the background's groups."""
    if not isinstance(prepared, PreparedFlood):
        raise ValueError(f"prepared must be a PreparedFlood, got a {type(prepared).__name__}")
    nothing = np.zeros(prepared.shape, np.uint8)
    recipe = Recipe(seeds=seeds)
    if seeds == "spots":
        thresholds = suggest_thresholds(prepared.gray)
        if thresholds is None:
            return
        recipe = dataclasses.replace(recipe, dark=thresholds[0], light=thresholds[1])
    seeds_found = find_seeds(prepared, recipe)
    if not seeds_found[1]:
        return
    groups = grow_groups(prepared.elevation, *seeds_found, nothing)
    labels = groups.labels.ravel()
    stands_out = resize_nearest(find_saliency(cut, Recipe(seeds="salient")), prepared.shape).ravel()
    total = np.bincount(labels, stands_out, groups.count + 1)
    mean = total / np.maximum(np.bincount(labels, minlength=groups.count + 1), 1)
    for threshold in (None, *GROUP_THRESHOLDS):
        picked = () if threshold is None else np.flatnonzero(mean[1:] <= threshold) + 1
        picked = tuple(int(group) for group in picked)
        if picked or threshold is None:
            yield (
                dataclasses.replace(recipe, background_groups=picked),
                groups.foreground(picked),
            )


def _score(mask: np.ndarray, maps: list[np.ndarray]) -> float:
    """Return how likely a mask is the subject; formula in `propose`."""
    parts, count = ndi.label(mask)
    if not count or mask.all():
        return 0.0
    share = mask.mean()
    explained = sum(
        (share * (1 - share)) ** 0.5 * (standing_out[mask].mean() - standing_out[~mask].mean())
        for standing_out in maps
    )
    border = np.concatenate([mask[0], mask[-1], mask[1:-1, 0], mask[1:-1, -1]])
    largest = np.bincount(parts.ravel())[1:].max() / mask.sum()
    return float(max(explained, 0) * (1 - border.mean()) * largest**0.5)


def _differ(one: np.ndarray, other: np.ndarray) -> bool:
    one = _sampled(one)
    other = resize_nearest(other, one.shape)
    return (one & other).sum() <= MOST_ALIKE * (one | other).sum()


def _sampled(array: np.ndarray) -> np.ndarray:
    """Return the values of an array at the cells of a grid of `JUDGED_PIXELS`."""
    return resize_nearest(array, working_shape(array.shape, pixels=JUDGED_PIXELS))
