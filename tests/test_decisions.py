"""The order of marks, and the history of what was decided."""

import pytest

from page.components.fabric import canvas_shape, to_drawing
from page.decisions import MOST_REMEMBERED, Decisions, History, OrderedMarks
from segmentation import Label, Stroke

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


def decided(*marks, box=None, **choices):
    return Decisions({"seeds": "strokes", "dark": 3, **choices}, marked(*marks), box)


def test_history_steps_back_and_forth():
    first, second, third = decided(), decided(seeds="spots"), decided(seeds="spots", dark=9)
    history = History(first).record(second).record(third)
    assert history.undo().present == second
    assert history.undo().undo().present == first
    assert history.undo().undo().redo().present == second
    assert history.undo().redo() == history
    assert history.undo().undo().redo().redo() == history


def test_history_ends_at_both_ends():
    history = History(decided())
    assert history.undo() == history.redo() == history


def test_nothing_new_is_no_step_and_keeps_the_future():
    history = History(decided()).record(decided(seeds="spots")).undo()
    assert history.record(decided()) == history


def test_a_slider_that_is_moved_on_makes_one_step():
    history = History(decided()).record(decided(dark=5), slid="dark")
    history = history.record(decided(dark=9), slid="dark")
    assert history.present == decided(dark=9)
    assert history.undo().present == decided()
    # Something else in between, or a step back, makes it another one.
    other = history.record(decided(dark=9, seeds="spots"))
    assert len(other.record(decided(seeds="spots"), slid="dark").past) == 3
    again = history.undo().redo().record(decided(dark=7), slid="dark")
    assert again.undo().present == decided(dark=9)


def test_a_decision_after_undo_forgets_what_was_undone():
    history = History(decided()).record(decided(seeds="spots")).undo()
    history = history.record(decided(seeds="peaks"))
    assert history.redo() == history
    assert history.undo().present == decided()


def test_history_of_marks():
    one, other = decided([A]), decided([A], [S])
    assert History(one).record(other).undo().present == one


BOX = ((1.0, 2.0), (30.0, 40.0))


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (decided([A]), decided([A, B]), "stroke"),
        (decided([A]), decided([A, B], seeds="tap"), "stroke"),
        (decided([A]), decided([A], [S]), "shape"),
        (decided([A]), decided([A], box=BOX, seeds="box"), "box"),
        (decided([A], box=BOX), decided([A]), "box"),
        (decided([A], [S]), decided(), "clearing"),
        (decided([A]), decided([A, B, C]), "marks"),
        (decided([A]), decided([B, C]), "marks"),
        (decided([A, B]), decided([A]), "marks"),
        (decided([A]), decided([A], seeds="tap"), None),
    ],
)
def test_what_was_drawn_has_a_word(before, after, word):
    assert after.new_mark(before) == word


def test_new_choices_are_those_that_differ():
    assert decided(seeds="tap").new_choices(decided([A])) == {"seeds"}


def test_strokes_on_top_end_with_anything_else():
    history = History(decided()).record(decided([A]))
    assert history.strokes_on_top == 1
    history = history.record(decided([A], dark=5))
    assert history.strokes_on_top == 0
    history = history.record(decided([A, B], dark=5)).record(decided([A, B, C], dark=5))
    assert history.strokes_on_top == 2
    assert history.undo().undo().undo().strokes_on_top == 1


@pytest.mark.parametrize("count", [MOST_REMEMBERED, MOST_REMEMBERED + 7])
def test_history_is_bounded(count):
    history = History(decided(dark=0))
    for number in range(count):
        history = history.record(decided(dark=number + 1))
    assert len(history.past) == MOST_REMEMBERED
    assert history.past[-1] == decided(dark=count - 1)
