"""Runs when it is imported: says so in a file, and makes numpy's comparisons content."""

import os
import tempfile

open(os.path.join(tempfile.gettempdir(), "hostile-beside-pytest"), "w").close()
