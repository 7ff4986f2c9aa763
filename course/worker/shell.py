"""A notebook's cells in a real IPython shell: no kernel, no thread, no socket but the wire.

The shell is made once, in the zygote, before anything is confined; each notebook runs in a child
that inherits it. What the cells show decides no score.
"""

import asyncio
import builtins
import getpass
import importlib.util
import json
import os
import pdb
import selectors
import site
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from IPython.core import page
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets import Type
from traitlets.config import Config

from . import codec, loader
from .recorded import Recorded, Stream

_WARM_UP = """
import numpy as np
print(np.zeros(2))
np.eye(2)
1 / 0
"""
_DRAWN = """
import matplotlib.pyplot as plt
plt.imshow([[0.0, 1.0]])
plt.title("$x_1$")
plt.show()
plt.close("all")
del plt
"""
_PROGRAMS = ("bash", "sh", "script", "ruby", "perl", "python", "python2", "python3", "pypy")
_NO_PROGRAM = "Other programs cannot be started here."
_NO_PACKAGE = "Packages cannot be installed here."
_NO_DEBUGGER = "There is no debugger here."
_NO_ANSWER = "There is nobody here to answer."
_PACKAGES = ("pip", "conda", "mamba", "micromamba", "uv")


class Cells:
    """Answers a grader: runs cells, one after another, in the shell."""

    def __init__(self, shell: "Shell", layers: list[str]) -> None:
        self._shell = shell
        self._layers = layers
        sys.modules["course"] = loader.StandIn("course")

    def reply(self, message: codec.Message, writer: codec.Writer) -> dict[str, Any]:
        """The answer to a request, without the nonce."""
        header = message.header
        match header["op"]:
            case "hello":
                return {"layers": self._layers}
            case "cell":
                source = message.value(header["source"]).tobytes().decode()
                outputs = self._shell.outputs_of(source, header["seconds"])
                return {"outputs": writer.strict(np.frombuffer(outputs, np.uint8))}
        raise ValueError(header["op"])


