"""Answers the first request, and then reads and writes nothing more.

Ends by its limit.
"""


def project_qkv(*arguments):
    send({"nonce": nonce(), "output": "", "value": 1.0})
    time.sleep(60)
