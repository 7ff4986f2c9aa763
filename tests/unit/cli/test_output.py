import sys

import pytest

from course.cli.output import opened
from course.errors import MissingInput


def test_a_dash_is_stdout():
    with opened("-") as file:
        assert file is sys.stdout


def test_an_earlier_report_is_replaced(tmp_path):
    report = tmp_path / "grades.csv"
    report.write_text("old")
    with opened(str(report)) as file:
        file.write("new\n")
    assert report.read_bytes() == b"new\n"


@pytest.mark.parametrize("name", ["qkv.py", "QKV.IPYNB", "class.zip", "class.tar.gz"])
def test_somebodys_work_is_never_overwritten(tmp_path, name):
    work = tmp_path / name
    work.write_text("hours of work")
    with pytest.raises(MissingInput, match=f"{name}' is named like somebody's work"):
        opened(str(work))
    assert work.read_text() == "hours of work"


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(MissingInput, match=r"Cannot write '.*such'"):
        opened(str(tmp_path / "no" / "such"))
