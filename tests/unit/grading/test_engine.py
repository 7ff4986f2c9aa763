import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from course.catalog import load_course
from course.errors import NotIsolated
from course.grading.engine import grade
from course.model import Diagnosis, GradedTest, Outcome, Status
from course.submission import Beside, Source, Submission
from course.worker.jail import Jail
from course.worker.process import Limits

TINY = Path(__file__).parents[2] / "assets" / "tiny"
DOUBLE = """
def double(x):
    if x.size == 0:
        raise ValueError("nothing to double")
    return x * 2
"""
TOTAL = """
def total(x):
    return x.sum(axis=0)
"""
CLASS = {
    "right": DOUBLE + TOTAL + "answers = {'twice': 'b', 'rows': 'A', 'more': 'a'}\n",
    "squared": DOUBLE.replace("x * 2", "x ** 2") + TOTAL,
    "half right": DOUBLE.replace('raise ValueError("nothing to double")', "return x") + TOTAL,
    "none": DOUBLE.replace("return x * 2", "x * 2") + TOTAL,
    "loop": DOUBLE + "def total(x):\n    while True: pass\n",
    "leaves": "import os\ndef double(x):\n    os._exit(0)\n" + TOTAL,
    "misnamed": DOUBLE + TOTAL.replace("total", "totals"),
    "raises": DOUBLE + "def total(x):\n    raise KeyError(str(x))\n",
    "two parameters": DOUBLE + "def total(x, axis):\n    return x.sum(axis)\n",
    "list": DOUBLE + "def total(x):\n    return x.sum(axis=0).tolist()\n",
    "nan": DOUBLE + "def total(x):\n    return x.sum(axis=0) * float('nan')\n",
    "single": DOUBLE + "def total(x):\n    return x.sum(axis=0).astype('f4')\n",
    "huge": DOUBLE + "import numpy\ndef total(x):\n    return numpy.zeros((9999, 9999))\n",
    "hungry": DOUBLE + "import numpy\ndef total(x):\n    return numpy.ones(1 << 31)\n",
    "untouched": "def double(x):\n    raise NotImplementedError\n",
    "stops early": DOUBLE + "1 / 0\n" + TOTAL,
    "syntax": "def double(x:\n",
    "empty": "",
    "ends at once": "import os\nos._exit(0)\n",
}
GONE = Submission("gone", None, "no numbers.py or numbers.ipynb", ("a link was passed over",))


def student(name, code):
    return Submission(name, Source("py", code.encode(), f"{name}.py"))


