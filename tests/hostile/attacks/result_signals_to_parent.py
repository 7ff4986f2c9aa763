"""Sends signals to the process above it: to end it, to stop it, to make it believe in an alarm."""

import os
import signal

for _signal in (signal.SIGUSR1, signal.SIGALRM, signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
    for _target in (os.getppid(), -os.getpgrp()):
        try:
            os.kill(_target, _signal)
        except OSError:
            pass
