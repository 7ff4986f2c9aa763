"""Fuzz the grader's end of the wire: `python tests/fuzz/wire.py [libFuzzer's options]`.

What is found stays in `.fuzz/`, as crash-…, timeout-… or oom-…; the same command with
that file judges it alone. The corpus that it begins with is made anew from answers that keep the
rules.
"""

import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=["answers", "course.worker.codec", "course.worker.client", "course.plain"]
):
    import answers

from mutations import mutated

_WORDS = (
    *("nonce", "output", "layers", "functions", "answers", "problems", "reason", "value"),
    *("changed", "raised", "class", "text", "bases", "line", "place", "reshaped", "memory"),
    *("array", "scalar", "list", "tuple", "complex", "handle", "ValueError", "Exception"),
    *("<f8", "|b1", "<f2", "<f16", "|u1", "|O", "true", "null", "NaN", "Infinity", "\\\\ud800"),
)
"""What an answer is made of, for the fuzzer to put together."""
_OPTIONS = ("-max_total_time=60", "-rss_limit_mb=1024", "-timeout=10", "-max_len=20000")
_OF_HEADERS = 0.7
"""The share of changes that know what a header is."""
_FOLDER = Path(".fuzz")


def _mutate(data: bytes, longest: int, seed: int) -> bytes:
    """A change to the header, or else one of libFuzzer's own."""
    chance = random.Random(seed)  # noqa: S311 - no secret: libFuzzer repeats a run by its seed
    changed = mutated(data, longest, chance) if chance.random() < _OF_HEADERS else None
    return atheris.Mutate(data, longest) if changed is None else changed


def main() -> None:
    """Hand libFuzzer its options, a dictionary and the corpus; it ends the process itself."""
    corpus, words = _FOLDER / "corpus", _FOLDER / "words"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (asked, header, payload) in enumerate(answers.ANSWERS.values()):
        (corpus / f"good-{number}").write_bytes(answers.framed(asked, header, payload))
    words.write_text("".join(f'"{word}"\n' for word in _WORDS))
    given = sys.argv[1:]
    chosen = [f"-dict={words}", f"-artifact_prefix={_FOLDER}/", *_OPTIONS, *given]
    if all(argument.startswith("-") for argument in given):
        chosen.append(str(corpus))
    atheris.Setup([sys.argv[0], *chosen], answers.judge, custom_mutator=_mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
