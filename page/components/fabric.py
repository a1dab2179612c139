"""Fabric JSON, as streamlit-drawable-canvas speaks it, from and to strokes.

The canvas counts (x, y) in pixels from the outer corner of its upper left pixel; strokes count
(row, col) in pixels of the photo from that pixel's center. Here, and nowhere else, one becomes
the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence, Sized
from typing import Any

import numpy as np

from segmentation import Stroke
from segmentation.pictures.preview import MARK_COLORS
from segmentation.recipe import MAX_POINTS, MAX_POINTS_IN_ALL, MAX_STROKES

# The longer side of the canvas, in its own pixels.
CANVAS_PX = 720
# A canvas thinner than this could not be drawn on.
THINNEST_PX = 24
# The last two digits let the photo shine through.
COLORS = {label: f"#{bytes(rgb).hex()}c0".upper() for label, rgb in MARK_COLORS.items()}
LABELS = {color.lower(): label for label, color in COLORS.items()}
# Fabric puts curves between mouse positions a few pixels apart; more pieces look no rounder.
PIECES_PER_CURVE = 4
# Hundredths of a pixel survive the way to the canvas and back.
DECIMALS = 2


def canvas_shape(photo_shape: tuple[int, int]) -> tuple[int, int]:
    """Return rows and columns of the canvas for a photo.

    Parameters
    ----------
    photo_shape : (int, int)
        Rows and columns of the photo.

    Returns
    -------
    shape : (int, int)
        The photo's proportions, except that a very thin photo is widened to 24 pixels.
    """
    rows, cols = (
        max(THINNEST_PX, round(size * CANVAS_PX / max(photo_shape))) for size in photo_shape
    )
    return rows, cols


def read_shapes(drawing: Any) -> tuple[Mapping[str, Any], ...]:
    """Return the objects of a drawing on the canvas that there is room for.

    Parameters
    ----------
    drawing : mapping
        Fabric JSON; whatever else a browser can be made to send has no objects.

    Returns
    -------
    shapes : tuple of mapping
        The first `MAX_STROKES` objects, without those whose paths or corners, together with the
        ones before, are more than `MAX_POINTS_IN_ALL`.
    """
    objects = drawing.get("objects") if isinstance(drawing, Mapping) else None
    objects = objects[:MAX_STROKES] if isinstance(objects, list | tuple) else ()
    sizes = itertools.accumulate(map(_size, objects))
    return tuple(
        shape
        for shape, size in zip(objects, sizes, strict=True)
        if isinstance(shape, Mapping) and size <= MAX_POINTS_IN_ALL
    )


def _size(shape: Any) -> int:
    if not isinstance(shape, Mapping):
        return 0
    outlines = (shape.get(name) for name in ("path", "points"))
    return sum(len(outline) for outline in outlines if isinstance(outline, Sized))


def to_strokes(
    drawing: Mapping[str, Any], canvas_shape: tuple[int, int], photo_shape: tuple[int, int]
) -> tuple[Stroke, ...]:
    """Return the strokes that a drawing on the canvas holds.

    Parameters
    ----------
    drawing : mapping
        Fabric JSON with paths, polygons and lines, whose label is their color; other objects and
        colors, malformed objects and those that `read_shapes` leaves out are left out.
    canvas_shape, photo_shape : (int, int)
        Rows and columns of the canvas and of the photo that it shows.

    Returns
    -------
    strokes : tuple of Stroke
        In pixels of the photo, in the order in which they were drawn.

    Notes
    -----
    A polygon is filled, whatever its fill is on the canvas. Lines have round ends here and
    straight ones on the canvas.
    """
    scale = np.divide(photo_shape, canvas_shape)
    strokes = (_mark(shape, scale) for shape in read_shapes(drawing))
    return tuple(stroke for stroke in strokes if stroke is not None)


def _mark(shape: Mapping[str, Any], scale: np.ndarray) -> Stroke | None:
    """Return what an object on the canvas marks; None if it is malformed or of no use."""
    try:
        is_outline = _kind(shape) in OUTLINES and _color(shape) in LABELS
        return _stroke(shape, scale) if is_outline else None
    except (AttributeError, KeyError, IndexError, OverflowError, TypeError, ValueError):
        # Whatever a browser can be made to send.
        return None


def to_drawing(
    strokes: Iterable[Stroke],
    canvas_shape: tuple[int, int],
    photo_shape: tuple[int, int],
    *,
    revision: int,
) -> dict[str, Any]:
    """Return the drawing that shows strokes on the canvas.

    Parameters
    ----------
    strokes : iterable of Stroke
        In pixels of the photo.
    canvas_shape, photo_shape : (int, int)
        Rows and columns of the canvas and of the photo that it shows.
    revision : int
        The canvas loads a drawing only when its JSON differs from the last one it was given;
        another revision makes it so.

    Returns
    -------
    drawing : dict
        Fabric JSON that `to_strokes` turns back into the same strokes, as long as their numbers
        have two decimals at the most, no point equals its neighbor, and each has a single radius;
        of several the canvas shows the largest. Strokes without a color, those that erase, are
        left out: a canvas can't show them.
    """
    scale = np.divide(photo_shape, canvas_shape)
    objects = []
    for stroke in strokes:
        if stroke.label not in COLORS:
            continue
        corners = ((np.array(stroke.points) + 0.5) / scale)[:, ::-1].tolist()
        # Fabric draws nothing for a path of a single point.
        corners = corners * 2 if len(corners) == 1 else corners
        path = [["M" if i == 0 else "L", x, y] for i, (x, y) in enumerate(corners)]
        objects.append(
            {
                "type": "Path",
                "path": path,
                "stroke": COLORS[stroke.label],
                "strokeWidth": 2 * max(stroke.radii_px) / float(np.sqrt(scale.prod())),
                "strokeLineCap": "round",
                "strokeLineJoin": "round",
                "fill": COLORS[stroke.label] if stroke.filled else None,
            }
        )
    return {"objects": objects, "revision": revision}


def _kind(shape: Mapping[str, Any]) -> str:
    return str(shape.get("type")).lower()


def _color(shape: Mapping[str, Any]) -> str:
    return str(shape.get("stroke")).lower()


def _stroke(shape: Mapping[str, Any], scale: np.ndarray) -> Stroke:
    """Return the stroke that a path, polygon or line on the canvas is."""
    points = _in_photo(_placed(shape, *OUTLINES[_kind(shape)](shape)), scale)
    closed = _kind(shape) == "polygon"
    if closed:
        points = np.vstack([points, points[:1]])
    return Stroke(
        label=LABELS[_color(shape)],
        points=_thinned(_rounded(points)),
        radius_px=_radius(shape, scale),
        filled=closed or (_kind(shape) == "path" and bool(shape.get("fill"))),
    )


def _radius(shape: Mapping[str, Any], scale: np.ndarray) -> float:
    stretch = np.sqrt(abs(shape.get("scaleX", 1) * shape.get("scaleY", 1)))
    return round(float(shape["strokeWidth"] / 2 * stretch * np.sqrt(scale.prod())), DECIMALS)


def _in_photo(corners: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return (row, col) in the photo of (x, y) on the canvas."""
    return corners[:, ::-1] * scale - 0.5


