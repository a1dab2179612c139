import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from page.components.brush.brush import encode_bits, pack
from page.components.brush.drawing import (
    LABELS,
    MOST_ACTS,
    Drawing,
    read_mark,
    write_mark,
)
from segmentation import Label, Recipe, Stroke
from segmentation.pictures.preview import MARK_COLORS
from segmentation.recipe import MAX_POINTS, MAX_POINTS_IN_ALL
from segmentation.recipe.recipe import MAX_STROKES

PROJECT = Path(__file__).parents[1]
A = Stroke(Label.FOREGROUND, ((3.0, 5.0), (4.5, 9.25), (2.0, 9.25)), 6.0)
B = Stroke(Label.BACKGROUND, ((0.0, 0.0),), 2.5)
C = Stroke(Label.NONE, ((7.0, -1.0), (8.0, 2.0)), 10.0)
PEN = Stroke(Label.FUZZY, ((3.0, 5.0), (4.5, 9.25), (2.0, 9.25)), (6.0, 2.5, 3.25))
EXACT = Stroke(Label.BACKGROUND, ((3.0, 5.0), (4.5, 9.25)), 6.0, exact=True)
BOX = ((10.0, 20.5), (110.25, 220.0))
WHOLE = ((-0.5, -0.5), (599.5, 899.5))
DOT = {"label": "keep", "radius": 4, "points": [1, 2]}


def add(mark):
    return {"do": "add", "marks": [write_mark(mark)]}


def put(*marks):
    return {"do": "put", "marks": [write_mark(mark) for mark in marks]}


def message(drawing, revision, first, *acts, live=None):
    return {
        "token": drawing.token,
        "revision": revision,
        "first": first,
        "acts": list(acts),
        "live": live and write_mark(live),
    }


def receive(drawing, *parts, **live):
    """Return a drawing after a message that leaves the history alone."""
    drawing, acts = drawing.receive(message(drawing, *parts, **live))
    for act in acts:
        drawing = drawing.do(act)
    return drawing


def after(*messages, drawing=None):
    drawing = drawing or Drawing()
    for parts in messages:
        drawing = receive(drawing, *parts)
    return drawing


@pytest.mark.parametrize("mark", [A, B, C, PEN, EXACT, BOX, WHOLE])
def test_mark_survives_the_wire(mark):
    assert read_mark(json.loads(json.dumps(write_mark(mark)))) == mark


def test_points_are_x_and_y_and_then_steps_in_quarters_of_a_pixel():
    wire = {"label": "keep", "radius": 10, "points": [40, 8, -4, 2]}
    assert read_mark(wire) == Stroke(Label.FOREGROUND, ((2.0, 10.0), (2.5, 9.0)), 2.5)


def test_wire_rounds_to_whole_units():
    wire = write_mark(Stroke(Label.FOREGROUND, ((1.13, 2.1),), 3.06))
    assert wire == {"label": "keep", "radius": 12, "points": [8, 5]}


def test_radius_is_a_number_or_one_for_each_point():
    assert write_mark(A)["radius"] == 24
    assert write_mark(PEN)["radius"] == [24, 10, 13]


def test_box_is_a_corner_and_a_size():
    assert write_mark(((2.0, 10.0), (7.0, 12.5))) == {"label": "box", "points": [40, 8, 10, 20]}


def test_only_exact_strokes_say_so():
    assert write_mark(EXACT)["exact"] is True
    assert "exact" not in write_mark(A)


def test_every_label_has_a_tool():
    assert set(LABELS.values()) == set(Label)


def test_stroke_is_added():
    drawing = after((1, 1, add(A)), (2, 2, add(B)))
    assert drawing.strokes == (A, B)
    assert (drawing.revision, drawing.done) == (2, 2)


def test_marks_are_put_in_place_of_all():
    assert after((1, 1, add(A), add(BOX)), (2, 3, put(B, C))).strokes == (B, C)
    assert after((1, 1, add(A), add(BOX)), (2, 3, put(B, C))).box is None
    assert after((1, 1, add(A)), (2, 2, put())).strokes == ()


def test_acts_are_said_again_until_they_are_answered_and_done_once():
    drawing = after((1, 1, add(A)), (2, 1, add(A), add(B)), (3, 1, add(A), add(B), add(C)))
    assert drawing.strokes == (A, B, C)
    assert after((4, 3, add(C), put(B)), drawing=drawing).strokes == (B,)


def test_message_that_comes_twice_changes_nothing():
    drawing = after((1, 1, add(A)))
    assert drawing.receive(message(drawing, 1, 1, add(A))) == (drawing, ())


def test_late_message_changes_nothing():
    drawing = after((1, 1, add(A)), (3, 2, add(B)))
    late, acts = drawing.receive(message(drawing, 2, 2, add(C)))
    assert late is drawing
    assert acts == ()


def test_steps_of_the_history_come_in_their_order():
    drawing = Drawing()
    undo = {"do": "undo", "foreseen": True}
    sent = message(drawing, 1, 1, add(A), undo, {"do": "redo"}, add(B), {"do": "undo"})
    _, acts = drawing.receive(sent)
    assert [act.kind for act in acts] == ["add", "undo", "redo", "add", "undo"]
    assert [act.foreseen for act in acts] == [False, True, False, False, False]


