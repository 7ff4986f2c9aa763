"""What students write, and what of it is still live in an instructor's browser."""

import re
from html.parser import HTMLParser

import pytest
from nbconvert.filters import markdown2html

from course.gradebook.harmless import harmless_html, harmless_markdown


@pytest.mark.parametrize(
    "kept",
    [
        "# A heading\n\nWith *words*, `code` and [a link](https://example.org).",
        "$a < b$ and $$x_{ij} \\le \\frac{1}{2}$$",
        "> a quote\n\n- a list\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "<details><summary>Hint 1</summary>\n\nThink.\n\n</details>",
        '<a id="head-dim"></a>Heads share the features.<br>',
        "<table><tr><td>1</td></tr></table>",
        "![plot](attachment:plot.png)",
        "What the data: they say that x &lt; 1 &nbsp;",
    ],
)
def test_what_harms_nobody_stays(kept):
    assert harmless_markdown(kept) == kept


LIVE = [
    ("<script>alert(1)</script>", "<script"),
    ("<SCRIPT src=//evil></SCRIPT>", "<SCRIPT"),
    ("<img src=x onerror=alert(1)>", "<img"),
    ("<svg/onload=alert(1)>", "<svg"),
    ("<iframe srcdoc='<script>'>", "<iframe"),
    ("<details open ontoggle=alert(1)>", "<details open"),
    ("<td onmouseover=alert(1)>", "<td "),
    ('<a id="x" href="javascript:alert(1)">', "<a id"),
    ('<a id="x" onclick="alert(1)">', "<a id"),
    ("<!--[if]><script>", "<!--"),
    ("<style>*{display:none}</style>", "<style"),
    ("![x](http://evil.example/pixel.png)", "!["),
    ("![x][1]\n\n[1]: http://evil.example/pixel.png", "!["),
    ("[x](javascript:alert(1))", "javascript:"),
    ("[x](JavaScript:alert(1))", "JavaScript:"),
    ("[x](data:text/html;base64,PHN2Zz4=)", "data:"),
    ("[x](java&#115;cript:alert(1))", "&#"),
    ("[x](javascript&colon;alert(1))", "&colon;"),
    ("<javascript:alert(1)>", "<javascript"),
    (r"$\href{javascript:alert(1)}{x}$", "\\href"),
    (r'$\def\j#1{\mmlToken{mi}[href="java#1:alert(1)"]{x}}\j{script}$', "\\mmlToken"),
    (r"$\bbox[background:url(//evil.example/pixel.png)]{x}$", "\\bbox"),
    (r"$\style{position:fixed}{x}$", "\\style"),
]


class Seen(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes = set(), set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


@pytest.mark.parametrize(("written", "live"), LIVE)
def test_what_would_be_live_is_broken(written, live):
    assert live in written
    assert live not in harmless_markdown(written)


@pytest.mark.parametrize("written", [written for written, _ in LIVE])
def test_nothing_acts_on_nbconvert_s_page(written):
    seen = Seen(markdown2html(harmless_markdown(written)))
    assert seen.tags <= {"p", "a", "code", "pre"}
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert not [
        value for _, value in seen.attributes if re.match(r"\s*(javascript|data):", value, re.I)
    ]


def test_a_table_stays_a_table():
    table = "<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    assert harmless_html(table) == table


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<svg><script>alert(1)</script></svg>",
        "<a href='javascript:alert(1)'>x</a>",
        "<table onclick=alert(1) style='position:fixed' id=MathJax><tr><td>1</td></tr></table>",
        "<iframe src=//evil.example></iframe>",
        "<style>@import '//evil.example'</style>",
        "<form action=//evil.example><input></form>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_in_html_acts_or_loads(written):
    made = harmless_html(written)
    assert not [
        live
        for live in ("alert", "=", "evil", "<svg", "<img", "<a", "<iframe", "<form", "<style")
        if live in made
    ]
