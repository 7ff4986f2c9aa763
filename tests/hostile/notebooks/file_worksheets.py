"""A notebook of format 3, with its cells elsewhere."""


def change(notebook):
    cells = [
        {"cell_type": "code", "input": "4.0", "outputs": [], "language": "python", "metadata": {}}
    ]
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
