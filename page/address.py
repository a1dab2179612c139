"""Addresses that open a sample, with a recipe and at a step of how it works.

They say everything themselves, so that nothing has to be kept for them anywhere.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from segmentation import InputError, Recipe

MOST_CHARACTERS = 2000
# Far more than what so many characters are made from; a hostile address could say much more.
MOST_BYTES = 64_000


@dataclass(frozen=True)
class Address:
    """What an address opens.

    Attributes
    ----------
    sample : str
        The sample, in lower case.
    recipe : Recipe, or None
        What is done with it; None leaves it to the page.
    step : str
        The step of how it works; empty shows the cutout.
    """

    sample: str
    recipe: Recipe | None = None
    step: str = ""


def read_address(query: Mapping[str, str]) -> Address | None:
    """Return what the query of an address says, None if it names no sample.

    Parameters
    ----------
    query : mapping
        Names and values. A recipe that can't be read counts as none.

    Returns
    -------
    address : Address, or None
        Whether there are such a sample and such a step is left open.
    """
    if not query.get("sample"):
        return None
    recipe = _unpacked(query["recipe"]) if query.get("recipe") else None
    return Address(query["sample"].lower(), recipe, query.get("step", ""))


def write_address(base: str, address: Address) -> str | None:
    """Return the text of an address.

    Parameters
    ----------
    base : str
        That of the page.
    address : Address
        What it is to open.

    Returns
    -------
    text : str, or None
        None where it would be longer than 2000 characters, as with many strokes.
    """
    query = {"sample": address.sample}
    if address.recipe is not None:
        query["recipe"] = _packed(address.recipe)
    if address.step:
        query["step"] = address.step
    text = f"{base.split('?')[0]}?{urlencode(query)}"
    return text if len(text) <= MOST_CHARACTERS else None


def _packed(recipe: Recipe) -> str:
    data = zlib.compress(recipe.to_json().encode(), level=9)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unpacked(text: str) -> Recipe | None:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return Recipe.from_json(zlib.decompressobj().decompress(data, MOST_BYTES))
    except (binascii.Error, zlib.error, InputError, ValueError):
        return None
