"""The chapter says what it must, keeps its formulas, and counts right."""

import ast
import math
import re
import textwrap
from pathlib import Path

import jinja2
import numpy as np
import pytest

from course.catalog import load_answers
from course.catalog.author_files import blank_front_matter
from course.release.render import render
from course.skeleton import skeleton

TEMPLATES = sorted((Path(__file__).parents[2] / "exercises").glob("*/*.j2"))

FACTS = {
    "three learned matrices project X, seq x d_model": (
        "shape is (seq × d_model). Three learned matrices project it linearly",  # noqa: RUF001 - the sign of a product
        "$$Q = X W_q, \\qquad K = X W_k, \\qquad V = X W_v$$",
    ),
    "heads split the activations": ("they split the activations", "} = h \\cdot d_h$$"),
    "queries and keys share the inner-product dimension": (
        "queries and keys must share the inner-product dimension",
        "it is defined only where both have the same number of features",
    ),
    "values are what gets mixed": (
        "What they mix are the values",
        "not the raw embeddings",
        "The weights act on $V$, never on $X$",
    ),
    "output_i and the forward pass of one head": (
        "$$\\mathrm{output}_i = \\sum_j \\alpha_{ij} V_j$$",
        "$\\alpha$ is softmax-normalised over the keys",
        "the whole forward pass of one head, before the output projection",
    ),
    "shape bugs are the commonest class": (
        "when attention is ported from one code base to another, shape bugs over the axes "
        "(batch, heads, seq, dim) are the commonest class of mistake",
    ),
    "print the shapes": ("print the shapes of $Q$, $K$ and $V$ after every projection",),
    "swapped axes look plausible": (
        "the sequence and the head axes are swapped",
        "attention maps even look plausible in a plot",
        "the alignment of tokens is scrambled",
    ),
    "a two-token toy comes before batch 32": (
        "A toy of two tokens, checked by hand, shows it before you ever run batch 32",
    ),
    "level and topic": ("*Topic: machine learning. Level: advanced.*",),
    "the previous chapter told a story": (
        "The previous chapter, *Attention, told as a story*",
        "turns the story into",
    ),
    "the next chapter": ("*The score matrix and softmax along the keys*",),
}


def unwrapped(text):
    """The text with each run of white space as one space."""
    return " ".join(text.split())


@pytest.mark.parametrize("fact", FACTS)
def test_the_chapter_states(qkv, fact):
    chapter = unwrapped(qkv.chapter)
    assert [phrase for phrase in FACTS[fact] if phrase not in chapter] == []


def test_front_matter_names_topic_level_and_neighbours_as_the_text_does(qkv):
    assignment = qkv.assignment
    chapter = unwrapped(qkv.chapter.split("+++")[2])
    assert (assignment.topic, assignment.level) == ("machine learning", "advanced")
    assert f"*{assignment.previous}*" in chapter
    assert f"*{assignment.next}*" in chapter
    assert f"# {assignment.title}" in chapter


def test_exercises_come_in_the_order_of_the_forward_pass(qkv):
    assert [exercise.name for exercise in qkv.assignment.exercises] == [
        "project_qkv",
        "split_heads",
        "attention_scores",
        "softmax",
        "mix_values",
    ]


def test_every_exercise_has_two_to_four_hints_without_its_code(qkv):
    for exercise in qkv.assignment.exercises:
        assert 2 <= len(exercise.hints) <= 4, exercise.name
        assert not any("return" in hint or "\n" in hint for hint in exercise.hints), exercise.name


# Templates


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_prints_nothing_but_what_functions_give_and_loops_count(path):
    """Jinja turns `$W^{{Q}}$` into `$W^$` without a word."""
    text = blank_front_matter(path.read_text(encoding="utf-8"))
    tokens = list(jinja2.Environment(autoescape=True).lex(text))
    printed = [
        "".join(value for _, kind, value in inner if kind != "whitespace")
        for inner in between(tokens, "variable")
    ]
    plain = r"(skeleton|figure|show)\(.*\)|d_head|product\|int|(bare|divided)\.round\(\d\)"
    assert [each for each in printed if not re.fullmatch(plain, each, re.DOTALL)] == []
    assert not any(kind.startswith("comment") for _, kind, _ in tokens)


def between(tokens, kind):
    """The tokens inside each pair of Jinja's delimiters."""
    inner = None
    for token in tokens:
        if token[1] == f"{kind}_begin":
            inner = []
        elif token[1] == f"{kind}_end":
            yield inner
            inner = None
        elif inner is not None:
            inner.append(token)


