"""An audit finds what is wrong with a grader, and nothing where nothing is."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from course.audit.engine import audit
from course.audit.result import Kind
from course.catalog import load_course, load_solution
from course.errors import CouldNotAudit, MissingInput
from course.grading.engine import grade
from course.grading.references import LIMITS
from course.skeleton import program
from course.submission import Source, Submission

SOUND = Path(__file__).parents[2] / "assets" / "sound"


def test_a_sound_grader_has_no_hole(sound, told):
    assert told(sound) == []


def test_every_kind_of_program_is_tried(sound):
    assert Counter(program.kind for program in sound.programs) == {
        Kind.REFERENCE: 1,
        Kind.WHEAT: 1,
        Kind.CHAFF: 4,
        Kind.TRIVIAL: 7,
        Kind.MUTANT: 24,
    }


def test_every_program_but_a_mutant_is_tried_with_every_seed(sound):
    runs = {(one.kind is Kind.MUTANT, cell.runs) for one in sound.programs for cell in one.cells}
    assert runs == {(False, 3), (True, 1)}


def test_a_listed_mutant_that_nothing_tells_apart_is_equivalent(sound):
    assert [mutant.name for mutant in sound.of(Kind.MUTANT) if mutant.is_equivalent] == [
        "total = x.sum(axis=+1, keepdims=True)",
        "total = x.sum(axis=1, keepdims=True)",
    ]


def test_the_verdicts_are_those_of_grading(sound):
    """The audit runs all programs in one file, grading each in its own."""
    course = load_course(SOUND)
    [assignment] = course.assignments
    chaffs = load_solution(course, assignment, assignment.exercises[0]).chaffs
    submissions = [
        Submission(chaff.name, Source("py", program(chaff.function, "share").encode(), "rows.py"))
        for chaff in chaffs
    ]
    graded = {
        report.submission: (
            {test.name: test.outcome.value for test in report.exercises[0].tests},
            report.exercises[0].diagnosis.chaff,
        )
        for report in grade(course, assignment, submissions)
    }
    audited = {
        chaff.name: (
            {
                test.name: next(iter(cell.outcomes))
                for test, cell in zip(sound.tests, chaff.cells, strict=True)
            },
            chaff.diagnosis,
        )
        for chaff in sound.of(Kind.CHAFF)
    }
    assert audited == graded
    assert len(audited) == 4


SPOILT = '''

@chaff(share)
def right_after_all(x):
    """You did what is right. Look at nothing."""
    return share(x)


@chaff(share)
def over_columns_again(x):
    """You divided by the sums of the columns once more. Look at the axis."""
    return over_columns(x)


@chaff(share)
def says_nothing(x):
    return x + 1


@chaff(share)
def says_too_little(x):
    """You added 2."""
    return x + 2


@chaff(share)
def gives_a_value_away(x):
    """You added 7.0625. Look at the sum, e.g. at `...`."""
    return x + 3


@wheat(share)
def wrong_after_all(x):
    return x + 4


@examples(share)
def raises():
    yield {"x": np.array([[1.0, 1.0]]) / np.zeros((3, 3))[:, 7]}


equivalent(share, "return x", "no mutant reads so")
equivalent(share, "return x / x", "")
'''
SPOILT_TESTS = '''

@pytest.mark.points(1)
def test_any_error_will_do(submission):
    """Anything that raises passes."""
    with pytest.raises(Exception):
        submission.share(np.zeros((1, 2)))


@pytest.mark.points(1)
@pytest.mark.stays("so that an author is told")
def test_chance_decides(submission, rng):
    """One in two passes."""
    assert rng.random() > 0.5
    assert submission.share(np.ones((1, 1))).shape == (1, 1)


@pytest.mark.points(1)
@pytest.mark.stays("  ")
def test_says_nothing(submission):
    assert submission.share(np.array([[4.0]])) == 1.0


def test_no_points(submission):
    """No points."""


@pytest.mark.points(-1)
def test_negative_points(submission):
    """Negative points."""


@pytest.mark.points("two")
def test_points_that_are_no_number(submission):
    """Points that are no number."""


@pytest.fixture
def broken():
    raise ZeroDivisionError


@pytest.mark.points(1)
def test_broken_fixture(submission, broken):
    """A fixture that breaks."""


@pytest.mark.points(1)
def test_twice(submission):
    """Hidden by the next."""


@pytest.mark.points(1)
def test_twice(submission):
    """Hides the one above."""
    assert submission.share(np.array([[8.0]])) == 1.0
'''


def test_everything_that_is_wrong_is_named_with_its_line_in_one_run(root, audit_of, told):
    for file, more in (
        ("solutions/rows/share.py", SPOILT),
        ("grader/rows/test_share.py", SPOILT_TESTS),
    ):
        path = root / file
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    template = root / "exercises/rows/share.py.j2"
    hint = template.read_text(encoding="utf-8").replace("the sum of each row", "x / total")
    template.write_text(hint, encoding="utf-8")

    expected = Path(__file__).with_name("spoilt.txt").read_text(encoding="utf-8")
    assert "\n".join(told(audit_of(root, seeds=4)["share"])) + "\n" == expected


def test_a_solution_that_does_not_run_is_named_beside_what_its_grader_lacks(
    root, spoil, audit_of, told
):
    spoil("solutions/rows/share.py", "import numpy as np", "import nonesuch")
    spoil("grader/rows/test_share.py", '    """An entry of 0 has a share of 0."""\n', "")
    assert told(audit_of(root)["share"]) == [
        "unreadable share.py:1 raised ModuleNotFoundError(\"No module named 'nonesuch'\")",
        "test-without-docstring test_share.py:23 test_a_zero_has_no_share has no docstring. "
        "Write what the test asks, for the student.",
    ]


def test_a_grader_without_a_test_is_named(root, audit_of, told):
    (root / "grader/rows/test_share.py").write_text("import pytest\n", encoding="utf-8")
    assert told(audit_of(root)["share"]) == ["unreadable test_share.py:1 has no test"]


def test_a_grader_that_is_no_python_is_named(root, audit_of, told):
    (root / "grader/rows/test_share.py").write_text("def test_x(:\n", encoding="utf-8")
    [hole] = told(audit_of(root, seeds=1)["share"])
    assert hole.startswith("unreadable test_share.py:None cannot be collected: ")
    assert "SyntaxError" in hole


def test_an_exercise_without_a_grader_is_left_to_the_catalog(root, audit_of):
    (root / "grader/rows/test_share.py").unlink()
    assert audit_of(root)["share"].programs == ()


def test_an_exercise_without_examples_wheats_and_chaffs_is_told_so(root, audit_of, told):
    path = root / "solutions/rows/share.py"
    text = path.read_text(encoding="utf-8").partition("equivalent(share")[0]
    path.write_text(text, encoding="utf-8")
    kinds = [hole.split()[0] for hole in told(audit_of(root, seeds=1)["share"])]
    assert kinds[:3] == ["no-example", "no-chaff", "no-wheat"]


def test_a_mutant_that_is_not_listed_is_alive(root, spoil, audit_of, told):
    spoil(
        "solutions/rows/share.py",
        'equivalent(share, "total = x.sum(axis=1, keepdims=True)", "x has two axes, so 1 is the '
        'last.")\n',
        "",
    )
    assert told(audit_of(root, seeds=1)["share"]) == [
        "mutant-alive share.py:18 No hidden test kills the mutant "
        "'total = x.sum(axis=1, keepdims=True)', nor do random inputs. "
        "Add a test, or list it with its reason: equivalent(…)."
    ]


def test_a_listed_mutant_that_random_inputs_tell_apart_is_alive(root, spoil, audit_of, told):
    spoil(
        "solutions/rows/share.py",
        "@examples(share)",
        'equivalent(share, "if not x.all():", "nobody looks")\n\n\n@examples(share)',
    )
    spoil("grader/rows/test_share.py", "np.array([[0.0, 2.0], [2.0, 0.0]])", "np.ones((2, 2))")
    holes = told(audit_of(root, seeds=1)["share"])
    [alive] = [hole for hole in holes if "'if not x.all():'" in hole]
    assert alive == (
        "mutant-alive share.py:19 No hidden test kills the mutant 'if not x.all():', and it "
        "differs for x=(2, 5) although it is listed as equivalent. Add a test."
    )


def test_a_mutant_that_never_ends_is_killed(root, audit_of):
    path = root / "solutions/rows/share.py"
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "    return x / total\n",
        "    left = 1\n    while left > 0:\n        left -= 1\n    return x / total\n",
        1,
    )
    path.write_text(text, encoding="utf-8")
    limits = replace(LIMITS, exercise_seconds=0.5)
    mutants = audit_of(root, seeds=1, limits=limits)["share"].of(Kind.MUTANT)
    [endless] = [mutant for mutant in mutants if mutant.name == "left -= 0"]
    assert {outcome for cell in endless.cells for outcome in cell.outcomes} >= {"timeout"}
    assert endless.killers


def test_a_program_that_comes_back_at_first_only_ends_too(root, audit_of):
    path = root / "solutions/rows/share.py"
    more = (
        '\n\n@chaff(share)\ndef tires(x, calls=[]):\n    """You tire. Look at the clock."""\n'
        "    calls.append(x)\n    while len(calls) > 12:\n        pass\n    return x + 9\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    limits = replace(LIMITS, exercise_seconds=0.4)
    chaffs = audit_of(root, seeds=9, limits=limits)["share"].of(Kind.CHAFF)
    assert chaffs[-1].name == "tires"
    # Not with all nine seeds: each would take all the time that there is.
    assert [(cell.runs, sum(cell.outcomes.values())) for cell in chaffs[-1].cells] == [(5, 5)] * 4
    assert not any(cell.passed for cell in chaffs[-1].cells)


def test_a_solution_that_does_not_run_in_a_worker_is_named(root, spoil, audit_of, told):
    spoil(
        "solutions/rows/share.py",
        "def share(x):",
        "if __name__.startswith('solutions/'):\n    raise KeyError('in a worker')\n\n\n"
        "def share(x):",
    )
    assert told(audit_of(root, seeds=1)["share"]) == [
        "unreadable share.py:None line 7: KeyError: 'in a worker'. What stands below was not run"
    ]


def test_a_process_that_dies_stops_the_audit(root, spoil):
    spoil("solutions/rows/share.py", "import numpy as np", "import os\n\nos._exit(7)")
    course = load_course(root)
    with pytest.raises(CouldNotAudit) as caught:
        list(audit(course, course.assignments))
    assert str(caught.value) == "The audit of 'share' stopped: exit code 7."
    assert caught.value.exit_code == 3


def test_without_cosmic_ray_it_is_said_what_to_install(root, monkeypatch):
    monkeypatch.setattr("course.audit.engine.find_spec", lambda _: None)
    course = load_course(root)
    with pytest.raises(MissingInput) as caught:
        list(audit(course, course.assignments))
    assert str(caught.value) == (
        "An audit makes mutants with 'cosmic_ray', which is not installed. "
        "Run: python -m pip install 'attention-course[author]'"
    )


def test_a_stopped_audit_ends_its_processes(root, spoil):
    spoil("solutions/rows/share.py", "import numpy as np", "import time\n\ntime.sleep(1000)")
    course = load_course(root)
    exercise = course.assignments[0].exercises[0]
    twice = replace(course.assignments[0], exercises=(replace(exercise, name="broken"), exercise))
    (root / "solutions/rows/broken.py").write_text("import os\nos._exit(1)\n", encoding="utf-8")
    (root / "grader/rows/test_broken.py").write_text("", encoding="utf-8")
    with pytest.raises(CouldNotAudit):
        list(audit(course, [twice], jobs=2))


def test_a_chaff_that_never_ends_is_named_with_its_line_beside_what_else_is_wrong(
    root, audit_of, told
):
    path = root / "solutions/rows/share.py"
    more = (
        '\n\n@chaff(share)\ndef endless(x):\n    """You count for ever. Look at the end."""\n'
        "    while len(x) < 2:\n        pass\n    return x\n"
        '\n\n@chaff(share)\ndef leaves(x):\n    """You leave. Look at the door."""\n'
        "    import os\n\n    os._exit(7)\n"
        '\n\n@chaff(share)\ndef says_too_little(x):\n    """You added 2."""\n    return x + 2\n'
    )
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    limits = replace(LIMITS, exercise_seconds=0.5)
    assert told(audit_of(root, seeds=3, limits=limits)["share"]) == [
        "chaff-endless share.py:89 Chaff 'endless' does not come back on the example 'a_zero'. "
        "Let it come back with a wrong result, or remove it.",
        "chaff-endless share.py:97 Chaff 'leaves' does not come back on the example 'two_rows'. "
        "Let it come back with a wrong result, or remove it.",
        "chaff-message share.py:105 The message of chaff 'says_too_little' has 1 sentence. "
        "Write two: what the code does, and what to look at.",
    ]


def test_a_reference_that_never_ends_on_an_example_is_named_with_its_line(root, audit_of, told):
    path = root / "solutions/rows/share.py"
    text = path.read_text(encoding="utf-8")
    endless = "    while not x.all():\n        pass\n    return x / total\n"
    path.write_text(text.replace("    return x / total\n", endless, 1), encoding="utf-8")
    limits = replace(LIMITS, exercise_seconds=0.5)
    assert told(audit_of(root, seeds=1, limits=limits)["share"]) == [
        "unreadable share.py:6 the reference does not come back on the example 'a_zero'"
    ]
