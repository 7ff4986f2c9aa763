"""A .zip or .tar, read in memory or refused by name; nothing is ever unpacked to disk."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, cast

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
MAX_ARCHIVE = 1 << 30
MAX_ENTRIES = 10_000
MAX_UNPACKED = 1 << 30
"""Bytes of all entries together."""
MAX_RATIO = 200
"""Of an entry that unpacks to more than `LARGE`."""
LARGE = 32 << 20

_COMPRESSED: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda packed: gzip.GzipFile(fileobj=packed),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}
_Take = Callable[[PurePosixPath, int], bool]
"""Whether the bytes of a file of that size are wanted."""
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError)


class Refused(Exception):
    """An archive that is not read, and why: "its entry '../x' leads out of it"."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder in an archive."""

    path: PurePosixPath
    size: int
    data: bytes | None
    """None for a folder; empty where the file is not wanted, or too large."""


def is_archive(name: str) -> bool:
    """Whether a file of that name is taken for an archive."""
    return name.lower().endswith(SUFFIXES)


def read(
    name: str, data: bytes, wanted: tuple[str, ...], largest: int, small: int = 0
) -> list[Entry]:
    """The files of an archive in memory; the bytes only of those with a wanted suffix, or small.

    Raises Refused for an entry that leads out of it, is a link or a device, for too many entries
    and for one that unpacks to too much, whatever else the archive holds.
    """
    unpack = _unpack_zip if name.lower().endswith(".zip") else _unpack_tar

    def take(path: PurePosixPath, size: int) -> bool:
        return size <= (largest if path.name.lower().endswith(wanted) else small)

    entries: dict[PurePosixPath, Entry] = {}
    try:
        for entry in unpack(data, take):
            if entry.data is not None and entry.path in entries:
                raise Refused(f"two of its entries are called {str(entry.path)!r}")
            entries[entry.path] = entry
    except (*_BROKEN, RuntimeError, ValueError) as error:
        raise Refused(f"it cannot be read ({error or type(error).__name__})") from None
    return list(entries.values())


def _unpack_zip(data: bytes, take: _Take) -> Iterator[Entry]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_ENTRIES:
            raise Refused(f"it has {len(members)} entries, and {MAX_ENTRIES} can be read")
        total = sum(member.file_size for member in members)
        if total > MAX_UNPACKED:
            raise Refused(f"it unpacks to {total >> 20} MiB, and {MAX_UNPACKED >> 20} can be read")
        for member in members:
            path = _checked(member.filename)
            mode = member.external_attr >> 16
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise Refused(f"its entry {_quoted(member.filename)} is a link or a device")
            if member.file_size > LARGE and member.file_size > MAX_RATIO * member.compress_size:
                raise Refused(
                    f"its entry {_quoted(member.filename)} unpacks to far more than it is"
                )
            if member.is_dir():
                yield Entry(path, 0, None)
                continue
            taken = take(path, member.file_size)
            yield Entry(path, member.file_size, archive.read(member) if taken else b"")


def _unpack_tar(data: bytes, take: _Take) -> Iterator[Entry]:
    # A stream, so that a bomb is met entry by entry and not unpacked to find the last one.
    with tarfile.open(fileobj=cast("IO[bytes]", _Unpacked(data)), mode="r|") as archive:
        count = total = 0
        for member in archive:
            count += 1
            total += max(member.size, 0)
            if count > MAX_ENTRIES:
                raise Refused(f"it has more than {MAX_ENTRIES} entries")
            path = _checked(member.name)
            if not (member.isreg() or member.isdir()):
                raise Refused(f"its entry {_quoted(member.name)} is a link or a device")
            if total > LARGE and total > MAX_RATIO * len(data):
                raise Refused(f"its entry {_quoted(member.name)} unpacks to far more than it is")
            if member.isdir():
                yield Entry(path, 0, None)
                continue
            content = b""
            if take(path, member.size):
                stream = archive.extractfile(member)
                content = stream.read() if stream else b""
            yield Entry(path, member.size, content)


class _Unpacked:
    """A tar's bytes; tarfile reads long headers whole, so the stream itself has an end."""

    def __init__(self, data: bytes) -> None:
        packed = io.BytesIO(data)
        opened = (_COMPRESSED[magic] for magic in _COMPRESSED if data.startswith(magic))
        self._stream: IO[bytes] = next(opened, lambda plain: plain)(packed)
        self._most = min(MAX_UNPACKED, max(LARGE, MAX_RATIO * len(data)))
        self._left = self._most

    def read(self, size: int) -> bytes:
        """The next bytes."""
        self._left -= size
        if self._left < 0:
            raise Refused(f"it unpacks to more than {self._most >> 20} MiB")
        return self._stream.read(size)


def _checked(name: str) -> PurePosixPath:
    """An entry's path, which stays inside the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    outside = path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0][1:2])
    if outside:
        raise Refused(f"its entry {_quoted(name)} leads out of it")
    if any(len(part.encode("utf-8", "replace")) > 255 for part in path.parts):
        raise Refused(f"its entry {_quoted(name)} has too long a name")
    return path


def _quoted(name: str) -> str:
    return ascii(name[:80])
