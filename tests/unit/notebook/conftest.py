import linecache

import pytest


@pytest.fixture
def folder(tmp_path, examples, monkeypatch):
    """Where a notebook runs, with the `examples` of its test file."""
    (tmp_path / "examples.json").write_text(examples, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def begin(capsys):
    """Begin a notebook with a cell; what is given back runs another, and gives what it printed."""

    def notebook(first):
        names = {"__name__": "__main__"}
        exec(first, names)  # noqa: S102 - a notebook's cell

        def run(source):
            name = f"<cell {len(linecache.cache)}>"
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            exec(compile(source, name, "exec"), names)  # noqa: S102 - as above
            printed = capsys.readouterr()
            assert printed.err == ""
            return printed.out

        run.names = names
        return run

    return notebook
