import os
import re
import subprocess
import sys

import pytest

TEST = '''
import pytest

{mark}
def test_new(submission, reference, rng):
    """It is new."""
    {body}
'''


@pytest.fixture
def pytest_in(root):
    """Runs plain pytest in the course: exit code and output."""

    def run(*arguments, cwd=root):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q"),
                *("-p", "no:cacheprovider", "-p", "course.grading.plugin"),
                *map(str, arguments),
            ],
            cwd=cwd,
            env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture
def new_test(root):
    """Puts a test in place of those of `double`."""

    def write(body, mark="@pytest.mark.points(1)"):
        path = root / "grader" / "numbers" / "test_double.py"
        path.write_text(TEST.format(mark=mark, body=body))
        return path

    return write


def test_without_a_file_the_references_are_tried(pytest_in):
    code, shown = pytest_in("grader", "--strict-markers")
    assert code == 0
    assert "5 passed" in shown


def test_an_installed_course_is_enough(root):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "grader", "-q", "-p", "no:cacheprovider"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "5 passed" in done.stdout) == (0, True)


def test_a_students_file_is_tried(pytest_in, tmp_path):
    file = tmp_path / "ada.py"
    file.write_text("def double(x):\n    return x * 2\n")
    code, shown = pytest_in("grader", "--submission", file)
    assert code == 1
    failed = re.findall(r"^FAILED .*::(\w+)", shown, re.MULTILINE)
    assert failed == [
        "test_an_empty_array_is_an_error",
        "test_one_sum_a_column",
        "test_a_single_row_is_its_own_sum",
    ]


def test_a_fault_fails_a_test_and_not_the_run(pytest_in, tmp_path):
    file = tmp_path / "ada.py"
    file.write_text(
        "import os\ndef double(x):\n    os._exit(0)\ndef total(x):\n    return x.sum(axis=0)\n"
    )
    code, shown = pytest_in("grader", "--submission", file)
    assert code == 1
    assert "3 failed, 2 passed" in shown


def test_the_references_run_in_a_worker_too(pytest_in, new_test, root):
    solution = root / "solutions" / "numbers" / "double.py"
    solution.write_text(
        solution.read_text().replace("return x * 2", "return __import__('os').getpid()")
    )
    new_test("import os; assert submission.double(rng.normal(size=2)) not in (os.getpid(), None)")
    assert pytest_in("grader")[0] == 0


def test_the_submission_and_the_reference_are_two_workers(pytest_in, new_test, root):
    solution = root / "solutions" / "numbers" / "double.py"
    solution.write_text(
        solution.read_text().replace("return x * 2", "return __import__('os').getpid()")
    )
    new_test("x = rng.normal(size=2); assert submission.double(x) != reference.double(x)")
    assert pytest_in("grader")[0] == 0


def test_random_numbers_repeat_and_differ_by_test(pytest_in, new_test):
    path = new_test("print('drawn', rng.integers(1 << 60))")
    path.write_text(path.read_text() + path.read_text().replace("test_new", "test_other"))
    drawn = [re.findall(r"drawn \d+", pytest_in("grader", "-s")[1]) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 2


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ("", "test_new has no points: mark it with @pytest.mark.points(1)"),
        ("@pytest.mark.points(0)", "test_new points are 0, but must be a finite number above zero"),
        ("@pytest.mark.points(n=1)", "test_new points takes no keywords: write"),
    ],
)
def test_points_that_are_missing_or_wrong_are_told_with_their_line(
    pytest_in, new_test, mark, message
):
    path = new_test("assert True", mark)
    code, shown = pytest_in("grader")
    line = 4 if mark else 5
    assert code == 4
    assert f"ERROR: {path}:{line}: {message}" in shown


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("syntax.py", "cannot be graded: syntax.py, line 1: SyntaxError"),
        ("class", "--submission takes one file; 'class' is: 2 submissions."),
        ("gone.py", "'gone.py'"),
    ],
)
def test_a_file_that_cannot_be_graded_is_told(pytest_in, root, file, message):
    (root / "syntax.py").write_text("def (")
    for name in ("ada", "bo"):
        (root / "class" / name).mkdir(parents=True)
        (root / "class" / name / "numbers.py").write_text("def double(x): pass")
    code, shown = pytest_in("grader", "--submission", file)
    assert code == 4
    assert message in shown
    assert "Traceback" not in shown


def test_a_solution_that_raises_is_told_with_its_file(pytest_in, root):
    (root / "solutions" / "numbers" / "double.py").write_text("raise ValueError('oh')\n")
    code, shown = pytest_in("grader")
    assert code == 4
    assert "solutions/numbers" in shown
    assert "ValueError: oh" in shown


def test_a_solution_that_is_no_text_is_told_with_its_file(pytest_in, root):
    (root / "solutions" / "numbers" / "double.py").write_bytes(b"\xff")
    code, shown = pytest_in("grader")
    assert code == 4
    assert "solutions/numbers/double.py: cannot be read" in shown


def test_the_fixtures_are_for_graders_alone(pytest_in, tmp_path):
    elsewhere = tmp_path / "test_elsewhere.py"
    elsewhere.write_text("def test_it(submission): pass\ndef test_other(): pass\n")
    code, shown = pytest_in(elsewhere, cwd=tmp_path)
    assert code == 1
    assert "is not grader/<assignment>/test_<exercise>.py of a course." in shown
    assert "1 passed, 1 error" in shown


def test_the_plugin_loads_nothing_that_takes_time():
    program = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport course.grading.plugin\n"
        "print(sorted(set(sys.modules) - before))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout == "['course', 'course.grading', 'course.grading.plugin']\n"
