"""The chapter says what it must, keeps its formulas, and counts right."""

import ast
import re
import textwrap
from pathlib import Path

import jinja2
import numpy as np
import pytest

from course.author_files import blank_front_matter
from course.catalog import load_answers
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
def test_a_template_holds_no_jinja_but_includes_and_the_skeleton(path):
    """Jinja turns `$W^{{Q}}$` into `$W^$` without a word."""
    text = blank_front_matter(path.read_text(encoding="utf-8"))
    tokens = list(jinja2.Environment(autoescape=True).lex(text))
    expressions = [
        [value for _, kind, value in inner if kind != "whitespace"] for inner in between(tokens)
    ]
    assert all(
        expression == ["skeleton", "(", ")"] or expression[0] == "include"
        for expression in expressions
    )
    assert not any(kind.startswith("comment") for _, kind, _ in tokens)


def between(tokens):
    """The tokens inside each pair of Jinja's delimiters."""
    inner = None
    for token in tokens:
        if token[1] in {"variable_begin", "block_begin"}:
            inner = []
        elif token[1] in {"variable_end", "block_end"}:
            yield inner
            inner = None
        elif inner is not None:
            inner.append(token)


def rendered(path):
    """A template as it comes out, with its includes."""
    loader = jinja2.FunctionLoader(
        lambda name: blank_front_matter((path.parent / name).read_text(encoding="utf-8"))
    )
    environment = jinja2.Environment(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown
    )
    return environment.get_template(path.name).render(skeleton=lambda: "")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_formula_comes_out_of_jinja_as_it_went_in(path):
    formula = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
    written = formula.findall(blank_front_matter(path.read_text(encoding="utf-8")))
    out = formula.findall(rendered(path))
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


# The worked example


@pytest.fixture(scope="module")
def toy(qkv):
    """Name -> array, read out of the chapter's ```text blocks."""
    found = {}
    for block in re.findall(r"^```text\n(.*?)^```", qkv.chapter, re.DOTALL | re.MULTILINE):
        for statement in ast.parse(block).body:
            found[statement.targets[0].id] = np.array(
                ast.literal_eval(statement.value), dtype=np.float64
            )
    return found


def assert_as_printed(printed, computed):
    """The text shows three decimals."""
    assert printed.shape == computed.shape
    assert np.all(np.abs(printed - computed) <= 0.0005)


def test_the_example_projects_as_the_reference_does(qkv, toy):
    project = qkv.solutions["project_qkv"].reference
    got = project(toy["X"][None], toy["W_q"], toy["W_k"], toy["W_v"])
    for name, array in zip("QKV", got, strict=True):
        assert_as_printed(toy[name], array[0])


def test_the_example_splits_as_the_reference_does(qkv, toy):
    split = qkv.solutions["split_heads"].reference
    for name in "QKV":
        assert_as_printed(toy[f"{name}_heads"], split(toy[name][None], 2)[0])


def test_the_example_of_a_scramble_is_what_the_chaff_returns(qkv, toy):
    [scramble] = [c for c in qkv.solutions["split_heads"].chaffs if c.name == "straight_reshape"]
    assert_as_printed(toy["Q_scrambled"], scramble.function(toy["Q"][None], 2)[0])
    assert not np.array_equal(toy["Q_scrambled"], toy["Q_heads"])


def test_the_example_scores_as_the_reference_does(qkv, toy):
    score = qkv.solutions["attention_scores"].reference
    got = score(toy["Q_heads"][None], toy["K_heads"][None])[0]
    assert_as_printed(toy["scores"], got)
    assert_as_printed(toy["products"], got * np.sqrt(2.0))


def test_the_example_weighs_as_the_reference_does(qkv, toy):
    got = qkv.solutions["softmax"].reference(toy["products"][None] / np.sqrt(2.0))
    assert_as_printed(toy["weights"], got[0])


def test_the_example_mixes_as_the_reference_does(qkv, toy):
    weights = qkv.solutions["softmax"].reference(toy["products"][None] / np.sqrt(2.0))
    got = qkv.solutions["mix_values"].reference(weights, toy["V_heads"][None])
    assert_as_printed(toy["output"], got[0])


def test_the_example_is_what_course_check_shows(qkv, toy):
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
