"""Our feedback page in nbgrader's place: what `nbgrader generate_feedback` makes of a notebook.

The scores are the gradebook's, those given by hand among them; what is said of them is the report
that `autograde` noted in the notebook. Hidden tests are in neither.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets import default

from course.gradebook.cells import PREFIX
from course.gradebook.noted import Noted, noted
from course.gradebook.shown_outputs import Shown, attached, markdown, shown_outputs
from course.model import Report, Status
from course.reports.feedback import results
from course.reports.marked_code import marked_code
from course.reports.points import points
from course.reports.render import render_page

_MOST_CODE = 200_000
"""Characters of code, and of outputs, on one page."""
_MOST_OUTPUT = 8 << 20


class FindGrades(GetGrades):  # type: ignore[misc] # nbgrader has no types
    """nbgrader's own step, and besides the score whether a person gave it or still has to."""

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(
            cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        by_hand = grade.manual_score is not None
        cell.metadata.nbgrader.by_hand = by_hand
        cell.metadata.nbgrader.waits = bool(grade.needs_manual_grade) and not by_hand


class FeedbackExporter(Exporter):
    """Makes the page; it goes to `c.GenerateFeedback.exporter_class`."""

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override] # as nbconvert's own HTMLExporter has it
        self, nb: NotebookNode, resources: Any = None, **settings: Any
    ) -> tuple[str, Any]:
        """The page of a notebook whose cells have their grades, as `FindGrades` leaves them."""
        nb, resources = super().from_notebook_node(nb, resources, **settings)
        return feedback_page(nb, resources["nbgrader"], noted(nb)), resources


def feedback_page(nb: NotebookNode, about: Mapping[str, Any], note: Noted | None) -> str:
    """The page; `about` names the assignment and the student, and has the score."""
    report = note.report if note else Report("", "", Status.ERROR)
    code_cells = list(_student_code(nb))
    code = marked_code([(number, cell.source) for number, cell in code_cells], report)
    shown = results(report, code)
    titles = {f"{PREFIX}{each.name}": each.title or each.name for each in report.exercises}
    known = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if _is_known(cell)}
    told = [*shown["exercises"], *([shown["quiz"]] if shown["quiz"] else [])]
    for part in told:
        if f"{PREFIX}{part['name']}" in known:
            part |= _grade(known.pop(f"{PREFIX}{part['name']}"))
        if part["name"] in known:
            part["comment"] = _comment(known[part["name"]])
    shown["others"] = others = [
        _other(cell, note, titles) for cell in known.values() if is_grade(cell) or is_task(cell)
    ]
    return render_page(
        "notebook.html.j2",
        title=note.title if note else about["assignment"],
        submission=about["student"],
        score=points(about["score"]),
        max_score=points(about["max_score"]),
        late_penalty=points(about["late_penalty"]),
        waits=any(part["waits"] for part in (*told, *others)),
        code=code,
        outputs=_outputs(code_cells),
        comments={
            number: _comment(cell)
            for number, cell in code_cells
            if _is_known(cell)
            and cell.metadata.nbgrader.grade_id not in {part["name"] for part in told}
        },
        **shown,
    )


def _is_known(cell: NotebookNode) -> bool:
    return bool(is_grade(cell) or is_solution(cell) or is_task(cell))


def _is_test(cell: NotebookNode) -> bool:
    return bool(is_grade(cell) and not is_solution(cell))


def _student_code(nb: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The code cells that are the student's, each with its number among all code cells."""
    left = _MOST_CODE
    numbered = enumerate((cell for cell in nb.cells if cell.cell_type == "code"), start=1)
    for number, cell in numbered:
        if not _is_test(cell) and cell.source.strip():
            if len(cell.source) > left:
                cell.source = f"{cell.source[:left]}\n# … (cut here)"
            left = max(0, left - len(cell.source))
            yield number, cell


def _outputs(cells: Sequence[tuple[int, NotebookNode]]) -> Mapping[int, Sequence[Shown]]:
    """Number of a code cell -> its outputs, as far as there is room for them on the page."""
    left = _MOST_OUTPUT
    found = {}
    for number, cell in cells:
        shown = shown_outputs(cell)
        left -= sum(len(each.text) + len(each.html) + len(each.picture) for each in shown)
        found[number] = shown if left >= 0 else [Shown("… too much output on this page")]
    return found


def _grade(cell: NotebookNode) -> dict[str, Any]:
    settings = cell.metadata.nbgrader
    return {
        "score": points(settings.score),
        "max_score": points(settings.points),
        "by_hand": bool(settings.get("by_hand")),
        "waits": bool(settings.get("waits")),
    }


def _comment(cell: NotebookNode) -> str:
    comment = cell.metadata.nbgrader.get("comment")
    return markdown(comment) if comment else ""


def _other(cell: NotebookNode, note: Noted | None, titles: Mapping[str, str]) -> dict[str, Any]:
    """What the report does not tell of: an answer in words, or a cell that has only its score."""
    name = cell.metadata.nbgrader.grade_id
    question = note.written.get(name, "") if note else ""
    is_text = cell.cell_type == "markdown"
    part = {
        "name": name,
        "title": "In your own words" if question else titles.get(name, name),
        "question": markdown(question),
        "answer": markdown(cell.source) if is_text else "",
        # Where there is a note, it says better what a test cell says.
        "shown": attached(cell) if is_text else shown_outputs(cell) if not note else [],
        "comment": _comment(cell),
        **_grade(cell),
    }
    return {**part, "says": any(part[what] for what in ("answer", "shown", "comment", "by_hand"))}
