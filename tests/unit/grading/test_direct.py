import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TINY = Path(__file__).parents[2] / "assets" / "tiny"
MORE = """

@pytest.fixture
def doubled(once):
    return 2 * once


@pytest.fixture
def once(rng):
    return rng.normal(size=3)


@pytest.fixture
def lent():
    yield np.ones(2)


@pytest.fixture(scope="module")
def kept():
    return np.ones(2)


@pytest.mark.points(1)
def test_fixtures_of_fixtures(submission, doubled, once):
    np.testing.assert_array_equal(submission.double(once), doubled)


@pytest.mark.points(1)
@pytest.mark.stays("students read it first")
def test_that_stays(submission):
    assert submission.double(np.ones(2)).shape == (2,)


@pytest.mark.points(1)
def test_a_fixture_that_yields(submission, lent):
    np.testing.assert_array_equal(submission.double(lent), 2 * lent)


@pytest.mark.points(1)
def test_a_fixture_that_is_kept(submission, kept):
    np.testing.assert_array_equal(submission.double(kept), 2 * kept)


@pytest.mark.points(1)
@pytest.mark.parametrize("size", [1, 4])
def test_parameters(submission, size):
    assert submission.double(np.ones(size)).shape == (size,)


@pytest.mark.points(1)
@pytest.mark.usefixtures("once")
def test_another_mark(submission):
    assert submission.double(np.ones(2)).shape == (2,)


@pytest.mark.points(1)
def test_the_request_itself(request):
    assert request.getfixturevalue("submission").double(np.ones(2)).shape == (2,)


class TestClass:
    @pytest.mark.points(1)
    def test_in_a_class(self, submission):
        assert submission.double(np.ones(2)).shape == (2,)
"""
STUDENTS = {
    "right": "def double(x):\n    return 2 * x\ndef total(x):\n    return x.sum(axis=0)\n",
    "squared": "def double(x):\n    return x ** 2\ndef total(x):\n    return x.sum(axis=1)\n",
    "raises": "def double(x):\n    raise KeyError('x')\ndef total(x):\n    return None\n",
    "missing": "def triple(x):\n    return 3 * x\n",
    "leaves": "import os\ndef double(x):\n    os._exit(0)\ndef total(x):\n    return x\n",
}
INDIRECT = {
    "test_a_fixture_that_yields",
    "test_a_fixture_that_is_kept",
    "test_parameters[1]",
    "test_parameters[4]",
    "test_another_mark",
    "test_the_request_itself",
    "test_in_a_class",
}


@pytest.fixture(scope="module")
def both_ways(tmp_path_factory):
    """How each hidden test of a course that has all kinds ended for a student, either way."""
    root = tmp_path_factory.mktemp("both_ways") / "course"
    shutil.copytree(TINY, root)
    path = root / "grader" / "numbers" / "test_double.py"
    path.write_text(path.read_text() + MORE)

    @functools.cache
    def told(student):
        file = root / f"{student}.py"
        file.write_text(STUDENTS[student])
        done = subprocess.run(
            [sys.executable, Path(__file__).with_name("both_ways.py"), root, file],
            env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return told


@pytest.mark.parametrize("student", STUDENTS)
def test_a_test_ends_the_same_either_way(both_ways, student):
    told = both_ways(student)
    assert len(told) > 12
    for name, _, directly, through_pytest, _ in told:
        assert (name, directly) == (name, through_pytest)


@pytest.mark.parametrize("student", STUDENTS)
def test_a_test_ends_the_same_alone_and_beside_others(both_ways, student):
    for name, _, alone, _, beside_others in both_ways(student):
        assert (name, beside_others) == (name, alone)


def test_only_plain_functions_with_plain_fixtures_run_directly(both_ways):
    assert {name for name, direct, *_ in both_ways("right") if not direct} == INDIRECT
