"""Sends what it has seen over the network: TCP to a listener on this machine."""

import socket


def _send(data):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with socket.create_connection(listener.getsockname(), timeout=1) as sender:
            sender.sendall(data)
        listener.settimeout(1)
        got = listener.accept()[0].recv(100)
    raise RuntimeError(f"leak: {len(got)} bytes over the network")


try:
    _send(b"hidden inputs")
except OSError:
    pass
