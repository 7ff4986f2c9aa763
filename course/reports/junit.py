"""A check as JUnit XML, in the form that pytest writes and GitLab reads."""

import platform
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

from course.check_report import CheckedExercise, CheckReport, Verdict
from course.reports.check_terminal import WORDS

_ERRORS = {Verdict.TIMEOUT, Verdict.CRASHED, Verdict.NOT_TRIED}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dumps(report: CheckReport, now: datetime | None = None, host: str | None = None) -> str:
    """The report as an XML text: one test suite, one test case an exercise.

    A wrong result is a failure, so is an exercise that is not started; what could not be
    tried to its end is an error.
    """
    errors = sum(exercise.verdict in _ERRORS for exercise in report.exercises)
    unfinished = sum(not exercise.passed for exercise in report.exercises)
    suites = Xml.Element("testsuites", name="course check")
    suite = Xml.SubElement(
        suites,
        "testsuite",
        name=_text(report.assignment),
        errors=str(errors),
        failures=str(unfinished - errors),
        skipped="0",
        tests=str(len(report.exercises)),
        time=f"{sum(exercise.seconds for exercise in report.exercises):.3f}",
        timestamp=(now or datetime.now(UTC)).isoformat(timespec="seconds"),
        hostname=_text(platform.node() if host is None else host),
    )
    for exercise in report.exercises:
        _add_case(suite, report, exercise)
    Xml.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(suites, "unicode") + "\n"


def _add_case(suite: Xml.Element, report: CheckReport, exercise: CheckedExercise) -> None:
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=_text(report.assignment),
        name=_text(exercise.name),
        time=f"{exercise.seconds:.3f}",
    )
    if not exercise.passed:
        kind = "error" if exercise.verdict in _ERRORS else "failure"
        said = exercise.diagnosis or exercise.summary or report.broken
        message = said.partition("\n")[0] or WORDS[exercise.verdict]
        Xml.SubElement(case, kind, message=_text(message)).text = _text(
            _evidence(exercise) or report.broken
        )
    if exercise.output:
        Xml.SubElement(case, "system-out").text = _text(exercise.output)


def _evidence(exercise: CheckedExercise) -> str:
    lines = [exercise.summary]
    if exercise.place:
        lines.append(f"{exercise.place}: {exercise.code.strip()}")
    if exercise.example:
        lines.append(f'On the example "{exercise.example}":')
    for shown in (*exercise.inputs, exercise.expected, exercise.got):
        if shown is not None and shown.kind:
            lines += [f"{shown.name} {shown.kind}", *shown.text.split("\n")]
        elif shown is not None:
            lines.append(f"{shown.name} = {shown.text}")
    return "\n".join(line for line in lines if line)


def _text(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
