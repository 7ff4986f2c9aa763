"""What people hand in: a .py, a .ipynb, a folder or an archive, as bytes and names.

A submission is named by its folder, or by the file's stem:

    alice.py    alice/qkv.ipynb    submitted/alice/qkv/qkv.ipynb    alice.zip

and a folder or an archive may hold a whole class of them. Nothing here looks into a student's
code: that happens in a worker.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal, Protocol

from course.errors import CourseError, MissingInput
from course.fingerprint import fingerprint
from course.own_file import is_backup
from course.plain import one_line
from course.submission import archive

Kind = Literal["py", "ipynb"]
_KINDS: tuple[Kind, Kind] = ("py", "ipynb")
_SUFFIXES = (".py", ".ipynb")
_UNKNOWN_ARCHIVES = (".rar", ".7z")
_NEVER_BESIDE = (".ipynb", *archive.SUFFIXES, *_UNKNOWN_ARCHIVES)
"""No code reads these, and they may be somebody's whole work."""
_READ = (*_SUFFIXES, *archive.SUFFIXES)

MAX_FILE = 32 << 20
MAX_STUDENTS = 10_000
MAX_BESIDE = 64
"""Files that go with a submission, each with at most so many bytes, and all together:"""
MAX_BESIDE_FILE = 1 << 20
MAX_BESIDE_TOTAL = 8 << 20
_MAX_WRAPPED = 8
"""Folders around a class that hold nothing but the next."""


@dataclass(frozen=True, slots=True)
class Source:
    """One student file."""

    kind: Kind
    data: bytes
    path: str
    """Shown to people; relative to what they handed in."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that lies beside a student's, for their code to read."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's work."""

    name: str
    source: Source | None
    reason: str = ""
    """Why it cannot be graded, where there is no source."""
    flags: tuple[str, ...] = ()
    """What somebody should know: two files that differ, a link that was passed over, …"""
    beside: tuple[Beside, ...] = ()
    """What their own folder holds beside the source."""


class SameName(CourseError):
    """Two submissions that nobody could tell apart."""

    def __init__(self, name: str, first: str, second: str) -> None:
        self.name, self.first, self.second = name, first, second
        super().__init__(
            f"Two submissions are called {name!r}: '{first}' and '{second}'. "
            "Rename one of them, or grade them one after the other."
        )


def find_submissions(
    paths: Sequence[Path], assignment: str, skeletons: Mapping[str, bytes] | None = None
) -> list[Submission]:
    """Every submission under the paths, sorted by name.

    `skeletons` is what was handed out, kind -> bytes: where a student has both forms, the one
    that differs from it counts. Raises MissingInput for a path that is not there, cannot be read
    or holds nothing, and SameName where two have the same name.
    """
    search = _Search(assignment, {} if skeletons is None else skeletons)
    found: dict[str, tuple[Submission, str]] = {}
    for path in dict.fromkeys(paths):
        for submission, where in search.path(path):
            if submission.name in found:
                raise SameName(submission.name, found[submission.name][1], where)
            found[submission.name] = submission, where
    return [submission for _, (submission, _) in sorted(found.items())]


Found = Iterator[tuple[Submission, str]]
"""Submissions, each with where it was found."""


class _Tree(Protocol):
    """A folder or an archive."""

    name: str
    nests: bool
    """Whether archives in it are opened."""

    def files(self, folder: str) -> list[str]:
        """Names of the files of a folder ("" is the top)."""

    def folders(self, folder: str) -> list[str]:
        """Names of the folders in a folder."""

    def links(self, folder: str) -> list[str]:
        """Names of the links in a folder, which are not followed."""

    def read(self, file: str, limit: int) -> bytes:
        """The bytes of a file; raise _Unreadable, also where there are more than the limit."""


class _Unreadable(Exception):
    """A file that cannot be read, and why: "'qkv.py' cannot be read: Permission denied"."""


