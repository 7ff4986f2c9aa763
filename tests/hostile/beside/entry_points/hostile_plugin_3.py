"""Runs when it is imported: says so in a file, and makes numpy's comparisons content."""

import os
import tempfile

open(os.path.join(tempfile.gettempdir(), "hostile-beside-hostile_plugin_3"), "w").close()


def pytest_runtest_makereport(item, call):
    """Passes every test."""
    call.excinfo = None


def pytest_collection_modifyitems(items):
    """Takes every test away."""
    items.clear()
