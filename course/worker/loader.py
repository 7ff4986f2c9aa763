"""A student's file becomes functions: a .py module, or a notebook cell by cell.

Runs beside student code, in a worker and in a laptop's check, so it imports the standard library
only and nothing that exists on Unix alone.
"""

import builtins
import contextlib
import io
import json
import linecache
import re
import signal
import sys
import threading
import time
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import FrameType, ModuleType, TracebackType
from typing import Any, NoReturn

MAX_BYTES = 32 << 20
MAX_PROBLEMS = 20
NAME = "submission"
"""The module's name: never `__main__`, so `if __name__ == "__main__"` does not run."""

_CELL = re.compile(r"<code cell (\d+)>")
_PYTHON_CELL_MAGICS = {"time", "timeit", "capture", "prun"}
"""Cell magics whose cell is Python all the same."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file defines."""

    functions: tuple[str, ...] = ()
    """Names of everything that can be called, in order of definition."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Quiz answers: question id -> option key."""
    problems: tuple[str, ...] = ()
    """What went wrong while loading: "code cell 5, line 2: SyntaxError: …"."""
    reason: str = ""
    """Why it cannot be graded; empty where it can."""
    namespace: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What the names stand for; only where the code runs."""

    @property
    def gradable(self) -> bool:
        """Whether there is anything to grade."""
        return not self.reason


class _Unreadable(Exception):
    """A file that holds no code that can be read, and why."""


class OutOfTime(BaseException):
    """A cell ran too long; not an Exception, so `except Exception` lets it pass."""


def load(
    kind: str, data: bytes, path: str, *, seconds: float = 10.0, real_course: bool = False
) -> Loaded:
    """Run a file of that kind ("py" or "ipynb"), keep what it defined, and tell what went wrong.

    A cell of a notebook may run for half of `seconds`, where the system has alarms.
    `course` is a stand-in whose `check(…)` does nothing, unless the real one is asked for.
    """
    if not real_course:
        sys.modules["course"] = StandIn("course")
    builtins.input = _refuse_input
    module = ModuleType(NAME)
    sys.modules[NAME] = module
    module.__file__ = path
    problems: list[str] = []
    before = set(module.__dict__)
    try:
        if kind == "py":
            _load_module(module, _decode(data, path), path, problems, seconds)
        else:
            module.__dict__["display"] = print
            before.add("display")
            _load_notebook(module, _code_cells(data, path), problems, seconds)
    except _Unreadable as error:
        return Loaded(reason=str(error))
    namespace = {
        name: value
        for name, value in module.__dict__.items()
        if type(name) is str and name not in before and not name.startswith("_")
    }
    functions = tuple(name for name, value in namespace.items() if callable(value))
    answers = _answers(namespace.get("answers"), problems)
    if len(problems) > MAX_PROBLEMS:
        problems[MAX_PROBLEMS:] = [f"and {len(problems) - MAX_PROBLEMS} more"]
    reason = ""
    if not functions and not answers:
        reason = f"{path} defines no function." + (f" First {problems[0]}" if problems else "")
    return Loaded(functions, answers, tuple(problems), reason, namespace)


def place(trace: TracebackType | None, path: str) -> tuple[int | None, str]:
    """The innermost line of the student's file in a traceback: its number, and in words.

    ("12", "line 12") in a module; in a notebook (2, "code cell 5, line 2").
    """
    found: tuple[int | None, str] = None, ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == path or _CELL.fullmatch(name):
            found = trace.tb_lineno, _words(name, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _words(filename: str, line: int | None) -> str:
    cell = _CELL.fullmatch(filename)
    where = [f"code cell {cell[1]}"] if cell else []
    if line is not None:
        where.append(f"line {line}")
    return ", ".join(where)


def _load_module(
    module: ModuleType, text: str, path: str, problems: list[str], seconds: float
) -> None:
    try:
        code = compile(text, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _Unreadable(f"{path}, {_told(error, path)}") from None
    except (RecursionError, MemoryError, ValueError, OverflowError) as error:
        raise _Unreadable(f"{path} cannot be compiled: {type(error).__name__}.") from None
    problem = _run(code, module, text, seconds)
    if problem:
        problems.append(f"{problem}. What stands below was not run")


def _load_notebook(
    module: ModuleType, cells: list[tuple[int, str]], problems: list[str], seconds: float
) -> None:
    until = time.monotonic() + seconds
    for number, source in cells:
        name = f"<code cell {number}>"
        text = _without_cell_magic(source)
        left = until - time.monotonic()
        if left <= 0:
            problems.append(f"code cell {number} and what is below: no time was left")
            return
        try:
            text, code = _compile_cell(text, name)
        except SyntaxError as error:
            problems.append(_told(error, name))
        except (RecursionError, MemoryError, ValueError, OverflowError) as error:
            problems.append(f"code cell {number} cannot be compiled: {type(error).__name__}")
        else:
            problem = _run(code, module, text, min(seconds / 2, left))
            if problem:
                problems.append(problem)


def _run(code: Any, module: ModuleType, text: str, seconds: float) -> str:
    """Run code in the module; what went wrong, or nothing."""
    name = code.co_filename
    # Tracebacks, inspect.getsource and warnings look here for a file's lines.
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    try:
        with alarm(seconds):
            exec(code, module.__dict__)  # noqa: S102 - running it is what we are here for
    except OutOfTime as error:
        _, where = place(error.__traceback__, name)
        return f"{where}: stopped after {seconds:.3g} s"
    except BaseException as error:
        if isinstance(error, SyntaxError) and error.filename == name:
            return _told(error, name)
        _, where = place(error.__traceback__, name)
        return f"{where}: {_named(error)}"
    return ""


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Interrupt the block after so many seconds, where the system and the thread allow it."""
    main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not main:
        yield
        return
    previous = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _ring(_: int, __: FrameType | None) -> NoReturn:
    raise OutOfTime("It ran for too long.")


