"""A worker's server without numpy: it says hello, and that every file defines `f`."""

import json
import socket
import struct
import sys

end = socket.socket(fileno=json.loads(sys.argv[1])["fd"])
while size := end.recv(4, socket.MSG_WAITALL):
    request = json.loads(end.recv(struct.unpack(">I", size)[0], socket.MSG_WAITALL))
    if request["op"] == "load":
        end.recv(request["data"][2][0], socket.MSG_WAITALL)
    answer = {
        "nonce": request["nonce"],
        "output": "",
        "layers": [],
        "functions": ["f"],
        "answers": {},
        "problems": [],
        "reason": "",
    }
    text = json.dumps(answer).encode()
    end.sendall(struct.pack(">I", len(text)) + text)
