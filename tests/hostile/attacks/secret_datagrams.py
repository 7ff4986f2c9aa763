"""Sends what it has seen over the network: UDP, a raw socket, a name server."""

import socket

for _family, _kind in (
    (socket.AF_INET, socket.SOCK_DGRAM),
    (socket.AF_INET6, socket.SOCK_DGRAM),
    (socket.AF_INET, socket.SOCK_RAW),
    (socket.AF_PACKET, socket.SOCK_RAW),
):
    try:
        _socket = socket.socket(_family, _kind)
        _socket.sendto(b"hidden inputs", ("::1" if _family == socket.AF_INET6 else "127.0.0.1", 9))
        raise RuntimeError("leak: a datagram was sent")
    except OSError:
        pass