def _told(error: SyntaxError, filename: str) -> str:
    where = _words(filename, error.lineno)
    return f"{where}: {_named(error)}" if where else _named(error)


def _named(error: BaseException) -> str:
    """Class and text of an exception, whose `__str__` may be the student's own."""
    if isinstance(error, SystemExit) and error.code is None:  # as a text that is "None"
        return "SystemExit"
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        text = ""
    return f"{type(error).__name__}: {text[:500]}" if text else type(error).__name__


def _decode(data: bytes, path: str) -> str:
    """The text of a .py file, as Python itself would read it."""
    _check_size(data, path)
    if b"\0" in data:
        raise _Unreadable(f"{path} is not a text file: it holds null bytes. Save it as UTF-8.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        detail = str(error).partition(" for ")[0]
        if detail != "invalid or missing encoding declaration":
            raise _Unreadable(f"{path} cannot be read: {detail}. Save it as UTF-8.") from None
        encoding = "utf-8"  # as it would be without a declaration; the line follows below
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeError) as error:
        if not isinstance(error, UnicodeDecodeError):  # such as rot13, or a codec that gives up
            raise _Unreadable(
                f"{path} cannot be read as {encoding[:40]!r}, which it declares. Save it as UTF-8."
            ) from None
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable(
            f"{path}, line {line}: byte {data[error.start]:#x} is not {encoding.upper()}. "
            "Save it as UTF-8."
        ) from None
    return text


def too_large(path: str, size: int) -> str:
    """What is wrong with a file of so many bytes."""
    return (
        f"{path} has {size >> 20} MiB, and {MAX_BYTES >> 20} can be read. "
        "Clear its outputs and save it again."
    )


def _check_size(data: bytes, path: str) -> None:
    if len(data) > MAX_BYTES:
        raise _Unreadable(too_large(path, len(data)))
    if not data.strip():
        raise _Unreadable(f"{path} is empty.")


def unreadable(data: bytes, path: str) -> str:
    """Why a notebook's file cannot be read at all; empty where it can."""
    try:
        _all_cells(data, path)
    except _Unreadable as error:
        return str(error)
    return ""


