"""The course on disk: exercises/, solutions/ and grader/, read into the words of `course.model`.

An exercise is one file of the same name in each of the three folders; nothing else lists it.
Everything that is wrong is reported at once.
"""

import importlib.util
import inspect
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from course.authoring import bank
from course.catalog.author_files import (
    Keys,
    blank_front_matter,
    check_keys,
    front_matter,
    line_of,
    line_of_table,
    parse_toml,
    read_text,
    unknown,
)
from course.catalog.chain_file import CHAIN, load_chain
from course.errors import AuthorError, MissingInput, UnknownName
from course.model import (
    Assignment,
    Chaff,
    Course,
    Example,
    Exercise,
    Question,
    Solution,
    Wheat,
    Written,
)
from course.problem import Problem
from course.skeleton import parameters

if TYPE_CHECKING:
    import jinja2

CHAPTER = "chapter.md.j2"
_FOLDERS = ("exercises", "solutions", "grader")
_MOST_EXAMPLES = 1000
"""That one function may give: each is tried, kept and handed out."""
_GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")
"""nbgrader's rule."""
_QUESTION: Keys = {"id": str, "text": str, "options": dict, "hint": str, "see": str}
_WRITTEN: Keys = {"id": str, "text": str, "hint": str}


def find_course(start: Path) -> Path:
    """The course's folder: `start` or the nearest folder above it that holds the three folders."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if all((folder / name).is_dir() for name in _FOLDERS):
            return folder
    raise MissingInput(
        f"No course in '{start}' or above it: a course has the folders "
        "exercises/, solutions/ and grader/. Name one with --course."
    )


def load_course(root: Path) -> Course:
    """Read every assignment; raise AuthorError with all that is wrong in any of them."""
    course, problems = read_course(root)
    if problems:
        raise AuthorError(problems)
    return course


def read_course(root: Path) -> tuple[Course, list[Problem]]:
    """Every assignment as far as it can be read, and all that is wrong in any of them."""
    problems: list[Problem] = []
    folders = sorted(path.parent for path in (root / "exercises").glob(f"*/{CHAPTER}"))
    if not folders:
        problems.append(Problem(root / "exercises", f"no assignment: none has a {CHAPTER}"))
    assignments = [_load_assignment(root, folder, problems) for folder in folders]
    return Course(root, tuple(assignments)), problems


def find_assignment(course: Course, name: str) -> Assignment:
    """The assignment of that name."""
    for assignment in course.assignments:
        if assignment.name == name:
            return assignment
    raise UnknownName("assignment", name, [assignment.name for assignment in course.assignments])


def find_exercise(assignment: Assignment, name: str) -> Exercise:
    """The exercise of that name."""
    for exercise in assignment.exercises:
        if exercise.name == name:
            return exercise
    known = [exercise.name for exercise in assignment.exercises]
    raise UnknownName("exercise", name, known, where=assignment.name)


def chapter_folder(course: Course, assignment: Assignment) -> Path:
    """The folder of an assignment's chapter and exercise templates."""
    return course.root / "exercises" / assignment.name


def template_path(course: Course, assignment: Assignment, exercise: Exercise) -> Path:
    """The template that an exercise is handed out from."""
    return chapter_folder(course, assignment) / f"{exercise.name}.py.j2"


def chain_path(course: Course, assignment: Assignment) -> Path:
    """The chain that an assignment's functions make."""
    return chapter_folder(course, assignment) / CHAIN


def solution_path(course: Course, assignment: Assignment, exercise: Exercise) -> Path:
    """The module with an exercise's reference, examples, wheats and chaffs."""
    return course.root / "solutions" / assignment.name / f"{exercise.name}.py"


def grader_path(course: Course, assignment: Assignment, exercise: Exercise) -> Path:
    """The hidden tests of an exercise."""
    return course.root / "grader" / assignment.name / f"test_{exercise.name}.py"


def answers_path(course: Course, assignment: Assignment) -> Path:
    """The answers of an assignment's quiz."""
    return course.root / "solutions" / assignment.name / "quiz.toml"


def load_solution(course: Course, assignment: Assignment, exercise: Exercise) -> Solution:
    """Run an exercise's solution module and collect its reference and bank."""
    solution, problems = read_solution(course, assignment, exercise)
    if problems or solution is None:
        raise AuthorError(problems)
    return solution


