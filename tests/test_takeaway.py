"""Notebook and script make the same file as the page, byte for byte."""

import ast
import hashlib
import io
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image
from skimage import data

import segmentation
from segmentation import (
    Backdrop,
    Edge,
    File,
    Frame,
    Label,
    PhotoId,
    Placement,
    Plain,
    Recipe,
    Shadow,
    Stroke,
    find_photo,
    to_notebook,
    to_script,
)
from segmentation.recipe import METHODS, SEED_SOURCES
from segmentation.takeaway.notebook import chapters
from segmentation.takeaway.source import python, recipe_source

PROJECT = Path(__file__).parents[1]
# Legal on most systems, and made to break out of strings, of Markdown and of templates.
HOSTILE = "a\"b'c`d`$recipe {e} ${f} <b>é😀\u202e\\n.png"
PHOTO = data.astronaut()[::3, ::3]
# Divided by the graph cut at a smaller size.
LARGE_PHOTO = np.array(Image.fromarray(data.astronaut()).resize((810, 670)))
TRANSPARENT = np.dstack([PHOTO, np.arange(171 * 171).reshape(171, 171) // 171 + 80]).astype(
    np.uint8
)
# The mask of another program, soft and too large.
MASK = np.uint8(255 / (1 + np.exp((np.hypot(*(np.indices((171, 171)) - 90)) - 60) / 3)))
# More spots than can be seeds, in gray.
SPECKLED = np.random.default_rng(0).integers(0, 256, (240, 240, 1)).repeat(3, 2).astype(np.uint8)


def stroke(label, *points, radius_px=4):
    return Stroke(label, tuple((float(row), float(col)) for row, col in points), radius_px)


AUTOMATIC = Recipe(
    seeds="spots",
    dark=12,
    light=235,
    sigma_working_px=1.0,
    background_groups=(1, 2),
    strokes=(stroke(Label.FOREGROUND, (90, 70), (140, 80)),),
    backdrop=Backdrop("photo"),
)
FLOOD = Recipe(
    method="watershed",
    strokes=(
        stroke(Label.FOREGROUND, (70, 75), (150, 80)),
        stroke(Label.BACKGROUND, (15, 20), (8, 100), (100, 165)),
        stroke(Label.BACKGROUND, (100, 2)),
        stroke(Label.NONE, (5, 60), (15, 60)),
    ),
    edge=Edge(hole_area_px=30, largest_only=True, shift_px=-1.5),
    backdrop=Backdrop("color", color="#ffeedd"),
    shadow=Shadow(down_px=8),
    placement=Placement(-10, 12.5, 0.75),
    frame=Frame("4:5", margin_percent=12.5, width_px=100, dpi=300),
    file=File("webp"),
)
HAIR = Recipe(
    strokes=(
        stroke(Label.FOREGROUND, (70, 75), (150, 80)),
        stroke(Label.BACKGROUND, (10, 20), (8, 100), (100, 160)),
        stroke(Label.FUZZY, (30, 55), (15, 75), (30, 95), radius_px=6),
    )
)
MENDED = Recipe(seeds="mask", strokes=HAIR.strokes[:2], backdrop=Backdrop("photo"))


def png(image):
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def made_for(content, image):
    return PhotoId(hashlib.sha256(content).hexdigest(), image.shape[:2])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of a user, where Python finds the package."""
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    (tmp_path / "beach.png").write_bytes(png(data.coffee()[::4, ::4]))
    (tmp_path / "mask.png").write_bytes(png(MASK))
    return tmp_path


def expected(recipe, content):
    photo = segmentation.read_image(content)
    backdrop = data.coffee()[::4, ::4] if recipe.backdrop.kind == "photo" else None
    start_mask = None
    if recipe.seeds == "mask":
        start_mask = segmentation.read_start_mask(png(MASK), photo.rgb.shape[:2])
    cutout = segmentation.cut_out(photo, recipe, start_mask=start_mask, backdrop_image=backdrop)
    return segmentation.encode(cutout, **vars(recipe.file))


def run_notebook(text, folder):
    notebook = nbformat.reads(text, 4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def pictures(notebook):
    return [
        output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


def run_script(text, folder):
    (folder / "cutout.py").write_text(text, "utf-8")
    return subprocess.run(
        [sys.executable, "cutout.py"], cwd=folder, capture_output=True, text=True, timeout=120
    )


def code_of(notebook):
    """Return the code of a notebook as one program."""
    cells = nbformat.reads(notebook, 4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def assigned(code, name):
    """Return the value that code binds to a name, without running it."""
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{name} is not assigned")


def test_notebook_makes_the_same_file(folder):
    content = png(PHOTO)
    (folder / HOSTILE).write_bytes(content)
    photo = made_for(content, PHOTO)
    text = to_notebook(AUTOMATIC, HOSTILE, photo=photo, backdrop_name="beach.png")
    nbformat.validate(nbformat.reads(text, 4))
    notebook = run_notebook(text, folder)
    output = folder / f"{Path(HOSTILE).stem}-cutout.png"
    assert output.read_bytes() == expected(AUTOMATIC, content)
    assert len(pictures(notebook)) == 10


@pytest.mark.parametrize(
    ("recipe", "image"),
    [
        (FLOOD, PHOTO),
        (HAIR, PHOTO),
        (Recipe(seeds="peaks", peak_distance_working_px=15), PHOTO),
        (Recipe(seeds="spots", dark=25, light=230, sigma_working_px=0), SPECKLED),
        (Recipe(seeds="salient"), LARGE_PHOTO),
        (Recipe(seeds="border", salient=0.4, strokes=(HAIR.strokes[1],)), PHOTO),
        (Recipe(strokes=(HAIR.strokes[0],)), TRANSPARENT),
        (Recipe(seeds="mask", follows_edges=True, strokes=HAIR.strokes), PHOTO),
        (Recipe(seeds="mask"), LARGE_PHOTO[:670, :670]),
        (Recipe(seeds="box", box=((9, 20), (170, 150)), strokes=HAIR.strokes), PHOTO),
    ],
    ids=[
        "watershed",
        "hair",
        "peaks",
        "many spots",
        "salient",
        "border",
        "one stroke",
        "mended mask",
        "mask",
        "box",
    ],
)
def test_steps_make_the_same_file(folder, monkeypatch, recipe, image):
    monkeypatch.chdir(folder)
    content = png(image)
    Path("holiday.png").write_bytes(content)
    # Without a kernel, which takes longer to start than the steps to run.
    exec(code_of(to_notebook(recipe, "holiday.png", mask_name="mask.png")), {})
    output = Path(f"holiday-cutout.{recipe.file.format}")
    assert output.read_bytes() == expected(recipe, content)


@pytest.mark.parametrize(
    ("recipe", "end"), [(AUTOMATIC, "png"), (MENDED, "png")], ids=["automatic", "mended mask"]
)
def test_script_makes_the_same_file(folder, recipe, end):
    content = png(PHOTO)
    (folder / HOSTILE).write_bytes(content)
    text = to_script(
        recipe,
        HOSTILE,
        photo=made_for(content, PHOTO),
        mask_name="mask.png",
        backdrop_name="beach.png",
    )
    done = run_script(text, folder)
    assert done.returncode == 0, done.stderr
    output = folder / f"{Path(HOSTILE).stem}-cutout.{end}"
    assert output.read_bytes() == expected(recipe, content)


@pytest.mark.parametrize("make", [to_notebook, to_script])
def test_same_arguments_give_the_same_text(make):
    arguments = (HAIR, "holiday.jpg")
    assert make(*arguments) == make(*arguments)


@pytest.mark.parametrize("recipe", [AUTOMATIC, HAIR])
def test_script_is_short_and_well_formatted(recipe):
    text = to_script(recipe, "holiday.jpg", backdrop_name="beach.png")
    assert len([line for line in text.splitlines() if line]) <= 20
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "--ignore=E501"], ["format", "--check"]):
        done = subprocess.run(
            [*ruff, *command, "-"], input=text, cwd=PROJECT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "name",
    [
        HOSTILE,
        "\"\"\"'''.jpg",
        "a\n```\n# b\n```python\nimport os.jpg",
        "\\",
        "\ud800.jpg",
        "../\x00\r\u2028.jpg",
        "$made_for $$",
    ],
)
def test_names_stay_data(name):
    arguments = (Recipe(backdrop=Backdrop("photo")), name)
    notebook = to_notebook(*arguments, backdrop_name=name)
    plain = to_notebook(Recipe(backdrop=Backdrop("photo")), "x", backdrop_name="x")
    assert assigned(code_of(notebook), "photo_name") == name
    assert assigned(code_of(notebook), "backdrop_name") == name
    cells, plain_cells = nbformat.reads(notebook, 4).cells, nbformat.reads(plain, 4).cells
    assert [cell.id for cell in cells] == [cell.id for cell in plain_cells]
    changed = [cell.id for cell, other in zip(cells, plain_cells, strict=True) if cell != other]
    assert changed == ["start-1", "backdrop-1"]
    script = to_script(*arguments, backdrop_name=name)
    assert assigned(script, "PHOTO") == name
    assert script.count("\n") == to_script(
        Recipe(backdrop=Backdrop("photo")), "x", backdrop_name="x"
    ).count("\n")
    # Lone surrogates have no bytes.
    assert notebook.encode()
    assert script.encode()


@pytest.mark.parametrize("make", [to_notebook, to_script])
def test_mask_must_have_a_name(make):
    with pytest.raises(ValueError, match="mask_name must be the name of a file"):
        make(Recipe(seeds="mask"), "holiday.jpg")


@pytest.mark.parametrize("seeds", SEED_SOURCES)
@pytest.mark.parametrize("method", METHODS)
def test_every_recipe_has_its_notebook(seeds, method):
    recipe = Recipe(method=method, seeds=seeds, box=((1, 2), (30, 40)), tap=(3, 4))
    text = to_notebook(recipe, "holiday.jpg", mask_name="mask.png")
    nbformat.validate(nbformat.reads(text, 4))
    compile(code_of(text), "notebook", "exec")


def test_notebook_of_unmixing_makes_the_same_file(folder):
    rows, cols = np.indices((120, 160))
    image = np.full((120, 160, 3), 250, np.uint8)
    image[np.hypot(rows - 60, cols - 60) < 30] = (20, 60, 140)
    recipe = Recipe(
        method="unmixing",
        plain=Plain(colors=("#fafafa",), tolerance=6),
        strokes=(
            stroke(Label.FOREGROUND, (60, 60)),
            Stroke(Label.BACKGROUND, ((60.0, 80.0),), 3.0, exact=True),
        ),
        edge=Edge(hole_area_px=9),
        shadow=Shadow(),
    )
    (folder / "logo.png").write_bytes(png(image))
    notebook = run_notebook(to_notebook(recipe, "logo.png"), folder)
    assert (folder / "logo-cutout.png").read_bytes() == expected(recipe, png(image))
    assert len(pictures(notebook)) >= 4
    assert chapters(recipe)[4:-1] == ["inks", "unmixing"]


def test_notebook_tells_of_the_steps_that_the_recipe_takes():
    assert "groups" in chapters(AUTOMATIC)
    assert "backdrop" in chapters(AUTOMATIC)
    assert {"edges", "flood"} <= set(chapters(FLOOD))
    assert {"regions", "graph_cut", "hair"} <= set(chapters(HAIR))
    assert not {"backdrop", "hair", "regions", "spots", "peaks"} & set(chapters(FLOOD))


@pytest.mark.parametrize("make", [to_notebook, to_script])
def test_photo_behind_needs_a_name(make):
    with pytest.raises(ValueError, match="backdrop_name must be the name of a file"):
        make(Recipe(backdrop=Backdrop("photo")), "holiday.jpg")


def test_photo_is_compared_with_the_one_the_recipe_was_made_for(folder):
    (folder / "holiday.png").write_bytes(png(PHOTO))
    other = made_for(png(LARGE_PHOTO), LARGE_PHOTO)
    done = run_script(to_script(HAIR, "holiday.png", photo=other), folder)
    assert done.returncode == 1
    assert "'holiday.png' is another file" in done.stderr.splitlines()[-1]
    assert list(folder.glob("*-cutout*")) == []


def test_photo_is_found_beside_python(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = png(PHOTO)
    # Goes before the sample of that name.
    Path("chelsea.png").write_bytes(content)
    assert find_photo("chelsea.png") == content
    assert find_photo("chelsea.png", made_for=made_for(content, PHOTO)) == content
    with pytest.raises(ValueError, match="another file"):
        find_photo("chelsea.png", made_for=PhotoId("0" * 64, (171, 171)))


def test_samples_are_found_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_photo("chelsea.png") == files("skimage.data").joinpath("chelsea.png").read_bytes()


@pytest.mark.parametrize("name", ["holiday.jpg", "", ".", "../nothing.png", "a/b.png"])
def test_missing_photo_is_named(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="please copy it there"):
        find_photo(name)


RECIPES = [
    Recipe(),
    AUTOMATIC,
    Recipe(seeds="peaks", peak_distance_working_px=15),
    FLOOD,
    HAIR,
    Recipe(background_groups=(7,), dark=np.float64(2.5), light=np.float64(200)),
    Recipe(
        strokes=(
            Stroke(Label.FOREGROUND, ((-0.5, 1e6), (1 / 3, 2)), 0.1, filled=True),
            Stroke(Label.BACKGROUND, ((np.float64(1.5), 2.0),), np.float64(3)),
        ),
        edge=Edge(clean_colors=False, softness="feather", feather_px=0.3, smooth_px=2),
        backdrop=Backdrop("gradient", "#000000", "#FFFFFF"),
        shadow=Shadow(),
        margin_px=0,
        file=File("jpeg", quality=55, keep_metadata=True),
    ),
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_source_of_a_recipe_makes_the_recipe(recipe):
    names = dict(vars(segmentation))
    exec(recipe_source(recipe), names)
    assert names["recipe"] == recipe


def test_source_of_a_recipe_says_only_what_was_decided():
    assert recipe_source(Recipe(sigma_working_px=3.0, edge=Edge(shift_px=1.5))) == (
        "strokes = (\n)\n"
        "recipe = Recipe(\n    sigma_working_px=3,\n    edge=Edge(shift_px=1.5),\n"
        "    strokes=strokes,\n)"
    )


def test_every_stroke_is_one_line_of_source():
    points = tuple((float(i), i / 7) for i in range(5000))
    recipe = Recipe(strokes=(Stroke(Label.FOREGROUND, points, 3.0),) * 4)
    assert recipe_source(recipe).count("\n") == recipe_source(Recipe()).count("\n") + 4


@pytest.mark.parametrize("value", [None, True, 3, -2.5, 1e300, (1,), (), "it's", 'a"b', "'\""])
def test_source_of_a_value_is_equal_to_it(value):
    assert ast.literal_eval(python(value)) == value


def test_source_of_a_photo_id_is_equal_to_it():
    photo = made_for(b"", PHOTO)
    assert eval(python(photo), {"segmentation": segmentation}) == photo
