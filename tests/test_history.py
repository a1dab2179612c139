import random

import pytest

from editor.history import History
from segmentation import Label, Stroke

A, B, C = (Stroke(Label.FOREGROUND, ((i, i),), 1) for i in range(3))


def test_history_starts_empty():
    assert History() == History(strokes=(), past=(), future=())


def test_undo_and_redo_walk_through_the_states():
    history = History().change((A,)).change((A, B))
    assert history.strokes == (A, B)
    assert history.undo().strokes == (A,)
    assert history.undo().undo().strokes == ()
    assert history.undo().undo().redo().strokes == (A,)
    assert history.undo().undo().redo().redo() == history


def test_undo_of_nothing_changes_nothing():
    history = History().change((A,)).undo()
    assert history.undo() == history


def test_redo_of_nothing_changes_nothing():
    history = History().change((A,))
    assert history.redo() == history


def test_change_to_the_same_strokes_is_no_step():
    history = History().change((A,)).change((A, B)).undo()
    assert history.change((A,)) == history
    assert history.change((A,)).redo().strokes == (A, B)


def test_change_drops_what_was_taken_back():
    history = History().change((A,)).undo().change((B,))
    assert history == History(strokes=(B,), past=((),), future=())
    assert history.redo() == history


def test_clearing_all_strokes_can_be_taken_back():
    history = History().change((A, B, C)).change(())
    assert history.strokes == ()
    assert history.undo().strokes == (A, B, C)


def test_earlier_histories_keep_their_strokes():
    history = History().change((A,))
    history.change((A, B)).undo().redo()
    assert history == History(strokes=(A,), past=((),), future=())


@pytest.mark.parametrize("seed", range(20))
def test_random_walk_agrees_with_a_list_and_a_position(seed):
    rng = random.Random(seed)
    history, states, position = History(), [()], 0
    for _ in range(60):
        step = rng.choice(["change", "undo", "redo"])
        if step == "change":
            strokes = tuple(rng.sample([A, B, C], rng.randrange(4)))
            history = history.change(strokes)
            if strokes != states[position]:
                states = [*states[: position + 1], strokes]
                position += 1
        elif step == "undo":
            history, position = history.undo(), max(0, position - 1)
        else:
            history, position = history.redo(), min(len(states) - 1, position + 1)
        assert history.strokes == states[position]
        assert history.past == tuple(states[:position])
        assert history.future == tuple(states[:position:-1])
