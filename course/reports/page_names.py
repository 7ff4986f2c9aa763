"""File names for students' pages: safe everywhere, and never the same for two students."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256

_UNSAFE = re.compile(r"[^\w.-]|^[.-]|\.$")
_LONGEST = 48
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))]
)
"""Names that Windows keeps for devices, whatever their ending."""


def page_names(names: Iterable[str]) -> Mapping[str, str]:
    """Name of a submission -> name of its page.

    A harmless name is kept: `s001` -> `s001.html`. Of any other, and of names that differ in
    case or Unicode form alone, the harmless part is kept with a `~` and a hash of the name.
    """
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        alike[unicodedata.normalize("NFKC", _harmless(name)).casefold()].add(name)
    return {
        name: _page_name(name, alone=len(group) == 1) for group in alike.values() for name in group
    }


def _harmless(name: str) -> str:
    return _UNSAFE.sub("_", name)[:_LONGEST]


def _page_name(name: str, *, alone: bool) -> str:
    harmless = _harmless(name)
    if harmless.split(".")[0].casefold() in _RESERVED:
        harmless = f"_{harmless}"
    if alone and harmless == name and name:
        return f"{name}.html"
    return f"{harmless}~{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.html"
