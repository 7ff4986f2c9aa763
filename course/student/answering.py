"""The quiz, answered in the student's own file: in its `answers = {…}` and nowhere else.

Which answer is right is known to nobody here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from course import own_file
from course.answers import answers_source, option
from course.errors import BrokenFile, MissingInput, UnknownName
from course.model import Question
from course.own_file import OwnFile
from course.own_file.edits import (
    NoSuchPlace,
    answers,
    mentions_answers,
    syntax_problem,
    with_answer,
)
from course.student.checking import read_handout, student_file


@dataclass(slots=True)
class AnswerSheet:
    """An assignment's questions and the file that takes the answers.

    The file is read anew for each answer, since its student may be working in it.
    """

    title: str
    path: Path
    questions: tuple[Question, ...]
    notes: tuple[str, ...] = ()
    """What to say about the choice of the file."""
    backup: str = ""
    """What holds the file as it was before the first answer, once there is one."""
    _saved: bool = field(default=False, repr=False)

    @property
    def file(self) -> str:
        """The file's name."""
        return self.path.name

    def question(self, name: str) -> Question:
        """The question of that name; UnknownName where there is none."""
        for question in self.questions:
            if question.id == name:
                return question
        raise UnknownName("question", name, [question.id for question in self.questions])

    def given(self) -> dict[str, str]:
        """Question -> the answer that stands in the file, those that are open left out.

        Raises BrokenFile where answers have no place in it.
        """
        _, _, entries = self._place({})
        return {name: answer for name, answer in entries.items() if answer is not None}

    def write(self, question: str, answer: str) -> str:
        """Write one answer into the file and return it; a backup is made before the first.

        Raises UnknownName for no such question or option, MissingInput where the file cannot be
        written, BrokenFile where answers have no place in it.
        """
        options = self.question(question).options
        key = option(options, answer)
        if key not in options:
            raise UnknownName("option", answer, options, where=question)
        file, position, entries = self._place({question: key})
        if entries.get(question) == key:
            return key
        source = with_answer(file.sources[position], question, key)
        backup = f"{file.name}{own_file.BACKUP}quiz"
        own_file.save(file, file.changed(position, source), None if self._saved else backup)
        self._saved, self.backup = True, backup
        return key

    def _place(self, wanted: Mapping[str, str]) -> tuple[OwnFile, int, dict[str, str | None]]:
        """The file, the last of its sources that holds the answers, and these answers.

        `wanted` is what there is to paste where they have no place.
        """
        file = own_file.read(self.path)
        for position, source in reversed(list(enumerate(file.sources))):
            problem = syntax_problem(source)
            if problem and (not file.is_notebook or mentions_answers(source)):
                cell = f"code cell {position + 1}, " if file.is_notebook else ""
                raise self._broken(f"{file.name}, {cell}{problem}.", wanted)
            try:
                entries = answers(source)
            except NoSuchPlace as error:
                raise self._broken(f"{file.name}: {error}.", wanted) from error
            if entries is not None:
                return file, position, entries
        where = "a code cell at the end" if file.is_notebook else "the end of it"
        raise BrokenFile(
            f"{file.name} has no 'answers = {{…}}'. Paste this into {where}:\n"
            f"{answers_source(self.questions, wanted)}"
        )

    def _broken(self, why: str, wanted: Mapping[str, str]) -> BrokenFile:
        if not wanted:
            return BrokenFile(f"{why} Put that right first: your answers are kept in that file.")
        lines = "\n".join(f'    "{question}": "{key}",' for question, key in wanted.items())
        return BrokenFile(
            f"{why} Put that right, or write this into your 'answers = {{…}}' yourself:\n{lines}"
        )


def read_quiz(folder: Path) -> AnswerSheet:
    """The quiz of the assignment in that folder; MissingInput where there is none."""
    handout = read_handout(folder)
    if not handout.questions:
        raise MissingInput(f"'{handout.assignment}' has no quiz.")
    path, notes = student_file(folder, handout)
    return AnswerSheet(handout.title, path, handout.questions, notes)