@pytest.fixture(scope="module")
def reports():
    """The class above, graded once: name -> Report."""
    course = load_course(TINY)
    everybody = [*(student(name, code) for name, code in CLASS.items()), GONE]
    limits = Limits(exercise_seconds=3.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_SECRET", "a secret for tests")
        graded = list(grade(course, course.assignments[0], everybody, jobs=2, limits=limits))
    assert [report.submission for report in graded] == [*CLASS, "gone"]
    return {report.submission: report for report in graded}


def outcomes(report):
    """Every test's outcome, by exercise."""
    return [[str(test.outcome) for test in exercise.tests] for exercise in report.exercises]


def test_what_is_right_earns_every_point(reports):
    report = reports["right"]
    assert (report.status, report.score, report.max_score) == (Status.GRADED, 10.0, 10.0)
    assert (report.assignment, report.flags, report.reason) == ("numbers", (), "")
    with Jail(Limits()) as jail:
        jail.open()
        assert report.sandbox == jail.layers
    assert report.seconds > 0
    assert report.source == CLASS["right"]


def test_a_test_is_reported_with_its_title_and_points(reports):
    exercise = reports["right"].exercises[0]
    assert (exercise.name, exercise.title, exercise.diagnosis) == ("double", "Twice as much", None)
    assert exercise.tests[0] == GradedTest(
        "test_every_entry_is_doubled", "Every entry is twice as large.", Outcome.PASSED, 2.0
    )


def test_the_quiz_is_graded_with_the_rest(reports):
    assert [(q.id, q.answer, q.correct) for q in reports["right"].quiz] == [
        ("twice", "b", True),
        ("rows", "a", True),
    ]
    assert reports["squared"].quiz_score == 0


def test_a_known_mistake_is_named(reports):
    exercise = reports["squared"].exercises[0]
    assert exercise.score == 0
    assert exercise.diagnosis == Diagnosis(
        "You square every entry. Look at what happens to 3.", "squared"
    )


def test_an_exercise_is_skipped_where_nothing_of_an_earlier_one_works(reports):
    total = reports["squared"].exercises[1]
    assert [(test.outcome, test.message) for test in total.tests] == [
        (Outcome.SKIPPED, "Not tried: 'double' does not work yet.")
    ] * 2
    assert (total.score, total.max_score) == (0, 3.0)


def test_an_exercise_is_tried_where_something_of_an_earlier_one_works(reports):
    assert outcomes(reports["half right"]) == [["passed", "passed", "failed"], ["passed"] * 2]
    assert reports["half right"].score == 6.0


@pytest.mark.parametrize(
    ("name", "outcome", "message"),
    [
        ("loop", "timeout", "It took too long. Is there a loop that never ends?"),
        (
            "misnamed",
            "failed",
            "total is not defined in your file. There is 'totals': rename it if that is the one.",
        ),
        ("raises", "error", "KeyError on line 7 of your file."),
        ("two parameters", "error", "TypeError when it was called. Are its parameters (x)?"),
        ("list", "failed", "It returned a list of numbers or lists, not an array."),
        ("nan", "failed", ""),
        ("huge", "failed", "It returned more than can be looked at."),
        ("hungry", "memory", "It asked for more memory than it may have."),
        ("stops early", "failed", "total is not defined in your file."),
    ],
)
def test_a_mistake_costs_its_exercise_alone(reports, name, outcome, message):
    report = reports[name]
    assert report.exercises[0].score == 4.0
    assert [(str(test.outcome), test.message) for test in report.exercises[1].tests] == [
        (outcome, message)
    ] * 2


def test_a_single_precision_result_is_diagnosed(reports):
    total = reports["single"].exercises[1]
    assert total.diagnosis == Diagnosis(
        "Your values are right, but their dtype is float32 where float64 is due. "
        "Look at how the result is made."
    )


REMEMBERS = """
calls = 0

def double(x):
    global calls
    calls += 1
    return x.repeat(calls, axis=0)
"""


def test_an_example_is_tried_in_a_worker_that_has_seen_no_hidden_input(grade_in):
    symptom = grade_in(student("remembers", REMEMBERS))["remembers"].exercises[0].symptom
    # Public examples come first, and of them this is the first.
    assert (symptom.example, symptom.got) == ("two rows", "(rows=2, columns=3)")


def test_what_a_wrong_function_does_with_a_public_example_is_told(reports):
    assert reports["squared"].exercises[0].symptom is not None
    assert reports["loop"].exercises[1].symptom is None
    assert reports["misnamed"].exercises[1].symptom is None
    assert reports["half right"].exercises[1].symptom is None


def test_none_is_told_from_a_wrong_value(reports):
    double = reports["none"].exercises[0]
    assert {test.message for test in double.tests} == {
        "It returned None. Does it return its result?"
    }
    assert double.diagnosis == Diagnosis("Your function returns None. Does it return its result?")


def test_a_crash_ends_the_exercise(reports):
    double = reports["leaves"].exercises[0]
    assert {(test.outcome, test.message) for test in double.tests} == {
        (Outcome.CRASHED, "It ended the process that runs your code.")
    }
    assert double.diagnosis is None


def test_the_text_of_an_exception_is_for_the_instructor_alone(reports):
    test = reports["raises"].exercises[1].tests[0]
    assert test.detail.startswith("KeyError: '[[")
    assert "[[" not in test.message


def test_an_untouched_file_is_not_written_yet(reports):
    double, total = reports["untouched"].exercises
    assert double.diagnosis == Diagnosis("This function is not written yet.")
    assert {test.message for test in double.tests} == {"double is not written yet."}
    assert {test.outcome for test in total.tests} == {Outcome.SKIPPED}


def test_a_file_that_raises_while_loading_is_flagged(reports):
    (flag,) = reports["stops early"].flags
    assert flag.startswith("line 6: ZeroDivisionError")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("syntax", "syntax.py, line 1: SyntaxError"),
        ("empty", "empty.py"),
        ("ends at once", "It could not be loaded. The worker ended by itself: exit code 0."),
        ("gone", "no numbers.py or numbers.ipynb"),
    ],
)
def test_what_cannot_be_graded_scores_0_of_all_with_the_reason(reports, name, reason):
    report = reports[name]
    assert (report.status, report.score, report.max_score) == (Status.NOT_GRADABLE, 0, 10.0)
    assert report.reason.startswith(reason)
    assert outcomes(report) == [["error"] * 3, ["error"] * 2]


def test_the_flags_of_a_submission_are_kept(reports):
    assert reports["gone"].flags == ("a link was passed over",)


# One class in a course of its own


def double_with(root, body, mark="@pytest.mark.points(1)"):
    """Put one test in place of those of `double`."""
    path = root / "grader" / "numbers" / "test_double.py"
    body = body.replace("\n", "\n    ")
    path.write_text(
        f"import os\nimport pytest\n\n{mark}\n"
        f"def test_new(submission, reference, rng):\n    {body}\n"
    )
    return path


