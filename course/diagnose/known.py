"""Which mistake explains what a function did on every example."""

from collections.abc import Mapping, Sequence

from course.diagnose.evidence import gather
from course.diagnose.general import afterthought, general
from course.diagnose.likeness import same, same_given
from course.diagnose.relations import related
from course.observation import Diagnosis, Example, Observation

Chaffs = Mapping[str, tuple[str, Sequence[Observation]]]
"""Name of a known mistake -> its message and what it does on every example.

A sequence is asked for one observation after the other, up to the first that differs.
"""


def diagnose(
    got: Sequence[Observation],
    expected: Sequence[Observation],
    chaffs: Chaffs,
    examples: Sequence[Example] = (),
    axes: Mapping[str, Sequence[str]] | None = None,
) -> Diagnosis | None:
    """The mistake that explains every observation, or None.

    `got`, `expected`, each chaff's observations and `examples` are of the same examples, in the
    same order. A known mistake goes before a general one, and that before a relation between what
    came and what is due. `examples` and `axes` (parameter, or "return" -> the names of its axes)
    let a relation be told by name.
    """
    if all(map(same, got, expected)):
        return None
    for name, (message, observations) in chaffs.items():
        if all(
            same_given(mine, observations[position], right)
            for position, (mine, right) in enumerate(zip(got, expected, strict=True))
        ):
            return Diagnosis(message, name)
    message = general(got, expected)
    if not message:
        evidence = gather(got, expected, examples, axes or {})
        message = related(evidence) if evidence else ""
    message = message or afterthought(got, expected)
    return Diagnosis(message) if message else None
