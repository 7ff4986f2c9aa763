import copy
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from course.catalog import load_course
from course.errors import AuthorError, MissingInput
from course.examples import loads
from course.examples.chain import read_chain
from course.examples.writing import dumps, hand_out

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def qkv():
    course = load_course(ROOT)
    return course, course.assignments[0]


@pytest.fixture(scope="session")
def text(qkv):
    return dumps(hand_out(*qkv))


def test_what_is_handed_out_is_read_again(qkv, text):
    handed = read_chain(loads(text))
    assert handed.chain == replace(qkv[1].chain, picture=None)
    assert handed.axes["weights"] == ("batch", "heads", "seq_q", "seq_k")
    assert handed.picture.labels == qkv[1].chain.picture.labels
    assert handed.picture.inputs["X"].tolist() == qkv[1].chain.picture.inputs["X"]


def test_the_picture_s_maps_are_weights_and_the_mistake_s_look_like_some(text):
    picture = read_chain(loads(text)).picture
    [mistake] = picture.mistakes
    for weights in (picture.expected["weights"], mistake.map):
        np.testing.assert_allclose(weights.sum(axis=-1), 1)
        assert weights.max() > 0.8
    assert not np.isclose(mistake.map, picture.expected["weights"]).all(axis=-1).any()


def test_no_code_is_handed_out(text):
    written = json.loads(text)["chain"]
    assert set(written) == {"sizes", "steps", "picture"}
    assert {key for mistake in written["picture"]["mistakes"] for key in mistake} == {
        "option",
        "text",
        "map",
    }


def test_an_assignment_without_a_chain_has_none(qkv):
    course, assignment = qkv
    bare = dumps(hand_out(course, replace(assignment, chain=None)))
    assert read_chain(loads(bare)) is None


def test_a_chain_that_does_not_fit_is_the_author_s_error(qkv):
    course, assignment = qkv
    chain = replace(assignment.chain, sizes={"batch": 2, "heads": 3, "seq": 5, "d_head": 4, "x": 1})
    chain = replace(chain, products={"d_model": ("heads", "d_head"), "seq_q": ("seq",)})
    with pytest.raises(AuthorError, match=r"chain.toml: 'scores' has an axis 'seq_k'"):
        hand_out(course, replace(assignment, chain=chain))


def damaged(text, change):
    found = json.loads(text)
    chain = copy.deepcopy(found["chain"])
    change(chain)
    return loads(json.dumps(found | {"chain": chain}))


@pytest.mark.parametrize(
    "change",
    [
        lambda chain: chain.pop("sizes"),
        lambda chain: chain["sizes"].pop("seq_k"),
        lambda chain: chain["sizes"].update(batch=[1]),
        lambda chain: chain["sizes"].update(d_model="heads + 1"),
        lambda chain: chain["steps"].append("import os"),
        lambda chain: chain["steps"].append("x = unknown(X)"),
        lambda chain: chain.update(steps=3),
        lambda chain: chain["picture"].update(of="nothing"),
        lambda chain: chain["picture"]["labels"].pop(),
        lambda chain: chain["picture"]["expected"].pop("Q"),
        lambda chain: chain["picture"]["inputs"].update(X=3),
        lambda chain: chain["picture"]["mistakes"][0].pop("map"),
        lambda chain: chain["picture"]["mistakes"][0]["map"]["array"].update(shape=[1]),
        lambda chain: chain["picture"]["mistakes"][0]["map"]["array"].update(data="AAAA"),
    ],
)
def test_a_damaged_chain_is_one_clear_message(text, change):
    with pytest.raises(MissingInput, match=r"'examples.json' is damaged: 'chain' is wrong"):
        read_chain(damaged(text, change))
