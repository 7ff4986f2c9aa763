"""How far a student is: what passes, what is open, what was never touched."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from course import own_file
from course.answers import open_questions
from course.check_report import CheckedExercise, CheckReport, Verdict
from course.errors import CourseError
from course.examples import Handout
from course.own_file.edits import functions, only_raises
from course.student.answering import read_quiz
from course.student.checking import check, read_handout

STARTED = "started"


@dataclass(frozen=True, slots=True)
class Standing:
    """A student's folder at one moment."""

    report: CheckReport
    changed: datetime
    """When the student's file was last changed, in the time of this machine."""
    begun: frozenset[str] = frozenset()
    """Exercises with more in them than their skeleton, which still raise NotImplementedError."""
    open_questions: tuple[str, ...] = ()
    """The questions without an answer, where the file says which."""

    def state(self, exercise: CheckedExercise) -> str:
        """The verdict on an exercise, or "started" where it is neither untouched nor written."""
        return STARTED if exercise.name in self.begun else exercise.verdict.value


def standing(folder: Path, *, timeout: float = 10.0) -> Standing:
    """Check all of a student's folder and look at what was changed; raises what `check` raises."""
    report = check(folder, timeout=timeout)
    handout = read_handout(folder)
    path = folder / report.file
    return Standing(
        report,
        datetime.fromtimestamp(path.stat().st_mtime).astimezone(),
        _begun(path, report),
        _open_questions(folder, handout),
    )


def _begun(path: Path, report: CheckReport) -> frozenset[str]:
    names = {each.name for each in report.exercises if each.verdict is Verdict.NOT_STARTED}
    sources = own_file.read(path).sources if names else ()
    begun = set()
    for name in names:
        found = [each for source in sources for each in functions(source, name)]
        if found and not only_raises(found[-1].text):
            begun.add(name)
    return frozenset(begun)


def _open_questions(folder: Path, handout: Handout) -> tuple[str, ...]:
    if not handout.questions:
        return ()
    try:
        given = read_quiz(folder).given()
    except CourseError:
        return ()
    return open_questions(handout.questions, given)
