"""One photo of many → its cutout, written, and what there is to say of it."""

from __future__ import annotations

import dataclasses
import functools
import logging
import time
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .. import (
    SUFFIXES,
    Cutout,
    ImageError,
    InputError,
    Photo,
    PhotoId,
    Recipe,
    cut_out,
    encode,
    prepare,
    rate_doubt,
    read_image,
    read_image_apart,
    read_marks,
    read_start_mask,
)
from .recipes import Given, beside_name, parse_recipe, recipe_for, with_beside
from .storage import Folder, read_file

THUMBNAIL_PX = 240
THUMBNAILS = ".seedcut/thumbnails"
TOO_LITTLE_MEMORY = "there is too little memory for this photo"
UNEXPECTED = "something went wrong that is no fault of yours"


@dataclass(frozen=True)
class Order:
    """What is wanted of all photos of a batch.

    Attributes
    ----------
    source, destination : Folder
        Where the photos are, and where the cutouts go.
    recipe : bytes
        A recipe as JSON; empty if each photo starts by itself.
    ranks_anew, by_histogram : bool
        As in `Given`.
    backdrop : str
        Where the photo is that goes behind the cutouts; mostly empty.
    """

    source: Folder
    destination: Folder
    recipe: bytes = b""
    ranks_anew: bool = False
    by_histogram: bool = False
    backdrop: str = ""


@dataclass(frozen=True)
class Job:
    """One photo of a batch.

    Attributes
    ----------
    photo : str
        What its folder calls it.
    output : str
        What the cutout is called, without the end of the name.
    beside : tuple of str
        Those of `recipes.BESIDE` that lie beside the photo.
    stamp : str
        What changes when the photo does.
    inputs : str
        What changes when anything else does that makes the cutout.
    """

    photo: str
    output: str
    beside: tuple[str, ...] = ()
    stamp: str = ""
    inputs: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one photo.

    Attributes
    ----------
    photo, stamp, inputs : str
        Those of the job.
    digest : str
        SHA-256 of the photo's file.
    output : str
        What the cutout is called; empty if there is none.
    error : str
        Why there is none, as a sentence; empty if there is one.
    remark : str
        What one should know of the photo's file; mostly empty.
    start : str
        What the cutout grew from, see `Recipe`.
    doubt : float
        See `rate_doubt`; 0 where the recipe was made for this very photo.
    rows, cols : int
        Shape of the photo.
    seconds : float
        How long it took.
    """

    photo: str
    stamp: str = ""
    inputs: str = ""
    digest: str = ""
    output: str = ""
    error: str = ""
    remark: str = ""
    start: str = ""
    doubt: float = 1.0
    rows: int = 0
    cols: int = 0
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether there is a cutout."""
        return not self.error


@dataclass(frozen=True)
class Made:
    """A cutout, the recipe that makes it, and how doubtful it is."""

    cutout: Cutout
    recipe: Recipe
    doubt: float


def make(photo: Photo, given: Given, *, backdrop_image: np.ndarray | None = None) -> Made:
    """Return the cutout that is made of a photo with what is given for it."""
    prepared = prepare(photo.rgb, alpha=photo.alpha)
    recipe = recipe_for(photo, given, prepared)
    start_mask = None
    if given.mask is not None:
        start_mask = read_start_mask(given.mask, photo.rgb.shape[:2])
    cutout = cut_out(
        photo,
        recipe,
        markers=None if given.marks is None else read_marks(given.marks),
        start_mask=start_mask,
        backdrop_image=backdrop_image,
        prepared=prepared if recipe.engine == "graph_cut" else None,
    )
    # What somebody has made for this very photo, they have looked at.
    doubt = 0.0 if given.is_own(photo) else rate_doubt(prepared, cutout.mask, recipe)
    return Made(cutout, recipe, doubt)


def outcome_of(photo: Photo, made: Made, *, name: str, output: str) -> Outcome:
    """Return the outcome of a photo whose cutout is written."""
    rows, cols = photo.rgb.shape[:2]
    return Outcome(
        name,
        digest=photo.digest,
        output=output,
        remark=photo.remark,
        start=made.recipe.seeds,
        doubt=round(made.doubt, 4),
        rows=rows,
        cols=cols,
    )


def perform(order: Order, job: Job) -> Outcome:
    """Return what became of a photo; whatever goes wrong with it is said there."""
    started = time.perf_counter()
    try:
        outcome = _perform(order, job)
    except (ImageError, InputError, OSError) as error:
        outcome = failed(job, describe_error(error))
    except MemoryError:
        outcome = failed(job, TOO_LITTLE_MEMORY)
    except Exception as error:
        logging.exception("unexpected error, photo=%s", job.photo)
        outcome = failed(job, f"{UNEXPECTED}: {type(error).__name__}: {error}")
    return dataclasses.replace(outcome, seconds=round(time.perf_counter() - started, 3))


def failed(job: Job, error: str) -> Outcome:
    """Return the outcome of a photo of which nothing came."""
    return Outcome(job.photo, job.stamp, job.inputs, error=" ".join(error.split()))


def describe_error(error: Exception) -> str:
    """Return what is said of an error that the user can mend."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the file'}: {error.strerror}"
    return str(error)


def thumbnail_of(output: str) -> str:
    """Return what the small picture of a cutout is called."""
    return f"{THUMBNAILS}/{output}.webp"


def _perform(order: Order, job: Job) -> Outcome:
    photo = read_image_apart(order.source.read(job.photo))
    made = make(photo, given_for(order, job), backdrop_image=_backdrop(order.backdrop))
    output = job.output + SUFFIXES[made.recipe.file.format][0]
    small = dataclasses.replace(made.cutout, rgba=_thumbnail(made.cutout.rgba))
    thumbnail = encode(small, format="webp", lossless=False, quality=60)
    order.destination.write(thumbnail_of(output), thumbnail)
    order.destination.write(output, encode(made.cutout, **vars(made.recipe.file)))
    outcome = outcome_of(photo, made, name=job.photo, output=output)
    return dataclasses.replace(outcome, stamp=job.stamp, inputs=job.inputs)


def given_for(order: Order, job: Job) -> Given:
    """Return what is given for a photo, by what all share and what lies beside it."""
    recipe, made_for = _shared(order.recipe)
    beside = {end: order.source.read(beside_name(job.photo, end)) for end in job.beside}
    return with_beside(
        Given(recipe, made_for, ranks_anew=order.ranks_anew, by_histogram=order.by_histogram),
        beside,
    )


@functools.lru_cache(1)
def _shared(recipe: bytes) -> tuple[Recipe | None, PhotoId | None]:
    return parse_recipe(recipe) if recipe else (None, None)


@functools.lru_cache(1)
def _backdrop(address: str) -> np.ndarray | None:
    return read_image(read_file(address)).rgb if address else None


def _thumbnail(rgba: np.ndarray) -> np.ndarray:
    picture = Image.fromarray(rgba)
    # Weighs colors by their opacity, so that what is transparent does not darken the outline.
    picture.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    return np.array(picture)
