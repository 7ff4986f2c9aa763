import importlib
import os
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from course.catalog import load_course
from course.model import Course
from course.release.nbgrader import max_points, release_nbgrader


class Config(SimpleNamespace):
    """Config sections that appear when they are first named, as traitlets' do."""

    def __getattr__(self, name: str) -> "Config":
        setattr(self, name, Config())
        return self.__dict__[name]  # type: ignore[no-any-return]


def config(folder: Path, text: bytes, **environment: str) -> Any:
    folder.mkdir(parents=True)
    path = folder / "nbgrader_config.py"
    path.write_bytes(text)
    found, local = Config(), []
    old = os.environ.copy()
    os.environ.pop("COURSE_ROOT", None)
    os.environ.update(environment)
    try:
        runpy.run_path(
            str(path),
            {
                "get_config": lambda: found,
                "load_subconfig": lambda name, path: local.append((name, path)),
            },
        )
    finally:
        os.environ.clear()
        os.environ.update(old)
    assert local == [("local_config.py", str(folder))]
    return found


def released(course: Course, folder: Path | None) -> bytes:
    return release_nbgrader(course, course.assignments, folder=folder)["nbgrader_config.py"]


def test_the_configuration_finds_the_course_from_its_own_folder(folder: Path) -> None:
    course = load_course(folder)
    out = folder.parent / "out" / "nbgrader"
    text = released(course, out)
    assert str(folder.parent).encode() not in text
    found = config(out, text).RunInJail.course
    assert Path(found).resolve() == folder


def test_the_environment_may_name_another_course(folder: Path) -> None:
    out = folder.parent / "out"
    found = config(out, released(load_course(folder), out), COURSE_ROOT="/elsewhere")
    assert found.RunInJail.course == "/elsewhere"


def test_without_a_place_the_configuration_leaves_the_search_to_the_grader(folder: Path) -> None:
    found = config(folder.parent / "out", released(load_course(folder), None))
    assert "RunInJail" not in vars(found)


def test_a_course_on_another_drive_is_named_absolutely(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_drive(_: Path, __: Path) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert f'FOLDER / "{folder.as_posix()}"'.encode() in released(
        load_course(folder), folder.parent
    )


def test_nbgraders_own_steps_stay_where_ours_do_not_do_their_work(folder: Path) -> None:
    from nbgrader.converters.autograde import Autograde

    found = config(folder.parent / "out", released(load_course(folder), None)).Autograde
    assert found.sanitize_preprocessors == ["course.gradebook.RestoreCells"]
    first, *others = found.autograde_preprocessors
    stock = Autograde.autograde_preprocessors.default()  # type: ignore[attr-defined]
    assert first == "course.gradebook.RunInJail"
    ours = {"Execute", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata"}
    assert [name.rpartition(".")[2] for name in others] == [
        each.__name__ for each in stock if each.__name__ not in ours
    ]


def test_what_the_configuration_names_is_there(folder: Path) -> None:
    whole = config(folder.parent / "out", released(load_course(folder), None))
    found = whole.Autograde
    names = [found.exporter_class, found.pre_convert_hook, whole.ExchangeFactory.collect]
    names += [*found.sanitize_preprocessors, *found.autograde_preprocessors]
    for name in names:
        module, _, attribute = name.rpartition(".")
        assert hasattr(importlib.import_module(module), attribute)


def test_points_are_the_exercises_and_the_quizs(folder: Path) -> None:
    course = load_course(folder)
    assert max_points(course, course.assignments[0]) == {"double": 4.5, "norm": 1.5, "quiz": 1.0}


def test_a_chapter_without_a_quiz_has_no_points_for_one(folder: Path) -> None:
    (folder / "exercises" / "warm_up" / "quiz.toml").unlink()
    course = load_course(folder)
    assert max_points(course, course.assignments[0]) == {"double": 4.5, "norm": 1.5}


def test_readme_and_workflow_name_every_assignment_of_the_course(folder: Path) -> None:
    files = release_nbgrader(load_course(folder), [])
    assert b"nbgrader generate_assignment warm_up" in files["README.md"]
    assert b"- warm_up\n" in files["ci/.github/workflows/grade.yml"]
    assert not [path for path in files if path.startswith("source/")]
