"""Pictures whose opacity is known, made by code: drawings and products on plain grounds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage as ndi
from skimage import data
from skimage.transform import resize

SHAPE = 300, 400
# Drawn so many times as large, and reduced: a pixel's opacity is exact to 1 / 64.
FINE = 8
SHADOW_DEPTH = 0.5


@dataclass(frozen=True, eq=False)
class Drawing:
    """What lies on the ground: opacity, colors times opacity (levels), darkness of the shadow."""

    name: str
    alpha: np.ndarray
    colors: np.ndarray
    shadow: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Case:
    """A picture of a drawing on a ground; `quality` is that of its JPEG, None for a PNG."""

    name: str
    drawing: Drawing
    ground: np.ndarray
    image: np.ndarray
    quality: int | None
    noise: float


class Sheet:
    """Paper to draw on, in pixels of the reduced picture."""

    def __init__(self, shape: tuple[int, int] = SHAPE) -> None:
        self.canvas = Image.new("RGBA", (shape[1] * FINE, shape[0] * FINE))
        self.draw = ImageDraw.Draw(self.canvas)
        # Letters without soft edges: reducing makes them.
        self.draw.fontmode = "1"

    def write(self, place: tuple[float, float], text: str, size: float, color: str) -> None:
        font = ImageFont.load_default(size * FINE)
        self.draw.text(fine(place), text, color, font=font)

    def ellipse(self, box: tuple[float, ...], color: str) -> None:
        self.draw.ellipse(fine(box), color)

    def rectangle(self, box: tuple[float, ...], color: str) -> None:
        left, top, right, bottom = fine(box)
        self.draw.rectangle((left, top, right - 1, bottom - 1), color)

    def polygon(self, points: list[tuple[float, float]], color: str) -> None:
        self.draw.polygon([fine(point) for point in points], color)

    def ring(self, middle: tuple[float, float], radius: float, width: float, color: str) -> None:
        col, row = middle
        box = fine((col - radius, row - radius, col + radius, row + radius))
        self.draw.ellipse(box, outline=color, width=round(width * FINE))

    def pen(self, points: np.ndarray, widths: np.ndarray, color: str) -> None:
        for (col, row), width in zip(points, widths, strict=True):
            self.ellipse(
                (col - width / 2, row - width / 2, col + width / 2, row + width / 2), color
            )

    def done(self, name: str) -> Drawing:
        """Return the drawing, each pixel the mean of its parts."""
        fine_pixels = np.asarray(self.canvas)
        rows, cols = (size // FINE for size in fine_pixels.shape[:2])
        parts = fine_pixels.reshape(rows, FINE, cols, FINE, 4)
        means = parts.astype(np.uint16).sum(axis=(1, 3)) / np.float32(FINE**2)
        return Drawing(name, means[..., 3] / 255, means[..., :3])


def fine(values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(value * FINE for value in values)


def letters() -> Drawing:
    sheet = Sheet()
    sheet.write((30, 20), "Boa & 8", 84, "#1d3f8f")
    sheet.write((34, 130), "Quick brown fox, 0689 @", 30, "#1d3f8f")
    sheet.write((34, 190), "every hole in a letter stays open", 18, "#1d3f8f")
    sheet.write((34, 230), "and the finest print, too: eao 4690", 12, "#1d3f8f")
    return sheet.done("letters")


def chart() -> Drawing:
    sheet = Sheet()
    colors = "#4c78a8", "#f58518", "#e45756", "#72b7b2", "#54a24b"
    for i, (color, height) in enumerate(zip(colors, (90, 170, 60, 200, 130), strict=True)):
        left = 60.3 + i * 62
        sheet.rectangle((left, 250 - height, left + 45.5, 250), color)
        sheet.write((left + 10, 258), f"Q{i + 1}", 14, "#333333")
    sheet.rectangle((48, 30.25, 49.5, 251.5), "#333333")
    sheet.rectangle((48, 250, 380, 251.5), "#333333")
    return sheet.done("chart")


def rings() -> Drawing:
    sheet = Sheet()
    for middle, color in (
        ((130, 120), "#d62728"),
        ((200.4, 180), "#2ca02c"),
        ((270, 120), "#ffb000"),
    ):
        sheet.ring(middle, 80.3, 18, color)
    return sheet.done("rings")


def logo() -> Drawing:
    sheet = Sheet()
    sheet.ellipse((40.2, 60.7, 160, 180), "#e4002b")
    sheet.polygon([(100, 75), (150, 165), (50, 165)], "#ffd100")
    sheet.write((180, 80), "Aurora", 56, "#12284b")
    sheet.write((182, 150), "light for everyone", 20, "#e4002b")
    return sheet.done("logo")


def signature() -> Drawing:
    sheet = Sheet()
    time = np.linspace(0, 1, 4000)
    cols = 40 + 320 * time + 26 * np.sin(26 * time)
    rows = 150 + 55 * np.sin(19 * time + 1) * np.cos(3 * time) + 25 * np.sin(47 * time)
    widths = 2.4 + 1.5 * np.sin(31 * time)
    sheet.pen(np.stack([cols, rows], axis=1), widths, "#1a1f6b")
    return sheet.done("signature")


def faded_logo() -> Drawing:
    """Return letters and a disk whose color changes across them, opaque all over."""
    sheet = Sheet()
    sheet.write((30, 20), "fade", 110, "#ffffff")
    sheet.ellipse((120, 170, 280, 280), "#ffffff")
    plain = sheet.done("faded logo")
    along = np.linspace(0, 1, SHAPE[1], dtype=np.float32)[None, :, None]
    colors = np.array((122, 20, 180)) * (1 - along) + np.array((250, 110, 40)) * along
    return Drawing(plain.name, plain.alpha, plain.alpha[..., None] * colors)


def solids(name: str = "solids", *, shadow: bool = False) -> Drawing:
    """Return a ball, a bottle and a box, each with light and shade."""
    rows, cols = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(np.float32)
    sheets = [Sheet() for _ in range(3)]
    sheets[0].ellipse((50, 110, 150, 210), "#ffffff")
    sheets[1].polygon(
        [
            (180, 210),
            (180, 100),
            (200, 70),
            (200, 40),
            (222, 40),
            (222, 70),
            (242, 100),
            (242, 210),
        ],
        "#ffffff",
    )
    sheets[2].polygon([(270, 120), (350, 105), (350, 195), (270, 210)], "#ffffff")
    out = ((cols - 100) / 50) ** 2 + ((rows - 160) / 50) ** 2
    ball = 0.35 + 0.65 * np.sqrt((1 - out).clip(0)) * (0.6 - (cols - 100) / 130)
    bottle = 0.45 + 0.5 * np.cos((cols - 205) / 31 * 1.3)
    box = 0.9 - (cols - 270) / 250 + (rows - 100) / 900
    parts = (ball, (200, 60, 40)), (bottle, (30, 110, 70)), (box, (120, 100, 190))
    alpha, colors = np.zeros(SHAPE, np.float32), np.zeros((*SHAPE, 3), np.float32)
    for sheet, (light, color) in zip(sheets, parts, strict=True):
        part = sheet.done(name).alpha
        alpha += part
        colors += part[..., None] * (light.clip(0.1, 1)[..., None] * np.array(color))
    return Drawing(name, alpha, colors, _shadow(alpha) if shadow else None)


def shaded_solids() -> Drawing:
    return solids("solids with shadow", shadow=True)


def product(name: str, photo: np.ndarray, box: tuple[slice, slice], *, shadow: bool) -> Drawing:
    """Return a rounded piece of a photo."""
    sheet = Sheet()
    sheet.ellipse((90.4, 60, 310, 240.6), "#ffffff")
    sheet.rectangle((180, 40, 220, 100), "#ffffff")
    alpha = sheet.done(name).alpha
    texture = resize(photo[box], SHAPE, anti_aliasing=True).astype(np.float32) * 255
    return Drawing(name, alpha, alpha[..., None] * texture, _shadow(alpha) if shadow else None)


def china() -> Drawing:
    return product("china", data.coffee(), np.s_[210:380, 90:310], shadow=True)


def rocket() -> Drawing:
    return product("rocket", data.rocket(), np.s_[150:427, 200:500], shadow=False)


def glass() -> Drawing:
    """Return a pane and smoke, both half transparent, in a frame that is not."""
    sheet = Sheet()
    sheet.ellipse((60, 60, 240, 240), "#ffffff")
    pane = 0.5 * sheet.done("").alpha
    rows, cols = np.mgrid[: SHAPE[0], : SHAPE[1]]
    smoke = 0.8 * np.exp(-((cols - 310) ** 2 / 1200 + (rows - 150) ** 2 / 4000)).astype(np.float32)
    alpha = pane + smoke * (1 - pane)
    return Drawing("glass", alpha, alpha[..., None] * np.zeros(3, np.float32))


def _shadow(alpha: np.ndarray) -> np.ndarray:
    """Return how dark a soft shadow below a thing is."""
    moved = ndi.shift(alpha, (14, 10), order=1)
    return SHADOW_DEPTH * ndi.gaussian_filter(moved, 9)


# Other pictures, made when all but one of the constants were chosen.


def stamp() -> Drawing:
    sheet = Sheet()
    sheet.ring((200, 150), 120.6, 9, "#7a1f2b")
    sheet.ring((200, 150), 92.2, 3, "#7a1f2b")
    sheet.write((128, 106), "PAID", 54, "#7a1f2b")
    sheet.write((146, 172), "12 May 1987", 18, "#7a1f2b")
    return sheet.done("stamp")


def plan() -> Drawing:
    """Return thin lines and small figures, as of a floor plan."""
    sheet = Sheet()
    for left, top, right, bottom in ((40, 40, 360, 43), (40, 257, 360, 260), (40, 40, 43, 260)):
        sheet.rectangle((left, top, right, bottom), "#111111")
    for at in (110.4, 187.7, 266.2):
        sheet.rectangle((at, 43, at + 1.3, 257), "#40576b")
        sheet.write((at - 56, 140), f"{at / 40:.2f} m", 15, "#b3541e")
    sheet.ring((300, 200), 30, 1.2, "#40576b")
    return sheet.done("plan")


def pie() -> Drawing:
    sheet = Sheet()
    colors = "#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51"
    for i, color in enumerate(colors):
        box = fine((90.3, 40, 310, 259.7))
        sheet.draw.pieslice(box, 72 * i - 90, 72 * i - 18, color)
    sheet.write((165, 20), "Share", 16, "#444444")
    return sheet.done("pie")


def handwriting() -> Drawing:
    sheet, random = Sheet(), np.random.default_rng(11)
    for line, color in enumerate(("#22333b", "#22333b", "#8a1c1c")):
        time = np.linspace(0, 1, 3000)
        speeds, phases = random.uniform(20, 90, 4), random.uniform(0, 6, 4)
        waves = [np.sin(speed * time + phase) for speed, phase in zip(speeds, phases, strict=True)]
        cols = 30 + 335 * time + 9 * waves[0]
        rows = 75 + 75 * line + 14 * waves[1] + 9 * waves[2]
        sheet.pen(np.stack([cols, rows], axis=1), 1.9 + 0.9 * waves[3], color)
    return sheet.done("handwriting")


def badge() -> Drawing:
    """Return a star whose color changes from its middle outwards, with letters on it."""
    sheet = Sheet()
    turns = np.arange(16) * np.pi / 8
    reach = np.where(np.arange(16) % 2, 78, 128)
    points = zip(200 + reach * np.sin(turns), 150 - reach * np.cos(turns), strict=True)
    sheet.polygon([(float(col), float(row)) for col, row in points], "#ffffff")
    star = sheet.done("badge")
    rows, cols = np.mgrid[: SHAPE[0], : SHAPE[1]]
    far = np.hypot(rows - 150, cols - 200)[..., None] / 130
    colors = np.array((250, 190, 30)) * (1 - far) + np.array((150, 20, 60)) * far
    text = Sheet()
    text.write((148, 118), "NEW", 46, "#ffffff")
    ink = text.done("").alpha[..., None]
    return Drawing("badge", star.alpha, star.alpha[..., None] * (1 - ink) * colors.clip(0, 255))


def cone() -> Drawing:
    sheet = Sheet()
    sheet.polygon([(200, 40), (278, 240), (122, 240)], "#ffffff")
    sheet.ellipse((122, 218, 278, 262), "#ffffff")
    alpha = sheet.done("").alpha
    light = 0.3 + 0.65 * np.cos((np.arange(SHAPE[1]) - 180) / 78).clip(0.05, 1)
    colors = light[None, :, None] * np.array((235, 120, 40))
    return Drawing("cone", alpha, alpha[..., None] * colors, _shadow(alpha))


def cat() -> Drawing:
    return product("cat", data.chelsea(), np.s_[60:280, 110:410], shadow=True)


def cream(shape: tuple[int, int]) -> np.ndarray:
    return np.broadcast_to(np.array((246, 239, 219), np.float32), (*shape, 3))


def pale_blue(shape: tuple[int, int]) -> np.ndarray:
    return np.broadcast_to(np.array((205, 214, 240), np.float32), (*shape, 3))


def slanted(shape: tuple[int, int]) -> np.ndarray:
    rows, cols = np.meshgrid(*(np.linspace(0, 1, size) for size in shape), indexing="ij")
    share = ((rows + 2 * cols) / 3)[..., None]
    return (255 - share * np.array((70, 52, 20))).astype(np.float32)


def lamp(shape: tuple[int, int]) -> np.ndarray:
    """Return a desk lit from one corner."""
    rows, cols = np.meshgrid(*(np.linspace(0, 1, size) for size in shape), indexing="ij")
    light = 0.72 + 0.26 * np.exp(-((rows - 0.1) ** 2 + (cols - 0.85) ** 2) / 0.7)
    return (light[..., None] * np.array((252, 248, 240))).astype(np.float32)


DRAWINGS: tuple[Callable[[], Drawing], ...] = (
    letters,
    chart,
    rings,
    logo,
    signature,
    faded_logo,
    solids,
    shaded_solids,
    china,
    rocket,
)


def white(shape: tuple[int, int]) -> np.ndarray:
    return np.full((*shape, 3), 255, np.float32)


def color(shape: tuple[int, int]) -> np.ndarray:
    return np.broadcast_to(np.array((190, 222, 205), np.float32), (*shape, 3))


def gradient(shape: tuple[int, int]) -> np.ndarray:
    down = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None, None]
    colors = np.array((250, 244, 225)) * (1 - down) + np.array((170, 205, 240)) * down
    return np.broadcast_to(colors.astype(np.float32), (*shape, 3))


def paper(shape: tuple[int, int]) -> np.ndarray:
    rows, cols = (np.linspace(-1, 1, size, dtype=np.float32) for size in shape)
    light = 0.9 - 0.1 * cols[None] - 0.06 * rows[:, None] - 0.07 * cols[None] ** 2
    return light[..., None] * np.array((250, 246, 235), np.float32)


def studio(shape: tuple[int, int]) -> np.ndarray:
    rows, cols = np.meshgrid(*(np.linspace(-1, 1, size) for size in shape), indexing="ij")
    light = 165 + 75 * np.exp(-((cols - 0.1) ** 2 + (rows + 0.2) ** 2) / 1.2)
    return np.repeat(light[..., None], 3, axis=-1).astype(np.float32)


def scan(shape: tuple[int, int]) -> np.ndarray:
    """Return the paper of scikit-image's scanned page, its letters closed away."""
    closed = ndi.grey_closing(data.page(), (15, 15)).astype(np.float32)
    light = resize(ndi.gaussian_filter(closed, 8), shape, order=1, preserve_range=True)
    return np.repeat(light[..., None], 3, axis=-1).astype(np.float32)


