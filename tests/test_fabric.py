import dataclasses
import itertools

import numpy as np
import pytest

from page.components.fabric import COLORS, canvas_shape, read_shapes, to_drawing, to_strokes
from segmentation import Label, Stroke, rasterize_strokes
from segmentation.recipe import MAX_POINTS_IN_ALL, MAX_STROKES, SIDES

BACKGROUND, FOREGROUND = SIDES
SQUARE = (100, 100)


def path(*commands, label=FOREGROUND, width=10, **edited):
    return {
        "type": "Path",
        "path": [list(command) for command in commands],
        "stroke": COLORS[label],
        "strokeWidth": width,
        **edited,
    }


def line(*corners, **options):
    """A straight path through (x, y) corners."""
    commands = [("L" if i else "M", x, y) for i, (x, y) in enumerate(corners)]
    return path(*commands, **options)


def read(*objects, canvas=SQUARE, photo=SQUARE):
    return to_strokes({"objects": list(objects)}, canvas, photo)


def canvas_points(stroke):
    """The points of a stroke as (x, y) on a canvas of the photo's size."""
    return np.array(stroke.points)[:, ::-1] + 0.5


def random_strokes(seed):
    rng = np.random.default_rng(seed)
    strokes = []
    for _ in range(rng.integers(1, 8)):
        points = np.unique(rng.uniform(-20, 3000, (rng.integers(1, 40), 2)).round(2), axis=0)
        strokes.append(
            Stroke(
                Label(int(rng.integers(1, 3))),
                tuple(map(tuple, points.tolist())),
                round(float(rng.uniform(0, 90)), 2),
            )
        )
    return tuple(strokes)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("photo", [(720, 540), (3024, 4032), (301, 997), (5, 2000)])
def test_strokes_come_back_from_the_canvas_as_they_were(seed, photo):
    strokes = random_strokes(seed)
    canvas = canvas_shape(photo)
    drawing = to_drawing(strokes, canvas, photo, revision=3)
    assert to_strokes(drawing, canvas, photo) == strokes


def test_single_point_comes_back_as_a_single_point():
    dot = (Stroke(BACKGROUND, ((12.25, 7.5),), 4.5),)
    drawing = to_drawing(dot, (300, 400), (600, 800), revision=0)
    # Fabric draws nothing for a path of one point.
    assert [command[0] for command in drawing["objects"][0]["path"]] == ["M", "L"]
    assert to_strokes(drawing, (300, 400), (600, 800)) == dot


def test_drawing_without_strokes_is_empty():
    assert to_drawing((), SQUARE, SQUARE, revision=0)["objects"] == []
    assert to_strokes({}, SQUARE, SQUARE) == ()
    assert read() == ()


def test_another_revision_makes_another_drawing():
    strokes = random_strokes(0)
    first, second = (to_drawing(strokes, SQUARE, SQUARE, revision=r) for r in (1, 2))
    assert first != second
    assert first["objects"] == second["objects"]


def test_drawing_has_the_color_and_width_of_the_strokes():
    strokes = (Stroke(FOREGROUND, ((1, 2), (3, 4)), 6), Stroke(BACKGROUND, ((1, 2), (3, 4)), 8))
    first, second = to_drawing(strokes, (50, 50), SQUARE, revision=0)["objects"]
    assert (first["stroke"], second["stroke"]) == (COLORS[FOREGROUND], COLORS[BACKGROUND])
    # On a canvas of half the size a path of radius 6 is 6 wide.
    np.testing.assert_allclose((first["strokeWidth"], second["strokeWidth"]), (6, 8))
    assert first["fill"] is None
    assert first["strokeLineCap"] == first["strokeLineJoin"] == "round"


def test_strokes_that_erase_are_left_out_of_the_drawing():
    kept = random_strokes(1)
    erased = Stroke(Label.NONE, ((1, 2), (3, 4)), 6)
    drawing = to_drawing((erased, *kept, erased), SQUARE, SQUARE, revision=0)
    assert to_strokes(drawing, SQUARE, SQUARE) == kept
    assert to_drawing((erased,), SQUARE, SQUARE, revision=0)["objects"] == []