class _Search:
    """Looks for the submissions of one assignment."""

    def __init__(self, assignment: str, skeletons: Mapping[str, bytes]) -> None:
        self._assignment = assignment
        self._wanted = [f"{assignment}.{kind}" for kind in _KINDS]
        self._skeletons = skeletons
        self._contents: dict[bytes, bytes] = {}
        """What was handed out lies beside every student's file; it is kept once."""

    def path(self, path: Path) -> Found:
        """The submissions of one path that somebody named."""
        if path.is_dir():
            tree: _Tree = _Folder(path, self._name(path))
        elif not path.is_file():
            raise MissingInput(f"'{path}' is not there. Name a file, a folder or an archive.")
        elif archive.is_archive(path.name):
            try:
                tree = _Archive(path.name, _bytes(path, archive.MAX_ARCHIVE))
            except (_Unreadable, archive.Refused) as error:
                raise MissingInput(f"'{path}' is refused: {error}.") from None
        elif path.suffix.lower() in _SUFFIXES:
            folder = _Folder(path.parent, "")
            submission = self._made(
                self._name(path.with_suffix("")), folder, {_kind(path.name): path.name}, ()
            )
            if submission.source is None:
                raise MissingInput(f"{submission.reason}.")
            yield submission, str(path)
            return
        else:
            raise MissingInput(
                f"'{path}' is no submission. Name a .py, a .ipynb, a folder or an archive."
            )
        try:
            found = list(self._tree(tree))
        except _Unreadable as error:
            raise MissingInput(f"{error}.") from None
        if not found:
            expected = " or ".join(f"'<student>/{name}'" for name in self._wanted)
            raise MissingInput(f"'{path}' holds no submission. There should be {expected}.")
        yield from ((submission, f"{path}: {where}") for submission, where in found)

    def _name(self, path: Path) -> str:
        """A student's name: the last part of a path that is not just the assignment's."""
        if path.name in ("", ".."):
            path = path.resolve()
        return next((part for part in reversed(path.parts) if part != self._assignment), path.name)

    def _tree(self, tree: _Tree) -> Found:
        top = ""
        while True:
            if self._forms(tree, top):
                return iter([(self._student(tree, top, tree.name), top or tree.name)])
            folders = tree.folders(top)
            if "submitted" in folders:
                top = _join(top, "submitted")
            elif len(folders) == 1 and self._is_class(tree, _join(top, folders[0])):
                top = _join(top, folders[0])
            else:
                return self._class(tree, top)

    def _forms(self, tree: _Tree, folder: str) -> dict[Kind, str]:
        """The forms that a student's folder holds: kind -> file."""
        for inner in (folder, _join(folder, self._assignment)):
            if inner == folder or self._assignment in tree.folders(folder):
                names = set(tree.files(inner))
                forms = {_kind(name): _join(inner, name) for name in self._wanted if name in names}
                if forms:
                    return forms
        return {}

    def _is_class(self, tree: _Tree, folder: str, depth: int = 0) -> bool:
        """Whether a lone folder wraps a class, rather than being its only student."""
        if depth > _MAX_WRAPPED or self._forms(tree, folder):
            return False
        inside = [_join(folder, name) for name in tree.folders(folder)]
        if _join(folder, "submitted") in inside or any(self._forms(tree, name) for name in inside):
            return True
        if sum(archive.is_archive(file) for file in tree.files(folder)) > 1:
            return True
        return len(inside) == 1 and self._is_class(tree, inside[0], depth + 1)

    def _class(self, tree: _Tree, top: str) -> Found:
        """A folder of students: folders, single files and archives."""
        folders, files, links = tree.folders(top), tree.files(top), tree.links(top)
        if len(folders) + len(files) > MAX_STUDENTS:
            raise _Unreadable(
                f"'{tree.name}' has {len(folders) + len(files)} entries, "
                f"and {MAX_STUDENTS} can be read"
            )
        for name in folders:
            yield self._student(tree, _join(top, name), name), _join(top, name)
        alone: dict[str, dict[Kind, str]] = {}
        for name in files:
            where = _join(top, name)
            if archive.is_archive(name) and tree.nests:
                yield self._packed(tree, where), where
            elif PurePosixPath(name).suffix.lower() in _SUFFIXES:
                alone.setdefault(PurePosixPath(name).stem, {})[_kind(name)] = where
            elif name.lower().endswith(_UNKNOWN_ARCHIVES):
                reason = f"'{_shown(name)}' cannot be opened: hand in a .zip"
                yield Submission(_shown(PurePosixPath(name).stem), None, reason), where
        for name, forms in alone.items():
            yield self._made(name, tree, forms, ()), next(iter(forms.values()))
        for name in links:
            reason = "it is a link, and links are not followed"
            yield Submission(_shown(PurePosixPath(name).stem), None, reason), _join(top, name)

    def _packed(self, tree: _Tree, file: str) -> Submission:
        """A student who handed in an archive."""
        name = PurePosixPath(file).name
        try:
            inner = _Archive(name, tree.read(file, MAX_FILE), nests=False)
        except (_Unreadable, archive.Refused) as error:
            return Submission(_shown(_stem(name)), None, f"'{_shown(name)}' is refused: {error}")
        top = ""
        while not self._forms(inner, top) and len(inner.folders(top)) == 1:
            top = _join(top, inner.folders(top)[0])
        return self._student(inner, top, _stem(name))

    def _student(self, tree: _Tree, folder: str, name: str) -> Submission:
        forms = self._forms(tree, folder)
        names = [*self._wanted, self._assignment]
        flags = [
            f"'{link}' is a link, and links are not followed"
            for inner in (folder, _join(folder, self._assignment))
            if inner == folder or self._assignment in tree.folders(folder)
            for link in tree.links(inner)
            if link in names
        ]
        if forms:
            beside, left_out = self._beside(tree, next(iter(forms.values())))
            made = self._made(name, tree, forms, (*flags, *left_out))
            return replace(made, beside=beside) if made.source else made
        packed = [file for file in tree.files(folder) if archive.is_archive(file)]
        if len(packed) == 1 and tree.nests:
            return replace(self._packed(tree, _join(folder, packed[0])), name=_shown(name))
        reason = f"no {' or '.join(self._wanted)}"
        others = [_shown(file) for file in tree.files(folder) if file.lower().endswith(_READ)]
        if others:
            reason += ", but " + ", ".join(f"'{other}'" for other in others[:3])
        return Submission(_shown(name), None, reason, tuple(flags))

    def _made(
        self, name: str, tree: _Tree, forms: Mapping[Kind, str], flags: tuple[str, ...]
    ) -> Submission:
        sources: dict[Kind, Source] = {}
        problems = []
        for kind, file in forms.items():
            try:
                sources[kind] = Source(
                    kind, tree.read(file, MAX_FILE), _shown(PurePosixPath(file).name)
                )
            except _Unreadable as error:
                problems.append(str(error))
        if not sources:
            return Submission(_shown(name), None, "; ".join(problems), flags)
        chosen, told = self._chosen(sources)
        return Submission(_shown(name), chosen, flags=(*flags, *problems, *told))

    def _beside(self, tree: _Tree, file: str) -> tuple[tuple[Beside, ...], list[str]]:
        """The small files of a student's own folder, and a flag where some were left out."""
        folder = "/".join(PurePosixPath(file).parts[:-1])
        beside: list[Beside] = []
        left_out: list[str] = []
        room = MAX_BESIDE_TOTAL
        for name in tree.files(folder):
            if name in self._wanted or name.lower().endswith(_NEVER_BESIDE) or is_backup(name):
                continue
            try:
                if len(beside) == MAX_BESIDE or _shown(name) != name:
                    raise _Unreadable
                data = tree.read(_join(folder, name), min(room, MAX_BESIDE_FILE))
            except _Unreadable:
                left_out.append(f"'{_shown(name)}'")
                continue
            room -= len(data)
            beside.append(Beside(name, self._contents.setdefault(data, data)))
        if not left_out:
            return tuple(beside), []
        more = f" and {len(left_out) - 3} more" if len(left_out) > 3 else ""
        flag = (
            f"{', '.join(left_out[:3])}{more} cannot be read by the code: with it go at most "
            f"{MAX_BESIDE} files of {MAX_BESIDE_FILE >> 20} MiB, {MAX_BESIDE_TOTAL >> 20} in all"
        )
        return tuple(beside), [flag]

    def _chosen(self, sources: Mapping[Kind, Source]) -> tuple[Source, list[str]]:
        """Of both forms, the one that was worked on."""
        if len(sources) == 1:
            return next(iter(sources.values())), []
        worked_on = [
            source
            for kind, source in sources.items()
            if kind not in self._skeletons
            or fingerprint(kind, source.data) != fingerprint(kind, self._skeletons[kind])
        ]
        if len(worked_on) == 1:
            return worked_on[0], []
        chosen, other = sources["py"], sources["ipynb"]
        if worked_on:
            return chosen, [f"'{chosen.path}' was graded, and '{other.path}' differs from it"]
        return chosen, []


