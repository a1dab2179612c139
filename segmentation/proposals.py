"""Photo without any mark → cutouts to choose from, the likeliest first.

May import `graph_cut`, `photo`, `preparing`, `recipe`, `segmenting` and `unmixing`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .graph_cut import agreement, is_face, likely_taps, overlaps, score, standing_out
from .photo import Box, find_faces, resize_nearest, working_shape
from .preparing import (
    Prepared,
    PreparedCut,
    PreparedFlood,
    as_cut,
    as_flood,
    check_image,
    prepare,
)
from .recipe import FLOODED, Recipe
from .segmenting import (
    find_groups,
    find_saliency,
    find_seeds,
    mark_transparent,
    missing_marks,
    segment,
)
from .unmixing import find_ground, find_layers, is_plain, unmix

# In the order in which they are worth trying.
PROPOSED_SEEDS = ("likely", "people", "tap", *FLOODED)
MOST_PROPOSALS = 5

# The likelihoods from which the graph cut starts; and of saliency, what a group must have on
# average.
LIKELY_THRESHOLDS = (0.15, 0.3, 0.45, 0.6)
PEOPLE_THRESHOLDS = (0.3, 0.5)
TAP_THRESHOLD = 0.3
GROUP_THRESHOLDS = (0.3, 0.5)

# Where nobody has tapped yet, so many taps are tried.
TAPS = 4

# Masks are judged and compared at about this size; two that overlap by more look the same.
JUDGED_PIXELS = 30_000
MOST_ALIKE = 0.9

# How much counts for the first proposal that others agree with it, the better ones by this power.
AGREEMENT_WEIGHT = 0.5
AGREEMENT_POWER = 3.0

# Of opacity.
HALF = 127

# The best proposal with a lower score is a mere guess.
LEAST_SCORE = 0.5

NAMES = {
    "salient": "Near the center",
    "border": "Unlike the border",
    "spots": "Bright and dark spots",
    "peaks": "Away from edges",
    "strokes": "Strokes only",
}
UNMIXED_NAME = "Cut out by color"
LIKELY_NAMES = {
    0.15: "All that stands out",
    0.3: "What stands out",
    0.45: "What stands out most",
    0.6: "The core",
}
PLACES = (
    ("Upper left", "Above", "Upper right"),
    ("Left", "Center", "Right"),
    ("Lower left", "Below", "Lower right"),
)


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
        The intersection over union that the mask may have with the subject, from 0 to 1.
    name : str
        What the cutout is, in a word or some.
    """

    recipe: Recipe
    mask: NDArray[np.bool]
    score: float
    name: str = ""

    @property
    def is_guess(self) -> bool:
        """Whether the mask is so unlikely that one should rather ask for a tap."""
        return self.score < LEAST_SCORE

    def small(self) -> Proposal:
        """Return the proposal with its mask at the size at which masks are compared."""
        return dataclasses.replace(self, mask=sampled(self.mask))

    def __post_init__(self) -> None:
        self.mask.setflags(write=False)


def propose(
    cut: PreparedCut, prepared: Prepared, seeds: str, *, faces: tuple[Box, ...] = ()
) -> tuple[Proposal, ...]:
    """Return the proposals that one kind of seeds makes.

    Parameters
    ----------
    cut : PreparedCut
        The photo, prepared for the graph cut, by which the proposals are judged.
    prepared : Prepared
        The photo, prepared for a recipe with such seeds; where the graph cut does the work, the
        same as `cut`.
    seeds : {'likely', 'people', 'tap', 'spots', 'peaks'}
        One of `PROPOSED_SEEDS`.
    faces : tuple of (float, float, float, float)
        What `find_faces` returned, in pixels of the photo; only for 'people'. Those that are
        hardly part of the subject are left out.

    Returns
    -------
    proposals : tuple of Proposal
        In no order. Empty if nothing stands out, or there are no seeds or faces.

    Raises
    ------
    ValueError
        If `seeds` is of another kind, or the photo is prepared for another one.

    Notes
    -----
    'likely' gives one graph cut for each of four thresholds, 'people' for two, and 'tap' for each
    of four places where somebody may tap. 'spots', with thresholds from the photo's own gray
    values, and 'peaks' give the tutorial's result, in which the largest group is the background,
    and two in which it is all groups that hardly stand out.

    The score is fitted on photos, see `segmentation.graph_cut.judging`.
    """
    if seeds not in PROPOSED_SEEDS:
        raise ValueError(f"seeds must be one of {', '.join(PROPOSED_SEEDS)}, got {seeds!r}")
    if seeds in FLOODED:
        made = _flood_all(cut, as_flood(prepared), seeds)
    else:
        made = _cut_all(as_cut(prepared), _recipes(cut, seeds, faces))
    maps = judging_maps(cut)
    shape = maps["likely"].shape
    return tuple(
        Proposal(
            recipe,
            mask,
            score(resize_nearest(mask, shape), maps, seeds),
            name_start(recipe, cut.photo_shape),
        )
        for recipe, mask in made
        if mask.any() and not mask.all()
    )