def test_what_comes_with_a_step_that_loads_marks_is_loaded_with_it():
    """As when the message of the step got lost, and what was drawn since is said along with it."""
    drawing = after((1, 1, add(A), add(B)))
    undo = {"do": "undo", "foreseen": False}
    sent = message(drawing, 2, 3, undo, add(C), undo | {"foreseen": True}, add(BOX))
    drawing, (_, added, _, boxed) = drawing.receive(sent)
    drawing = drawing.step((A,), None, foreseen=False)
    assert (drawing.loads, drawing.loaded, drawing.loaded_done) == (1, (A,), 6)
    drawing = drawing.do(added)
    assert drawing.loaded == (A, C)
    drawing = drawing.step((A,), None, foreseen=True)
    assert drawing.loaded == (A,)
    drawing = drawing.do(boxed)
    assert (drawing.loads, drawing.loaded) == (1, (BOX, A))
    # What is drawn later is no part of the load, whose message would change at every stroke.
    assert receive(drawing, 3, 7, add(B)).loaded == (BOX, A)
    assert receive(drawing, 3, 7, live=B).loaded == (BOX, A)


def test_unfinished_stroke_is_replaced_by_the_finished_one():
    drawing = after((1, 1, add(A)))
    live = receive(drawing, 2, 2, live=B)
    assert live.live
    assert (live.strokes, live.finished) == ((A, B), (A,))
    done = receive(live, 3, 2, add(C))
    assert not done.live
    assert done.strokes == done.finished == (A, C)
    # Or given up.
    assert receive(live, 3, 2).strokes == (A,)


def test_missing_acts_ask_for_everything():
    drawing = after((2, 1, add(A)))
    lost, acts = drawing.receive(message(drawing, 9, 3, add(B)))
    assert lost.incomplete
    assert lost.strokes == (A,)
    assert acts == ()
    whole = after((10, 3, put(B, C)), drawing=lost)
    assert not whole.incomplete
    assert whole.strokes == (B, C)


@pytest.mark.parametrize(
    "changed",
    [
        {"token": "another"},
        {"first": None},
        {"first": 0},
        {"first": 0.5},
        {"revision": True},
        {"revision": 10**400},
        {"live": [1]},
        {"live": {"label": "keep", "radius": 4}},
        {"acts": None},
        {"acts": [{"do": "add"}]},
        {"acts": [{"do": "jump", "marks": [DOT]}]},
        {"acts": [{"do": ["add"], "marks": [DOT]}]},
        {"acts": [{"do": "undo", "foreseen": 1}]},
        {"acts": [{"marks": [DOT]}]},
    ],
)
def test_message_for_another_drawing_or_without_sense_changes_nothing(changed):
    drawing = after((1, 1, add(A)))
    assert drawing.receive(message(drawing, 2, 2, add(B)) | changed) == (drawing, ())


@pytest.mark.parametrize(
    "marks",
    [
        None,
        [{"label": "keep", "radius": 4}],
        [{"label": "glue", "radius": 4, "points": [1, 2]}],
        [{"label": "keep", "radius": 4, "points": [1, 2, 3]}],
        [{"label": "keep", "radius": 4, "points": []}],
        [{"label": "keep", "radius": 4, "points": [1, "2"]}],
        [{"label": "keep", "radius": -4, "points": [1, 2]}],
        [{"label": "keep", "radius": 4, "points": [10**400, 2]}],
        [{"label": ["keep"], "radius": 4, "points": [1, 2]}],
        [{"label": "keep", "radius": [4], "points": [1, 2, 3, 4]}],
        [{"label": "keep", "radius": [4, 4.5], "points": [1, 2, 3, 4]}],
        [{"label": "keep", "radius": 4, "points": [1, 2], "exact": 1}],
        [{"label": "box", "points": [1, 2]}],
        [{"label": "box", "points": [1, 2, 0, 4]}],
        [{"label": "box", "points": [1, 2, 3, -4]}],
        [{"label": "box", "points": [1, 2, 3, 10**400]}],
        [{"label": "box", "points": [1, 2, 3, 10**9]}],
        [{"label": "box", "points": [1, 2, 3, 4, 5, 6]}],
        {"label": "keep", "radius": 4, "points": [1, 2]},
        [{"label": "keep", "radius": 4, "points": "12"}],
    ],
)
def test_marks_without_sense_change_nothing(marks):
    drawing = after((1, 1, add(A)))
    sent = message(drawing, 2, 2, {"do": "add", "marks": marks})
    assert drawing.receive(sent) == (drawing, ())


LONG = DOT | {"points": [1, 0] * MAX_POINTS}
MOST_LONG = MAX_POINTS_IN_ALL // MAX_POINTS


