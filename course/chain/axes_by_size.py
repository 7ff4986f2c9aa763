"""Which axis is which: the axes of a wrong shape named by their sizes, and held against the due."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

UNKNOWN = "?"


def named(shape: Sequence[int], due: Sequence[str], sizes: Mapping[str, int]) -> list[str]:
    """A name for each axis: "heads", "heads or seq" where both have its size, or "?"."""
    right = [
        len(shape) == len(due) and sizes[axis] == size
        for size, axis in zip(shape, due, strict=False)
    ] + [False] * len(shape)
    taken = {axis for axis, here in zip(due, right, strict=False) if here}
    return [
        due[position] if right[position] else _name(size, due, taken, sizes)
        for position, size in enumerate(shape)
    ]


def _name(size: int, due: Sequence[str], taken: set[str], sizes: Mapping[str, int]) -> str:
    ours = list(dict.fromkeys(due))
    products = {f"{a} * {b}": sizes[a] * sizes[b] for a, b in combinations(ours, 2)}
    for candidates in (
        [axis for axis in ours if axis not in taken and sizes[axis] == size],
        [axis for axis in ours if sizes[axis] == size],
        [axis for axis, known in sizes.items() if known == size],
        [axes for axes, known in products.items() if known == size],
    ):
        if candidates:
            return " or ".join(candidates)
    return UNKNOWN


def in_words(shape: Sequence[int], names: Sequence[str]) -> str:
    """ "(batch=2, seq=5)"."""
    return f"({', '.join(f'{name}={size}' for name, size in zip(names, shape, strict=True))})"


def what_is_wrong(shape: Sequence[int], due: Sequence[str], sizes: Mapping[str, int]) -> str:
    """Which axis is which, in sentences; nothing where the shape is right."""
    names = named(shape, due, sizes)
    if len(shape) != len(due):
        lost, more = Counter(due) - Counter(names), Counter(names) - Counter(due)
        sentences = [f"It has {_counted(len(shape))}, and should have {len(due)}."]
        if lost:
            sentences.append(f"{_listed(list(lost))} {'is' if len(lost) == 1 else 'are'} missing.")
        more.pop(UNKNOWN, None)
        if more:
            sentences.append(f"It has {_listed(list(more))} instead.")
        return " ".join(sentences)
    return " ".join(
        f"Axis {position} "
        + (f"has size {size}, which is no axis" if name == UNKNOWN else f"is {name} ({size})")
        + f"; it should be {axis} ({sizes[axis]})."
        for position, (size, name, axis) in enumerate(zip(shape, names, due, strict=True))
        if size != sizes[axis]
    )


def _counted(axes: int) -> str:
    return "1 axis" if axes == 1 else f"{axes} axes"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
