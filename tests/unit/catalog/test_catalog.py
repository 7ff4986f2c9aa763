"""A course on disk is read whole, and everything wrong in it is said at once."""

from pathlib import Path

import pytest

from course import catalog
from course.catalog import (
    blank_front_matter,
    find_assignment,
    find_course,
    find_exercise,
    load_answers,
    load_course,
    load_solution,
    read_course,
    read_solution,
)
from course.errors import AuthorError, MissingInput, UnknownName
from course.model import Written

CHAPTER = """\
+++
title = "Columns"
topic = "arithmetic"
level = "beginner"
+++
# Columns

<a id="twice"></a>Twice a number is the number added to itself.

{% include "double.py.j2" %}
"""
TEMPLATE = """\
+++
title = "Double"
hints = ["Add.", "Add x to itself."]
+++
# %% [markdown]
# Double it.

{{ skeleton() }}
"""
QUIZ = """\
[[question]]
id = "twice"
text = "What is twice a number?"
options = { a = "Its square", b = "The number added to itself" }
hint = "Read the first paragraph."
see = "twice"
"""
WRITTEN = """\
[[written]]
id = "why"
text = "Why?"
hint = "Think."
points = 2
"""
SOLUTION = '''\
from course.authoring import chaff, examples, wheat


def double(x, times):
    """Double some numbers."""
    return x * 2 ** times


@examples(double)
def small():
    yield {"x": 1.0, "times": 1}


@wheat(double)
def added(x, times):
    return x + x


@chaff(double)
def squared(x, times):
    """You squared
    the numbers.
    """
    return x * x
'''
FILES = {
    "exercises/columns/chapter.md.j2": CHAPTER,
    "exercises/columns/double.py.j2": TEMPLATE,
    "exercises/columns/quiz.toml": QUIZ,
    "solutions/columns/double.py": SOLUTION,
    "solutions/columns/quiz.toml": 'twice = "b"\n',
    "grader/columns/test_double.py": "",
}


@pytest.fixture
def root(tmp_path):
    """A course of one exercise and one question, all right."""
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(root, name, old, new):
    assert FILES[name].count(old) == 1
    write(root, name, FILES[name].replace(old, new))


def wrong(root, read):
    """What is said to be wrong, with paths from the course's folder."""
    with pytest.raises(AuthorError) as caught:
        read()
    return str(caught.value).replace(f"{root}/", "").splitlines()


def wrong_course(root):
    return wrong(root, lambda: load_course(root))


def solution_of(root):
    course = load_course(root)
    [assignment] = course.assignments
    return load_solution(course, assignment, assignment.exercises[0])


def wrong_solution(root, text):
    write(root, "solutions/columns/double.py", text)
    return wrong(root, lambda: solution_of(root))


def answers_of(root):
    course = load_course(root)
    return load_answers(course, course.assignments[0])


def wrong_answers(root, text):
    write(root, "solutions/columns/quiz.toml", text)
    return wrong(root, lambda: answers_of(root))


# What is right


def test_a_course_is_found_from_a_folder_inside_it(root):
    assert find_course(root / "exercises" / "columns") == root.resolve()


def test_no_course_is_said_with_where_it_was_looked_for(tmp_path):
    with pytest.raises(MissingInput) as caught:
        find_course(tmp_path)
    assert str(caught.value) == (
        f"No course in '{tmp_path.resolve()}' or above it: a course has the folders "
        "exercises/, solutions/ and grader/. Name one with --course."
    )


def test_a_course_is_read_as_it_was_written(root):
    [assignment] = load_course(root).assignments
    [exercise] = assignment.exercises
    [question] = assignment.questions
    assert (assignment.name, assignment.title) == ("columns", "Columns")
    assert (assignment.topic, assignment.level) == ("arithmetic", "beginner")
    assert (exercise.name, exercise.title) == ("double", "Double")
    assert exercise.hints == ("Add.", "Add x to itself.")
    assert dict(question.options) == {"a": "Its square", "b": "The number added to itself"}
    assert (question.id, question.see, question.points) == ("twice", "twice", 1.0)


def test_exercises_come_in_the_order_of_their_includes(root):
    change(
        root,
        "exercises/columns/chapter.md.j2",
        '{% include "double.py.j2" %}',
        '{% include "again.py.j2" %}\n{% include "double.py.j2" %}\n{% include "again.py.j2" %}',
    )
    write(root, "exercises/columns/again.py.j2", '+++\ntitle = "Again"\nafter = ["double"]\n+++\n')
    write(root, "solutions/columns/again.py", "")
    write(root, "grader/columns/test_again.py", "")
    [assignment] = load_course(root).assignments
    assert [exercise.name for exercise in assignment.exercises] == ["again", "double"]
    assert assignment.exercises[0].after == ("double",)


