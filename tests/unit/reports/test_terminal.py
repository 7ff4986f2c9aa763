import io
import sys

from course.reports.terminal import complaint

TEXT = f"Error: {'word ' * 10}end.\n{'pasted ' * 10}"


class Terminal(io.StringIO):
    encoding = "ascii"

    def isatty(self):
        return True


def test_a_complaint_fits_the_terminal_and_what_is_to_be_pasted_stays(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "60")
    first, second, pasted = complaint(f"{TEXT}…").split("\n")
    assert (len(first), second) == (56, "end.")
    assert pasted == TEXT.split("\n")[1] + "..."


def test_for_a_file_a_complaint_is_one_line(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setenv("COLUMNS", "60")
    assert complaint(TEXT) == TEXT
