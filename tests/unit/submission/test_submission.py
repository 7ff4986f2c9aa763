"""What people hand in becomes submissions: names, forms, and what cannot be graded."""

import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from course import submission as rooms
from course.errors import MissingInput
from course.submission import Beside, SameName, Source, Submission, find_submissions

CODE = b"def softmax(scores): return scores\n"


def notebook(*cells: str) -> bytes:
    return json.dumps(
        {"cells": [{"cell_type": "code", "source": cell, "outputs": []} for cell in cells]}
    ).encode()


def build(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def found(*paths: Path, **skeletons: bytes) -> list[Submission]:
    return find_submissions(paths, "qkv", skeletons)


def names(*paths: Path) -> list[str]:
    return [submission.name for submission in found(*paths)]


def test_a_single_file_is_named_by_its_stem(tmp_path: Path) -> None:
    build(tmp_path, {"alice.py": CODE})
    assert found(tmp_path / "alice.py") == [Submission("alice", Source("py", CODE, "alice.py"))]


@pytest.mark.parametrize("path", ["alice/qkv.py", "submitted/alice/qkv/qkv.py"])
def test_a_file_named_as_the_assignment_is_named_by_its_folder(tmp_path: Path, path: str) -> None:
    build(tmp_path, {path: CODE})
    assert found(tmp_path / path) == [Submission("alice", Source("py", CODE, "qkv.py"))]


def test_a_students_folder_is_one_submission(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.ipynb": notebook("x = 1"), "alice/notes.py": b""})
    assert found(tmp_path / "alice") == [
        Submission(
            "alice",
            Source("ipynb", notebook("x = 1"), "qkv.ipynb"),
            beside=(Beside("notes.py", b""),),
        )
    ]


FOLDER = {
    "qkv.py": CODE,
    "qkv.ipynb": notebook("x = 1"),
    "data.csv": b"1,2",
    "helpers.py": b"",
    ".secret": b"hidden",
    "other.ipynb": notebook("x = 2"),
    "bob.rar": b"packed",
    "qkv.py.bak-20261124-134500": b"as it was",
    "__pycache__/helpers.pyc": b"made by Python",
    "more/data.csv": b"in a folder",
}


@pytest.mark.parametrize("path", ["alice", "alice/qkv", "submitted/alice/qkv"])
def test_the_files_of_a_students_own_folder_go_with_it(tmp_path: Path, path: str) -> None:
    build(tmp_path / "class" / path, FOLDER)
    build(tmp_path / "class" / path.replace("alice", "bob"), {"qkv.py": CODE, "mine.csv": b"3"})
    alice, bob = found(tmp_path / "class")
    assert alice.beside == (Beside("data.csv", b"1,2"), Beside("helpers.py", b""))
    assert bob.beside == (Beside("mine.csv", b"3"),)


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("top", ["", "alice/"])
def test_the_files_of_a_students_archive_go_with_it(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], top: str
) -> None:
    packed = pack({f"{top}{name}": data for name, data in FOLDER.items()})
    build(tmp_path, {"class/alice.zip" if pack is zipped else "class/alice.tgz": packed})
    (alice,) = found(tmp_path / "class")
    assert alice.beside == (Beside("data.csv", b"1,2"), Beside("helpers.py", b""))


def test_nothing_goes_with_a_file_that_shares_its_folder_with_others(tmp_path: Path) -> None:
    build(tmp_path, {"alice.py": CODE, "bob.py": CODE, "data.csv": b"1"})
    assert [submission.beside for submission in found(tmp_path)] == [(), ()]


def test_nothing_goes_with_a_file_that_is_named_itself(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.py": CODE, "alice/data.csv": b"1"})
    assert [submission.beside for submission in found(tmp_path / "alice/qkv.py")] == [()]


def test_links_beside_a_file_do_not_go_with_it(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.py": CODE, "bob/qkv.py": CODE, "secret": b"of others"})
    (tmp_path / "alice" / "data.csv").symlink_to(tmp_path / "secret")
    (tmp_path / "alice" / "bob.py").symlink_to("../bob/qkv.py")
    (tmp_path / "alice" / "bob").symlink_to("../bob")
    assert found(tmp_path / "alice")[0].beside == ()


def test_what_is_handed_out_to_everybody_is_kept_once(tmp_path: Path) -> None:
    build(tmp_path, {f"{name}/{file}": CODE for name in "ab" for file in ("qkv.py", "given.py")})
    first, second = found(tmp_path)
    assert first.beside[0].data is second.beside[0].data


LEFT_OUT = "cannot be read by the code: with it go at most 64 files of 1 MiB, 8 in all"


@pytest.mark.parametrize(
    ("beside", "kept", "left_out"),
    [
        ({"large.npy": 1 + (1 << 20), "small.npy": 1 << 20}, 1, "'large.npy'"),
        ({f"f{n:02}": 1 for n in range(66)}, 64, "'f64', 'f65'"),
        ({f"f{n:02}": 1 << 20 for n in range(12)}, 8, "'f08', 'f09', 'f10' and 1 more"),
        ({"two\nlines": 1}, 0, "'two\\nlines'"),
    ],
)
def test_what_is_too_much_is_left_out_and_flagged(
    tmp_path: Path, beside: dict[str, int], kept: int, left_out: str
) -> None:
    files = {"qkv.py": CODE} | {name: b" " * size for name, size in beside.items()}
    build(tmp_path, {f"folder/{name}": data for name, data in files.items()})
    build(tmp_path, {"archive.zip": zipped(files)})
    for path in ("folder", "archive.zip"):
        (submission,) = found(tmp_path / path)
        assert len(submission.beside) == kept
        assert submission.flags == (f"{left_out} {LEFT_OUT}",)


@pytest.mark.parametrize("path", ["", "submitted"])
def test_nbgraders_folders_are_a_class(tmp_path: Path, path: str) -> None:
    build(
        tmp_path,
        {
            "submitted/bob/qkv/qkv.ipynb": notebook("x = 1"),
            "submitted/alice/qkv/qkv.ipynb": notebook("x = 2"),
            "submitted/alice/qkv/timestamp.txt": b"now",
            "release/qkv/qkv.ipynb": notebook(),
        },
    )
    assert names(tmp_path / path) == ["alice", "bob"]


def test_a_folder_of_students_is_sorted_and_may_hold_single_files_and_archives(
    tmp_path: Path,
) -> None:
    build(
        tmp_path,
        {
            "dan/qkv.py": CODE,
            "bob.py": CODE,
            "carol.zip": zipped({"carol's work/qkv.py": CODE}),
            "alice/qkv/qkv.py": CODE,
            "README.md": b"hello",
            ".hidden/qkv.py": CODE,
            "__MACOSX/qkv.py": CODE,
            ".ipynb_checkpoints/qkv-checkpoint.ipynb": b"",
        },
    )
    assert [(s.name, s.source.data if s.source else None) for s in found(tmp_path)] == [
        ("alice", CODE),
        ("bob", CODE),
        ("carol", CODE),
        ("dan", CODE),
    ]


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: tarred(files, "w:xz")])
def test_an_archive_reads_as_the_folder_it_holds(tmp_path: Path, pack: object) -> None:
    files = {"class 3/alice/qkv.py": CODE, "class 3/bob/qkv/qkv.py": CODE, "class 3/x.txt": b"x"}
    suffix = "zip" if pack is zipped else "tar.xz"
    build(tmp_path, {f"all.{suffix}": pack(files)})  # type: ignore[operator]
    assert names(tmp_path / f"all.{suffix}") == ["alice", "bob"]


def test_an_archive_of_one_students_work_is_named_by_the_archive(tmp_path: Path) -> None:
    build(tmp_path, {"alice.tar.gz": tarred({"qkv.py": CODE})})
    assert names(tmp_path / "alice.tar.gz") == ["alice"]


def test_a_student_without_a_file_is_still_listed(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.py": CODE, "bob/QKV (1).py": CODE, "eve/data.csv": b""})
    (tmp_path / "dan").mkdir()
    assert found(tmp_path)[1:] == [
        Submission("bob", None, "no qkv.py or qkv.ipynb, but 'QKV (1).py'"),
        Submission("dan", None, "no qkv.py or qkv.ipynb"),
        Submission("eve", None, "no qkv.py or qkv.ipynb"),
    ]


def test_an_empty_folder_in_an_archive_is_a_student_without_a_file(tmp_path: Path) -> None:
    build(tmp_path, {"all.zip": zipped({"alice/qkv.py": CODE, "bob/": b""})})
    assert found(tmp_path / "all.zip")[1] == Submission("bob", None, "no qkv.py or qkv.ipynb")


def test_of_both_forms_the_one_that_differs_from_the_skeleton_counts(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.py": CODE, "alice/qkv.ipynb": notebook("mine")})
    (submission,) = found(tmp_path / "alice", py=CODE, ipynb=notebook("theirs"))
    assert submission == Submission("alice", Source("ipynb", notebook("mine"), "qkv.ipynb"))


def test_where_both_forms_differ_the_module_counts_and_a_flag_says_so(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.py": CODE, "alice/qkv.ipynb": notebook("mine")})
    (submission,) = found(tmp_path / "alice", py=b"other", ipynb=notebook("theirs"))
    assert submission == Submission(
        "alice",
        Source("py", CODE, "qkv.py"),
        flags=("'qkv.py' was graded, and 'qkv.ipynb' differs from it",),
    )


def test_where_neither_form_differs_the_module_counts(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.py": CODE, "alice/qkv.ipynb": notebook("x")})
    (submission,) = found(tmp_path / "alice", py=CODE, ipynb=notebook("x"))
    assert submission == Submission("alice", Source("py", CODE, "qkv.py"))


def test_a_form_that_cannot_be_read_leaves_the_other_and_a_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "MAX_FILE", 2 << 20)
    build(tmp_path, {"alice/qkv.py": CODE, "alice/qkv.ipynb": b" " * (3 << 20)})
    (submission,) = found(tmp_path / "alice")
    assert submission.source == Source("py", CODE, "qkv.py")
    assert submission.flags == ("'qkv.ipynb' has 3 MiB, and 2 MiB can be read",)


def test_a_file_that_is_too_large_costs_its_student_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "MAX_FILE", 2 << 20)
    large = b" " * (3 << 20)
    build(tmp_path, {"a/alice/qkv.py": CODE, "a/bob/qkv.py": large})
    build(tmp_path, {"b.zip": zipped({"carol/qkv.py": CODE, "dan/qkv.py": large})})
    reasons = [submission.reason for submission in found(tmp_path / "a", tmp_path / "b.zip")]
    told = "'qkv.py' has 3 MiB, and 2 MiB can be read"
    assert reasons == ["", told, "", told]


def test_links_are_flagged_and_not_followed(tmp_path: Path) -> None:
    build(tmp_path, {"secret.py": b"answers", "class/alice/qkv.ipynb": notebook("x")})
    (tmp_path / "class/alice/qkv.py").symlink_to(tmp_path / "secret.py")
    (tmp_path / "class/bob.py").symlink_to(tmp_path / "secret.py")
    (tmp_path / "class/carol").symlink_to(tmp_path / "class/alice")
    alice, bob, carol = found(tmp_path / "class")
    assert alice.source == Source("ipynb", notebook("x"), "qkv.ipynb")
    assert alice.flags == ("'qkv.py' is a link, and links are not followed",)
    assert bob == Submission("bob", None, "it is a link, and links are not followed")
    assert carol == Submission("carol", None, "it is a link, and links are not followed")


def test_a_named_pipe_is_not_a_students_file(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.py": CODE, "bob/x": b""})
    os.mkfifo(tmp_path / "bob/qkv.py")
    assert found(tmp_path)[1].reason == "no qkv.py or qkv.ipynb"


def test_a_name_that_cannot_be_shown_is_escaped(tmp_path: Path) -> None:
    build(tmp_path, {"\x1b[31mred\u202e/qkv.py": CODE, "zoë 的/qkv.py": CODE})
    assert names(tmp_path) == ["\\x1b[31mred\\u202e", "zoë 的"]


def test_two_submissions_of_one_name_stop_with_both_places(tmp_path: Path) -> None:
    build(tmp_path, {"a/alice/qkv.py": CODE, "b/alice.py": CODE, "b/bob.py": CODE})
    with pytest.raises(SameName) as error:
        found(tmp_path / "a", tmp_path / "b")
    assert str(error.value) == (
        f"Two submissions are called 'alice': '{tmp_path / 'a'}: alice' and "
        f"'{tmp_path / 'b'}: alice.py'. Rename one of them, or grade them one after the other."
    )


def test_one_path_twice_is_one_path(tmp_path: Path) -> None:
    build(tmp_path, {"alice/qkv.py": CODE})
    assert names(tmp_path / "alice", tmp_path / "alice") == ["alice"]


def test_a_relative_path_is_named_by_where_it_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, {"alice/qkv.py": CODE})
    monkeypatch.chdir(tmp_path / "alice")
    assert names(Path()) == ["alice"]
    assert names(Path("qkv.py")) == ["qkv"]


def refused(path: Path) -> str:
    with pytest.raises(MissingInput) as error:
        found(path)
    return str(error.value).replace(str(path.parent) + "/", "")


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "nope") == "'nope' is not there. Name a file, a folder or an archive."


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    build(tmp_path, {"a.txt": b""})
    assert (
        refused(tmp_path / "a.txt")
        == "'a.txt' is no submission. Name a .py, a .ipynb, a folder or an archive."
    )


def test_a_folder_without_submissions_says_what_should_be_there(tmp_path: Path) -> None:
    build(tmp_path, {"empty/README.md": b""})
    assert refused(tmp_path / "empty") == (
        "'empty' holds no submission. There should be '<student>/qkv.py' or '<student>/qkv.ipynb'."
    )


def test_a_file_that_cannot_be_read_is_missing_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, {"alice.py": CODE})

    def deny(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    assert refused(tmp_path / "alice.py") == "'alice.py' cannot be read: Permission denied."


def test_a_folder_that_cannot_be_read_is_missing_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "class").mkdir()
    monkeypatch.setattr(Path, "iterdir", deny)
    assert refused(tmp_path / "class") == "'class' cannot be read: Permission denied."


def test_a_folder_of_too_many_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MAX_STUDENTS", 2)
    build(tmp_path, {"class/a.py": CODE, "class/b.py": CODE, "class/c.py": CODE})
    assert refused(tmp_path / "class") == "'class' has 3 entries, and 2 can be read."


def test_an_archive_that_is_refused_as_input_is_named(tmp_path: Path) -> None:
    build(tmp_path, {"all.zip": zipped({"../qkv.py": CODE})})
    assert (
        refused(tmp_path / "all.zip")
        == "'all.zip' is refused: its entry '../qkv.py' leads out of it."
    )


def test_an_archive_that_is_refused_in_a_class_costs_its_student_only(tmp_path: Path) -> None:
    build(tmp_path, {"alice.zip": zipped({"../qkv.py": CODE}), "bob.py": CODE})
    alice, bob = found(tmp_path)
    assert alice == Submission(
        "alice", None, "'alice.zip' is refused: its entry '../qkv.py' leads out of it"
    )
    assert bob.source


def test_a_class_of_one_student_without_a_file_keeps_the_students_name(tmp_path: Path) -> None:
    build(tmp_path, {"class/alice/data/x.csv": b""})
    assert found(tmp_path / "class") == [Submission("alice", None, "no qkv.py or qkv.ipynb")]


@pytest.mark.parametrize("top", ["", "class/"])
def test_a_class_archive_of_students_archives_lists_every_student(tmp_path: Path, top: str) -> None:
    own = zipped({"qkv.py": b"x = 1"})
    build(tmp_path, {"class.zip": zipped({f"{top}ada.zip": own, f"{top}bo.zip": own})})
    assert names(tmp_path / "class.zip") == ["ada", "bo"]


def test_folders_and_archives_in_an_archive_are_students_alike(tmp_path: Path) -> None:
    own = tarred({"qkv.py": b"x = 1"})
    build(tmp_path, {"c.zip": zipped({"ada/qkv.py": b"x = 1", "bo.tar.gz": own})})
    assert names(tmp_path / "c.zip") == ["ada", "bo"]


def test_a_students_folder_may_hold_an_archive_instead(tmp_path: Path) -> None:
    own = zipped({"work/qkv.py": b"x = 1"})
    build(tmp_path, {"class/ada/mine.zip": own, "class/bo/qkv.py": b"x = 2"})
    assert [(one.name, one.source is not None) for one in found(tmp_path / "class")] == [
        ("ada", True),
        ("bo", True),
    ]


def test_an_archive_three_deep_is_named_and_not_opened(tmp_path: Path) -> None:
    deep = zipped({"ada.zip": zipped({"mine.zip": zipped({"qkv.py": b"x = 1"})})})
    build(tmp_path, {"class/deep.zip": deep, "class/bo/qkv.py": b"x = 2"})
    [_, ada] = found(tmp_path / "class")
    assert ada.source is None
    assert ada.reason == "no qkv.py or qkv.ipynb, but 'ada.zip'"


def test_an_archive_of_another_kind_is_a_student_whose_work_cannot_be_opened(
    tmp_path: Path,
) -> None:
    build(tmp_path, {"class/ada.rar": b"Rar!", "class/bo/qkv.py": b"x = 2"})
    ada, bo = found(tmp_path / "class")
    assert (ada.name, ada.source) == ("ada", None)
    assert ada.reason == "'ada.rar' cannot be opened: hand in a .zip"
    assert bo.source is not None
