"""Fabric JSON, as streamlit-drawable-canvas speaks it, from and to strokes.

The canvas counts (x, y) in pixels from the outer corner of its upper left pixel; strokes count
(row, col) in pixels of the photo from that pixel's center. Here, and nowhere else, one becomes
the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from segmentation import Label, Stroke
from segmentation.recipe import MAX_POINTS

# The longer side of the canvas, in its own pixels.
CANVAS_PX = 720
# A canvas thinner than this could not be drawn on.
THINNEST_PX = 24
# Blue, orange and green of Okabe and Ito's palette, which color-blind people tell apart; the last
# two digits let the photo shine through.
COLORS = {
    Label.FOREGROUND: "#0072B2C0",
    Label.BACKGROUND: "#E69F00C0",
    Label.FUZZY: "#009E73C0",
}
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


def to_strokes(
    drawing: Mapping[str, Any], canvas_shape: tuple[int, int], photo_shape: tuple[int, int]
) -> tuple[Stroke, ...]:
    """Return the strokes that a drawing on the canvas holds.

    Parameters
    ----------
    drawing : mapping
        Fabric JSON with paths; their label is their color, other objects are left out.
    canvas_shape, photo_shape : (int, int)
        Rows and columns of the canvas and of the photo that it shows.

    Returns
    -------
    strokes : tuple of Stroke
        In pixels of the photo, in the order in which they were drawn.
    """
    scale = np.divide(photo_shape, canvas_shape)
    labels = {color.lower(): label for label, color in COLORS.items()}
    strokes = []
    for shape in drawing.get("objects", ()):
        label = labels.get(str(shape.get("stroke")).lower())
        if shape.get("type", "").lower() == "path" and label is not None:
            points = np.round(_placed(shape)[:, ::-1] * scale - 0.5, DECIMALS)
            strokes.append(
                Stroke(
                    label=label,
                    points=_thinned(_without_repeats(points.tolist())),
                    radius_px=_radius(shape, scale),
                    filled=bool(shape.get("fill")),
                )
            )
    return tuple(strokes)


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
        have two decimals at the most and no point equals its neighbor.
    """
    scale = np.divide(photo_shape, canvas_shape)
    objects = []
    for stroke in strokes:
        corners = ((np.array(stroke.points) + 0.5) / scale)[:, ::-1].tolist()
        # Fabric draws nothing for a path of a single point.
        corners = corners * 2 if len(corners) == 1 else corners
        path = [["M" if i == 0 else "L", x, y] for i, (x, y) in enumerate(corners)]
        objects.append(
            {
                "type": "Path",
                "path": path,
                "stroke": COLORS[stroke.label],
                "strokeWidth": 2 * stroke.radius_px / float(np.sqrt(scale.prod())),
                "strokeLineCap": "round",
                "strokeLineJoin": "round",
                "fill": COLORS[stroke.label] if stroke.filled else None,
            }
        )
    return {"objects": objects, "revision": revision}


def _radius(shape: Mapping[str, Any], scale: np.ndarray) -> float:
    stretch = np.sqrt(abs(shape.get("scaleX", 1) * shape.get("scaleY", 1)))
    return round(float(shape["strokeWidth"] / 2 * stretch * np.sqrt(scale.prod())), DECIMALS)


def _placed(shape: Mapping[str, Any]) -> np.ndarray:
    """Return the (x, y) corners of a path where the canvas shows them.

    A moved, scaled or turned path keeps its commands; the object says where the center of their
    box went, how it was scaled and by how many degrees it was turned.
    """
    corners, center = _flatten(shape["path"])
    scale = np.array([shape.get("scaleX", 1), shape.get("scaleY", 1)])
    if shape.get("flipX"):
        scale[0] *= -1
    if shape.get("flipY"):
        scale[1] *= -1
    angle = np.deg2rad(shape.get("angle", 0))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    target = np.array([shape.get("left", center[0]), shape.get("top", center[1])])
    # Fabric rounds left and top; without an edit the commands themselves are exact.
    if angle == 0 and (scale == 1).all() and np.abs(target - center).max() < 0.01:
        return corners
    return (corners - center) * scale @ turn + target


def _flatten(path: Sequence[Sequence[Any]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of a path with its curves broken up, and the center of Fabric's box."""
    pieces = [piece for piece in path if piece[0] in ("M", "L", "Q")]
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
    center = (extent.min(axis=0) + extent.max(axis=0)) / 2
    return np.vstack([ends[:1], curves[kept]]), center


def _bezier(handles: Sequence[np.ndarray], steps: np.ndarray) -> np.ndarray:
    """Return points of Bézier curves, by de Casteljau's repeated interpolation."""
    while len(handles) > 1:
        handles = [(1 - steps) * start + steps * end for start, end in itertools.pairwise(handles)]
    return handles[0]


def _without_repeats(points: list[list[float]]) -> tuple[tuple[float, float], ...]:
    """Return the points as pairs, equal neighbors once; a click comes as a point and its echo."""
    kept = [tuple(points[0])]
    kept.extend(tuple(b) for a, b in itertools.pairwise(points) if a != b)
    return tuple(kept)


def _thinned(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Return the points, of a very long path every second or third and so on, ends included."""
    step = -(-len(points) // (MAX_POINTS - 1))
    return points if step <= 1 else (*points[:-1:step], points[-1])
