"""Recipe → script of some twenty lines that makes the cutout."""

from __future__ import annotations

from string import Template

from ..recipe import PhotoId, Recipe
from .notebook import backdrop_source, mask_source
from .source import python

SCRIPT = '''\
"""Cut the subject out of a photo, as Seedcut did.

Put this file and the photo into Seedcut's folder, and run it there with its name after `python`.
The cutout is written beside it.
"""

from pathlib import Path

import segmentation
from segmentation.photo import SUFFIXES

PHOTO = $photo_name
# Strokes and settings.
RECIPE = $recipe

recipe = segmentation.Recipe.from_json(RECIPE)
made_for = segmentation.read_photo_id(RECIPE)
photo = segmentation.read_image(segmentation.find_photo(PHOTO, made_for=made_for))$backdrop
cutout = segmentation.cut_out(photo, recipe$argument)
output = Path(PHOTO).stem + "-cutout" + SUFFIXES[recipe.file.format][0]
Path(output).write_bytes(segmentation.encode(cutout, **vars(recipe.file)))
print(output)
'''


def to_script(
    recipe: Recipe,
    photo_name: str,
    *,
    photo: PhotoId | None = None,
    mask_name: str | None = None,
    backdrop_name: str | None = None,
) -> str:
    """Return a Python script that makes a cutout from the photo.

    Parameters
    ----------
    recipe : Recipe
        What the user decided.
    photo_name : str
        Name of the photo's file, which the script reads from the folder it runs in.
    photo : PhotoId, optional
        The photo that the recipe was made for; with it, the script refuses all others.
    mask_name : str, optional
        Name of the file of the mask that the recipe starts from, if it does.
    backdrop_name : str, optional
        Name of the file of the photo that goes behind the cutout, if the backdrop is one.

    Returns
    -------
    script : str
        Text of a .py file that holds the recipe and writes the bytes that `encode` gives for
        `cut_out`.

    Raises
    ------
    ValueError
        If the backdrop is a photo, or the recipe starts from a mask, that has no name.

    Examples
    --------
    >>> from segmentation import Recipe, to_script
    >>> script = to_script(Recipe(seeds="likely"), "coffee.png")
    >>> "cutout = segmentation.cut_out(photo, recipe)" in script
    True
    """
    backdrop, argument, name = "", "", mask_source(recipe, mask_name)
    if recipe.seeds == "mask":
        backdrop = f"\nstart_mask = segmentation.read_start_mask({name}, photo.rgb.shape[:2])"
        argument = ", start_mask=start_mask"
    if backdrop_source(recipe, backdrop_name) != "None":
        backdrop += f"\nbackdrop = segmentation.read_image({python(backdrop_name)}).rgb"
        argument += ", backdrop_image=backdrop"
    return Template(SCRIPT).substitute(
        photo_name=python(photo_name),
        recipe=python(recipe.to_json(photo=photo)),
        backdrop=backdrop,
        argument=argument,
    )
