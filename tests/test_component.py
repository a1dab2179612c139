import graphlib
import re
from pathlib import Path

import pytest

from page.components.component import joined

COMPONENTS = Path(__file__).parents[1] / "page" / "components"


def write(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text)
    return folder / f"{next(iter(texts))}.js"


def test_what_is_imported_comes_before_its_use(tmp_path):
    entry = write(
        tmp_path,
        page='import { b } from "./b.js";\nimport { c } from "./c.js";\nexport default b + c;\n',
        b='import {\n  c,\n} from "./c.js";\nexport const b = c;\n',
        c="export const c = 1;\nexport function unused() {}\n",
    )
    lines = [line for line in joined(entry).splitlines() if line]
    expected = ["const c = 1;", "function unused() {}", "const b = c;", "export default b + c;"]
    assert lines == expected


def test_comments_stay_behind(tmp_path):
    entry = write(
        tmp_path,
        page="""// @ts-check
/** What it is. */

import { b } from "./b.js";

/**
 * @param {"/"} x
 * @returns {string}
 */
export default function mount(x) {
  // Why.
  const all = "image/*";
  const last =
    /** @type {any} */ (b);
  return all + /** @type {any} */ (x) + last; // http://
}
""",
        b='/** @type {any} */\nexport const b = "*/ //";\n',
    )
    expected = """const b = "*/ //";
function mount(x) {
  const all = "image/*";
  const last =
    (b);
  return all + (x) + last; // http://
}
"""
    lines = [line for line in joined(entry).splitlines() if line]
    assert lines == expected.replace("function mount", "export default function mount").splitlines()


def test_modules_of_other_folders_can_be_imported(tmp_path):
    (tmp_path / "inner").mkdir()
    write(tmp_path, shared="export const shared = 2;\n")
    entry = write(
        tmp_path / "inner", page='import { shared } from "../shared.js";\nexport default shared;\n'
    )
    assert "const shared = 2;" in joined(entry)


def test_circle_is_an_error(tmp_path):
    entry = write(
        tmp_path,
        a='import { b } from "./b.js";\nexport const a = 1;\n',
        b='import { a } from "./a.js";\nexport const b = 1;\n',
    )
    with pytest.raises(graphlib.CycleError):
        joined(entry)


@pytest.mark.parametrize(
    "entry",
    [
        "brush/brush",
        "keeper/keeper",
        "viewer/viewer",
        "lens/lens",
        "landscape/landscape",
        "messenger",
    ],
)
def test_components_need_nothing_that_is_not_there(entry):
    script = joined(COMPONENTS / f"{entry}.js")
    assert script.count("export ") == script.count("export default function mount(") == 1
    assert "import {" not in script


@pytest.mark.parametrize("path", sorted(COMPONENTS.rglob("*.js")), ids=lambda path: path.name)
def test_constructors_declare_every_field(path):
    _, *classes = re.split(r"^export class ", path.read_text(), flags=re.MULTILINE)
    for text in classes:
        (body,) = re.findall(r"^  constructor\(.*?^  }", text, re.MULTILINE | re.DOTALL)
        declared, assigned = map(fields_in, (body, text))
        assert declared >= assigned


def fields_in(text):
    """Return the fields that are assigned in a piece of a class."""
    objects = re.findall(r"Object\.assign\(this, {([^}]*)}", text)
    names = re.findall(r"\w+(?=\s*(?:[:,]|$))", ", ".join(objects))
    return {*names, *re.findall(r"this\.(\w+) (?:\?\?)?=(?!=)", text)}