def propose_unmixing(matte: np.ndarray) -> Proposal | None:
    """Return the proposal to take a drawing or a product off its plain ground.

    Parameters
    ----------
    matte : (M, N) ndarray of uint8
        The opacity that unmixing gives.

    Returns
    -------
    proposal : Proposal, or None
        None where hardly anything is more than half opaque. Whether the ground is plain at all,
        `segmentation.unmixing.is_plain` says.
    """
    mask = matte > HALF
    recipe = Recipe(method="unmixing")
    name = name_start(recipe, matte.shape)
    return Proposal(recipe, mask, 1.0, name) if mask.any() else None


def tap_at(tap: tuple[float, float]) -> Recipe:
    """Return the recipe that starts from a tap on the subject.

    Parameters
    ----------
    tap : (float, float)
        Row and column of a pixel of the subject, in the photo.

    Returns
    -------
    recipe : Recipe
        Without strokes, and finished as by default.

    Raises
    ------
    ValueError
        If the place is no pair of numbers, or lies too far away for any photo.
    """
    return Recipe(seeds="tap", salient=TAP_THRESHOLD, tap=tap)


def rank(proposals: Iterable[Proposal], *, most: int = MOST_PROPOSALS) -> tuple[Proposal, ...]:
    """Return the likeliest of some proposals, and others that differ from it.

    Parameters
    ----------
    proposals : iterable of Proposal
        Proposals for one photo.
    most : int
        How many to return at the most.

    Returns
    -------
    ranked : tuple of Proposal
        Unmixing, then those of the graph cut, then those of the watershed. Of the latter two that
        look the same, only the better one.

    Notes
    -----
    First comes the one whose score, together with its overlap with the others, is largest. Each
    next one is that with which the best of the chosen ones is expected to overlap most with the
    subject, if any proposal may be that, as likely as its score says.

    The watershed's are worse on average, and strokes correct them less. That they come last also
    means that the best proposal is known before the watershed is tried.
    """
    kept: list[Proposal] = []
    proposals = list(proposals)
    for engine in ("unmixing", "graph_cut", "watershed"):
        some = [each for each in proposals if each.recipe.engine == engine]
        for proposal in _by_promise(some):
            alike = (each for each in kept if not each.recipe.unmixes)
            if len(kept) < most and all(_differ(proposal.mask, each.mask) for each in alike):
                kept.append(proposal)
    return tuple(kept)


