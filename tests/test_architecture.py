"""The layout that the code promises: one way through the house, no Streamlit in the engine."""

import ast
import graphlib
import importlib
import re
import subprocess
import sys
from collections import defaultdict
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


@pytest.mark.parametrize(
    "package", [PACKAGE, *sorted(each.parent for each in PACKAGE.glob("*/__init__.py"))]
)
def test_no_module_hides_behind_what_its_package_exports(package):
    name = ".".join(package.relative_to(PROJECT).parts)
    exported = set(importlib.import_module(name).__all__)
    modules = {path.stem for path in package.glob("*.py")} - {"__init__"}
    assert not exported & modules


@pytest.mark.parametrize(("package", "most"), [("segmentation", 50), ("page", 25)])
def test_few_arrows_and_no_circle(package, most):
    found = arrows(PROJECT / package)
    list(graphlib.TopologicalSorter(found).static_order())
    assert sum(map(len, found.values())) <= most


def is_state(node):
    """Return whether code stands for Streamlit's session state."""
    return isinstance(node, ast.Attribute) and node.attr == "session_state"


def writes_state(node):
    """Return whether code changes the session state."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        changing = {"update", "setdefault", "pop", "popitem", "clear", "__setitem__"}
        return is_state(node.func.value) and node.func.attr in changing
    if isinstance(node, ast.Attribute | ast.Subscript):
        return is_state(node.value) and not isinstance(node.ctx, ast.Load)
    # Under another name, it could be changed unnoticed.
    return isinstance(node, ast.Assign | ast.NamedExpr) and is_state(node.value)


@pytest.mark.parametrize("path", PAGE, ids=lambda path: path.stem)
def test_one_module_changes_the_state(path):
    lines = [node.lineno for node in ast.walk(ast.parse(path.read_text())) if writes_state(node)]
    assert bool(lines) == (path.name == "state.py"), lines


@pytest.mark.parametrize(
    "code",
    [
        "st.session_state.photo = 1",
        "st.session_state['photo'] = 1",
        "st.session_state.photo += 1",
        "one, st.session_state.photo = 1, 2",
        "del st.session_state.photo",
        "st.session_state.update(photo=1)",
        "st.session_state.setdefault('photo', 1)",
        "st.session_state.pop('photo')",
        "state = st.session_state",
    ],
)
def test_changes_of_the_state_are_found(code):
    assert any(map(writes_state, ast.walk(ast.parse(code))))


@pytest.mark.parametrize(
    "code",
    [
        "photo = st.session_state.photo",
        "photo = st.session_state['photo']",
        "shown = st.session_state.get('photo', {})",
        "'photo' in st.session_state",
    ],
)
def test_reading_the_state_is_no_change(code):
    assert not any(map(writes_state, ast.walk(ast.parse(code))))


def functions_of(folder):
    """Return the modules of the functions and classes below a folder, by their names."""
    found = defaultdict(set)
    for path in folder.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].add(path.relative_to(folder).as_posix())
    return found


def test_a_name_means_one_thing():
    ours = {
        name: {module for module in modules if not module.startswith("components/")}
        for name, modules in functions_of(PROJECT / "page").items()
    }
    assert {name: modules for name, modules in ours.items() if len(modules) > 1} == {}
    # What is the package's own, through a cache.
    cached = {"computed.py", "steps/pictures.py"}
    shared = ours.keys() & functions_of(PACKAGE).keys()
    assert {name: ours[name] for name in shared if not ours[name] <= cached} == {}


def test_recipes_need_only_the_standard_library():
    imported = set()
    for path in (PACKAGE / "recipe").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                imported |= {each.name.split(".")[0] for each in node.names}
    assert imported <= set(sys.stdlib_module_names)
