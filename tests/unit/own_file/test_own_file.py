import os

import pytest

from course import own_file
from course.errors import BrokenFile, MissingInput


@pytest.fixture
def written(tmp_path):
    """Writes a sheet.py of those bytes and reads it."""

    def write(data, name="sheet.py"):
        (tmp_path / name).write_bytes(data)
        return own_file.read(tmp_path / name)

    return write


def test_a_module_is_one_source(written):
    file = written(b"x = 1\r\n")
    assert (file.name, file.is_notebook, file.sources) == ("sheet.py", False, ("x = 1\r\n",))


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbfx = '\xc3\xbc'\n", b"# coding: latin-1\nx = '\xfc'\n", b"", b"x\rb\n"]
)
def test_the_bytes_of_a_source_are_written_as_they_were_read(written, data):
    file = written(data)
    assert file.changed(0, file.text) == data


def test_a_letter_that_the_encoding_lacks_is_told(written):
    file = written(b"# coding: latin-1\n")
    with pytest.raises(BrokenFile, match=r"sheet\.py is saved as iso-8859-1, which lacks .* '√'"):
        file.changed(0, "# coding: latin-1\n'√'\n")


@pytest.mark.parametrize(
    "data",
    [
        b"x = '\xfc'\n",
        b"# coding: none-such\n",
        b"# coding: utf-7\n+\n",
        b"# coding: rot13\n",
    ],
)
def test_what_cannot_be_read_as_text_is_told(written, data):
    with pytest.raises(BrokenFile, match=r"sheet\.py is not UTF-8"):
        written(data)


def test_what_is_no_notebook_is_told(written):
    with pytest.raises(BrokenFile, match=r"sheet\.ipynb is not a notebook: line 1 is not JSON"):
        written(b"x = 1", "sheet.ipynb")


def test_a_folder_in_the_files_place_is_told(tmp_path):
    (tmp_path / "sheet.py").mkdir()
    with pytest.raises(MissingInput, match=r"Cannot read 'sheet\.py'"):
        own_file.read(tmp_path / "sheet.py")


def test_a_saved_file_leaves_a_backup_and_nothing_else(written, tmp_path):
    own_file.save(written(b"old"), b"new", "sheet.py.bak-1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sheet.py", "sheet.py.bak-1"]
    assert (tmp_path / "sheet.py").read_bytes() == b"new"
    assert (tmp_path / "sheet.py.bak-1").read_bytes() == b"old"
    assert own_file.is_backup("sheet.py.bak-1")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_files_mode_stays(written, tmp_path):
    file = written(b"old")
    file.path.chmod(0o640)
    own_file.save(file, b"new", None)
    assert file.path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_a_link_stays_one(written, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "work.py"
    target.write_bytes(b"old")
    (tmp_path / "sheet.py").symlink_to(target)
    own_file.save(own_file.read(tmp_path / "sheet.py"), b"new", "sheet.py.bak-1")
    assert (tmp_path / "sheet.py").is_symlink()
    assert target.read_bytes() == b"new"
    assert (tmp_path / "sheet.py.bak-1").read_bytes() == b"old"


def test_a_read_only_file_is_left_alone(written, tmp_path, monkeypatch):
    file = written(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(MissingInput, match=r"sheet\.py is read-only\. Nothing was changed\."):
        own_file.save(file, b"new", "sheet.py.bak-1")
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.py"]


def test_without_a_backup_nothing_is_changed(written, tmp_path):
    (tmp_path / "sheet.py.bak-1").mkdir()
    with pytest.raises(MissingInput, match=r"Cannot write in this folder: .* sheet\.py is as it"):
        own_file.save(written(b"old"), b"new", "sheet.py.bak-1")
    assert (tmp_path / "sheet.py").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2
