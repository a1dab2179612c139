"""Buttons that are pressed or not, said as Streamlit's own can't."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from page.components.component import register

FOLDER = Path(__file__).parent


def tell_pressed(buttons: Mapping[str, bool], *, key: str) -> None:
    """Say which buttons of the page are pressed: they get `aria-pressed`, for styles as well.

    Parameters
    ----------
    buttons : mapping of str to bool
        Whether the button of each key is pressed.
    key : str
        Names the message on the page.
    """
    register(FOLDER, "pressed", isolate_styles=False)(data=dict(buttons), key=key)
