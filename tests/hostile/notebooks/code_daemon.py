"""A process and a thread that go on after the notebook."""
import _thread
import os
import time

for start in (lambda: os.fork(), lambda: _thread.start_new_thread(time.sleep, (600,))):
    try:
        if start() == 0:
            os.setsid()
            time.sleep(600)
            os._exit(0)
    except BaseException as error:
        print(error)
import ctypes

libc = ctypes.CDLL(None)
if libc.fork() == 0:
    time.sleep(600)
