"""The layout that the code promises: one way through the house, no Streamlit in the engine."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "segmentation"
# Vocabulary that every stage may speak; the pipeline and what stands above it may import stages.
SHARED = {"checks", "finish", "photo_id", "recipe", "stroke", "tiling"}
COMPOSERS = {"__init__", "__main__", "pipeline", "prepared", "proposals", "result", "screen"}
NUMERIC = {"numpy", "scipy", "skimage", "PIL"}
STAGES = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem not in COMPOSERS | SHARED)
# Stages of several modules, which may import each other.
PARTS = sorted(
    path
    for stage in ("graph_cut", "matting", "takeaway")
    for path in (PACKAGE / stage).glob("*.py")
)
PAGE = [PROJECT / "app.py", *sorted((PROJECT / "page").glob("*.py"))]


def relative_imports(path, level=1):
    tree = ast.parse(path.read_text())
    return {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == level
    }


def test_there_are_stages():
    assert {"elevation", "markers", "watershed", "mask"} <= set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_stages_do_not_import_each_other(stage):
    assert relative_imports(PACKAGE / f"{stage}.py") <= SHARED


@pytest.mark.parametrize("part", PARTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_parts_of_a_stage_import_no_other_stage(part):
    assert relative_imports(part, level=2) <= SHARED


@pytest.mark.parametrize("name", sorted(SHARED - {"tiling"}))
def test_recipes_need_only_the_standard_library(name):
    tree = ast.parse((PACKAGE / f"{name}.py").read_text())
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level)
    }
    assert imported <= set(sys.stdlib_module_names)


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
