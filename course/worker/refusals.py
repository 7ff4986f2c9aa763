"""What is refused here, in words: a sentence where the kernel would say "not permitted".

Words only. The layers of the jail are what refuses; code that goes round these functions meets
the kernel, and reads its shorter words.

Imported by the confined side: standard library only.
"""

import builtins
import io
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

_NETWORK = "The network cannot be used here: hand in the data beside your file."
_REFUSED: Mapping[str, tuple[tuple[Any, tuple[str, ...]], ...]] = {
    "Threads cannot be started here: do the work in the function itself.": (
        (threading, ("_start_new_thread", "_start_joinable_thread")),
    ),
    "Other processes cannot be started here: do the work in the function itself.": (
        (
            os,
            ("fork", "forkpty", "system", "popen", "pipe", "pipe2", "posix_spawn", "posix_spawnp"),
        ),
        (os, ("execv", "execve")),
        (subprocess.Popen, ("__init__",)),
    ),
    _NETWORK: (
        (socket, ("create_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex")),
        (socket, ("gethostbyaddr", "getnameinfo", "socketpair")),
    ),
}
"""What a student reads -> the functions that say it; a Python may lack some of them."""

_NOT_WRITTEN = "Files cannot be written here, so return or print it"
_NOT_READ = "Only the files handed in with yours can be read here"

_open = io.open


class _NoSocket(socket.socket):
    """A class still, for others are derived from it."""

    def __init__(self, *_: object, **__: object) -> None:
        raise PermissionError(_NETWORK)


def say_them() -> None:
    """In a process whose children are confined: let what they are refused read as a sentence.

    Once for all children: each would take half a millisecond to do it.
    """
    for words, places in _REFUSED.items():
        refuse = _refusing(words)
        for owner, names in places:
            for name in names:
                if hasattr(owner, name):
                    setattr(owner, name, refuse)
    socket.socket = _NoSocket  # type: ignore[misc]
    builtins.open = io.open = _open_or_say


def _refusing(words: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise PermissionError(words)

    return refuse


def _open_or_say(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
    """`open`, with our words where the kernel refuses."""
    try:
        return _open(file, mode, *arguments, **options)
    except PermissionError as error:
        writes = isinstance(mode, str) and not set(mode).isdisjoint("wax+")
        error.strerror = _NOT_WRITTEN if writes else _NOT_READ
        raise
