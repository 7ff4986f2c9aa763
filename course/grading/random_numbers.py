"""Random numbers from a seed that is random already."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISpawnableSeedSequence


def generator_of(seed: bytes) -> np.random.Generator:
    """NumPy's default generator, its state the seed of 32 bytes itself.

    `default_rng(seed)` would mix it first, which takes four times as long as all the rest.
    """
    return np.random.Generator(np.random.PCG64(_Mixed(seed)))  # type: ignore[arg-type] # the stubs know one class


class _Mixed(ISpawnableSeedSequence):
    """A seed whose bits need no mixing."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed

    @cached_property
    def _mixer(self) -> np.random.SeedSequence:
        """For what is seldom asked for."""
        return np.random.SeedSequence(list(self._seed))

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> np.ndarray[Any, Any]:
        """So many words of it, mixed where it has fewer."""
        if n_words * np.dtype(dtype).itemsize > len(self._seed):
            return self._mixer.generate_state(n_words, dtype)
        return np.frombuffer(self._seed, dtype, n_words)

    def spawn(self, n_children: int) -> list[np.random.SeedSequence]:  # type: ignore[override]
        """Seeds for generators beside this one, for `rng.spawn`."""
        return self._mixer.spawn(n_children)
