"""Raises SystemExit(0) while the file is loaded, which a runner may take for its own end."""

import sys

sys.exit(0)