def test_a_regrade_repeats_and_names_get_inputs_of_their_own(grade_in, root):
    double_with(root, "drawn = rng.integers(1 << 60)\nassert submission.double(1) == 2, drawn")
    solution = root / "solutions" / "numbers" / "double.py"
    solution.write_text(solution.read_text().replace("if x.size == 0", "if np.size(x) == 0"))
    wrong = "def double(x): return 3\n"
    first = grade_in(student("ada", wrong), student("bo", wrong))
    again = grade_in(student("bo", wrong), student("ada", wrong))

    def drawn(report):
        return report.exercises[0].tests[0].detail

    assert drawn(first["ada"]) == drawn(again["ada"])
    assert drawn(first["bo"]) == drawn(again["bo"])
    assert drawn(first["ada"]) != drawn(first["bo"])


@pytest.mark.parametrize(
    ("body", "mark", "reason"),
    [
        ("assert True", "", "test_double.py:5: test_new has no points"),
        ("assert True", "@pytest.mark.points('2')", "test_double.py:4: test_new points are '2'"),
        ("assert True", "@pytest.mark.point(1)", "'point' not found in `markers`"),
        ("assert True", "(", "SyntaxError"),
        ("assert 1 == 2", "@pytest.mark.points(1)", "test_new fails on the reference: Assertion"),
        ("pytest.skip('later')", "@pytest.mark.points(1)", "fails on the reference: Skipped"),
        ("reference.duble(1)", "@pytest.mark.points(1)", "fails on the reference: the reference"),
    ],
)
def test_a_grader_that_is_wrong_gives_nobody_a_score(grade_in, root, body, mark, reason):
    double_with(root, body, mark)
    report = grade_in(student("ada", DOUBLE + TOTAL))["ada"]
    assert (report.status, report.exercises, report.quiz) == (Status.ERROR, (), ())
    assert "test_double.py" in report.reason
    assert reason in report.reason


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("grader/numbers/test_double.py", "import pytest\n", "test_double.py:1: has no test"),
        ("grader/conftest.py", "raise ValueError('oh')\n", "ValueError: oh"),
        ("solutions/numbers/total.py", "def total(x:\n", "total.py:1: SyntaxError"),
        ("solutions/numbers/quiz.toml", "twice = 'c'\n", "quiz.toml:1: unknown option"),
    ],
)
def test_a_course_that_is_wrong_gives_nobody_a_score(grade_in, root, file, text, reason):
    (root / file).write_text(text)
    reports = grade_in(student("ada", DOUBLE), student("bo", DOUBLE))
    assert {report.status for report in reports.values()} == {Status.ERROR}
    assert all(reason in report.reason for report in reports.values())


def test_all_that_is_wrong_with_graders_is_named_at_once(grade_in, root):
    double_with(root, "assert True", mark="")
    (root / "grader" / "numbers" / "test_total.py").write_text("import pytest\n")
    reason = grade_in(student("ada", DOUBLE + TOTAL))["ada"].reason
    assert [line.rpartition("/")[2] for line in reason.splitlines()] == [
        "test_double.py:5: test_new has no points: mark it with @pytest.mark.points(1)",
        "test_total.py:1: has no test",
    ]


def test_a_test_that_cannot_be_judged_costs_one_student_the_report_alone(grade_in, root):
    double_with(root, "if submission.double(1) == 7: reference.total(None)")
    solution = root / "solutions" / "numbers" / "double.py"
    solution.write_text(solution.read_text().replace("if x.size == 0", "if np.size(x) == 0"))
    reports = grade_in(student("seven", "def double(x): return 7\n"), student("bo", DOUBLE))
    assert (reports["seven"].status, reports["bo"].status) == (Status.ERROR, Status.GRADED)
    assert reports["seven"].reason.startswith(
        "The test test_new could not be judged. the reference total: AttributeError"
    )


def test_a_grader_process_that_dies_is_replaced_and_its_submission_has_no_score(grade_in, root):
    double_with(root, "if submission.total(rng.normal(size=(1, 1))) is None: os._exit(7)")
    reports = grade_in(
        student("deadly", "def total(x): pass\n"), student("bo", DOUBLE + TOTAL), jobs=1
    )
    assert (reports["deadly"].status, reports["bo"].status) == (Status.ERROR, Status.GRADED)
    assert reports["deadly"].reason == "The grader process ended with exit code 7."


