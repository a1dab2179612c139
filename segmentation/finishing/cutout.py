"""Matte → finished cutout, at full resolution or at the size of a screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..matting import estimate_foreground
from ..photo import encode_rgba
from ..photo.tiling import Box, strips
from ..recipe import Backdrop, Frame, InputError, Placement, Recipe
from .backdrop import blur_background, drop_shadow, fit_photo, gradient, gray_photo
from .compose import crop_box, put_behind
from .frame import fitted_shape, frame_box, resize_rgba, take
from .placing import place


@dataclass(frozen=True)
class Cutout:
    """A photo with another background, or with none.

    Attributes
    ----------
    rgba : (m, n, 4) ndarray of uint8
        Straight (not premultiplied) sRGB colors and opacity of the finished picture; all zero
        where it is transparent. Of another size than the photo if it is cropped or framed.
    mask : (M, N) ndarray of bool
        True in the foreground, for the whole photo.
    matte : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque, for the whole photo.
    box : (slice, slice), or None
        The rows and columns of the photo that the finished picture shows; those of a frame may
        lie beyond it, see `take`. None stands for all.
    info : mapping
        What the photo's file said of itself, see `Photo`.
    """

    rgba: NDArray[np.uint8]
    mask: NDArray[np.bool]
    matte: NDArray[np.uint8]
    box: tuple[slice, slice] | None = None
    info: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def alpha(self) -> np.ndarray:
        """Opacity of the subject in [0, 1]: (M, N) ndarray of float32."""
        return self.matte / np.float32(255)

    @property
    def trimap(self) -> np.ndarray:
        """(M, N) ndarray of uint8: 0 in the background, 255 in the foreground, 128 between."""
        return np.where((self.matte > 0) & (self.matte < 255), np.uint8(128), self.matte)


def encode(
    cutout: Cutout,
    *,
    format: str = "png",
    lossless: bool = True,
    quality: int = 90,
    keep_metadata: bool = False,
) -> bytes:
    """Return a cutout as the bytes of a picture file.

    Parameters
    ----------
    cutout : Cutout
        The cutout.
    format : {'png', 'webp', 'tiff', 'jpeg'}
        As in `encode_rgba`.
    lossless : bool
        As in `encode_rgba`.
    quality : int
        As in `encode_rgba`.
    keep_metadata : bool
        As in `encode_rgba`.

    Returns
    -------
    data : bytes
        The file, with resolution and color profile as far as photo and format know them.

    Raises
    ------
    ValueError
        If the format is not known, or WebP can't hold a picture of that size.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentation import Cutout, encode, read_image
    >>> rgba = np.full((40, 60, 4), 200, np.uint8)
    >>> data = encode(Cutout(rgba, mask=rgba[..., 3] > 127, matte=rgba[..., 3]), format="webp")
    >>> read_image(data).alpha[0, 0].item()
    200
    """
    return encode_rgba(
        cutout.rgba,
        info=cutout.info,
        format=format,
        lossless=lossless,
        quality=quality,
        keep_metadata=keep_metadata,
    )


def finish(
    image: np.ndarray,
    image_alpha: np.ndarray | None,
    matte: np.ndarray,
    recipe: Recipe,
    *,
    mask: np.ndarray | None = None,
    foreground: np.ndarray | None = None,
    scale: float = 1.0,
    backdrop_image: np.ndarray | None = None,
    info: Mapping[str, Any] = MappingProxyType({}),
) -> Cutout:
    """Return the cutout that a matte gives, of the whole photo at any size.

    Parameters
    ----------
    image : (M, N, 3) ndarray of uint8
        sRGB image.
    image_alpha : (M, N) ndarray of uint8, or None
        The image's own opacity.
    matte : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque, wherever it comes from.
    recipe : Recipe
        Its backdrop, shadow, placement, margin and frame matter here, and whether colors are
        cleaned.
    mask : (M, N) ndarray of bool, optional
        True in the foreground; where the matte is more than half opaque by default.
    foreground : (M, N, 3) ndarray of uint8, optional
        The foreground's own colors, where they are known; else they are estimated.
    scale : float
        Pixels of the image per pixel of the photo: what the lengths of the recipe are multiplied
        with.
    backdrop_image : (h, w, 3) ndarray of uint8, optional
        The photo that goes behind the cutout if the backdrop is one.
    info : mapping
        Is handed on to the cutout.

    Returns
    -------
    cutout : Cutout
        The finished picture, at the size of the image: `fit` gives it that of the frame.

    Raises
    ------
    ValueError
        If the backdrop is a photo and there is none, or the frame is larger than any photo.
    """
    check_backdrop(recipe.backdrop, backdrop_image)
    if image_alpha is not None:
        matte = product(matte, image_alpha)
    if not recipe.edge.clean_colors:
        foreground = image
    mask = matte > 127 if mask is None else mask
    # Before the colors, for all of these take memory that they give up.
    shadow = _find_shadow(matte, recipe, scale)
    box = _find_box(matte, shadow, recipe, scale)
    if box is not None and recipe.frame.aspect is not None:
        # The photo's ends where the photo does, which the frame may not.
        shadow = _find_shadow(take(matte, box), recipe, scale)
    elif box is not None and shadow is not None:
        shadow = take(shadow, box)
    behind = _find_behind(image, matte, box, recipe, scale, backdrop_image)
    rgba = lay_out(image, matte, foreground)
    rgba = rgba if box is None else take(rgba, box)
    if recipe.placement != Placement():
        rgba = place(rgba, recipe.placement)
        shadow = _find_shadow(rgba[..., 3], recipe, scale * recipe.placement.scale)
    put_behind(rgba, backdrop=behind, shadow=shadow)
    return Cutout(rgba=rgba, mask=mask, matte=matte, box=box, info=info)


def _find_behind(
    image: np.ndarray,
    matte: np.ndarray,
    box: Box | None,
    recipe: Recipe,
    scale: float,
    backdrop_image: np.ndarray | None,
) -> np.ndarray | None:
    """Return what lies behind the part of the photo that is seen."""
    if box is not None:
        image, matte = take(image, box, mirror=True), take(matte, box)
    is_uncovered = recipe.placement != Placement()
    return find_backdrop(
        image, matte, recipe.backdrop, scale, backdrop_image, is_uncovered=is_uncovered
    )


def _find_box(
    matte: np.ndarray, shadow: np.ndarray | None, recipe: Recipe, scale: float
) -> Box | None:
    """Return the rows and columns that the recipe wants to be seen; None if all of them."""
    if recipe.frame.aspect is not None:
        return frame_box(matte, recipe.frame)
    if recipe.margin_px is None:
        return None
    seen = matte if shadow is None else np.maximum(matte, shadow)
    return crop_box(seen, margin_px=round(recipe.margin_px * scale))


def fit(cutout: Cutout, frame: Frame) -> Cutout:
    """Return a cutout whose picture has the size that a frame allows.

    Parameters
    ----------
    cutout : Cutout
        The cutout.
    frame : Frame
        Its width and height count, whether it enlarges, and its pixels per inch.

    Returns
    -------
    fitted : Cutout
        Mask and matte stay those of the photo.
    """
    shape = fitted_shape(cutout.rgba.shape[:2], frame)
    info = cutout.info if frame.dpi is None else {**cutout.info, "dpi": (frame.dpi, frame.dpi)}
    return dataclasses.replace(cutout, rgba=resize_rgba(cutout.rgba, shape), info=info)


def _find_shadow(matte: np.ndarray, recipe: Recipe, scale: float) -> np.ndarray | None:
    """Return how dark the recipe's shadow is; None if it has none."""
    if recipe.shadow is None:
        return None
    return drop_shadow(matte, **dataclasses.asdict(recipe.shadow.stretched(scale)))