def propose_cutouts(
    image: np.ndarray,
    *,
    photo_shape: tuple[int, int] | None = None,
    alpha: np.ndarray | None = None,
    most: int = MOST_PROPOSALS,
    prepared: Prepared | None = None,
) -> tuple[Proposal, ...]:
    """Return proposals of all kinds for a photo, best first.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image, of any size; or that of a `WorkingPhoto`.
    photo_shape : (int, int), optional
        Rows and columns of the photo that the image was reduced from; those of the image by
        default.
    alpha : (M, N) ndarray of uint8, optional
        The image's own opacity; what is transparent is no part of the subject.
    most : int
        How many to return at the most.
    prepared : Prepared, optional
        What `prepare` returns for the photo and the graph cut, where that is known already.

    Returns
    -------
    ranked : tuple of Proposal
        Where the ground is plain, unmixing comes first. Empty if the image is flat.

    Raises
    ------
    ValueError
        If the image is no (M, N, 3) array of uint8 with at least one pixel, or the photo is
        prepared for the watershed.

    Examples
    --------
    >>> import numpy as np
    >>> from skimage import data
    >>> from segmentation import propose_cutouts
    >>> best, *others = propose_cutouts(data.coffee()[::4, ::4])
    >>> best.recipe.engine, best.mask.shape, len(others)
    ('graph_cut', (100, 150), 4)

    A drawing on white is known by its ground:

    >>> image = np.full((60, 80, 3), 255, np.uint8)
    >>> image[20:40, 30:50] = 200, 0, 0
    >>> propose_cutouts(image, most=1)[0].name
    'Cut out by color'
    """
    check_image(image)
    unmixed = _unmix(image, alpha)
    if unmixed is not None and most == 1:
        return (unmixed,)
    if prepared is None:
        prepared = prepare(image, photo_shape=photo_shape, alpha=alpha)
    cut = as_cut(prepared)
    faces = find_faces(image, photo_shape=photo_shape)
    found = [
        proposal
        for seeds in PROPOSED_SEEDS
        if seeds not in FLOODED
        for proposal in propose(cut, cut, seeds, faces=faces)
    ]
    if most == 1 and found:
        # The watershed's come last, whatever they are.
        return rank(found, most=most)
    flood = prepare(image, Recipe(method="watershed"), photo_shape=photo_shape, alpha=alpha)
    found += [proposal for seeds in FLOODED for proposal in propose(cut, flood, seeds)]
    return rank([unmixed, *found] if unmixed else found, most=most)


def rate_doubt(prepared: Prepared, mask: np.ndarray, recipe: Recipe) -> float:
    """Return how doubtful it is that a mask is the subject.

    Parameters
    ----------
    prepared : Prepared
        The photo, prepared for the graph cut, whatever made the mask.
    mask : (M, N) ndarray of bool
        True in the foreground; of any size.
    recipe : Recipe
        What the mask grew from.

    Returns
    -------
    doubt : float
        From 0 to 1.

    Raises
    ------
    ValueError
        If the photo is prepared for the watershed.

    Notes
    -----
    What the mask is expected to lack of a full intersection over union with the subject: 1 minus
    the score by which proposals are ranked. It is made of how the mask fits what is likely the
    subject, what stands out near the center and what is unlike the border; of its size, and of how
    much of each side of the photo it takes; and of whether it grew from a face or a tap. Without
    any foreground, or background, doubt is 1.

    How sure the colors inside and outside are, and how many other proposals look alike, were tried
    beside it and found no further failures, see ``benchmarks/doubt.py``.
    """
    maps = judging_maps(as_cut(prepared))
    return 1.0 - score(resize_nearest(mask, maps["likely"].shape), maps, recipe.seeds)


def name_start(recipe: Recipe, photo_shape: tuple[int, int]) -> str:
    """Return what a recipe starts from, in a word or some.

    Parameters
    ----------
    recipe : Recipe
        The recipe.
    photo_shape : (int, int)
        Rows and columns of the photo.

    Returns
    -------
    name : str
        'Person', 'Center', 'All that stands out', 'Cut out by color', ...
    """
    if recipe.unmixes:
        return UNMIXED_NAME
    if recipe.seeds == "likely":
        return LIKELY_NAMES.get(recipe.salient, "What stands out")
    if recipe.seeds == "people":
        return "Person" if len(recipe.faces) == 1 else "People"
    if recipe.seeds == "tap" and recipe.tap is not None:
        row, col = (
            min(2, max(0, int(3 * place / size)))
            for place, size in zip(recipe.tap, photo_shape, strict=True)
        )
        return PLACES[row][col]
    return NAMES[recipe.seeds]


def judging_maps(cut: PreparedCut) -> dict[str, np.ndarray]:
    """Return the maps by which masks are judged, see `segmentation.graph_cut.judging`."""
    labels = sampled(cut.graph.labels)
    return {
        seeds: standing_out(cut.scene, Recipe(seeds=seeds))[labels]
        for seeds in ("likely", "salient", "border")
    }


def _unmix(image: np.ndarray, alpha: np.ndarray | None) -> Proposal | None:
    """Return the proposal to unmix an image, if its ground is plain."""
    ground = find_ground(image)
    if not is_plain(image, ground, alpha=alpha):
        return None
    matte, _ = unmix(image, find_layers(image, ground=ground))
    return propose_unmixing(matte)


