import dataclasses
import errno
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from segmentation import (
    Backdrop,
    Edge,
    File,
    InputError,
    Label,
    Photo,
    Recipe,
    Shadow,
    Stroke,
    cut_out,
    encode,
    encode_gray,
    propose_cutouts,
    read_image,
    tap_at,
)
from segmentation.shell import main

PROJECT = Path(__file__).parents[1]
PICTURE = astronaut()[20:140, 160:300]
PHOTO = Photo(rgb=PICTURE)
STROKES = (
    Stroke(Label.FOREGROUND, ((60, 60), (75, 66)), 6),
    Stroke(Label.BACKGROUND, ((5, 5), (110, 5)), 4),
    Stroke(Label.BACKGROUND, ((5, 130), (40, 130)), 4),
)
RECIPES = {
    "strokes": Recipe(strokes=STROKES),
    "watershed": Recipe(method="watershed", strokes=STROKES),
    "sigma": Recipe(method="watershed", strokes=STROKES, sigma_working_px=0.5),
    "spots": Recipe(seeds="spots", dark=20, light=200, background_groups=(1, 2)),
    "salient": Recipe(seeds="salient", salient=0.4),
    "border": Recipe(seeds="border", strokes=STROKES[1:]),
    "peaks": Recipe(seeds="peaks", peak_distance_working_px=15, strokes=STROKES[:1]),
}


def marks():
    labels = np.zeros(PICTURE.shape[:2], np.uint8)
    labels[55:75, 55:70] = Label.FOREGROUND
    labels[:, :6] = labels[:50, -6:] = Label.BACKGROUND
    return labels


def pixels(data_or_path):
    with Image.open(data_or_path) as image:
        return np.array(image)


@pytest.fixture
def folder(tmp_path):
    Image.fromarray(PICTURE).save(tmp_path / "photo.png")
    Image.fromarray(marks()).save(tmp_path / "marks.png")
    (tmp_path / "recipe.json").write_text(RECIPES["strokes"].to_json())
    return tmp_path


@pytest.fixture
def cut(folder, monkeypatch):
    """Run the command in the folder of the photo; its output is cutout.png."""
    monkeypatch.chdir(folder)
    return lambda *options, photo="photo.png": main(["cut", photo, "-o", "cutout.png", *options])


def assert_one_line(capsys, *words):
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert printed.err.endswith("\n")
    assert printed.err.count("\n") == 1
    for word in words:
        assert word in printed.err


@pytest.mark.parametrize("name", RECIPES)
def test_recipe_gives_the_pixels_of_cut_out(cut, folder, capsys, name):
    (folder / "recipe.json").write_text(RECIPES[name].to_json())
    assert cut("--recipe", "recipe.json") == 0
    expected = cut_out(PHOTO, RECIPES[name])
    np.testing.assert_array_equal(pixels("cutout.png"), expected.rgba)
    assert 0 < np.count_nonzero(expected.mask) < expected.mask.size
    assert (folder / "cutout.png").read_bytes() == encode(expected)
    assert capsys.readouterr() == ("", "")


def test_recipe_decides_what_is_cut_out(cut, folder):
    outputs = []
    for recipe in RECIPES.values():
        (folder / "recipe.json").write_text(recipe.to_json())
        cut("--recipe", "recipe.json")
        outputs.append((folder / "cutout.png").read_bytes())
    assert len(set(outputs)) == len(RECIPES)


def test_marks_give_the_pixels_of_cut_out(cut, capsys):
    assert cut("--marks", "marks.png") == 0
    expected = cut_out(PHOTO, markers=marks().astype(np.int32))
    np.testing.assert_array_equal(pixels("cutout.png"), expected.rgba)
    assert (pixels("cutout.png")[marks() == Label.FOREGROUND, 3] == 255).all()
    assert (pixels("cutout.png")[marks() == Label.BACKGROUND] == 0).all()
    assert capsys.readouterr() == ("", "")


def test_mask_is_written_beside_the_cutout(cut, folder):
    assert cut("--marks", "marks.png", "--mask", "mask.png") == 0
    expected = cut_out(PHOTO, markers=marks().astype(np.int32))
    np.testing.assert_array_equal(pixels("mask.png"), expected.mask * 255)
    assert (folder / "mask.png").read_bytes() == encode_gray(expected.mask)
    np.testing.assert_array_equal(pixels("cutout.png"), expected.rgba)


@pytest.mark.parametrize(("option", "name"), [("--alpha", "matte"), ("--trimap", "trimap")])
def test_opacity_and_trimap_are_written_beside_the_cutout(cut, folder, option, name):
    assert cut("--marks", "marks.png", option, "gray.png") == 0
    expected = cut_out(PHOTO, markers=marks().astype(np.int32))
    assert (folder / "gray.png").read_bytes() == encode_gray(getattr(expected, name))