def test_a_submission_is_tried_once_more_in_a_fresh_process(grade_in, root, tmp_path):
    flag = tmp_path / "died"
    double_with(
        root,
        f"flag = {str(flag)!r}\n"
        "if submission.total(rng.normal(size=(1, 1))) is None and not os.path.exists(flag):\n"
        "    open(flag, 'w').close()\n    os.kill(os.getpid(), 9)",
    )
    report = grade_in(student("unlucky", "def total(x): pass\n"))["unlucky"]
    assert flag.exists()
    assert report.status is Status.GRADED


@pytest.mark.parametrize(
    ("most", "deaths", "outcome"),
    [(1, 1, Outcome.PASSED), (99, 4, Outcome.CRASHED)],  # side by side and in order, twice
    ids=["once", "always"],
)
def test_a_submission_over_which_the_zygote_dies_is_tried_once_more(
    grade_in, root, tmp_path, most, deaths, outcome
):
    died = tmp_path / "died"
    died.write_text("")
    # The other exercise calls nothing, or the fault might come to a call of its.
    (root / "grader" / "numbers" / "test_total.py").write_text(
        "import pytest\n\n\n@pytest.mark.points(1)\ndef test_nothing():\n    pass\n"
    )
    double_with(
        root,
        f"import pathlib\ndied = pathlib.Path({str(died)!r})\n"
        f"if submission.total(rng.normal(size=(1, 1))) == 7 and len(died.read_text()) < {most}:\n"
        "    died.write_text(died.read_text() + 'x')\n"
        "    me = pathlib.Path('/proc/self/task') / str(os.getpid())\n"
        "    for child in (me / 'children').read_text().split():\n"
        "        if b'zygote.py' in pathlib.Path('/proc', child, 'cmdline').read_bytes():\n"
        "            os.killpg(int(child), 9)\n"
        "submission.total(rng.normal(size=(1, 1)))",
    )
    unlucky, bo = student("unlucky", "def total(x): return 7\n"), student("bo", DOUBLE + TOTAL)
    reports = grade_in(unlucky, bo, jobs=1)
    [test] = reports["unlucky"].exercises[0].tests
    assert (reports["unlucky"].status, test.outcome) == (Status.GRADED, outcome)
    assert reports["bo"].exercises[0].tests[0].outcome is Outcome.PASSED
    assert len(died.read_text()) == deaths


def test_an_array_that_a_grader_keeps_is_the_same_for_everybody(grade_in, root):
    path = root / "grader" / "numbers" / "test_total.py"
    path.write_text(
        f"{path.read_text()}\n\nKEPT = np.array([[1.0, 2.0], [3.0, 4.0]])\n\n\n"
        "@pytest.mark.points(1)\n"
        "@pytest.mark.parametrize('x', [np.array([[5.0]])])\n"
        "def test_kept(submission, x):\n"
        "    assert submission.total(x).tolist() == [5.0]\n"
        "    assert submission.total(KEPT).tolist() == [4.0, 6.0]\n"
    )
    in_place = "def total(x):\n    x += 1\n    return x.sum(axis=0)\n"
    reports = grade_in(student("ada", DOUBLE + in_place), student("bo", DOUBLE + TOTAL), jobs=1)
    kept = [outcomes(reports[name])[1][-1] for name in ("ada", "bo")]
    assert kept == ["failed", "passed"]


def test_an_array_that_two_graders_share_is_the_same_for_both(grade_in, root):
    folder = root / "grader"
    (folder / "conftest.py").write_text(
        "import numpy as np\nimport pytest\n\nKEPT = np.array([[1.0, 2.0]])\n\n\n"
        "@pytest.fixture\ndef kept():\n    return KEPT\n"
    )
    tests = {
        "double": "submission.double(kept)",
        "total": "submission.total(kept)\n    assert submission.total(kept)[1] == 2.0",
    }
    for name, body in tests.items():
        path = folder / "numbers" / f"test_{name}.py"
        test = f"@pytest.mark.points(1)\ndef test_kept(submission, kept):\n    {body}\n"
        path.write_text(f"{path.read_text()}\n\n{test}")
    in_place = DOUBLE.replace("return x * 2", "x *= 2\n    return x")
    [report] = grade_in(student("ada", in_place + TOTAL)).values()
    assert [each[-1] for each in outcomes(report)] == ["passed", "passed"]


def test_a_file_that_changes_its_arguments_is_run_anew_for_each_exercise(grade_in):
    code = COUNTS.replace("    return x * 2", "    y = x * 2\n    x *= 2\n    return y")
    code = code.replace("x.sum(axis=0) + calls", "x.sum(axis=0) + (calls > 4)")  # after two runs
    [report] = grade_in(student("ada", code)).values()
    assert outcomes(report) == [["passed", "failed", "passed"], ["passed", "passed"]]


