"""`course audit` and `course new` around an audit of the test's own: what they show and return."""

import json
from pathlib import Path

import pytest

import course.cli
from course.audit.result import AuditedExercise, Hole
from course.cli import author

SOUND = Path(__file__).parents[2] / "assets" / "sound"


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Run the command on the sound course; returns the exit code and what it said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")

    def run(*arguments, holes=(), root=SOUND):
        def audit(_course, _assignments, **_options):
            yield AuditedExercise("rows", "share", holes=holes, seconds=0.5)

        monkeypatch.setattr("course.audit.engine.audit", audit)
        with pytest.raises(SystemExit) as caught:
            course.cli.main([*arguments, "--course", str(root)])
        return caught.value.code, *capsys.readouterr()

    return run


def test_without_a_hole_the_exit_code_is_0(run):
    code, out, err = run("audit", "rows")
    assert code == 0
    assert out.endswith("1 exercise, 0 programs, 50 seeds: no hole.\n")
    assert err == ""


def test_a_hole_is_shown_and_the_exit_code_is_1(run):
    code, out, _ = run("audit", holes=(Hole("no-wheat", SOUND / "x.py", "Wrong. Mend it.", 7),))
    assert code == 1
    assert "\nx.py:7: Wrong. Mend it.\n" in out


def test_json_on_stdout_leaves_it_to_itself(run):
    code, out, err = run("audit", "--json", "-", "--seeds", "3")
    assert code == 0
    assert json.loads(out)["seeds"] == 3
    assert err == "1 exercise, 0 programs, 3 seeds: no hole.\n"


def test_both_files_are_written(run):
    assert run("audit", "--json", "a.json", "--html", "a.html")[0] == 0
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["passed"] is True
    assert "<title>Audit</title>" in Path("a.html").read_text(encoding="utf-8")


def test_one_file_for_both_is_refused(run):
    code, _, err = run("audit", "--json", "a", "--html", "a")
    assert code == 2
    assert "--html and --json both name 'a'." in err


def test_what_is_wrong_with_a_chapter_is_a_hole_too(run, tmp_path):
    import shutil

    root = tmp_path / "course"
    shutil.copytree(SOUND, root)
    chapter = root / "exercises/rows/chapter.md.j2"
    chapter.write_text(chapter.read_text("utf-8").replace("level", "levle"), encoding="utf-8")
    code, out, _ = run("audit", root=root)
    assert code == 1
    assert "exercises/rows/chapter.md.j2:4: unknown key 'levle', did\n" in out
    assert "2 holes." in out


def test_an_assignment_that_is_not_there_is_exit_code_2(run):
    code, _, err = run("audit", "row")
    assert code == 2
    assert err == "Error: No assignment 'row'. Did you mean 'rows'?\n"


def test_what_is_not_installed_is_named(run, monkeypatch):
    monkeypatch.setattr(author, "find_spec", lambda name: name != "cosmic_ray" or None)
    code, _, err = run("audit")
    assert code == 2
    assert err == (
        "Error: An audit needs 'cosmic_ray', not installed here. "
        "Run: python -m pip install 'attention-course[author]'\n"
    )


def test_submissions_are_grouped_and_nothing_is_audited(run, tmp_path):
    for name in ("anna", "bo"):
        folder = tmp_path / "unexplained" / name
        folder.mkdir(parents=True)
        (folder / "rows.py").write_text("def share(x):\n    return x * 0 + 5.0\n", encoding="utf-8")
    code, out, _ = run("audit", "--submissions", "unexplained", "--sandbox", "off")
    assert code == 0
    assert out.startswith("share\n  2  anna and 1 other: First difference at ")


def test_groups_go_to_the_terminal_alone(run, tmp_path):
    (tmp_path / "d").mkdir()
    code, _, err = run("audit", "--submissions", "d", "--json", "-")
    assert code == 2
    assert "--submissions shows groups on the terminal alone." in err


def test_new_says_what_comes_next(run, tmp_path):
    import shutil

    root = tmp_path / "course"
    shutil.copytree(SOUND, root)
    code, out, _ = run("new", "rows/half_of", root=root)
    assert code == 0
    assert out == (
        f"wrote  {root}/exercises/rows/half_of.py.j2\n"
        f"wrote  {root}/solutions/rows/half_of.py\n"
        f"wrote  {root}/grader/rows/test_half_of.py\n"
        "\n"
        "Next:\n"
        f"  add to '{root}/exercises/rows/chapter.md.j2', where its turn comes:\n"
        '    {% include "half_of.py.j2" %}\n'
        "  fill in the files until this is content: course audit rows\n"
    )
