"""Photo → what it alone determines, once, so that strokes are answered fast.

May import `flooding`, `graph_cut`, `photo` and `recipe`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2lab

from .flooding import gray_elevation, gray_values, suggest_thresholds
from .graph_cut import RegionGraph, Scene, find_regions, region_graph
from .photo import read_only, resize, working_shape
from .recipe import Recipe

# Larger ones cost time at every stroke and win nothing: regions hold a few hundred pixels.
GRAPH_CUT_PIXELS = 500_000


@dataclass(frozen=True)
class PreparedFlood:
    """What the photo alone determines for the watershed, at the working size.

    Attributes
    ----------
    photo_shape : (int, int)
        Rows and columns of the photo.
    gray : (m, n) ndarray of float64
        Gray values from 0 to 255.
    elevation : (m, n) ndarray of float64
        Blurred edges.
    transparent : (m, n) ndarray of bool, or None
        What is background because nothing is seen there; None if that is nowhere.
    """

    photo_shape: tuple[int, int]
    gray: NDArray[np.float64]
    elevation: NDArray[np.float64]
    transparent: NDArray[np.bool] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the working image."""
        return self.gray.shape

    @property
    def spot_thresholds(self) -> tuple[int, int] | None:
        """Thresholds that make spots of the darkest and lightest pixels; None if all is flat."""
        return suggest_thresholds(self.gray)


@dataclass(frozen=True)
class PreparedCut:
    """What the photo alone determines for the graph cut, at half the working size.

    Attributes
    ----------
    photo_shape : (int, int)
        Rows and columns of the photo.
    graph : RegionGraph
        Regions of the image and how they hang together.
    transparent : (m, n) ndarray of bool, or None
        What is background because nothing is seen there; None if that is nowhere.
    """

    photo_shape: tuple[int, int]
    graph: RegionGraph
    transparent: NDArray[np.bool] | None = None

    @cached_property
    def scene(self) -> Scene:
        """What every start is read from."""
        return Scene(self.graph, self.photo_shape)

    def give_up(self) -> None:
        """Forget what is worked out again when it is asked for, within a fifth of a second.

        Two thirds of the memory are free then. Results stay the same; it may happen at any time,
        from any thread.
        """
        self.scene.give_up()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the working image."""
        return self.graph.labels.shape


Prepared = PreparedFlood | PreparedCut


def prepare(
    image: np.ndarray,
    recipe: Recipe | None = None,
    *,
    photo_shape: tuple[int, int] | None = None,
    alpha: np.ndarray | None = None,
) -> Prepared:
    """Return what the strokes of a photo can be answered from, again and again.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image, of any size; or that of a `WorkingPhoto`.
    recipe : Recipe, optional
        Only the method, the kind of seeds and `sigma_working_px` matter here.
    photo_shape : (int, int), optional
        Rows and columns of the photo that the image was reduced from; those of the image by
        default.
    alpha : (M, N) ndarray of uint8, optional
        The image's own opacity, 255 being opaque. What is transparent is known to be background.

    Returns
    -------
    prepared : PreparedFlood or PreparedCut
        Read-only arrays, at about a megapixel for the watershed and half of that for the graph
        cut.

    Raises
    ------
    ValueError
        If the image is no (M, N, 3) array of uint8 with at least one pixel.

    Examples
    --------
    >>> from skimage import data
    >>> from segmentation import Recipe, prepare
    >>> prepare(data.coffee()).shape
    (400, 600)
    >>> prepare(data.coffee(), Recipe(method="watershed")).elevation.dtype
    dtype('float64')
    """
    check_image(image)
    recipe = Recipe() if recipe is None else recipe
    photo_shape = tuple(photo_shape or image.shape[:2])
    working = resize(image, working_shape(image.shape[:2]))
    if recipe.floods:
        return PreparedFlood(
            photo_shape=photo_shape,
            transparent=_find_transparent(alpha, working.shape[:2]),
            gray=read_only(gray_values(working)),
            elevation=read_only(gray_elevation(working, sigma=recipe.sigma_working_px)),
        )
    # By way of the working image, so that a photo and its WorkingPhoto prepare alike.
    half = resize(working, working_shape(working.shape[:2], pixels=GRAPH_CUT_PIXELS))
    find_lab = partial(_lab, half)
    lab = find_lab()
    return PreparedCut(
        photo_shape=photo_shape,
        transparent=_find_transparent(alpha, half.shape[:2]),
        graph=region_graph(lab, find_regions(lab), find_lab=find_lab),
    )


def as_cut(prepared: Prepared) -> PreparedCut:
    """Return a photo that is prepared for the graph cut.

    Parameters
    ----------
    prepared : Prepared
        What `prepare` returned.

    Returns
    -------
    cut : PreparedCut
        The same.

    Raises
    ------
    ValueError
        If the photo is prepared for the watershed.
    """
    if not isinstance(prepared, PreparedCut):
        raise ValueError(
            "prepared must come from a recipe whose seeds are guessed or whose method is "
            f"'graph_cut', got a {type(prepared).__name__}"
        )
    return prepared


def as_flood(prepared: Prepared) -> PreparedFlood:
    """Return a photo that is prepared for the watershed.

    Parameters
    ----------
    prepared : Prepared
        What `prepare` returned.

    Returns
    -------
    flood : PreparedFlood
        The same.

    Raises
    ------
    ValueError
        If the photo is prepared for the graph cut.
    """
    if not isinstance(prepared, PreparedFlood):
        raise ValueError(
            "prepared must come from a recipe whose seeds are spots or peaks or whose method is "
            f"'watershed', got a {type(prepared).__name__}"
        )
    return prepared


def _lab(rgb: np.ndarray) -> np.ndarray:
    return rgb2lab(rgb / np.float32(255))


def _find_transparent(alpha: np.ndarray | None, shape: tuple[int, int]) -> np.ndarray | None:
    """Return which pixels are wholly transparent, at the working size; None if none is."""
    transparent = None if alpha is None else resize(alpha, shape) == 0
    return transparent if transparent is not None and transparent.any() else None


def check_image(image: np.ndarray) -> None:
    """Raise ValueError unless an array is an image."""
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or not image.size:
        raise ValueError(
            "image must be an (M, N, 3) array of uint8 with at least one pixel, "
            f"got shape {image.shape} and dtype {image.dtype}"
        )
