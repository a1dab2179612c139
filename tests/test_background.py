import dataclasses
import gc
import io
import threading
import time
import zipfile

import pytest
from batches import PICTURE, RECIPE
from test_app import png

from segmentation import Edge, PhotoId, cut_out, encode, read_image
from segmentation.shell import background
from segmentation.shell.background import BackgroundBatch, write_zip, zip_parts


def wait_for(batch):
    while batch.is_running:
        time.sleep(0.02)


def one_photo():
    batch = BackgroundBatch(RECIPE.to_json().encode())
    batch.add("one.png", png(PICTURE))
    return batch


@pytest.fixture
def batch(monkeypatch):
    # Beside other tests, it would have to wait for them.
    monkeypatch.setattr(background, "NICENESS", 0)
    batch = one_photo()
    yield batch
    batch.close()
    assert not batch.photos.parent.exists()


def test_photos_are_cut_and_corrected_ones_anew(batch):
    batch.add("broken.jpg", b"no picture")
    batch.start(threading.Lock())
    wait_for(batch)
    assert not batch.is_waiting
    failed, done = batch.outcomes()
    assert (failed.photo, done.photo) == ("broken.jpg", "one.png")
    assert "not a picture" in failed.error
    photo = read_image(batch.photos / "one.png")
    assert (batch.cutouts / done.output).read_bytes() == encode(cut_out(photo, RECIPE))
    assert read_image(batch.thumbnail(done)).alpha is not None
    assert not batch.has_corrections
    mended = dataclasses.replace(RECIPE, edge=Edge(softness="hard"))
    text = mended.to_json(photo=PhotoId(photo.digest, photo.rgb.shape[:2]))
    (batch.photos / "one.recipe.json").write_text(text)
    assert batch.has_corrections
    batch.start(threading.Lock())
    wait_for(batch)
    assert not batch.has_corrections
    assert (batch.cutouts / done.output).read_bytes() == encode(cut_out(photo, mended))


def test_batch_waits_for_its_turn_and_ends_with_its_object():
    batch, turn = one_photo(), threading.Lock()
    folder = batch.photos.parent
    with turn:
        batch.start(turn)
        assert batch.is_running
        assert batch.is_waiting
        assert batch.outcomes() == []
        assert folder.exists()
        del batch
        gc.collect()
        assert not folder.exists()
    # Whoever comes next is not kept waiting.
    with turn:
        assert not folder.exists()


def test_names_are_safe_and_no_two_alike(batch):
    for name in ("ONE.jpg", "../two.png", "three.recipe.json.png", "three.marks.png", ".png"):
        batch.add(name, b"")
    assert len({name.partition(".")[0].lower() for name in batch.names}) == 6
    assert {path.name for path in batch.photos.iterdir()} == set(batch.names)
    assert all(name.count(".") == 1 for name in batch.names)


def test_parts_keep_order_and_limit(tmp_path):
    sizes = (3, 4, 4, 30, 2, 8)
    paths = [tmp_path / f"{number}.png" for number in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        path.write_bytes(bytes(size))
    parts = zip_parts(paths, most_bytes=10)
    assert [path for part in parts for path in part] == paths
    assert [[path.stat().st_size for path in part] for part in parts] == [[3, 4], [4], [30], [2, 8]]
    assert zip_parts([], most_bytes=10) == []


def test_zip_holds_the_files(tmp_path):
    paths = [tmp_path / name for name in ("a.png", "b.webp")]
    for path in paths:
        path.write_bytes(path.name.encode())
    buffer = io.BytesIO()
    write_zip(paths, buffer)
    with zipfile.ZipFile(buffer) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a.png": b"a.png",
            "b.webp": b"b.webp",
        }
