import hashlib
import os
from pathlib import Path

import pytest

from extract import read
from extract.read import find_documents, read_document, source_name
from kg.errors import InputError


def names(root: Path, *paths: str) -> list[str]:
    found = find_documents(list(paths) or [str(root)])
    return [f if isinstance(f, str) else f"! {f}" for f in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.html", "c.md", "d.png", ".hidden.txt", "sub/e.htm", "a_files/x.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("一", encoding="utf-8")
    return tmp_path


def test_a_folder_gives_its_documents_sorted(folder: Path) -> None:
    found = [Path(f).relative_to(folder).as_posix() for f in names(folder)]
    assert found == ["a.html", "b.txt", "c.md", "sub/e.htm"]


def test_a_document_is_given_once(folder: Path) -> None:
    one = str(folder / "b.txt")
    assert names(folder, one, one, str(folder)).count(one) == 1


def test_links_in_a_circle_end(folder: Path) -> None:
    (folder / "sub" / "loop").symlink_to(folder)
    assert len(names(folder)) == 4


def test_stdin_passes_and_missing_paths_are_told(folder: Path) -> None:
    found = names(folder, "-", str(folder / "none"))
    assert found[0] == "-"
    assert found[1].startswith("! ")
    assert "no such file" in found[1]


def test_sources_are_named_plainly() -> None:
    assert source_name("./pages//a.txt") == "pages/a.txt"
    assert source_name("-") == "-"


def test_a_document_has_its_text_and_digest(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("标题\r\n正文。".encode())
    document = read_document(str(path))
    assert document.text == "标题\r\n正文。"
    assert document.kind == "txt"
    assert document.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_html_is_known_by_its_bytes() -> None:
    document = read_document("-", "<!doctype html><h1>标题</h1><p>正文。</p>".encode())
    assert (document.kind, document.text) == ("html", "标题\n正文。")


def test_markdown_front_matter_is_metadata() -> None:
    text = "---\ntitle: 标题\ndate: 2024-05-06\n---\n# 标题\n\n正文。\n"
    document = read_document("a.md", text.encode())
    assert (document.title, document.date) == ("标题", "2024-05-06")
    assert document.text[document.headings[0][0] :].startswith("# 标题")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b" \n"),
        ("binary.txt", bytes(range(32)) * 9),
        ("empty.html", b"<html><body><script>1</script></body></html>"),
    ],
)
def test_bad_input_is_one_line(name: str, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_document(name, data)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_document(str(tmp_path / "none.txt"))


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "LARGEST", 10)
    path = tmp_path / "large.txt"
    path.write_bytes(b"x" * 11)
    with pytest.raises(InputError, match="larger than"):
        read_document(str(path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    assert names(tmp_path)[0].startswith("! ")
