"""The command `info`: what a photo is, and where it may be started from."""

from __future__ import annotations

from typing import Any

from .. import name_start, propose_cutouts, reduce
from .cutting import read_photo


def describe(path: str) -> dict[str, Any]:
    """Return what there is to say of a photo, by name."""
    photo = read_photo(path)
    working = reduce(photo)
    proposals = propose_cutouts(
        working.rgb, photo_shape=working.photo_shape, alpha=working.alpha, most=1
    )
    rows, cols = photo.rgb.shape[:2]
    said = {
        "photo": path,
        "format": photo.info["format"],
        "rows": rows,
        "cols": cols,
        "has opacity": photo.alpha is not None,
        "sha256": photo.digest,
        "start": "nothing stands out",
    }
    if proposals:
        best = proposals[0]
        said["start"] = name_start(best.recipe, (rows, cols))
        said["doubt"] = round(1 - best.score, 4)
    return said | ({"remark": photo.remark} if photo.remark else {})
