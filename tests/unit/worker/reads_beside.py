"""A submission that reads the files beside it."""

import json
import os
import tomllib
from pathlib import Path

import helpers
import numpy as np


def read(name):
    return open(name).read()


def weights():
    return np.load(Path(__file__).parent / "weights.npy")


def table():
    return np.loadtxt("data.csv", delimiter=",")


def twice(x):
    return helpers.twice(x)


def listed():
    return sorted(os.listdir())


def origins():
    return [Path(module.__file__).parent.name for module in (json, tomllib, np)]


def change(name):
    acts = [
        lambda: open(name, "w"),
        lambda: open(name, "a"),
        lambda: os.truncate(name, 0),
        lambda: os.remove(name),
        lambda: os.rename(name, "other"),
        lambda: os.chmod(name, 0o777),
        lambda: os.utime(name),
        lambda: os.symlink(name, "link"),
        lambda: os.link(name, "hard"),
        lambda: os.mkdir("folder"),
        lambda: os.setxattr(name, "user.note", b"for the next"),
        lambda: open("new", "x"),
    ]
    done = []
    for number, act in enumerate(acts):
        try:
            act()
            done.append(number)
        except OSError:
            pass
    return done
