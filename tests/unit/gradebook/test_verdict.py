"""What a test cell says: all that a student may see, and nothing else."""

import re
from html import unescape

from nbconvert.preprocessors.sanitize import SanitizeHTML

from course.gradebook.verdict import as_html, as_text, verdicts
from course.model import (
    Diagnosis,
    GradedExercise,
    GradedQuestion,
    GradedTest,
    Outcome,
    Report,
    Status,
    Symptom,
)

OVER_QUERIES = "You normalised over the queries (axis -2). Each query's weights must sum to 1."


def report(*tests, diagnosis=None, quiz=()):
    exercise = GradedExercise("softmax", "Softmax over the keys", tests, diagnosis)
    return Report("ada", "qkv", Status.GRADED, (exercise,), quiz)


def failed(**changes):
    values = {
        "name": "test_rows",
        "title": "Each query's weights sum to 1.",
        "outcome": Outcome.FAILED,
        "points": 2.0,
        "message": "The result has shape (batch=1).",
        "detail": "hidden input 0.123",
    }
    return GradedTest(**{**values, **changes})


PASSED = GradedTest("test_finite", "Large scores stay finite.", Outcome.PASSED, 1.5)


def test_text_has_the_score_the_diagnosis_and_a_line_for_every_test():
    verdict = verdicts(report(failed(), PASSED, diagnosis=Diagnosis(OVER_QUERIES)))["softmax"]
    assert as_text(verdict) == (
        "softmax: 1.5 of 3.5 points\n"
        "You normalised over the queries (axis -2). Each query's weights must sum to\n"
        "1.\n"
        "failed           Each query's weights sum to 1. (0 of 2)\n"
        "                 The result has shape (batch=1).\n"
        "passed           Large scores stay finite. (1.5 of 1.5)"
    )


def test_without_a_diagnosis_that_is_said_with_the_shapes():
    shape = "(batch=1, seq=2)"
    exercise = GradedExercise("softmax", "", (PASSED,), None, Symptom("toy", "(2, 1)", shape))
    verdict = verdicts(Report("ada", "qkv", Status.GRADED, (exercise,)))["softmax"]
    assert verdict.note == (
        'No known mistake matches. On the example "toy" you return (2, 1); '
        "expected (batch=1, seq=2)."
    )


def test_html_has_the_same_as_a_list():
    verdict = verdicts(report(failed(), PASSED, diagnosis=Diagnosis(OVER_QUERIES)))["softmax"]
    assert as_html(verdict) == (
        "<strong>softmax: 1.5 of 3.5 points</strong>\n"
        "<blockquote>You normalised over the queries (axis -2). "
        "Each query&#39;s weights must sum to 1.</blockquote>\n"
        "<ul>\n"
        "<li><strong>failed</strong> (0 of 2): Each query&#39;s weights sum to 1.\n"
        "<ul>\n"
        "<li>The result has shape (batch=1).</li>\n"
        "</ul>\n"
        "</li>\n"
        "<li><strong>passed</strong> (1.5 of 1.5): Large scores stay finite.\n"
        "</li>\n"
        "</ul>\n"
    )


def test_html_survives_the_sanitising_that_an_instructor_can_turn_on():
    html = as_html(
        verdicts(report(failed(), PASSED, diagnosis=Diagnosis("Look at <V>.")))["softmax"]
    )
    assert unescape(SanitizeHTML().sanitize_html_tags(html)) == unescape(html)


def test_the_detail_of_a_test_stays_with_the_instructor():
    verdict = verdicts(report(failed()))["softmax"]
    assert "0.123" not in as_text(verdict) + as_html(verdict)


def test_a_question_shows_what_was_answered_but_not_the_right_answer():
    quiz = (
        GradedQuestion("head_dim", "What does d_head satisfy?", "b", correct=True, points=1.0),
        GradedQuestion("mixed", "What gets mixed?", "a", correct=False, points=1.0),
        GradedQuestion("output", "What is output i?", None, correct=False, points=2.0),
    )
    assert as_text(verdicts(report(quiz=quiz))["quiz"]) == (
        "quiz: 1 of 4 points\n"
        "right            What does d_head satisfy? (1 of 1)\n"
        "                 You answered 'b'.\n"
        "wrong            What gets mixed? (0 of 1)\n"
        "                 You answered 'a'.\n"
        "not answered     What is output i? (0 of 2)"
    )


def test_an_assignment_without_a_quiz_has_no_verdict_on_one():
    assert list(verdicts(report(PASSED))) == ["softmax"]


def test_every_outcome_has_words_of_its_own():
    tests = [failed(outcome=outcome) for outcome in Outcome]
    words = [line.outcome for line in verdicts(report(*tests))["softmax"].lines]
    assert len(set(words)) == len(Outcome)


def test_no_markup_of_a_student_or_an_author_comes_alive():
    script = "<script>alert(1)</script>"
    quiz = (GradedQuestion("head_dim", script, script, correct=False, points=1.0),)
    hostile = report(
        failed(title=script, message=f"{script}\n{script}"),
        diagnosis=Diagnosis(script),
        quiz=quiz,
    )
    html = "".join(map(as_html, verdicts(hostile).values()))
    assert set(re.findall(r"<(\w+)", html)) == {"strong", "blockquote", "ul", "li"}


def test_terminal_escapes_and_lone_surrogates_are_taken_out():
    verdict = verdicts(report(failed(message="\x1b[31mred\x07 \ud800 end")))["softmax"]
    for shown in (as_text(verdict), as_html(verdict)):
        assert shown.encode().decode().isascii()
        assert "\x1b" not in shown
        assert "red  end" in shown or "red end" in shown