def _placed(shape: Mapping[str, Any], corners: np.ndarray, center: np.ndarray) -> np.ndarray:
    """Return the (x, y) corners of a shape where the canvas shows them.

    A moved, scaled, skewed or turned shape keeps its corners; the object says where the center of
    their box went and how they were changed about it.
    """
    target = np.array([shape.get("left", center[0]), shape.get("top", center[1])])
    change = _stretch(shape) @ _turn(shape)
    # Fabric rounds left and top; without an edit the corners themselves are exact.
    if (change == np.eye(2)).all() and np.abs(target - center).max() < 0.01:
        return corners
    return (corners - center) @ change + target


def _stretch(shape: Mapping[str, Any]) -> np.ndarray:
    """Return the matrix that skews, then scales and mirrors rows of (x, y)."""
    skew_x, skew_y = np.tan(np.deg2rad([shape.get("skewX", 0), shape.get("skewY", 0)]))
    signs = [-1 if shape.get(flip) else 1 for flip in ("flipX", "flipY")]
    factors = np.array([shape.get("scaleX", 1), shape.get("scaleY", 1)]) * signs
    return np.array([[1, skew_y], [0, 1]]) @ np.array([[1, 0], [skew_x, 1]]) * factors


def _turn(shape: Mapping[str, Any]) -> np.ndarray:
    """Return the matrix that turns rows of (x, y) clockwise."""
    angle = np.deg2rad(shape.get("angle", 0))
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def _polygon(shape: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of a polygon and the center of Fabric's box."""
    corners = np.array([(point["x"], point["y"]) for point in shape["points"]], float)
    return corners, _center(corners)


def _line(shape: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of a line and the center of Fabric's box."""
    ends = np.array([(shape["x1"], shape["y1"]), (shape["x2"], shape["y2"])], float)
    return ends, _center(ends)


def _path(shape: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of a path with its curves broken up, and the center of Fabric's box."""
    pieces = [piece for piece in shape["path"] if piece[0] in ("M", "L", "Q")]
    ends = np.array([piece[-2:] for piece in pieces], float)
    # A straight piece is a curve whose handle lies at its end.
    handles = np.array([piece[1:3] for piece in pieces[1:]], float).reshape(-1, 2)
    starts, stops = ends[:-1], ends[1:]
    steps = np.linspace(0, 1, PIECES_PER_CURVE + 1)[1:, None, None]
    curves = np.swapaxes(_bezier([starts, handles, stops], steps), 0, 1)
    curved = np.array([piece[0] == "Q" for piece in pieces[1:]], bool)
    kept = curved[:, None] | (np.arange(PIECES_PER_CURVE) == PIECES_PER_CURVE - 1)
    # Fabric measures a curve as a cubic one whose two handles coincide.
    fine = _bezier([starts, handles, handles, stops], np.linspace(0, 1, 65)[:, None, None])
    extent = np.vstack([ends, fine.reshape(-1, 2)])
    return np.vstack([ends[:1], curves[kept]]), _center(extent)


# How to read the corners of those objects that are strokes by themselves.
OUTLINES = {"path": _path, "polygon": _polygon, "line": _line}


def _center(points: np.ndarray) -> np.ndarray:
    return (points.min(axis=0) + points.max(axis=0)) / 2


def _bezier(handles: Sequence[np.ndarray], steps: np.ndarray) -> np.ndarray:
    """Return points of Bézier curves, by de Casteljau's repeated interpolation."""
    while len(handles) > 1:
        handles = [(1 - steps) * start + steps * end for start, end in itertools.pairwise(handles)]
    return handles[0]


def _rounded(points: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Return the points as pairs, equal neighbors once; a click comes as a point and its echo."""
    pairs = [tuple(point) for point in np.round(points, DECIMALS).tolist()]
    return (*pairs[:1], *(b for a, b in itertools.pairwise(pairs) if a != b))


def _thinned(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Return the points, of a very long path every second or third and so on, ends included."""
    step = -(-len(points) // (MAX_POINTS - 1))
    return points if step <= 1 else (*points[:-1:step], points[-1])
