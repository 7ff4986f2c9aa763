import pytest

from course.check_report import CheckedExercise, CheckReport, Shown, Verdict


@pytest.fixture
def checked():
    """A check in which each verdict occurs."""
    return CheckReport(
        assignment="qkv",
        title="Queries, keys and values",
        file="qkv.py",
        exercises=(
            CheckedExercise("project_qkv", "Project the tokens", Verdict.PASSED, seconds=0.25),
            CheckedExercise(
                "split_heads",
                "Split the features into heads",
                Verdict.FAILED,
                summary="The result has shape (batch=1, seq=2, heads=2, d_head=2); expected "
                "(batch=1, heads=2, seq=2, d_head=2): axes 1 and 2 are swapped.",
                diagnosis="You left the heads behind the tokens. Look at which axis comes first.",
                example="two token toy",
                inputs=(
                    Shown("x", "(batch=1, seq=2, d_model=4)", "[[[1. 2. 3. 4.]\n  [5. 6. 7. 8.]]]"),
                    Shown("n_heads", "", "2"),
                ),
                expected=Shown(
                    "expected",
                    "(batch=1, heads=2, seq=2, d_head=2)",
                    "[[[[1. 2.]\n   [5. 6.]]\n  [[3. 4.]\n   [7. 8.]]]]",
                ),
                got=Shown(
                    "got",
                    "(batch=1, seq=2, heads=2, d_head=2)",
                    "[[[[1. 2.]\n   [3. 4.]]\n  [[5. 6.]\n   [7. 8.]]]]",
                ),
                line=12,
                output="x (1, 2, 4)\n",
                hint="Two steps: first cut the last axis, then move one axis.",
                seconds=0.5,
            ),
            CheckedExercise(
                "attention_scores",
                "Compare queries with keys",
                Verdict.TIMEOUT,
                summary="attention_scores did not come back within 10 s.",
                place="line 21",
                line=21,
                code="    while True:",
                hint="Which axes meet?",
                seconds=10.0,
            ),
            CheckedExercise(
                "softmax",
                "Turn scores into weights",
                Verdict.FAILED,
                summary="It raised ValueError: 100% <b>wrong</b>",
                place="line 30",
                line=30,
                code="    raise ValueError",
                seconds=0.125,
            ),
            CheckedExercise(
                "mix_values",
                "Mix the values",
                Verdict.CRASHED,
                summary="Python itself ended while mix_values ran (exit code 0).",
            ),
            CheckedExercise("later", "Something more", Verdict.NOT_STARTED, hint="Begin."),
        ),
        answered=3,
        questions=4,
    )


@pytest.fixture
def broken():
    """A check of a file that does not parse."""
    return CheckReport(
        assignment="qkv",
        title="Queries, keys and values",
        file="qkv.py",
        exercises=(
            CheckedExercise("project_qkv", "Project the tokens", Verdict.NOT_TRIED),
            CheckedExercise("softmax", "Turn scores into weights", Verdict.NOT_TRIED),
        ),
        broken="qkv.py, line 3: SyntaxError: '(' was never closed\ndef softmax(x:\n           ^",
        line=3,
        questions=4,
    )
