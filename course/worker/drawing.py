"""In place of what draws: whoever grades a function looks at no plot.

matplotlib wants folders to write to, which a jail has not, and would end the file at its import.
So its names import, can be called, and do nothing.

Imported by the confined side: standard library only.
"""

import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Self

_DRAW = {"matplotlib", "mpl_toolkits", "pylab", "seaborn"}


def stand_in() -> None:
    """From now on an import of what draws gives a stand-in."""
    sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder, Loader):
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - as Python calls it
        target: ModuleType | None = None,  # noqa: ARG002 - as above
    ) -> ModuleSpec | None:
        """A stand-in for each of what draws, and for what is in it."""
        if fullname.partition(".")[0] in _DRAW:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module that has every name."""
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is to be run."""


class _Nothing:
    """Whatever is done with it gives it back."""

    def __call__(self, *_: Any, **__: Any) -> Self:
        return self

    def __getattr__(self, name: str) -> Any:
        return _named(name)

    def __getitem__(self, _: Any) -> Self:
        return self

    def __setitem__(self, *_: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Self]:
        return iter((self,))  # `line, = ax.plot(…)`

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        pass


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return _named(name)


def _named(name: str) -> Any:
    if name.startswith("__"):  # protocols that Python and NumPy look for
        raise AttributeError(name)
    return _subplots if name == "subplots" else _NOTHING


def _subplots(nrows: int = 1, ncols: int = 1, *_: Any, **options: Any) -> tuple[_Nothing, Any]:
    """A figure and its axes, in the shape in which matplotlib gives them."""
    import numpy as np

    axes = np.full((nrows, ncols), None, dtype=object)
    axes.fill(_NOTHING)
    if not options.get("squeeze", True):
        return _NOTHING, axes
    return _NOTHING, _NOTHING if axes.size == 1 else axes.squeeze()


_NOTHING = _Nothing()
