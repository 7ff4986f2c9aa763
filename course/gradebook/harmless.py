"""What students write into Markdown and HTML, made harmless for the instructor's browser.

nbgrader's pages and the formgrader take both as they are: a tag is live there.
"""

import re

import nh3

_TAGS = {
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "br", "hr", "blockquote", "pre"),
    *("ul", "ol", "li", "dl", "dt", "dd", "b", "i", "u", "em", "strong", "small", "code"),
    *("sub", "sup"),
}
_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
_IN_MARKDOWN = (
    "details|summary|br|hr|b|i|u|em|strong|small|sub|sup|code|kbd|"
    "table|caption|thead|tbody|tfoot|tr|th|td"
)
# What begins as a tag does, is none of the plain ones and no anchor such as the chapter has.
_TAG = re.compile(
    rf'<(?=[A-Za-z/!?])(?!/?(?:{_IN_MARKDOWN})\s*/?>|a id="[a-z0-9-]+">|/a>)', re.IGNORECASE
)
# A picture that is loaded from somewhere; an attached one lies in the notebook.
_PICTURE = re.compile(r"!\[(?![^\[\]\n]*\]\(attachment:[\w.%-]+\))")
_SCHEME = re.compile(r"\b(javascript|vbscript|data(?=\s*:\s*\w+/))(\s*:)", re.IGNORECASE)
# By which a scheme could be written otherwise.
_ENTITY = re.compile(r"&(?=#|colon;|tab;|newline;)", re.IGNORECASE)
# What of TeX is more than formulas: MathJax makes links, styles and HTML of it.
_TEX = re.compile(
    r"\\(?=(?:href|url|require|class|cssId|style|html\w*|data|unicode|mmlToken|bbox)\b)"
)


def harmless_markdown(text: str) -> str:
    """Markdown with plain tags, formulas and attached pictures; a space breaks all else.

    Where it stands in code, a space more is all that is seen of it.
    """
    text = _TAG.sub("< ", text)
    text = _PICTURE.sub("! [", text)
    text = _ENTITY.sub("& ", text)
    text = _SCHEME.sub(r"\1 \2", text)
    return _TEX.sub(r"\\ ", text)


def harmless_html(text: str) -> str:
    """HTML without scripts, styles, links, pictures and anything that loads or moves."""
    return nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(), link_rel=None)