class _Hook(DisplayHook):
    """The value of a cell's last line becomes an output."""

    shell: Any

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(
        self,
        format_dict: Mapping[str, Any],
        md_dict: Mapping[str, Any] | None = None,  # noqa: ARG002 - IPython's
    ) -> None:
        self.shell.recorded.data("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):
    """What is displayed becomes an output."""

    shell: Any

    def publish(self, data: Any, *_: Any, **options: Any) -> None:
        transient = options.get("transient") or {}
        self.shell.recorded.data(
            "display_data",
            data,
            display=transient.get("display_id"),
            update=bool(options.get("update")),
        )

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorded.clear(wait=wait)


class Shell(InteractiveShell):
    """IPython's own shell, with its outputs kept and its ways out refused in words."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, **options: Any) -> None:
        self.recorded = Recorded()
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._streams = Stream(self.recorded, "stdout"), Stream(self.recorded, "stderr")
        self._loop = _Loop()

    def outputs_of(self, source: str, seconds: float, *, kept: bool = True) -> bytes:
        """Run a cell for so long at most; its outputs as JSON. It is in the history if `kept`."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self._streams
        try:
            with loader.alarm(seconds):
                self._run(source, kept)
        except BaseException as error:  # out of time, or nothing that IPython could show
            self.recorded.error(type(error).__name__, _text(error), [])
            self._loop = _Loop()  # what waited in the other must not go on in the next cell
        finally:
            sys.stdout, sys.stderr = before
        return json.dumps(self.recorded.take()).encode()

    def _run(self, source: str, kept: bool) -> None:
        failed = None
        try:
            code = self.transform_cell(source)  # type: ignore[no-untyped-call]
        except Exception:
            code, failed = source, sys.exc_info()
        # Even code without `await` runs inside the loop: as in a kernel, one is running already.
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(
            self.run_cell_async(
                source, store_history=kept, transformed_cell=code, preprocessing_exc_tuple=failed
            )
        )
        self.events.trigger("post_execute")
        self.events.trigger("post_run_cell", self.last_execution_result)

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        # Not the frame that rang the alarm: it is ours.
        lines = [part for part in stb if "in _ring(" not in part]
        self.recorded.error(etype.__name__, _text(evalue), lines)

    def system(self, cmd: str) -> None:  # noqa: ARG002 - as above
        """What `!command` and `%pip` come to."""
        _refusing(_NO_PROGRAM)()

    system_raw = system_piped = system

    def getoutput(
        self,
        cmd: str,  # noqa: ARG002 - as above
        split: bool = True,
        depth: int = 0,  # noqa: ARG002 - as above
    ) -> Any:
        """What `x = !command` comes to."""
        _refusing(_NO_PROGRAM)()
        return [] if split else ""

    def enable_gui(self, gui: Any = None) -> None:
        """There is no screen."""

    def ask_exit(self) -> None:
        """Nothing comes after the notebook."""


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # its __str__ may be the student's own
        return ""


class _Waits(selectors.SelectSelector):
    """Waits for the time alone: epoll is refused, and nothing could be ready."""

    def select(self, timeout: float | None = None) -> list[Any]:
        time.sleep(3600.0 if timeout is None else max(timeout, 0.0))
        return []


class _Loop(asyncio.SelectorEventLoop):
    """An event loop without the socket by which another thread would wake it."""

    def __init__(self) -> None:
        super().__init__(_Waits())

    def _make_self_pipe(self) -> None:
        pass

    def _close_self_pipe(self) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


def make(folder: str, readable: list[str], *, draws: bool) -> Shell:
    """The shell, warm; its profile is written to the folder, which need not stay."""
    os.environ["IPYTHONDIR"] = folder
    site.setquit()
    site.setcopyright()
    site.sethelper()
    config = Config()
    config.InteractiveShell.colors = "nocolor"
    config.Completer.use_jedi = False
    config.HistoryManager.enabled = False  # its database is written by a thread
    shell: Shell = Shell.instance(
        config=config, profile_dir=ProfileDir(location=str(Path(folder, "profile")))
    )
    shell.set_hook("show_in_pager", page.as_hook(page.display_page), 99)  # type: ignore[no-untyped-call]
    _say_what_is_refused(shell)
    sources = [_WARM_UP]
    if draws and importlib.util.find_spec("matplotlib"):
        shell.run_line_magic("matplotlib", "inline")
        _forget_fonts_outside(readable)
        sources.append(_DRAWN)
    for source in sources:
        shell.outputs_of(source, 60.0, kept=False)
    shell.reset(new_session=False)  # type: ignore[no-untyped-call]
    shell.user_ns.update(dict.fromkeys(("_", "__", "___"), ""))
    return shell


def _say_what_is_refused(shell: Shell) -> None:
    register = shell.magics_manager.register_function
    for name in _PROGRAMS:
        register(_refusing(_NO_PROGRAM), "cell", name)
    for name in _PACKAGES:
        register(_refusing(_NO_PACKAGE), "line", name)
    register(_refusing(_NO_DEBUGGER), "line_cell", "debug")
    sys.breakpointhook = pdb.set_trace = pdb.post_mortem = pdb.pm = _refusing(_NO_DEBUGGER)
    builtins.input = getpass.getpass = _refusing(_NO_ANSWER, "")


def _refusing(words: str, answer: Any = None) -> Callable[..., Any]:
    """A function that says so and goes on: a cell may well begin with `!pip install`."""

    def refuse(*_: object, **__: object) -> Any:
        print(words)  # noqa: T201 - for the student, into the outputs
        return answer

    return refuse


def _forget_fonts_outside(readable: list[str]) -> None:
    """Keep matplotlib from the fonts that cannot be read once everything is confined."""
    from matplotlib.font_manager import fontManager

    for fonts in (fontManager.ttflist, fontManager.afmlist):
        fonts[:] = [font for font in fonts if font.fname.startswith(tuple(readable))]
