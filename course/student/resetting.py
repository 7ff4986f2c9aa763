"""An exercise put back to its skeleton, in the student's own file and nowhere else in it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from course import own_file
from course.errors import BrokenFile
from course.own_file import OwnFile
from course.own_file.edits import functions, same_function, syntax_problem, with_function
from course.student.checking import read_handout, student_file


@dataclass(frozen=True, slots=True)
class Reset:
    """What putting an exercise back would change."""

    exercise: str
    file: OwnFile
    data: bytes
    """What the file would hold; as it is where the skeleton stands already."""
    notes: tuple[str, ...] = ()
    """What its student should know besides."""

    @property
    def needed(self) -> bool:
        """Whether there is anything to put back."""
        return self.data != self.file.data

    def carry_out(self) -> str:
        """Write the file, keep what it held in a backup, and return the backup's name.

        Raises MissingInput where it cannot be written; the file is as it was then.
        """
        stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
        backup = f"{self.file.name}{own_file.BACKUP}{stamp}"
        number = 1
        while self.file.path.with_name(backup).exists():
            number += 1
            backup = f"{self.file.name}{own_file.BACKUP}{stamp}-{number}"
        own_file.save(self.file, self.data, backup)
        return backup


def plan_reset(folder: Path, name: str) -> Reset:
    """Look up what to change; nothing is written yet.

    Of a function that is defined twice the last definition is put back, since it is the one that
    counts. In a notebook whose cell lost the function, the cell becomes the skeleton. Raises
    UnknownName for no such exercise, BrokenFile where the function has no place in the file.
    """
    handout = read_handout(folder)
    skeleton = handout.exercise(name).skeleton
    path, notes = student_file(folder, handout)
    file = own_file.read(path)
    found = [
        (position, function)
        for position, source in enumerate(file.sources)
        for function in functions(source, name)
    ]
    if not found:
        return Reset(name, file, _without_definition(file, name, skeleton), notes)
    position, function = found[-1]
    if len(found) > 1:
        notes = (*notes, _told_twice(file, name, [(at, each.first) for at, each in found]))
    source = file.sources[position]
    if same_function(function.text, skeleton):
        return Reset(name, file, file.data, notes)
    source = with_function(source, function, skeleton)
    problem = "" if file.is_notebook else syntax_problem(source)
    if problem:
        notes = (*notes, f"{file.name} still has a mistake elsewhere: {problem}.")
    return Reset(name, file, file.changed(position, source), notes)


def _without_definition(file: OwnFile, name: str, skeleton: str) -> bytes:
    for position, cell in enumerate(file.cells):
        if name in cell.names:
            return file.changed(position, skeleton)
    where = "a code cell" if file.is_notebook else "it"
    raise BrokenFile(f"{file.name} has no function '{name}'. Paste this into {where}:\n{skeleton}")


def _told_twice(file: OwnFile, name: str, places: list[tuple[int, int]]) -> str:
    if file.is_notebook:
        where = ", ".join(f"code cell {at + 1}" for at in sorted({at for at, _ in places}))
    else:
        where = "lines " + ", ".join(str(line) for _, line in places)
    return f"{name} is defined more than once ({where}). The last one counts: remove the others."
