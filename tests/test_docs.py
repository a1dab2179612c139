"""Examples run, links lead somewhere, and the documents name all there is."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

import segmentation
from segmentation import Recipe, unmixing
from segmentation.shell.parser import build_parser

PROJECT = Path(__file__).parents[1]
PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")])
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
EXAMPLES = [
    example
    for package in (segmentation, unmixing)
    for name in package.__all__
    for example in doctest.DocTestFinder(exclude_empty=True).find(
        getattr(package, name), name, module=False, globs={}
    )
    if example.examples
]
LINK = re.compile(r"\]\(([^)\s:]+)\)")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


def blocks(name, language):
    """Return the code of one language in a page."""
    pattern = rf"^ *```{language}\n(.*?)^ *```"
    return re.findall(pattern, TEXTS[PROJECT / name], re.MULTILINE | re.DOTALL)


def anchors(page):
    """Return what links can lead to in a page."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", TEXTS[page]), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example_gives_what_it_says(example):
    said = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    failed, tried = runner.run(example, out=said.append)
    assert tried > 0
    assert failed == 0, "".join(said)


def test_what_most_people_call_has_an_example():
    shown = {example.name for example in EXAMPLES}
    wanted = {"read_image", "reduce", "prepare", "propose_cutouts", "segment", "cut_out", "encode"}
    assert wanted | {"Recipe", "Recipe.to_json", "Stroke", "to_notebook", "to_script"} <= shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for link in LINK.findall(TEXTS[page]):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_api_and_recipe_pages_name_everything_once():
    constants = re.findall(r"^\| `(\w+)` \|", TEXTS[PROJECT / "docs/api.md"], re.MULTILINE)
    listed = re.findall(r"^   ([\w.]+)$", TEXTS[PROJECT / "docs/api.md"], re.MULTILINE)
    classes = re.findall(r"autoclass:: (\w+)", TEXTS[PROJECT / "docs/recipe.md"])
    named = [*constants, *listed, *classes]
    public = {*segmentation.__all__} - {"pictures"}
    public |= {f"pictures.{name}" for name in segmentation.pictures.__all__}
    assert sorted(name for name in named if not name.startswith("unmixing.")) == sorted(public)


def test_recipe_in_the_documents_can_be_read():
    (text,) = blocks("docs/recipe.md", "json")
    recipe = Recipe.from_json(text)
    assert len(recipe.strokes) == 2
    assert recipe.engine == "graph_cut"


@pytest.mark.parametrize("name", ["README.md", "docs/shell.md"])
def test_commands_in_the_documents_are_understood(name):
    lines = "".join(blocks(name, "sh")).splitlines()
    commands = [re.search(r"seedcut ((?:cut|batch|info) [^>]*)", line) for line in lines]
    found = [build_parser().parse_args(shlex.split(each[1])) for each in commands if each]
    assert len(found) >= 2


def test_programs_in_the_documents_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.fromarray(data.chelsea()).save("holiday.jpg")
    namespace = {}
    programs = [*blocks("docs/api.md", "python"), *blocks("docs/use.md", "python")]
    assert blocks("README.md", "python") == programs[:1]
    exec("".join(programs), namespace)
    assert namespace["cutout"].rgba.shape == (300, 451, 4)
    assert Path("holiday-cutout.png").stat().st_size > 1000
