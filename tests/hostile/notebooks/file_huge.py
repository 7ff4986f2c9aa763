"""More outputs than can be read."""
import json


def change(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (4 << 20)}]
    return json.dumps(notebook).encode()
