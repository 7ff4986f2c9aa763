"""What all tests share."""

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show the properties that tests recorded: what the log of a run should tell."""
    told: dict[str, list[str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                told.setdefault(name, []).append(value)
    for name, values in told.items():
        terminalreporter.write_line(f"{name}: {', '.join(values)}")