def read_solution(
    course: Course, assignment: Assignment, exercise: Exercise
) -> tuple[Solution | None, list[Problem]]:
    """The solution as far as it can be read, and all that is wrong in it.

    What is wrong of an example or a function is left out; without a reference there is no solution.
    """
    path = solution_path(course, assignment, exercise)
    problems: list[Problem] = []
    try:
        module = _run_module(path, f"solutions.{assignment.name}.{exercise.name}")
    except AuthorError as error:
        return None, list(error.problems)
    reference = getattr(module, exercise.name, None)
    if not inspect.isfunction(reference):
        return None, [Problem(path, f"defines no function {exercise.name!r}")]
    if not inspect.getdoc(reference):
        line = reference.__code__.co_firstlineno
        problems.append(Problem(path, f"{exercise.name!r} has no docstring to hand out", line))
    collected = bank(reference)
    examples: list[Example] = []
    for generator, public in collected.examples:
        line = generator.__code__.co_firstlineno
        try:
            inputs: list[object] = list(islice(generator(), _MOST_EXAMPLES + 1))
        except Exception as error:
            problems.append(Problem(path, f"the examples raised {error!r}", _line(path, error)))
            continue
        if len(inputs) > _MOST_EXAMPLES:
            text = f"the examples are more than {_MOST_EXAMPLES}: do they come to an end?"
            problems.append(Problem(path, text, line))
            continue
        for position, arguments in enumerate(inputs):
            if not isinstance(arguments, Mapping):
                kind = type(arguments).__name__
                problems.append(
                    Problem(
                        path, f"an example is a {kind}, but should be a dict of arguments", line
                    )
                )
                continue
            if tuple(arguments) != parameters(reference):
                problems.append(
                    Problem(
                        path,
                        f"an example names ({', '.join(arguments)}), but {exercise.name} takes "
                        f"({', '.join(parameters(reference))}), in that order",
                        line,
                    )
                )
                continue
            name = generator.__name__.strip("_") or "example"
            examples.append(
                Example(name if len(inputs) == 1 else f"{name} {position + 1}", arguments, public)
            )
    for kind, functions in (("wheats", collected.wheats), ("chaffs", collected.chaffs)):
        names = [function.__name__ for function in functions]
        for position, function in enumerate(functions):
            name, line = function.__name__, function.__code__.co_firstlineno
            if name in names[:position]:
                problems.append(Problem(path, f"two {kind} are called {name!r}", line))
            if kind == "chaffs" and not inspect.getdoc(function):
                problems.append(Problem(path, f"chaff {name!r} has no docstring", line))
    if len(collected.inputs) > 1:
        line = collected.inputs[1].__code__.co_firstlineno
        problems.append(Problem(path, f"two functions draw inputs of {exercise.name!r}", line))
    wheats = {function.__name__: function for function in reversed(collected.wheats)}
    chaffs = {function.__name__: function for function in reversed(collected.chaffs)}
    solution = Solution(
        reference=reference,
        examples=tuple(examples),
        wheats=tuple(Wheat(name, function) for name, function in reversed(wheats.items())),
        chaffs=tuple(
            Chaff(name, " ".join((inspect.getdoc(function) or "").split()), function)
            for name, function in reversed(chaffs.items())
        ),
        inputs=collected.inputs[0] if collected.inputs else None,
        equivalents=dict(collected.equivalents),
    )
    return solution, problems


def load_answers(course: Course, assignment: Assignment) -> Mapping[str, str]:
    """The right option of every quiz question: question id -> option key."""
    if not assignment.questions:
        return {}
    path = answers_path(course, assignment)
    problems: list[Problem] = []
    text = read_text(path, problems)
    answers = parse_toml(text, path, 0, problems)
    if problems:
        raise AuthorError(problems)
    options = {question.id: question.options for question in assignment.questions}
    for key, answer in answers.items():
        if key not in options:
            problems.append(Problem(path, unknown("question", key, options), line_of(text, key)))
        elif not isinstance(answer, str) or answer not in options[key]:
            problems.append(
                Problem(
                    path,
                    unknown(f"option of {key!r}", str(answer), options[key]),
                    line_of(text, key),
                )
            )
    problems += [
        Problem(path, f"no answer to question {question!r}")
        for question in options
        if question not in answers
    ]
    if problems:
        raise AuthorError(problems)
    return answers


def _load_assignment(root: Path, folder: Path, problems: list[Problem]) -> Assignment:
    path = folder / CHAPTER
    text = read_text(path, problems)
    front = front_matter(
        text,
        path,
        problems,
        required={"title": str, "topic": str, "level": str},
        optional={"previous": str, "next": str},
    )
    exercises = [
        _load_exercise(root, folder.name, name, problems)
        for name in _included(text, path, problems)
    ]
    names = [exercise.name for exercise in exercises]
    questions, written = _load_quiz(folder / "quiz.toml", problems)
    problems += [
        Problem(
            folder / "quiz.toml",
            f"'see' of {question.id!r} is {question.see!r}, but {CHAPTER} has no "
            f'<a id="{question.see}"></a>',
        )
        for question in questions
        if text and f'<a id="{question.see}"></a>' not in text
    ]
    for exercise in exercises:
        problems += [
            Problem(
                folder / f"{exercise.name}.py.j2", unknown("exercise in 'after'", earlier, names)
            )
            for earlier in exercise.after
            if earlier not in names
        ]
    return Assignment(
        name=folder.name,
        title=str(front.get("title", "")),
        topic=str(front.get("topic", "")),
        level=str(front.get("level", "")),
        exercises=tuple(exercises),
        questions=questions,
        written=written,
        previous=str(front.get("previous", "")),
        next=str(front.get("next", "")),
        chain=load_chain(folder / CHAIN, names, problems),
    )


