import dataclasses
import pickle

import numpy as np
import pytest
from skimage.data import astronaut

import segmentation
from segmentation import Label, Photo, Recipe, Stroke
from segmentation.preparing import GRAPH_CUT_PIXELS


def test_prepared_arrays_are_read_only_and_the_image_is_not_touched():
    image = astronaut()
    prepared, cut = (
        segmentation.prepare(image, Recipe(method="watershed")),
        segmentation.prepare(image),
    )
    for array in (prepared.gray, prepared.elevation, cut.graph.labels, cut.graph.kernel):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 0
    segmentation.reduce(Photo(image))
    image[0, 0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        prepared.gray = None


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), float),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_prepare_refuses_what_is_no_image(image):
    with pytest.raises(ValueError, match="image must be an"):
        segmentation.prepare(image)


def test_graph_cut_prepares_at_half_the_working_size():
    prepared = segmentation.prepare(np.zeros((2000, 3000, 3), np.uint8))
    assert prepared.photo_shape == (2000, 3000)
    assert prepared.shape[0] * prepared.shape[1] == pytest.approx(GRAPH_CUT_PIXELS, rel=0.01)


def test_what_is_given_up_comes_back_the_same():
    prepared = segmentation.prepare(astronaut())
    keep = Stroke(Label.FOREGROUND, points=((100, 220), (300, 220)), radius_px=9)
    recipe = Recipe(seeds="likely", strokes=(keep,))
    mask = segmentation.fold(prepared, recipe)
    before = len(pickle.dumps(prepared.graph))
    prepared.give_up()
    assert len(pickle.dumps(prepared.graph)) < before / 2
    np.testing.assert_array_equal(segmentation.fold(prepared, recipe), mask)
