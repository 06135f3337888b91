"""Lines of a cleaned text, and the paragraphs that a layout has broken them out of."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extract import bylines, furniture

_TERMINAL = re.compile(r"[。！？!?；;…：:](?:[”’」』）)】》\s]*)$|[”’）)】》]$")
_SENTENCE_END = re.compile(r"[。！？!?；;…][”’」』）)】》\s]*$")
_CREDIT_END = re.compile(r"(?:摄|摄影|供图|报道|文/图|图/文|整理|制图|提供)[）)]?$")
_OPENER = re.compile(
    r"^(?:[“「]|\d{1,4}[年月日时]|\d{4}[-./]|近日|日前|近期|近年|今年|去年|本月|上月|目前|截至|据|此外|同时|其中|随着|"
    r"为|在|从|自|当|围绕|聚焦|下一步|接下来|未来|如今|眼下|当前|这|该|他|她|我|记者|位于|作为|通过|按照|根据)"
)
_MID_SENTENCE = re.compile(r"^[的了着过地得和与及或等、，。；：）”]")
_DATELINE = re.compile(
    r"^(?:本报|本刊|本网|本台)?[^，。：]{0,14}讯(?:[（(\s]|$)|^图[为说](?:[ ：|]|(?<=为))|^[▲▼◀▶【]"
)
Tells = Callable[[str], bool]
_MARK = re.compile("[，。；：]")
_LOOK_BACK = 400
_WRAP_LINES = 4
_WRAP_SLACK = 5
_HEADING_LENGTH, _STORY_LENGTH = 60, 40
_SHORTEST, _NARROWEST = 15, 8
_NARROW_LINES = 12
_SHORT_LINE = 6
_REST = re.compile(r"[\u4e00-\u9fff]{1,2}$")
_NAME_END = re.compile(r"）$| [\u4e00-\u9fff]{2,4}$|[\u4e00-\u9fff][ /]?(?:摄|摄影|供图)$")
_OPEN_QUOTE = re.compile(r"“[^”]*$")
_WIDE = re.compile(r"[^\x00-\xff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without its outer spaces; offsets count in the cleaned text."""

    start: int
    end: int
    text: str
    blank_before: bool = False
    indented: bool = False
    level: int = 0


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, and their text without the breaks."""

    lines: list[Line]
    text: str

    @property
    def level(self) -> int:
        """Its heading level, 0 for none."""
        return self.lines[0].level

    @property
    def start(self) -> int:
        """Where it begins in the cleaned text."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where it ends in the cleaned text."""
        return self.lines[-1].end


def lines_of(text: str) -> list[Line]:
    """Cut a cleaned text into its lines."""
    lines: list[Line] = []
    gaps: list[int] = []
    position = gap = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + len(raw) - len(raw.lstrip())
            indented = raw.startswith("  ")
            lines.append(Line(start, start + len(stripped), stripped, gap > 0, indented))
            gaps.append(gap)
        gap = 0 if stripped else gap + 1
        position += len(raw) + 1
    spacing = min(gaps[1:], default=0)
    if spacing and column_of(lines).size:  # double-spaced: only wider gaps say something
        return [
            replace(line, blank_before=gap > spacing) for line, gap in zip(lines, gaps, strict=True)
        ]
    return lines


def width(text: str) -> int:
    """Give the columns that a text takes up: two for a Chinese character, one for a Latin one."""
    return len(text) + len(_WIDE.findall(text))


@dataclass(frozen=True, slots=True)
class Column:
    """The measure at which a layout has broken the lines; 0 when it has broken none.

    ``indented`` where the first line of a paragraph stands in.
    """

    measure: Callable[[str], int]
    size: int
    indented: bool = False

    def __bool__(self) -> bool:
        return self.size > 0

    def fills(self, text: str) -> bool:
        """Tell whether a line reaches the edge."""
        return self.size > 0 and self.measure(text) >= self.size - _WRAP_SLACK


def column_of(lines: Sequence[Line]) -> Column:
    """Find the column that the lines were set in: many unfinished lines of nearly one length."""
    return _column(lines, _SHORTEST, _WRAP_LINES) or _column(lines, _NARROWEST, _NARROW_LINES)


def _column(lines: Sequence[Line], shortest: int, least: int) -> Column:
    """Find the column of the lines longer than ``shortest``, of which ``least`` fill it."""
    # a line that is given again, such as a headline, says nothing more
    long_lines = list(dict.fromkeys(ln.text for ln in lines if len(ln.text) > shortest))
    unfinished = [text for text in long_lines if not _SENTENCE_END.search(text)]
    best = Column(width, 0)
    most = least - 1
    for measure in (width, len):
        sizes = [measure(text) for text in unfinished]
        if not sizes:
            break
        counts = Counter(sizes)
        peak = max(counts, key=lambda size: (sum(counts[size - k] for k in range(5)), size))
        near = sum(counts[peak - k] for k in range(5))
        beyond = sum(1 for text in long_lines if measure(text) > peak + 2)
        if near > most and beyond * 3 <= near:
            best, most = Column(measure, peak), near
    return best


