"""What hosts install, beside the ranges that it is taken from."""

import importlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[1]
RANGES = [Requirement(line) for line in (PROJECT / "requirements.txt").read_text().splitlines()]
PACKAGE = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
LOCK = (PROJECT / "requirements.lock").read_text()
LOCKED = dict(re.findall(r"^([\w.-]+)==(\S+)", LOCK, re.MULTILINE))


@pytest.mark.parametrize("wanted", RANGES, ids=lambda wanted: wanted.name)
def test_locked_version_is_in_the_range(wanted):
    assert wanted.specifier.contains(LOCKED[wanted.name.lower()])


def test_ranges_begin_and_end():
    for wanted in RANGES:
        assert sorted(each.operator for each in wanted.specifier) == ["<", ">="]


def test_everything_locked_has_hashes_and_comes_from_nowhere_special():
    parts = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(parts) == len(LOCKED) > len(RANGES)
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", part) for part in parts)
    assert not re.search(r"://|--index|--find-links|--extra|file:", LOCK)


def test_package_needs_the_same_ranges_as_the_page_but_no_streamlit():
    wanted = {Requirement(line) for line in PACKAGE["dependencies"]}
    of_the_page = {each for each in RANGES if not each.name.startswith("streamlit")}
    assert of_the_page < wanted
    # What only many photos show.
    assert {each.name for each in wanted - of_the_page} == {"tqdm"}


def test_command_leads_to_the_shell():
    module, _, name = PACKAGE["scripts"]["seedcut"].partition(":")
    with pytest.raises(SystemExit) as left:
        getattr(importlib.import_module(module), name)(["--version"])
    assert left.value.code == 0


def test_wheel_has_all_of_the_package_and_nothing_else(tmp_path):
    pytest.importorskip("setuptools", minversion="77")
    for name in ("LICENSE", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    # Beside the package, what must not come along.
    for name in ("segmentation", "page", "tests"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc"))
    build = "from setuptools import build_meta; build_meta.build_wheel('.')"
    subprocess.run([sys.executable, "-c", build], cwd=tmp_path, check=True, capture_output=True)
    with zipfile.ZipFile(*tmp_path.glob("*.whl")) as wheel:
        files = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = {path.relative_to(PROJECT) for path in (PROJECT / "segmentation").rglob("*.*")}
    assert files == {path.as_posix() for path in package if path.suffix != ".pyc"}
    assert {"segmentation/py.typed", "segmentation/graph_cut/fitted.json"} < files
