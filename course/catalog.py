"""The course on disk: exercises/, solutions/ and grader/, read into the words of `course.model`.

An exercise is one file of the same name in each of the three folders; nothing else lists it.
Front matter is TOML between two `+++` lines. Everything that is wrong is reported at once.
"""

import importlib.util
import inspect
import re
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
import jinja2.meta

from course.authoring import bank
from course.errors import AuthorError, MissingInput, Problem, UnknownName
from course.model import Assignment, Chaff, Course, Example, Exercise, Question, Solution, Wheat
from course.skeleton import parameters

CHAPTER = "chapter.md.j2"
_FOLDERS = ("exercises", "solutions", "grader")
_FENCE = "+++"
_KINDS = {str: "a text", list: "a list", dict: "a table", int: "a number", float: "a number"}
Keys = Mapping[str, type | tuple[type, ...]]
"""TOML key -> the types that it may have."""


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


def solution_path(course: Course, assignment: Assignment, exercise: Exercise) -> Path:
    """The module with an exercise's reference, examples, wheats and chaffs."""
    return course.root / "solutions" / assignment.name / f"{exercise.name}.py"


def grader_path(course: Course, assignment: Assignment, exercise: Exercise) -> Path:
    """The hidden tests of an exercise."""
    return course.root / "grader" / assignment.name / f"test_{exercise.name}.py"


def answers_path(course: Course, assignment: Assignment) -> Path:
    """The answers of an assignment's quiz."""
    return course.root / "solutions" / assignment.name / "quiz.toml"


