"""How a cutout is finished: its edge, what lies behind it, its shadow, its frame and its file."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from .checks import (
    InputError,
    check_choice,
    check_color,
    check_range,
    check_type,
    check_whole,
    clamped,
    short,
)

SOFTNESS = ("guided", "feather", "hard")
BACKDROP_KINDS = ("transparent", "color", "gradient", "photo", "blur", "gray")
FORMATS = ("png", "webp", "tiff", "jpeg")

# More than any photo needs; they keep a hostile file from using up time.
MAX_AREA_PX = 64_000_000
MAX_SMOOTH_PX = 100.0
MAX_SHIFT_PX = 100.0
MAX_FEATHER_PX = 100.0
MAX_BLUR_PX = 1000.0
MAX_OFFSET_PX = 10_000.0
MAX_MARGIN_PERCENT = 45.0
MAX_FRAME_PX = 65_500
MAX_DPI = 10_000.0
MIN_SCALE, MAX_SCALE = 0.1, 4.0
# At the largest scale, whatever lies at one border can be moved to the other one.
MAX_MOVE_PERCENT = 100 * (MAX_SCALE + 1) / 2
# Width to height.
ASPECT = re.compile(r"([1-9]\d?):([1-9]\d?)")


@dataclass(frozen=True)
class Edge:
    """How the outline of the cutout is treated; lengths and areas in pixels of the photo.

    Parameters
    ----------
    hole_area_px : int
        Holes in the subject up to this area are filled.
    island_area_px : int
        Islands beside the subject up to this area are dropped.
    largest_only : bool
        Whether every part but the largest is dropped.
    smooth_px : float
        Bumps and dents of the outline of about this size are smoothed away.
    shift_px : float
        How far the outline moves outwards; inwards if negative.
    softness : {'guided', 'feather', 'hard'}
        Where the opacity between 0 and 1 comes from: the photo, a blur, or nowhere.
    feather_px : float
        Standard deviation of the blur of 'feather'.
    clean_colors : bool
        Whether the colors of the old background are taken out of half-transparent pixels.
    find_hair : bool
        Whether hair along the outline is looked for, beside what is marked as hair.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    hole_area_px: int = 0
    island_area_px: int = 0
    largest_only: bool = False
    smooth_px: float = 0.0
    shift_px: float = 0.0
    softness: str = "guided"
    feather_px: float = 2.0
    clean_colors: bool = True
    find_hair: bool = False

    def __post_init__(self) -> None:
        check_whole("hole_area_px", self.hole_area_px, 0, MAX_AREA_PX)
        check_whole("island_area_px", self.island_area_px, 0, MAX_AREA_PX)
        check_type("largest_only", self.largest_only, bool)
        check_range("smooth_px", self.smooth_px, 0, MAX_SMOOTH_PX)
        check_range("shift_px", self.shift_px, -MAX_SHIFT_PX, MAX_SHIFT_PX)
        check_choice("softness", self.softness, SOFTNESS)
        check_range("feather_px", self.feather_px, 0, MAX_FEATHER_PX)
        check_type("clean_colors", self.clean_colors, bool)
        check_type("find_hair", self.find_hair, bool)

    @property
    def redraws(self) -> bool:
        """Whether the outline is to be another one than the mask's, everywhere."""
        return self.softness != "guided" or self.smooth_px != 0 or self.shift_px != 0

    def stretched(self, factor: float) -> Edge:
        """Return the edge for a photo whose sides are longer by a factor, within all ranges."""
        return dataclasses.replace(
            self,
            hole_area_px=_stretched_area(self.hole_area_px, factor),
            island_area_px=_stretched_area(self.island_area_px, factor),
            smooth_px=clamped(self.smooth_px * factor, 0, MAX_SMOOTH_PX),
            shift_px=clamped(self.shift_px * factor, -MAX_SHIFT_PX, MAX_SHIFT_PX),
            feather_px=clamped(self.feather_px * factor, 0, MAX_FEATHER_PX),
        )


def _stretched_area(area_px: int, factor: float) -> int:
    return clamped(round(area_px * factor**2), 0, MAX_AREA_PX)


