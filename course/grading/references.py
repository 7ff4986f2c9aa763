"""The references of an assignment as one program, which a worker runs as it runs a student's."""

from pathlib import Path

import course
from course.errors import AuthorError, Fault
from course.grading.bench import Bench
from course.problem import Problem
from course.submission import Source
from course.worker.client import Worker
from course.worker.in_process import InProcess
from course.worker.process import Limits

PATH = (str(Path(course.__file__).parents[1]),)
"""What a worker needs on its path to run the references: they import `course.authoring`."""
LIMITS = Limits(submission_seconds=1e9)
"""The references serve a whole session."""


def reference_bench(root: Path, assignment: str, *, in_process: bool = False) -> Bench:
    """The references on a bench of their own, loaded; `in_process` no worker has to start."""
    kind = _InProcess if in_process else Bench
    bench = kind(_program(root, assignment), LIMITS, side="reference", path=PATH)
    try:
        loaded = bench.load()
    except Fault as fault:
        raise AuthorError([Problem(root / "solutions" / assignment, str(fault))]) from fault
    if not loaded.gradable or loaded.problems:
        bench.close()
        problems = loaded.problems or (loaded.reason,)
        raise AuthorError([Problem(root / "solutions" / assignment, text) for text in problems])
    return bench


class _InProcess(Bench):
    def _new_worker(self, limits: Limits) -> Worker:
        return InProcess(limits, self._path, interrupts=True)


def _program(root: Path, assignment: str) -> Source:
    """A program that defines every function that has both a solution and a grader.

    Each solution keeps a namespace of its own, so that one's helpers never meet another's.
    """
    folder = root / "solutions" / assignment
    names = sorted(
        path.stem.removeprefix("test_") for path in (root / "grader" / assignment).glob("test_*.py")
    )
    texts = {}
    problems = []
    for name in names:
        path = folder / f"{name}.py"
        try:
            texts[name] = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            problems.append(Problem(path, f"cannot be read: {error}"))
    if problems:
        raise AuthorError(problems)
    program = [
        "def _function(name, path, text):",
        "    namespace = {'__name__': 'solutions.' + name}",
        "    exec(compile(text, path, 'exec'), namespace)",
        "    return namespace[name]",
        "",
    ]
    for name, text in texts.items():
        shown = f"solutions/{assignment}/{name}.py"
        program.append(f"{name} = _function({name!r}, {shown!r}, {text!r})")
    return Source("py", "\n".join(program).encode(), f"solutions/{assignment}")
