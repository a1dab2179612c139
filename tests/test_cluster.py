import contextlib
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from batches import RECIPE, write_photos

from segmentation import InputError
from segmentation.shell import main
from segmentation.shell.cluster import perform_on_cluster
from segmentation.shell.making import Job, Order, Outcome, perform
from segmentation.shell.manifest import NOTES
from segmentation.shell.report import ORDER
from segmentation.shell.storage import LocalFolder

PROJECT = Path(__file__).parents[1]
NAMES = [f"{number:02}.png" for number in range(10)]


def dask(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, arguments)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path):
    """Run a scheduler and three workers; yield its address and the workers' processes."""
    from distributed import Client

    file = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file)
    with contextlib.ExitStack() as stack:
        programs = [dask("scheduler", *options)]
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--scheduler-file", file)
        programs += [dask("worker", *options) for _ in range(3)]
        for program in programs:
            stack.callback(program.wait)
            stack.callback(program.kill)
        while not is_whole(file):
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(3)
        yield address, programs[1:]


def is_whole(file):
    with contextlib.suppress(OSError, ValueError):
        return bool(json.loads(file.read_text()))
    return False


def order_below(folder, destination):
    return Order(
        LocalFolder(folder / "photos"), LocalFolder(folder / destination), RECIPE.to_json().encode()
    )


def kill_after_the_first_cutout(worker, folder):
    while not list(folder.glob("*.png")):
        time.sleep(0.01)
    worker.kill()


def test_nothing_is_lost_or_done_twice_when_a_worker_dies(cluster, tmp_path, capsys):
    address, workers = cluster
    write_photos(tmp_path / "photos", *NAMES)
    (tmp_path / "photos/broken.jpg").write_bytes(b"no picture")
    (tmp_path / "recipe.json").write_text(RECIPE.to_json())
    killing = (workers[0], tmp_path / "cutouts")
    killer = threading.Thread(target=kill_after_the_first_cutout, args=killing)
    killer.start()
    folders = [str(tmp_path / name) for name in ("photos", "cutouts")]
    options = ["--recipe", str(tmp_path / "recipe.json"), "--scheduler", address, "--quiet"]
    assert main(["batch", *folders, *options]) == 1
    killer.join()
    assert capsys.readouterr().err.startswith("error: broken.jpg: This file is not a picture")
    order = order_below(tmp_path, "expected")
    for name in NAMES:
        perform(order, Job(name, name.partition(".")[0]))
    written, expected = LocalFolder(tmp_path / "cutouts"), order.destination
    names = expected.find().keys()
    assert {name: written.read(name) for name in names} == {
        name: expected.read(name) for name in names
    }
    (notes,) = (tmp_path / "cutouts" / NOTES).iterdir()
    assert sorted(json.loads(line)["photo"] for line in notes.open()) == [*NAMES, "broken.jpg"]
    more = {name for name in written.find() if not name.startswith(NOTES)} - names
    assert more == {"report.csv", "report.html", ORDER}


TRIED = []


def lose(order, job):
    """Behave as a cluster does whose workers are lost at a photo, or at another one beside it."""
    from distributed import KilledWorker

    TRIED.append(job.photo)
    if job.photo == "deadly.png" or (job.photo == "beside.png" and TRIED.count(job.photo) == 1):
        raise KilledWorker(job.photo, SimpleNamespace(address="tcp://lost"), 3)
    return Outcome(job.photo)


def test_photos_beside_a_deadly_one_are_tried_again_alone(tmp_path, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr("segmentation.shell.cluster.perform", lose)
    TRIED.clear()
    jobs = [Job(name, name) for name in ("deadly.png", "beside.png", "a.png", "b.png")]
    local = {"processes": False, "n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**local) as cluster:
        order, address = order_below(tmp_path, "out"), cluster.scheduler_address
        outcomes = list(perform_on_cluster(order, jobs, scheduler=address))
    errors = {outcome.photo: outcome.error for outcome in outcomes}
    assert errors.pop("deadly.png") == "this photo ended each worker that worked on it"
    assert errors == dict.fromkeys(("a.png", "b.png", "beside.png"), "")
    assert len(outcomes) == 4
    assert sorted(TRIED[-2:]) == ["beside.png", "deadly.png"]


def test_scheduler_that_is_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("segmentation.shell.cluster.CONNECTS_S", 0.1)
    with pytest.raises(InputError, match="--scheduler: there is none at 'tcp:"):
        next(perform_on_cluster(order_below(tmp_path, "out"), [], scheduler="tcp://127.0.0.1:9"))


def test_dask_is_asked_for_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"seedcut\[cluster\]"):
        next(perform_on_cluster(order_below(tmp_path, "out"), [], scheduler="tcp://127.0.0.1:9"))
