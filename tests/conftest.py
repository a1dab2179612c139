import statistics

import pytest

LATENCIES_MS = pytest.StashKey[dict[str, list[float]]]()


def pytest_addoption(parser):
    parser.addoption("--screenshots", metavar="DIR", help="write pictures of the page there")


def pytest_configure(config):
    config.stash[LATENCIES_MS] = {}


@pytest.fixture
def latencies_ms(request):
    """Durations by what they measure; their medians end up in the log."""
    return request.config.stash[LATENCIES_MS]


def pytest_terminal_summary(terminalreporter, config):
    for name, values in config.stash[LATENCIES_MS].items():
        terminalreporter.write_line(
            f"{name}: median {statistics.median(values):.0f} ms, "
            f"longest {max(values):.0f} ms of {len(values)}"
        )
