"""Talks to services of the machine over local sockets, by path and by abstract name."""

import socket

for _name in (
    "/run/docker.sock",
    "/var/run/docker.sock",
    "/run/dbus/system_bus_socket",
    "\0hostile",
):
    try:
        _socket = socket.socket(socket.AF_UNIX)
    except OSError:
        continue
    try:
        _socket.connect(_name)
        raise RuntimeError(f"leak: {_name}")
    except ConnectionRefusedError:
        raise RuntimeError("leak: local sockets can be reached") from None
    except OSError:
        continue