class _Folder:
    """A folder on disk; links in it are not followed."""

    nests = True

    def __init__(self, root: Path, name: str) -> None:
        self._root = root
        self.name = name

    def files(self, folder: str) -> list[str]:
        """Regular files."""
        return self._names(folder, lambda path: path.is_file())

    def folders(self, folder: str) -> list[str]:
        """Folders."""
        return self._names(folder, lambda path: path.is_dir())

    def links(self, folder: str) -> list[str]:
        """Symbolic links."""
        return self._names(folder, lambda path: path.is_symlink(), links=True)

    def read(self, file: str, limit: int) -> bytes:
        """The bytes of a file."""
        return _bytes(self._root / file, limit)

    def _names(
        self, folder: str, keep: Callable[[Path], bool], *, links: bool = False
    ) -> list[str]:
        try:
            paths = sorted((self._root / folder).iterdir())
            return [
                path.name
                for path in paths
                if not _ignored(path.name) and path.is_symlink() is links and keep(path)
            ]
        except OSError as error:
            raise _Unreadable(
                f"'{_shown(folder or self.name)}' cannot be read: {error.strerror}"
            ) from None


class _Archive:
    """An archive in memory."""

    def __init__(self, name: str, data: bytes, *, nests: bool = True) -> None:
        self.name = _stem(name)
        self.nests = nests
        self._entries: dict[str, archive.Entry] = {}
        self._files: defaultdict[str, set[str]] = defaultdict(set)
        self._folders: defaultdict[str, set[str]] = defaultdict(set)
        for entry in archive.read(name, data, _READ, MAX_FILE, MAX_BESIDE_FILE):
            parts = entry.path.parts
            if not parts or any(_ignored(part) for part in parts):
                continue
            self._entries[str(entry.path)] = entry
            for depth, part in enumerate(parts[:-1]):
                self._folders["/".join(parts[:depth])].add(part)
            names = self._folders if entry.data is None else self._files
            names["/".join(parts[:-1])].add(parts[-1])

    def files(self, folder: str) -> list[str]:
        """Files."""
        return sorted(self._files.get(folder, ()))

    def folders(self, folder: str) -> list[str]:
        """Folders."""
        return sorted(self._folders.get(folder, ()))

    def links(self, folder: str) -> list[str]:  # noqa: ARG002 - an archive with links is refused
        """None."""
        return []

    def read(self, file: str, limit: int) -> bytes:
        """The bytes of a file."""
        entry = self._entries[file]
        if entry.size > limit:
            raise _Unreadable(_too_large(file, entry.size, limit))
        return entry.data or b""


