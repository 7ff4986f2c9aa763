"""A submission that tries, in good faith, what cannot be done here."""

import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import ThreadPool
from pathlib import Path

import numpy as np


def in_a_pool(kind):
    with kind(2) as pool:
        return list(pool.map(abs, [1]))


ACTS = {
    "a thread": lambda: threading.Thread(target=print).start(),
    "a timer": lambda: threading.Timer(1.0, print).start(),
    "a pool of threads": lambda: in_a_pool(ThreadPoolExecutor),
    "a process": lambda: multiprocessing.Process(target=print).start(),
    "a pool": lambda: multiprocessing.Pool(2),
    "another pool of threads": lambda: ThreadPool(2),
    "a queue": multiprocessing.Queue,
    "a pool of processes": lambda: in_a_pool(ProcessPoolExecutor),
    "a program": lambda: subprocess.run(["ls"]),
    "the output of a program": lambda: subprocess.check_output("ls", shell=True),
    "a shell": lambda: os.system("ls"),
    "the output of a shell": lambda: os.popen("ls").read(),
    "a fork": os.fork,
    "another program": lambda: os.execvp("ls", ["ls"]),
    "a spawned program": lambda: os.spawnlp(os.P_WAIT, "ls", "ls"),
    "a socket": socket.socket,
    "a connection": lambda: socket.create_connection(("example.org", 80)),
    "an address": lambda: socket.gethostbyname("example.org"),
    "a page": lambda: urllib.request.urlopen("http://example.org"),
    "a request": lambda: http.client.HTTPConnection("example.org").request("GET", "/"),
    "a written file": lambda: open("out.txt", "w"),
    "a file written by keyword": lambda: open("out.txt", mode="a"),
    "a text written to a path": lambda: Path("out.txt").write_text("x"),
    "a saved array": lambda: np.savez(open("out.txt", "wb"), np.zeros(3)),
    "a saved text": lambda: np.savetxt("out.txt", np.zeros(3)),
    "an array written to a file": lambda: np.zeros(3).tofile("out.txt"),
    "a file of others": lambda: open("/etc/passwd").read(),
    "a file that is not there": lambda: open("data.csv").read(),
    "a temporary file": tempfile.TemporaryFile,
    "a folder": lambda: os.mkdir("out"),
    "an answer": lambda: input("Your name? "),
    "a signal": lambda: os.kill(os.getppid() or 1, signal.SIGTERM),
}


def attempt(act):
    try:
        ACTS[act]()
    except Exception as error:
        return [type(error).__name__, str(error)]
    return "done"


def nap():
    time.sleep(0.01)
    return "slept"


def alarmed():
    heard = []
    before = signal.signal(signal.SIGALRM, lambda *_: heard.append("alarm"))
    signal.alarm(1)
    signal.pause()
    until = time.monotonic() + 5.0
    while not heard and time.monotonic() < until:
        pass
    signal.signal(signal.SIGALRM, before)
    return heard
