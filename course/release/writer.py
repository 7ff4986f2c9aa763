"""Writing a release into a folder, without ever losing somebody else's file.

What was written is remembered by its hash in a manifest beside it. A file that still has its hash
is ours; any other file in the way stops the release before the first byte is written.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.atomic import replace
from course.errors import InTheWay, MissingInput

MANIFEST = ".course-release.json"
_SCHEMA = "course/release/v1"


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What a release did to its folder; paths are relative to it."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    """Files of an earlier release that this one no longer has."""


def write(out: Path, files: Mapping[str, bytes], owned: Sequence[str] = ("",)) -> WriteResult:
    """Write files (relative path -> bytes) into a folder, or raise InTheWay and write nothing.

    Files of an earlier release are removed when they begin with one of `owned`, are not written
    now, and nobody changed them.
    """
    ours = _read_manifest(out)
    in_the_way = [
        out / path for path in sorted(files) if not _free(out, path, files[path], ours.get(path))
    ]
    if in_the_way:
        raise InTheWay(in_the_way)
    stale = [path for path in ours if path not in files and path.startswith(tuple(owned))]
    removed = [path for path in stale if _hash_of(out / path) == ours[path]]
    written = [path for path in sorted(files) if _hash_of(out / path) != _hash(files[path])]
    for path in removed:
        (out / path).unlink()
    for path in written:
        replace(out / path, files[path])
    kept = {path: digest for path, digest in ours.items() if path not in stale}
    manifest = kept | {path: _hash(data) for path, data in files.items()}
    if manifest != ours:
        text = json.dumps({"schema": _SCHEMA, "files": dict(sorted(manifest.items()))}, indent=1)
        replace(out / MANIFEST, f"{text}\n".encode())
    unchanged = sorted(set(files) - set(written))
    return WriteResult(tuple(written), tuple(unchanged), tuple(sorted(removed)))


def _free(out: Path, path: str, data: bytes, ours: str | None) -> bool:
    """Whether a file may be written: nothing is there, or what is there is ours or the same."""
    target = out / path
    for above in target.parents:
        if above == out:
            break
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            return False
    if not target.is_symlink() and not target.exists():
        return True
    found = _hash_of(target)
    return found is not None and found in {ours, _hash(data)}


def _read_manifest(out: Path) -> dict[str, str]:
    path = out / MANIFEST
    if out.exists() and not out.is_dir():
        raise InTheWay([out])
    if not path.exists():
        return {}
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files = manifest["files"]
        return {str(name): str(digest) for name, digest in files.items() if _inside(str(name))}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise MissingInput(
            f"'{path}' is damaged ({type(error).__name__}), so it cannot be told which files are "
            "ours. Choose another --out folder."
        ) from error


def _inside(name: str) -> bool:
    """Whether a manifest's path stays in the folder: a manifest can be edited, too."""
    return bool(name) and ".." not in Path(name).parts and not Path(name).is_absolute()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hash_of(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    return _hash(path.read_bytes())
