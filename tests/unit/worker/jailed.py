"""A submission that tries what a jail refuses."""

import ctypes
import os
import random
import resource
import socket
import statistics
import subprocess
import threading

import numpy as np

ACTS = {
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


def leave():
    os._exit(3)


def loop():
    while True:
        pass
