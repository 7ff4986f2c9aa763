"""A pytest plugin: the fixtures of the hidden tests, with the student's file imported in process.

What a course does that has no worker. SUBMISSION is the file, SOLUTIONS the folder of the
references.
"""

import importlib.util
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest


def imported(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pytest_configure(config):
    config.addinivalue_line("markers", "points(n): what a hidden test earns")


@pytest.fixture(scope="session")
def submission():
    return imported(Path(os.environ["SUBMISSION"]))


@pytest.fixture(scope="session")
def reference():
    paths = Path(os.environ["SOLUTIONS"]).glob("*.py")
    return SimpleNamespace(**{path.stem: getattr(imported(path), path.stem) for path in paths})


@pytest.fixture
def rng():
    return np.random.default_rng(0)