def test_a_reference_that_changes_its_arguments_changes_no_other_tests(grade_in, root):
    path = root / "solutions" / "numbers" / "double.py"
    path.write_text(path.read_text().replace("return x * 2", "x *= 2\n    return x"))
    assert "x *= 2" in path.read_text()
    double_with(
        root,
        "import numpy as np\nx = rng.normal(size=(2, 2))\nbefore = x.copy()\n"
        "reference.double(x)\nnp.testing.assert_allclose(submission.double(before), x)",
    )
    path = root / "grader" / "numbers" / "test_total.py"
    path.write_text(path.read_text().replace("(submission, rng)", "(submission, reference, rng)"))
    [report] = grade_in(student("ada", DOUBLE + TOTAL)).values()
    assert outcomes(report) == [["passed"], ["passed", "passed"]]


def test_a_crash_in_order_leaves_the_next_exercise_its_diagnosis(grade_in, root):
    path = root / "grader" / "numbers" / "test_double.py"
    path.write_text(
        f"{path.read_text()}\n\n@pytest.mark.points(1)\n@pytest.mark.parametrize('n', [7])\n"
        "def test_seven(submission, n):\n    submission.double(np.ones((n, n)))\n"
    )
    crash = DOUBLE.replace("    return", "    if x.shape == (7, 7): os._exit(1)\n    return")
    code = f"import os\n{crash}def total(x):\n    return x.sum(axis=1)\n"
    [report] = grade_in(student("ada", code)).values()
    assert outcomes(report) == [["passed"] * 3 + ["crashed"], ["failed"] * 2]
    assert report.exercises[1].diagnosis is not None


def called(calls, names):
    """Code that tells in a file which of those functions is called."""
    return f"def tell(name):\n    open({str(calls)!r}, 'a').write(name + ' ')\n" + "".join(
        f"def {name}(x, right={name}):\n    tell({name!r})\n    return right(x)\n" for name in names
    )


def test_calls_of_all_exercises_are_under_way_together(grade_in, tmp_path):
    calls = tmp_path / "calls"
    code = DOUBLE + TOTAL + called(calls, ("double", "total"))
    [report] = grade_in(student("ada", code), sandbox="off").values()
    assert {test.outcome for each in report.exercises for test in each.tests} == {Outcome.PASSED}
    told = calls.read_text().split()
    # The second call of a test of `double` comes after the first ones of all.
    assert told.index("total") < len(told) - 1 - told[::-1].index("double")


def test_a_loop_is_tried_once_more_in_order_and_what_is_beside_it_as_before(grade_in, tmp_path):
    calls = tmp_path / "calls"
    code = DOUBLE + "def total(x):\n    while True: pass\n" + called(calls, ("total",))
    limits = Limits(exercise_seconds=1.0)
    [report] = grade_in(student("ada", code), sandbox="off", limits=limits).values()
    assert outcomes(report) == [["passed"] * 3, ["timeout"] * 2]
    assert calls.read_text().split() == ["total", "total"]


COUNTS = """
calls = 0
def double(x):
    global calls
    calls += 1
    if x.size == 0:
        raise ValueError
    return x * 2
def total(x):
    return x.sum(axis=0) + calls
"""
"""Whose sums tell in which order the tests called."""
BESIDE = ("none", "leaves", "loop", "raises", "ends at once", "stops early", "empty", "counts")


def test_a_submission_is_graded_the_same_beside_one_that_is_diagnosed(grade_in):
    limits = Limits(exercise_seconds=1.0)
    codes, squared = CLASS | {"counts": COUNTS}, CLASS["squared"]
    alone = [
        report
        for name in BESIDE
        for report in grade_in(student(name, codes[name]), limits=limits).values()
    ]
    everybody = [
        one
        for name in BESIDE
        for one in (student(f"before {name}", squared), student(name, codes[name]))
    ]
    together = grade_in(*everybody, limits=limits)
    assert [replace(together[report.submission], seconds=0.0) for report in alone] == [
        replace(report, seconds=0.0) for report in alone
    ]
    for name in BESIDE:
        assert together[f"before {name}"].exercises[0].diagnosis is not None


