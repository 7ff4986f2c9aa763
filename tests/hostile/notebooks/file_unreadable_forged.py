"""A notebook that says of itself what only the grader may say."""


def change(notebook):
    notebook["metadata"]["unreadable"] = "<script>forged()</script>"
