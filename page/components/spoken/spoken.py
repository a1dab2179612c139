"""Buttons that are pressed or not, and sentences that are read out when they change."""

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
    told = {
        f".st-key-{name} button": {"aria-pressed": str(pressed).lower()}
        for name, pressed in buttons.items()
    }
    _tell(told, key)


def tell_live(container: str, *, key: str) -> None:
    """Have what a container says be read out whenever it changes.

    Parameters
    ----------
    container : str
        The key of the container.
    key : str
        Names the message on the page.
    """
    _tell({f".st-key-{container}": {"role": "status", "aria-live": "polite"}}, key)


def _tell(attributes: Mapping[str, Mapping[str, str]], key: str) -> None:
    """Give attributes to what selectors find on the page."""
    register(FOLDER, "spoken", isolate_styles=False)(data=attributes, key=key)
