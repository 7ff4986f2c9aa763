"""What the attacks on the wire share: the socket of the worker that they run in, and its words.

Its text stands before each `attacks/wire_*.py`; nothing imports it.
"""

import json
import math
import os
import stat
import struct
import sys
import time  # noqa: F401 - for the attacks


def find_wire():
    """The descriptor of the socket that the worker is asked on; there is one, or none."""
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return descriptor
        except OSError:
            continue
    return -1


WIRE = find_wire()


def nonce():
    """The nonce of the request that is being answered."""
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            header = getattr(value, "header", value)
            if isinstance(header, dict) and "nonce" in header:
                return header["nonce"]
        frame = frame.f_back
    return "0" * 16


def put(data):
    """Write raw bytes."""
    view = memoryview(data)
    while view:
        view = view[os.write(WIRE, view[: 1 << 20]) :]


def send(header, raw=b""):
    """Write one message."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    put(struct.pack(">I", len(text)) + text + raw)


def read(size):
    """Read so many bytes."""
    data = b""
    while len(data) < size:
        part = os.read(WIRE, size - len(data))
        if not part:
            os._exit(0)
        data += part
    return data


def requests():
    """The requests that come from now on, in the worker's place."""
    while True:
        header = json.loads(read(struct.unpack(">I", read(4))[0]))
        for node in [*header.get("arguments", []), header.get("data")]:
            if isinstance(node, list) and node[0] in ("array", "scalar"):
                size = int(node[1][2:]) if node[1][2:] else 1
                read(math.prod(node[2] if node[0] == "array" else []) * size)
        yield header


def answer_all(value=None, raw=b"", **more):
    """Answer this request, and each that follows, with the same words."""
    header = {"output": "", "value": value, **more}
    send({"nonce": nonce(), **header}, raw)
    for request in requests():
        send({"nonce": request["nonce"], **header}, raw)