@pytest.mark.parametrize(
    "acts",
    [
        [{"do": "put", "marks": [DOT] * (MAX_STROKES + 1)}],
        [{"do": "put", "marks": [DOT] * MAX_STROKES}, {"do": "put", "marks": [DOT]}],
        [{"do": "add", "marks": [DOT | {"points": [1, 2] * (MAX_POINTS + 1)}]}],
        [{"do": "put", "marks": [LONG] * (MOST_LONG + 1)}],
        [{"do": "put", "marks": [LONG] * MOST_LONG}, {"do": "add", "marks": [DOT]}],
        [{"do": "undo"}] * (MOST_ACTS + 1),
    ],
    ids=["strokes", "strokes of acts", "points", "points of strokes", "points of acts", "acts"],
)
def test_more_than_a_hand_draws_changes_nothing(acts):
    drawing = after((1, 1, add(A)))
    assert drawing.receive(message(drawing, 2, 2, *acts)) == (drawing, ())


@pytest.mark.parametrize("marks", [[LONG] * MOST_LONG, [DOT] * MAX_STROKES])
def test_as_much_as_a_recipe_has_comes_in_several_messages(marks):
    most = after((1, 1, {"do": "put", "marks": marks}))
    assert Recipe(strokes=most.strokes).strokes == most.strokes
    assert after((2, 2, add(A)), drawing=most).strokes == most.strokes
    fewer = after((2, 2, {"do": "put", "marks": marks[1:]}), (3, 3, add(A)), drawing=most)
    assert fewer.strokes[-1] == A


def test_mark_colors_stand_nowhere_but_in_the_package():
    colors = {bytes(color).hex() for color in MARK_COLORS.values()}
    for path in (PROJECT / "page" / "components").rglob("*.*"):
        if path.suffix in {".py", ".js", ".css", ".html"}:
            assert not [color for color in colors if color in path.read_text().lower()], path


@pytest.mark.parametrize("nothing", [None, {}, [], "drawing", 3])
def test_no_message_changes_nothing(nothing):
    drawing = Drawing()
    assert drawing.receive(nothing) == (drawing, ())


def test_drawings_of_two_sessions_are_told_apart():
    assert Drawing().token != Drawing().token


def test_page_replaces_the_strokes():
    drawing = after((1, 1, add(A))).replace([B, C])
    assert drawing.strokes == drawing.loaded == (B, C)
    assert (drawing.loads, drawing.loaded_done) == (1, 1)
    # What the browser drew before it saw them is drawn on top.
    assert after((2, 2, add(A)), drawing=drawing).strokes == (B, C, A)


def test_foreseen_step_needs_no_answer():
    drawing = after((1, 1, add(A), add(B)))
    undone = drawing.step((A,), None, foreseen=True)
    assert (undone.strokes, undone.loads) == ((A,), 0)
    # A setting was taken back.
    same = drawing.step((A, B), None, foreseen=False)
    assert (same.strokes, same.loads) == ((A, B), 0)


@pytest.mark.parametrize(
    ("strokes", "box", "foreseen"),
    [((A,), None, False), ((A, B), None, True), ((A, B), BOX, False), ((), None, True)],
)
def test_step_that_the_canvas_did_not_foresee_is_shown(strokes, box, foreseen):
    drawing = after((1, 1, add(A), add(B))).step(strokes, box, foreseen=foreseen)
    assert (drawing.strokes, drawing.box, drawing.loads) == (strokes, box, 1)
    assert set(drawing.loaded) == {*strokes, *([box] if box else [])}


def test_box_is_apart_from_the_strokes():
    drawing = after((1, 1, add(A)), (2, 2, add(BOX)), (3, 3, add(B)))
    assert drawing.strokes == (A, B)
    assert drawing.box == BOX
    assert after((4, 4, put(A)), drawing=drawing).box is None
    assert after((4, 4, add(WHOLE)), drawing=drawing).box == WHOLE


def test_last_of_several_boxes_counts():
    assert after((1, 1, put(BOX, A, WHOLE))).box == WHOLE


def test_page_puts_a_box_onto_the_canvas():
    drawing = after((1, 1, add(A))).replace([B], box=BOX)
    assert (drawing.strokes, drawing.box) == ((B,), BOX)
    assert set(drawing.loaded) == {B, BOX}
    assert drawing.replace([B]).box is None


def test_filled_strokes_cannot_be_put_onto_the_canvas():
    filled = Stroke(Label.FOREGROUND, A.points, 1.0, filled=True)
    assert Drawing().replace([A, filled]).strokes == (A,)


def test_mask_travels_as_a_png_of_one_bit():
    mask = np.random.default_rng(3).random((37, 53)) > 0.5
    picture = Image.open(io.BytesIO(encode_bits(mask)))
    assert picture.mode == "1"
    np.testing.assert_array_equal(np.array(picture), mask)


def test_header_and_bytes_travel_as_one():
    data = pack({"name": "é"}, b"\x00jpeg")
    length = int.from_bytes(data[:4], "big")
    assert json.loads(data[4 : 4 + length]) == {"name": "é"}
    assert data[4 + length :] == b"\x00jpeg"


def test_brush_imports_without_streamlit():
    code = "import sys, page.components.brush; print('streamlit' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
