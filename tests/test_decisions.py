"""The order of marks, and the history of what was decided."""

import pytest

from page.components.fabric import canvas_shape, to_drawing
from page.decisions import MOST_REMEMBERED, Decisions, History, OrderedMarks
from segmentation import Label, Recipe, Stroke

PHOTO_SHAPE = (300, 400)
A, B, C = (
    Stroke(label, ((10.0, 20.0 + row), (90.0, 20.0 + row)), 5.0)
    for row, label in enumerate((Label.FOREGROUND, Label.BACKGROUND, Label.NONE))
)


def shape(row):
    """Return a filled shape, and the stroke that it is."""
    points = ((row, 50.0), (row, 90.0), (row + 20.0, 90.0))
    stroke = Stroke(Label.FOREGROUND, points, 1.0, filled=True)
    (drawn,) = to_drawing((stroke,), canvas_shape(PHOTO_SHAPE), PHOTO_SHAPE, revision=0)["objects"]
    return drawn, stroke


(S, S_STROKE), (T, T_STROKE) = shape(100.0), shape(200.0)


def marked(*steps):
    """Return the marks after the brush's strokes or the shapes became what each step says."""
    marks = OrderedMarks()
    for step in steps:
        is_brush = all(isinstance(mark, Stroke) for mark in step)
        marks = marks.with_strokes(step) if is_brush else marks.with_shapes(step)
    return marks


def order_of(marks):
    names = {A: "A", B: "B", C: "C", S_STROKE: "S", T_STROKE: "T"}
    return "".join(names[stroke] for stroke in marks.on_photo(PHOTO_SHAPE))


def test_marks_are_in_the_order_in_which_they_were_made():
    assert order_of(marked([A], [S], [A, B], [S, T], [A, B, C])) == "ASBTC"


def test_a_stroke_that_grows_stays_the_last():
    half = Stroke(B.label, B.points[:1], B.radius_px)
    assert order_of(marked([A], [S], [A, half], [A, B])) == "ASB"


def test_undone_marks_leave_and_others_keep_their_places():
    marks = marked([A], [S], [A, B], [S, T])
    assert order_of(marks.with_strokes([A])) == "AST"
    assert order_of(marks.with_shapes([S])) == "ASB"
    assert order_of(marks.with_strokes([])) == "ST"
    assert order_of(marks.with_shapes([])) == "AB"


def test_what_is_drawn_in_place_of_something_undone_comes_last():
    assert order_of(marked([A, B], [S], [A, C])) == "ASC"


def test_the_canvas_may_say_the_same_in_other_words():
    marks = marked([A], [S], [A, B])
    assert order_of(marks.with_shapes([{**S, "version": "7"}])) == "ASB"


def test_a_shape_that_marks_nothing_shifts_no_other():
    strokes = marked([A], [{**S, "stroke": "#123456"}, T], [A, B]).on_photo(PHOTO_SHAPE)
    assert strokes == (A, T_STROKE, B)


def decided(**settings):
    return Decisions(Recipe(**settings), OrderedMarks())


def test_history_steps_back_and_forth():
    first, second, third = decided(), decided(seeds="spots"), decided(seeds="spots", dark=9)
    history = History().record(first).record(second).record(third)
    assert history.undo().present == second
    assert history.undo().undo().present == first
    assert history.undo().undo().redo().present == second
    assert history.undo().redo() == history
    assert history.undo().undo().redo().redo() == history


def test_history_ends_at_both_ends():
    history = History().record(decided())
    assert history.undo() == history.redo() == history
    assert History().undo() == History().redo() == History()


def test_nothing_new_is_no_step_and_keeps_the_future():
    history = History().record(decided()).record(decided(seeds="spots")).undo()
    assert history.record(decided()) == history


def test_a_decision_after_undo_forgets_what_was_undone():
    history = History().record(decided()).record(decided(seeds="spots")).undo()
    history = history.record(decided(seeds="peaks"))
    assert history.redo() == history
    assert history.undo().present == decided()


def test_history_of_marks():
    one = Decisions(Recipe(), marked([A]))
    other = Decisions(Recipe(), marked([A], [S]))
    assert History().record(one).record(other).undo().present == one


@pytest.mark.parametrize("count", [MOST_REMEMBERED, MOST_REMEMBERED + 7])
def test_history_is_bounded(count):
    history = History()
    for number in range(count + 1):
        history = history.record(decided(peak_distance_working_px=number + 1))
    assert len(history.past) == MOST_REMEMBERED
    assert history.past[-1] == decided(peak_distance_working_px=count)
