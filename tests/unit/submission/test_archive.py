"""An archive is read in memory, or refused by name."""

import io
import stat
import tarfile
import zipfile
from pathlib import PurePosixPath

import pytest

from course.submission import archive
from course.submission.archive import Refused, is_archive, read


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return buffer.getvalue()


def tar_of(*members: tuple[tarfile.TarInfo, bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=tarfile.PAX_FORMAT) as packed:
        for member, data in members:
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def tar_link(kind: bytes) -> bytes:
    member = tarfile.TarInfo("alice/qkv.py")
    member.type = kind
    member.linkname = "/etc/passwd"
    return tar_of((member, b""))


def zip_link() -> bytes:
    member = zipfile.ZipInfo("alice/qkv.py")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zip_of((member, b"/etc/passwd"))


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Refused) as error:
        read(name, data, (".py",), 1 << 20)
    return str(error.value)


@pytest.mark.parametrize("name", ["a.zip", "A.ZIP", "a.tar", "a.tar.gz", "a.tgz", "a.tar.xz"])
def test_archives_are_known_by_their_suffix(name: str) -> None:
    assert is_archive(name)


def test_only_wanted_files_are_unpacked() -> None:
    data = zip_of(("a/qkv.py", b"code"), ("a/data.bin", b"1234"), ("empty/", b""))
    assert [(str(e.path), e.size, e.data) for e in read("x.zip", data, (".py",), 100)] == [
        ("a/qkv.py", 4, b"code"),
        ("a/data.bin", 4, b""),
        ("empty", 0, None),
    ]


def test_a_tar_tells_its_folders_and_files() -> None:
    folder = tarfile.TarInfo("./a")
    folder.type = tarfile.DIRTYPE
    data = tar_of((folder, b""), (tarfile.TarInfo("./a/qkv.py"), b"code"))
    assert [(e.path, e.data) for e in read("x.tgz", data, (".py",), 100)] == [
        (PurePosixPath("a"), None),
        (PurePosixPath("a/qkv.py"), b"code"),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.zip", zip_of(("a.csv", b"1,2"), ("b.csv", b"1,2,3,4"))),
        ("x.tgz", tar_of(*((tarfile.TarInfo(f), d) for f, d in [("a", b"1,2"), ("b", b"1,2,3")]))),
    ],
)
def test_small_files_are_read_whatever_they_are_called(name: str, data: bytes) -> None:
    assert [entry.data for entry in read(name, data, (".py",), 100, small=3)] == [b"1,2", b""]


def test_a_file_that_is_too_large_is_told_and_not_read() -> None:
    (entry,) = read("x.zip", zip_of(("qkv.py", b"12345")), (".py",), 4)
    assert (entry.size, entry.data) == (5, b"")


@pytest.mark.parametrize("name", ["../x.py", "a/../../x.py", "/x.py", "..\\x.py", "C:\\x.py"])
def test_an_entry_that_leads_out_is_refused_by_name(name: str) -> None:
    assert refusal("x.zip", zip_of((name, b""))) == f"its entry {name!r} leads out of it"
    assert refusal("x.tar", tar_of((tarfile.TarInfo(name), b""))) == (
        f"its entry {name!r} leads out of it"
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.zip", zip_link()),
        ("x.tar", tar_link(tarfile.SYMTYPE)),
        ("x.tar", tar_link(tarfile.LNKTYPE)),
        ("x.tar", tar_link(tarfile.CHRTYPE)),
        ("x.tar", tar_link(tarfile.FIFOTYPE)),
    ],
)
def test_a_link_or_a_device_is_refused_by_name(name: str, data: bytes) -> None:
    assert refusal(name, data) == "its entry 'alice/qkv.py' is a link or a device"


def test_too_many_entries_are_refused() -> None:
    members = [(f"{number}.py", b"") for number in range(archive.MAX_ENTRIES + 1)]
    assert refusal("x.zip", zip_of(*members)) == "it has 10001 entries, and 10000 can be read"
    tars = [(tarfile.TarInfo(name), data) for name, data in members]
    assert refusal("x.tar", tar_of(*tars)) == "it has more than 10000 entries"


def test_a_bomb_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGE", 1 << 20)
    told = "its entry 'qkv.py' unpacks to far more than it is"
    zeros = bytes(4 << 20)
    assert refusal("x.zip", zip_of(("qkv.py", zeros))) == told
    assert refusal("x.tgz", tar_of((tarfile.TarInfo("qkv.py"), zeros))) == told


def test_a_bomb_in_a_header_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGE", 1 << 20)
    member = tarfile.TarInfo("qkv.py")
    member.pax_headers = {"comment": "x" * (8 << 20)}
    assert refusal("x.tgz", tar_of((member, b""))) == "it unpacks to more than 1 MiB"


def test_more_than_can_be_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1 << 20)
    half = bytes(1 << 20)
    assert refusal("x.zip", zip_of(("a.py", half), ("b.py", half))) == (
        "it unpacks to 2 MiB, and 1 can be read"
    )
    tars = (tarfile.TarInfo("a.py"), half), (tarfile.TarInfo("b.py"), half)
    assert refusal("x.tar", tar_of(*tars)) == "it unpacks to more than 1 MiB"


def test_two_entries_of_one_name_are_refused() -> None:
    data = tar_of((tarfile.TarInfo("a.py"), b"1"), (tarfile.TarInfo("./a.py"), b"2"))
    assert refusal("x.tar", data) == "two of its entries are called 'a.py'"


def test_too_long_a_name_is_refused() -> None:
    assert refusal("x.zip", zip_of(("a" * 300, b""))).endswith("has too long a name")


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
def test_what_is_no_archive_is_refused(name: str) -> None:
    assert refusal(name, b"not an archive").startswith("it cannot be read (")


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(zip_of(("a.py", b"code")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal("x.zip", bytes(data)).startswith("it cannot be read (")


def test_a_zip_that_lies_about_sizes_is_refused() -> None:
    data = bytearray(zip_of(("a.py", b"x" * 1000)))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert refusal("x.zip", bytes(data)).startswith("it cannot be read (")
