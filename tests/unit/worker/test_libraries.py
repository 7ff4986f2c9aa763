"""What a student may use in the jail: numpy and scipy whole, the common standard library."""

from pathlib import Path

import numpy as np
import pytest

from course.isolation import LAYERS
from course.submission import Source
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits

LIMITS = Limits(load_seconds=60.0, exercise_seconds=60.0, submission_seconds=600.0)
CODE = Source("py", Path(__file__).with_name("uses_libraries.py").read_bytes(), "qkv.py")
SQUARE = np.array([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]])


@pytest.fixture(params=[LAYERS, ("landlock", "seccomp", "rlimits")], scope="module")
def worker(request):
    with Jail(LIMITS, request.param) as jail, Worker(LIMITS, start=jail.start) as worker:
        loaded = worker.load(CODE)
        assert (loaded.problems, loaded.reason) == ((), "")
        yield worker


def test_the_common_standard_library_is_there(worker):
    worker.budget()
    assert worker.call("missing") == []


def test_linear_algebra_works(worker):
    worker.budget()
    qr, svd, values, identity, determinant = worker.call("linalg", SQUARE)
    np.testing.assert_allclose(qr, SQUARE, atol=1e-12)
    np.testing.assert_allclose(svd, SQUARE, atol=1e-12)
    np.testing.assert_allclose(identity, np.eye(3), atol=1e-12)
    assert values.sum() == pytest.approx(9.0)
    assert determinant == pytest.approx(18.0)


def test_fourier_transforms_work(worker):
    worker.budget()
    np.testing.assert_allclose(worker.call("fft", SQUARE), SQUARE, atol=1e-12)


def test_random_numbers_work(worker):
    worker.budget()
    assert worker.call("random") == [(1000,), True, (2,)]


def test_masked_arrays_work(worker):
    worker.budget()
    assert worker.call("masked", np.array([1.0, np.nan, 3.0])) == 2.0


def test_polynomials_work(worker):
    worker.budget()
    np.testing.assert_allclose(worker.call("polynomial"), [-2.0, 1.0], atol=1e-12)


def test_products_work(worker):
    worker.budget()
    product, increased = worker.call("products", SQUARE)
    np.testing.assert_allclose(product, SQUARE @ SQUARE.T)
    np.testing.assert_allclose(increased, SQUARE + 1)


def test_scipy_works_where_it_is_installed(worker):
    worker.budget()
    identity, weights, half, wave, root, area = worker.call("scipy_whole")
    np.testing.assert_allclose(identity, np.eye(2))
    np.testing.assert_allclose(weights, np.full(4, 0.25))
    np.testing.assert_allclose(wave, [2.0, 0.0])
    assert (half, root, area) == pytest.approx((0.5, 1.5, 2.0))


def test_a_large_product_needs_no_threads(worker):
    worker.budget()
    assert worker.call("big", 300) == 600.0


def test_prints_are_kept(worker):
    worker.budget()
    assert worker.output == ""
    worker.call("speaks")
    assert worker.output == "to a student![0 1 2] {'a': 1}\n"