def check_backdrop(backdrop: Backdrop, backdrop_image: np.ndarray | None) -> None:
    """Raise InputError if the backdrop is a photo and there is none."""
    if backdrop.kind == "photo":
        _given(backdrop_image)


def _given(backdrop_image: np.ndarray | None) -> np.ndarray:
    """Return the photo that goes behind the cutout; InputError if there is none."""
    if backdrop_image is None:
        raise InputError("backdrop_image must be an image where the backdrop is a photo, got None")
    return backdrop_image


def product(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the product of two opacities, 255 being opaque, rounded."""
    result = np.empty_like(first)
    for rows in strips(len(first)):
        result[rows] = (first[rows].astype(np.uint16) * second[rows] + 127) // 255
    return result


def lay_out(
    image: np.ndarray,
    matte: np.ndarray,
    foreground: np.ndarray | None,
    *,
    long_px: int | None = None,
) -> np.ndarray:
    """Return colors and opacity in one; colors nobody sees would only make the file larger."""
    rgba = np.empty((*matte.shape, 4), np.uint8)
    if foreground is None:
        estimate_foreground(image, matte, out=rgba[..., :3], long_px=long_px)
    else:
        rgba[..., :3] = foreground
    rgba[..., 3] = matte
    # Four bytes at once.
    pixels = rgba.view(np.uint32)[..., 0]
    for rows in strips(len(matte)):
        np.copyto(pixels[rows], 0, where=matte[rows] == 0)
    return rgba


def find_backdrop(
    image: np.ndarray,
    matte: np.ndarray,
    backdrop: Backdrop,
    scale: float = 1.0,
    backdrop_image: np.ndarray | None = None,
    *,
    is_uncovered: bool = False,
) -> np.ndarray | None:
    """Return what lies behind the cutout: a picture, a color or nothing."""
    if backdrop.kind == "color":
        return np.array(_rgb(backdrop.color), np.uint8)
    if backdrop.kind == "gradient":
        return gradient(matte.shape, _rgb(backdrop.color), _rgb(backdrop.end_color))
    if backdrop.kind == "photo":
        return fit_photo(_given(backdrop_image), matte.shape)
    if backdrop.kind == "blur":
        blur_px = backdrop.blur_px * scale
        return blur_background(image, matte, blur_px=blur_px, is_uncovered=is_uncovered)
    if backdrop.kind == "gray":
        return gray_photo(image)
    return None


def _rgb(color: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue
