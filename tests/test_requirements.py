"""What hosts install, beside the ranges that it is taken from."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[1]
RANGES = [Requirement(line) for line in (PROJECT / "requirements.txt").read_text().splitlines()]
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
