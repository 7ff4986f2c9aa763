"""Starts a program that outlives it."""

import subprocess
import sys

for _command in (
    [sys.executable, "-c", "import time; time.sleep(30)  # hostile"],
    ["sh", "-c", "sleep 30 # hostile"],
):
    try:
        subprocess.Popen(_command, start_new_session=True)
    except OSError:
        pass