def test_a_chapter_may_name_its_neighbours(root):
    change(
        root,
        "exercises/columns/chapter.md.j2",
        'level = "beginner"',
        'level = "beginner"\nprevious = "Rows"\nnext = "Tables"',
    )
    [assignment] = load_course(root).assignments
    assert (assignment.previous, assignment.next) == ("Rows", "Tables")


def test_a_chapter_without_a_quiz_has_no_questions_and_no_answers(root):
    (root / "exercises/columns/quiz.toml").unlink()
    assert load_course(root).assignments[0].questions == ()
    assert answers_of(root) == {}


def test_a_solution_holds_reference_examples_wheats_and_chaffs(root):
    solution = solution_of(root)
    assert solution.reference(3.0, 1) == 6.0
    assert [(e.name, dict(e.arguments), e.public) for e in solution.examples] == [
        ("small", {"x": 1.0, "times": 1}, True)
    ]
    assert [wheat.name for wheat in solution.wheats] == ["added"]
    assert [(c.name, c.message) for c in solution.chaffs] == [
        ("squared", "You squared the numbers.")
    ]


def test_several_examples_of_one_generator_are_numbered(root):
    more = '    yield {"x": 1.0, "times": 1}\n'
    change(root, "solutions/columns/double.py", more, 2 * more)
    assert [example.name for example in solution_of(root).examples] == ["small 1", "small 2"]


def test_the_answers_are_the_options_keys(root):
    assert answers_of(root) == {"twice": "b"}


def test_paths_are_derived_from_names(root):
    course = load_course(root)
    [assignment] = course.assignments
    [exercise] = assignment.exercises
    found = (
        catalog.template_path(course, assignment, exercise),
        catalog.solution_path(course, assignment, exercise),
        catalog.grader_path(course, assignment, exercise),
        catalog.answers_path(course, assignment),
        catalog.chapter_folder(course, assignment),
    )
    assert [path.relative_to(root).as_posix() for path in found] == [
        "exercises/columns/double.py.j2",
        "solutions/columns/double.py",
        "grader/columns/test_double.py",
        "solutions/columns/quiz.toml",
        "exercises/columns",
    ]


def test_blanking_front_matter_keeps_the_lines_below_where_they_are():
    assert blank_front_matter("+++\na = 1\n+++\ntext\n") == "\n\n\ntext\n"
    assert blank_front_matter("text\n+++\n") == "text\n+++\n"


def test_an_unknown_assignment_or_exercise_is_answered_with_the_nearest(root):
    course = load_course(root)
    with pytest.raises(UnknownName) as caught:
        find_assignment(course, "colums")
    assert str(caught.value) == "No assignment 'colums'. Did you mean 'columns'?"
    assignment = find_assignment(course, "columns")
    assert find_exercise(assignment, "double").name == "double"
    with pytest.raises(UnknownName) as caught:
        find_exercise(assignment, "duble")
    assert str(caught.value) == "No exercise 'duble' in 'columns'. Did you mean 'double'?"


# What is wrong in exercises/


def test_a_course_without_a_chapter_is_said(tmp_path):
    assert wrong_course(tmp_path) == ["exercises: no assignment: none has a chapter.md.j2"]


def test_an_unknown_key_is_answered_with_its_line_and_the_nearest(root):
    change(root, "exercises/columns/chapter.md.j2", "topic =", "topik =")
    assert wrong_course(root) == [
        "exercises/columns/chapter.md.j2:3: unknown key 'topik', did you mean 'topic'?",
        "exercises/columns/chapter.md.j2:1: key 'topic' is missing",
    ]


def test_a_key_of_the_wrong_type_is_said_with_its_value(root):
    change(root, "exercises/columns/double.py.j2", '["Add.", "Add x to itself."]', '"Add."')
    assert wrong_course(root) == [
        "exercises/columns/double.py.j2:3: 'hints' is 'Add.', but should be a list"
    ]


def test_everything_wrong_is_said_at_once(root):
    change(root, "exercises/columns/double.py.j2", "title", "titel")
    change(root, "exercises/columns/quiz.toml", "hint", "hnt")
    (root / "grader/columns/test_double.py").unlink()
    assert wrong_course(root) == [
        "exercises/columns/double.py.j2:2: unknown key 'titel', did you mean 'title'?",
        "exercises/columns/double.py.j2:1: key 'title' is missing",
        "grader/columns/test_double.py: is missing: exercise 'double' needs it",
        "exercises/columns/quiz.toml:5: unknown key 'hnt', did you mean 'hint'?",
        "exercises/columns/quiz.toml:1: key 'hint' is missing",
    ]


