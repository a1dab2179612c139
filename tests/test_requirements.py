"""What hosts install, beside the ranges that it is taken from."""

import importlib
import re
import tomllib
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
