"""The clipboard: a picture is promised to it with the click, and comes when it is made.

Browsers let a page write to the clipboard only while somebody clicks, which the making of the
picture outlasts; so the click leaves a promise there, and a letter keeps it.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from page.components.component import register, send

FOLDER = Path(__file__).parent


def offer_copy(*, disabled: bool, key: str) -> None:
    """Draw the button that asks for a copy.

    Parameters
    ----------
    disabled : bool
        Whether there is nothing to copy.
    key : str
        Names the button on the page.
    """
    button = register(FOLDER, "clipboard")
    button(
        data={"name": key, "disabled": disabled}, key=key, width="content", on_wanted_change=_notice
    )


def _notice() -> None:
    """Have Streamlit keep what the button says."""


def wanted_copy(state: Any) -> int | None:
    """Return the number of the copy that was asked for.

    Parameters
    ----------
    state : mapping or None
        What the session state holds under the button's key.

    Returns
    -------
    number : int, or None
        Another one for each click; None in runs that no click caused.
    """
    number = (state or {}).get("wanted")
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return number if is_number else None


def deliver_copy(number: int, png: bytes | None, *, key: str) -> None:
    """Keep the promise of a copy, or break it.

    Parameters
    ----------
    number : int
        Which copy was asked for.
    png : bytes, or None
        A PNG file; None where it could not be made.
    key : str
        That of the button.
    """
    letter = {"number": number, "png": png and base64.b64encode(png).decode()}
    send(key, "copy", letter, key=f"{key}-letter")
