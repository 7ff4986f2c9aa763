"""Announces a large array and sends its bytes one at a time.

Ends by its limit.
"""


def softmax(*arguments):
    send(
        {
            "nonce": nonce(),
            "output": "",
            "value": ["array", "|u1", [200 << 20], True],
        }
    )
    while True:
        put(b"x")
        time.sleep(0.1)
