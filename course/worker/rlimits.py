"""The rlimits layer: how much of the machine a process may use.

Imported by the confined side: standard library only.
"""

from collections.abc import Mapping
from types import ModuleType

resource: ModuleType | None
try:
    import resource
except ImportError:
    resource = None


def limit(wanted: Mapping[str, int]) -> bool:
    """Set limits by name ("AS", "CPU", …), hard and soft; whether every one of them holds."""
    if resource is None:
        return False
    held = True
    for name, value in wanted.items():
        try:
            kind = getattr(resource, f"RLIMIT_{name}")
            hard = resource.getrlimit(kind)[1]
            if hard != resource.RLIM_INFINITY:
                value = min(value, hard)
            resource.setrlimit(kind, (value, value))
        except (AttributeError, ValueError, OSError):
            held = False
    return held
