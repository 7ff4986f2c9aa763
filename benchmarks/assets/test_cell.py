# A test cell of a stock nbgrader course: the hidden tests, run in the kernel, earn their points.
import inspect
import types
import unittest
import warnings

import numpy as np

warnings.simplefilter("ignore")  # a word on stderr, and stock nbgrader records 0 points
submission, reference = types.SimpleNamespace(), types.SimpleNamespace()
hidden = {"unittest": unittest}
earned = 0.0


def points(number):
    def mark(test):
        test.points = number
        return test

    return mark


def stays(_):
    return lambda test: test


hidden |= {"points": points, "stays": stays}
for text in TEXTS:  # noqa: F821 - put before this by others.py, as EXERCISE is
    exec(text, hidden)  # noqa: S102 - the course's own
setattr(submission, EXERCISE, globals()[EXERCISE])  # noqa: F821 - as above
setattr(reference, EXERCISE, hidden[EXERCISE])  # noqa: F821 - as above
for name, test in list(hidden.items()):
    if name.startswith("test_"):
        fixtures = {
            "submission": submission,
            "reference": reference,
            "rng": np.random.default_rng(0),
            "assert_shape": hidden["check_shape"],
            "assert_equal": hidden["check_equal"],
        }
        try:
            test(**{each: fixtures[each] for each in inspect.signature(test).parameters})
            earned += test.points
        except Exception as error:
            print(name, error)  # noqa: T201 - as a grader tells
earned  # noqa: B018 - a cell's last value is what nbgrader records
