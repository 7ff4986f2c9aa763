"""The docs say what the command does: every command, option, target and link in them is real."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from course.cli import course

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = course.list_commands(click.Context(course))
OPTIONS_OF_OTHERS = {
    "--submission",  # pytest's, by our plugin
}

each_doc = pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
each_command = pytest.mark.parametrize("name", COMMANDS)


def context(name: str) -> click.Context:
    group = click.Context(course, info_name="course")
    command = course.get_command(group, name)
    assert command is not None, f"there is no 'course {name}'"
    return click.Context(command, info_name=name, parent=group)


def options(name: str) -> set[str]:
    ctx = context(name)
    return {option for parameter in ctx.command.get_params(ctx) for option in parameter.opts}


def blocks(text: str) -> list[str]:
    return re.findall(r"^```[^\n]*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def inline_code(text: str) -> list[str]:
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`\n]+)`", prose)


def command_lines(text: str) -> Iterator[str]:
    """Every `course …` line of a text, in its blocks (with a prompt or without) and its prose."""
    for block in blocks(text):
        for line in block.replace("\\\n", " ").splitlines():
            if found := re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?(course [a-z-].*)", line):
                yield found[1]
    for code in inline_code(text):
        if re.match(r"course [a-z-]", code):
            yield code


def parse(line: str) -> None:
    """Read a command line as click would, without looking for its files."""
    words = shlex.split(line, comments=True)[1:]
    if words[0].startswith("-"):
        course.make_parser(click.Context(course)).parse_args(words)
        return
    ctx = context(words[0])
    ctx.command.make_parser(ctx).parse_args(words[1:])


def test_the_docs_show_command_lines_and_links():
    shown = [line for doc in DOCS for line in command_lines(doc.read_text(encoding="utf-8"))]
    assert len(shown) > 20


@each_doc
def test_every_command_line_in_the_docs_parses(doc):
    for line in command_lines(doc.read_text(encoding="utf-8")):
        try:
            parse(line)
        except click.UsageError as error:
            pytest.fail(f"{doc.name}: {line!r}: {error.message}")


@each_doc
def test_every_option_named_in_the_docs_exists(doc):
    known = OPTIONS_OF_OTHERS.union({"--help", "--version"}, *map(options, COMMANDS))
    named = {
        code.split()[0].partition("=")[0]
        for code in inline_code(doc.read_text(encoding="utf-8"))
        if code.startswith("--")
    }
    assert named - known == set()


@each_doc
def test_every_make_target_named_in_the_docs_exists(doc):
    text = doc.read_text(encoding="utf-8")
    lines = [*inline_code(text), *(line for block in blocks(text) for line in block.splitlines())]
    named = {found[1] for line in lines if (found := re.match(r"(?:\$ )?make ([a-z]+)", line))}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert named - set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE)) == set()


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", text.lower(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in headings}


@each_doc
def test_every_relative_link_leads_somewhere(doc):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", doc.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        page = doc.parent / path if path else doc
        if not page.exists() or (anchor and anchor not in anchors(page.read_text("utf-8"))):
            broken.append(target)
    assert broken == []


@each_command
def test_every_command_is_documented(name):
    documented = {
        shlex.split(line, comments=True)[1]
        for doc in DOCS
        for line in command_lines(doc.read_text(encoding="utf-8"))
    }
    assert name in documented


@each_command
def test_every_option_of_every_command_is_documented(name):
    everything = "\n".join(doc.read_text(encoding="utf-8") for doc in DOCS)
    long_options = {option for option in options(name) if option.startswith("--")}
    undocumented = {
        option for option in long_options if not re.search(rf"{option}(?![\w-])", everything)
    }
    assert undocumented == set()


@each_command
def test_every_help_shows_an_example_that_parses(name):
    ctx = context(name)
    help_text = ctx.command.get_help(ctx).partition("\n")[2]
    examples = re.findall(rf"^\s*(?:\$ )?(course {name}\b.*)$", help_text, flags=re.MULTILINE)
    assert examples
    for example in examples:
        parse(example)


@pytest.mark.parametrize("word", ["Unreleased", "Added"])
def test_the_changelog_keeps_its_form(word):
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^#+ \[?{word}\]?$", changelog, flags=re.MULTILINE)
