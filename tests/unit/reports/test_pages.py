from pathlib import Path

import pytest

import course
from course.errors import InTheWay, MissingInput
from course.model import Assignment, Report, Status
from course.reports.class_page import class_page
from course.reports.feedback import feedback_page
from course.reports.pages import Pages

QKV = Assignment("qkv", "QKV", "", "", ())
ANNA = Report("anna", "qkv", Status.GRADED)
BO = Report("b/o", "qkv", Status.GRADED)


def written(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_class_becomes_a_page_a_student_and_an_index(tmp_path):
    pages = Pages(tmp_path / "out", QKV, ["anna", "b/o"])
    pages.add(ANNA)
    pages.add(BO)
    pages.close()

    anna_page, bo_page, index = written(tmp_path / "out")
    assert (anna_page, index) == ("feedback/anna.html", "index.html")
    assert bo_page.startswith("feedback/b_o~")
    assert (tmp_path / "out" / anna_page).read_text(encoding="utf-8") == feedback_page(ANNA, QKV)
    assert (tmp_path / "out" / index).read_text(encoding="utf-8") == class_page(
        [ANNA, BO], QKV, {"anna": anna_page, "b/o": bo_page}
    )


def test_a_page_is_there_before_the_class_is_done(tmp_path):
    Pages(tmp_path, QKV, ["anna", "bo"]).add(ANNA)

    assert written(tmp_path) == ["feedback/anna.html"]


def test_the_pages_of_an_earlier_run_are_replaced(tmp_path):
    for seconds in (1.0, 2.0):
        pages = Pages(tmp_path, QKV, ["anna"])
        pages.add(Report("anna", "qkv", Status.GRADED, flags=(f"took {seconds}",)))
        pages.close()

    page = (tmp_path / "feedback" / "anna.html").read_text(encoding="utf-8")
    assert "took 2.0" in page
    assert "took 1.0" not in page


def test_a_file_of_somebody_elses_stops_everything(tmp_path):
    (tmp_path / "feedback").mkdir()
    theirs = tmp_path / "feedback" / "anna.html"
    theirs.write_text("<p>mine</p>", encoding="utf-8")
    (tmp_path / "index.html").mkdir()
    (tmp_path / "feedback" / "bo.html").symlink_to(tmp_path / "nowhere")

    with pytest.raises(InTheWay) as error:
        Pages(tmp_path, QKV, ["anna", "bo"])

    assert error.value.paths == (
        tmp_path / "index.html",
        theirs,
        tmp_path / "feedback" / "bo.html",
    )
    assert theirs.read_text(encoding="utf-8") == "<p>mine</p>"


def test_a_file_where_the_folder_should_be_is_said(tmp_path):
    (tmp_path / "out").write_text("", encoding="utf-8")

    with pytest.raises(MissingInput, match=r"Cannot make the folder '.*out/feedback': .*--out"):
        Pages(tmp_path / "out", QKV, ["anna"])


def test_a_page_that_cannot_be_finished_leaves_the_old_one_and_no_rest(tmp_path, monkeypatch):
    pages = Pages(tmp_path, QKV, ["anna"])
    pages.add(ANNA)
    before = (tmp_path / "feedback" / "anna.html").read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        pages.add(Report("anna", "qkv", Status.GRADED, flags=("new",)))

    assert (tmp_path / "feedback" / "anna.html").read_bytes() == before
    assert written(tmp_path) == ["feedback/anna.html"]


def test_a_page_has_the_look_of_every_page():
    look = Path(course.__file__).parent / "look.css"
    assert look.read_text(encoding="utf-8").strip() in feedback_page(ANNA, QKV)
