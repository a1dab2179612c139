"""How photos come in by paste and drop, and come back after a reload or a restart.

All photos come in through one upload of the page, `st.file_uploader(key=...)`: the browser hands it
what is pasted or dropped anywhere, and what it kept (`intake.js`).

The browser keeps the last photos in its IndexedDB, each with the recipe of what was decided last
(`cabinet.js`); a sample is kept as the tile that opens it. In the tab in which a photo was open, it
comes back by itself; in another tab it is offered. What the brush knows beyond the recipe, it keeps
and offers by itself.

**To the keeper**, its data: `photo` names the one that is open, or is None; `title` is what people
call it; `isChoosing`, whether one is being chosen, so that the keeper shows what it has; `isBack`,
whether the photo that is open was brought back; `server` tells one start of the server from others.
Letters of the kind `recipe` have `photo` and `recipe`, the text to keep.

**From the keeper**: `wish`, a file waits for the upload, which is not on the page; `back`, the
photo `photo` that the keeper had kept is open again, with the text `recipe`, and whether the server
`isRestarted` since.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from page.components.component import register, send

FOLDER = Path(__file__).parent
KEY = "keeper"
SERVER = secrets.token_hex(4)


def show_keeper(
    photo: str | None,
    title: str,
    *,
    is_choosing: bool,
    is_back: bool,
    on_wish: Callable[[], None],
    on_back: Callable[[], None],
) -> None:
    """Have the browser keep the photo that is open, or show what it kept.

    Parameters
    ----------
    photo : str or None
        Names the photo that is open.
    title : str
        What people call it.
    is_choosing : bool
        Whether a photo is being chosen.
    is_back : bool
        Whether the photo was brought back.
    on_wish : callable
        Called when the page must show its upload.
    on_back : callable
        Called when a photo was brought back; its message is `st.session_state.keeper.back`.
    """
    data = {
        "photo": photo,
        "title": title,
        "isChoosing": is_choosing,
        "isBack": is_back,
        "server": SERVER,
    }
    register(FOLDER, "keeper")(data=data, key=KEY, on_wish_change=on_wish, on_back_change=on_back)


def keep_recipe(photo: str, recipe: str) -> None:
    """Have the browser keep what is decided about a photo.

    Parameters
    ----------
    photo : str
        The name of the photo.
    recipe : str
        The text that brings it back.
    """
    send(KEY, "recipe", {"photo": photo, "recipe": recipe}, key=f"{KEY}-recipe")