def test_a_toml_error_is_said_with_the_file_s_own_line(root):
    change(root, "exercises/columns/chapter.md.j2", '"arithmetic"', "arithmetic")
    assert wrong_course(root) == ["exercises/columns/chapter.md.j2:3: Invalid value"]


def test_a_toml_error_at_the_end_is_said_with_the_last_line(root):
    write(root, "exercises/columns/quiz.toml", '[[question]]\nid = """twice\n')
    assert wrong_course(root) == ["exercises/columns/quiz.toml:2: Unterminated string"]


def test_a_template_without_front_matter_is_said(root):
    write(root, "exercises/columns/double.py.j2", "{{ skeleton() }}\n")
    assert wrong_course(root) == [
        "exercises/columns/double.py.j2:1: has no front matter between two '+++' lines"
    ]


def test_front_matter_that_never_ends_is_said(root):
    write(root, "exercises/columns/double.py.j2", '+++\ntitle = "Double"\n')
    assert wrong_course(root) == [
        "exercises/columns/double.py.j2:1: has no front matter between two '+++' lines"
    ]


def test_a_template_error_is_said_with_the_file_s_own_line(root):
    change(root, "exercises/columns/chapter.md.j2", "# Columns", "# Columns {% inclode %}")
    [problem] = wrong_course(root)
    assert problem.startswith("exercises/columns/chapter.md.j2:6: Encountered unknown tag")


def test_an_exercise_s_template_error_is_said_too(root):
    change(root, "exercises/columns/double.py.j2", "{{ skeleton() }}", "{{ skeleton( }}")
    [problem] = wrong_course(root)
    assert problem.startswith("exercises/columns/double.py.j2:8: unexpected '}'")


def test_a_chapter_that_includes_nothing_is_said(root):
    change(root, "exercises/columns/chapter.md.j2", '{% include "double.py.j2" %}', "")
    assert wrong_course(root) == [
        "exercises/columns/chapter.md.j2: includes no exercise: write {% include 'NAME.py.j2' %}"
    ]


def test_an_exercise_that_is_not_there_is_said_with_all_that_it_needs(root):
    change(root, "exercises/columns/chapter.md.j2", '"double.py.j2"', '"dubble.py.j2"')
    assert wrong_course(root) == [
        "exercises/columns/dubble.py.j2: is missing",
        "solutions/columns/dubble.py: is missing: exercise 'dubble' needs it",
        "grader/columns/test_dubble.py: is missing: exercise 'dubble' needs it",
    ]


def test_an_exercise_that_comes_after_an_unknown_one_is_said(root):
    change(root, "exercises/columns/double.py.j2", "hints", 'after = ["duble"]\nhints')
    assert wrong_course(root) == [
        "exercises/columns/double.py.j2: unknown exercise in 'after' 'duble', "
        "did you mean 'double'?"
    ]


def test_a_file_that_is_not_utf_8_is_said_with_the_byte(root):
    (root / "exercises/columns/quiz.toml").write_bytes(b"# \xe9t\xe9\n")
    assert wrong_course(root)[0] == "exercises/columns/quiz.toml: is not UTF-8: byte 2 is 0xe9"


def test_a_file_that_cannot_be_read_is_said(root):
    (root / "exercises/columns/double.py.j2").unlink()
    (root / "exercises/columns/double.py.j2").mkdir()
    assert wrong_course(root) == ["exercises/columns/double.py.j2: cannot be read: Is a directory"]


# What is wrong in a quiz


def test_a_mistyped_key_of_the_second_question_is_said_with_its_own_line(root):
    second = QUIZ.replace('id = "twice"', 'id = "again"').replace('see = "twice"', "see = 1")
    write(root, "exercises/columns/quiz.toml", QUIZ + second)
    assert wrong_course(root) == [
        "exercises/columns/quiz.toml:12: 'see' is 1, but should be a text"
    ]


def test_a_question_that_is_answered_in_words_is_read(root):
    write(root, "exercises/columns/quiz.toml", QUIZ + WRITTEN)
    (assignment,) = load_course(root).assignments
    assert [question.id for question in assignment.questions] == ["twice"]
    assert assignment.written == (Written("why", "Why?", "Think.", 2.0),)


def test_a_chapter_may_ask_in_words_alone(root):
    write(root, "exercises/columns/quiz.toml", WRITTEN)
    (assignment,) = load_course(root).assignments
    assert (assignment.questions, len(assignment.written)) == ((), 1)


