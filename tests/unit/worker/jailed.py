"""A submission that tries what a jail refuses."""

import ctypes
import fcntl
import os
import random
import resource
import socket
import statistics
import subprocess
import threading

import numpy as np

_libc = ctypes.CDLL(None, use_errno=True)
_WIRE, _OUT_OF_BAND, _PEEK = 3, 1, 2


def _checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")


ACTS = {
    "send_out_of_band": lambda: _checked(_libc.send(_WIRE, b"0", 1, _OUT_OF_BAND)),
    "peek": lambda: _checked(_libc.recv(_WIRE, ctypes.create_string_buffer(1), 1, _PEEK | 0x40)),
    "read_passwd": lambda: open("/etc/passwd").read(),
    "list_folder": lambda: os.listdir("/var"),
    "write_file": lambda: open("/tmp/hostile", "w"),
    "make_folder": lambda: os.mkdir("/tmp/hostile"),
    "open_socket": socket.socket,
    "start_process": lambda: subprocess.run(["/bin/true"]),
    "fork": os.fork,
    "signal_parent": lambda: os.kill(os.getppid() or 1, 0),
    "change_limits": lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    "start_thread": lambda: threading.Thread(target=print).start(),
}


def refused(act):
    try:
        ACTS[act]()
    except Exception as error:
        return type(error).__name__
    return "nothing"


def compute(x):
    inverse = np.linalg.inv(np.eye(3) * 2.0)
    wave = np.fft.ifft(np.fft.fft(x)).real
    masked = np.ma.masked_less(wave, -1.0).sum()
    line = np.polynomial.Polynomial([1.0, 2.0])(3.0)
    return float((x @ inverse).sum() + masked + line + statistics.mean([1, 2, 3]) * 10 + 1.5)


def draw():
    return float(np.random.random()) + random.random()


def trace():
    ctypes.CDLL(None).ptrace(0, 0, 0, 0)


def leave_a_flag():
    """The flags of its open files, as found; then they are changed for whoever comes next."""
    found = [fcntl.fcntl(number, fcntl.F_GETFL) for number in range(3)]
    for number, flags in enumerate(found):
        fcntl.fcntl(number, fcntl.F_SETFL, flags | os.O_NONBLOCK | os.O_APPEND)
    return found


def leave():
    os._exit(3)


def loop():
    while True:
        pass
