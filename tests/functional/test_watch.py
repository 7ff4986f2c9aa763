"""`course check --watch` as a student runs it, on a terminal 60 columns wide and without one."""

import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import replace
from pathlib import Path

import pytest

from course.catalog import load_course
from course.examples.writing import dumps, hand_out

TINY = Path(__file__).parents[1] / "assets" / "tiny"
COMMAND = shutil.which("course", path=str(Path(sys.executable).parent)) or "course"
RIGHT = """
def double(x):
    if x.size == 0:
        raise ValueError("nothing to double")
    return x * 2

def total(x):
    return x.sum(axis=0)
"""
WRONG = RIGHT.replace("x * 2", "x ** 2")
BOTH_WRONG = WRONG.replace("axis=0", "axis=1")
LOOP = RIGHT.replace("    return x * 2", "    while True:\n        pass")
PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""


@pytest.fixture(scope="module")
def examples():
    course = load_course(TINY)
    return dumps(replace(hand_out(course, course.assignments[0]), assignment="sheet"))


@pytest.fixture
def folder(tmp_path, examples):
    (tmp_path / "examples.json").write_text(examples, encoding="utf-8")
    (tmp_path / "sheet.py").write_text(RIGHT)
    return tmp_path


class Watch:
    """A watch that runs; what it writes is read screen by screen."""

    def __init__(self, folder, *options, on_a_terminal):
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
        self.modes = termios.tcgetattr(theirs)
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("COLUMNS", "NO_COLOR", "GITHUB_ACTIONS")
        }
        self.process = subprocess.Popen(
            [COMMAND, "check", "--watch", *options],
            cwd=folder,
            env=environment | {"PYTHONUTF8": "1", "TERM": "xterm"},
            stdin=theirs if on_a_terminal else subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_controlling if on_a_terminal else None,
        )
        self.theirs = theirs
        self.seen = ""

    def until(self, words):
        """Everything up to those words, which come sooner or later."""
        until = time.monotonic() + PATIENCE
        while words not in self.seen and time.monotonic() < until:
            if select.select([self.ours], [], [], 0.1)[0]:
                self.seen += os.read(self.ours, 65536).decode("utf-8", "replace")
        before, found, self.seen = self.seen.partition(words)
        assert found, before
        return re.sub("\x1b\\[[0-9]*m", "", before).replace("\r\n", "\n")

    def verdict(self):
        return self.until("Waiting for the next save.")

    def press(self, key):
        os.write(self.ours, key.encode())

    def ended(self):
        """The exit code, with the terminal as it was before."""
        code = self.process.wait(timeout=PATIENCE)
        assert termios.tcgetattr(self.theirs) == self.modes
        return code

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)


def _controlling():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def watch(folder):
    started = []

    def watch(*options, on_a_terminal=True):
        started.append(Watch(folder, *options, on_a_terminal=on_a_terminal))
        return started[-1]

    yield watch
    for each in started:
        each.close()


def save(folder, source):
    """As most editors do: another file takes the place of the old one at once."""
    (folder / ".sheet.py.tmp").write_text(source)
    (folder / ".sheet.py.tmp").replace(folder / "sheet.py")


def test_every_save_is_checked_and_q_ends_with_the_last_verdict(folder, watch):
    watching = watch()
    assert "2 of 2 exercises passed." in watching.verdict()
    save(folder, WRONG)
    text = watching.verdict()
    assert "You square every entry." in text
    assert "Next: change double in sheet.py and save it." in text
    watching.press("q")
    assert watching.ended() == 1


def test_the_screen_is_cleared_and_fits(folder, watch):
    save(folder, BOTH_WRONG)
    text = watch().verdict()
    assert text.startswith("\x1b[H\x1b[2J\x1b[3J")
    assert max(map(len, text[11:].splitlines())) <= 60


def test_q_ends_with_0_where_all_passes(watch):
    watching = watch()
    watching.verdict()
    watching.press("q")
    assert watching.ended() == 0


def test_a_save_in_place_is_checked(folder, watch):
    watching = watch()
    watching.verdict()
    (folder / "sheet.py").write_text(WRONG)
    assert "1 of 2 exercises passed." in watching.verdict()


def test_a_syntax_error_is_told_and_mended(folder, watch):
    watching = watch()
    watching.verdict()
    save(folder, "def double(")
    assert "SyntaxError: '(' was never closed" in watching.verdict()
    save(folder, RIGHT)
    assert "2 of 2 exercises passed." in watching.verdict()


def test_a_file_that_is_gone_is_told_and_may_come_back(folder, watch):
    watching = watch()
    watching.verdict()
    (folder / "sheet.py").unlink()
    assert "No sheet.py or sheet.ipynb here." in watching.verdict()
    (folder / "sheet.py").write_text(WRONG)
    assert "1 of 2 exercises passed." in watching.verdict()


