import stat
import threading

import numpy as np
import pytest

from course.errors import MissingInput
from course.grading.random_numbers import generator_of
from course.grading.secret import generator, read_secret, seed


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv("COURSE_SECRET", raising=False)


def test_the_variable_goes_before_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", " from outside ")
    assert read_secret(tmp_path) == b"from outside"
    assert not (tmp_path / ".course").exists()


def test_a_secret_is_made_at_first_use_and_kept(tmp_path):
    first = read_secret(tmp_path)
    assert len(first) == 64
    assert read_secret(tmp_path) == first


def test_nobody_else_may_read_the_file(tmp_path):
    read_secret(tmp_path)
    mode = (tmp_path / ".course" / "secret").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_two_courses_have_two_secrets(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert read_secret(tmp_path / "a") != read_secret(tmp_path / "b")


def test_many_at_once_agree_and_leave_nothing_behind(tmp_path):
    secrets = []
    threads = [
        threading.Thread(target=lambda: secrets.append(read_secret(tmp_path))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secrets) == 16
    assert len(set(secrets)) == 1
    assert [path.name for path in (tmp_path / ".course").iterdir()] == ["secret"]


def test_an_empty_secret_is_refused(tmp_path):
    (tmp_path / ".course").mkdir()
    (tmp_path / ".course" / "secret").write_text("\n")
    with pytest.raises(MissingInput, match=r"is empty\. Restore it to repeat a grading"):
        read_secret(tmp_path)


def test_a_secret_that_cannot_be_made_is_told_with_a_way_out(tmp_path):
    (tmp_path / ".course").write_text("a file in the way")
    with pytest.raises(MissingInput, match=r"cannot be read or made: .*\. Set COURSE_SECRET"):
        read_secret(tmp_path)


def test_a_seed_repeats_and_differs_by_secret_submission_and_test():
    seeds = {
        seed(secret, submission, test)
        for secret in (b"one", b"two")
        for submission in ("ada", "bo")
        for test in ("qkv/test_softmax.py::test_a", "qkv/test_softmax.py::test_b")
    }
    assert len(seeds) == 8
    assert seed(b"one", "ada", "t") == seed(b"one", "ada", "t")


def test_a_name_that_is_no_unicode_has_a_seed():
    assert seed(b"one", "\udcff", "t") != seed(b"one", "ÿ", "t")


def test_random_numbers_repeat_and_differ_by_seed():
    drawn = [generator(b"one", "ada", test).normal(size=3).tolist() for test in ("t", "t", "u")]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_generator_can_be_spawned():
    first, second = ([one.random() for one in _spawned()] for _ in range(2))
    assert first == second
    assert len(set(first)) == 3


def _spawned():
    rng = generator(b"one", "ada", "t")
    return [*rng.spawn(2), *rng.spawn(1)]


def test_another_bit_generator_takes_the_seed():
    seeds = [generator(b"one", "ada", "t").bit_generator.seed_seq for _ in range(2)]
    first, second = (np.random.Generator(np.random.MT19937(seed)).random() for seed in seeds)
    assert first == second


def test_all_of_the_seed_is_used():
    # 32 bytes make four words of state, and NumPy asks for no more.
    states = {str(generator_of(bytes([n]) * 32).bit_generator.state) for n in range(9)}
    assert len(states) == 9