@dataclass(frozen=True)
class Backdrop:
    """What lies behind the cutout.

    Parameters
    ----------
    kind : {'transparent', 'color', 'gradient', 'photo', 'blur', 'gray'}
        Nothing, a color, a gradient from top to bottom, another photo, or the photo's own
        background, blurred or in gray.
    color : str
        The color, or that at the top of the gradient, as #rrggbb.
    end_color : str
        The color at the bottom of the gradient, as #rrggbb.
    blur_px : float
        Standard deviation of the blur, in pixels of the photo.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    kind: str = "transparent"
    color: str = "#ffffff"
    end_color: str = "#9fb4cc"
    blur_px: float = 20.0

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, BACKDROP_KINDS)
        check_color("color", self.color)
        check_color("end_color", self.end_color)
        check_range("blur_px", self.blur_px, 0, MAX_BLUR_PX)

    def stretched(self, factor: float) -> Backdrop:
        """Return the backdrop for a photo whose sides are longer by a factor, within all ranges."""
        return dataclasses.replace(self, blur_px=clamped(self.blur_px * factor, 0, MAX_BLUR_PX))


@dataclass(frozen=True)
class Shadow:
    """The shadow that a cutout drops; lengths in pixels of the photo.

    Parameters
    ----------
    down_px, right_px : float
        How far the shadow lies below and to the right of the cutout.
    blur_px : float
        Standard deviation of its blur.
    opacity : float
        0 is invisible, 1 is black.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    down_px: float = 20.0
    right_px: float = 10.0
    blur_px: float = 20.0
    opacity: float = 0.5

    def __post_init__(self) -> None:
        check_range("down_px", self.down_px, -MAX_OFFSET_PX, MAX_OFFSET_PX)
        check_range("right_px", self.right_px, -MAX_OFFSET_PX, MAX_OFFSET_PX)
        check_range("blur_px", self.blur_px, 0, MAX_BLUR_PX)
        check_range("opacity", self.opacity, 0, 1)

    def stretched(self, factor: float) -> Shadow:
        """Return the shadow for a photo whose sides are longer by a factor, within all ranges."""
        return dataclasses.replace(
            self,
            down_px=clamped(self.down_px * factor, -MAX_OFFSET_PX, MAX_OFFSET_PX),
            right_px=clamped(self.right_px * factor, -MAX_OFFSET_PX, MAX_OFFSET_PX),
            blur_px=clamped(self.blur_px * factor, 0, MAX_BLUR_PX),
        )


@dataclass(frozen=True)
class Placement:
    """Where in the finished picture the subject lies, and how large it is there.

    Parameters
    ----------
    down_percent, right_percent : float
        How far the subject is moved, of the picture's height and of its width.
    scale : float
        How many times as large it is as in the photo; the middle of the picture stays in place.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.

    Notes
    -----
    The subject moves within a picture that stays: its frame is that of a subject in its old place.
    """

    down_percent: float = 0.0
    right_percent: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        check_range("down_percent", self.down_percent, -MAX_MOVE_PERCENT, MAX_MOVE_PERCENT)
        check_range("right_percent", self.right_percent, -MAX_MOVE_PERCENT, MAX_MOVE_PERCENT)
        check_range("scale", self.scale, MIN_SCALE, MAX_SCALE)


@dataclass(frozen=True)
class Frame:
    """What shape the finished picture has, and how large it is.

    Parameters
    ----------
    aspect : str, or None
        Width to height, such as '4:5', of a frame with the subject in its middle, which may reach
        beyond the photo; None leaves the shape of the photo, or of the crop.
    margin_percent : float
        Of such a frame's width and height, so much is free on each side at the least.
    width_px, height_px : int, or None
        The picture is made smaller until it is no wider and no higher.
    enlarge : bool
        Whether it is also made larger for that, which shows nothing that the photo does not have.
    dpi : float, or None
        Pixels per inch for printing, in place of those that the photo's file names.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    aspect: str | None = None
    margin_percent: float = 8.0
    width_px: int | None = None
    height_px: int | None = None
    enlarge: bool = False
    dpi: float | None = None

    def __post_init__(self) -> None:
        if self.aspect is not None:
            check_type("aspect", self.aspect, str)
            if not ASPECT.fullmatch(self.aspect):
                raise InputError(
                    f"aspect must be width to height like '4:5', got {short(self.aspect)}"
                )
        check_range("margin_percent", self.margin_percent, 0, MAX_MARGIN_PERCENT)
        for name in ("width_px", "height_px"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), 1, MAX_FRAME_PX)
        check_type("enlarge", self.enlarge, bool)
        if self.dpi is not None:
            check_range("dpi", self.dpi, 1, MAX_DPI)

    @property
    def ratio(self) -> float | None:
        """Width per height; None where the frame has no shape of its own."""
        if self.aspect is None:
            return None
        width, height = map(int, self.aspect.split(":"))
        return width / height


@dataclass(frozen=True)
class File:
    """How a cutout is written.

    Parameters
    ----------
    format : {'png', 'webp', 'tiff', 'jpeg'}
        File format. JPEG knows no transparency and gets white where there is nothing.
    lossless : bool
        Whether WebP keeps every pixel; PNG and TIFF always do, JPEG never does.
    quality : int
        Of JPEG and of WebP that is not lossless, from 1 to 100.
    keep_metadata : bool
        Whether the photo's EXIF, with camera, time and place, goes into the file.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.
    """

    format: str = "png"
    lossless: bool = True
    quality: int = 90
    keep_metadata: bool = False

    def __post_init__(self) -> None:
        check_choice("format", self.format, FORMATS)
        check_type("lossless", self.lossless, bool)
        check_whole("quality", self.quality, 1, 100)
        check_type("keep_metadata", self.keep_metadata, bool)
