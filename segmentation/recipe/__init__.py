"""What a user decided, as plain data: strokes, methods and settings, to and from JSON.

In come values or JSON text, out go frozen dataclasses whose values are checked. May import nothing
but the standard library.
"""

from .checks import InputError
from .finishing import (
    BACKDROP_KINDS,
    FORMATS,
    MAX_FRAME_PX,
    MAX_MOVE_PERCENT,
    MAX_SCALE,
    MIN_SCALE,
    SOFTNESS,
    Backdrop,
    Edge,
    File,
    Frame,
    Placement,
    Shadow,
)
from .photo_id import PhotoId
from .plain import MAX_GROUNDS, PLAIN_KINDS, Plain
from .recipe import (
    FLOODED,
    GUESSED,
    MAX_POINTS_IN_ALL,
    MAX_STROKES,
    METHOD_NUMBERS,
    METHODS,
    POINTED,
    SEED_SOURCES,
    STARTED,
    Recipe,
    is_flooded,
    is_of_earlier_engine,
    read_photo_id,
)
from .stroke import MAX_POINTS, SIDES, Label, Stroke

__all__ = [
    "BACKDROP_KINDS",
    "FLOODED",
    "FORMATS",
    "GUESSED",
    "MAX_FRAME_PX",
    "MAX_GROUNDS",
    "MAX_MOVE_PERCENT",
    "MAX_POINTS",
    "MAX_POINTS_IN_ALL",
    "MAX_SCALE",
    "MAX_STROKES",
    "METHODS",
    "METHOD_NUMBERS",
    "MIN_SCALE",
    "PLAIN_KINDS",
    "POINTED",
    "SEED_SOURCES",
    "SIDES",
    "SOFTNESS",
    "STARTED",
    "Backdrop",
    "Edge",
    "File",
    "Frame",
    "InputError",
    "Label",
    "PhotoId",
    "Placement",
    "Plain",
    "Recipe",
    "Shadow",
    "Stroke",
    "is_flooded",
    "is_of_earlier_engine",
    "read_photo_id",
]
