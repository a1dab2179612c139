import io
import sys
from types import SimpleNamespace

import pytest

from segmentation.shell.making import Outcome
from segmentation.shell.progress import with_progress

OUTCOMES = [Outcome("a.png"), Outcome("b.png", error="no picture"), Outcome("c.png")]


@pytest.fixture
def terminal(monkeypatch):
    terminal = io.StringIO()
    # That of the whole program is pytest's own by the time that a test runs.
    monkeypatch.setattr("segmentation.shell.progress.sys", SimpleNamespace(stderr=terminal))
    return terminal


def test_line_tells_how_many_there_are_and_how_many_failed(terminal):
    terminal.isatty = lambda: True
    assert list(with_progress(OUTCOMES, total=3)) == OUTCOMES
    last = terminal.getvalue().rpartition("\r")[2]
    assert "3/3" in last
    assert "photos/s, 1 failed" in last


def test_what_is_said_of_a_failure_has_a_line_of_its_own(terminal):
    terminal.isatty = lambda: True
    for outcome in with_progress(OUTCOMES, total=3):
        if not outcome.is_done:
            terminal.write("why\n")
    before, after = terminal.getvalue().split("why\n")
    *_, last, rest = before.split("\r")
    assert (last.strip(), rest) == ("", "")
    assert "3/3" in after


def test_nothing_is_drawn_where_nobody_watches(terminal):
    assert list(with_progress(OUTCOMES, total=3)) == OUTCOMES
    assert terminal.getvalue() == ""


def test_nothing_is_drawn_without_tqdm(terminal, monkeypatch):
    terminal.isatty = lambda: True
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert list(with_progress(OUTCOMES, total=3)) == OUTCOMES
    assert terminal.getvalue() == ""
