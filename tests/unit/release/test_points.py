import json
import subprocess
import sys
from pathlib import Path

import pytest

from course.errors import AuthorError
from course.problem import Problem
from course.release.points import points

ASSETS = Path(__file__).parents[2] / "assets"
GRADERS = Path(__file__).parents[3] / "grader"
COUNT = """
import collections, json, sys, pytest

class Count:
    def __init__(self):
        self.totals = collections.Counter()

    def pytest_configure(self, config):
        config.addinivalue_line("markers", "points(n): points")

    def pytest_collection_modifyitems(self, items):
        for item in items:
            self.totals[str(item.path)] += item.get_closest_marker("points").args[0]

count = Count()
options = ["--collect-only", "-p", "no:cacheprovider", "--import-mode=importlib"]
pytest.main([*options, *sys.argv[1:]], plugins=[count])
print(json.dumps(count.totals))
"""


def grader(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "test_double.py"
    path.write_text(text)
    return path


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(AuthorError) as caught:
        points(path)
    return caught.value.problems


def test_the_points_of_all_tests_are_added(tmp_path: Path) -> None:
    path = grader(
        tmp_path,
        "import pytest\n"
        "@pytest.mark.points(2)\ndef test_a(): pass\n"
        "@pytest.fixture\ndef other(): pass\n"
        "@staticmethod\n@pytest.mark.points(0.5)\ndef test_b(): pass\n"
        "@pytest.mark.filterwarnings('error')\n@pytest.mark.points(1)\ndef test_c(): pass\n",
    )
    assert points(path) == 3.5


def test_a_parametrized_test_counts_every_case(tmp_path: Path) -> None:
    path = grader(
        tmp_path,
        "@pytest.mark.points(2)\n"
        "@pytest.mark.parametrize('x', [1, 2, 3])\n"
        "@pytest.mark.parametrize('y', (1, 2), ids=str)\n"
        "def test_a(x, y): pass\n",
    )
    assert points(path) == 12


def test_the_points_are_those_that_pytest_collects(tmp_path: Path) -> None:
    paths = [
        *GRADERS.glob("*/test_*.py"),
        *(ASSETS / "release_course" / "grader").rglob("test_*.py"),
    ]
    collected = subprocess.run(
        [sys.executable, "-c", COUNT, *paths],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(collected.stdout.splitlines()[-1]) == {
        str(path): points(path) for path in paths
    }


def test_a_test_without_points_is_reported(tmp_path: Path) -> None:
    path = grader(tmp_path, "\ndef test_a(): pass\n")
    assert problems(path) == (Problem(path, "'test_a' has no @pytest.mark.points(n)", 2),)


@pytest.mark.parametrize("arguments", ["'two'", "TWO", "", "n=2", "True"])
def test_points_that_are_no_number_are_reported(tmp_path: Path, arguments: str) -> None:
    path = grader(tmp_path, f"@pytest.mark.points({arguments})\ndef test_a(): pass\n")
    assert problems(path) == (Problem(path, "the points of 'test_a' are no number", 1),)


def test_cases_that_cannot_be_counted_are_reported(tmp_path: Path) -> None:
    path = grader(
        tmp_path,
        "@pytest.mark.points(2)\n@pytest.mark.parametrize('x', CASES)\ndef test_a(x): pass\n",
    )
    message = "the cases of 'test_a' are no list: write them out, so that its points can be counted"
    assert problems(path) == (Problem(path, message, 2),)


def test_a_class_of_tests_is_reported(tmp_path: Path) -> None:
    path = grader(tmp_path, "class TestAll:\n    def test_a(self): pass\n")
    assert problems(path) == (Problem(path, "'TestAll' is a class: write tests as functions", 1),)


def test_a_grader_that_is_not_python_is_reported_with_its_line(tmp_path: Path) -> None:
    path = grader(tmp_path, "\ndef test_a(:\n")
    assert problems(path) == (Problem(path, "SyntaxError: invalid syntax", 2),)