def test_center_of_a_canvas_pixel_is_the_center_of_the_photo_pixel():
    (stroke,) = read(line((10.5, 20.5), (30.5, 20.5)))
    assert stroke.points == ((20, 10), (20, 30))
    drawing = to_drawing([stroke], SQUARE, SQUARE, revision=0)
    assert drawing["objects"][0]["path"] == [["M", 10.5, 20.5], ["L", 30.5, 20.5]]


@pytest.mark.parametrize(
    ("canvas", "photo"), [((100, 100), (400, 400)), ((90, 120), (30, 40)), ((50, 100), (200, 300))]
)
def test_corners_of_the_canvas_are_the_corners_of_the_photo(canvas, photo):
    (stroke,) = read(line((0, 0), (canvas[1], canvas[0])), canvas=canvas, photo=photo)
    corners = ((-0.5, -0.5), (photo[0] - 0.5, photo[1] - 0.5))
    np.testing.assert_allclose(stroke.points, corners, atol=1e-9)


def test_rows_and_columns_scale_on_their_own():
    (stroke,) = read(line((10, 20), (30, 5)), canvas=(100, 50), photo=(200, 400))
    expected = [(20 * 2 - 0.5, 10 * 8 - 0.5), (5 * 2 - 0.5, 30 * 8 - 0.5)]
    np.testing.assert_allclose(stroke.points, expected)
    # Half of 10, by the geometric mean of 2 and 8.
    assert stroke.radius_px == 20


@pytest.mark.parametrize("width", [1, 10, 44.5])
def test_radius_is_half_the_width_in_pixels_of_the_photo(width):
    (stroke,) = read(line((1, 1), (5, 5), width=width), photo=(300, 300))
    np.testing.assert_allclose(stroke.radius_px, 1.5 * width, atol=0.005)


@pytest.mark.parametrize("label", list(COLORS))
@pytest.mark.parametrize("change", [str, str.lower, str.upper])
def test_label_is_told_by_the_color(label, change):
    drawn = line((1, 1), (5, 5), label=label)
    (stroke,) = read({**drawn, "stroke": change(drawn["stroke"])})
    assert stroke.label is label


@pytest.mark.parametrize(
    "change",
    [
        {"stroke": "#FF0000"},
        {"stroke": COLORS[FOREGROUND][:7]},
        {"stroke": None},
        {"type": "Circle"},
        {"type": "Rect"},
        {"type": ""},
    ],
)
def test_other_colors_and_objects_are_left_out(change):
    kept, other = line((1, 1), (5, 5)), line((7, 7), (9, 9))
    assert read({**other, **change}, kept, {}) == read(kept)


def test_type_is_a_path_in_either_case():
    drawn = line((1, 1), (5, 5))
    assert read({**drawn, "type": "path"}) == read(drawn)


def test_strokes_keep_the_order_in_which_they_were_drawn():
    labels = [FOREGROUND, BACKGROUND, BACKGROUND, FOREGROUND]
    strokes = read(*(line((i, 1), (i, 9), label=label) for i, label in enumerate(labels)))
    assert [stroke.label for stroke in strokes] == labels
    assert [stroke.points[0][1] for stroke in strokes] == [-0.5, 0.5, 1.5, 2.5]


def test_click_is_a_single_point():
    (stroke,) = read(path(("M", 9.999, 20), ("L", 10.001, 20)))
    assert stroke.points == ((19.5, 9.5),)


def test_click_with_a_curve_is_a_single_point():
    (stroke,) = read(path(("M", 10, 20), ("Q", 10, 20, 10, 20), ("L", 10, 20)))
    assert stroke.points == ((19.5, 9.5),)


def test_path_that_comes_back_to_its_start_keeps_both():
    (stroke,) = read(line((10, 20), (30, 20), (30, 20), (10, 20)))
    assert stroke.points == ((19.5, 9.5), (19.5, 29.5), (19.5, 9.5))


