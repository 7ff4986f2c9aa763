"""Answers the load itself, with a hundred thousand problems and answers to show."""

send(
    {
        "nonce": nonce(),
        "output": "",
        "functions": ["softmax"],
        "answers": {f"q{index}": "a" for index in range(20_000)},
        "problems": ["<b>!"] * 90_000,
        "reason": "",
    }
)
for _request in requests():
    send({"nonce": _request["nonce"], "output": "", "value": 1.0})
