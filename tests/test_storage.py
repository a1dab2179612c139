import errno
from pathlib import Path

import pytest

from segmentation import InputError
from segmentation.shell.storage import (
    LocalFolder,
    RemoteFolder,
    is_remote,
    open_folder,
    read_file,
    write_whole,
)

FILES = {"a.txt": b"one", "b/c.txt": b"two", "b/d/e.txt": b"", ".hidden/f": b"three"}


@pytest.fixture(params=["local", "memory"])
def folder(request, tmp_path):
    address = str(tmp_path / "there") if request.param == "local" else "memory://there"
    folder = open_folder(address)
    for name, data in FILES.items():
        folder.write(name, data)
    yield folder
    if request.param == "memory":
        import fsspec

        fsspec.filesystem("memory").rm("/there", recursive=True)


def test_what_is_written_is_found_and_read(folder):
    assert folder.find().keys() == FILES.keys()
    assert {name: folder.read(name) for name in FILES} == FILES
    assert read_file(f"{folder}/b/c.txt") == b"two"


def test_stamp_changes_with_its_file_alone(folder):
    before = folder.find()
    folder.write("a.txt", b"other")
    after = folder.find()
    assert {name for name in FILES if after[name] != before[name]} == {"a.txt"}


def test_folders_know_where_they_lie(folder):
    inner = open_folder(f"{folder}/b")
    assert inner.name_in(folder) == "b"
    assert folder.name_in(folder) == "."
    assert folder.name_in(inner) is None
    assert open_folder(f"{folder}-2").name_in(folder) is None


def test_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_folder(str(tmp_path / "nowhere")).find()


def test_addresses_are_told_from_paths(tmp_path):
    assert is_remote("s3://shop/photos")
    assert is_remote("zip://::photos.zip")
    assert not is_remote("photos/2026")
    assert open_folder(f"file://{tmp_path}") == LocalFolder(tmp_path)
    assert isinstance(open_folder("memory://photos"), RemoteFolder)


def test_photos_of_an_archive_are_read(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("b/c.txt", "two")
    folder = open_folder(f"zip://::{tmp_path}/photos.zip")
    assert list(folder.find()) == ["b/c.txt"]
    assert folder.read("b/c.txt") == b"two"


def test_address_that_nothing_reaches_is_refused():
    with pytest.raises(InputError, match="'nonsense://there' can't be reached"):
        open_folder("nonsense://there")


def test_addresses_are_refused_without_fsspec(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    with pytest.raises(InputError, match=r"seedcut\[remote\]"):
        open_folder("memory://elsewhere")


def test_file_that_can_not_be_written_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "cutout.png"
    write_whole(path, b"before")

    def fail(path, data):
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="No space") as error:
        write_whole(path, b"after")
    assert error.value.filename == str(path)
    assert [each.name for each in tmp_path.iterdir()] == ["cutout.png"]
    assert path.read_bytes() == b"before"


def test_devices_are_written_to_and_not_replaced():
    write_whole(Path("/dev/null"), b"gone")
    assert Path("/dev/null").is_char_device()


def test_files_grow_at_their_end(tmp_path):
    folder = LocalFolder(tmp_path)
    folder.append("notes/a", b"one")
    folder.append("notes/a", b"two")
    assert folder.read("notes/a") == b"onetwo"


def test_why_an_address_is_not_reached_is_told(monkeypatch):
    import fsspec

    def refuse(*_, **__):
        raise RuntimeError("unable to locate credentials")

    for name in ("find", "cat_file"):
        monkeypatch.setattr(type(fsspec.filesystem("memory")), name, refuse)
    for reach in (RemoteFolder("memory://there").find, lambda: read_file("memory://there/a")):
        with pytest.raises(InputError, match="can't be reached: unable to locate credentials"):
            reach()
