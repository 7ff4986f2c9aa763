import json
from pathlib import Path

import pytest

from course.errors import InTheWay, MissingInput
from course.release.writer import MANIFEST, WriteResult, write

FILES = {"qkv/qkv.py": b"one\n", "qkv/wheels/a.whl": b"two"}


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_files_are_written_with_their_folders(tmp_path: Path) -> None:
    out = tmp_path / "not" / "yet"
    assert write(out, FILES) == WriteResult(tuple(FILES), (), ())
    assert tree(out) == FILES


def test_writing_again_touches_nothing(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert write(tmp_path, FILES) == WriteResult((), tuple(FILES), ())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == times


def test_a_file_of_ours_is_rewritten(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    changed = FILES | {"qkv/qkv.py": b"new\n"}
    assert write(tmp_path, changed).written == ("qkv/qkv.py",)
    assert tree(tmp_path) == changed


def test_every_file_in_the_way_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "qkv" / "qkv.py").write_bytes(b"a student's work")
    (tmp_path / "README.md").write_bytes(b"mine")
    before = tree(tmp_path)
    with pytest.raises(InTheWay) as caught:
        write(tmp_path, {"README.md": b"x", "aaa": b"x", "qkv/qkv.py": b"x"})
    assert caught.value.paths == (tmp_path / "README.md", tmp_path / "qkv" / "qkv.py")
    assert tree(tmp_path) == before


def test_the_same_bytes_are_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(b"x")
    assert write(tmp_path, {"README.md": b"x"}) == WriteResult((), ("README.md",), ())


def test_a_changed_file_that_is_no_longer_written_is_kept(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "qkv" / "qkv.py").write_bytes(b"a student's work")
    result = write(tmp_path, {"qkv/qkv.ipynb": b"{}"})
    assert result.removed == ("qkv/wheels/a.whl",)
    assert tree(tmp_path) == {"qkv/qkv.py": b"a student's work", "qkv/qkv.ipynb": b"{}"}


def test_a_file_once_kept_is_never_ours_again(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    write(tmp_path, {})
    (tmp_path / "qkv").mkdir(exist_ok=True)
    (tmp_path / "qkv" / "qkv.py").write_bytes(FILES["qkv/qkv.py"])
    with pytest.raises(InTheWay):
        write(tmp_path, {"qkv/qkv.py": b"new\n"})


def test_files_of_what_is_not_released_now_stay(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert write(tmp_path, {"softmax/a.py": b"x"}, owned=["softmax/"]).removed == ()
    assert write(tmp_path, FILES | {"qkv/qkv.py": b"new\n"}).written == ("qkv/qkv.py",)


def test_a_file_that_vanished_is_written_again(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "qkv" / "qkv.py").unlink()
    assert write(tmp_path, FILES).written == ("qkv/qkv.py",)


def test_a_file_that_vanished_is_not_missed_when_it_is_no_longer_written(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "qkv" / "qkv.py").unlink()
    assert write(tmp_path, {}).removed == ("qkv/wheels/a.whl",)


def test_a_folder_where_a_file_should_be_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "qkv" / "qkv.py").mkdir(parents=True)
    with pytest.raises(InTheWay):
        write(tmp_path, FILES)


def test_a_file_where_a_folder_should_be_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "qkv").write_bytes(b"mine")
    with pytest.raises(InTheWay):
        write(tmp_path, FILES)


def test_a_file_in_place_of_the_whole_folder_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(InTheWay):
        write(tmp_path / "out", FILES)


@pytest.mark.parametrize("link", ["qkv", "qkv/qkv.py"])
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    write(outside, {"qkv.py": b"mine"} if link == "qkv" else {})
    (tmp_path / "out" / link).parent.mkdir(parents=True)
    (tmp_path / "out" / link).symlink_to(outside)
    with pytest.raises(InTheWay):
        write(tmp_path / "out", FILES)
    assert "qkv/qkv.py" not in tree(outside)


@pytest.mark.parametrize("text", ["", "[]", '{"files": []}', '{"files": {"a": 1'])
def test_a_damaged_manifest_stops_the_release(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(MissingInput, match="is damaged"):
        write(tmp_path, FILES)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("path", ["../mine", "/mine", ""])
def test_a_manifest_cannot_have_files_outside_removed(tmp_path: Path, path: str) -> None:
    (tmp_path / "mine").write_bytes(b"")
    out = tmp_path / "out"
    out.mkdir()
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (out / MANIFEST).write_text(json.dumps({"files": {path: nothing}}))
    assert write(out, FILES).removed == ()
    assert (tmp_path / "mine").exists()


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, FILES)

    def fail(_: Path, __: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(tmp_path, FILES | {"qkv/qkv.py": b"new\n"})
    assert tree(tmp_path) == FILES


def test_written_files_may_be_read_by_others(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "qkv" / "qkv.py").stat().st_mode == (tmp_path / "plain").stat().st_mode