# With the noise of each, in levels.
GROUNDS: dict[str, tuple[Callable[[tuple[int, int]], np.ndarray], float]] = {
    "white": (white, 0),
    "color": (color, 0),
    "gradient": (gradient, 0),
    "paper": (paper, 1.5),
    "studio": (studio, 1.0),
    "scan": (scan, 1.0),
}
QUALITIES = None, 95, 80, 60
HELD_OUT = stamp, plan, pie, handwriting, badge, cone, cat
HELD_OUT_GROUNDS: dict[str, tuple[Callable[[tuple[int, int]], np.ndarray], float]] = {
    "cream": (cream, 0),
    "pale blue": (pale_blue, 0),
    "slanted": (slanted, 0.7),
    "lamp": (lamp, 1.8),
}


def cases(
    drawings: tuple[Callable[[], Drawing], ...] = DRAWINGS,
    grounds: dict[str, tuple[Callable[[tuple[int, int]], np.ndarray], float]] = GROUNDS,
    qualities: tuple[int | None, ...] = QUALITIES,
) -> Iterator[Case]:
    """Yield all drawings on all grounds, as PNG and JPEG."""
    for draw in drawings:
        drawing = draw()
        for name, (make, noise) in grounds.items():
            ground = make(drawing.alpha.shape)
            picture = lay(drawing, ground, noise)
            for quality in qualities:
                title = f"{drawing.name}, {name}, {quality or 'PNG'}"
                yield Case(title, drawing, ground, save(picture, quality), quality, noise)


