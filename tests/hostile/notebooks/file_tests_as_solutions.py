"""Test cells that claim to be the student's, to be graded by hand."""


def change(notebook):
    for cell in notebook["cells"]:
        if cell["id"].startswith("test_"):
            cell["metadata"]["nbgrader"].update(solution=True, grade=True, locked=False)
            cell["source"] = "# I deserve all of it."
