"""Makes pipes, sockets, events, timers and memory files, and fills them."""

import os
import select
import socket

_kept = []
for _make in (
    os.pipe,
    socket.socketpair,
    select.epoll,
    lambda: os.memfd_create("hostile"),
    lambda: os.eventfd(0),
):
    try:
        for _ in range(300):
            _kept.append(_make())
    except OSError:
        pass
for _ends in _kept:
    if isinstance(_ends, tuple) and isinstance(_ends[1], int):
        os.set_blocking(_ends[1], False)
        os.write(_ends[1], bytes(65536))
