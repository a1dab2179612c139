import dataclasses
import functools
import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from batches import RECIPE, write_photos
from PIL import Image

from segmentation import (
    InputError,
    Label,
    PhotoId,
    Recipe,
    cut_out,
    encode,
    prepare,
    propose_cutouts,
    rate_doubt,
    read_image,
)
from segmentation.shell import batch as batch_module
from segmentation.shell.batch import find_jobs, name_outputs, plan, run_batch
from segmentation.shell.making import Order, Outcome, perform, thumbnail_of
from segmentation.shell.manifest import NOTES, Manifest
from segmentation.shell.report import ORDER, SHEET, TABLE
from segmentation.shell.storage import open_folder


def perform_here(order, jobs):
    """Yield what becomes of photos in this process."""
    return map(functools.partial(perform, order), jobs)


def pretend(order, jobs):
    """Yield what would become of photos, and write empty files for cutouts."""
    for job in jobs:
        output = f"{job.output}.png"
        for name in (output, thumbnail_of(output)):
            order.destination.write(name, b"")
        digest = hashlib.sha256(order.source.read(job.photo)).hexdigest()
        yield Outcome(job.photo, job.stamp, job.inputs, digest, output)


def run(order, *, perform=perform_here, **options):
    """Run a batch; return what became of the photos that were missing."""
    manifest = Manifest(order.destination)
    todo = plan(order, manifest, **options)
    outcomes = run_batch(order, manifest, todo, perform=perform)
    return {outcome.photo: outcome for outcome in outcomes}


# Where only that matters which photos are missing.
plan_and_note = functools.partial(run, perform=pretend)


def order_at(address):
    folders = (open_folder(f"{address}/{name}") for name in ("photos", "cutouts"))
    return Order(*folders, RECIPE.to_json().encode())


@pytest.fixture
def order(tmp_path):
    write_photos(tmp_path / "photos", "a.png", "sub/b.png")
    return order_at(tmp_path)


def test_cutouts_have_the_bytes_of_encode(order):
    assert all(outcome.is_done for outcome in run(order).values())
    for name in ("a.png", "sub/b.png"):
        photo = read_image(order.source.root / name)
        assert order.destination.read(name) == encode(cut_out(photo, RECIPE))


def test_outcome_says_what_the_photo_is_and_how_doubtful(order):
    outcome = run(order)["a.png"]
    photo = read_image(order.source.root / "a.png")
    mask = cut_out(photo, RECIPE).mask
    doubt = rate_doubt(prepare(photo.rgb), mask, RECIPE)
    assert outcome.doubt == round(doubt, 4)
    assert (outcome.rows, outcome.cols, outcome.digest) == (120, 140, photo.digest)
    assert (outcome.start, outcome.output, outcome.error) == ("strokes", "a.png", "")


def test_second_run_does_nothing(order):
    plan_and_note(order)
    written = order.destination.find()
    assert plan_and_note(order) == {}
    notes = {name for name in written if name.startswith(NOTES)}
    assert notes
    unchanged = written.keys() - {SHEET, TABLE, ORDER}
    assert {name: order.destination.find()[name] for name in unchanged} == {
        name: written[name] for name in unchanged
    }


def touch(order):
    os.utime(order.source.root / "a.png", ns=(1, 1))


def change_photo(order):
    write_photos(order.source.root, "other.png", "a.png")
    (order.source.root / "other.png").unlink()


def remove_cutout(order):
    (order.destination.root / "a.png").unlink()


def remove_thumbnail(order):
    (order.destination.root / thumbnail_of("a.png")).unlink()


def add_recipe(order):
    (order.source.root / "a.recipe.json").write_text(RECIPE.to_json())


def add_photo(order):
    write_photos(order.source.root, "c.png")


@pytest.mark.parametrize(
    ("change", "redone"),
    [
        (touch, set()),
        (change_photo, {"a.png"}),
        (remove_cutout, {"a.png"}),
        (remove_thumbnail, {"a.png"}),
        (add_recipe, {"a.png"}),
        (add_photo, {"c.png"}),
    ],
)
def test_second_run_does_what_is_missing_or_changed(order, change, redone):
    plan_and_note(order)
    change(order)
    assert plan_and_note(order).keys() == redone
    assert plan_and_note(order) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"recipe": Recipe(seeds="likely").to_json().encode()},
        {"ranks_anew": True},
        {"by_histogram": True},
    ],
)
def test_another_order_makes_all_anew(order, changes):
    plan_and_note(order)
    assert len(plan_and_note(dataclasses.replace(order, **changes))) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("VERSION", "next"), ("METHOD_NUMBERS", {"graph_cut": 99})]
)
def test_another_version_makes_all_anew(order, monkeypatch, name, value):
    plan_and_note(order)
    monkeypatch.setattr(batch_module, name, value)
    assert len(plan_and_note(order)) == 2


