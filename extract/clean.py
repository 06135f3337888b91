"""Noise out of a text, with the way back to the source kept for every character.

A cleaned text is a row of runs: either as long as their source (then characters correspond one to
one) or standing as a whole for a stretch of it (an html entity, a joint of two lines).
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import opencc

Edit = tuple[int, int, str]
Run = tuple[int, int, int]

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ue000-\uf8ff\ufff9-\ufffd\U000f0000-\U0010ffff]+"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_NEWLINE = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿɡɑüêĀÁǍÀĒÉĚÈŌÓǑÒ"
_BRACKETED = re.compile(
    rf"(?<=[{_HAN}])\n?[（(][ \u3000\n]?"
    rf"([a-z{_TONED}'’]{{1,7}}(?:[ \n][a-z{_TONED}]{{1,7}}){{0,3}})[ \u3000\n]?[)）]"
)
_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|van|ai|ei|ui|ao|ou|iu|ie|ve|ue|er|an|en|"
    r"in|un|vn|ia|ua|uo|a|o|e|i|u|v)"
)
_PLAIN = str.maketrans(
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿɡɑüêĀÁǍÀĒÉĚÈŌÓǑÒ",
    "aaaaeeeeiiiioooouuuuvvvvnnnmgaveaaaaeeeeoooo",
)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_MARK = re.compile(
    r"(?P<picture>!\[[^\[\]\n]*\]\([^)\n]{0,2000}\))|(?P<link>\[(?P<words>[^\[\]\n]*)\]\([^)\n]{0,2000}\))|"
    r"(?P<lead>^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?))|(?P<strong>\*{1,3}(?=\S)|(?<=\S)\*{1,3}|`+|~~)|"
    r"(?<=[^\s#])(?P<soft>\n)(?=[^\s#>*+\-|`!\d])",
    re.MULTILINE,
)
_TRADITIONAL = re.compile(
    "[國會發產業黨們這為與學長開關區經濟設資項現實質體時間對進過還動員團機構聯協議級創導領務報記"
    "書辦證價優點際萬億電車線門問題應點總結統續織組約紅綠網營環將來個從當後無樂東見親觀規視覺]"
)
_TRADITIONAL_SHARE = 0.02
_FORMS = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c - 0xFEE0).isalnum()}
_FORMS |= dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000\t", " ")
_FORMS |= {"「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "〝": "“", "〞": "”"}
_FORMS |= {
    "〟": "”",
    "＂": '"',
    "―": "—",
    "─": "—",
    "━": "—",
    "‧": "·",
    "・": "·",
    "•": "•",
    "･": "·",
}
_FORMS |= {"％": "%", "＋": "+", "－": "-", "／": "/", "＃": "#", "＆": "&", "．": ".", "＠": "@"}
# Radicals stand for the characters they look like in what browsers print to PDF.
_FORMS |= {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
_FORMS |= dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_FORM_TABLE = str.maketrans(_FORMS)
_HALF = re.compile(
    rf"(?<=[{_HAN}”’》）】]) ?[,;:?!(]|[),;:?!](?=[{_HAN}“‘《（【])|[()](?=[{_HAN}])"
)
_BRACKET_TAIL = re.compile(r"(（[^（）()\n]{0,80})\)")
_BRACKET_HEAD = re.compile(r"\(([^（）()\n]{0,80}）)")
_TO_FULL = str.maketrans(",;:?!()", "，；：？！（）")
_STRAIGHT = re.compile(r'"([^"\n]{1,120})"')


@dataclass(frozen=True)
class CleanText:
    """A cleaned text and its way back; ``runs`` are (clean start, source start, source end)."""

    text: str
    runs: tuple[Run, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [run[0] for run in self.runs]

    def _run_at(self, position: int) -> tuple[int, Run]:
        index = bisect_right(self._starts, position) - 1
        return index, self.runs[index]

    def _length(self, index: int) -> int:
        after = self.runs[index + 1][0] if index + 1 < len(self.runs) else len(self.text)
        return after - self.runs[index][0]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the half-open span of the source that the clean characters start:end stand for."""
        if not self.runs:
            return 0, 0
        if start >= end:
            at = self._boundary(start)
            return at, at
        first, (clean, low, high) = self._run_at(start)
        begin = low + start - clean if self._length(first) == high - low else low
        last, (clean, low, high) = self._run_at(end - 1)
        stop = low + end - clean if self._length(last) == high - low else high
        return begin, stop

    def _boundary(self, position: int) -> int:
        if position >= len(self.text):
            return self.runs[-1][2]
        return self.source_span(position, position + 1)[0]

    def edit(self, edits: Iterable[Edit]) -> "CleanText":
        """Replace stretches (sorted, apart) of the clean text; the way back leads through."""
        pieces: list[str] = []
        runs: list[Run] = []
        done = length = 0
        for start, end, new in edits:
            if start < done:
                continue
            length = self._keep(done, start, length, pieces, runs)
            if new:
                runs.append((length, *self.source_span(start, end)))
                pieces.append(new)
                length += len(new)
            done = end
        self._keep(done, len(self.text), length, pieces, runs)
        return CleanText("".join(pieces), tuple(runs))

    def _keep(self, start: int, end: int, length: int, pieces: list[str], runs: list[Run]) -> int:
        """Copy the clean stretch start:end behind what is there; give the new length."""
        if start >= end:
            return length
        pieces.append(self.text[start:end])
        index, _ = self._run_at(start)
        while index < len(self.runs) and self.runs[index][0] < end:
            low = max(start, self.runs[index][0])
            high = min(end, self.runs[index][0] + self._length(index))
            runs.append((length + low - start, *self.source_span(low, high)))
            index += 1
        return length + end - start

    def same_length(self, text: str) -> "CleanText":
        """Put a text of equal length in place, character for character."""
        if len(text) != len(self.text):
            raise ValueError("the new text must be as long as the old one")
        return CleanText(text, self.runs)


