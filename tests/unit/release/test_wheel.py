import base64
import hashlib
import io
import zipfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

import course
import course.release.wheel as room
from course.errors import MissingInput
from course.release.wheel import wheel

INFO = f"attention_course-{course.__version__}.dist-info"


def archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(wheel()[1]))


def test_it_is_named_as_pip_wants() -> None:
    assert wheel()[0] == f"attention_course-{course.__version__}-py3-none-any.whl"


def test_the_same_package_gives_the_same_bytes() -> None:
    assert wheel() == wheel()


def test_it_holds_the_package_and_its_metadata_alone() -> None:
    with archive() as opened:
        assert {name.split("/")[0] for name in opened.namelist()} == {"course", INFO}
        assert "course/release/templates/handout.html.j2" in opened.namelist()
        assert not [name for name in opened.namelist() if "__pycache__" in name]
        assert b"Name: attention-course" in opened.read(f"{INFO}/METADATA")
        assert b"course = course.start:main" in opened.read(f"{INFO}/entry_points.txt")


def test_its_record_holds_every_files_hash() -> None:
    with archive() as opened:
        lines = opened.read(f"{INFO}/RECORD").decode().splitlines()
        expected = []
        for name in opened.namelist():
            if name.endswith("/RECORD"):
                continue
            digest = hashlib.sha256(opened.read(name)).digest()
            text = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            expected.append(f"{name},sha256={text},{len(opened.read(name))}")
        assert sorted(lines) == sorted([*expected, f"{INFO}/RECORD,,"])


def test_what_an_editor_or_python_leaves_behind_stays_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("model.py", "model.py~", ".model.py.swp", "__pycache__/model.pyc", "old.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(course, "__file__", str(tmp_path / "__init__.py"))
    with archive() as opened:
        assert [name for name in opened.namelist() if name.startswith("course/")] == [
            "course/model.py"
        ]


def test_a_package_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(room, "distribution", missing)
    with pytest.raises(MissingInput, match="'attention-course' is not installed"):
        wheel()
