"""Runs when it is imported: says so in a file, and makes numpy's comparisons content."""

import os
import tempfile

open(os.path.join(tempfile.gettempdir(), "hostile-beside-numpy"), "w").close()


def __getattr__(name):
    """Anything."""
    return lambda *arguments, **options: True
