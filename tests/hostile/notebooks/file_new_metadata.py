"""nbgrader metadata of a version that is not there yet, which stops the whole run too."""


def change(notebook):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99
