"""The secret of a course: it seeds hidden inputs, so nobody knows them and a regrade repeats."""

import hmac
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from course.errors import MissingInput

if TYPE_CHECKING:
    import numpy as np

VARIABLE = "COURSE_SECRET"
FILE = Path(".course") / "secret"


def read_secret(root: Path) -> bytes:
    """`COURSE_SECRET`, or what `.course/secret` under the course holds; made at first use."""
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return given.encode()
    path = root / FILE
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes().strip()
    except OSError as error:
        raise MissingInput(
            f"The secret '{path}' cannot be read or made: {error.strerror}. "
            f"Set {VARIABLE} to a text of your own."
        ) from error
    if not secret:
        raise MissingInput(
            f"The secret '{path}' is empty. "
            "Restore it to repeat a grading, or delete it for a new one."
        )
    return secret


def seed(secret: bytes, submission: str, test: str) -> bytes:
    """The seed of one test's `rng` for one submission: 32 bytes."""
    message = f"{submission}\0{test}".encode("utf-8", "surrogateescape")
    return hmac.digest(secret, message, "sha256")


def generator(secret: bytes, submission: str, test: str) -> "np.random.Generator":
    """The `rng` of one test for one submission."""
    # Imported here because `course grade` reads the secret, and NumPy takes its time.
    from course.grading.random_numbers import generator_of

    return generator_of(seed(secret, submission, test))


def _make(path: Path) -> None:
    """Write a new secret; where another process is first, theirs stays."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()
