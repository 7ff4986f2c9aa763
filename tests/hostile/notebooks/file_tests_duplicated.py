"""Each test cell twice, the copy with a score in it."""
import copy


def change(notebook):
    copies = [copy.deepcopy(c) for c in notebook["cells"] if c["id"].startswith("test_")]
    for number, cell in enumerate(copies):
        cell["id"], cell["source"] = f"copy-{number}", "4.0"
    notebook["cells"] = [*copies, *notebook["cells"]]