def test_settings_of_a_recipe_go_with_marks(cut, folder):
    recipe = Recipe(strokes=STROKES, shadow=Shadow(), margin_px=3)
    (folder / "recipe.json").write_text(recipe.to_json())
    assert cut("--recipe", "recipe.json", "--marks", "marks.png") == 0
    expected = cut_out(PHOTO, recipe, markers=marks().astype(np.int32))
    assert (folder / "cutout.png").read_bytes() == encode(expected)


def test_backdrop_photo_is_put_behind(cut, folder):
    recipe = Recipe(strokes=STROKES, backdrop=Backdrop(kind="photo"))
    (folder / "recipe.json").write_text(recipe.to_json())
    Image.fromarray(PICTURE[::-1]).save(folder / "behind.png")
    assert cut("--recipe", "recipe.json", "--backdrop", "behind.png") == 0
    expected = cut_out(PHOTO, recipe, backdrop_image=PICTURE[::-1])
    np.testing.assert_array_equal(pixels("cutout.png"), expected.rgba)


def test_missing_backdrop_photo_is_asked_for(cut, folder, capsys):
    recipe = Recipe(strokes=STROKES, backdrop=Backdrop(kind="photo"))
    (folder / "recipe.json").write_text(recipe.to_json())
    assert cut("--recipe", "recipe.json") == 2
    assert_one_line(capsys, "--backdrop")


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.webp", "WEBP"), ("a.TIF", "TIFF"), ("a.jpg", "JPEG"), ("a", "WEBP")],
)
def test_end_of_the_name_decides_the_format_else_the_recipe(folder, monkeypatch, name, format):
    monkeypatch.chdir(folder)
    recipe = Recipe(strokes=STROKES, file=File(format="webp"))
    (folder / "recipe.json").write_text(recipe.to_json())
    assert main(["cut", "photo.png", "--recipe", "recipe.json", "-o", name]) == 0
    with Image.open(name) as image:
        assert image.format == format


def test_no_mask_is_written_unless_asked_for(cut, folder):
    cut("--marks", "marks.png")
    assert {path.name for path in folder.iterdir()} == {
        "photo.png",
        "marks.png",
        "recipe.json",
        "cutout.png",
    }


def test_opacity_of_the_photo_is_carried_on(cut, folder):
    alpha = np.arange(PICTURE[..., 0].size, dtype=np.uint32).reshape(PICTURE.shape[:2]) % 256
    Image.fromarray(np.dstack([PICTURE, alpha.astype(np.uint8)])).save(folder / "photo.png")
    hard = dataclasses.replace(RECIPES["strokes"], edge=Edge(softness="hard"))
    (folder / "recipe.json").write_text(hard.to_json())
    assert cut("--recipe", "recipe.json", "--mask", "mask.png") == 0
    np.testing.assert_array_equal(
        pixels("cutout.png")[..., 3], np.where(pixels("mask.png"), alpha, 0)
    )


def test_cutout_is_upright_like_the_photo(cut, folder):
    exif = Image.Exif()
    exif[0x0112] = 6
    # A sensor turned to the left sees the upright picture turned to the left.
    Image.fromarray(np.rot90(PICTURE)).save(folder / "photo.png", exif=exif)
    np.testing.assert_array_equal(read_image(folder / "photo.png").rgb, PICTURE)
    assert cut("--marks", "marks.png") == 0
    expected = cut_out(PHOTO, markers=marks().astype(np.int32))
    np.testing.assert_array_equal(pixels("cutout.png"), expected.rgba)


def test_without_recipe_and_marks_the_best_proposal_is_cut_out(cut, capsys):
    assert cut() == 0
    best, *_ = propose_cutouts(PICTURE)
    np.testing.assert_array_equal(pixels("cutout.png"), cut_out(PHOTO, best.recipe).rgba)


def test_strokes_are_asked_for_where_nothing_stands_out(cut, folder, capsys):
    Image.fromarray(np.full_like(PICTURE, 90)).save(folder / "photo.png")
    assert cut() == 2
    assert_one_line(capsys, "marks or a recipe must say what to keep")
    assert not (folder / "cutout.png").exists()


def test_marks_of_another_size_are_refused_with_both_sizes(cut, folder, capsys):
    Image.fromarray(marks()[:-1]).save(folder / "marks.png")
    assert cut("--marks", "marks.png") == 2
    assert_one_line(capsys, "markers must have the shape (120, 140)", "(119, 140)")
    assert not (folder / "cutout.png").exists()


