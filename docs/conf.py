"""How the documents become a site: `python -m sphinx -W -c docs . build/site`."""

import contextlib
import io
import os
import sys
from pathlib import Path

import nbformat

DOCS = Path(__file__).parent
PROJECT = DOCS.parent
sys.path.insert(0, str(PROJECT))
# Notebooks run in processes of their own.
os.environ["PYTHONPATH"] = str(PROJECT)

from segmentation import Label, Recipe, Stroke, to_notebook  # noqa: E402
from segmentation.shell import main as run_shell  # noqa: E402
from segmentation.shell.version import VERSION  # noqa: E402

project = "Seedcut"
copyright = "the Seedcut authors"
version = release = VERSION
html_theme = "furo"
html_title = "Seedcut"
html_favicon = "icon.png"

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.extlinks",
]
# What is read on a forge is read here, with the same links.
include_patterns = ["*.md", "docs/**"]
exclude_patterns = [".*", "build", "node_modules", "docs/requirements.txt", "docs/help"]
root_doc = "docs/index"
default_role = "py:obj"
autodoc_typehints = "none"
extlinks = {"doi": ("https://doi.org/%s", "doi:%s")}
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_code_prompt_show = "Code"
nb_code_prompt_hide = "Code"
numpydoc_show_class_members = False


OPENING = """# {title}

This is the notebook that the page makes of a recipe, run while this page was built. *Code* shows
what made each picture, in scikit-image's own functions where there are some.

## The photo
"""
STROKES = (
    Stroke(Label.FOREGROUND, ((72, 225), (450, 240), (450, 330)), radius_px=30),
    Stroke(Label.BACKGROUND, ((30, 60), (24, 360), (180, 450)), radius_px=30),
    Stroke(Label.FUZZY, ((138, 159), (84, 162), (51, 225), (78, 288), (138, 300)), radius_px=9),
)
# The largest groups that hold no coin.
WITHOUT_COINS = (224, 131, 594, 1087, 603, 309, 1089, 593, 1078, 1098, 238, 275, 591)
# A title, one of scikit-image's pictures, and what is done with it.
NOTEBOOKS = {
    "strokes": ("The graph cut, by strokes", "astronaut.png", Recipe(strokes=STROKES)),
    "likely": (
        "The graph cut, without a stroke",
        "coffee.png",
        Recipe(seeds="likely", salient=0.3),
    ),
    "watershed": (
        "The tutorial's watershed",
        "coins.png",
        Recipe(seeds="spots", dark=30, light=150, background_groups=WITHOUT_COINS),
    ),
    "plain": ("A drawing, by color", "page.png", Recipe(method="unmixing")),
}


def write_notebooks() -> None:
    """Write the notebooks of the steps, each under its title."""
    (DOCS / "steps").mkdir(exist_ok=True)
    for name, (title, sample, recipe) in NOTEBOOKS.items():
        notebook = nbformat.reads(to_notebook(recipe, sample), as_version=4)
        # In place of how to install and to start it.
        notebook.cells[0].source = OPENING.format(title=title)
        for cell in notebook.cells:
            cell.metadata.tags = ["hide-input"] if cell.cell_type == "code" else []
        nbformat.write(notebook, DOCS / "steps" / f"{name}.ipynb")


def write_help() -> None:
    """Write what the shell says of itself."""
    (DOCS / "help").mkdir(exist_ok=True)
    os.environ["COLUMNS"] = "88"
    for command in ("", "cut", "batch", "info"):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            run_shell([*filter(None, [command]), "--help"])
        (DOCS / "help" / f"{command or 'seedcut'}.txt").write_text(said.getvalue())


write_notebooks()
write_help()