@pytest.mark.parametrize("name", [".sheet.py.swp", "4913", "sheet.py~", "#sheet.py#", ".#sheet.py"])
def test_an_editors_own_files_are_no_save(folder, watch, name):
    watching = watch()
    watching.verdict()
    (folder / name).write_text("x")
    (folder / name).unlink()
    watching.press("n")
    # What comes next is the answer to the key.
    assert "No other exercise is open." in watching.verdict()


def test_of_a_burst_of_saves_the_last_one_counts(folder, watch):
    watching = watch()
    watching.verdict()
    for number in range(20):
        save(folder, f"{BOTH_WRONG}\n# {number}")
    save(folder, RIGHT)
    while "2 of 2 exercises passed." not in watching.verdict():
        pass
    watching.press("q")
    assert watching.ended() == 0


def test_a_save_ends_a_check_that_takes_long(folder, watch):
    watching = watch("--timeout", "3600")
    watching.verdict()
    save(folder, LOOP)
    time.sleep(1)
    save(folder, RIGHT)
    assert "2 of 2 exercises passed." in watching.verdict()


def test_q_ends_a_check_that_takes_long(folder, watch):
    watching = watch("--timeout", "3600")
    watching.verdict()
    save(folder, LOOP)
    time.sleep(1)
    watching.press("q")
    assert watching.ended() == 0


def test_h_gives_one_hint_more_until_there_is_none(folder, watch, examples):
    handed = json.loads(examples)
    handed["exercises"][0]["hints"] = ["First.", "Second."]
    (folder / "examples.json").write_text(json.dumps(handed), encoding="utf-8")
    save(folder, WRONG)
    watching = watch("double")
    assert "Second." not in watching.verdict()
    watching.press("h")
    assert "Hint: Second." in watching.verdict()
    watching.press("h")
    assert "There is no further hint for double." in watching.until("Waiting")
    watching.press("q")
    assert watching.ended() == 1
    hint = subprocess.run([COMMAND, "hint", "double"], cwd=folder, capture_output=True, text=True)
    assert "Hint 2 of 2: Second." in hint.stdout


def test_n_goes_to_the_next_exercise_and_round(folder, watch):
    save(folder, BOTH_WRONG)
    watching = watch()
    assert "Next: change double" in watching.verdict()
    watching.press("n")
    assert "Next: change total" in watching.verdict()
    watching.press("n")
    assert "Next: change double" in watching.verdict()


def test_new_examples_are_read(folder, watch, examples):
    watching = watch()
    watching.verdict()
    (folder / "examples.json").write_text(
        examples.replace('"title": "', '"title": "Again: '), encoding="utf-8"
    )
    assert "Again: " in watching.verdict()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("source", [RIGHT, LOOP])
def test_a_signal_ends_it_in_order(folder, watch, number, source):
    watching = watch("--timeout", "3600")
    watching.verdict()
    if source == LOOP:
        save(folder, source)
        time.sleep(1)
    watching.process.send_signal(number)
    assert watching.ended() in (130, 128 + number)
    assert "Traceback" not in watching.until("Stopped.")


def test_without_a_terminal_for_keys_it_works_all_the_same(folder, watch):
    watching = watch(on_a_terminal=False)
    watching.verdict()
    assert "q: quit" not in watching.seen
    save(folder, WRONG)
    assert "1 of 2 exercises passed." in watching.verdict()


def test_into_a_pipe_no_screen_is_cleared(folder):
    watching = subprocess.Popen(
        [COMMAND, "check", "--watch"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    text = ""
    while "Waiting" not in text:
        text += watching.stdout.readline()
    watching.terminate()
    watching.communicate(timeout=PATIENCE)
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["dubble"], "No exercise 'dubble' in 'sheet'. Did you mean 'double'?"),
        (["--json", "-"], "--watch writes no files"),
        (["--junit", "x.xml"], "--watch writes no files"),
    ],
)
def test_what_cannot_be_watched_is_told(folder, arguments, told):
    done = subprocess.run(
        [COMMAND, "check", "--watch", *arguments], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert told in done.stderr


def test_a_folder_that_is_no_assignment_is_told(tmp_path):
    done = subprocess.run(
        [COMMAND, "check", "--watch"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Error: No assignment here")


def test_without_watchfiles_it_says_how_to_get_it(folder, tmp_path):
    (tmp_path / "startup").mkdir()
    (tmp_path / "startup" / "sitecustomize.py").write_text(
        "import sys\nsys.modules['watchfiles'] = None\n"
    )
    done = subprocess.run(
        [COMMAND, "check", "--watch"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "startup")},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: --watch needs the package 'watchfiles': python -m pip install watchfiles\n"
    )
