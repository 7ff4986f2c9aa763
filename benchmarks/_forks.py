"""Submissions one after another in a jail: each is forked, loaded, called once and ended.

python benchmarks/_forks.py N [LAYER]...
"""

import sys

import numpy as np

from course.submission import Source
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits

SOURCE = b"import numpy as np\n\ndef double(x):\n    return 2.0 * x\n"


def main(count: int, layers: list[str]) -> None:
    """Run them."""
    limits, x = Limits(), np.ones((2, 3, 4))
    with Jail(limits, layers) as jail:
        jail.open()
        if set(jail.layers) != set(layers):
            sys.exit(f"Of {layers} only {jail.layers} hold.")
        for number in range(count):
            with Worker(limits, start=jail.start) as worker:
                worker.load(Source("py", SOURCE + b"# %d\n" % number, "double.py"))
                assert (worker.call("double", x) == 2.0).all()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
