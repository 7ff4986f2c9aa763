"""Ends its lines as Python does and others do not, so that lines are counted differently everywhere."""


def source():
    ends = ["\r", "\f\n", "\v", "\x1c", "\x85", "\u2028", "\u2029", "\r\n", "\n\r"]
    comments = "".join(f"# <script>{end}" for end in ends * 20_000 if end not in "\v\f\x1c")
    functions = "def softmax(scores):\r    raise ValueError\r" + "x = '\u2028'\r" * 1000
    return (comments + "\n" + functions).encode()