def _load_exercise(root: Path, assignment: str, name: str, problems: list[Problem]) -> Exercise:
    path = root / "exercises" / assignment / f"{name}.py.j2"
    text = read_text(path, problems)
    front = front_matter(
        text,
        path,
        problems,
        required={"title": str},
        optional={"hints": list, "after": list},
    )
    _parse_template(text, path, problems)
    needed = (
        root / "solutions" / assignment / f"{name}.py",
        root / "grader" / assignment / f"test_{name}.py",
    )
    problems += [
        Problem(missing, f"is missing: exercise {name!r} needs it")
        for missing in needed
        if not missing.is_file()
    ]
    return Exercise(
        name=name,
        title=str(front.get("title", "")),
        hints=_strings(front.get("hints", [])),
        after=_strings(front.get("after", [])),
    )


def _load_quiz(
    path: Path, problems: list[Problem]
) -> tuple[tuple[Question, ...], tuple[Written, ...]]:
    """What is asked besides the exercises, by its two kinds."""
    if not path.exists():
        return (), ()
    text = read_text(path, problems)
    wrong = len(problems)
    parsed = parse_toml(text, path, 0, problems)
    if len(problems) > wrong:
        return (), ()
    optional: Keys = {"written": list}
    required: Keys = {"question": list}
    if "written" in parsed:
        required, optional = {}, {**required, **optional}
    check_keys(parsed, path, text, problems, required=required, optional=optional)
    questions = [
        Question(
            entry["id"],
            entry["text"],
            {str(key): str(option) for key, option in entry["options"].items()},
            entry["hint"],
            entry["see"],
            float(entry.get("points", 1.0)),
        )
        for entry in _entries(parsed, "question", _QUESTION, path, text, problems)
    ]
    written = [
        Written(entry["id"], entry["text"], entry["hint"], float(entry.get("points", 1.0)))
        for entry in _entries(parsed, "written", _WRITTEN, path, text, problems)
    ]
    return tuple(questions), tuple(written)


def _entries(
    parsed: Mapping[str, Any],
    kind: str,
    required: Keys,
    path: Path,
    text: str,
    problems: list[Problem],
) -> Iterator[dict[str, Any]]:
    """The tables of a kind that have all that they need."""
    entries = parsed.get(kind)
    ids: set[str] = set()
    for position, entry in enumerate(entries if isinstance(entries, list) else []):
        line = line_of_table(text, kind, position)
        if not isinstance(entry, dict):
            problems.append(Problem(path, f"a question is {entry!r}: write it below [[{kind}]]"))
            continue
        before = len(problems)
        optional: Keys = {"points": (float, int)}
        check_keys(entry, path, text, problems, required=required, optional=optional, start=line)
        if len(problems) > before:
            continue
        points = float(entry.get("points", 1.0))
        if not 0 <= points < float("inf"):
            problems.append(
                Problem(
                    path,
                    f"points of {entry['id']!r} are {points}, but should be 0 or more",
                    line_of(text, "points", line),
                )
            )
        if entry["id"] in ids:
            problems.append(Problem(path, f"two questions are called {entry['id']!r}", line))
        if kind == "written" and not _GRADE_ID.fullmatch(entry["id"]):
            wanted = "should be made of letters, digits, - and _"
            problems.append(Problem(path, f"'id' is {entry['id']!r}, but {wanted}", line))
        ids.add(entry["id"])
        yield entry


def _included(text: str, path: Path, problems: list[Problem]) -> list[str]:
    """The exercises that a chapter includes, in order."""
    tree = _parse_template(text, path, problems)
    if tree is None:
        return []
    from jinja2.meta import find_referenced_templates

    included = [str(name) for name in find_referenced_templates(tree) if name]
    names = [name.removesuffix(".py.j2") for name in included if name.endswith(".py.j2")]
    if text and not names:
        problems.append(Problem(path, "includes no exercise: write {% include 'NAME.py.j2' %}"))
    return list(dict.fromkeys(names))


def _parse_template(
    text: str, path: Path, problems: list[Problem]
) -> "jinja2.nodes.Template | None":
    # Imported where templates are read: a grader process reads none, and starts sooner without.
    import jinja2

    environment = jinja2.Environment()  # noqa: S701 - parses Python and Markdown, renders nothing
    try:
        return environment.parse(blank_front_matter(text), filename=str(path))
    except jinja2.TemplateSyntaxError as error:
        problems.append(Problem(path, str(error.message), error.lineno))
        return None


def _run_module(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise AuthorError([Problem(path, "is not a Python module")])
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except FileNotFoundError:
        raise AuthorError([Problem(path, "is missing")]) from None
    except SyntaxError as error:
        raise AuthorError([Problem(path, f"SyntaxError: {error.msg}", error.lineno)]) from error
    except (Exception, SystemExit) as error:
        raise AuthorError([Problem(path, f"raised {error!r}", _line(path, error))]) from error
    return module


def _line(path: Path, error: BaseException) -> int | None:
    """The innermost line of that file in the traceback."""
    traceback, line = error.__traceback__, None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == str(path):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