def test_what_is_wrong_in_a_written_question_is_said(root):
    second = WRITTEN.replace('"why"', '"why not?"').replace("points = 2", "points = -2")
    third = WRITTEN.replace("hint", "options")
    write(root, "exercises/columns/quiz.toml", QUIZ + WRITTEN + second + third)
    assert wrong_course(root) == [
        "exercises/columns/quiz.toml:16: points of 'why not?' are -2.0, but should be 0 or more",
        "exercises/columns/quiz.toml:12: 'id' is 'why not?', "
        "but should be made of letters, digits, - and _",
        "exercises/columns/quiz.toml:20: unknown key 'options', did you mean 'points'?",
        "exercises/columns/quiz.toml:17: key 'hint' is missing",
    ]


def test_two_questions_of_one_name_are_said(root):
    write(root, "exercises/columns/quiz.toml", QUIZ + QUIZ)
    assert wrong_course(root) == ["exercises/columns/quiz.toml:7: two questions are called 'twice'"]


@pytest.mark.parametrize("points", ["-1.0", "inf", "nan"])
def test_points_that_are_no_amount_are_said(root, points):
    change(root, "exercises/columns/quiz.toml", "hint", f"points = {points}\nhint")
    assert wrong_course(root) == [
        f"exercises/columns/quiz.toml:5: points of 'twice' are {points}, but should be 0 or more"
    ]


def test_points_that_are_true_are_no_number(root):
    change(root, "exercises/columns/quiz.toml", "hint", "points = true\nhint")
    assert wrong_course(root) == [
        "exercises/columns/quiz.toml:5: 'points' is True, but should be a number"
    ]


def test_questions_that_are_no_tables_are_said(root):
    write(root, "exercises/columns/quiz.toml", 'question = ["What is twice a number?"]\n')
    assert wrong_course(root) == [
        "exercises/columns/quiz.toml: a question is 'What is twice a number?': "
        "write it below [[question]]"
    ]


def test_a_question_written_as_one_table_is_said(root):
    change(root, "exercises/columns/quiz.toml", "[[question]]", "[question]")
    [problem] = wrong_course(root)
    assert problem.startswith("exercises/columns/quiz.toml:1: 'question' is {")
    assert problem.endswith("}, but should be a list")


def test_a_hint_that_points_nowhere_is_said(root):
    change(root, "exercises/columns/quiz.toml", 'see = "twice"', 'see = "thrice"')
    assert wrong_course(root) == [
        "exercises/columns/quiz.toml: 'see' of 'twice' is 'thrice', "
        'but chapter.md.j2 has no <a id="thrice"></a>'
    ]


def test_answers_that_are_missing_are_said(root):
    (root / "solutions/columns/quiz.toml").unlink()
    assert wrong(root, lambda: answers_of(root)) == ["solutions/columns/quiz.toml: is missing"]


def test_an_answer_to_an_unknown_question_is_said(root):
    assert wrong_answers(root, 'twise = "b"\n') == [
        "solutions/columns/quiz.toml:1: unknown question 'twise', did you mean 'twice'?",
        "solutions/columns/quiz.toml: no answer to question 'twice'",
    ]


@pytest.mark.parametrize(("answer", "shown"), [('"c"', "c"), ('["b"]', "['b']"), ("2", "2")])
def test_an_answer_that_is_no_option_is_said(root, answer, shown):
    assert wrong_answers(root, f"twice = {answer}\n") == [
        f"solutions/columns/quiz.toml:1: unknown option of 'twice' {shown!r}"
    ]


def test_answers_that_are_not_toml_are_said(root):
    assert wrong_answers(root, "\ntwice = b\n") == ["solutions/columns/quiz.toml:2: Invalid value"]


# What is wrong in a solution


def test_a_solution_that_is_missing_is_said(root):
    course = load_course(root)
    [assignment] = course.assignments
    (root / "solutions/columns/double.py").unlink()
    assert wrong(root, lambda: load_solution(course, assignment, assignment.exercises[0])) == [
        "solutions/columns/double.py: is missing"
    ]


def test_a_solution_that_is_not_python_is_said_with_its_line(root):
    assert wrong_solution(root, "\ndef double(x:\n") == [
        "solutions/columns/double.py:2: SyntaxError: '(' was never closed"
    ]


def test_a_solution_that_raises_is_said_with_its_own_line(root):
    assert wrong_solution(root, "import json\n\njson.loads('?')\n")[0].startswith(
        "solutions/columns/double.py:3: raised JSONDecodeError("
    )


