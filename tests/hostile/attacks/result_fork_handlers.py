"""Registers functions that are to run when the process above forks the next worker."""

import os
import sys
import weakref


def _pay(*_):
    os._exit(0)


os.register_at_fork(before=_pay, after_in_child=_pay, after_in_parent=_pay)
for _module in list(sys.modules.values()):
    try:
        weakref.finalize(_module, _pay)
    except TypeError:
        pass
