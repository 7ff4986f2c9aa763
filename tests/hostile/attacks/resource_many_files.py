"""Makes 2,000 files, and folders inside one another, deeper than anybody can remove."""

import os

for _index in range(2000):
    try:
        open(f"hostile-{_index}", "w").close()
    except OSError:
        break
for _ in range(400):
    try:
        os.mkdir("hostile-deep")
        os.chdir("hostile-deep")
    except OSError:
        break