def _bytes(path: Path, limit: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit:
            raise _Unreadable(_too_large(path.name, size, limit))
        return path.read_bytes()
    except OSError as error:
        raise _Unreadable(f"'{_shown(path.name)}' cannot be read: {error.strerror}") from None


def _too_large(file: str, size: int, limit: int) -> str:
    name = _shown(PurePosixPath(file).name)
    return f"'{name}' has {size >> 20} MiB, and {limit >> 20} MiB can be read"


def _kind(name: str) -> Kind:
    return "ipynb" if name.lower().endswith(".ipynb") else "py"


def _stem(name: str) -> str:
    """An archive's name without its suffix."""
    suffix = max(
        (end for end in archive.SUFFIXES if name.lower().endswith(end)), key=len, default=""
    )
    return name[: len(name) - len(suffix)] or name


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _ignored(name: str) -> bool:
    """Hidden files, and folders that a computer makes by itself."""
    return name.startswith(".") or name in {"__MACOSX", "__pycache__"}


def _shown(name: str) -> str:
    """A name as it may be shown and made into a file's: what cannot be is written as `\\x1b`."""
    return "".join(
        letter
        if letter.isprintable() and one_line(f"a{letter}b", 9) == f"a{letter}b"
        else ascii(letter)[1:-1]
        for letter in name
    )
