"""Debian's Chromium, driven by Playwright; and axe, which looks for barriers in a page."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

AXE = Path(__file__).parents[2] / ".browser/axe.min.js"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
PATIENCE = 120_000
"""Milliseconds that anything may take on a busy machine."""
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser):
    """Where pictures for the docs go: `pytest tests/browser --screenshots docs/images`."""
    parser.addoption("--screenshots", type=Path, help="Write the pictures of the docs anew here.")


@pytest.fixture(scope="session")
def take(request):
    """Takes a picture for the docs, where it was asked for."""
    folder = request.config.getoption("--screenshots")

    def picture(page, name):
        if folder:
            page.screenshot(path=folder / f"{name}.png")

    return picture


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=QUIET, timeout=PATIENCE
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A new page, in a profile of its own; what it writes to its console is an error."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.fixture
def barriers():
    """Whatever axe finds amiss in a page, a line each."""

    def look(page):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations")
        return [
            f"{violation['id']}: {violation['help']}: {node['html']}"
            for violation in found
            for node in violation["nodes"]
        ]

    return look
