import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from batches import PICTURE, RECIPE, write_photos
from PIL import Image

from segmentation import Backdrop, PhotoId, Recipe, cut_out, encode, read_image, read_photo_id
from segmentation.shell import main
from segmentation.shell.command import COMMANDS
from segmentation.shell.manifest import NOTES
from segmentation.shell.report import SHEET

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    write_photos(tmp_path / "photos", "a.png", "b.jpg")
    (tmp_path / "recipe.json").write_text(RECIPE.to_json())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bytes_of(photo, recipe=RECIPE):
    return encode(cut_out(read_image(photo), recipe))


def test_some_photos_are_cut_into_a_folder(folder, capsys):
    assert (
        main(["cut", "photos/a.png", "photos/b.jpg", "--recipe", "recipe.json", "-o", "out"]) == 0
    )
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.png", "b.png"]
    assert Path("out/b.png").read_bytes() == bytes_of("photos/b.jpg")
    assert capsys.readouterr() == ("", "")
    assert main(["cut", "photos/a.png", "--recipe", "recipe.json", "-o", "one/"]) == 0
    assert Path("one/a.png").read_bytes() == Path("out/a.png").read_bytes()


def test_patterns_are_expanded_where_the_shell_does_not(folder, capsys):
    assert main(["cut", "photos/*.jpg", "--recipe", "recipe.json", "-o", "out.png"]) == 0
    assert Path("out.png").read_bytes() == bytes_of("photos/b.jpg")
    assert main(["cut", "photos/*.gif", "-o", "out"]) == 2
    assert "PHOTO must match a file, got 'photos/*.gif'" in capsys.readouterr().err


def test_bad_photo_among_some_stops_no_other(folder, capsys):
    Path("photos/aa.png").write_bytes(b"no picture")
    assert main(["cut", "photos/*", "--recipe", "recipe.json", "-o", "out"]) == 1
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.png", "b.png"]
    printed = capsys.readouterr().err
    assert printed.startswith("error: photos/aa.png: This file is not a picture")
    assert printed.count("\n") == 1


@pytest.mark.parametrize("option", ["--marks", "--start", "--mask", "--alpha", "--trimap", "--tap"])
def test_option_of_one_photo_is_refused_for_some(folder, capsys, option):
    assert main(["cut", "photos/a.png", "photos/b.jpg", option, "5,5", "-o", "out"]) == 2
    assert f"{option} holds for one photo alone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("photos", "output", "words"),
    [
        (["photos/a.png", "photos/b.jpg"], "photos", "another folder than that of the photos"),
        (["photos/a.png", "more/a.png"], "out", "different names"),
        (["photos/a.png", "-"], "out", "- must be the only photo"),
        (["photos/a.png", "photos/b.jpg"], "out.png", "a folder for several photos"),
    ],
)
def test_cutouts_that_would_hide_others_are_refused(folder, capsys, photos, output, words):
    assert main(["cut", *photos, "-o", output]) == 2
    assert words in capsys.readouterr().err


def test_photo_comes_and_goes_through_pipes(folder, monkeypatch):
    out = io.BytesIO()
    photo = io.BytesIO(Path("photos/a.png").read_bytes())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=photo))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    assert main(["cut", "-", "--recipe", "recipe.json", "-o", "-"]) == 0
    assert out.getvalue() == bytes_of("photos/a.png")


def test_recipe_of_another_photo_is_scaled_to_this_one(folder):
    made_for = PhotoId("a" * 64, (60, 70))
    small = RECIPE.stretched(0.5, 0.5)
    Path("recipe.json").write_text(small.to_json(photo=made_for))
    assert read_photo_id(Path("recipe.json").read_bytes()) == made_for
    assert main(["cut", "photos/a.png", "--recipe", "recipe.json", "-o", "out.png"]) == 0
    assert Path("out.png").read_bytes() == bytes_of("photos/a.png", small.stretched(2, 2))


def test_what_lies_beside_a_photo_is_used_unless_something_is_named(folder):
    own = Recipe(seeds="likely")
    Path("photos/a.recipe.json").write_text(own.to_json())
    assert main(["cut", "photos/a.png", "--recipe", "recipe.json", "-o", "out.png"]) == 0
    assert Path("out.png").read_bytes() == bytes_of("photos/a.png", own)
    Image.new("L", PICTURE.shape[1::-1], 2).save("marks.png")
    options = ["--recipe", "recipe.json", "--marks", "marks.png", "--mask", "mask.png"]
    assert main(["cut", "photos/a.png", *options, "-o", "out.png"]) == 0
    with Image.open("mask.png") as mask:
        assert mask.getextrema() == (255, 255)


