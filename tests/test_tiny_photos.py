"""Tiny, flat and extreme photos give a result, or a sentence: all seeds, all settings."""

import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import segmentation
from segmentation import Backdrop, Edge, File, InputError, Label, Photo, Recipe, Shadow, Stroke
from segmentation.recipe import BACKDROP_KINDS, FORMATS, METHODS, SEED_SOURCES, SOFTNESS

MAX_SIDE_PX = 64
BASE = settings(
    deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), print_blob=False
)
sides = st.one_of(st.integers(1, 8), st.integers(1, MAX_SIDE_PX))
lengths = st.floats(0, 100)


@st.composite
def images(draw):
    """Flat, hardly any contrast, noise, steps and gradients, from black to white."""
    shape = (draw(sides), draw(sides), 3)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    base = draw(st.integers(0, 255))
    kind = draw(st.sampled_from(["flat", "faint", "noise", "steps", "gradient", "dots"]))
    if kind == "flat":
        return np.full(shape, base, np.uint8)
    if kind == "faint":
        return np.clip(base + rng.integers(-1, 2, shape), 0, 255).astype(np.uint8)
    if kind == "noise":
        return rng.integers(0, 256, shape).astype(np.uint8)
    if kind == "steps":
        return np.where(np.indices(shape)[draw(st.integers(0, 1))] % 7 < 3, 0, 255).astype(np.uint8)
    if kind == "gradient":
        return np.broadcast_to(np.linspace(0, base, shape[1])[:, None], shape).astype(np.uint8)
    return np.where(rng.random(shape[:2])[..., None] < 0.05, 255 - base, [base] * 3).astype(
        np.uint8
    )


@st.composite
def photos(draw):
    rgb = draw(images())
    if not draw(st.booleans()):
        return Photo(rgb)
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    alpha = rng.choice(draw(st.sampled_from([(0,), (0, 255), (1, 254), range(256)])), rgb.shape[:2])
    return Photo(rgb, alpha.astype(np.uint8))


coordinates = st.one_of(st.integers(-2, MAX_SIDE_PX + 2), st.floats(-1e6, 1e6))
strokes = st.builds(
    Stroke,
    st.sampled_from(Label),
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4).map(tuple),
    st.one_of(st.floats(0, 20), st.just(1e6)),
    st.booleans(),
    st.booleans(),
)
recipes = st.builds(
    Recipe,
    method=st.sampled_from(METHODS),
    # A mask is given beside the recipe.
    seeds=st.sampled_from([each for each in SEED_SOURCES if each != "mask"]),
    tap=st.tuples(st.floats(-9, 70), st.floats(-9, 70)),
    faces=st.lists(
        st.tuples(lengths, lengths, st.floats(0.1, 99), st.floats(0.1, 99)), max_size=2
    ).map(tuple),
    box=st.tuples(
        st.tuples(st.floats(-9, 20), st.floats(-9, 20)),
        st.tuples(st.floats(21, 90), st.floats(21, 90)),
    ),
    salient=st.floats(0, 1),
    dark=st.floats(0, 255),
    light=st.floats(0, 255),
    peak_distance_working_px=st.one_of(st.integers(1, 70), st.just(10_000)),
    sigma_working_px=st.one_of(st.floats(0, 5), st.just(100.0)),
    background_groups=st.lists(st.integers(1, 5), max_size=3).map(tuple),
    strokes=st.lists(strokes, max_size=4).map(tuple),
    edge=st.builds(
        Edge,
        st.integers(0, 5000),
        st.integers(0, 5000),
        st.booleans(),
        lengths,
        st.floats(-100, 100),
        st.sampled_from(SOFTNESS),
        lengths,
        st.booleans(),
    ),
    backdrop=st.builds(
        Backdrop,
        st.sampled_from([each for each in BACKDROP_KINDS if each != "photo"]),
        blur_px=lengths,
    ),
    shadow=st.one_of(
        st.none(),
        st.builds(Shadow, st.floats(-99, 99), st.floats(-99, 99), lengths, st.floats(0, 1)),
    ),
    margin_px=st.one_of(st.none(), st.integers(0, 100)),
    file=st.builds(File, st.sampled_from(FORMATS), st.booleans(), st.integers(1, 100)),
)


@settings(BASE, max_examples=100)
@given(photos(), recipes)
def test_any_recipe_gives_a_cutout_or_a_sentence(photo, recipe):
    try:
        cutout = segmentation.cut_out(photo, recipe)
    except InputError:
        return
    assert cutout.rgba.dtype == np.uint8
    assert cutout.rgba.shape[2] == 4
    if recipe.margin_px is None:
        assert cutout.rgba.shape[:2] == photo.rgb.shape[:2]
    data = segmentation.encode(cutout, format=recipe.file.format, quality=recipe.file.quality)
    assert Image.open(io.BytesIO(data)).size == cutout.rgba.shape[1::-1]


@settings(BASE, max_examples=40)
@given(images())
def test_any_photo_has_proposals_or_none(rgb):
    for proposal in segmentation.propose_cutouts(rgb):
        assert proposal.mask.shape == rgb.shape[:2]


def test_faint_photo_of_four_pixels_has_no_proposal_that_stumbles():
    rgb = np.array(
        [[[110, 102, 107], [111, 102, 106]], [[112, 102, 106], [113, 102, 105]]], np.uint8
    )
    assert isinstance(list(segmentation.propose_cutouts(rgb)), list)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "AVIF"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 64), (64, 1), (2, 2), (3, 5)])
def test_picture_of_any_size_is_read(format, shape):
    buffer = io.BytesIO()
    Image.fromarray(np.full((*shape, 3), 200, np.uint8)).save(buffer, format)
    rgb = segmentation.read_image(buffer.getvalue()).rgb
    np.testing.assert_allclose(rgb, np.full((*shape, 3), 200), atol=4)
