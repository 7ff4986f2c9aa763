import pytest

from course.worker.printed import Printed


def test_what_is_more_than_fits_is_counted():
    printed = Printed(5)
    print("a long line", file=printed)
    assert printed.take() == "a lon\n… and 7 letters more"
    assert printed.take() == ""


def test_a_file_may_set_the_encoding_of_its_stdout():
    printed = Printed()
    printed.reconfigure(encoding="utf-8", errors="replace")
    assert printed.encoding == "utf-8"


def test_bytes_are_kept_as_text():
    printed = Printed()
    printed.buffer.write("schön ".encode())
    printed.buffer.write(b"\xff")
    printed.buffer.flush()
    assert printed.take() == "schön \ufffd"


def test_anything_but_text_is_refused_as_print_would():
    with pytest.raises(TypeError, match=r"write\(\) takes a str, not int"):
        Printed().write(1)
