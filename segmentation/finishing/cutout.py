"""Matte → finished cutout, at full resolution or at the size of a screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from ..matting import estimate_foreground
from ..photo import encode_rgba
from ..recipe import Backdrop, InputError, Recipe
from .backdrop import blur_background, drop_shadow, fit_photo, gradient, gray_photo
from .compose import crop_box, put_behind

WHOLE = (slice(None), slice(None))


@dataclass(frozen=True)
class Cutout:
    """A photo with another background, or with none.

    Attributes
    ----------
    rgba : (m, n, 4) ndarray of uint8
        Straight (not premultiplied) sRGB colors and opacity of the finished picture; all zero
        where it is transparent. Smaller than the photo if it is cropped.
    mask : (M, N) ndarray of bool
        True in the foreground, for the whole photo.
    matte : (M, N) ndarray of uint8
        Opacity of the subject, 255 being opaque, for the whole photo.
    box : (slice, slice)
        The rows and columns of the photo that the finished picture shows.
    info : mapping
        What the photo's file said of itself, see `Photo`.
    """

    rgba: np.ndarray
    mask: np.ndarray
    matte: np.ndarray
    box: tuple[slice, slice] = WHOLE
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
    format, lossless, quality, keep_metadata
        As in `encode_rgba`.

    Returns
    -------
    data : bytes
        The file, with resolution and color profile as far as photo and format know them.

    Raises
    ------
    ValueError
        If the format is not known, or WebP can't hold a picture of that size.
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
        Its backdrop, shadow and margin matter here, and whether colors are cleaned.
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
        The finished picture.

    Raises
    ------
    ValueError
        If the backdrop is a photo and there is none.
    """
    check_backdrop(recipe.backdrop, backdrop_image)
    if image_alpha is not None:
        matte = _product(matte, image_alpha)
    if not recipe.edge.clean_colors:
        foreground = image
    rgba = _lay_out(image, matte, foreground)
    shadow = None
    if recipe.shadow is not None:
        shadow = drop_shadow(matte, **dataclasses.asdict(recipe.shadow.stretched(scale)))
    if recipe.margin_px is not None:
        seen = matte if shadow is None else np.maximum(matte, shadow)
        box = crop_box(seen, margin_px=round(recipe.margin_px * scale))
    else:
        box = WHOLE
    rgba = np.ascontiguousarray(rgba[box])
    behind = _find_backdrop(image[box], matte[box], recipe.backdrop, scale, backdrop_image)
    put_behind(rgba, backdrop=behind, shadow=None if shadow is None else shadow[box])
    mask = matte > 127 if mask is None else mask
    return Cutout(rgba=rgba, mask=mask, matte=matte, box=box, info=info)


def check_backdrop(backdrop: Backdrop, backdrop_image: np.ndarray | None) -> None:
    """Raise InputError if the backdrop is a photo and there is none."""
    if backdrop.kind == "photo" and backdrop_image is None:
        raise InputError("backdrop_image must be an image where the backdrop is a photo, got None")


def _product(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the product of two opacities, 255 being opaque, rounded."""
    return ((first.astype(np.uint16) * second + 127) // 255).astype(np.uint8)


def _lay_out(image: np.ndarray, matte: np.ndarray, foreground: np.ndarray | None) -> np.ndarray:
    """Return colors and opacity in one; colors nobody sees would only make the file larger."""
    rgba = np.empty((*matte.shape, 4), np.uint8)
    if foreground is None:
        estimate_foreground(image, matte, out=rgba[..., :3])
    else:
        rgba[..., :3] = foreground
    rgba[..., 3] = matte
    # Four bytes at once.
    np.copyto(rgba.view(np.uint32)[..., 0], 0, where=matte == 0)
    return rgba


def _find_backdrop(
    image: np.ndarray,
    matte: np.ndarray,
    backdrop: Backdrop,
    scale: float,
    backdrop_image: np.ndarray | None,
) -> np.ndarray | None:
    """Return what lies behind the cutout: a picture, a color or nothing."""
    if backdrop.kind == "color":
        return np.array(_rgb(backdrop.color), np.uint8)
    if backdrop.kind == "gradient":
        return gradient(matte.shape, _rgb(backdrop.color), _rgb(backdrop.end_color))
    if backdrop.kind == "photo":
        return fit_photo(backdrop_image, matte.shape)
    if backdrop.kind == "blur":
        return blur_background(image, matte, blur_px=backdrop.blur_px * scale)
    if backdrop.kind == "gray":
        return gray_photo(image)
    return None


def _rgb(color: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue
