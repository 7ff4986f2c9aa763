import pytest

from course.errors import InTheWay, MissingInput
from course.model import Assignment, Diagnosis, GradedExercise, Report, Status, Symptom
from course.reports.undiagnosed import Undiagnosed
from course.submission import Source, Submission, find_submissions

QKV = Assignment("qkv", "QKV", "", "", ())
ANNA = Submission("anna", Source("py", b"a = 1\n", "anna/qkv.py"))
BO = Submission("b/o", Source("ipynb", b"{}", "b/o/qkv.ipynb"))


def graded(name, *, status=Status.GRADED, **exercises):
    """A report: exercise -> its diagnosis, or False where it has none to need."""
    found = tuple(
        GradedExercise(exercise, "", (), mistake or None, None if mistake is False else Symptom())
        for exercise, mistake in exercises.items()
    )
    return Report(name, "qkv", status, found)


def kept(folder):
    found = (folder / "undiagnosed").rglob("*")
    return sorted(str(path.relative_to(folder / "undiagnosed")) for path in found)


def test_a_mistake_without_a_name_is_kept_as_it_was_handed_in(tmp_path):
    undiagnosed = Undiagnosed(tmp_path, QKV, [ANNA])
    undiagnosed.add(graded("anna", softmax=None, mix_values=Diagnosis("Known."), other=False))
    assert kept(tmp_path) == ["softmax", "softmax/anna", "softmax/anna/qkv.py"]
    assert (tmp_path / "undiagnosed/softmax/anna/qkv.py").read_bytes() == b"a = 1\n"


def test_an_exercise_s_folder_is_a_class_to_grade(tmp_path):
    undiagnosed = Undiagnosed(tmp_path, QKV, [ANNA, BO])
    for name in ("anna", "b/o"):
        undiagnosed.add(graded(name, softmax=None))
    found = find_submissions([tmp_path / "undiagnosed" / "softmax"], "qkv")
    assert [each.source.data for each in found] == [b"a = 1\n", b"{}"]
    assert found[1].name.startswith("b_o~")


def test_a_mistake_that_has_a_name_by_now_is_taken_away(tmp_path):
    undiagnosed = Undiagnosed(tmp_path, QKV, [ANNA])
    undiagnosed.add(graded("anna", softmax=None))
    undiagnosed.add(graded("anna", softmax=Diagnosis("Known.")))
    assert kept(tmp_path) == ["softmax"]


def test_the_form_of_an_earlier_run_is_replaced(tmp_path):
    Undiagnosed(tmp_path, QKV, [ANNA]).add(graded("anna", softmax=None))
    notebook = Submission("anna", Source("ipynb", b"{}", "anna/qkv.ipynb"))
    Undiagnosed(tmp_path, QKV, [notebook]).add(graded("anna", softmax=None))
    assert kept(tmp_path) == ["softmax", "softmax/anna", "softmax/anna/qkv.ipynb"]


def test_files_of_somebody_else_s_stay(tmp_path):
    undiagnosed = Undiagnosed(tmp_path, QKV, [ANNA])
    undiagnosed.add(graded("anna", softmax=None))
    (tmp_path / "undiagnosed/softmax/anna/notes.txt").write_text("mine", encoding="utf-8")
    undiagnosed.add(graded("anna", softmax=Diagnosis("Known.")))
    assert kept(tmp_path) == ["softmax", "softmax/anna", "softmax/anna/notes.txt"]


@pytest.mark.parametrize(
    ("submission", "status"),
    [(ANNA, Status.ERROR), (Submission("anna", None, "no file"), Status.NOT_GRADABLE)],
)
def test_nothing_is_kept_of_what_was_not_graded(tmp_path, submission, status):
    Undiagnosed(tmp_path, QKV, [submission]).add(graded("anna", status=status, softmax=None))
    assert kept(tmp_path) == []


def test_a_file_in_place_of_the_folder_stops_everything(tmp_path):
    (tmp_path / "undiagnosed").write_text("mine", encoding="utf-8")
    with pytest.raises(InTheWay, match="undiagnosed"):
        Undiagnosed(tmp_path, QKV, [ANNA])


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    undiagnosed = Undiagnosed(tmp_path, QKV, [ANNA])
    (tmp_path / "undiagnosed").mkdir()
    (tmp_path / "undiagnosed" / "softmax").write_text("mine", encoding="utf-8")
    with pytest.raises(MissingInput, match=r"Cannot write '.*/anna/qkv\.py'"):
        undiagnosed.add(graded("anna", softmax=None))
