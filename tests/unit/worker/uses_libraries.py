"""A submission that uses numpy, scipy and the standard library as students do."""

import importlib

import numpy as np
import scipy.fft
import scipy.integrate
import scipy.linalg
import scipy.optimize
import scipy.special
import scipy.stats

NAMES = """
    abc argparse array ast base64 binascii bisect bz2 calendar cmath codecs collections
    collections.abc configparser contextlib contextvars copy csv dataclasses datetime decimal
    difflib doctest enum errno fileinput fnmatch fractions functools gc glob gzip hashlib heapq
    hmac html html.parser importlib.metadata importlib.resources inspect io itertools json keyword
    linecache locale logging lzma marshal math mimetypes numbers operator os pathlib pickle
    platform pprint queue random re reprlib secrets shelve shlex shutil signal sqlite3 stat
    statistics string struct sys tempfile textwrap threading time timeit token tokenize tomllib
    traceback types typing unicodedata unittest unittest.mock urllib.parse urllib.request uuid
    warnings wave weakref xml.etree.ElementTree zipfile zlib zoneinfo asyncio concurrent.futures
    multiprocessing subprocess socket ssl ctypes http.client email.message
"""


def missing():
    found = []
    for name in NAMES.split():
        try:
            importlib.import_module(name)
        except Exception as error:
            found.append(f"{name}: {error}")
    return found


def linalg(x):
    q, r = np.linalg.qr(x)
    u, s, v = np.linalg.svd(x)
    values = np.linalg.eigvals(x)
    solved = np.linalg.solve(x, np.eye(len(x)))
    return [q @ r, (u * s) @ v, np.sort(values.real), solved @ x, np.linalg.det(x)]


def fft(x):
    return np.fft.irfft(np.fft.rfft(x), n=x.shape[-1])


def random():
    drawn = np.random.default_rng(7).normal(size=1000)
    np.random.seed(7)
    return [drawn.shape, bool(abs(drawn.mean()) < 0.2), np.random.rand(2).shape]


def masked(x):
    return np.ma.masked_invalid(x).mean()


def polynomial():
    return np.sort(np.polynomial.Polynomial([-2.0, 1.0, 1.0]).roots())


def products(x):
    return [np.einsum("ij,kj->ik", x, x), np.vectorize(lambda one: one + 1)(x)]


def scipy_whole():
    return [
        scipy.linalg.expm(np.zeros((2, 2))),
        scipy.special.softmax(np.zeros(4)),
        scipy.stats.norm.cdf(0.0),
        scipy.fft.fft(np.ones(2)).real,
        scipy.optimize.brentq(lambda x: x - 1.5, 0.0, 4.0),
        scipy.integrate.quad(lambda x: x, 0.0, 2.0)[0],
    ]


def big(n):
    """A product that OpenBLAS would hand to threads."""
    x = np.ones((n, n))
    return scipy.linalg.blas.dgemm(1.0, x, x)[0, 0] + (x @ x)[0, 0]


def speaks():
    print("to a student", end="!")
    print(np.arange(3), {"a": 1})
