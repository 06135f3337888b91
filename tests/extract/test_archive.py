import io
import zipfile
from pathlib import Path

import pytest

from extract import archive
from extract.sources import find_documents, read_bytes
from kg.errors import InputError


def written(path: Path, **members: bytes) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path.as_posix()


def told(path: str) -> list[str]:
    return [
        f"! {found}" if isinstance(found, InputError) else found for found in find_documents([path])
    ]


def test_members_are_named_below_the_archive_and_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", **{"b/c.txt": b"one", "a.html": b"two", "x.png": b"no"})
    assert told(path) == [f"{path}/a.html", f"{path}/b/c.txt"]
    assert read_bytes(f"{path}/b/c.txt") == b"one"
    assert told(f"{path}/b/c.txt") == [f"{path}/b/c.txt"]


def test_a_changed_archive_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", **{"a.txt": b"one"})
    assert read_bytes(f"{path}/a.txt") == b"one"
    written(tmp_path / "a.zip", **{"a.txt": b"another"})
    assert read_bytes(f"{path}/a.txt") == b"another"


def test_names_that_windows_wrote_in_gbk(tmp_path: Path) -> None:
    name = "园区新闻.txt".encode("gbk")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("A" * len(name), b"one")
    path = tmp_path / "a.zip"
    path.write_bytes(made.getvalue().replace(b"A" * len(name), name))
    assert told(path.as_posix()) == [f"{path.as_posix()}/园区新闻.txt"]


def test_an_archive_that_unpacks_to_gigabytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_MOST_BYTES", 1000)
    path = written(tmp_path / "a.zip", **{"a.txt": b"a" * 600, "b.txt": b"b" * 600})
    assert len(told(path)) == 1
    assert "unpacks to" in told(path)[0]


def test_a_member_that_unpacks_far_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", **{"a.txt": b"a" * 2000})
    with pytest.raises(InputError, match="larger than"):
        archive.read_member(path, "a.txt", 1000)


def test_nested_damaged_and_protected_archives_are_told(tmp_path: Path) -> None:
    nested = written(tmp_path / "nested.zip", **{"in.zip": b"PK", "a.txt": b"one"})
    assert "archive inside an archive" in " ".join(told(nested))
    data = (tmp_path / "nested.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: len(data) // 2])
    (found,) = told((tmp_path / "cut.zip").as_posix())
    assert "damaged or cut-off" in found
    locked = bytearray(data)
    for sign, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(sign, at + 1)) >= 0:
            locked[at + flag] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    with pytest.raises(InputError, match="password"):
        read_bytes(f"{tmp_path.as_posix()}/locked.zip/a.txt")


def test_damage_inside_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.txt", b"one and two")
    path.write_bytes(path.read_bytes().replace(b"one and two", b"one and 2wo", 1))
    with pytest.raises(InputError, match="damaged in the archive"):
        read_bytes(f"{path.as_posix()}/a.txt")


def test_resource_folders_and_hidden_members_are_passed_over(tmp_path: Path) -> None:
    members = {"p/a.html": b"x", "p/a_files/ad.html": b"x", "__MACOSX/a.txt": b"x", ".a.txt": b"x"}
    path = written(tmp_path / "a.zip", **members)
    assert told(path) == [f"{path}/p/a.html"]