@pytest.fixture(scope="module")
def rendered(qkv):
    """The chapter with its exercises, as it comes out."""
    return "\n\n".join(cell.source for cell in render(qkv.course, qkv.assignment))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_formula_comes_out_of_jinja_as_it_went_in(path, rendered):
    formula = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
    written = formula.findall(blank_front_matter(path.read_text(encoding="utf-8")))
    out = formula.findall(rendered)
    assert written
    assert [one for one in written if one not in out] == []
    assert [one for one in out if one.count("{") != one.count("}")] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_fits_a_page(path):
    text = blank_front_matter(path.read_text(encoding="utf-8"))
    assert [line for line in text.splitlines() if len(line) > 100] == []


# The quiz


PARAGRAPHS = {
    "head_dim": ("$h$ heads usually gets an equal share of $d_h$", "With 512 features and 8 heads"),
    "shared_dim": ("an inner product", "queries and keys must share the inner-product dimension"),
    "what_is_mixed": ("What they mix are the values",),
    "output_i": ("$$\\mathrm{output}_i = \\sum_j \\alpha_{ij} V_j$$",),
}
"""Question -> what the passage that its hint points to must say."""


def passage(chapter, anchor):
    """From an anchor to the next anchor, heading or exercise."""
    start = chapter.index(f'<a id="{anchor}"></a>\n')
    return re.split(r"\n<a id=|\n#|\n\{% include", chapter[start + 1 :])[0]


def test_there_are_four_questions_of_one_point(qkv):
    assert {question.id: question.points for question in qkv.assignment.questions} == dict.fromkeys(
        PARAGRAPHS, 1.0
    )


@pytest.mark.parametrize("id_", PARAGRAPHS)
def test_a_quiz_hint_points_to_the_passage_that_answers_it(qkv, id_):
    [question] = [question for question in qkv.assignment.questions if question.id == id_]
    text = unwrapped(passage(qkv.chapter, question.see))
    assert [phrase for phrase in PARAGRAPHS[id_] if phrase not in text] == []


def test_no_hint_of_the_quiz_repeats_an_option(qkv):
    for question in qkv.assignment.questions:
        assert not any(option in question.hint for option in question.options.values())


def test_the_right_answers_are_not_all_under_one_letter(qkv):
    assert len(set(load_answers(qkv.course, qkv.assignment).values())) > 1


# The worked example, which the references print, against loops over plain numbers


@pytest.fixture(scope="module")
def toy(rendered):
    """Name -> array, read out of the rendered chapter's blocks."""
    found = {}
    for block in re.findall(r"^```python\n(# \(.*?)^```", rendered, re.DOTALL | re.MULTILINE):
        for statement in ast.parse(block).body:
            found[statement.targets[0].id] = np.array(
                ast.literal_eval(statement.value), dtype=np.float64
            )
    return found


def assert_as_printed(printed, computed):
    """The text shows three decimals."""
    computed = np.asarray(computed)
    assert printed.shape == computed.shape
    assert np.all(np.abs(printed - computed) <= 0.0005)


def product(left, right):
    """The matrix product of two lists of rows."""
    return [
        [sum(row[k] * right[k][j] for k in range(len(right))) for j in range(len(right[0]))]
        for row in left
    ]


def weighed(products):
    """Each row's weights, with d_head 2."""
    powers = [[math.exp(value / math.sqrt(2)) for value in row] for row in products]
    return [[power / sum(row) for power in row] for row in powers]


def test_the_toy_projects(toy):
    for name in "QKV":
        assert_as_printed(toy[name], product(toy["X"], toy[f"W_{name.lower()}"]))


def test_the_toy_splits_features_among_heads(toy):
    for name in "QKV":
        heads = [[row[2 * head : 2 * head + 2] for row in toy[name]] for head in (0, 1)]
        assert_as_printed(toy[f"{name}_heads"], heads)


def test_the_toy_s_scramble_has_one_token_a_head(toy):
    scrambled = [[row[:2], row[2:]] for row in toy["Q"]]
    assert_as_printed(toy["Q_scrambled"], scrambled)
    assert not np.array_equal(toy["Q_scrambled"], toy["Q_heads"])


def test_the_toy_scores_weighs_and_mixes(toy):
    products = [
        product(queries, keys.T)
        for queries, keys in zip(toy["Q_heads"], toy["K_heads"], strict=True)
    ]
    weights = [weighed(head) for head in products]
    output = [product(*pair) for pair in zip(weights, toy["V_heads"], strict=True)]
    assert_as_printed(toy["products"], products)
    assert_as_printed(toy["scores"], np.array(products) / math.sqrt(2))
    assert_as_printed(toy["weights"], weights)
    assert_as_printed(toy["output"], output)


def test_the_sums_in_the_text_are_right(qkv):
    text = unwrapped(qkv.chapter).replace("·", "*")
    sums = re.findall(r"((?:\(?\d[\d.]* [*+/] )+[\d.]+\)?(?: / [\d.]+)?) = ([\d.]*\d)", text)
    assert len(sums) == 7
    for left, right in sums:
        assert eval(left) == pytest.approx(float(right), abs=0.0015), left  # noqa: S307 - digits
    assert "$e^{1.414} = 4.113$" in text
    assert "$e^{0.707} = 2.028$" in text
    assert math.exp(math.sqrt(2)) == pytest.approx(4.113, abs=0.0005)
    assert math.exp(math.sqrt(0.5)) == pytest.approx(2.028, abs=0.0005)


