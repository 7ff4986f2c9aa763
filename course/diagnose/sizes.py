"""Relations between the sizes of an example and whether the result is right."""

from course.diagnose.evidence import Evidence, enough


def only_of_size_1(evidence: Evidence) -> str:
    """Right where one axis has size 1, and wrong where it has more."""
    right = [case for case in evidence.cases if case.right]
    if len(evidence.wrong) < 2 or not enough(case.numbers for case in right):
        return ""
    names = set.intersection(*(set(case.sizes) for case in evidence.cases))
    fitting = [
        name
        for name in sorted(names)
        if all((case.sizes[name] == 1) is case.right for case in evidence.cases)
    ]
    if len(fitting) != 1:
        return ""
    subject = evidence.subject
    return (
        f"{subject[0].upper()}{subject[1:]} is right where {fitting[0]} is 1, and wrong where it "
        "is larger. Look at what becomes of the second along that axis."
    )
