import contextlib
import hashlib
import importlib.util
import os
from pathlib import Path

import pytest

from extract import pdf, read
from extract.read import find_documents, read_document, source_name
from kg.errors import InputError

SPEC = importlib.util.spec_from_file_location("pages", Path(__file__).parent / "pages.py")
assert SPEC is not None
assert SPEC.loader is not None
pages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pages)


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
    ("written", "title"),
    [
        ("“引号”内外", "“引号”内外"),
        ('"标题"  ', "标题"),
        ("'标题'\r", "标题"),
        ("\"他说'好'\"", "他说'好'"),
        ('" "', " "),
        ("标\t题 \t ", "标\t题"),
    ],
)
def test_one_pair_of_quotation_marks_of_a_field_goes(written: str, title: str) -> None:
    text = f"---\ntitle: {written}\n---\n正文。\n"
    assert read_document("a.md", text.encode()).title == title


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


def test_patterns_are_looked_up(folder: Path) -> None:
    found = [Path(f).relative_to(folder).as_posix() for f in names(folder, f"{folder}/**/*.htm*")]
    assert sorted(found) == ["a.html", "a_files/x.html", "sub/e.htm"]
    (missing,) = names(folder, f"{folder}/*.docx")
    assert "no file or folder matches" in missing


def test_links_to_themselves_are_told_when_named_and_passed_over_in_folders(folder: Path) -> None:
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "nowhere.txt").symlink_to("none.txt")
    assert len(names(folder)) == 4
    (told,) = names(folder, str(folder / "self.txt"))
    assert "leads nowhere" in told


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("old.doc", OLE, "old Office version"),
        ("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("cut.docx", b"PK\x03\x04" + bytes(40), "damaged or cut-off docx"),
        ("noise.docx", bytes(range(256)), "not a docx"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj", "damaged or cut-off PDF"),
        ("noise.pdf", bytes(range(256)), "not a pdf"),
        ("-", b"PK\x03\x04", "zip archive"),
    ],
)
def test_damaged_and_protected_files_are_told(name: str, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_document(name, data)
    assert str(caught.value).startswith(f"{name}: ")


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_truncated_file_is_read_or_told(form: str, cut: float) -> None:
    whole = getattr(pages, form)("标题\n正文第一段。\n正文第二段。")
    with contextlib.suppress(InputError):
        assert "正文" in read_document(f"a.{form}", whole[: int(len(whole) * cut)]).text


def test_mislabelled_files_are_read_as_what_they_are() -> None:
    text = "标题\n正文第一段。"
    assert read_document("a.txt", pages.pdf(text)).kind == "pdf"
    assert read_document("a.html", pages.docx(text)).kind == "docx"
    assert read_document("a.pdf", pages.html(text)).kind == "html"
    assert read_document("a.docx", text.encode()).kind == "txt"
    assert read_document("a.html", text.encode()).kind == "txt"
    assert read_document("a.txt", pages.mhtml(text)).kind == "mhtml"


def test_a_pdf_without_text_is_told() -> None:
    with pytest.raises(InputError, match="without text"):
        read_document("scan.pdf", pages.printed([b"0 0 m"]))


def test_a_pdf_with_a_password_is_told() -> None:
    with pytest.raises(InputError, match="password"):
        read_document("a.pdf", pages.locked(pages.pdf("标题\n正文说好。")))


def test_a_pdf_that_unpacks_far_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MOST_BYTES", 100_000)
    with pytest.raises(InputError, match="unpacks to more"):
        read_document("a.pdf", pages.pdf("园区新闻" * 20_000))


def test_a_streams_dictionary_may_hold_another_and_pictures_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_MOST_BYTES", 100_000)
    long = pages.pdf("园区新闻" * 20_000)
    nested = long.replace(b"/FlateDecode>>", b"/FlateDecode/DecodeParms<</Columns 5>>>>")
    with pytest.raises(InputError, match="unpacks to more"):
        read_document("a.pdf", nested)
    picture = long.replace(b"/FlateDecode>>", b"/FlateDecode/Subtype/Image>>")
    assert "园区新闻" in read_document("a.pdf", picture).text


def test_heads_and_feet_of_printed_pages_go() -> None:
    story = [f"第{n}段，园区的项目开工了，企业都说好。" for n in range(200)]
    lines = [(11, line) for line in story]
    cut = [lines[i : i + 40] for i in range(0, 200, 40)]
    printed = [
        pages.drawn([(9, f"2024/5/6 某报第{n}期"), *part, (9, f"- {n} -")])
        for n, part in enumerate(cut, 1)
    ]
    text = read_document("a.pdf", pages.printed(printed)).text
    assert [line for line in text.split("\n") if line] == story


def test_deleted_words_of_a_docx_go_and_inserted_ones_stay() -> None:
    document = read_document("a.docx", pages.docx("标题\n园区的项目今天开工。"))
    assert document.text == "标题\n园区的项目今天开工。"
    assert document.headings == ((0, 1),)


def test_too_much_text_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_TEXT", 10)
    with pytest.raises(InputError, match="more than 10 characters"):
        read_document("a.txt", ("园区" * 10).encode())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    assert names(tmp_path)[0].startswith("! ")
