"""Closes the page's code block, and hides what it is by bidirectional controls and escapes."""


def source():
    return (
        "# </code></pre><script>alert(24)</script> \u202e\u2066 \x1b[2J ]]> {{ 7*7 }} {% raw %}\n"
        "def softmax(scores):\n    return scores\n"
    ).encode()
