"""What a student reads first of a function that is wrong: the mistake, then the shapes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.model import Diagnosis, Symptom

UNKNOWN = "No known mistake matches."
NOT_WRITTEN = "This function is not written yet."
NONE_RETURNED = "Your function returns None. Does it return its result?"


def finding(diagnosis: "Diagnosis | None", symptom: "Symptom | None") -> tuple[str, ...]:
    """The sentences to show, one paragraph each; none where nothing is known."""
    if symptom is None:
        return (diagnosis.message,) if diagnosis else ()
    if diagnosis and diagnosis.message == NOT_WRITTEN:
        return (diagnosis.message,)
    named = diagnosis.message if diagnosis else UNKNOWN
    if not symptom.example:
        return (named, "The public examples all come out right; the hidden tests try other inputs.")
    if symptom.got == symptom.expected:
        shown = f"the shape is right, {symptom.got}, and the values are not."
    else:
        verb = "raise" if symptom.raised else "return"
        shown = f"you {verb} {symptom.got}; expected {symptom.expected}."
    return (named, f'On the example "{symptom.example}" {shown}')
