"""A program's verdict is the same in a worker and in process."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_every_verdict_of_a_course_is_the_same(root):
    both = Path(__file__).with_name("both_ways.py")
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, str(both), str(root)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told) == 37 * 4
    assert [one for one in told if one[2] != one[3]] == []
    assert {one[2]["outcome"] for one in told} == {"passed", "failed", "error"}
