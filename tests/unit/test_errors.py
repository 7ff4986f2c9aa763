from pathlib import Path

from course.errors import (
    AuthorError,
    CouldNotGrade,
    CourseError,
    Fault,
    InTheWay,
    MissingInput,
    TimedOut,
    UnknownName,
    told,
)
from course.problem import Problem


def test_an_unknown_name_suggests_the_nearest_one() -> None:
    error = UnknownName("exercise", "softmx", ["softmax", "mix_values"], where="qkv")

    assert str(error) == "No exercise 'softmx' in 'qkv'. Did you mean 'softmax'?"


def test_an_unknown_name_far_from_all_lists_what_there_is() -> None:
    error = UnknownName("assignment", "zzz", ["qkv", "scores"])

    assert str(error) == "No assignment 'zzz'. There is 'qkv', 'scores'."


def test_an_unknown_name_where_there_is_none_says_only_that() -> None:
    assert str(UnknownName("assignment", "qkv", [])) == "No assignment 'qkv'."


def test_files_in_the_way_are_all_listed_and_nothing_was_written() -> None:
    error = InTheWay([Path("qkv/qkv.py"), Path("qkv/notes.txt")])

    assert str(error) == (
        "Nothing was written: these files are not ours, or were changed since.\n"
        f"  {Path('qkv/qkv.py')}\n  {Path('qkv/notes.txt')}\n"
        "Move them away, or choose another --out folder."
    )


def test_an_authors_problems_read_as_an_editor_reads_them() -> None:
    error = AuthorError(
        [
            Problem(Path("chapter.md.j2"), "unknown key 'titel'", 2),
            Problem(Path("quiz.toml"), "is missing"),
        ]
    )

    assert str(error) == "chapter.md.j2:2: unknown key 'titel'\nquiz.toml: is missing"


def test_what_a_user_can_mend_exits_with_2_and_our_own_fault_with_3() -> None:
    assert (CourseError.exit_code, CouldNotGrade.exit_code) == (2, 3)


def test_a_fault_of_the_worker_is_no_exception_that_a_grader_could_take_for_its_own() -> None:
    assert not issubclass(Fault, Exception)
    assert issubclass(TimedOut, Fault)


def test_what_ends_a_command_is_told_with_its_exit_code():
    assert told(MissingInput("No file.")) == ("Error: No file.", 2)
    assert told(FileNotFoundError(2, "No such file", "a.py")) == ("Error: 'a.py': No such file.", 3)
    assert told(OSError("odd")) == ("Error: odd.", 3)
    assert told(ValueError("x"))[0].startswith("Error: our own fault, ValueError: x\n")