@pytest.mark.parametrize("seed", range(10))
def test_curve_is_broken_up_along_its_bezier_curve(seed):
    start, handle, end = np.random.default_rng(seed).uniform(0, 100, (3, 2))
    (stroke,) = read(path(("M", *start), ("Q", *handle, *end)))
    steps = np.linspace(0, 1, len(stroke.points))[:, None]
    curve = (1 - steps) ** 2 * start + 2 * steps * (1 - steps) * handle + steps**2 * end
    np.testing.assert_allclose(canvas_points(stroke), curve, atol=0.00501)
    assert len(stroke.points) > 3


def test_curves_and_lines_follow_each_other_without_gaps():
    commands = (("M", 5, 5), ("Q", 9, 5, 9, 9), ("Q", 9, 20, 30, 20), ("L", 40, 25))
    (stroke,) = read(path(*commands))
    points = canvas_points(stroke).round(6).tolist()
    corners = [points.index(list(command[-2:])) for command in commands]
    assert corners == sorted(corners)
    assert corners[0] == 0
    # The straight piece stays a single one.
    assert corners[-1] == corners[-2] + 1 == len(points) - 1


def turned(points, degrees):
    """Clockwise on the screen, where y points down."""
    angle = np.deg2rad(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([(cos * x - sin * y, sin * x + cos * y) for x, y in points])


CORNERS = np.array([(20, 30), (40, 30), (40, 70)], float)
CENTER = np.array([30, 50])


def test_path_that_was_not_edited_stays_where_it_was():
    # Fabric rounds left and top, which a photo larger than the canvas would show.
    drawn = line(*CORNERS, left=30.004, top=49.996, angle=0, scaleX=1, scaleY=1)
    (stroke,) = read(drawn, photo=(1000, 1000))
    np.testing.assert_array_equal(canvas_points(stroke), CORNERS * 10)


def test_moved_path_is_read_where_it_was_moved():
    (stroke,) = read(line(*CORNERS, left=35, top=42))
    np.testing.assert_allclose(canvas_points(stroke), np.add(CORNERS, (5, -8)), atol=0.005)


def test_scaled_path_grows_about_the_center_of_its_box():
    (stroke,) = read(line(*CORNERS, left=30, top=50, scaleX=2, scaleY=0.5, width=10))
    expected = (CORNERS - CENTER) * (2, 0.5) + CENTER
    np.testing.assert_allclose(canvas_points(stroke), expected, atol=0.005)
    assert stroke.radius_px == 5


def test_width_grows_with_the_scale():
    (stroke,) = read(line(*CORNERS, left=30, top=50, scaleX=3, scaleY=3, width=10))
    assert stroke.radius_px == 15


@pytest.mark.parametrize("degrees", [30, 90, 180, 275.5])
def test_turned_path_turns_clockwise_about_the_center_of_its_box(degrees):
    (stroke,) = read(line(*CORNERS, left=30, top=50, angle=degrees))
    expected = turned(CORNERS - CENTER, degrees) + CENTER
    np.testing.assert_allclose(canvas_points(stroke), expected, atol=0.005)


@pytest.mark.parametrize(
    ("flips", "signs"),
    [
        ({"flipX": True}, (-1, 1)),
        ({"flipY": True}, (1, -1)),
        ({"flipX": True, "flipY": True}, (-1, -1)),
    ],
)
def test_flipped_path_is_mirrored_in_the_center_of_its_box(flips, signs):
    (stroke,) = read(line(*CORNERS, left=30, top=50, **flips))
    expected = (CORNERS - CENTER) * signs + CENTER
    np.testing.assert_allclose(canvas_points(stroke), expected, atol=0.005)


def test_path_is_mirrored_and_scaled_before_it_is_turned_and_moved():
    edited = {"left": 60, "top": 45, "scaleX": 1.5, "scaleY": 0.5, "angle": 40, "flipX": True}
    (stroke,) = read(line(*CORNERS, **edited))
    expected = np.add(turned((CORNERS - CENTER) * (-1.5, 0.5), 40), (60, 45))
    np.testing.assert_allclose(canvas_points(stroke), expected, atol=0.005)


def test_box_of_a_curve_is_that_of_a_cubic_with_its_handle_doubled():
    # Along y: 3 · 40 · t(1 - t)² + 3 · 40 · t²(1 - t) = 120 t(1 - t), highest at 30.
    curve = path(("M", 0, 50), ("Q", 50, 90, 100, 50), left=50, top=65 + 10)
    (stroke,) = read(curve)
    middle = canvas_points(stroke)[2]
    np.testing.assert_allclose(middle, (50, 70 + 10), atol=0.01)
    (still,) = read({**curve, "top": 65})
    np.testing.assert_allclose(canvas_points(still)[2], (50, 70), atol=0.01)


@pytest.mark.parametrize(
    ("photo", "canvas"),
    [
        ((720, 720), (720, 720)),
        ((3000, 4000), (540, 720)),
        ((4000, 3000), (720, 540)),
        ((1, 1), (720, 720)),
        ((36, 48), (540, 720)),
        ((10, 10_000), (24, 720)),
        ((10_000, 10), (720, 24)),
        ((333, 1000), (240, 720)),
    ],
)
def test_canvas_has_the_proportions_of_the_photo(photo, canvas):
    assert canvas_shape(photo) == canvas


# What the canvas sends of the shapes, as drawn and edited with a mouse on 300 rows and 400 columns.
CANVAS = (300, 400)
# These photos have all proportions; the shapes must come out as stretched as the photo is shown.
PHOTOS = [(300, 400), (450, 600), (75, 100), (1050, 250), (5, 1000), (1000, 5)]
COMMON = {
    "version": "7.4.0",
    "fill": "#0072B2C0",
    "stroke": "#0072B2C0",
    "strokeWidth": 4,
    "strokeDashArray": None,
    "strokeLineCap": "butt",
    "strokeDashOffset": 0,
    "strokeLineJoin": "miter",
    "strokeMiterLimit": 4,
    "scaleX": 1,
    "scaleY": 1,
    "angle": 0,
    "flipX": False,
    "flipY": False,
    "opacity": 1,
    "visible": True,
    "skewX": 0,
    "skewY": 0,
}
POLYGON = {
    **COMMON,
    "type": "Polygon",
    "originX": "center",
    "originY": "center",
    "left": 230,
    "top": 165,
    "width": 140,
    "height": 130,
    "strokeUniform": False,
    "points": [
        {"x": 160, "y": 100},
        {"x": 300, "y": 120},
        {"x": 280, "y": 230},
        {"x": 190, "y": 190},
    ],
}
LINE = {
    **COMMON,
    "type": "Line",
    "originX": "center",
    "originY": "center",
    "left": 160,
    "top": 140,
    "width": 120,
    "height": 80,
    "strokeWidth": 12,
    "strokeUniform": False,
    "x1": 60,
    "x2": -60,
    "y1": -40,
    "y2": 40,
}


def turned_about(points, center, degrees):
    return turned(np.subtract(points, center), degrees) + center


CLICKED = np.array([(160, 100), (300, 120), (280, 230), (190, 190)])
POLYGONS = {
    "drawn": (POLYGON, CLICKED),
    "moved": ({**POLYGON, "left": 195, "top": 135}, CLICKED - (35, 30)),
    # About the upper left corner of the box, border included.
    "scaled": (
        {**POLYGON, "left": 250.7194, "top": 184.2806, "scaleX": 1.2878, "scaleY": 1.2878},
        (CLICKED - (158, 98)) * 1.2878 + (158, 98),
    ),
    "turned": ({**POLYGON, "angle": 43.0251}, turned_about(CLICKED, (230, 165), 43.0251)),
    "mirrored": ({**POLYGON, "flipY": True}, CLICKED * (1, -1) + (0, 330)),
    "with a corner pulled": (
        {
            **POLYGON,
            "left": 250,
            "top": 145,
            "width": 180,
            "height": 170,
            "points": [
                {"x": 160, "y": 100},
                {"x": 340, "y": 60},
                {"x": 280, "y": 230},
                {"x": 190, "y": 190},
            ],
        },
        np.array([(160, 100), (340, 60), (280, 230), (190, 190)]),
    ),
}
LINES = {
    "drawn": (LINE, np.array([(220, 100), (100, 180)])),
    "horizontal": (
        {**LINE, "left": 100, "top": 40, "height": 0, "x1": -50, "x2": 50, "y1": 0, "y2": 0},
        np.array([(50, 40), (150, 40)]),
    ),
    "moved": ({**LINE, "left": 190, "top": 120}, np.array([(250, 80), (130, 160)])),
    "turned": (
        {**LINE, "angle": 49.3987, "x1": -60, "x2": 60},
        turned_about([(100, 100), (220, 180)], (160, 140), 49.3987),
    ),
    "with an end pulled": (
        {**LINE, "left": 115, "top": 90, "x1": 65, "x2": -65, "y1": -30, "y2": 30},
        np.array([(180, 60), (50, 120)]),
    ),
}


def named(samples):
    return pytest.mark.parametrize(("sample", "corners"), samples.values(), ids=samples)


def marked(sample, photo):
    return rasterize_strokes(read(sample, canvas=CANVAS, photo=photo), photo)


def in_photo(corners, photo):
    """(row, col) in the photo, of (x, y) on the canvas."""
    return np.array(corners)[:, ::-1] * np.divide(photo, CANVAS) - 0.5


def enclosed(corners, shape):
    """Pixels whose center lies in a polygon: a ray from there to the left crosses it oddly."""
    rows, cols = np.indices(shape)
    inside = np.zeros(shape, bool)
    for (row, col), (next_row, next_col) in itertools.pairwise([*corners, corners[0]]):
        if row != next_row:
            crossing = col + (rows - row) / (next_row - row) * (next_col - col)
            inside ^= ((row > rows) != (next_row > rows)) & (crossing < cols)
    return inside


def near(corners, radius, shape):
    """Pixels whose center lies within a radius of a path."""
    pixels = np.indices(shape).transpose(1, 2, 0)
    close = np.zeros(shape, bool)
    for start, end in itertools.pairwise(corners):
        share = (pixels - start) @ (end - start) / np.sum((end - start) ** 2)
        foot = start + share.clip(0, 1)[..., None] * (end - start)
        close |= np.hypot(*(pixels - foot).transpose(2, 0, 1)) <= radius
    return close


def assert_between(mask, least, most):
    """Within a pixel of its border a shape may be rounded one way or the other."""
    assert not (least & ~mask).any()
    assert not (mask & ~most).any()


def canvas_radius(sample, photo):
    """Half the width of the border in pixels of the photo."""
    return sample["strokeWidth"] * sample["scaleX"] / 2 * np.sqrt(np.divide(photo, CANVAS).prod())


@pytest.mark.parametrize("photo", PHOTOS)
@named(POLYGONS)
def test_polygon_marks_what_it_encloses_and_its_border(sample, corners, photo):
    outline = in_photo([*corners, corners[0]], photo)
    radius = canvas_radius(sample, photo)
    inside = enclosed(outline, photo)
    least = inside & ~near(outline, 1, photo) | near(outline, radius - 1, photo)
    most = inside | near(outline, radius + 1, photo)
    assert_between(marked(sample, photo) == FOREGROUND, least, most)


@pytest.mark.parametrize("photo", PHOTOS)
@named(LINES)
def test_line_marks_what_lies_within_half_its_width(sample, corners, photo):
    (stroke,) = read(sample, canvas=CANVAS, photo=photo)
    assert len(stroke.points) == 2
    ends, radius = in_photo(corners, photo), canvas_radius(sample, photo)
    least, most = (near(ends, radius + change, photo) for change in (-1, 1))
    assert_between(marked(sample, photo) == FOREGROUND, least, most)


@pytest.mark.parametrize("label", list(COLORS))
@pytest.mark.parametrize("drawn", [POLYGON, LINE])
def test_label_of_a_shape_is_told_by_its_color(label, drawn):
    (stroke,) = read({**drawn, "stroke": COLORS[label]})
    assert stroke.label is label
    assert read({**drawn, "stroke": "#123456"}) == ()


@pytest.mark.parametrize("fill", ["", None, "#eee", "rgba(0, 0, 0, 0)", "#0072B2C0"])
def test_polygon_is_filled_and_a_line_is_not_whatever_their_fill(fill):
    (area,) = read({**POLYGON, "fill": fill})
    (stripe,) = read({**LINE, "fill": fill})
    assert area.filled
    assert area.points[0] == area.points[-1]
    assert not stripe.filled


def test_shapes_keep_their_place_among_the_strokes():
    area = {**POLYGON, "stroke": COLORS[BACKGROUND]}
    strokes = read(line((1, 1), (5, 5)), area, LINE, canvas=CANVAS, photo=CANVAS)
    assert [stroke.label for stroke in strokes] == [FOREGROUND, BACKGROUND, FOREGROUND]


@pytest.mark.parametrize("photo", PHOTOS)
@pytest.mark.parametrize("samples", [POLYGONS, LINES])
def test_shapes_come_back_from_the_canvas_as_they_were(samples, photo):
    strokes = read(*(sample for sample, _ in samples.values()), canvas=CANVAS, photo=photo)
    drawing = to_drawing(strokes, CANVAS, photo, revision=1)
    assert to_strokes(drawing, CANVAS, photo) == strokes


def test_stroke_of_several_radii_is_as_wide_as_its_widest():
    pen = Stroke(FOREGROUND, ((1.0, 1.0), (5.0, 5.0), (9.0, 5.0)), (2.0, 3.5, 1.0), filled=True)
    drawing = to_drawing([pen], CANVAS, CANVAS, revision=1)
    assert to_strokes(drawing, CANVAS, CANVAS) == (dataclasses.replace(pen, radius_px=3.5),)


@pytest.mark.parametrize(
    "malformed",
    [
        {"type": "Polygon", "stroke": COLORS[Label.FOREGROUND], "points": [{"x": 5}]},
        {"type": "Line", "stroke": COLORS[Label.FOREGROUND], "strokeWidth": "5"},
        {"type": "Path", "stroke": COLORS[Label.FOREGROUND], "path": [["M"]]},
        {"type": "Line", "stroke": COLORS[Label.FOREGROUND], "x1": None},
        {"type": 7},
        {},
        "Rect",
        None,
    ],
)
def test_malformed_object_marks_nothing_and_costs_no_other(malformed):
    strokes = (Stroke(Label.FOREGROUND, ((10.0, 10.0), (30.0, 40.0)), 3.0),)
    drawing = to_drawing(strokes, (50, 50), (100, 100), revision=0)
    drawing["objects"].insert(0, malformed)
    assert len(to_strokes(drawing, (50, 50), (100, 100))) == 1


@pytest.mark.parametrize(
    "drawing",
    [None, [], "objects", 3, {}, {"objects": None}, {"objects": 3}, {"objects": "ab"}],
    ids=str,
)
def test_what_is_no_drawing_has_no_shapes(drawing):
    assert read_shapes(drawing) == to_strokes(drawing, SQUARE, SQUARE) == ()


@pytest.mark.parametrize("odd", [None, "Path", 3, [], {}, {"type": "Path", "path": 5}])
def test_odd_objects_between_shapes_are_no_strokes(odd):
    drawn = line((1, 2), (30, 40))
    assert len(read(drawn, odd, drawn)) == 2


def test_shapes_are_as_many_as_a_recipe_may_have_strokes():
    dot = line((1, 2), (3, 4))
    shapes = read_shapes({"objects": [dot] * (MAX_STROKES + 1)})
    assert len(shapes) == MAX_STROKES


@pytest.mark.parametrize("outline", ["path", "points"])
def test_shapes_have_as_many_points_in_all_as_a_recipe(outline):
    half = {outline: [0] * (MAX_POINTS_IN_ALL // 2)}
    assert read_shapes({"objects": [half] * 3}) == (half, half)
