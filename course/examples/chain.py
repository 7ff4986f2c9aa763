"""A chain as `examples.json` holds it, and its picture with the numbers that are due.

    {"sizes": {"heads": 3, …}, "steps": ["weights = softmax(scores)", …],
     "picture": null or {"of": "weights", "title": …, "labels": […], "sizes": {…},
       "inputs": {"X": VALUE, …}, "expected": {"scores": VALUE, …},
       "mistakes": [{"option": …, "text": …, "map": VALUE}, …]}}

It is read only by the commands that use it: a check should not pay for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.chain import Chain, axes_of, read_product, read_step, sizes_of
from course.errors import MissingInput
from course.examples import Handout, array, check_array


@dataclass(frozen=True, slots=True)
class HandedMistake:
    """A known mistake that the picture can show."""

    option: str
    text: str
    encoded: Any

    @property
    def map(self) -> Any:
        """The picture's array with that mistake."""
        return array(self.encoded)


@dataclass(frozen=True, slots=True)
class HandedPicture:
    """What is drawn: what goes in, and what is due after every step."""

    of: str
    title: str
    labels: tuple[str, ...]
    sizes: Mapping[str, int]
    mistakes: tuple[HandedMistake, ...]
    encoded: Mapping[str, Any]
    """`inputs` and `expected` as the file holds them."""

    @property
    def inputs(self) -> dict[str, Any]:
        """Input -> its array."""
        return {name: array(value) for name, value in self.encoded["inputs"].items()}

    @property
    def expected(self) -> dict[str, Any]:
        """Result of a step -> what the references make of the inputs."""
        return {name: array(value) for name, value in self.encoded["expected"].items()}


@dataclass(frozen=True, slots=True)
class HandedChain:
    """An assignment's chain on a student's laptop."""

    chain: Chain
    axes: Mapping[str, tuple[str, ...]]
    """Input, or result of a step -> the names of its axes."""
    picture: HandedPicture | None


def read_chain(handout: Handout) -> HandedChain | None:
    """The assignment's chain, or None where it has none; MissingInput where it is damaged."""
    if handout.chain is None:
        return None
    try:
        return _chain(handout, handout.chain)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MissingInput(
            f"'examples.json' is damaged: 'chain' is wrong: {error!r}. "
            "Take it again from the release that your instructor handed out."
        ) from error


def _chain(handout: Handout, found: Mapping[str, Any]) -> HandedChain:
    sizes = {axis: int(size) for axis, size in found["sizes"].items() if type(size) is not str}
    products = {
        axis: read_product(size) for axis, size in found["sizes"].items() if axis not in sizes
    }
    chain = Chain(sizes, products, tuple(read_step(text) for text in found["steps"]))
    axes, known = axes_of(chain, handout.exercises), sizes_of(chain, {})
    missing = [name for name in (*chain.inputs, *chain.results) if name not in axes]
    missing += [axis for names in axes.values() for axis in names if axis not in known]
    if missing:
        raise ValueError(f"nothing says the size of {missing[0]}")
    picture = None if found["picture"] is None else _picture(found["picture"], chain)
    return HandedChain(chain, axes, picture)


def _picture(found: Mapping[str, Any], chain: Chain) -> HandedPicture:
    encoded = {
        kind: {name: found[kind][name] for name in names}
        for kind, names in (("inputs", chain.inputs), ("expected", chain.results))
    }
    mistakes = [
        HandedMistake(each["option"], each["text"], each["map"]) for each in found["mistakes"]
    ]
    picture = HandedPicture(
        of=found["of"],
        title=found["title"],
        labels=tuple(found["labels"]),
        sizes=found["sizes"],
        mistakes=tuple(mistakes),
        encoded=encoded,
    )
    maps = [mistake.encoded for mistake in mistakes]
    for value in (*encoded["inputs"].values(), *encoded["expected"].values(), *maps):
        check_array(value)
    shapes = [value["array"]["shape"] for value in (encoded["expected"][picture.of], *maps)]
    if shapes[0][-2:] != [len(picture.labels)] * 2 or any(each != shapes[0] for each in shapes):
        raise ValueError("the labels do not fit the picture")
    return picture
