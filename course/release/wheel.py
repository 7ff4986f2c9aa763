"""The running `course` package, packed again as a wheel.

Students install it from their own folder, and an instructor who installed it with pip has no source
tree to build from. The same package gives the same bytes: names are sorted, times are fixed.
"""

import base64
import hashlib
import io
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import course
from course.errors import MissingInput

DISTRIBUTION = "attention-course"
_TAG = "py3-none-any"
_WHEEL = f"Wheel-Version: 1.0\nGenerator: course generate\nRoot-Is-Purelib: true\nTag: {_TAG}\n"


def wheel() -> tuple[str, bytes]:
    """The wheel's file name and its bytes."""
    try:
        installed = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        raise MissingInput(
            f"{DISTRIBUTION!r} is not installed, so there is no wheel to hand out. "
            "Install it with pip, then generate again."
        ) from None
    stem = f"{DISTRIBUTION.replace('-', '_')}-{installed.version}"
    info = f"{stem}.dist-info"
    files = _package_files() | {
        f"{info}/{name}": data for name, data in _metadata(installed).items()
    }
    record = f"{info}/RECORD"
    files[record] = _record(files, record).encode()
    return f"{stem}-{_TAG}.whl", _zip(files)


def _package_files() -> dict[str, bytes]:
    folder = Path(course.__file__).parent
    return {
        f"course/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(_left_out(part) for part in path.relative_to(folder).parts)
    }


def _left_out(part: str) -> bool:
    return part == "__pycache__" or part.startswith(".") or part.endswith((".pyc", "~"))


def _metadata(installed: Distribution) -> dict[str, bytes]:
    files = {"WHEEL": _WHEEL.encode()}
    for name in ("METADATA", "entry_points.txt", "licenses/LICENSE"):
        text = installed.read_text(name)
        if text is not None:
            files[name] = text.encode()
    return files


def _record(files: dict[str, bytes], record: str) -> str:
    lines = []
    for name, data in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}\n")
    return "".join(lines) + f"{record},,\n"


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, data)
    return buffer.getvalue()
