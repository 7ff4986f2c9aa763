from course.model import (
    GradedExercise,
    GradedQuestion,
    GradedTest,
    Outcome,
    Report,
    Status,
)


def graded(outcome: Outcome, points: float) -> GradedTest:
    return GradedTest(name="test_it", title="It works.", outcome=outcome, points=points)


def test_only_passed_tests_earn_points() -> None:
    tests = tuple(graded(outcome, 2.0) for outcome in Outcome)

    exercise = GradedExercise("softmax", "Softmax", tests)

    assert (exercise.score, exercise.max_score) == (2.0, 2.0 * len(Outcome))


def test_a_score_is_exercises_and_quiz_together() -> None:
    report = Report(
        submission="ada",
        assignment="qkv",
        status=Status.GRADED,
        exercises=(
            GradedExercise("softmax", "Softmax", (graded(Outcome.PASSED, 3.0),)),
            GradedExercise("mix_values", "Mix", (graded(Outcome.FAILED, 2.0),)),
        ),
        quiz=(
            GradedQuestion("head_dim", "What is d_h?", "b", correct=True, points=1.0),
            GradedQuestion("mixed", "What is mixed?", None, correct=False, points=1.0),
        ),
    )

    assert (report.score, report.max_score) == (4.0, 7.0)
    assert (report.quiz_score, report.quiz_max_score) == (1.0, 2.0)