def test_the_toy_is_what_course_check_shows(qkv, toy):
    """The first public example of every exercise has the chapter's numbers."""
    first = {name: solution.examples[0] for name, solution in qkv.solutions.items()}
    assert {example.name for example in first.values()} == {"two_token_toy"}
    shown = {
        ("project_qkv", "X"): "X",
        ("project_qkv", "W_q"): "W_q",
        ("project_qkv", "W_k"): "W_k",
        ("project_qkv", "W_v"): "W_v",
        ("split_heads", "x"): "Q",
        ("attention_scores", "Q"): "Q_heads",
        ("attention_scores", "K"): "K_heads",
        ("softmax", "scores"): "scores",
        ("mix_values", "weights"): "weights",
        ("mix_values", "V"): "V_heads",
    }
    for (exercise, argument), name in shown.items():
        array = first[exercise].arguments[argument]
        assert_as_printed(toy[name], array if argument.startswith("W_") else array[0])


# The maps


@pytest.fixture(scope="module")
def maps(rendered):
    """The rows of numbers in each map's description, in the chapter's order."""
    described = re.findall(r'aria-label="(Head \d[^"]*query[^"]*)"', rendered)
    return [
        [[float(n) for n in re.findall(r"\d\.\d\d", row)] for row in words.split(";")]
        for words in described
    ]


def test_a_right_and_a_swapped_map_stand_side_by_side(rendered, maps):
    titles = re.findall(r'<text class="title"[^>]*>(Head \d.*?)</text>', rendered)
    heads = [title for title in titles if title.endswith(("0", "1"))]
    assert len(heads) == 8, titles
    assert [title for title in titles if title not in heads] == [
        "Head 0, swapped",
        "Head 1, swapped",
        "Head 0, scrambled",
        "Head 1, scrambled",
    ]
    assert [len(rows) for rows in maps] == [6, 6, 6, 6, 2, 2, 2, 2]


def test_every_row_of_every_map_sums_to_1_the_wrong_ones_too(maps):
    assert [row for rows in maps for row in rows if abs(sum(row) - 1) > 0.031] == []


def test_the_caption_of_the_right_map_is_true(maps):
    the, cat, sat = 0, 1, 2
    head_0, head_1 = maps[:2]
    assert np.argmax(head_0[sat]) == cat
    assert np.argmax(head_1[cat]) == sat
    assert np.argmax(head_0[the]) == cat


def test_a_wrong_map_has_its_bright_spots(maps):
    assert all(max(max(row) for row in rows) > 0.7 for rows in maps[2:4])
    assert all(max(row) > 0.6 for rows in maps[6:] for row in rows)


def test_swapped_a_head_holds_only_its_half_of_the_sentence(qkv):
    [cut] = [c for c in qkv.solutions["split_heads"].chaffs if c.name == "straight_reshape"]
    tokens = np.repeat(np.arange(6), 6).reshape(1, 6, 6)
    heads = cut.function(tokens, 2)[0]
    assert [sorted(set(head.flat)) for head in heads] == [[0, 1, 2], [3, 4, 5]]
    assert heads[0, :2].tolist() == [[0, 0, 0], [0, 0, 0]]


def test_undivided_weights_are_those_of_the_formula(rendered):
    rows = re.findall(r"^\| (\d+) \| (\d+) \| ([\d.]+) \| ([\d.]+) \|$", rendered, re.MULTILINE)
    assert [int(d_head) for d_head, *_ in rows] == [4, 16, 64, 256]
    for d_head, larger, bare, divided in rows:
        assert int(larger) == math.isqrt(int(d_head))
        assert float(bare) == pytest.approx(1 / (1 + math.exp(-int(larger))), abs=5e-7)
        assert float(divided) == pytest.approx(1 / (1 + math.exp(-1)), abs=5e-4)


# What is handed out


def test_a_skeleton_names_shapes_and_hides_the_body(qkv):
    whole = skeleton(qkv.solutions["mix_values"].reference)
    assert whole == textwrap.dedent('''\
        def mix_values(weights, V):
            """Mix the values of each head by the attention weights.

            The output of query i is the sum over the keys j of weight_ij times V_j (Vaswani et al.
            2017, eq. 1: what the softmax is multiplied by).

            Args:
                weights: each query's weights over the keys, (batch, heads, seq_q, seq_k).
                V: one value for each key, (batch, heads, seq_k, d_head).

            Returns:
                One mixture for each query, (batch, heads, seq_q, d_head).
            """
            raise NotImplementedError("mix_values is not written yet")''')
