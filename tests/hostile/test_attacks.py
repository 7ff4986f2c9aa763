"""No attack earns what it did not do, learns what it must not, or leaves anything behind.

Each fact belongs to one attack: `run.py` looks around before it, after it, and after the honest
submission behind it, while the grader process stands still.
"""

import pytest

MEMORY_KIB = 64 << 10
"""More than the grader process's memory wavers by, less than one large answer takes."""
CPU_SECONDS = 6.0
"""Of the grader process; what the submission itself may take of its own."""


@pytest.fixture
def runs(graded, attack):
    """What came of one attack in one room; where it leaves something for its next run, of both."""
    names = (attack.name, f"{attack.name} again")
    return [graded.attacks[name] for name in names if name in graded.attacks]


def test_an_attack_earns_its_honest_part_and_leaves_nothing(runs, attack):
    for run in runs:
        due = {
            exercise: most if exercise in attack.honest else 0.0
            for exercise, (_, most) in run["exercises"].items()
        }
        assert {
            "earned": {exercise: score for exercise, (score, _) in run["exercises"].items()},
            "quiz": run["quiz"],
            "is the grader's fault": run["status"] == "error",
            "seen by whoever reads the results": run["seen"],
            "processes left": run["processes"],
            "files changed": run["files"],
            "grader process": "another" if run["grader_replaced"] else "the same",
            "grader's memory grew by": run["grew"] if run["grew"] > MEMORY_KIB else "nothing",
            "grader's CPU seconds": run["cpu"] if run["cpu"] > CPU_SECONDS else "few",
            "the next submission is graded": run["next"]["status"] == "graded",
            "the next submission misses": [
                exercise
                for exercise, (score, most) in run["next"]["exercises"].items()
                if score < most
            ],
        } == {
            "earned": due,
            "quiz": 0.0,
            "is the grader's fault": False,
            "seen by whoever reads the results": [],
            "processes left": [],
            "files changed": [],
            "grader process": "the same",
            "grader's memory grew by": "nothing",
            "grader's CPU seconds": "few",
            "the next submission is graded": True,
            "the next submission misses": [],
        }


def test_every_result_names_the_layers_that_held(graded, room, room_layers, record_property):
    told = f"{room} ({len(graded.attacks)} in {graded.seconds:.0f} s)"
    record_property("Attacks were graded in these rooms", told)
    assert graded.whole["layers"] == [list(room_layers)]


def test_a_class_of_attacks_leaves_the_graders_memory_flat(graded):
    assert graded.whole["grew"] < MEMORY_KIB


def test_nothing_leaks_into_the_class_page(graded):
    assert graded.whole["class_page"] == []


def test_nothing_leaks_onto_the_terminal(graded):
    assert [secret for secret in graded.secrets if secret in graded.errors] == []


def test_this_machine_has_a_room(rooms_here, absent_rooms, record_property):
    if absent_rooms:
        record_property("Rooms that this machine cannot have", ", ".join(absent_rooms))
    assert rooms_here
