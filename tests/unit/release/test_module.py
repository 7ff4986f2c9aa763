from pathlib import Path

from course.catalog import load_course
from course.release.module import student_module
from course.release.render import render

MODULE = '''\
"""Warm-up.

Write each function in place of its `raise NotImplementedError` line, save the file,
and run this in its folder:

    course check

The chapter, with the hints, is in handout.html.
"""

import numpy as np


# %% [markdown]
# ### Exercise: Double every number
#
# Return every number of `x`, doubled.


# %%
def double(x):
    """Double every number.

    Args:
        x: numbers, (size)

    Returns:
        The doubled numbers, (size).
    """
    raise NotImplementedError("double is not written yet")


# %% [markdown]
# ### Exercise: The length of a vector
#
# Return the Euclidean length, for instance:


# %%
toy = np.array([3.0, 4.0])


# %%
def norm(x):
    """The Euclidean length of a vector.

    Args:
        x: a vector, (size)

    Returns:
        A number.
    """
    raise NotImplementedError("norm is not written yet")


# %% [markdown]
# ## Quiz
#
# Write the letter of your answer in place of each `None` below, in quotes.


# %% [markdown]
# ### Question 1
#
# What is twice $x$?
#
# - **a**: $x^2$
# - **b**: $x + x$
# - **c**: $x / 2$


# %%
answers = {
    "twice": None,  # "a", "b" or "c"
}
'''


def module(folder: Path) -> str:
    course = load_course(folder)
    assignment = course.assignments[0]
    return student_module(assignment, render(course, assignment)).decode()


def test_the_file_holds_the_exercises_and_the_quiz_and_not_the_chapter(folder: Path) -> None:
    assert module(folder) == MODULE


def test_a_chapter_without_a_quiz_has_no_answers(folder: Path) -> None:
    (folder / "exercises" / "warm_up" / "quiz.toml").unlink()
    assert module(folder) == MODULE.partition("\n\n# %% [markdown]\n# ## Quiz")[0]


def test_a_written_question_has_a_place_for_the_answer(folder: Path) -> None:
    quiz = folder / "exercises" / "warm_up" / "quiz.toml"
    written = '[[written]]\nid = "why"\ntext = "Why?"\nhint = "Think."\n'
    quiz.write_text(f"{quiz.read_text()}\n{written}")
    assert (
        module(folder).removeprefix(MODULE)
        == """

# %% [markdown]
# ## In your own words


# %% [markdown]
# Why?
#
# *1 point, given by your instructor, not by a test.*


# %% [markdown]
# Write your answer here.
"""
    )


def test_a_title_with_quotes_and_backslashes_stays_a_title(folder: Path) -> None:
    path = folder / "exercises" / "warm_up" / "chapter.md.j2"
    title = "title = '''The \"\"\"end\"\"\" \\d'''"
    path.write_text(path.read_text().replace('title = "Warm-up"', title))
    namespace: dict[str, object] = {}
    source = module(folder).partition("import numpy")[0]
    exec(source, namespace)  # noqa: S102 - our own text
    assert str(namespace["__doc__"]).splitlines()[0] == "The '''end''' \\d."