def test_tests_of_the_next_one_run_while_one_is_diagnosed(grade_in, root, tmp_path):
    order, ready = tmp_path / "order", tmp_path / "ready"
    double_with(
        root,
        f"import pathlib, time\nimport numpy as np\nready = pathlib.Path({str(ready)!r})\n"
        "got = submission.double(np.ones(1))\n"
        "until = time.monotonic() + 60\n"
        "while np.all(got == 3) and not ready.exists() and time.monotonic() < until:\n"
        "    time.sleep(0.1)\n"
        "time.sleep(0.2 if np.all(got == 3) else 0)\n"
        "assert np.all(got == 2)",
    )
    tell = f"def tell(name):\n    open({str(order)!r}, 'a').write(name + ' ')\n"
    wrong = tell + "def double(x):\n    tell('wrong')\n    return 3\n" + TOTAL
    after = tell + f"open({str(ready)!r}, 'w').close()\ndef double(x):\n    tell('next')\n"
    after += "    return 2\n" + TOTAL
    reports = grade_in(student("wrong", wrong), student("next", after), sandbox="off")
    told = order.read_text().split()
    assert told[:2] == ["wrong", "next"]
    assert set(told[2:]) == {"wrong"}  # what it does with the examples
    assert [outcomes(report)[0] for report in reports.values()] == [["failed"], ["passed"]]


def test_what_a_grader_and_a_student_print_goes_nowhere(grade_in, root, capfd):
    double_with(root, "print('seen')\nos.write(1, b'seen')\nsubmission.double(rng.normal(size=2))")
    code = "import os\nprint('seen')\nos.write(1, b'seen')\ndef double(x): print('seen')\n"
    report = grade_in(student("ada", code))["ada"]
    assert (report.status, report.exercises[0].score) == (Status.GRADED, 1.0)
    assert "seen" not in "".join(capfd.readouterr())


