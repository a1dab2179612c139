"""propose, rank: from a photo without any mark to cutouts to choose from, the likeliest first."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .graph_cut import saliency
from .image_io import resize
from .markers import suggest_thresholds
from .pipeline import (
    Prepared,
    PreparedCut,
    PreparedFlood,
    draw_markers,
    find_groups,
    missing_marks,
    prepare,
    segment,
)
from .recipe import FLOODED, GUESSED, Recipe

# In the order in which they are worth trying.
PROPOSED_SEEDS = (*GUESSED, *FLOODED)
THRESHOLDS = (0.3, 0.5, 0.7)
MOST_PROPOSALS = 9
# Two masks with a larger intersection over union look the same in a thumbnail.
MOST_ALIKE = 0.9
COMPARED_PIXELS = 20_000


@dataclass(frozen=True, eq=False)
class Proposal:
    """A cutout that nobody asked for.

    Attributes
    ----------
    recipe : Recipe
        Makes the cutout from the photo alone.
    mask : (m, n) ndarray of bool
        True in the foreground; what `segment` gives for the recipe.
    score : float
        How likely the mask is the subject, from 0 to 1.
    """

    recipe: Recipe
    mask: np.ndarray
    score: float


def propose(cut: PreparedCut, prepared: Prepared, seeds: str) -> tuple[Proposal, ...]:
    """Return the proposals that one kind of seeds makes.

    Parameters
    ----------
    cut : PreparedCut
        The photo, prepared for the graph cut, by which the proposals are judged.
    prepared : Prepared
        The photo, prepared for a recipe with such seeds.
    seeds : {'salient', 'border', 'spots', 'peaks'}
        One of `PROPOSED_SEEDS`.

    Returns
    -------
    proposals : tuple of Proposal
        In no order. Empty if nothing stands out or there are no seeds, as in a flat image.
    """
    recipes = [recipe for recipe in _recipes(prepared, seeds) if _finds(prepared, recipe)]
    masks = [segment(prepared, draw_markers(prepared, recipe), recipe) for recipe in recipes]
    return tuple(
        Proposal(recipe, mask, _score(cut, mask))
        for recipe, mask in zip(recipes, masks, strict=True)
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
        By falling score. Of proposals that look the same, only the best.
    """
    kept: list[Proposal] = []
    thumbnails: list[np.ndarray] = []
    for proposal in sorted(proposals, key=lambda proposal: -proposal.score):
        if len(kept) == most:
            break
        thumbnail = _thumbnail(proposal.mask)
        if all(_overlap(thumbnail, other) <= MOST_ALIKE for other in thumbnails):
            kept.append(proposal)
            thumbnails.append(thumbnail)
    return tuple(kept)


def propose_cutouts(image: np.ndarray, *, most: int = MOST_PROPOSALS) -> tuple[Proposal, ...]:
    """Return proposals of all kinds for a photo, best first.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    most : int
        How many to return at the most.

    Returns
    -------
    ranked : tuple of Proposal
        Empty if the image is flat.
    """
    cut, flood = prepare(image), prepare(image, Recipe(method="watershed"))
    return rank(
        (
            proposal
            for seeds in PROPOSED_SEEDS
            for proposal in propose(cut, flood if seeds in FLOODED else cut, seeds)
        ),
        most=most,
    )


def _recipes(prepared: Prepared, seeds: str) -> list[Recipe]:
    if seeds in GUESSED:
        return [Recipe(seeds=seeds, salient=threshold) for threshold in THRESHOLDS]
    recipe = Recipe(seeds=seeds)
    if seeds == "spots":
        thresholds = suggest_thresholds(prepared.gray)
        if thresholds is None:
            return []
        recipe = dataclasses.replace(recipe, dark=thresholds[0], light=thresholds[1])
    if not _finds(prepared, recipe):
        return []
    border = _border_groups(prepared, recipe)
    return [recipe, dataclasses.replace(recipe, background_groups=border)]


def _finds(prepared: Prepared, recipe: Recipe) -> bool:
    return not missing_marks(prepared, draw_markers(prepared, recipe), recipe)


def _border_groups(prepared: PreparedFlood, recipe: Recipe) -> tuple[int, ...]:
    """Return the groups that touch the border."""
    labels = find_groups(prepared, draw_markers(prepared, recipe), recipe).labels
    border = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return tuple(np.unique(border).tolist())


def _score(cut: PreparedCut, mask: np.ndarray) -> float:
    inside = resize(mask.astype(np.uint8) * 255, cut.shape) > 127
    share = np.bincount(cut.graph.labels.ravel(), inside.ravel()) / np.bincount(
        cut.graph.labels.ravel()
    )
    stands = saliency(cut.graph, "salient")
    weight = cut.graph.area
    if not (share * weight).sum():
        return 0.0
    mean_in = np.average(stands, weights=weight * share)
    mean_out = np.average(stands, weights=weight * (1 - share) + 1e-9)
    return float(np.clip((1 + mean_in - mean_out) / 2, 0, 1))


def _thumbnail(mask: np.ndarray) -> np.ndarray:
    rows, cols = mask.shape
    factor = min(1.0, (COMPARED_PIXELS / mask.size) ** 0.5)
    shape = max(1, round(rows * factor)), max(1, round(cols * factor))
    at_rows, at_cols = (
        (2 * np.arange(small) + 1) * size // (2 * small)
        for small, size in zip(shape, mask.shape, strict=True)
    )
    return mask[np.ix_(at_rows, at_cols)]


def _overlap(one: np.ndarray, other: np.ndarray) -> float:
    union = (one | other).sum()
    return (one & other).sum() / union if union else 1.0
