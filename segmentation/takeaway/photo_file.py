"""The photo's file, found again where a notebook or a script runs."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ..recipe import PhotoId


def find_photo(name: str, *, made_for: PhotoId | None = None) -> bytes:
    """Return the photo's file that a recipe was made for.

    Parameters
    ----------
    name : str
        Name of the file, in the folder that Python runs in or with a path; else that of one of
        scikit-image's samples.
    made_for : PhotoId, optional
        What tells the photo from all others; any file is taken by default.

    Returns
    -------
    data : bytes
        What the file holds.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not the photo that the recipe was made for.
    """
    path: Traversable = Path(name)
    if not path.is_file():
        path = files("skimage.data").joinpath(path.name)
    if not path.is_file():
        raise FileNotFoundError(
            f"the photo {name!r} is not in the folder {str(Path.cwd())!r}; please copy it there"
        )
    data = path.read_bytes()
    if made_for is not None and hashlib.sha256(data).hexdigest() != made_for.digest:
        raise ValueError(
            f"name must be that of the photo that the recipe was made for, but {name!r} is "
            "another file. If it is the same picture, saved anew, you can leave out made_for; "
            "the cutout may then differ a little"
        )
    return data