@pytest.mark.parametrize("value", [6, 255])
def test_marks_with_other_values_are_refused(cut, folder, capsys, value):
    labels = marks()
    labels[30, 30] = value
    Image.fromarray(labels).save(folder / "marks.png")
    assert cut("--marks", "marks.png") == 2
    assert_one_line(capsys, "markers must be 0, 1", f"to {value}")


def test_watershed_refuses_strokes_of_one_kind_alone(cut, folder, capsys):
    strokes = (Stroke(Label.FOREGROUND, ((60, 60), (75, 66)), 6),)
    recipe = Recipe(method="watershed", strokes=strokes)
    (folder / "recipe.json").write_text(recipe.to_json())
    assert cut("--recipe", "recipe.json") == 2
    assert_one_line(capsys, "got no background pixel")


def test_empty_marks_are_refused(cut, capsys):
    Image.fromarray(np.zeros_like(marks(), np.uint8)).save("marks.png")
    assert cut("--marks", "marks.png") == 2
    assert_one_line(capsys, "got no background and no foreground pixel")


def test_colored_marks_are_refused(cut, capsys):
    assert cut("--marks", "photo.png") == 2
    assert_one_line(capsys, "The marks must be a label image")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", ["recipe must be a JSON object"]),
        ("", ["recipe must be a JSON object"]),
        ("[\n1,\n2]", ["recipe must be a JSON object"]),
        ("{}", ["version must be from 1 to 2"]),
        (
            '{"version": 1, "sigma": -1}',
            ["sigma_working_px must be a number from 0 to 100, got -1"],
        ),
        ('{"version": 1, "sigma": NaN}', ["sigma_working_px must be a number"]),
        ('{"version": 1, "blur": 2}', ["recipe must have no other fields", "blur"]),
        ('{"version": 1, "method": "a\\nb"}', ["method must be one of"]),
        ('{"version": 1, "strokes": [{"label": "x"}]}', ["strokes[0] must have a points"]),
    ],
)
def test_bad_recipe_is_told_in_one_line(cut, folder, capsys, text, words):
    (folder / "recipe.json").write_text(text)
    assert cut("--recipe", "recipe.json") == 2
    assert_one_line(capsys, *words)
    assert not (folder / "cutout.png").exists()


def test_message_of_several_lines_is_joined_to_one(cut, capsys, monkeypatch):
    def fail(*_, **__):
        raise InputError("first\n  second")

    monkeypatch.setattr("segmentation.shell.making.cut_out", fail)
    assert cut("--recipe", "recipe.json") == 2
    assert_one_line(capsys, "error: first second")


def test_recipe_that_is_no_text_is_refused(cut, capsys):
    assert cut("--recipe", "photo.png") == 2
    assert_one_line(capsys, "recipe must be a JSON object")


@pytest.mark.parametrize(
    ("options", "photo", "word"),
    [
        (["--recipe", "recipe.json"], "missing.png", "missing.png"),
        (["--recipe", "missing.json"], "photo.png", "missing.json"),
        (["--marks", "missing.png"], "photo.png", "missing.png"),
        (["--recipe", "recipe.json"], ".", "Is a directory"),
        (["--recipe", "recipe.json"], "recipe.json", "not a picture"),
    ],
)
def test_input_that_can_not_be_read_is_named(cut, folder, capsys, options, photo, word):
    assert cut(*options, photo=photo) == 2
    assert_one_line(capsys, word)
    assert not (folder / "cutout.png").exists()


@pytest.mark.parametrize("option", ["-o", "--mask"])
def test_output_folder_that_does_not_exist_is_named(cut, capsys, option):
    assert cut("--marks", "marks.png", option, "nowhere/out.png") == 2
    assert_one_line(capsys, "nowhere/out.png")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["paste"],
        ["cut"],
        ["cut", "photo.png"],
        ["cut", "-o", "cutout.png"],
        ["cut", "photo.png", "-o", "cutout.png", "--unknown"],
    ],
)
def test_wrong_arguments_are_told_in_one_line(capsys, arguments):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert_one_line(capsys)


def test_help_names_every_option(capsys):
    with pytest.raises(SystemExit) as left:
        main(["cut", "--help"])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    for option in ("PHOTO", "--marks", "--recipe", "--output", "--mask"):
        assert option in printed