def lay(drawing: Drawing, ground: np.ndarray, noise: float) -> np.ndarray:
    """Return a drawing on its ground, in 8 bits."""
    if drawing.shadow is not None:
        ground = ground * (1 - drawing.shadow[..., None])
    picture = drawing.colors + (1 - drawing.alpha[..., None]) * ground
    picture = picture + np.random.default_rng(1).normal(0, noise, picture.shape)
    return np.rint(picture).clip(0, 255).astype(np.uint8)


def save(picture: np.ndarray, quality: int | None) -> np.ndarray:
    """Return a picture as it comes back from a JPEG, chroma at half the resolution."""
    if quality is None:
        return picture
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file))


def graphics() -> Iterator[np.ndarray]:
    """Yield 40 pictures with a plain ground, none of them a photo taken as it is."""
    yield from (np.dstack([page] * 3) for page in (data.text(), data.page()))
    names = list(GROUNDS)
    for i in range(38):
        draw = DRAWINGS[i % len(DRAWINGS)]
        drawing = draw()
        make, noise = GROUNDS[names[(i * 5 + i // 6) % len(names)]]
        quality = QUALITIES[(i * 3 + i // 4) % len(QUALITIES)]
        yield save(lay(drawing, make(drawing.alpha.shape), noise), quality)


__all__ = [
    "HELD_OUT",
    "HELD_OUT_GROUNDS",
    "Case",
    "Drawing",
    "cases",
    "glass",
    "graphics",
]
