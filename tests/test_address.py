import zlib
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest

from page.address import Address, read_address, write_address
from segmentation import Backdrop, Label, Recipe, Stroke

BASE = "https://example.org/cut/"
RECIPE = Recipe(
    seeds="likely",
    strokes=(Stroke(Label.FOREGROUND, ((20.5, 30.0), (40.0, 50.0)), 7.0),),
    backdrop=Backdrop("color", color="#ff0000"),
)


def query_of(text):
    return {name: value for name, (value,) in parse_qs(urlsplit(text).query).items()}


@pytest.mark.parametrize(
    "address",
    [Address("coffee"), Address("coffee", RECIPE), Address("coins", Recipe(), "light-spots")],
)
def test_address_that_was_written_is_read(address):
    text = write_address(BASE, address)
    assert text.startswith(f"{BASE}?")
    assert len(text) <= 2000
    assert read_address(query_of(text)) == address


def test_old_query_is_left_out():
    text = write_address(f"{BASE}?sample=coins&step=flood", Address("coffee"))
    assert text == f"{BASE}?sample=coffee"


def test_recipe_that_does_not_fit_gives_no_address():
    points = tuple((row * 1.37, row * row % 977 / 7) for row in range(800))
    recipe = Recipe(strokes=(Stroke(Label.FOREGROUND, points, 7.0),))
    assert write_address(BASE, Address("coffee", recipe)) is None


@pytest.mark.parametrize("query", [{}, {"sample": ""}, {"step": "flood"}])
def test_address_without_a_sample_opens_nothing(query):
    assert read_address(query) is None


def packed(data):
    return urlsafe_b64encode(zlib.compress(data)).decode()


@pytest.mark.parametrize(
    "text",
    ["nonsense", "!", "ä", packed(b"{}"), packed(b"\xff"), packed(b" " * 10_000_000), "eJw"],
)
def test_recipe_that_cannot_be_read_counts_as_none(text):
    assert read_address({"sample": "Coffee", "recipe": text}) == Address("coffee")
