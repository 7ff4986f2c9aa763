"""Folders made aside and put in place together, the old ones kept until all is well."""

import shutil
import tempfile
from pathlib import Path


class Replaced:
    """New folders for old: `put` them in place, then `keep` them or take them `back`.

    They are made beside the old ones, in the same file system, so that a rename puts them in place.
    """

    def __init__(self, root: Path) -> None:
        self._aside = Path(tempfile.mkdtemp(prefix=".course-", dir=root))
        self._new: dict[Path, Path] = {}
        """Where a folder goes -> where it is made."""
        self._old: dict[Path, Path] = {}
        self._put: list[Path] = []

    def new(self, target: Path) -> Path:
        """An empty folder that will stand at `target`."""
        made = self._aside / f"new-{len(self._new)}"
        made.mkdir()
        self._new[target] = made
        return made

    def put(self) -> None:
        """Put every new folder in place."""
        for target, made in self._new.items():
            if target.is_dir():
                old = self._aside / f"old-{len(self._old)}"
                target.rename(old)
                self._old[target] = old
            target.parent.mkdir(parents=True, exist_ok=True)
            made.rename(target)
            self._put.append(target)

    def back(self) -> None:
        """Put the old folders back, and drop the new ones."""
        for target in self._put:
            shutil.rmtree(target)
        for target, old in self._old.items():
            old.rename(target)
        self.keep()

    def keep(self) -> None:
        """Drop what was replaced."""
        shutil.rmtree(self._aside)
