"""nbgrader metadata that is none."""


def change(notebook):
    kinds = [7, "x", [], None, {"grade_id": []}, {"grade_id": {}}, {"grade": True}]
    for cell, wrong in zip(notebook["cells"], kinds * 10, strict=False):
        cell["metadata"]["nbgrader"] = wrong
    notebook["metadata"] = {"kernelspec": [], "nbgrader": 1}
