"""Live HTML, scripts and remote pictures in the student's text."""

LIVE = (
    "<script>live()</script> <img src=x onerror=live()> <svg onload=live()> "
    "[x](javascript:live()) ![x](http://192.0.2.1/pixel.png) $\\href{javascript:live()}{x}$"
)


def change(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = LIVE
    notebook["cells"].append({"cell_type": "raw", "id": "raw", "metadata": {}, "source": LIVE})
    picture = {"x.svg": {"image/svg+xml": LIVE}, "x.png": {"image/png": LIVE}}
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "p", "metadata": {}, "source": LIVE, "attachments": picture}
    )
