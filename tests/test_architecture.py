"""The layout that the code promises: one way through the house, no Streamlit in the engine."""

import ast
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "segmentation"
NUMERIC = {"numpy", "scipy", "skimage", "PIL"}
# Components pack and unpack what the browser draws.
PAGE = [
    PROJECT / "app.py",
    *(path for path in (PROJECT / "page").rglob("*.py") if "components" not in path.parts),
]


def parts_of(package):
    """Return the modules and packages of a package, by name, each as its files."""
    return {
        path.stem: sorted(path.rglob("*.py")) if path.is_dir() else [path]
        for path in sorted(package.iterdir())
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }


def imported_parts(path, package, parts):
    """Return the parts of a package that one of its files imports."""
    folder = path.relative_to(package.parent).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom):
            continue
        base = folder[: len(folder) - node.level + 1] if node.level else ()
        full = (*base, *(node.module or "").split("."))
        names = (
            [full] if len(full) > 1 and full[1] else [(full[0], each.name) for each in node.names]
        )
        found |= {name[1] for name in names if name[0] == package.name and name[1] in parts}
    return found


def arrows(package):
    """Return which parts each part of a package imports."""
    parts = parts_of(package)
    return {
        part: set().union(*(imported_parts(file, package, parts) for file in files)) - {part}
        for part, files in parts.items()
    }


def test_segmentation_imports_without_streamlit():
    code = "import sys, segmentation, segmentation.__main__; print('streamlit' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("path", PAGE, ids=lambda path: path.stem)
def test_page_leaves_numerics_to_the_package(path):
    tree = ast.parse(path.read_text())
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
    numeric = {name for name in imported if name.split(".")[0] in NUMERIC}
    # For annotations.
    assert numeric <= {"numpy.ndarray"}


@pytest.mark.parametrize("part", sorted(parts_of(PACKAGE).keys() - {"__init__"}))
def test_parts_import_what_their_docstrings_allow(part):
    (first, *_) = sorted(parts_of(PACKAGE)[part])
    docstring = " ".join(ast.get_docstring(ast.parse(first.read_text())).split())
    allowed = set(re.findall(r"`(\w+)`", docstring.split("May import")[1].split(".")[0]))
    assert arrows(PACKAGE)[part] == allowed


@pytest.mark.parametrize(("package", "most"), [("segmentation", 51), ("page", 27)])
def test_few_arrows_and_no_circle(package, most):
    found = arrows(PROJECT / package)
    list(graphlib.TopologicalSorter(found).static_order())
    assert sum(map(len, found.values())) <= most


def test_recipes_need_only_the_standard_library():
    imported = set()
    for path in (PACKAGE / "recipe").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                imported |= {each.name.split(".")[0] for each in node.names}
    assert imported <= set(sys.stdlib_module_names)
