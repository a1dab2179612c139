"""What a picture's numbers mean, and the same picture in sRGB."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageCms

# From numbers of 0 to 1 to linear light.
Curve = Callable[[np.ndarray], np.ndarray]
# Chromaticities (x, y) of white, red, green and blue by the code points of ITU-T H.273.
D65, C, DCI, E = (0.3127, 0.329), (0.31, 0.316), (0.314, 0.351), (1 / 3, 1 / 3)
SRGB = (*D65, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
CHROMATICITIES = {
    1: SRGB,
    4: (*C, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    5: (*D65, 0.64, 0.33, 0.29, 0.6, 0.15, 0.06),
    6: (*D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    7: (*D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    8: (*C, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049),
    9: (*D65, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    10: (*E, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
    11: (*DCI, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    12: (*D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    22: (*D65, 0.63, 0.34, 0.295, 0.605, 0.155, 0.077),
}
BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
# Code points of the curves of high dynamic range.
PQ, HLG = 16, 18
HLG_SYSTEM_GAMMA = 1.2
# Nits of the white of an ordinary picture, and of the brightest that is told apart.
REFERENCE_WHITE, BRIGHTEST = 203, 1000
BRIGHTEST_LIGHT = BRIGHTEST / REFERENCE_WHITE
# Light of high dynamic range, in reference whites, and how bright it is shown: halved, so that
# there is room for what is brighter.
HDR_LIGHT = (0, 1, 1.344, 1.804, 2.416, 3.229, 4.309, BRIGHTEST_LIGHT)
HDR_SHOWN = (0, 0.5, 0.617, 0.716, 0.8, 0.888, 0.965, 1)
# Entries of the table from light to sRGB; its steps are finer than those of 8 bits.
STEPS = 16_384
# A profile that changes no color by more than rounding does is sRGB's.
MAX_DIFFERENCE = 2
PROBE_LEVELS = np.linspace(0, 255, 9).astype(np.uint8)
# Where an ICC profile holds the time it was made at.
PROFILE_DATE = slice(24, 36)
# More than any profile of sRGB has.
MAX_KEPT_PROFILE_BYTES = 60_000


@dataclass(frozen=True)
class Encoding:
    """What the numbers of an RGB picture mean.

    Attributes
    ----------
    chromaticities : tuple of float
        x and y of white, red, green and blue.
    light : callable
        Linear light, 1 being white, of numbers from 0 to 1.
    is_hdr : bool
        Whether light beyond 1 is meant, up to `BRIGHTEST`.
    system_gamma : float
        Light of a scene is shown as this power of its luminance.
    """

    chromaticities: tuple[float, ...]
    light: Curve
    is_hdr: bool = False
    system_gamma: float = 1.0


def from_code_points(primaries: int, transfer: int) -> Encoding | None:
    """Return what code points of ITU-T H.273 mean.

    Parameters
    ----------
    primaries, transfer : int
        Code points of the color primaries and of the transfer characteristics.

    Returns
    -------
    encoding : Encoding, or None
        None if it is not known.
    """
    if primaries not in CHROMATICITIES or transfer not in CURVES:
        return None
    return Encoding(
        CHROMATICITIES[primaries],
        CURVES[transfer],
        is_hdr=transfer in (PQ, HLG),
        system_gamma=HLG_SYSTEM_GAMMA if transfer == HLG else 1.0,
    )


def from_chromaticities(points: tuple[float, ...] | None, gamma: float) -> Encoding | None:
    """Return what primaries and a gamma mean.

    Parameters
    ----------
    points : tuple of float, or None
        x and y of white, red, green and blue; None for those of sRGB.
    gamma : float
        Light is the gammath power of the numbers.

    Returns
    -------
    encoding : Encoding, or None
        None if no colors are made up of such primaries, or the gamma is none.
    """
    points = points or SRGB
    if not 0.1 <= gamma <= 10 or not _span_colors(points):
        return None
    return Encoding(points, _power(gamma))


def _span_colors(points: tuple[float, ...]) -> bool:
    try:
        _to_srgb_light(points)
    except ValueError:
        return False
    return True


def _power(gamma: float) -> Curve:
    return lambda numbers: numbers**gamma


def _piecewise(gamma: float, offset: float, slope: float, end: float) -> Curve:
    """Return the curve that is a line up to `end`, and a shifted power beyond."""
    return lambda numbers: np.where(
        numbers < end, numbers / slope, ((numbers + offset) / (1 + offset)) ** gamma
    )


def _perceptual_quantizer(numbers: np.ndarray) -> np.ndarray:
    # SMPTE ST 2084, in reference whites.
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = numbers ** (1 / m2)
    return (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1) * 10_000 / REFERENCE_WHITE


def _hybrid_log_gamma(numbers: np.ndarray) -> np.ndarray:
    # ITU-R BT.2100, light of the scene from 0 to 1.
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(numbers <= 0.5, numbers**2 / 3, (np.exp((numbers - c) / a) + b) / 12)


SRGB_CURVE = _piecewise(2.4, 0.055, 12.92, 0.04045)
# As screens show it, ITU-R BT.1886, not as cameras record it.
VIDEO_CURVE = _power(2.4)
CURVES = {
    1: VIDEO_CURVE,
    4: _power(2.2),
    5: _power(2.8),
    6: VIDEO_CURVE,
    7: _piecewise(1 / 0.45, 0.1115, 4.0, 0.0912),
    8: _power(1.0),
    11: VIDEO_CURVE,
    13: SRGB_CURVE,
    14: VIDEO_CURVE,
    15: VIDEO_CURVE,
    PQ: _perceptual_quantizer,
    17: lambda numbers: numbers**2.6 * 52.37 / 48,
    HLG: _hybrid_log_gamma,
}


SRGB_ENCODING = Encoding(SRGB, SRGB_CURVE)


def _xyz(points: tuple[float, ...]) -> np.ndarray:
    """Return the matrix from light of primaries to XYZ."""
    white, *primaries = (
        np.array([x, y, 1 - x - y]) for x, y in np.reshape(points, (4, 2)).astype(float)
    )
    matrix = np.stack(primaries, axis=1)
    if white[1] <= 0 or abs(np.linalg.det(matrix)) < 1e-4:
        raise ValueError(f"points must span colors, got {points}")
    return matrix * np.linalg.solve(matrix, white / white[1])


def _to_srgb_light(points: tuple[float, ...]) -> np.ndarray:
    """Return the matrix from light of primaries to that of sRGB, white staying white."""
    source, target = _xyz(points), _xyz(SRGB)
    cones = [BRADFORD @ matrix @ np.ones(3) for matrix in (source, target)]
    if min(map(abs, cones[0])) < 1e-4:
        raise ValueError(f"points must have a white that all cones see, got {points}")
    adapted = np.linalg.solve(BRADFORD, (cones[1] / cones[0])[:, None] * BRADFORD)
    return np.linalg.solve(target, adapted @ source)


@functools.cache
def _srgb_table() -> np.ndarray:
    """Return the numbers of sRGB for light from 0 to 1."""
    light = np.linspace(0, 1, STEPS)
    numbers = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(numbers * 255).astype(np.uint8)


def converter(
    mode: str, profile: bytes, encoding: Encoding | None
) -> Callable[[Image.Image], Image.Image]:
    """Return the function that makes sRGB of pictures.

    Parameters
    ----------
    mode : {'L', 'RGB', 'CMYK', 'LAB', 'YCbCr'}
        Mode of the pictures, of 8 bits per channel.
    profile : bytes
        ICC profile; one that is broken or of another kind of colors is ignored.
    encoding : Encoding, or None
        What the numbers mean, if there is no profile.

    Returns
    -------
    convert : callable
        From pictures of this mode to pictures of mode RGB. Numbers that are sRGB already are
        left alone, as a conversion to the same would only round them.
    """
    transform = _transform(mode, profile)
    if transform is not None:
        return transform.apply
    if encoding not in (None, SRGB_ENCODING) and mode in ("L", "RGB"):
        return functools.partial(_convert_encoding, encoding=encoding)
    return lambda image: image.convert("RGB")


def _convert_encoding(image: Image.Image, *, encoding: Encoding) -> Image.Image:
    light = encoding.light(np.arange(256) / 255).astype(np.float32)
    matrix = _to_srgb_light(encoding.chromaticities).astype(np.float32)
    linear = light[np.asarray(image.convert("RGB"))]
    if encoding.system_gamma != 1:
        luminance = linear @ _xyz(encoding.chromaticities)[1].astype(np.float32)
        linear *= (luminance ** (encoding.system_gamma - 1))[..., None] * BRIGHTEST_LIGHT
    if encoding.is_hdr:
        linear *= _dimming(linear.max(axis=-1))[..., None]
    linear = linear @ matrix.T
    steps = (linear.clip(0, 1) * (STEPS - 1) + 0.5).astype(np.uint16)
    return Image.fromarray(_srgb_table()[steps])


def _dimming(brightest: np.ndarray) -> np.ndarray:
    """Return how much light is dimmed, by the brightest channel of each pixel."""
    shown = np.interp(brightest, HDR_LIGHT, HDR_SHOWN)
    return np.divide(shown, brightest, out=np.ones_like(shown), where=brightest > 0)


def _transform(mode: str, profile: bytes) -> ImageCms.ImageCmsTransform | None:
    """Return the way from a profile to sRGB; None if it leads nowhere."""
    source = ImageCms.createProfile("LAB") if mode == "LAB" else open_profile(profile)
    if source is None:
        return None
    try:
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except ImageCms.PyCMSError:
        return None
    return None if mode in ("L", "RGB") and _changes_nothing(transform, mode) else transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    gray = np.arange(256, dtype=np.uint8)
    if mode == "RGB":
        lattice = np.stack(np.meshgrid(*[PROBE_LEVELS] * 3), axis=-1).reshape(-1, 3)
        before = np.concatenate([np.repeat(gray[:, None], 3, axis=1), lattice])[None]
    else:
        before = gray[None]
    after = np.asarray(transform.apply(Image.fromarray(before)))
    expected = before if mode == "RGB" else np.repeat(before[..., None], 3, axis=-1)
    return bool(np.abs(after.astype(int) - expected).max() <= MAX_DIFFERENCE)


def open_profile(profile: bytes) -> ImageCms.ImageCmsProfile | None:
    """Return a profile that can be read; else None."""
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else None
    except (OSError, ImageCms.PyCMSError):
        return None


def srgb_profile(profile: bytes) -> bytes | None:
    """Return the profile of a picture once it is sRGB; None if it came without one."""
    source = open_profile(profile)
    if source is None:
        return None
    if len(profile) <= MAX_KEPT_PROFILE_BYTES and _is_srgb(source):
        return profile
    written = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The same photo gives the same file at any time.
    written[PROFILE_DATE] = bytes(12)
    return bytes(written)


def _is_srgb(source: ImageCms.ImageCmsProfile) -> bool:
    target = ImageCms.createProfile("sRGB")
    try:
        transform = ImageCms.buildTransform(source, target, "RGB", "RGB")
    except ImageCms.PyCMSError:
        return False
    return _changes_nothing(transform, "RGB")
