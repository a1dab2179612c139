import base64

import pytest

from page.components import clipboard


@pytest.mark.parametrize("said", [None, {}, {"wanted": None}, {"wanted": "7"}, {"wanted": True}])
def test_run_that_no_click_caused_wants_no_copy(said):
    assert clipboard.wanted_copy(said) is None


def test_click_names_its_copy():
    assert clipboard.wanted_copy({"wanted": 1_764_000_000_000}) == 1_764_000_000_000


@pytest.mark.parametrize(
    ("png", "text"), [(b"\x89PNG", base64.b64encode(b"\x89PNG").decode()), (None, None)]
)
def test_copy_is_delivered_with_its_number(monkeypatch, png, text):
    sent = []
    monkeypatch.setattr(
        "page.components.clipboard.clipboard.send", lambda *letter, **_: sent.append(letter)
    )
    clipboard.deliver_copy(7, png, key="copy")
    assert sent == [("copy", "copy", {"number": 7, "png": text})]