def run_module(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "segmentation", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_module_runs_as_a_command(folder):
    photo, recipe, output = (folder / name for name in ("photo.png", "recipe.json", "cutout.png"))
    done = run_module("cut", photo, "--recipe", recipe, "-o", output)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    np.testing.assert_array_equal(pixels(output), cut_out(PHOTO, RECIPES["strokes"]).rgba)
    failed = run_module("cut", photo, "--recipe", "missing.json", "-o", output)
    assert failed.returncode == 2
    assert failed.stderr.startswith("error: the recipe 'missing.json' can't be opened")
    assert failed.stderr.count("\n") == 1


def test_mask_of_another_program_is_a_start(cut, folder):
    mask = np.zeros(PICTURE.shape[:2], np.uint8)
    mask[20:60, 30:70] = 200
    Image.fromarray(mask).save(folder / "start.png")
    assert cut("--start", "start.png", "--alpha", "alpha.png") == 0
    np.testing.assert_array_equal(pixels("alpha.png"), mask)


def test_recipe_that_starts_from_another_mask_refuses_this_one(cut, folder, capsys):
    Image.fromarray(np.zeros(PICTURE.shape[:2], np.uint8)).save(folder / "start.png")
    (folder / "recipe.json").write_text(Recipe(seeds="mask", mask_digest="a" * 64).to_json())
    assert cut("--recipe", "recipe.json", "--start", "start.png") == 2
    assert_one_line(capsys, "start_mask must be the mask that the recipe starts from")
    assert cut("--recipe", "recipe.json") == 2
    assert_one_line(capsys, "start_mask must be a mask")


@pytest.mark.parametrize("name", ["cutout.gif", "cutout.bmp", "cutout.AVIF", "cutout.txt"])
def test_output_of_a_format_that_is_not_written_is_refused(folder, monkeypatch, capsys, name):
    monkeypatch.chdir(folder)
    assert main(["cut", "photo.png", "--recipe", "recipe.json", "-o", name]) == 2
    assert_one_line(capsys, "--output must end in .png, .webp, .tif, .tiff, .jpg, .jpeg", name)
    assert not (folder / name).exists()


def test_photo_that_lacks_its_end_is_cut_with_a_word_about_it(cut, folder, capsys):
    whole = (folder / "photo.png").read_bytes()
    (folder / "photo.png").write_bytes(whole[: len(whole) * 4 // 5])
    assert cut("--recipe", "recipe.json") == 0
    assert capsys.readouterr().err.startswith("note: ")


def test_tap_is_a_start(cut, folder):
    assert cut("--tap", "64,70", "--mask", "mask.png") == 0
    expected = cut_out(PHOTO, tap_at((64.0, 70.0)))
    np.testing.assert_array_equal(pixels("mask.png") > 0, expected.mask)
    # Beside a recipe, it takes the place of the recipe's own start.
    assert cut("--tap", "64,70", "--recipe", "recipe.json", "--mask", "mask.png") == 0
    start = tap_at((64.0, 70.0))
    recipe = dataclasses.replace(
        RECIPES["strokes"], seeds=start.seeds, salient=start.salient, tap=start.tap
    )
    np.testing.assert_array_equal(pixels("mask.png") > 0, cut_out(PHOTO, recipe).mask)


@pytest.mark.parametrize("tap", ["64", "64,a", "1,2,3"])
def test_tap_that_is_no_place_is_refused(cut, capsys, tap):
    with pytest.raises(SystemExit) as left:
        cut("--tap", tap)
    assert left.value.code == 2
    assert_one_line(capsys, "--tap")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), "error: there is too little memory for this photo\n"),
        (RuntimeError("axis 3"), "error: something went wrong that is no fault of yours; see "),
    ],
)
def test_fault_of_ours_is_told_and_logged(cut, folder, monkeypatch, capsys, caplog, error, told):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("segmentation.shell.making.cut_out", fail)
    assert cut("--tap", "60,60") == 1
    assert capsys.readouterr().err.startswith(told)
    assert caplog.records[-1].exc_info[1] is error
    assert not (folder / "cutout.png").exists()


def test_full_disk_is_told(cut, monkeypatch, capsys):
    def fail(path, *_):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", fail)
    assert cut("--tap", "60,60") == 2
    assert capsys.readouterr().err == "error: cutout.png: No space left on device\n"


@pytest.mark.usefixtures("folder")
def test_drawing_on_a_plain_ground_is_cut_out_by_color():
    image = np.full((60, 80, 3), 255, np.uint8)
    image[20:40, 20:30] = image[20:40, 50:60] = (214, 39, 40)
    Image.fromarray(image).save("drawing.png")
    assert main(["cut", "drawing.png", "-o", "out.png"]) == 0
    expected = cut_out(Photo(image), Recipe(method="unmixing"))
    np.testing.assert_array_equal(pixels("out.png"), expected.rgba)
