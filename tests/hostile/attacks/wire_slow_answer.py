"""Answers one byte at a time, and never is done.

Ends by its limit.
"""

import json


def softmax(*arguments):
    text = json.dumps({"nonce": nonce(), "output": "", "value": "x" * 10_000}).encode()
    for byte in struct.pack(">I", len(text)) + text:
        put(bytes([byte]))
        time.sleep(0.1)
