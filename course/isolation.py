"""How much isolation is enough, and what to do where a layer is missing. Words and rules only."""

from collections.abc import Collection, Mapping

LAYERS = ("namespaces", "landlock", "seccomp", "rlimits")
MODES = ("auto", "require", "off")
"""What grading asks for: at least the minimum, every layer, or none at all."""
MEANING = {
    "namespaces": "a root of its own with read-only folders, no network, no other process",
    "landlock": "only Python's folders and the submission's are read",
    "seccomp": "no sockets, processes, threads or written files",
    "rlimits": "bounded memory, processor time and open files",
}
REMEDY = {
    "namespaces": (
        "Grade as root, or as root run: sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    ),
    "landlock": "It comes with Linux 5.13 and later.",
    "seccomp": "It comes with Linux on x86_64 and aarch64.",
    "rlimits": "Raise the hard limits of your shell: ulimit -H -a shows them.",
}


def lacking(missing: Mapping[str, str], mode: str) -> dict[str, str]:
    """Of the layers that do not hold, with the reason, those that the mode insists on.

    The minimum is seccomp, rlimits, and one of the two layers that keep files away.
    """
    if mode == "off":
        return {}
    insisted = dict(missing)
    if mode == "auto" and not _all_missing({"namespaces", "landlock"}, missing):
        insisted.pop("namespaces", None)
        insisted.pop("landlock", None)
    return insisted


def _all_missing(layers: Collection[str], missing: Mapping[str, str]) -> bool:
    return all(layer in missing for layer in layers)
