import dataclasses
import sys
from types import SimpleNamespace

import pytest
from batches import RECIPE, DeadlyFolder, write_photos

from segmentation.shell.making import Job, Order, perform
from segmentation.shell.processes import perform_in_processes
from segmentation.shell.storage import LocalFolder


@pytest.fixture
def order(tmp_path):
    names = [f"{number}.png" for number in range(4)]
    write_photos(tmp_path / "in", *names, "deadly.png", "endless.png")
    return Order(
        DeadlyFolder(tmp_path / "in"), LocalFolder(tmp_path / "out"), RECIPE.to_json().encode()
    )


def jobs(*names):
    return [Job(name, name.partition(".")[0]) for name in names]


def test_photo_that_kills_its_process_or_hangs_stops_no_other(order):
    wanted = jobs("0.png", "deadly.png", "1.png", "endless.png", "2.png", "3.png")
    outcomes = {
        outcome.photo: outcome
        for outcome in perform_in_processes(order, wanted, workers=2, timeout_s=5)
    }
    assert len(outcomes) == 6
    assert "exit code -9" in outcomes["deadly.png"].error
    assert outcomes["endless.png"].error == "this photo took longer than 5 seconds"
    done = {name for name, outcome in outcomes.items() if outcome.is_done}
    assert done == {"0.png", "1.png", "2.png", "3.png"}
    written = {name: order.destination.read(name) for name in done}
    again = dataclasses.replace(order, destination=LocalFolder(order.source.root / "again"))
    for job in jobs(*done):
        perform(again, job)
    assert written == {name: again.destination.read(name) for name in done}


def test_no_more_photos_are_at_work_than_workers(order):
    begun = []

    def watched():
        for job in jobs("0.png", "1.png", "2.png", "3.png"):
            begun.append(job)
            yield job

    for count, _ in enumerate(perform_in_processes(order, watched(), workers=1), 1):
        assert len(begun) == count


def test_processes_end_with_their_leader(order):
    outcomes = perform_in_processes(order, jobs("0.png", "endless.png"), workers=2)
    assert next(outcomes).photo == "0.png"
    outcomes.close()
    assert not [name for name in order.destination.find() if name.endswith(".part")]


def test_processes_run_nobody_s_script(order, tmp_path, monkeypatch):
    (tmp_path / "script.py").write_text("raise SystemExit(9)")
    script = SimpleNamespace(__spec__=None, __file__=str(tmp_path / "script.py"))
    monkeypatch.setitem(sys.modules, "__main__", script)
    (outcome,) = perform_in_processes(order, jobs("0.png"), workers=1)
    assert outcome.is_done
    assert sys.modules["__main__"] is script
