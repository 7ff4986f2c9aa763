import base64
import re
from xml.etree import ElementTree as ET

import jinja2
import numpy as np
import pytest

from course.release.pictures import as_images, attention_map, entry_map, figure

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str, kind: str | None = None) -> list[str | None]:
    found = ET.fromstring(svg).iter(f"{SVG}text")  # noqa: S314 - our own
    return [text.text for text in found if text.get("class") == kind]


def rectangles(svg: str) -> list[dict[str, str]]:
    return [each.attrib for each in ET.fromstring(svg).iter(f"{SVG}rect")]  # noqa: S314 - our own


def test_a_map_has_labels_on_both_axes_and_a_number_in_each_cell() -> None:
    svg = attention_map([[0.25, 0.75]], "Head 0", ["sat"], ["The", "cat"])
    assert texts(svg, "title") == ["Head 0"]
    assert texts(svg, "axes") == ["query ↓  key →"]
    assert texts(svg, "label") == ["The", "cat", "sat"]
    assert texts(svg) == ["0.25", "0.75"]


def test_a_map_without_keys_of_its_own_is_of_the_queries_with_themselves() -> None:
    assert texts(attention_map(np.eye(2), "Head 0", ["a", "b"]), "label") == ["a", "b", "a", "b"]


def test_a_larger_weight_is_stronger() -> None:
    found = rectangles(attention_map([[0.25, 0.75, 0.0]], "", ["q"], ["a", "b", "c"]))
    assert [each["fill-opacity"] for each in found] == ["0.25", "0.75", "0.0"]


def test_scores_beyond_0_and_1_are_scaled_to_their_range() -> None:
    found = rectangles(attention_map([[-2.0, 0.0, 6.0]], "", ["q"], ["a", "b", "c"]))
    assert [each["fill-opacity"] for each in found] == ["0.0", "0.25", "1.0"]


def test_a_map_is_told_whole_to_who_cannot_see_it() -> None:
    svg = attention_map([[0.25, 0.75], [1.0, 0.0]], "Head 0", ["a", "b"])
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Head 0. query a: a 0.25, b 0.75; query b: a 1.00, b 0.00."


def test_what_a_map_says_is_escaped() -> None:
    svg = attention_map([[1.0]], "a < b", ['"<end>"'])
    assert texts(svg, "title") == ["a < b"]
    assert texts(svg, "label") == ['"<end>"', '"<end>"']


@pytest.mark.parametrize("weights", [np.ones((2, 3)), np.ones((1, 2, 2)), np.ones(2)])
def test_a_map_needs_a_label_for_each_row_and_column(weights: np.ndarray) -> None:
    with pytest.raises(jinja2.TemplateRuntimeError, match="but labels for 2 queries and 2 keys"):
        attention_map(weights, "Head 0", ["a", "b"])


def test_entries_that_begin_alike_share_a_tint() -> None:
    svg = entry_map([["a0", "a1"], ["b0", ""]], "Head 0", ["token a", "token b"])
    tints = [each["class"] for each in rectangles(svg)]
    assert tints[0] == tints[1] != tints[2]
    assert texts(svg, "label") == ["token a", "token b"]
    assert 'aria-label="Head 0. token a: a0, a1; token b: b0, ."' in svg


def test_entries_need_a_label_for_each_row() -> None:
    with pytest.raises(jinja2.TemplateRuntimeError, match="but labels for 1 rows"):
        entry_map([["a"], ["b"]], "Head 0", ["token a"])


def test_a_figure_is_one_block_of_markdown() -> None:
    block = figure("Here & there.", attention_map([[1.0]], "Head 0", ["a"]))
    assert block.startswith("<figure>\n")
    assert block.endswith("<figcaption>Here &amp; there.</figcaption>\n</figure>\n\n")
    assert "\n\n" not in block.rstrip()


def test_a_notebook_gets_a_picture_as_an_image_with_its_colours() -> None:
    svg = attention_map([[1.0]], "Head & 0", ["a"])
    (tag,) = re.findall("<img .*>", as_images(figure("", svg)))
    assert tag.startswith(
        '<img alt="Head &amp; 0. query a: a 1.00." src="data:image/svg+xml;base64,'
    )
    image = base64.b64decode(tag.partition("base64,")[2].rstrip('">')).decode()
    assert texts(image) == ["1.00"]
    assert "--tint-0:" in image
    assert "<svg" not in as_images(svg)


def test_markdown_without_a_picture_stays_as_it_is() -> None:
    assert as_images("# Title\n\n`<svg>`\n") == "# Title\n\n`<svg>`\n"
