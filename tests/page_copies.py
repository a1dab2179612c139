"""Pages without a browser; where many tests begin alike, each has a copy of one page."""

import copy
from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[1] / "app.py")


def open_page():
    """Return the page as a visitor finds it."""
    return AppTest.from_file(APP, default_timeout=60).run()


def copy_page(page):
    """Return a page that is as another one is, without going the way there again."""
    again = AppTest.from_file(APP, default_timeout=60)
    # Streamlit's own session state: what was set, and what its widgets hold.
    vars(again._session_state)["_state"] = copy.deepcopy(vars(page._session_state)["_state"])
    return again.run()
