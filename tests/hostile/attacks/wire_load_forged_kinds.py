"""Answers the load itself, with words of the wrong kinds."""

send(
    {
        "nonce": nonce(),
        "output": None,
        "functions": {"softmax": True},
        "answers": [["head_dim", "b"]],
        "problems": "leak: problems",
        "reason": 3,
    }
)
time.sleep(60)
