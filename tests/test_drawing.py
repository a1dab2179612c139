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
    MOST_KNOWN,
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


def message(drawing, base, revision, kept, *added, live=False):
    return {
        "token": drawing.token,
        "loads": drawing.loads,
        "base": base,
        "revision": revision,
        "kept": kept,
        "live": live,
        "added": [write_mark(stroke) for stroke in added],
    }


def after(*messages, drawing=None):
    drawing = drawing or Drawing()
    for parts in messages:
        drawing = drawing.receive(message(drawing, *parts))
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
    drawing = after((0, 1, 0, A), (1, 2, 1, B))
    assert drawing.strokes == (A, B)
    assert drawing.revision == 2


def test_undo_and_redo_are_fewer_and_more_strokes():
    drawing = after((0, 1, 0, A), (1, 2, 1, B), (2, 3, 1))
    assert drawing.strokes == (A,)
    assert after((3, 4, 1, B), drawing=drawing).strokes == (A, B)
    assert after((3, 4, 0), drawing=drawing).strokes == ()


def test_several_changes_may_come_as_one():
    assert after((0, 1, 0, A), (1, 5, 0, B, C)).strokes == (B, C)


def test_unanswered_messages_build_on_the_last_answer():
    # The browser knew of revision 1 only when it sent 2, 3 and 4.
    drawing = after((0, 1, 0, A), (1, 2, 1, B), (1, 3, 1, B, C), (1, 4, 1, C))
    assert drawing.strokes == (A, C)


def test_message_that_comes_twice_changes_nothing():
    drawing = after((0, 1, 0, A))
    assert drawing.receive(message(drawing, 0, 1, 0, A)) is drawing


def test_late_message_changes_nothing():
    drawing = after((0, 1, 0, A), (1, 3, 1, B))
    assert drawing.receive(message(drawing, 1, 2, 1, C)) is drawing


def test_lost_messages_do_not_matter():
    drawing = Drawing()
    for revision, strokes in ((1, (A,)), (2, (A, B)), (4, (A, B, C))):
        last = message(drawing, 0, revision, 0, *strokes)
    assert drawing.receive(last).strokes == (A, B, C)


def test_unfinished_stroke_is_replaced_by_the_finished_one():
    drawing = after((0, 1, 0, A))
    live = drawing.receive(message(drawing, 1, 2, 1, B, live=True))
    assert live.live
    assert live.strokes == (A, B)
    done = live.receive(message(live, 2, 3, 1, C))
    assert not done.live
    assert done.strokes == (A, C)


@pytest.mark.parametrize(("base", "kept"), [(7, 0), (2, 2), (3, 1)])
def test_unknown_base_asks_for_everything(base, kept):
    drawing = after((0, 2, 0, A))
    lost = drawing.receive(message(drawing, base, 9, kept, B))
    assert lost.incomplete
    assert lost.strokes == (A,)
    whole = lost.receive(message(lost, 0, 10, 0, B, C))
    assert not whole.incomplete
    assert whole.strokes == (B, C)


def test_states_that_the_browser_has_left_behind_are_forgotten():
    drawing = Drawing()
    for revision in range(1, 200):
        drawing = drawing.receive(message(drawing, revision - 1, revision, revision - 1, A))
    assert len(drawing.known) == 3
    assert len(drawing.strokes) == 199


@pytest.mark.parametrize(
    "changed",
    [
        {"token": "another"},
        {"loads": 1},
        {"base": None},
        {"base": -1},
        {"kept": 0.5},
        {"revision": True},
        {"revision": 10**400},
        {"added": None},
        {"added": [{"label": "keep", "radius": 4}]},
        {"added": [{"label": "glue", "radius": 4, "points": [1, 2]}]},
        {"added": [{"label": "keep", "radius": 4, "points": [1, 2, 3]}]},
        {"added": [{"label": "keep", "radius": 4, "points": []}]},
        {"added": [{"label": "keep", "radius": 4, "points": [1, "2"]}]},
        {"added": [{"label": "keep", "radius": -4, "points": [1, 2]}]},
        {"added": [{"label": "keep", "radius": 4, "points": [10**400, 2]}]},
        {"added": [{"label": ["keep"], "radius": 4, "points": [1, 2]}]},
        {"added": [{"label": "keep", "radius": [4], "points": [1, 2, 3, 4]}]},
        {"added": [{"label": "keep", "radius": [4, 4.5], "points": [1, 2, 3, 4]}]},
        {"added": [{"label": "keep", "radius": 4, "points": [1, 2], "exact": 1}]},
        {"added": [{"label": "box", "points": [1, 2]}]},
        {"added": [{"label": "box", "points": [1, 2, 0, 4]}]},
        {"added": [{"label": "box", "points": [1, 2, 3, -4]}]},
        {"added": [{"label": "box", "points": [1, 2, 3, 10**400]}]},
        {"added": [{"label": "box", "points": [1, 2, 3, 10**9]}]},
        {"added": [{"label": "box", "points": [1, 2, 3, 4, 5, 6]}]},
        {"added": {"label": "keep", "radius": 4, "points": [1, 2]}},
        {"added": [{"label": "keep", "radius": 4, "points": "12"}]},
    ],
)
def test_message_for_another_drawing_or_without_sense_changes_nothing(changed):
    drawing = after((0, 1, 0, A))
    assert drawing.receive(message(drawing, 1, 2, 1, B) | changed) is drawing