def test_the_surroundings_of_the_caller_change_nothing(grade_in, root, tmp_path, monkeypatch):
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    for name in ("conftest.py", "numpy.py", "course.py", "pytest.py", "sitecustomize.py"):
        (hostile / name).write_text("raise SystemExit('hostile')\n")
    (hostile / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    (root / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    (root / "conftest.py").write_text("raise SystemExit('hostile')\n")
    monkeypatch.chdir(hostile)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("PYTEST_PLUGINS", "hostile")
    assert grade_in(student("ada", DOUBLE + TOTAL))["ada"].score == 7.0


def test_the_secret_is_not_in_the_environment_of_a_grader(grade_in, root):
    double_with(root, "assert 'COURSE_SECRET' not in os.environ")
    assert grade_in(student("ada", DOUBLE))["ada"].status is Status.GRADED


def test_private_examples_tell_mistakes_apart_that_public_ones_do_not(grade_in, root):
    mistake = (
        "    if x.size == 0:\n        raise ValueError\n    return x * (2 if x.size > 2 else 3)\n"
    )
    path = root / "solutions" / "numbers" / "double.py"
    path.write_text(
        f"{path.read_text()}\n\n@chaff(double)\ndef small(x):\n"
        f'    """You treat small arrays in another way."""\n{mistake}'
    )
    report = grade_in(student("ada", f"def double(x):\n{mistake}{TOTAL}"))["ada"]
    assert report.exercises[0].diagnosis == Diagnosis(
        "You treat small arrays in another way.", "small"
    )


def with_a_loop(root, before):
    """Let what stands in `double.py` before that line never come back from the private example."""
    path = root / "solutions" / "numbers" / "double.py"
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(
        text.replace(before, f"    while x.dtype == np.float32:\n        pass\n{before}")
    )


def test_a_chaff_that_never_ends_is_left_out_and_the_others_are_known(grade_in, root):
    with_a_loop(root, "    return x**2\n")
    in_place = DOUBLE.replace("return x * 2", "x *= 2\n    return x")
    graded = grade_in(
        student("squared", CLASS["squared"]),
        student("in place", in_place + TOTAL),
        limits=Limits(exercise_seconds=1.0),
    )
    found = {name: report.exercises[0] for name, report in graded.items()}
    assert {name: exercise.score for name, exercise in found.items()} == {
        "squared": 0.0,
        "in place": 3.0,
    }
    assert found["squared"].diagnosis is None
    assert found["in place"].diagnosis.chaff == "in_place"


def test_a_reference_that_never_ends_in_a_hidden_test_gives_nobody_a_score(grade_in, root):
    with_a_loop(root, "    return x * 2\n")
    path = root / "grader" / "numbers" / "test_double.py"
    path.write_text(
        path.read_text()
        + "\n\n@pytest.mark.points(1)\n"
        + "def test_single(submission, reference):\n"
        + '    """Single precision."""\n'
        + "    assert reference.double(np.ones(2, np.float32)) is not None\n"
    )
    report = grade_in(student("ada", DOUBLE + TOTAL), limits=Limits(exercise_seconds=1.0))["ada"]
    assert report.status is Status.ERROR
    assert "test_single fails on the reference: " in report.reason
    assert "The exercise took longer than it may." in report.reason


def test_a_reference_that_never_ends_on_an_example_gives_nobody_a_score(grade_in, root):
    with_a_loop(root, "    return x * 2\n")
    report = grade_in(student("ada", DOUBLE + TOTAL), limits=Limits(exercise_seconds=1.0))["ada"]
    assert report.status is Status.ERROR
    assert report.reason.endswith(
        "double.py:6: the reference does not come back on the example 'single'"
    )


def renewed_after(monkeypatch, submissions):
    monkeypatch.setattr("course.grading.engine._RENEWED", submissions)
    monkeypatch.setattr("course.grading.engine._AHEAD", 1)


def test_a_fresh_grader_process_takes_over_and_no_submission_is_lost(
    grade_in, root, tmp_path, monkeypatch
):
    renewed_after(monkeypatch, 2)
    pids = tmp_path / "pids"
    double_with(root, f"if submission.total(rng.normal(size=(1, 1))) is None:\n"
        f"    open({str(pids)!r}, 'a').write(f'{{os.getpid()}} ')")  # fmt: skip
    names = ["a", "b", "c", "d", "e"]
    reports = grade_in(*(student(name, "def total(x): pass\n") for name in names))
    assert [report.status for report in reports.values()] == [Status.GRADED] * 5
    first, second, third, fourth, fifth = pids.read_text().split()
    assert first == second != third == fourth != fifth
    assert not alive(pids.read_text().split())


def test_a_fresh_grader_process_that_dies_costs_nobody_the_report(
    grade_in, root, tmp_path, monkeypatch
):
    renewed_after(monkeypatch, 2)
    starts = tmp_path / "starts"
    (root / "grader" / "conftest.py").write_text(
        f"import os\nwith open({str(starts)!r}, 'a') as file:\n    file.write('.')\n"
        f"if os.path.getsize({str(starts)!r}) == 2:\n    os._exit(9)\n"
    )
    reports = grade_in(*(student(name, DOUBLE + TOTAL) for name in "abc"))
    assert [report.score for report in reports.values()] == [7.0] * 3
    assert starts.read_text() == "..."


def test_grading_leaves_no_file_behind_even_where_a_grader_process_is_killed(
    grade_in, root, tmp_path, monkeypatch
):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    double_with(
        root, "if submission.total(rng.normal(size=(1, 1))) is None: os.kill(os.getpid(), 9)"
    )
    reports = grade_in(student("deadly", "def total(x): pass\n"), student("bo", DOUBLE + TOTAL))
    assert [report.status for report in reports.values()] == [Status.ERROR, Status.GRADED]
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("sandbox", ["auto", "off"])
def test_code_reads_the_files_beside_it_and_no_other_students(grade_in, sandbox):
    code = DOUBLE.replace("x * 2", "x * float(open('factor').read())") + TOTAL
    source = Source("py", code.encode(), "numbers.py")
    reports = grade_in(
        Submission("ada", source, beside=(Beside("factor", b"2"),)),
        Submission("bea", source),
        sandbox=sandbox,
    )
    assert [report.exercises[0].score for report in reports.values()] == [4.0, 0.0]


def test_nobody_gives_no_report(grade_in):
    assert grade_in() == {}


def test_closing_ends_every_process(root):
    course = load_course(root)
    looping = [student(f"loop{n}", "while True: pass\n") for n in range(2)]
    submissions = [student("ada", DOUBLE + TOTAL), *looping]
    limits = Limits(load_seconds=120.0)
    reports = grade(course, course.assignments[0], submissions, jobs=2, limits=limits)
    assert next(reports).submission == "ada"
    started = descendants(os.getpid())
    begun = time.monotonic()
    reports.close()
    assert time.monotonic() - begun < 60
    assert started
    assert gone(started)


def test_a_loop_holds_up_no_other_slot(root, tmp_path):
    seen = tmp_path / "seen"
    seen.mkdir()
    double_with(
        root,
        "got = submission.double(rng.normal(size=2))\n"
        f"open(os.path.join({str(seen)!r}, str(got)), 'w').close()",
    )
    course = load_course(root)
    others = [student(f"s{n}", f"def double(x): return {n}\n") for n in range(1, 6)]
    endless = student("endless", "def double(x):\n    while True: pass\n")
    limits = Limits(exercise_seconds=600.0, submission_seconds=600.0)
    submissions = [others[0], endless, *others[1:]]
    reports = grade(course, course.assignments[0], submissions, jobs=2, limits=limits)
    assert next(reports).status is Status.GRADED
    deadline = time.monotonic() + 120
    expected = {str(n) for n in range(1, 6)}
    while expected - {path.name for path in seen.iterdir()} and time.monotonic() < deadline:
        time.sleep(0.05)
    reports.close()
    assert expected <= {path.name for path in seen.iterdir()}


def test_reports_come_in_order_whoever_made_a_submission_ready(grade_in):
    slow = "import time\ntime.sleep(0.3)\n"
    everybody = [
        student(f"s{n}", (slow if n % 3 else "") + DOUBLE + TOTAL + f"NUMBER = {n}\n")
        for n in range(9)
    ]
    reports = grade_in(*everybody, jobs=2)
    assert list(reports) == [one.name for one in everybody]
    assert {report.score for report in reports.values()} == {reports["s0"].score}
    assert [report.source for report in reports.values()] == [
        one.source.data.decode() for one in everybody
    ]


def test_what_is_made_ready_beside_a_submission_sees_none_of_its_files(grade_in):
    looks = (
        "import os\nimport numpy as np\nlisted = len(os.listdir())\n"
        "def double(x):\n    return np.zeros((3, listed))\n"
    )
    with_a_file = Submission("ada", student("ada", looks).source, beside=(Beside("key", b"2"),))
    without = [student(f"s{n}", looks) for n in range(3)]
    reports = grade_in(without[0], with_a_file, *without[1:])
    shown = {name: report.exercises[0].symptom.got for name, report in reports.items()}
    assert shown == {
        "s0": "(3, 0)",
        "ada": "(3, 1)",
        "s1": "(3, 0)",
        "s2": "(3, 0)",
    }


def test_a_slow_file_is_not_run_for_long_beside_another_submission(grade_in, tmp_path):
    mark = tmp_path / "mark"
    slow = (
        f"import time\nmark = {str(mark)!r}\nopen(mark, 'a').write('x')\n"
        "time.sleep(30 if open(mark).read() == 'x' else 0)\n"
    )
    thoughtful = DOUBLE.replace("    if x", "    import time\n    time.sleep(0.5)\n    if x")
    reports = grade_in(
        student("ada", thoughtful + TOTAL), student("bo", slow + DOUBLE + TOTAL), sandbox="off"
    )
    assert [report.score for report in reports.values()] == [reports["ada"].score] * 2
    assert [report.flags for report in reports.values()] == [(), ()]
    assert mark.read_text() == "xx"


def gone(started):
    """Whether all have ended, if not at once: a zygote ends when it sees that its grader has."""
    until = time.monotonic() + 30
    while alive(started) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(started)


def descendants(parent):
    """Every process below one, by the kernel's list of children."""
    found = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [child, *descendants(child)]
    return found


NEVER = "if submission.total(rng.normal(size=(1, 1))) is None:\n    {first}\n    while True: pass"


def test_a_grader_that_never_ends_is_ended(grade_in, root, monkeypatch):
    monkeypatch.setattr("course.grading.engine._GRACE_SECONDS", 1.0)
    double_with(root, NEVER.format(first="pass"))
    limits = Limits(load_seconds=1.0, submission_seconds=1.0)
    report = grade_in(student("endless", "def total(x): pass\n"), limits=limits)["endless"]
    assert (report.status, report.reason) == (
        Status.ERROR,
        "The grader process ended with SIGKILL.",
    )


def test_a_grader_that_does_not_listen_is_killed_when_grading_is_closed(
    root, tmp_path, monkeypatch
):
    monkeypatch.setattr("course.grading.engine._END_SECONDS", 0.5)
    deaf = tmp_path / "deaf"
    ignore = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    double_with(root, NEVER.format(first=f"{ignore}; open({str(deaf)!r}, 'w').close()"))
    course = load_course(root)
    submissions = [student("ada", DOUBLE + TOTAL), student("deaf", "def total(x): pass\n")]
    reports = grade(course, course.assignments[0], submissions)
    next(reports)
    while not deaf.exists():
        time.sleep(0.05)
    started = descendants(os.getpid())
    reports.close()
    assert started
    assert gone(started)


def alive(pids):
    """Those still there after a moment: a killed process's own children end a little later."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        left = [pid for pid in pids if Path(f"/proc/{pid}").exists()]
        if not left:
            return []
        time.sleep(0.05)
    return left


def test_too_few_layers_for_what_is_asked_grade_nobody(tmp_path, monkeypatch):
    course = load_course(TINY)
    submissions = [student("right", CLASS["right"])]
    with pytest.raises(NotIsolated, match="landlock: not wanted"):
        list(grade(course, course.assignments[0], submissions, sandbox="require", layers=()))
    with pytest.raises(NotIsolated, match="seccomp: not wanted"):
        list(grade(course, course.assignments[0], submissions, layers=("landlock", "rlimits")))


def test_without_a_sandbox_a_plain_process_grades_the_same(reports):
    course = load_course(TINY)
    (report,) = grade(
        course, course.assignments[0], [student("right", CLASS["right"])], sandbox="off"
    )
    assert report.sandbox[0] == "process"
    assert report.score == reports["right"].score