def paragraphs(lines: Sequence[Line], alone: Tells, closed: Tells) -> list[Paragraph]:
    """Join the lines that a layout has broken in mid-sentence or in mid-word.

    ``alone`` tells lines that stand by themselves (bylines, page furniture), ``closed`` paragraphs
    that are at their end though no mark ends them.
    """
    column = column_of(lines)
    if sum(line.indented for line in lines) >= _WRAP_LINES:
        column = replace(column, indented=True)
    habit = any(map(_is_cut, lines))
    result: list[Paragraph] = []
    for line in lines:
        last = result[-1] if result else None
        if last and _continues(last, line, column, habit, alone, closed):
            last.text += joint(last.text, line.text) + line.text
            last.lines.append(line)
        else:
            result.append(Paragraph([line], line.text))
    return result


def joint(before: str, after: str) -> str:
    """Give what stands between two joined lines: a space between Latin words, else nothing."""
    ends = before[-1:] + after[:1]
    return " " if ends.isascii() and ends.isalpha() else ""


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends where a sentence ends."""
    return _SENTENCE_END.search(text) is not None


def _is_cut(line: Line) -> bool:
    """Tell a line that has whole sentences and stops in the middle of another."""
    text = line.text
    if len(text) < 20 or "。" not in text[:-1] or _TERMINAL.search(text):
        return False
    rest = text[text.rindex("。") + 1 :]
    return len(rest) > 6 and not _CREDIT_END.search(text)


def _continues(
    last: Paragraph, line: Line, column: Column, habit: bool, alone: Tells, closed: Tells
) -> bool:
    """Tell whether a line goes on with the sentence that the paragraph before it left open."""
    before = last.lines[-1].text
    if line.level or last.level or line.indented or _DATELINE.match(line.text):
        return False
    if not line.blank_before and column.fills(before):
        return _goes_on_in_column(last, line, column, alone, closed)
    if _SENTENCE_END.search(before) or _CREDIT_END.search(before):
        return False
    whole = last.text if len(last.text) <= _LOOK_BACK else before
    if alone(before) or alone(whole) or closed(last.text[-_LOOK_BACK:]):
        return False
    if column.fills(before) and _is_cut(last.lines[-1]) and _CREDIT_END.search(line.text):
        return True
    if alone(line.text) or not re.search("[，。；]", line.text):
        return False
    if not line.blank_before:
        return before[-1] in "，、" and len(before) > 20
    return _is_column_break(last, line, column, habit)


def _goes_on_in_column(
    last: Paragraph, line: Line, column: Column, alone: Tells, closed: Tells
) -> bool:
    """Tell whether a line goes on behind one that reaches the edge of the column."""
    before = last.lines[-1].text
    if bylines.is_page_header(before) or bylines.is_editor_row(before):
        return False
    if _REST.match(line.text):
        return True
    if _is_signature(before, last.text[-_LOOK_BACK:], closed) or _stands_out(line.text):
        return False
    if not _MARK.search(last.text[-_LOOK_BACK:] + line.text) and not column.fills(line.text):
        return False
    if not _SENTENCE_END.search(before) or _OPEN_QUOTE.search(last.text[-_LOOK_BACK:]):
        return True
    # where paragraphs are indented, a full line that ends a sentence need not end one
    told = last.lines[0].indented and _MARK.search(line.text)
    return column.indented and bool(told) and not alone(line.text)


def _is_signature(before: str, recent: str, closed: Tells) -> bool:
    """Tell a full line that ends with the writer's name, in brackets or set apart."""
    if not _NAME_END.search(before):
        return False
    return closed(recent) or (before.startswith("（") and bylines.is_byline(before))


def _stands_out(text: str) -> bool:
    """Tell a line that goes on with nothing, however full the line before it."""
    return bylines.is_field(text) or (len(text) > _SHORT_LINE and furniture.is_furniture(text))


def _is_column_break(last: Paragraph, line: Line, column: Column, habit: bool) -> bool:
    """Tell a blank line that stands in mid-sentence, where the layout's next column begins."""
    before = last.lines[-1].text
    if _TERMINAL.search(before) and not column.fills(before):
        return False
    recent = last.text[-_LOOK_BACK:]
    told = "。" in recent and len(last.lines) > 1 and len(before) > 6
    if _is_cut(last.lines[-1]) or told or (column.fills(before) and "，" in recent):
        return True
    if "，" in before and _MID_SENTENCE.match(line.text):
        return True
    if not habit or "，" not in before or not ends_sentence(line.text):
        return False
    return len(before) > 45 or _OPENER.match(before) is not None


def is_prose(text: str) -> bool:
    """Tell running text from headings and lists."""
    if text.endswith("。"):
        return len(text) >= 6
    return len(text) >= 15 and ("。" in text or (len(text) >= 60 and "，" in text))


def is_told(text: str, least: int = _STORY_LENGTH) -> bool:
    """Tell a paragraph with whole sentences that is no item of a list."""
    if furniture.is_snippet(text) or furniture.is_bullet(text) or furniture.is_furniture(text):
        return False
    return len(text) >= least and "。" in text


def is_headline(text: str) -> bool:
    """Tell a line that can stand over a story and is no item of a list."""
    if is_prose(text) or len(text) > _HEADING_LENGTH or bylines.DATELINE.match(text):
        return False
    return not (
        furniture.is_bullet(text) or furniture.is_snippet(text) or furniture.is_furniture(text)
    )