@pytest.mark.parametrize(
    "added",
    [
        [DOT] * (MAX_STROKES + 1),
        [DOT | {"points": [1, 2] * (MAX_POINTS + 1)}],
        [DOT | {"points": [1, 0] * MAX_POINTS}] * (MAX_POINTS_IN_ALL // MAX_POINTS + 1),
    ],
    ids=["strokes", "points of a stroke", "points of all strokes"],
)
def test_more_than_a_hand_draws_changes_nothing(added):
    drawing = after((0, 1, 0, A))
    assert drawing.receive(message(drawing, 0, 2, 0) | {"added": added}) is drawing


def test_as_many_points_as_a_recipe_has_come_in_several_messages():
    drawing = Drawing()
    long = DOT | {"points": [1, 0] * MAX_POINTS}
    added = [long] * (MAX_POINTS_IN_ALL // MAX_POINTS)
    most = drawing.receive(message(drawing, 0, 1, 0) | {"added": added})
    assert Recipe(strokes=most.strokes).strokes == most.strokes
    assert most.receive(message(most, 1, 2, len(added), A)) is most
    assert most.receive(message(most, 1, 2, len(added) - 1, A)).strokes[-1] == A


def test_as_many_strokes_as_a_recipe_has_come_in_several_messages():
    drawing = Drawing()
    most = drawing.receive(message(drawing, 0, 1, 0) | {"added": [DOT] * MAX_STROKES})
    assert len(most.strokes) == MAX_STROKES
    assert most.receive(message(most, 1, 2, MAX_STROKES, A)) is most
    assert most.receive(message(most, 1, 2, MAX_STROKES - 1, A)).strokes[-1] == A


def test_states_to_build_on_do_not_pile_up():
    drawing = Drawing()
    for revision in range(1, 3 * MOST_KNOWN):
        drawing = drawing.receive(message(drawing, 0, revision, 0, A))
    assert len(drawing.known) == MOST_KNOWN
    assert drawing.receive(message(drawing, 1, revision + 1, 1, B)).incomplete
    assert after((revision, revision + 1, 1, B), drawing=drawing).strokes == (A, B)


def test_mark_colors_stand_nowhere_but_in_the_package():
    colors = {bytes(color).hex() for color in MARK_COLORS.values()}
    for path in (PROJECT / "page" / "components").rglob("*.*"):
        if path.suffix in {".py", ".js", ".css", ".html"}:
            assert not [color for color in colors if color in path.read_text().lower()], path


@pytest.mark.parametrize("nothing", [None, {}, [], "drawing", 3])
def test_no_message_changes_nothing(nothing):
    drawing = Drawing()
    assert drawing.receive(nothing) is drawing


def test_drawings_of_two_sessions_are_told_apart():
    assert Drawing().token != Drawing().token


def test_page_replaces_the_strokes():
    drawing = after((0, 1, 0, A)).replace([B, C])
    assert drawing.strokes == drawing.loaded == (B, C)
    # What the browser sent before it saw them comes too late.
    assert drawing.receive(message(drawing, 1, 2, 1, A) | {"loads": 0}) is drawing
    assert after((0, 2, 0, B, C, A), drawing=drawing).strokes == (B, C, A)


def test_box_is_apart_from_the_strokes():
    drawing = after((0, 1, 0, A), (1, 2, 1, BOX), (2, 3, 2, B))
    assert drawing.strokes == (A, B)
    assert drawing.box == BOX
    # Undone, and drawn anew.
    assert after((3, 4, 1), drawing=drawing).box is None
    assert after((3, 4, 1, B, WHOLE), drawing=drawing).box == WHOLE


def test_last_of_several_boxes_counts():
    assert after((0, 1, 0, BOX, A, WHOLE)).box == WHOLE


def test_page_puts_a_box_onto_the_canvas():
    drawing = after((0, 1, 0, A)).replace([B], box=BOX)
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
