"""What a hostile worker may say that a cell has shown."""

import base64
import json

import numpy as np
import pytest

from course.worker import codec
from course.worker.cell_outputs import MAX_BYTES, MAX_PICTURE, Output, outputs

PNG = b"\x89PNG\r\n\x1a\n"


def sent(*events):
    return outputs(np.frombuffer(json.dumps(events).encode(), np.uint8))


def shown(**data):
    (output,) = sent({"output_type": "display_data", "data": data})
    return output.data


def test_texts_are_made_plain():
    assert sent(
        {"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m\u202e"}
    ) == (Output("stream", "stdout", "red"),)


def test_fields_that_nobody_asked_for_are_left_out():
    (output,) = sent(
        {"output_type": "execute_result", "data": {"text/plain": "1", "x/y": {}}, "metadata": 1}
    )
    assert output == Output("execute_result", data={"text/plain": "1"})


def test_a_picture_has_to_be_one():
    good = base64.b64encode(PNG).decode()
    assert shown(**{"image/png": good}) == {"image/png": good}
    assert shown(**{"image/jpeg": good}) == {}
    assert shown(**{"image/png": '"><script>'}) == {}
    assert shown(**{"image/svg+xml": "<svg>"}) == {}
    large = base64.b64encode(PNG + bytes(MAX_PICTURE)).decode()
    assert shown(**{"image/png": large}) == {}


@pytest.mark.parametrize(
    "bytes_",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        b"\xff",
        b"[NaN]",
        b'[{"output_type": "stream", "name": "stdout", "text": NaN}]',
        b"[1]",
        b"[null]",
        b'[{"output_type": "stream", "name": "stdlog", "text": ""}]',
        b'[{"output_type": "stream", "name": "stdout", "text": 1}]',
        b'[{"output_type": "stream", "name": "stdout"}]',
        b'[{"output_type": "error", "ename": 1, "evalue": "", "traceback": []}]',
        b'[{"output_type": "error", "ename": "", "evalue": "", "traceback": [1]}]',
        b'[{"output_type": "display_data", "data": []}]',
        b'[{"output_type": "display_data", "data": {"text/plain": ["a"]}}]',
        b'[{"output_type": "update_display_data", "data": {}}]',
        b"[" + b"1" * 5000 + b"]",
        b"[" + b",".join([b"{}"] * 2000) + b"]",
        b" " * (MAX_BYTES + 1),
    ],
    ids=lambda bytes_: bytes_[:40],
)
def test_what_breaks_the_rules_is_a_fault(bytes_):
    with pytest.raises(codec.Broken):
        outputs(np.frombuffer(bytes_, np.uint8))


@pytest.mark.parametrize("value", [None, "text", 1, [1], np.zeros(2), np.zeros((2, 2), np.uint8)])
def test_outputs_have_to_be_bytes(value):
    with pytest.raises(codec.Broken):
        outputs(value)
