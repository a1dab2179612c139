"""What a user decided: the recipe, in JSON and out of it, with the photo that it was made for."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from .checks import (
    InputError,
    check_choice,
    check_count,
    check_digest,
    check_names,
    check_needed,
    check_range,
    check_type,
    check_whole,
    clamped,
    field_names,
    read_list,
    read_object,
    short,
)
from .finishing import Backdrop, Edge, File, Frame, Placement, Shadow
from .photo_id import MAX_SIDE_PX, PhotoId
from .plain import Plain
from .stroke import (
    MAX_COORDINATE,
    MAX_POINTS,
    SIDES,
    Label,
    Stroke,
    check_point,
    read_stroke,
    stretched_point,
)

__all__ = [
    "MAX_COORDINATE",
    "MAX_POINTS",
    "SIDES",
    "Label",
    "PhotoId",
    "Recipe",
    "Stroke",
    "read_photo_id",
]

VERSION = 2
# Fields that version 1 called otherwise.
RENAMED = {"peak_distance_px": "peak_distance_working_px", "sigma": "sigma_working_px"}
# Another number tells of an engine that gives other cutouts for the same recipe.
METHOD_NUMBERS = {"graph_cut": 3, "watershed": 1, "unmixing": 1}
METHODS = tuple(METHOD_NUMBERS)
# Where the cutout grows from, and the engine that answers: the graph cut takes what stands out for
# evidence, the watershed floods from spots and peaks.
GUESSED = ("likely", "salient", "border")
# The same, from what the recipe says of the photo: where there are faces, or what was tapped.
POINTED = ("people", "tap")
FLOODED = ("spots", "peaks")
# These make a mask, whatever the photo shows.
STARTED = ("box", "mask")
SEED_SOURCES = ("strokes", *GUESSED, *POINTED, *FLOODED, *STARTED)
# Fields of a recipe that have fields of their own.
PARTS = {
    "plain": Plain,
    "edge": Edge,
    "backdrop": Backdrop,
    "shadow": Shadow,
    "placement": Placement,
    "frame": Frame,
    "file": File,
}

# Far beyond what a hand draws; they keep a hostile file from using up memory.
MAX_STROKES = 10_000
MAX_POINTS_IN_ALL = 100_000
MAX_GROUPS = 10_000
# A hundred thousand points as the brush draws them have less.
MAX_JSON_BYTES = 4_000_000
MAX_SIGMA = 100.0
MAX_MARGIN_PX = 10_000
MAX_FACES = 100


@dataclass(frozen=True)
class Recipe:
    """Everything that is needed to reproduce a cutout from the photo.

    Parameters
    ----------
    method : {'graph_cut', 'watershed', 'unmixing'}
        The engine that answers strokes: by edges and colors, by edges alone, or, on a plain
        ground, by the color of every pixel.
    seeds : str
        Where the seeds come from. 'strokes': the strokes alone; 'likely': what is likely the
        subject; 'salient': what stands out near the center of the photo; 'border': what is unlike
        its border; 'people': people below the `faces`; 'tap': what lies at the `tap`; 'spots':
        very dark and very light spots; 'peaks': the places farthest from any edge; 'box': a box
        around the subject; 'mask': the mask of another program. Strokes correct what they make.
        Spots and peaks always grow by the watershed, all but strokes alone by the graph cut.
    salient : float
        What stands out more than this, or is likelier, from 0 to 1, is taken for the subject; see
        `find_saliency`.
    faces : tuple of (float, float, float, float)
        Where the people's faces are: row and column of the upper left corner, rows and columns,
        in pixels of the photo; see `find_faces`.
    tap : (float, float), or None
        Row and column of a pixel of the subject, in the photo.
    dark, light : float
        A spot is a pixel whose gray value on the scale from 0 to 255 is less than `dark` or
        greater than `light`.
    peak_distance_working_px : int
        Peaks are at least this far apart, in pixels of the working image.
    sigma_working_px : float
        Standard deviation of the Gaussian blur of the watershed's edges, in pixels of the
        working image.
    background_groups : tuple of int
        The groups, by the number of their seed, that automatic seeds leave to the background.
        Empty stands for the largest group.
    box : ((float, float), (float, float)), or None
        The upper left and the lower right corner of the box around the subject, as (row, col) in
        pixels of the photo; the center of the upper left pixel is (0, 0). Must be there if `seeds`
        is 'box'.
    mask_digest : str
        What tells the mask that `seeds` start from, as `StartMask.digest`; empty if it may be any.
    follows_edges : bool
        Whether the outline of that mask settles on the edges of the photo nearby.
    plain : Plain
        How unmixing takes a drawing or a product off its ground.
    strokes : tuple of Stroke
        The strokes, oldest first.
    edge : Edge
        How the outline is treated.
    backdrop : Backdrop
        What lies behind the cutout.
    shadow : Shadow, or None
        The shadow that the cutout drops.
    placement : Placement
        Where in the picture the subject lies, with its shadow, and how large it is.
    margin_px : int, or None
        Room around the cutout when the picture is cropped to it, in pixels of the photo; None
        keeps all of the photo. A frame with an aspect has a margin of its own.
    frame : Frame
        What shape the picture has, and how large it is.
    file : File
        How the cutout is written.

    Raises
    ------
    ValueError
        If a value is of the wrong type or out of range.

    Examples
    --------
    >>> from segmentation import Backdrop, Label, Recipe, Stroke
    >>> keep = Stroke(Label.FOREGROUND, points=((300, 200), (420, 260)), radius_px=12)
    >>> recipe = Recipe(seeds="likely", strokes=(keep,), backdrop=Backdrop("color"))
    >>> recipe.engine, recipe.backdrop.color
    ('graph_cut', '#ffffff')
    >>> Recipe(seeds="luck")
    Traceback (most recent call last):
    ...
    segmentation.recipe.checks.InputError: seeds must be one of strokes, ...
    """

    method: str = "graph_cut"
    seeds: str = "strokes"
    salient: float = 0.5
    faces: tuple[tuple[float, float, float, float], ...] = ()
    tap: tuple[float, float] | None = None
    dark: float = 3
    light: float = 245
    peak_distance_working_px: int = 20
    sigma_working_px: float = 2.0
    background_groups: tuple[int, ...] = ()
    box: tuple[tuple[float, float], tuple[float, float]] | None = None
    mask_digest: str = ""
    follows_edges: bool = False
    plain: Plain = field(default_factory=Plain)
    strokes: tuple[Stroke, ...] = ()
    edge: Edge = field(default_factory=Edge)
    backdrop: Backdrop = field(default_factory=Backdrop)
    shadow: Shadow | None = None
    placement: Placement = field(default_factory=Placement)
    margin_px: int | None = None
    frame: Frame = field(default_factory=Frame)
    file: File = field(default_factory=File)

    def __post_init__(self) -> None:
        check_choice("method", self.method, METHODS)
        check_choice("seeds", self.seeds, SEED_SOURCES)
        check_range("salient", self.salient, 0, 1)
        self._check_places()
        check_range("dark", self.dark, 0, 255)
        check_range("light", self.light, 0, 255)
        check_whole("peak_distance_working_px", self.peak_distance_working_px, 1, 10_000)
        check_range("sigma_working_px", self.sigma_working_px, 0, MAX_SIGMA)
        self._check_groups()
        if self.box is not None:
            check_box("box", self.box)
        elif self.seeds == "box":
            raise InputError("box must be there where the seeds are 'box', got None")
        if self.mask_digest != "":
            check_digest("mask_digest", self.mask_digest)
        check_type("follows_edges", self.follows_edges, bool)
        self._check_strokes()
        for name, cls in PARTS.items():
            if name != "shadow" or self.shadow is not None:
                check_type(name, getattr(self, name), cls)
        if self.margin_px is not None:
            check_whole("margin_px", self.margin_px, 0, MAX_MARGIN_PX)

    def _check_groups(self) -> None:
        check_type("background_groups", self.background_groups, tuple)
        check_count("background_groups", self.background_groups, MAX_GROUPS)
        for group in self.background_groups:
            if not isinstance(group, int) or isinstance(group, bool) or group < 1:
                raise InputError(
                    f"background_groups must be whole numbers from 1 on, got {short(group)}"
                )

    def _check_strokes(self) -> None:
        check_type("strokes", self.strokes, tuple)
        check_count("strokes", self.strokes, MAX_STROKES)
        for stroke in self.strokes:
            check_type("strokes", stroke, Stroke)
        points = sum(len(stroke.points) for stroke in self.strokes)
        if points > MAX_POINTS_IN_ALL:
            raise InputError(
                f"strokes must have {MAX_POINTS_IN_ALL} points at the most, got {points}"
            )

    def _check_places(self) -> None:
        check_type("faces", self.faces, tuple)
        check_count("faces", self.faces, MAX_FACES)
        for face in self.faces:
            check_place("faces", face, 4)
            if min(face[2:]) <= 0:
                raise InputError(f"faces must have rows and columns, got {short(face)}")
        if self.tap is not None:
            check_place("tap", self.tap, 2)
        if self.seeds == "tap" and self.tap is None:
            raise InputError("tap must be given where seeds are 'tap', got None")

    @property
    def floods(self) -> bool:
        """Whether the watershed does the work: the seeds ask for it, or the method."""
        return is_flooded(self.seeds, self.method)

    @property
    def engine(self) -> str:
        """The method that does the work, whatever `method` says for strokes alone."""
        if self.unmixes:
            return "unmixing"
        return "watershed" if self.floods else "graph_cut"

    @property
    def unmixes(self) -> bool:
        """Whether every pixel is unmixed by itself, without a mask; that needs no stroke."""
        return self.seeds == "strokes" and self.method == "unmixing"

    @property
    def guesses(self) -> bool:
        """Whether the graph cut starts from what stands out of the photo."""
        return self.seeds in (*GUESSED, *POINTED)

    def stretched(self, rows_factor: float, cols_factor: float) -> Recipe:
        """Return the recipe for a photo of another shape.

        Parameters
        ----------
        rows_factor, cols_factor : float
            Rows and columns of the other photo, per row and column of the present one.

        Returns
        -------
        recipe : Recipe
            Strokes and the box lie at the same place of the picture. Lengths in pixels of the
            photo follow the geometric mean of the factors, areas follow their product; what would
            leave its range stays at its end. Lengths in pixels of the working image are kept.
            Groups belong to the old photo and are left out.

        Raises
        ------
        ValueError
            If a factor is no number, or out of range.
        """
        # From the smallest photo to the largest, and back.
        check_range("rows_factor", rows_factor, 1 / MAX_SIDE_PX, MAX_SIDE_PX)
        check_range("cols_factor", cols_factor, 1 / MAX_SIDE_PX, MAX_SIDE_PX)
        factor = sqrt(rows_factor * cols_factor)
        margin_px = self.margin_px
        if margin_px is not None:
            margin_px = clamped(round(margin_px * factor), 0, MAX_MARGIN_PX)
        return dataclasses.replace(
            self,
            background_groups=(),
            box=self.box and stretched_box(self.box, rows_factor, cols_factor),
            faces=tuple(stretched_face(face, rows_factor, cols_factor) for face in self.faces),
            tap=self.tap and stretched_place(self.tap, rows_factor, cols_factor),
            strokes=tuple(stroke.stretched(rows_factor, cols_factor) for stroke in self.strokes),
            edge=self.edge.stretched(factor),
            backdrop=self.backdrop.stretched(factor),
            shadow=self.shadow and self.shadow.stretched(factor),
            margin_px=margin_px,
        )

    def to_json(self, *, photo: PhotoId | None = None) -> str:
        """Return the recipe as a JSON text that `from_json` reads back.

        Parameters
        ----------
        photo : PhotoId, optional
            The photo that the recipe was made for, which `read_photo_id` reads back.

        Returns
        -------
        text : str
            A JSON object with the version of the layout, the number of the engine and every field
            of the recipe. As long as the engine's number is the same, so is the cutout. Only where
            the strokes have nearly as many points as they may, and all with many digits, it is
            longer than `from_json` takes.

        Raises
        ------
        ValueError
            If `photo` is given, but no PhotoId.

        Examples
        --------
        >>> from segmentation import Recipe
        >>> recipe = Recipe(seeds="tap", tap=(312, 170))
        >>> text = recipe.to_json()
        >>> text[:67]
        '{"version": 2, "method_number": 3, "method": "graph_cut", "seeds": '
        >>> Recipe.from_json(text) == recipe
        True
        """
        fields = _shallow_dict(self)
        fields["strokes"] = [
            {**_shallow_dict(stroke), "label": stroke.label.name.lower()} for stroke in self.strokes
        ]
        for name in PARTS:
            fields[name] = fields[name] and _shallow_dict(fields[name])
        made_for = {}
        if photo is not None:
            check_type("photo", photo, PhotoId)
            made_for["photo"] = _shallow_dict(photo)
        header = {"version": VERSION, "method_number": METHOD_NUMBERS[self.engine]}
        return json.dumps({**header, **made_for, **fields})

    @classmethod
    def from_json(cls, text: str | bytes) -> Recipe:
        """Return the recipe that a JSON text describes.

        Parameters
        ----------
        text : str or bytes
            A JSON object of version 1 or 2, of 4 MB at the most; fields left out keep their
            defaults.

        Returns
        -------
        recipe : Recipe
            Equal to the recipe whose `to_json` gave the text, with or without a photo.

        Raises
        ------
        ValueError
            If the text is no JSON object, its version is not known, a field has an unknown
            name, or a value is of the wrong type, out of range or too long.
        """
        fields, _ = _read_fields(text)
        _take_photo_id(fields)
        check_names("recipe", fields, [*field_names(cls), "photo"])
        if "background_groups" in fields:
            groups = fields["background_groups"]
            fields["background_groups"] = read_list("background_groups", groups)
        if "faces" in fields:
            faces = read_list("faces", fields["faces"])
            fields["faces"] = tuple(tuple(read_list("faces", face)) for face in faces)
        if fields.get("tap") is not None:
            fields["tap"] = tuple(read_list("tap", fields["tap"]))
        if fields.get("box") is not None:
            corners = read_list("box", fields["box"])
            fields["box"] = tuple(read_list("box", corner) for corner in corners)
        if "strokes" in fields:
            strokes = read_list("strokes", fields["strokes"])
            fields["strokes"] = tuple(
                read_stroke(f"strokes[{i}]", stroke) for i, stroke in enumerate(strokes)
            )
        for name, part in PARTS.items():
            if fields.get(name) is not None:
                fields[name] = _read_part(name, fields[name], part)
        return cls(**fields)


def is_flooded(seeds: str, method: str) -> bool:
    """Return whether the watershed answers a kind of seeds, given the method for strokes alone."""
    return seeds in FLOODED or (seeds == "strokes" and method == "watershed")


def check_place(name: str, place: Any, count: int) -> None:
    """Raise ValueError unless a place is a tuple of so many numbers."""
    check_type(name, place, tuple)
    if len(place) != count:
        raise InputError(f"{name} must have {count} numbers, got {short(place)}")
    for coordinate in place:
        check_range(name, coordinate, -MAX_COORDINATE, MAX_COORDINATE)


def stretched_place(
    place: tuple[float, float], rows_factor: float, cols_factor: float
) -> tuple[float, float]:
    """Return a row and a column for a photo of another shape, within their range."""
    row, col = place
    return (
        clamped(row * rows_factor, -MAX_COORDINATE, MAX_COORDINATE),
        clamped(col * cols_factor, -MAX_COORDINATE, MAX_COORDINATE),
    )


def stretched_face(
    face: tuple[float, float, float, float], rows_factor: float, cols_factor: float
) -> tuple[float, float, float, float]:
    """Return a face for a photo of another shape, corner and size within their range."""
    corner, size = (
        stretched_place(each, rows_factor, cols_factor) for each in (face[:2], face[2:])
    )
    return *corner, *size


def read_photo_id(text: str | bytes) -> PhotoId | None:
    """Return the photo that a recipe in JSON was made for.

    Parameters
    ----------
    text : str or bytes
        What `Recipe.to_json` returned.

    Returns
    -------
    photo : PhotoId, or None
        None if the text does not say.

    Raises
    ------
    ValueError
        If the text is no JSON object, its version is not known, or what it says of the photo
        is of the wrong type or out of range.
    """
    return _take_photo_id(_read_fields(text)[0])


def is_of_earlier_engine(text: str | bytes) -> bool:
    """Return whether a recipe in JSON was made when its engine gave other cutouts.

    Parameters
    ----------
    text : str or bytes
        What `Recipe.to_json` returned.

    Returns
    -------
    is_earlier : bool
        Whether the number of the engine is another one than today's.

    Raises
    ------
    ValueError
        As `Recipe.from_json`.
    """
    recipe = Recipe.from_json(text)
    return _read_fields(text)[1] != METHOD_NUMBERS[recipe.engine]


def _read_fields(text: str | bytes) -> tuple[dict[str, Any], int]:
    """Return the fields of a recipe, and the number of the engine that it was made for."""
    if len(text) > MAX_JSON_BYTES:
        raise InputError(f"recipe must have 4 MB at the most, got {len(text) / 1e6:.1f} MB")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"recipe must be a JSON object, got text that is not: {error}") from None
    fields = read_object("recipe", document)
    version = fields.pop("version", None)
    if type(version) is not int or not 1 <= version <= VERSION:
        raise InputError(f"version must be from 1 to {VERSION}, got {short(version)}")
    if version == 1:
        return {RENAMED.get(name, name): value for name, value in fields.items()}, 1
    number = fields.pop("method_number", None)
    check_whole("method_number", number, 1, max(METHOD_NUMBERS.values()))
    return fields, number


def _take_photo_id(fields: dict[str, Any]) -> PhotoId | None:
    """Return what a recipe's fields say of the photo, which is left out of them."""
    if "photo" not in fields:
        return None
    photo = read_object("photo", fields.pop("photo"))
    check_needed("photo", photo, field_names(PhotoId))
    photo["shape"] = read_list("photo.shape", photo["shape"])
    return _read_part("photo", photo, PhotoId)


