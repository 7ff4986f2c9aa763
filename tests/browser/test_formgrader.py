"""An instructor grades with nbgrader's formgrader, in JupyterLab, in a generated course folder."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import nbformat
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from course.catalog import find_assignment, load_course
from course.cli import course
from course.demo.sample_class import as_notebook, load_class

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
HONEST, HOSTILE = "iris", "goran"
RUN = "document.title = `run`"
LIVE = f"""<script>{RUN}</script><img src=x onerror="{RUN}"><svg onload="{RUN}"></svg>"""
SHOWS = f'''
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
live = {LIVE!r}
display(HTML(live), HTML("<table><tr><td>a plain table</td></tr></table>" + live), Markdown(live))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"/>'), Javascript("{RUN}"))
display(Latex(live))
print(live)
raise ValueError(live)
'''
"""A student's cell that would like to run something in the instructor's browser."""
ANSWER = (
    "The columns sum to 1 in place of the rows, and both are numbers from 0 to 1. I would add up "
    "one row."
)
COMMENT = "Well seen: *add up* a row."
LOADED = """\
typeof formgrader != 'undefined'
&& formgrader.grades && formgrader.grades.loaded && formgrader.comments.loaded"""
SLOW = 240_000
"""Milliseconds for what the formgrader does on a busy machine."""

run = partial(CliRunner().invoke, course)


@dataclass(frozen=True)
class Lab:
    """A Jupyter server in the course folder of nbgrader."""

    url: str
    token: str
    folder: Path

    def at(self, path: str) -> str:
        """The address of a page."""
        return f"{self.url}{path}?token={self.token}"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The server, on a port of its own, with a home that holds nothing; ended afterwards."""
    out = tmp_path_factory.mktemp("release")
    done = run(["generate", "qkv", "--out", str(out)])
    assert done.exit_code == 0, done.output
    folder = out / "nbgrader"
    home = tmp_path_factory.mktemp("home")
    environment = {
        **{name: it for name, it in os.environ.items() if not name.startswith(("JUPYTER", "XDG"))},
        "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
        "HOME": str(home),
        "COURSE_SECRET": "of the tests",
        "COURSE_ROOT": str(ROOT),
        **{f"JUPYTER_{kind}_DIR": str(home / kind) for kind in ("CONFIG", "DATA", "RUNTIME")},
    }
    news = home / "CONFIG/lab/user-settings/@jupyterlab/apputils-extension"
    news.mkdir(parents=True)
    (news / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    (home / "exchange").mkdir()
    exchange = f"c = get_config()\nc.Exchange.root = {str(home / 'exchange')!r}\n"
    (folder / "local_config.py").write_text(exchange, encoding="utf-8")
    assigned = [str(BIN / "nbgrader"), "generate_assignment", "qkv"]
    subprocess.run(assigned, cwd=folder, env=environment, check=True, capture_output=True)
    hand_in(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    command = [str(BIN / "jupyter-lab"), "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with (home / "log").open("w+") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            found = Lab(f"http://127.0.0.1:{port}", token, folder)
            wait_for(found.at("/api/status"), server, home / "log")
            yield found
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(120)


def hand_in(folder):
    """Two of the sample class hand in, with an answer in words; one has a live page in mind."""
    here = load_course(ROOT)
    blank = (folder / "release/qkv/qkv.ipynb").read_bytes()
    for student in load_class(here, find_assignment(here, "qkv")):
        if student.name in (HONEST, HOSTILE):
            notebook = json.loads(as_notebook(student, blank))
            for cell in notebook["cells"]:
                if cell["id"].startswith("written_"):
                    cell["source"] = ANSWER if student.name == HONEST else LIVE
            if student.name == HOSTILE:
                notebook["cells"].append(nbformat.v4.new_markdown_cell(LIVE))
                notebook["cells"].append(nbformat.v4.new_code_cell(SHOWS))
            path = folder / f"submitted/{student.name}/qkv/qkv.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(notebook), encoding="utf-8")


def wait_for(url, server, log):
    """Wait until the server answers, or say what it said."""
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(url, timeout=5) as answer:  # noqa: S310 - a server of ours
                return answer.status
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def instructor(browser, lab):
    """A page that is signed in, and asks nothing of any other host."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(SLOW)
    here = urlsplit(lab.url).netloc
    context.route(lambda url: urlsplit(url).netloc not in (here, ""), lambda route: route.abort())
    page = context.new_page()
    page.goto(lab.at("/formgrader"))
    yield page
    context.close()


@dataclass(frozen=True)
class Row:
    """What the formgrader says of a student."""

    status: str
    score: str


def row_of(page, lab, student):
    """The student's row of the list of submissions."""
    page.goto(f"{lab.url}/formgrader/manage_submissions/qkv")
    return page.locator("tr", has=page.locator("td.student-id", has_text=student))


def read(row):
    expect(row.locator(".status")).not_to_be_empty()
    return Row(row.locator(".status").inner_text(), row.locator(".score").inner_text())


def press(page, row, what):
    """Press a button of the row, and wait until the formgrader says that it is done."""
    row.locator(f".{what} a").click()
    page.locator(".modal.in").wait_for()
    title = page.locator(".modal.in .modal-title").inner_text()
    assert title == "Success", page.locator(".modal.in").inner_text()
    page.locator(".modal.in button").last.click()
    page.locator(".modal").wait_for(state="detached")


def open_submission(page, lab):
    """Open the only submission that was autograded, for grading by hand."""
    page.goto(f"{lab.url}/formgrader/gradebook/qkv/qkv")
    page.get_by_role("link", name="Submission #1").click()
    page.wait_for_function(LOADED)


@dataclass(frozen=True)
class Afternoon:
    """What an instructor saw, from first to last."""

    assignments: str
    before: Row
    autograded: Row
    scores: dict[str, float]
    by_hand: Row
    feedback: str
    again: Row
    kept: str


@pytest.fixture(scope="module")
def afternoon(instructor, lab, take):
    """Autograde, grade the answer by hand, make the feedback, and autograde once more."""
    page = instructor
    page.goto(f"{lab.url}/formgrader/manage_assignments")
    page.get_by_role("link", name="qkv").first.wait_for()
    assignments = page.locator("#main-table").inner_text()
    row = row_of(page, lab, HONEST)
    before = read(row)
    press(page, row, "autograde")
    autograded = read(row)
    take(page, "formgrader-submissions")
    open_submission(page, lab)
    answer = page.locator(".nbgrader_cell", has_text=ANSWER)
    written = answer.locator("input.score")
    scores = {
        field.get_attribute("id"): float(field.get_attribute("placeholder") or "nan")
        for field in page.locator("input.score").all()
    }
    with page.expect_response(re.compile("/api/grade/")):
        written.fill("1.5")
        written.blur()
    with page.expect_response(re.compile("/api/comment/")):
        answer.locator("textarea.comment").fill(COMMENT)
        answer.locator("textarea.comment").blur()
    answer.scroll_into_view_if_needed()
    take(page, "formgrader-by-hand")
    row = row_of(page, lab, HONEST)
    by_hand = read(row)
    press(page, row, "generate-feedback")
    page.goto(f"{lab.url}/lab/tree/feedback/{HONEST}/qkv/qkv.html")
    viewer = page.get_by_role("tabpanel", name="qkv.html").frame_locator("iframe")
    opened = viewer.locator("main")
    expect(opened).to_contain_text(ANSWER)
    feedback = " ".join(opened.inner_text().split())
    take(page, "feedback")
    row = row_of(page, lab, HONEST)
    press(page, row, "autograde")
    again = read(row)
    open_submission(page, lab)
    kept = page.locator(".nbgrader_cell", has_text=ANSWER).locator("input.score").input_value()
    return Afternoon(assignments, before, autograded, scores, by_hand, feedback, again, kept)


def test_the_formgrader_opens_in_jupyterlab(instructor, lab, take):
    instructor.goto(f"{lab.url}/lab")
    instructor.get_by_role("menuitem", name="Nbgrader").click()
    instructor.get_by_role("menuitem", name="Formgrader", exact=True).click()
    frame = instructor.frame_locator("iframe")
    frame.get_by_role("link", name="qkv").first.scroll_into_view_if_needed()
    take(instructor, "formgrader-in-jupyterlab")


def test_the_assignment_is_there_with_what_was_handed_in(afternoon):
    assert re.search(r"qkv\b.*\b2\b", " ".join(afternoon.assignments.split()))


def test_autograding_needs_one_button(afternoon):
    assert afternoon.before == Row("needs autograding", "")
    assert afternoon.autograded == Row("needs manual grading", "13.25 / 26")


def test_every_part_shows_the_score_that_course_grade_gives(afternoon):
    scores = {name: score for name, score in afternoon.scores.items() if name.startswith("test_")}
    assert scores == {
        "test_project_qkv": 4.0,
        "test_split_heads": 4.0,
        "test_attention_scores": 0.0,
        "test_softmax": 3.25,
        "test_mix_values": 0.0,
        "test_quiz": 2.0,
    }


def test_an_answer_in_words_is_graded_by_hand(afternoon):
    assert afternoon.by_hand == Row("graded", "14.75 / 26")


def test_the_feedback_is_ours_with_the_instructor_s_score_and_comment(afternoon):
    assert "14.75 of 26 points" in afternoon.feedback
    assert "Your weights are right for small scores" in afternoon.feedback
    assert "gave these points by hand" in afternoon.feedback
    assert "Well seen: add up a row." in afternoon.feedback
    assert ANSWER in afternoon.feedback


def test_grading_again_keeps_the_score_that_was_given_by_hand(afternoon):
    assert afternoon.again == Row("needs manual grading", "14.75 / 26")
    assert afternoon.kept == "1.5"


def test_nothing_of_a_student_s_runs_where_it_is_graded_by_hand(afternoon, instructor, lab):
    page = instructor
    press(page, row_of(page, lab, HOSTILE), "autograde")
    page.goto(f"{lab.url}/formgrader/gradebook/qkv/qkv")
    links = page.locator("a.name-hidden")
    expect(links).to_have_count(2, timeout=SLOW)
    pages = [link.get_attribute("href") for link in links.all()]
    tables = 0
    for path in pages:
        page.goto(f"{lab.url}{path}")
        page.wait_for_function(LOADED)
        assert page.title() == "qkv"
        assert page.locator("#notebook svg, #notebook [onerror], #notebook script").count() == 0
        tables += page.locator("td", has_text="a plain table").count()
    assert tables == 1