def blank_front_matter(text: str) -> str:
    """The text with its front matter blanked line by line, so that line numbers stay true."""
    front = _front_matter_lines(text)
    return "\n" * front + "".join(text.splitlines(keepends=True)[front:])


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
            inputs: list[object] = list(generator())
        except Exception as error:
            problems.append(Problem(path, f"the examples raised {error!r}", line))
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
    text = _read(path, problems)
    answers = _parse_toml(text, path, 0, problems)
    if problems:
        raise AuthorError(problems)
    options = {question.id: question.options for question in assignment.questions}
    for key, answer in answers.items():
        if key not in options:
            problems.append(Problem(path, _unknown("question", key, options), _line_of(text, key)))
        elif not isinstance(answer, str) or answer not in options[key]:
            problems.append(
                Problem(
                    path,
                    _unknown(f"option of {key!r}", str(answer), options[key]),
                    _line_of(text, key),
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
    text = _read(path, problems)
    front = _front_matter(
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
    questions = _load_questions(folder / "quiz.toml", problems)
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
                folder / f"{exercise.name}.py.j2", _unknown("exercise in 'after'", earlier, names)
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
        previous=str(front.get("previous", "")),
        next=str(front.get("next", "")),
    )


def _load_exercise(root: Path, assignment: str, name: str, problems: list[Problem]) -> Exercise:
    path = root / "exercises" / assignment / f"{name}.py.j2"
    text = _read(path, problems)
    front = _front_matter(
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


def _load_questions(path: Path, problems: list[Problem]) -> tuple[Question, ...]:
    if not path.exists():
        return ()
    text = _read(path, problems)
    wrong = len(problems)
    parsed = _parse_toml(text, path, 0, problems)
    if len(problems) > wrong:
        return ()
    _check_keys(parsed, path, text, problems, required={"question": list}, optional={})
    entries = parsed.get("question")
    questions: list[Question] = []
    for position, entry in enumerate(entries if isinstance(entries, list) else []):
        line = _line_of_table(text, "question", position)
        if not isinstance(entry, dict):
            problems.append(Problem(path, f"a question is {entry!r}: write it below [[question]]"))
            continue
        before = len(problems)
        _check_keys(
            entry,
            path,
            text,
            problems,
            required={"id": str, "text": str, "options": dict, "hint": str, "see": str},
            optional={"points": (float, int)},
            start=line,
        )
        if len(problems) > before:
            continue
        points = float(entry.get("points", 1.0))
        if not 0 <= points < float("inf"):
            problems.append(
                Problem(
                    path,
                    f"points of {entry['id']!r} are {points}, but should be 0 or more",
                    _line_of(text, "points", line),
                )
            )
        if entry["id"] in {question.id for question in questions}:
            problems.append(Problem(path, f"two questions are called {entry['id']!r}", line))
        options = {str(key): str(option) for key, option in entry["options"].items()}
        questions.append(
            Question(entry["id"], entry["text"], options, entry["hint"], entry["see"], points)
        )
    return tuple(questions)


def _included(text: str, path: Path, problems: list[Problem]) -> list[str]:
    """The exercises that a chapter includes, in order."""
    tree = _parse_template(text, path, problems)
    if tree is None:
        return []
    included = [str(name) for name in jinja2.meta.find_referenced_templates(tree) if name]
    names = [name.removesuffix(".py.j2") for name in included if name.endswith(".py.j2")]
    if text and not names:
        problems.append(Problem(path, "includes no exercise: write {% include 'NAME.py.j2' %}"))
    return list(dict.fromkeys(names))


def _parse_template(text: str, path: Path, problems: list[Problem]) -> jinja2.nodes.Template | None:
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
        traceback = error.__traceback__
        line = None
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == str(path):
                line = traceback.tb_lineno
            traceback = traceback.tb_next
        raise AuthorError([Problem(path, f"raised {error!r}", line)]) from error
    return module


def _read(path: Path, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(path, "is missing"))
    except UnicodeDecodeError as error:
        problems.append(
            Problem(path, f"is not UTF-8: byte {error.start} is {error.object[error.start]:#x}")
        )
    except OSError as error:
        problems.append(Problem(path, f"cannot be read: {error.strerror}"))
    return ""


def _front_matter_lines(text: str) -> int:
    """How many lines the front matter takes, both fences included; 0 where there is none."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        return 0
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == _FENCE:
            return number
    return 0


def _front_matter(
    text: str, path: Path, problems: list[Problem], *, required: Keys, optional: Keys
) -> dict[str, Any]:
    """The front matter of a template, its keys checked."""
    lines = _front_matter_lines(text)
    if not lines:
        if text:
            problems.append(Problem(path, f"has no front matter between two '{_FENCE}' lines", 1))
        return {}
    inner = "\n".join(text.splitlines()[1 : lines - 1])
    before = len(problems)
    front = _parse_toml(inner, path, 1, problems)
    if len(problems) == before:
        _check_keys(front, path, text, problems, required=required, optional=optional)
    return front


def _parse_toml(text: str, path: Path, above: int, problems: list[Problem]) -> dict[str, Any]:
    """Parsed TOML; `above` is the number of lines of the file that stand before the text."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        problems.append(Problem(path, re.sub(r" \(at .*\)", "", str(error)), line + above))
        return {}


def _check_keys(
    found: Mapping[str, Any],
    path: Path,
    text: str,
    problems: list[Problem],
    *,
    required: Keys,
    optional: Keys,
    start: int = 1,
) -> None:
    """Report unknown, missing and mistyped keys; the table is set from line `start` on."""
    known = {**required, **optional}
    for key, value in found.items():
        line = _line_of(text, key, start)
        if key not in known:
            problems.append(Problem(path, _unknown("key", key, known), line))
            continue
        wanted = known[key]
        kinds = wanted if isinstance(wanted, tuple) else (wanted,)
        if not isinstance(value, kinds) or isinstance(value, bool):
            names = " or ".join(dict.fromkeys(_KINDS[kind] for kind in kinds))
            problems.append(Problem(path, f"{key!r} is {value!r}, but should be {names}", line))
    problems += [
        Problem(path, f"key {key!r} is missing", start) for key in required if key not in found
    ]


def _unknown(kind: str, name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"unknown {kind} {name!r}" + (f", did you mean {close[0]!r}?" if close else "")


def _line_of(text: str, key: str, start: int = 1) -> int | None:
    """The first line from `start` on that sets a TOML key."""
    pattern = re.compile(rf"\s*\[*\s*[\w.]*\b{re.escape(key)}\b\s*[\]=]")
    for number, line in enumerate(text.splitlines(), start=1):
        if number >= start and pattern.match(line):
            return number
    return None


def _line_of_table(text: str, name: str, position: int) -> int:
    """The line on which an array's table of that position begins, or 1 if it is written inline."""
    header = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
    lines = [n for n, line in enumerate(text.splitlines(), start=1) if header.match(line)]
    return lines[position] if position < len(lines) else 1


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
