"""Opens sockets that few filters think of: netlink, AF_ALG, vsock, and a pair of its own."""

import socket

for _family, _kind, _protocol in (
    (16, 3, 0),
    (16, 3, 15),
    (38, 5, 0),
    (40, 1, 0),
    (17, 3, 0),
    (31, 3, 1),
    (44, 3, 0),
):
    try:
        socket.socket(_family, _kind, _protocol)
    except OSError:
        continue
    raise RuntimeError(f"leak: a socket of family {_family}")
try:
    socket.socketpair()
    raise RuntimeError("leak: a socket pair")
except OSError:
    pass