def test_a_solution_that_ends_python_is_said_with_its_own_line(root):
    assert wrong_solution(root, "import sys\n\nsys.exit(0)\n") == [
        "solutions/columns/double.py:3: raised SystemExit(0)"
    ]


def test_a_solution_without_its_function_is_said(root):
    assert wrong_solution(root, "double = 2\n") == [
        "solutions/columns/double.py: defines no function 'double'"
    ]


def test_a_reference_without_a_docstring_is_said(root):
    text = SOLUTION.replace('    """Double some numbers."""\n', "")
    assert wrong_solution(root, text) == [
        "solutions/columns/double.py:4: 'double' has no docstring to hand out"
    ]


def test_examples_without_end_are_said_with_their_line(root):
    example = '    yield {"x": 1.0, "times": 1}'
    text = SOLUTION.replace(example, f"    while True:\n    {example}")
    assert wrong_solution(root, text) == [
        "solutions/columns/double.py:9: the examples are more than 1000: do they come to an end?"
    ]


def test_examples_that_raise_are_said_with_their_line(root):
    text = SOLUTION.replace('    yield {"x": 1.0, "times": 1}', "    yield {}[0]")
    assert wrong_solution(root, text) == [
        "solutions/columns/double.py:11: the examples raised KeyError(0)"
    ]


def test_an_example_that_is_no_dict_is_said(root):
    text = SOLUTION.replace('yield {"x": 1.0, "times": 1}', "yield (1.0, 1)")
    assert wrong_solution(root, text) == [
        "solutions/columns/double.py:9: an example is a tuple, but should be a dict of arguments"
    ]


@pytest.mark.parametrize("named", ["times, x", "x", "x, tims"])
def test_an_example_with_other_arguments_is_said(root, named):
    given = ", ".join(f'"{name}": 1' for name in named.split(", "))
    text = SOLUTION.replace('{"x": 1.0, "times": 1}', f"{{{given}}}")
    assert wrong_solution(root, text) == [
        f"solutions/columns/double.py:9: an example names ({named}), "
        "but double takes (x, times), in that order"
    ]


def test_a_chaff_without_a_docstring_is_said(root):
    text = SOLUTION.replace('    """You squared\n    the numbers.\n    """\n', "")
    assert wrong_solution(root, text) == [
        "solutions/columns/double.py:19: chaff 'squared' has no docstring"
    ]


def test_two_chaffs_of_one_name_are_said(root):
    text = SOLUTION + SOLUTION[SOLUTION.index("@chaff") :]
    assert wrong_solution(root, text) == [
        "solutions/columns/double.py:25: two chaffs are called 'squared'"
    ]


def test_the_course_of_this_project_loads():
    course = load_course(Path(__file__).parents[3])
    assert "qkv" in [assignment.name for assignment in course.assignments]


# What an audit reads


AUDITED = """

@inputs(double)
def numbers(rng):
    return {"x": rng.random(), "times": 2}


equivalent(double, "return 2 ** times * x", "It commutes.")
"""


def test_inputs_and_equivalent_mutants_belong_to_a_solution(root):
    text = SOLUTION.replace("chaff, examples", "chaff, equivalent, examples, inputs") + AUDITED
    write(root, "solutions/columns/double.py", text)
    solution = solution_of(root)
    assert solution.inputs.__name__ == "numbers"
    assert solution.equivalents == {"return 2 ** times * x": "It commutes."}


def test_two_functions_that_draw_inputs_are_one_too_many(root):
    text = SOLUTION.replace("chaff, examples", "chaff, equivalent, examples, inputs")
    twice = text + AUDITED + AUDITED
    line = twice[: twice.rindex("@inputs")].count("\n") + 1
    assert wrong_solution(root, twice) == [
        f"solutions/columns/double.py:{line}: two functions draw inputs of 'double'"
    ]


def test_a_solution_is_read_as_far_as_it_is_right(root):
    text = SOLUTION.replace('{"x": 1.0, "times": 1}', '{"x": 1.0}')
    write(root, "solutions/columns/double.py", text)
    course = load_course(root)
    [assignment] = course.assignments
    solution, problems = read_solution(course, assignment, assignment.exercises[0])
    assert len(problems) == 1
    assert solution.examples == ()
    assert [wheat.name for wheat in solution.wheats] == ["added"]


def test_a_course_is_read_as_far_as_it_is_right(root):
    (root / "grader/columns/test_double.py").unlink()
    course, problems = read_course(root)
    assert [problem.message for problem in problems] == ["is missing: exercise 'double' needs it"]
    assert [exercise.name for exercise in course.assignments[0].exercises] == ["double"]