def test_what_failed_is_tried_again(order):
    (order.source.root / "broken.jpg").write_bytes(b"no picture")
    outcome = run(order)["broken.jpg"]
    assert outcome.error.startswith("This file is not a picture")
    assert outcome.output == ""
    assert run(order).keys() == {"broken.jpg"}


def test_notes_that_end_too_early_are_passed_over(order):
    plan_and_note(order)
    (notes,) = (order.destination.root / NOTES).iterdir()
    whole = notes.read_bytes()
    notes.write_bytes(whole[:-20])
    assert len(plan_and_note(order)) == 1
    assert plan_and_note(order) == {}


def test_two_runs_at_once_do_each_other_no_harm(order):
    manifests = [Manifest(order.destination), Manifest(order.destination)]
    todos = [plan(order, manifest) for manifest in manifests]
    runs = [
        run_batch(order, manifest, todo, perform=pretend)
        for manifest, todo in zip(manifests, todos, strict=True)
    ]
    for outcomes in zip(*runs, strict=True):
        assert all(outcome.is_done for outcome in outcomes)
    assert plan_and_note(order) == {}
    assert order.destination.read(TABLE).count(b"\n") == 3


def test_what_another_run_did_meanwhile_is_in_the_report(order):
    manifest = Manifest(order.destination)
    todo = plan(order, manifest)
    some = dataclasses.replace(todo, missing=todo.missing[:1])
    rest = dataclasses.replace(todo, missing=todo.missing[1:])
    other = Manifest(order.destination)
    list(run_batch(order, manifest, some, perform=pretend))
    list(run_batch(order, other, rest, perform=pretend))
    assert order.destination.read(TABLE).count(b"\n") == 3


def test_batch_goes_from_memory_to_memory(tmp_path):
    write_photos(tmp_path, "a.png", "sub/b.png")
    order = Order(
        open_folder("memory://shop/in"), open_folder("memory://shop/out"), RECIPE.to_json().encode()
    )
    for name in ("a.png", "sub/b.png"):
        order.source.write(name, (tmp_path / name).read_bytes())
    assert len(run(order)) == 2
    assert run(order) == {}
    order.source.write("a.png", (tmp_path / "sub/b.png").read_bytes())
    assert run(order).keys() == {"a.png"}
    expected = encode(cut_out(read_image(tmp_path / "sub/b.png"), RECIPE))
    assert order.destination.read("a.png") == order.destination.read("sub/b.png") == expected


def test_batch_goes_from_bucket_to_bucket(tmp_path, monkeypatch):
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    boto3.client("s3").create_bucket(Bucket="shop")
    write_photos(tmp_path, "a.png")
    order = Order(
        open_folder("s3://shop/in"), open_folder("s3://shop/out"), RECIPE.to_json().encode()
    )
    try:
        order.source.write("sub/a.png", (tmp_path / "a.png").read_bytes())
        assert run(order).keys() == {"sub/a.png"}
        expected = encode(cut_out(read_image(tmp_path / "a.png"), RECIPE))
        assert order.destination.read("sub/a.png") == expected
        assert run(order) == {}
    finally:
        server.stop()


def test_each_photo_starts_by_itself_without_a_recipe(order):
    run(dataclasses.replace(order, recipe=b""))
    photo = read_image(order.source.root / "a.png")
    best = propose_cutouts(photo.rgb, most=1)[0].recipe
    assert order.destination.read("a.png") == encode(cut_out(photo, best))


def test_corrected_recipe_beside_a_photo_settles_it(order):
    before = run(order)["a.png"]
    photo = read_image(order.source.root / "a.png")
    made_for = PhotoId(photo.digest, photo.rgb.shape[:2])
    corrected = Recipe(strokes=RECIPE.strokes[:2])
    (order.source.root / "a.recipe.json").write_text(corrected.to_json(photo=made_for))
    after = run(order)
    assert after.keys() == {"a.png"}
    assert before.doubt > after["a.png"].doubt == 0
    assert order.destination.read("a.png") == encode(cut_out(photo, corrected))


