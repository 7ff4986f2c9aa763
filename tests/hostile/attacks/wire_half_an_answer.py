"""Sends half an answer, then closes the socket.

Ends by its limit.
"""


def project_qkv(*arguments):
    put(struct.pack(">I", 1000) + b'{"nonce"')
    os.close(WIRE)
    time.sleep(60)
