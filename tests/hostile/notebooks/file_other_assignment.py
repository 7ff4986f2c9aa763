"""The notebook of another assignment."""


def change(notebook):
    notebook["cells"] = [
        {"cell_type": "code", "id": "a", "metadata": {}, "source": "1 + 1", "outputs": [],
         "execution_count": None}
    ]