def _by_promise(proposals: list[Proposal]) -> Iterator[Proposal]:
    """Yield the proposals in the order that `rank` describes."""
    if not proposals:
        return
    shape = sampled(proposals[0].mask).shape
    alike = overlaps(np.array([resize_nearest(each.mask, shape).ravel() for each in proposals]))
    scores = np.array([each.score for each in proposals])
    promise = scores + AGREEMENT_WEIGHT * agreement(scores, alike, AGREEMENT_POWER)
    left = list(range(len(proposals)))
    covered = np.zeros(len(proposals))
    while left:
        best = max(left, key=lambda index: promise[index])
        yield proposals[best]
        left.remove(best)
        covered = np.maximum(covered, alike[best])
        promise = np.maximum(alike, covered) @ scores


def _recipes(cut: PreparedCut, seeds: str, faces: tuple[Box, ...]) -> Iterator[Recipe]:
    """Yield what the graph cut may start from."""
    if seeds == "likely":
        yield from (Recipe(seeds=seeds, salient=threshold) for threshold in LIKELY_THRESHOLDS)
    elif seeds == "people":
        faces = tuple(
            face for face in faces if is_face(cut.scene, cut.scene.likelihood, _share(cut, face))
        )
        if faces:
            yield from (
                Recipe(seeds=seeds, salient=threshold, faces=faces)
                for threshold in PEOPLE_THRESHOLDS
            )
    elif np.ptp(cut.scene.likelihood):
        for tap in likely_taps(cut.scene, cut.scene.cues, cut.scene.likelihood, count=TAPS):
            row, col = (int(at * size) for at, size in zip(tap, cut.photo_shape, strict=True))
            yield tap_at((row, col))


def _share(cut: PreparedCut, face: Box) -> Box:
    rows, cols = cut.photo_shape
    return face[0] / rows, face[1] / cols, face[2] / rows, face[3] / cols


def _cut_all(
    prepared: PreparedCut, recipes: Iterable[Recipe]
) -> Iterator[tuple[Recipe, np.ndarray]]:
    """Yield the recipes that make a mask, and it."""
    nothing = mark_transparent(prepared, np.zeros(prepared.shape, np.uint8))
    for recipe in recipes:
        if not missing_marks(prepared, nothing, recipe):
            yield recipe, segment(prepared, nothing, recipe)


def _flood_all(
    cut: PreparedCut, prepared: PreparedFlood, seeds: str
) -> Iterable[tuple[Recipe, np.ndarray]]:
    """Yield the watershed's recipes and masks, one per choice of the background's groups."""
    nothing = mark_transparent(prepared, np.zeros(prepared.shape, np.uint8))
    recipe = Recipe(seeds=seeds)
    if seeds == "spots":
        thresholds = prepared.spot_thresholds
        if thresholds is None:
            return
        recipe = dataclasses.replace(recipe, dark=thresholds[0], light=thresholds[1])
    seeds_found = find_seeds(prepared, recipe)
    if not seeds_found[1]:
        return
    groups = find_groups(prepared, nothing, recipe, seeds=seeds_found)
    labels = groups.labels.ravel()
    stands_out = resize_nearest(find_saliency(cut, Recipe(seeds="salient")), prepared.shape).ravel()
    total = np.bincount(labels, stands_out, groups.count + 1)
    mean = total / np.maximum(np.bincount(labels, minlength=groups.count + 1), 1)
    for threshold in (None, *GROUP_THRESHOLDS):
        picked = _groups_below(mean, threshold)
        if picked or threshold is None:
            yield (
                dataclasses.replace(recipe, background_groups=picked),
                groups.foreground(picked),
            )


def _groups_below(mean: np.ndarray, threshold: float | None) -> tuple[int, ...]:
    """Return the groups, numbered from 1 on, that stand out no more than this on average."""
    if threshold is None:
        return ()
    return tuple((np.flatnonzero(mean[1:] <= threshold) + 1).tolist())


def _differ(one: np.ndarray, other: np.ndarray) -> bool:
    one = sampled(one)
    other = resize_nearest(other, one.shape)
    return (one & other).sum() <= MOST_ALIKE * (one | other).sum()


def sampled(array: np.ndarray) -> np.ndarray:
    """Return the values of an array at the cells of a grid of `JUDGED_PIXELS`."""
    return resize_nearest(array, working_shape(array.shape, pixels=JUDGED_PIXELS))
