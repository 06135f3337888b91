"""One article written in many formats, with nothing but the standard library and OpenCC."""

import hashlib
import io
import re
import zipfile
import zlib
from html import escape

import opencc

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
PINYIN = {
    "区": "qū", "高": "gāo", "发": "fā", "党": "dǎng", "业": "yè", "动": "dòng", "链": "liàn",
    "开": "kāi", "经": "jīng", "公": "gōng", "司": "sī", "镇": "zhèn", "项": "xiàng",
}  # fmt: skip


def html(text: str, charset: str = "utf-8") -> bytes:
    title, *lines = text.strip().split("\n")
    body = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
    page = (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{escape(title)}</title>'
        '</head><body><nav><a href="/">首页</a><a href="/a">要闻</a></nav><article>'
        f"<h1>{escape(title)}</h1>{body}</article>"
        '<ul class="related"><li><a href="1">丁市的新闻</a></li><li><a href="2">戊市的新闻</a></li>'
        "</ul><footer>版权所有</footer></body></html>"
    )
    return page.encode(charset)


def mhtml(text: str) -> bytes:
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    archive = MIMEMultipart("related", type="text/html")
    archive.attach(MIMEText(html(text).decode(), "html", "utf-8"))
    return archive.as_bytes()


def docx(text: str) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    runs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{"H" if i == 0 else "N"}"/></w:pPr>'
        f"<w:r><w:t>{escape(line[:5])}</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        f'<w:ins><w:r><w:t xml:space="preserve">{escape(line[5:])}</w:t></w:r></w:ins></w:p>'
        for i, line in enumerate(text.strip().split("\n"))
    )
    styles = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/styles.xml", f'<w:styles xmlns:w="{word}">{styles}</w:styles>')
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{word}"><w:body>{runs}</w:body></w:document>',
        )
    return made.getvalue()


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return made.getvalue()


def pdf(text: str, columns: int = 38) -> bytes:
    """Set the text in lines of so many characters, the first line larger, page after page."""
    lines: list[tuple[int, str]] = []
    for number, paragraph in enumerate(text.strip().split("\n")):
        words = re.sub(r"^\s+", "", paragraph)
        size = 20 if number == 0 else 11
        width = 22 if number == 0 else columns
        shown = words if number == 0 else "\u3000\u3000" + words
        lines += [(size, shown[i : i + width]) for i in range(0, len(shown), width) if words]
    pages = [lines[i : i + 44] for i in range(0, len(lines), 44)]
    return printed([drawn(page) for page in pages])


def drawn(lines: list[tuple[int, str]]) -> bytes:
    """Draw a page of lines, each with the size of its type."""
    drawn, y = [], 800
    for size, line in lines:
        y -= 17 if size < 20 else 30
        blank = len(line) - len(line.lstrip("\u3000"))
        codes = line.strip("\u3000").encode("utf-16-be").hex()
        drawn.append(f"BT /F {size} Tf 1 0 0 1 {60 + blank * size} {y} Tm <{codes}> Tj ET")
    return "\n".join(drawn).encode()


def printed(contents: list[bytes]) -> bytes:
    """Put drawn pages into a PDF whose font is not embedded, but maps its codes to Unicode."""
    ranges = "".join(f"<{h:02X}00> <{h:02X}FF> <{h:02X}00>\n" for h in range(256))
    blocks = ranges.strip().split("\n")
    parts = [blocks[i : i + 100] for i in range(0, 256, 100)]
    table = "".join(f"{len(p)} beginbfrange\n" + "\n".join(p) + "\nendbfrange\n" for p in parts)
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{table}endcmap end end"
    ).encode()
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H"
        b"/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/Song/Flags 4/Ascent 880/Descent -120"
        b"/CapHeight 700/ItalicAngle 0/StemV 80/FontBBox[0 -120 1000 880]>>>>",
        _stream(unicode_map),
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            + f"/Contents {7 + 2 * number} 0 R>>".encode()
        )
        objects.append(_stream(content))
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table_at = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{table_at}\n%%EOF".encode()
    return out


def locked(made: bytes, password: bytes = b"secret") -> bytes:
    """Ask for a password before the PDF can be read (ISO 32000-1, 7.6: revision 2, 40 bits)."""
    key = (password + _PADDING)[:32]
    owner, number = _rc4(_digest(key)[:5], key), b"0" * 16
    rights = (-4 & 0xFFFFFFFF).to_bytes(4, "little")
    user = _rc4(_digest(key + owner + rights + number)[:5], _PADDING)
    body = made[: made.rindex(b"xref", 0, made.rindex(b"startxref"))]
    places = [found.start() for found in re.finditer(rb"^\d+ 0 obj", body, re.MULTILINE)]
    last = len(places) + 1
    lock = f"<</Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{user.hex()}>>>"
    places.append(len(body))
    body += f"{last} 0 obj\n{lock}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    known = f"[<{number.hex()}><{number.hex()}>]"
    return (
        body
        + f"xref\n0 {last + 1}\n0000000000 65535 f \n{table}".encode()
        + f"trailer<</Root 1 0 R/Size {last + 1}/Encrypt {last} 0 R/ID{known}>>\n".encode()
        + f"startxref\n{len(body)}\n%%EOF".encode()
    )


def _digest(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + state[i]) & 255
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) & 255])
    return bytes(out)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return (
        f"<</Length {len(packed)}/Filter/FlateDecode>>\nstream\n".encode() + packed + b"\nendstream"
    )


def traditional(text: str) -> str:
    """Write in traditional characters, 為 as Big5 has it."""
    return str(opencc.OpenCC("s2t").convert(text)).replace("爲", "為")


def with_pinyin(text: str) -> str:
    """Put pinyin in brackets behind characters, as re-posted pages do."""
    return re.sub("|".join(PINYIN), lambda m: f"{m.group()}({PINYIN[m.group()]})", text)


def with_noise(text: str) -> str:
    """Put zero-width and private-use characters in, and full-width letters and digits."""
    wide = text.translate({c: c + 0xFEE0 for c in range(ord("0"), ord("9") + 1)})
    return "\ufeff" + wide.replace("区", "区\u200b").replace("。", "。\ue5e5")


def wrapped(text: str, columns: int = 38) -> str:
    """Break the lines as a newspaper's layout does, in mid-word."""
    paragraphs = text.strip().split("\n")
    return "\n".join(
        "\n".join(line[i : i + columns] for i in range(0, len(line), columns))
        for line in ("\u3000\u3000" + p if i else p for i, p in enumerate(paragraphs) if p.strip())
    )