def identity(text: str) -> CleanText:
    """Take a text as its own source."""
    return CleanText(text, ((0, 0, len(text)),) if text else ())


def clean(text: str, marked: bool = False) -> CleanText:
    """Take the noise out of a whole document's text; its lines stay as they are.

    Invisible and private-use characters and pinyin in brackets go; html entities, traditional
    characters and full-width letters become what they stand for; marks beside Chinese characters
    become full-width, straight and corner quotation marks curly ones. In a ``marked`` text the
    marks of Markdown go too, and its soft line breaks.
    """
    bare = identity(text).edit(_noise(text))
    if marked:
        bare = bare.edit(_marks(bare.text))
    pinyin = _pinyin(bare.text)
    if pinyin:
        bare = bare.edit(pinyin)
    return bare.same_length(_normalise(bare.text))


def _noise(text: str) -> list[Edit]:
    edits = [(m.start(), m.end(), "") for m in _INVISIBLE.finditer(text)]
    edits += [(m.start(), m.end(), "\n") for m in _NEWLINE.finditer(text)]
    if "&" in text:
        for m in _ENTITY.finditer(text):
            meant = html.unescape(m.group())
            if meant != m.group():
                edits.append((m.start(), m.end(), "" if _INVISIBLE.fullmatch(meant) else meant))
    edits.sort()
    return edits


def _marks(text: str) -> list[Edit]:
    """Markdown's marks: what they mark stays, pictures and addresses go."""
    edits: list[Edit] = []
    front = _FRONT_MATTER.match(text)
    if front:
        edits.append((0, front.end(), ""))
    for m in _MARK.finditer(text, front.end() if front else 0):
        kind = m.lastgroup
        if kind == "link":
            low, high = m.span("words")
            edits += [(m.start(), low, ""), (high, m.end(), "")]
        elif kind == "soft":
            words = text[m.start() - 1] + text[m.end()]
            edits.append((m.start(), m.end(), " " if words.isascii() and words.isalnum() else ""))
        else:
            edits.append((m.start(), m.end(), ""))
    return edits


def _pinyin(text: str) -> list[Edit]:
    """Bracketed pinyin after characters; without tone marks only where the text has the habit."""
    toned: list[Edit] = []
    plain: list[Edit] = []
    for m in _BRACKETED.finditer(text):
        inside = m.group(1)
        bare = re.sub("['’ \n]", "", inside).translate(_PLAIN)
        if not inside.isascii():
            toned.append((m.start(), m.end(), ""))
        elif _is_syllable(bare):
            plain.append((m.start(), m.end(), ""))
    if len(toned) >= 3 or len(plain) >= 5:
        return sorted(toned + plain)
    return toned


@cache
def _is_syllable(letters: str) -> bool:
    return _SYLLABLE.fullmatch(letters) is not None


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _normalise(text: str) -> str:
    """Apply all that keeps the length."""
    if _is_traditional(text):
        simple = _simplifier().convert(text)
        text = simple if len(simple) == len(text) else "".join(map(_simplifier().convert, text))
    text = text.translate(_FORM_TABLE)
    text = _HALF.sub(lambda m: m.group().translate(_TO_FULL), text)
    text = _BRACKET_TAIL.sub(r"\1）", text)
    text = _BRACKET_HEAD.sub(r"（\1", text)
    return _STRAIGHT.sub(r"“\1”", text) if '"' in text else text


def _is_traditional(text: str) -> bool:
    """Tell a traditional text from a simplified one that keeps a name's old character (昇, 堃)."""
    return len(_TRADITIONAL.findall(text)) > _TRADITIONAL_SHARE * len(text.strip())


def joined(clean_text: CleanText, pieces: Sequence[tuple[int, int, str]]) -> CleanText:
    """Keep only the given stretches, in order; each is (start, end, joint to the next)."""
    edits: list[Edit] = []
    done = 0
    joint = ""
    for start, end, after in pieces:
        edits.append((done, start, joint))
        done, joint = end, after
    edits.append((done, len(clean_text.text), ""))
    return clean_text.edit(e for e in edits if e[0] < e[1] or e[2])