@pytest.mark.parametrize("command", ["cut", "batch"])
def test_lines_of_json_tell_what_became_of_each_photo(folder, capsys, command):
    Path("photos/aa.png").write_bytes(b"no picture")
    photos = ["photos/a.png", "photos/aa.png", "photos/b.jpg", "-o"]
    source = photos if command == "cut" else ["photos"]
    assert main([command, *source, "out", "--recipe", "recipe.json", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {Path(line["photo"]).name: line for line in lines}
    assert found.keys() == {"a.png", "aa.png", "b.jpg"}
    assert found["aa.png"]["error"].startswith("This file is not a picture")
    assert (found["a.png"]["rows"], found["a.png"]["start"]) == (120, "strokes")
    assert 0 < found["a.png"]["doubt"] < 1


def test_batch_says_what_it_has_done_unless_it_is_to_be_quiet(folder, capsys):
    options = ["batch", "photos", "out", "--recipe", "recipe.json", "--workers", "1"]
    assert main(options) == 0
    assert "2 photos, 0 of them done before" in capsys.readouterr().err
    assert main(options) == 0
    assert "2 photos, 2 of them done before" in capsys.readouterr().err
    assert main([*options, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert Path("out", SHEET).is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "out"], "SOURCE must be a folder"),
        (["photos", "photos"], "DEST must be another folder"),
        (["photos", "out", "--recipe", "missing.json"], "missing.json"),
        (["photos", "out", "--recipe", "photos/a.png"], "recipe must be a JSON object"),
        (["photos", "out", "--recipe", "behind.json"], "--backdrop must name"),
        (["photos", "out", "--scheduler", "tcp://a:1", "--timeout", "5"], "--timeout can't be"),
    ],
)
def test_wrong_use_of_batch_is_told(folder, capsys, arguments, words):
    behind = Recipe(backdrop=Backdrop(kind="photo"))
    Path("behind.json").write_text(behind.to_json())
    assert main(["batch", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["batch", "in", "out", "--workers", "0"], "--workers: must be a whole number from 1 up"),
        (["batch", "in", "out", "--workers", "x"], "got 'x'"),
        (["batch", "in", "out", "--timeout", "0"], "--timeout: must be a number above 0"),
        (["batch", "in", "out", "--timeout", "nan"], "got 'nan'"),
        (["batch", "in", "out", "--timeout", "x"], "got 'x'"),
        (["cut", "a.png", "-o", "b.png", "--tap", "5"], "--tap: must be a row and a column"),
        ([], "COMMAND; see seedcut --help"),
    ],
)
def test_words_that_make_no_sense_are_refused(capsys, arguments, words):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert words in capsys.readouterr().err


def test_backdrop_photo_goes_behind_all(folder):
    recipe = Recipe(strokes=RECIPE.strokes, backdrop=Backdrop(kind="photo"))
    Path("recipe.json").write_text(recipe.to_json())
    options = ["--recipe", "recipe.json", "--backdrop", "photos/b.jpg", "--workers", "1"]
    assert main(["batch", "photos", "out", *options]) == 0
    behind = read_image("photos/b.jpg").rgb
    expected = cut_out(read_image("photos/a.png"), recipe, backdrop_image=behind)
    assert Path("out/a.png").read_bytes() == encode(expected)


def test_info_tells_what_a_photo_is(folder, capsys):
    assert main(["info", "photos/b.jpg"]) == 0
    assert "format: JPEG\nrows: 120\ncols: 140\n" in capsys.readouterr().out
    assert main(["info", "photos/b.jpg", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["sha256"] == read_image("photos/b.jpg").digest
    assert 0 < said["doubt"] < 1


def test_program_that_is_ended_ends_as_after_ctrl_c(monkeypatch, capsys):
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setitem(COMMANDS, "info", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    assert main(["info", "a.png"]) == 130
    assert capsys.readouterr().err == "error: stopped; what is written is whole\n"
    assert signal.getsignal(signal.SIGTERM) is before


# A batch with a photo that takes for ever, so that it can be stopped while it is at that.
ENDLESS = """
import sys
from batches import DeadlyFolder
from segmentation.shell import command
find = command.open_folder
command.open_folder = lambda address: DeadlyFolder(find(address).root)
sys.exit(command.main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGTERM, 130), (signal.SIGKILL, -9)])
def test_batch_that_was_stopped_goes_on_where_it_was(folder, capsys, ending, code):
    write_photos(folder / "photos", "c.png", "endless.png")
    command = ["batch", "photos", "out", "--recipe", "recipe.json", "--json", "--workers", "1"]
    stopped = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, *command],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (PROJECT, Path(__file__).parent))),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    done = [json.loads(stopped.stdout.readline())["photo"] for _ in range(3)]
    stopped.send_signal(ending)
    rest, said = stopped.communicate()
    assert (stopped.returncode, done, rest) == (code, ["a.png", "b.jpg", "c.png"], "")
    if ending == signal.SIGTERM:
        assert said == "error: stopped; what is written is whole\n"
    # What a killed program was writing is not whole.
    (notes,) = Path("out", NOTES).iterdir()
    notes.write_bytes(notes.read_bytes()[:-20])
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["photo"] for line in lines] == ["c.png", "endless.png"]
    for name in ("c.png", "endless.png"):
        assert Path("out", name).read_bytes() == bytes_of(f"photos/{name}")
    assert not list(Path("out").rglob("*.part"))
