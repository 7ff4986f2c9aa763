"""Students' failures that no chaff explains are grouped by what they do."""

from course.audit.failures import Group, failures
from course.catalog import load_course
from course.submission import Source, Submission
from course.worker.process import Limits

WRONG = "def share(x):\n    return x * 0 + 5.0\n"
STUDENTS = {
    "anna": WRONG,
    "bo": "import numpy as np\n\n\ndef share(x):\n    return np.full(x.shape, 5.0)\n",
    "cy": "def share(x):\n    return x / x.max()\n",
    "named": "def share(x):\n    total = x.sum(axis=0)\n    if not total.all():\n"
    "        raise ValueError\n    return x / total\n",
    "right": "def share(x):\n    total = x.sum(axis=1, keepdims=True)\n    if not total.all():\n"
    "        raise ValueError\n    return x / total\n",
    "unwritten": "def share(x):\n    raise NotImplementedError\n",
    "elsewhere": "def shares(x):\n    return x\n",
    "endless": "def share(x):\n    while True:\n        pass\n",
    "never": "while True:\n    pass\n",
}


def groups(root):
    course = load_course(root)
    submissions = [
        Submission(name, Source("py", text.encode(), "rows.py")) for name, text in STUDENTS.items()
    ]
    submissions.append(Submission("missing", None, "no rows.py"))
    limits = Limits(load_seconds=0.5, exercise_seconds=0.5)
    return failures(course, course.assignments[0], submissions, sandbox="off", limits=limits)


def test_the_largest_group_comes_first_and_what_is_explained_is_left_out(root):
    assert groups(root) == {
        "share": [
            Group(
                ("anna", "bo"),
                "First difference at (rows=0, columns=0): got 5, expected 0.125. "
                "6 of 6 entries differ.",
                "two_rows",
            ),
            Group(
                ("cy",),
                "First difference at (rows=0, columns=0): got 0.25, expected 0.125. "
                "6 of 6 entries differ.",
                "two_rows",
            ),
            Group(("endless",), "It did not come back: The exercise took longer than it may.", ""),
        ]
    }