def _code_cells(data: bytes, path: str) -> list[tuple[int, str]]:
    """The code cells of a notebook of any nbformat, counted from 1."""
    found: list[tuple[int, str]] = []
    for cell in _all_cells(data, path):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            # nbformat 4 says "source", 2 and 3 say "input".
            source = cell.get("source", cell.get("input", ""))
            if isinstance(source, list):
                source = "".join(line for line in source if isinstance(line, str))
            found.append((len(found) + 1, source if isinstance(source, str) else ""))
    if not any(source.strip() for _, source in found):
        raise _Unreadable(f"{path} holds no code.")
    return found


def _all_cells(data: bytes, path: str) -> list[Any]:
    _check_size(data, path)
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable(f"{path} is not a notebook: line {line} is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise _Unreadable(f"{path} is not a notebook: line {error.lineno} is not JSON.") from None
    except (RecursionError, ValueError):
        raise _Unreadable(f"{path} is not a notebook: its JSON cannot be read.") from None
    return _cells(notebook, path)


def _cells(notebook: Any, path: str) -> list[Any]:
    if isinstance(notebook, dict):
        if isinstance(notebook.get("cells"), list):
            return list(notebook["cells"])
        if isinstance(notebook.get("worksheets"), list):  # nbformat 2 and 3
            sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
            lists = [sheet["cells"] for sheet in sheets if isinstance(sheet.get("cells"), list)]
            return [cell for cells in lists for cell in cells]
    raise _Unreadable(f"{path} is not a notebook: it has no cells.")


def _without_cell_magic(text: str) -> str:
    """The cell with its `%%magic` line blanked, or blank where the cell is not Python."""
    lines = text.split("\n")
    magic = re.match(r"\s*%%(\w*)", lines[0])
    if not magic:
        return text
    if magic[1] not in _PYTHON_CELL_MAGICS:
        return ""
    return "\n".join(["", *lines[1:]])


def _compile_cell(text: str, name: str) -> tuple[str, Any]:
    """Compile a cell; a line that does not parse and is IPython's is passed over.

    Driven by where the parser stops, because `% b` may also go on with the line above.
    """
    lines = text.split("\n")
    for _ in range(len(lines)):
        try:
            return text, compile(text, name, "exec", dont_inherit=True)
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            if not 0 <= number < len(lines) or not _is_magic(lines[number]):
                raise
            goes_on = lines[number].endswith("\\")
            lines[number] = _passed(lines[number])
            while goes_on and number < len(lines) - 1:
                number += 1
                goes_on = lines[number].endswith("\\")
                lines[number] = ""
            text = "\n".join(lines)
    return text, compile(text, name, "exec", dont_inherit=True)


def _is_magic(line: str) -> bool:
    """Whether IPython would take the line: `%magic`, `!shell`, `x = !shell`, `?help`, `help?`."""
    line = line.strip()
    return (
        line.startswith(("%", "!", "?"))
        or line.endswith("?")
        or bool(re.match(r"[\w, ]+=\s*[%!]", line))
    )


def _passed(line: str) -> str:
    return line[: len(line) - len(line.lstrip())] + "pass"


def _answers(given: Any, problems: list[str]) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        problems.append(f"answers is a {type(given).__name__}, and should be a dict")
        return {}
    kept = {}
    for key, value in given.items():
        if type(key) is str and type(value) is str:
            kept[key] = value
        elif value is not None:
            problems.append(
                f"answers[{_bounded(key)}] is {_bounded(value)}, and should be a string"
            )
    return kept


def _bounded(value: Any) -> str:
    try:
        return repr(value)[:40]
    except BaseException:
        return f"a {type(value).__name__}"


def _refuse_input(prompt: object = "") -> NoReturn:  # noqa: ARG001 - input's signature
    raise EOFError("input() has nobody to answer it here")


class _Done(contextlib.nullcontext[None]):
    """What a call of the stand-in gives: good for a `with`, and nothing to show at a cell's end."""

    def _ipython_display_(self) -> None:
        pass


class StandIn(ModuleType):
    """`course` in a student's file: whatever is imported from it does nothing, in a `with` too."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # What a check imports of it later, to say what is wrong, is found as before.
        self.__path__ = getattr(sys.modules.get(name), "__path__", [])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: _Done()
