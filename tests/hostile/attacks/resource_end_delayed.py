"""Delays its own end: exit handlers, __del__ and threads that loop."""

import atexit
import threading


class Stays:
    def __del__(self):
        while True:
            pass


def _stay():
    while True:
        pass


stays = Stays()
atexit.register(_stay)
threading._register_atexit(_stay)
raise SystemExit
