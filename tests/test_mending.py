import dataclasses

import pytest
from batches import PICTURE, RECIPE, write_photos
from PIL import Image
from test_batch import order_at, run

from segmentation import InputError, PhotoId, Recipe, cut_out, encode, read_image
from segmentation.shell.mending import open_batch
from segmentation.shell.report import SHEET


@pytest.fixture
def order(tmp_path):
    write_photos(tmp_path / "photos", "a.png", "sub/b.png")
    return order_at(tmp_path)


def opened(order):
    return open_batch(order.destination.root)


def test_batch_knows_its_photos_the_doubtful_first(order):
    (order.source.root / "broken.jpg").write_bytes(b"no picture")
    outcomes = run(order)
    write_photos(order.source.root, "later.png")
    batch = opened(order)
    assert batch.order == order
    by_doubt = sorted(outcomes.values(), key=lambda each: (each.is_done, -each.doubt))
    names = [each.photo for each in by_doubt]
    assert list(batch.jobs) == names
    assert [batch.next_after(name) for name in names] == [*names[1:], None]
    assert batch.read("a.png") == order.source.read("a.png")
    with pytest.raises(KeyError):
        batch.read("../cutouts/a.png")


@pytest.mark.parametrize("recipe", [RECIPE.to_json(photo=PhotoId("a" * 64, (60, 70))), ""])
def test_recipe_is_the_one_that_made_the_cutout(order, recipe):
    order = dataclasses.replace(order, recipe=recipe.encode())
    run(order)
    photo = read_image(order.source.root / "a.png")
    made = cut_out(photo, opened(order).recipe("a.png"))
    assert encode(made) == order.destination.read("a.png")


def test_saved_recipe_is_taken_by_the_next_run(order):
    run(order)
    batch = opened(order)
    photo = PhotoId(read_image(order.source.root / "sub/b.png").digest, PICTURE.shape[:2])
    better = Recipe(strokes=RECIPE.strokes[:2])
    batch.save("sub/b.png", better, photo)
    assert batch.recipe("sub/b.png") == better
    assert {name: each.doubt for name, each in run(order).items()} == {"sub/b.png": 0}
    assert list(opened(order).jobs) == ["a.png", "sub/b.png"]


def test_photo_is_held_as_long_as_it_is_the_same(order):
    run(order)
    digest = read_image(order.source.root / "a.png").digest
    assert opened(order).holds("a.png", digest)
    assert not opened(order).holds("a.png", "b" * 64)
    assert not opened(order).holds("c.png", digest)


def test_mask_beside_a_photo_is_known(order):
    Image.new("L", PICTURE.shape[1::-1], 255).save(order.source.root / "a.mask.png")
    run(order)
    assert opened(order).mask("a.png") == order.source.read("a.mask.png")
    assert opened(order).mask("sub/b.png") is None
    assert opened(order).recipe("a.png").seeds == "mask"


def test_folder_that_no_batch_has_written_to_is_refused(tmp_path):
    with pytest.raises(InputError, match="no batch from this machine has written to"):
        open_batch(tmp_path)


def test_sheet_leads_to_the_page_where_the_batch_is_here(order):
    run(order)
    sheet = order.destination.read(SHEET).decode()
    assert 'href="http://127.0.0.1:8501/?photo=sub%2Fb.png"' in sheet
    assert f"-- --folder {order.destination.root}</code>" in sheet