def test_marks_and_masks_beside_photos_are_used(order):
    marks = np.zeros((120, 140), np.uint8)
    marks[55:75, 55:70] = Label.FOREGROUND
    Image.fromarray(marks).save(order.source.root / "a.marks.png")
    mask = np.zeros((120, 140), np.uint8)
    mask[20:60, 30:70] = 255
    Image.fromarray(mask).save(order.source.root / "sub/b.mask.png")
    assert {name: outcome.start for name, outcome in run(order).items()} == {
        "a.png": "strokes",
        "sub/b.png": "mask",
    }
    photo = read_image(order.source.root / "a.png")
    expected = cut_out(photo, RECIPE, markers=marks.astype(np.int32))
    assert order.destination.read("a.png") == encode(expected)
    with Image.open(order.destination.root / "sub/b.png") as cutout:
        np.testing.assert_array_equal(np.array(cutout)[..., 3], mask)


def test_only_photos_that_match_are_cut(order):
    assert plan_and_note(order, patterns=("sub/*",)).keys() == {"sub/b.png"}
    assert plan_and_note(order, patterns=("a.*", "*.jpg")).keys() == {"a.png"}
    with pytest.raises(InputError, match="holds none that match"):
        plan_and_note(order, patterns=("*.gif",))


def test_cutouts_below_the_photos_are_no_photos(order):
    order = dataclasses.replace(order, destination=open_folder(f"{order.source}/sub/cutouts"))
    assert len(plan_and_note(order)) == 2
    assert [job.photo for job in find_jobs(order)] == ["a.png", "sub/b.png"]


def test_cutouts_never_take_the_place_of_photos(order):
    with pytest.raises(InputError, match="DEST must be another folder"):
        plan_and_note(dataclasses.replace(order, destination=order.source))


def test_source_must_be_there(order):
    shutil.rmtree(order.source.root)
    with pytest.raises(InputError, match="SOURCE must be a folder"):
        plan_and_note(order)


def test_photos_of_one_name_have_cutouts_of_two():
    assert name_outputs(["a.jpg", "sub/a.jpg", "b.jpg", "B.png"]) == {
        "a.jpg": "a",
        "sub/a.jpg": "sub/a",
        "b.jpg": "b.jpg",
        "B.png": "B.png",
    }


def test_fault_of_ours_is_one_photo_s(order, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("axis 3")

    monkeypatch.setattr("segmentation.shell.making.cut_out", fail)
    errors = {outcome.error for outcome in run(order).values()}
    assert errors == {"something went wrong that is no fault of yours: RuntimeError: axis 3"}


def test_table_and_sheet_have_the_doubtful_first(order):
    (order.source.root / "<b>.jpg").write_bytes(b"no picture")
    outcomes = run(order)
    sheet = order.destination.read(SHEET).decode()
    by_doubt = sorted(outcomes.values(), key=lambda each: (each.is_done, -each.doubt))
    rows = order.destination.read(TABLE).decode().splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [each.photo for each in by_doubt]
    assert by_doubt[0].photo == "<b>.jpg"
    assert "&lt;b&gt;.jpg: This file is not a picture" in sheet
    assert "<b>" not in sheet
    places = [sheet.index(f'src="{thumbnail_of(each.output)}"') for each in by_doubt[1:]]
    assert places == sorted(places)


def test_links_of_the_sheet_lead_to_cutouts_and_photos(order):
    write_photos(order.source.root, "sub/c #1.png")
    run(order)
    sheet = order.destination.read(SHEET).decode()
    assert 'href="sub/c%20%231.png"' in sheet
    assert 'href="../photos/sub/c%20%231.png"' in sheet
    with Image.open(order.destination.root / thumbnail_of("a.png")) as thumbnail:
        assert thumbnail.mode == "RGBA"
        assert max(thumbnail.size) <= 240
    assert Path(order.destination.root, SHEET).is_file()


def test_sheet_ends_where_nobody_looks_any_more(order, monkeypatch):
    monkeypatch.setattr("segmentation.shell.report.MOST_CARDS", 1)
    outcomes = plan_and_note(order)
    doubtful, other = sorted(outcomes.values(), key=lambda each: -each.doubt)
    sheet = order.destination.read(SHEET).decode()
    assert "2 cutouts" in sheet
    assert "These are the first 1." in sheet
    assert thumbnail_of(doubtful.output) in sheet
    assert thumbnail_of(other.output) not in sheet
