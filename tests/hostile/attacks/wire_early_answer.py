"""Sends answers before anything is asked, with nonces that might be right."""

for _nonce in ("", "0" * 16, nonce()):
    send({"nonce": _nonce, "output": "", "value": 1.0})
