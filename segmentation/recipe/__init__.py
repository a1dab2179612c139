"""What a user decided, as plain data: strokes, methods and settings, to and from JSON.

In come values or JSON text, out go frozen dataclasses whose values are checked. May import nothing
but the standard library.
"""

from .checks import InputError
from .finishing import BACKDROP_KINDS, FORMATS, SOFTNESS, Backdrop, Edge, File, Shadow
from .photo_id import PhotoId
from .recipe import (
    FLOODED,
    GUESSED,
    METHODS,
    POINTED,
    SEED_SOURCES,
    Recipe,
    is_of_earlier_engine,
    read_photo_id,
)
from .stroke import MAX_POINTS, SIDES, Label, Stroke

__all__ = [
    "BACKDROP_KINDS",
    "FLOODED",
    "FORMATS",
    "GUESSED",
    "MAX_POINTS",
    "METHODS",
    "POINTED",
    "SEED_SOURCES",
    "SIDES",
    "SOFTNESS",
    "Backdrop",
    "Edge",
    "File",
    "InputError",
    "Label",
    "PhotoId",
    "Recipe",
    "Shadow",
    "Stroke",
    "is_of_earlier_engine",
    "read_photo_id",
]