def _read_part(name: str, value: Any, cls: type) -> Any:
    fields = read_object(name, value)
    check_names(name, fields, field_names(cls))
    # JSON knows no tuples.
    fields = {key: tuple(each) if isinstance(each, list) else each for key, each in fields.items()}
    try:
        return cls(**fields)
    except ValueError as error:
        raise InputError(f"{name}.{error}") from None


def _shallow_dict(instance: Any) -> dict[str, Any]:
    # dataclasses.asdict copies every point of every stroke, one by one.
    return {name: getattr(instance, name) for name in field_names(type(instance))}


def stretched_box(
    box: tuple[tuple[float, float], tuple[float, float]], rows_factor: float, cols_factor: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return a box for a photo of another shape, never without an inside."""
    first, last = (stretched_point(corner, rows_factor, cols_factor) for corner in box)
    row, col = (min(each, MAX_COORDINATE - 1) for each in first)
    # Far away corners meet at the end of their range, near ones by rounding.
    return (row, col), (max(last[0], row + 1e-6), max(last[1], col + 1e-6))


def check_box(name: str, value: Any) -> None:
    """Raise InputError unless the value is an upper left and a lower right corner."""
    if not isinstance(value, tuple) or len(value) != 2:
        raise InputError(f"{name} must be a tuple of two (row, col) corners, got {short(value)}")
    for corner in value:
        check_point(name, corner)
    if not all(first < last for first, last in zip(*value, strict=True)):
        raise InputError(
            f"{name} must be an upper left and a lower right corner, got {short(value)}"
        )
