"""Recipe → notebook that makes the cutout step by step."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from ..recipe import STARTED, Label, PhotoId, Recipe
from .source import python, recipe_source

CHAPTERS = Path(__file__).parent / "chapters"
# Code in the text of a chapter becomes a cell of its own.
CODE = re.compile(r"^```python\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def to_notebook(
    recipe: Recipe,
    photo_name: str,
    *,
    photo: PhotoId | None = None,
    mask_name: str | None = None,
    backdrop_name: str | None = None,
) -> str:
    """Return a Jupyter notebook that makes a cutout from the photo, step by step.

    Parameters
    ----------
    recipe : Recipe
        What the user decided.
    photo_name : str
        Name of the photo's file, which the notebook reads from the folder it lies in.
    photo : PhotoId, optional
        The photo that the recipe was made for; with it, the notebook refuses all others.
    mask_name : str, optional
        Name of the file of the mask that the recipe starts from, if it does.
    backdrop_name : str, optional
        Name of the file of the photo that goes behind the cutout, if the backdrop is one.

    Returns
    -------
    notebook : str
        Text of an .ipynb file (nbformat 4.5), the same for the same arguments. Its steps are
        those that the recipe takes; each compares what scikit-image gives with what this
        package does, and at last the file with that of `cut_out` and `encode`.

    Raises
    ------
    ValueError
        If the backdrop is a photo, or the recipe starts from a mask, that has no name.

    Examples
    --------
    >>> import json
    >>> from segmentation import Recipe, to_notebook
    >>> notebook = json.loads(to_notebook(Recipe(seeds="likely"), "coffee.png"))
    >>> notebook["nbformat"], notebook["cells"][0]["source"][0].strip()
    (4, '# How this cutout is made')
    """
    # Imported here because it takes a tenth of a second, which the page does not have at its start.
    from nbformat import v4

    values = {
        "photo_name": python(photo_name),
        "made_for": python(photo),
        "recipe": recipe_source(recipe),
        "mask_name": mask_source(recipe, mask_name),
        "start_argument": ", start_mask=start_mask" if recipe.seeds == "mask" else "",
        "backdrop_name": python(backdrop_name),
        "backdrop_image": backdrop_source(recipe, backdrop_name),
    }
    cells = []
    for chapter in chapters(recipe):
        # Text and code by turns.
        for i, part in enumerate(CODE.split((CHAPTERS / f"{chapter}.md").read_text("utf-8"))):
            source = Template(part.strip()).substitute(values)
            id = f"{chapter}-{i}"
            cell = v4.new_code_cell(source, id=id) if i % 2 else v4.new_markdown_cell(source, id=id)
            if source:
                cells.append(cell)
    return v4.writes(v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})) + "\n"


def chapters(recipe: Recipe) -> list[str]:
    """Return the names of the chapters that tell what a recipe does, in their order."""
    # Automatic seeds have a chapter of their own, which bears their name.
    seeds = [] if recipe.seeds == "strokes" else [recipe.seeds]
    strokes = "strokes" if recipe.strokes else "no_strokes"
    if recipe.seeds in STARTED:
        division = ["regions", recipe.seeds, strokes, "corrections"]
    elif recipe.floods:
        division = ["edges", *seeds, strokes, "groups" if seeds else "flood"]
    else:
        division = ["regions", *seeds, strokes, *([] if seeds else ["colors"]), "graph_cut"]
    opening = [
        "start",
        *(["backdrop"] if recipe.backdrop.kind == "photo" else []),
        "recipe",
        "working_size",
    ]
    if recipe.unmixes:
        return [*opening, "plain_ground", "inks", "unmixing", "file"]
    has_hair = any(stroke.label == Label.FUZZY for stroke in recipe.strokes)
    return [
        *opening,
        *division,
        "full_resolution",
        "matte",
        *(["mend"] if recipe.seeds == "mask" else []),
        "finish",
        *(["hair"] if has_hair else []),
        "file",
    ]


def backdrop_source(recipe: Recipe, backdrop_name: str | None) -> str:
    """Return Python code for the picture behind the cutout, and make sure that it has a name."""
    if recipe.backdrop.kind != "photo":
        return "None"
    if backdrop_name is None:
        raise ValueError(
            "backdrop_name must be the name of a file where the backdrop is a photo, got None"
        )
    return "backdrop_image"


def mask_source(recipe: Recipe, mask_name: str | None) -> str:
    """Return Python code for the name of the mask to start from; make sure that there is one."""
    if recipe.seeds == "mask" and mask_name is None:
        raise ValueError(
            "mask_name must be the name of a file where the recipe starts from a mask, got None"
        )
    return python(mask_name)
