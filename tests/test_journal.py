import io
import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from page import journal
from page.journal import logged, memory_mb, start_logging

APP = str(Path(__file__).parents[1] / "app.py")
SECRET = "Geheim"


@pytest.fixture
def lines(caplog):
    """Return what was logged so far, each line as its facts."""
    caplog.set_level(logging.INFO, "seedcut")
    return lambda: [
        dict(pair.split("=") for pair in record.getMessage().split())
        for record in caplog.records
        if record.name == "seedcut"
    ]


def test_line_says_what_was_done_and_what_it_took(lines):
    with logged("export", bytes=7, kind="mask") as facts:
        facts["rows"] = 3
    (line,) = lines()
    assert line.pop("seconds").startswith("0.")
    assert int(line.pop("memory_mb")) == pytest.approx(memory_mb(), abs=20)
    assert line == {"event": "export", "done": "yes", "bytes": "7", "kind": "mask", "rows": "3"}


def test_what_fails_is_logged_as_well(lines):
    with pytest.raises(MemoryError), logged("cut"):
        raise MemoryError
    assert lines()[0]["done"] == "no"


@pytest.mark.parametrize("text", ["holiday.jpg", "a b", "x" * 21, "", "a=b"])
def test_what_a_person_wrote_is_refused(lines, text):
    with pytest.raises(ValueError, match="kind must be a number or a single word"), logged("cut"):
        journal.pairs({"kind": text})


def test_memory_is_that_of_the_process():
    before = memory_mb()
    block = np.ones(200_000_000, np.uint8)
    assert memory_mb() - before == pytest.approx(block.nbytes / 1e6, abs=20)


def test_system_that_does_not_tell_the_memory_is_no_error(monkeypatch):
    monkeypatch.setattr(journal, "MEMORY", Path("missing"))
    assert memory_mb() == 0


def test_lines_go_to_the_error_stream_once(monkeypatch, capsys):
    log = logging.Logger("alone")
    monkeypatch.setattr(journal, "LOG", log)
    start_logging()
    start_logging()
    with logged("cut"):
        pass
    (line,) = capsys.readouterr().err.splitlines()
    assert " INFO event=cut seconds=" in line


def test_upload_cut_and_export_are_logged_without_the_name(lines, caplog, capfd):
    page = AppTest.from_file(APP, default_timeout=60).run()
    noise = np.random.default_rng().integers(0, 255, (60, 80, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "PNG")
    upload = (f"{SECRET} 1.png", buffer.getvalue(), "image/png")
    page.file_uploader[0].set_value(upload).run()
    page.button(key="make-mask").click().run()
    assert not page.exception
    found = {line["event"]: line for line in lines()}
    assert found["upload"]["bytes"] == str(len(upload[1]))
    assert (found["upload"]["rows"], found["upload"]["cols"]) == ("60", "80")
    assert found["cut"]["method"] == "graph_cut"
    assert found["cut"]["strokes"] == "0"
    assert found["export"]["kind"] == "mask"
    assert int(found["export"]["bytes"]) > 0
    assert SECRET not in caplog.text + "".join(capfd.readouterr())
